"""The channel-neutral words of the house. This module imports nothing of ours.

A *person* writes on a *channel*; a channel's raw event is stored on a *lane* and read into an :class:`Inbound`.
A handler gets a :class:`Case` (the conversation and one event) and returns a :class:`Turn`: what leaves
(:class:`Outbound`), what is remembered (:class:`Conversation`) and what is written down (:class:`Message`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

# --- text ---------------------------------------------------------------------------------------------------

_TAG = re.compile(r"</?(?:b|i|u|s|code|a|blockquote)(?:\s[^<>]*)?>")


def escape(text: str) -> str:
    """``text`` made safe for :attr:`Outbound.text`: whatever a person typed is shown as typed."""
    return html.escape(text, quote=False)


def plain(markup: str) -> str:
    """The text of a markup string without its tags, for messengers that show none."""
    return html.unescape(_TAG.sub("", markup))


# --- what comes in ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as the messenger sent it, on its way to the inbox.

    The lane is ``lane``; when that is empty the store looks the conversation up by ``thread`` (group, topic), then by
    ``message`` (chat, message id), and falls back to ``desk_lane``.
    """

    channel: str
    account: str
    event_id: str
    payload: str
    lane: str = ""
    thread: tuple[str, str] | None = None
    message: tuple[str, str] | None = None
    desk_lane: str = ""


class Kind(StrEnum):
    """What an inbound event is. A kind that the bot cannot read is handed to a human, never refused."""

    TEXT = "text"
    COMMAND = "command"
    CHOICE = "choice"  # a button
    MEDIA = "media"
    LOCATION = "location"
    CONTACT = "contact"
    EDIT = "edit"
    DELETE = "delete"
    REACTION = "reaction"
    BLOCKED = "blocked"  # the person stopped the bot
    UNBLOCKED = "unblocked"
    SERVICE = "service"  # the messenger's own notes (topic created, title changed …): nothing to answer
    MOVED = "moved"  # a staff group got another id
    RIGHTS = "rights"  # what the bot may do in a staff group changed
    OTHER = "other"  # a poll, a game, something new: a human looks at it


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote: the messenger's id and what it says of them. Never shown to staff for a person."""

    id: str
    name: str = ""
    handle: str = ""
    language: str = ""  # the language of the sender's telephone, an IETF tag
    is_bot: bool = False
    anonymous: bool = False  # an anonymous administrator or a channel: nobody knows who


@dataclass(frozen=True, slots=True)
class Media:
    """One file. ``kind``: photo voice audio video video_note animation document sticker.

    ``account`` owns ``file_id``; ``chat`` and ``message_id`` say where it lies, so that it can be copied without a
    download. ``size`` is in bytes, ``duration`` in seconds; both None when the messenger does not say.
    """

    kind: str
    file_id: str
    account: str = ""
    chat: str = ""
    message_id: str = ""
    name: str = ""
    mime: str = ""
    size: int | None = None
    duration: int | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A position in degrees (WGS 84); ``title`` and ``address`` when a place was shared rather than a point."""

    lat: float
    lon: float
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A business card that was shared."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event in the words of the house; ``raw`` keeps what the messenger said.

    ``desk`` tells a staff group from a private chat. ``reply_to`` and ``target`` (what was edited, pressed or reacted
    to) are the messenger's message ids in ``chat``. ``group`` joins the parts of an album. ``text`` is as typed,
    unescaped.
    """

    channel: str
    account: str
    event_id: str
    kind: Kind
    chat: str
    sender: Sender
    sent_at: datetime
    desk: bool = False
    thread: str = ""
    message_id: str = ""
    text: str = ""
    command: str = ""  # without the slash, lower case
    arguments: str = ""
    choice: str = ""  # the data of the pressed button
    callback_id: str = ""  # to tell the messenger that the press was seen
    media: tuple[Media, ...] = ()
    location: Location | None = None
    contact: Contact | None = None
    emoji: str = ""  # a reaction; empty: taken back
    reply_to: str = ""
    target: str = ""
    group: str = ""
    forwarded: bool = False
    moved_to: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


class Outcome(StrEnum):
    """How the delivery of a part ended (or stands)."""

    SENT = "sent"
    RETRY = "retry"  # not yet: it will be tried again
    UNKNOWN = "unknown"  # cut after sending: maybe sent
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A report of the post to a conversation: how the part ``key``, which carried ``message``, fared."""

    key: str
    message: str
    to: To
    outcome: Outcome
    reason: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Ring:
    """The answer clock of a conversation rang: it was due at ``due``."""

    due: datetime


Event = Inbound | Delivery | Ring

# --- what goes out ------------------------------------------------------------------------------------------


class To(StrEnum):
    """Where an outbound part goes."""

    PERSON = "person"
    DESK = "desk"  # the conversation's topic
    GENERAL = "general"  # the staff group itself


class Act(StrEnum):
    """What an outbound part does."""

    SAY = "say"  # text, media, location, with buttons
    EDIT = "edit"  # replaces the text and buttons of ``target``
    DELETE = "delete"
    REACT = "react"  # puts ``text`` (an emoji) on ``target``
    SEEN = "seen"  # tells the messenger that the press ``callback_id`` was seen; ``text`` is a short note or empty
    OPEN_TOPIC = "open_topic"  # ``text`` is the title, ``icon`` the state
    EDIT_TOPIC = "edit_topic"
    CLOSE_TOPIC = "close_topic"
    REOPEN_TOPIC = "reopen_topic"


class Icon(StrEnum):
    """The state of a topic, as its icon or title shows it."""

    WAITING = "waiting"
    TAKEN = "taken"
    URGENT = "urgent"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says and what comes back (at most 64 bytes), or a link when ``url`` is set."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One part that leaves. ``text`` is markup: ``<b> <i> <u> <s> <code> <a href> <blockquote>``; all else is escaped.

    ``key`` is unique within the turn. ``message``, ``reply_to`` and ``target`` are *our* message ids: the post finds
    the messenger's ids on the side the part goes to. ``target_id`` names a message of the destination chat by the
    messenger's own id where no message of ours stands for it. ``answers``: this part answers the person's waiting
    messages. ``report``: the conversation wants to know how the delivery ended, even well. ``merge``: may be joined
    with the texts right behind it when the chat is slowed down. ``priority``: 0 people, 1 alerts, 2 mirrors.
    """

    key: str
    to: To
    text: str = ""
    act: Act = Act.SAY
    choices: tuple[tuple[Choice, ...], ...] = ()
    ask_position: str = ""  # the label of a "send my position" button
    media: tuple[Media, ...] = ()
    location: Location | None = None
    contact: Contact | None = None
    message: str = ""
    reply_to: str = ""
    target: str = ""
    target_id: str = ""
    callback_id: str = ""
    chat: str = ""  # a certain staff group; empty: the conversation's own, or the first
    thread: str = ""  # a certain topic that belongs to no conversation
    icon: Icon | None = None
    answers: bool = False
    report: bool = False
    merge: bool = False
    silent: bool = False
    priority: int = 0


# --- what is remembered -------------------------------------------------------------------------------------


class Owner(StrEnum):
    """Who speaks to the person: the one gate. While it is not ``bot``, the bot is quiet."""

    BOT = "bot"
    WAITING = "waiting"  # handed over, nobody answered yet
    STAFF = "staff"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Memory:
    """What the dialogue remembers of a talk."""

    needs: tuple[str, ...] = ()  # asked for last
    place: str = ""  # how the person's place is called
    lat: float | None = None
    lon: float | None = None
    departement: str = ""  # of that place, as the post codes it: 75, 2A, 971
    awaiting: str = ""  # what we asked for: place | language | …
    shown: tuple[str, ...] = ()  # place ids of the last answer
    offset: int = 0  # how many were shown before "more"
    open_only: bool = False
    day: str = ""  # the day asked for, ISO 8601; empty: now
    audience: tuple[str, ...] = ()
    said: tuple[str, ...] = ()  # notices given once a talk (stale data, out of hours …)


@dataclass(frozen=True, slots=True)
class Topic:
    """The forum topic of a conversation."""

    chat: str
    thread: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person on one channel. ``topic`` is written by the post alone (when it opened one), never by a turn."""

    id: str
    lane: str
    channel: str
    account: str
    chat: str
    pseudonym: str
    opened_at: datetime
    person: str = ""
    language: str = ""
    language_chosen: bool = False
    owner: Owner = Owner.BOT
    staff_id: str = ""
    staff_name: str = ""
    staff_since: datetime | None = None
    memory: Memory = Memory()
    topic: Topic | None = None
    topic_asked: bool = False  # a topic was asked for; the post opens it
    topic_icon: Icon | None = None
    need: str = ""  # why a human was wanted, for the title
    urgent: bool = False
    blocked: bool = False
    waiting_since: datetime | None = None  # the oldest message without an answer
    clock_at: datetime | None = None  # when the answer clock rings next
    clock_stage: int = 0
    last_inbound_at: datetime | None = None
    closed_at: datetime | None = None

    def with_(self, **changes: Any) -> Conversation:
        """This conversation with some fields changed."""
        return replace(self, **changes)


class Author(StrEnum):
    """Who a message is from."""

    PERSON = "person"
    BOT = "bot"
    STAFF = "staff"
    NOTE = "note"  # staff among themselves: never leaves


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is written down. ``id`` is ours; ``translation`` is what the other side read.

    ``needs_answer`` says that someone waits for an answer to it; ``answered_by`` is the key of the part that answers.
    ``chat``/``provider_ids``: where it lies on the side it came from.
    """

    id: str
    author: Author
    text: str = ""
    language: str = ""
    translation: str = ""
    kind: Kind = Kind.TEXT
    staff: str = ""
    chat: str = ""
    provider_ids: tuple[str, ...] = ()
    at: datetime | None = None
    needs_answer: bool = False
    revises: str = ""  # the message of which this is an edited version


@dataclass(frozen=True, slots=True)
class Handoff:
    """A human is wanted. ``reason`` in a word (unknown, asked, crisis, error, nothing_near, media, not_useful …).

    ``need`` goes into the topic's title, ``about`` is one more line for staff (where, when; markup). ``told``: the
    person has already been told that somebody will write. ``urgent``: first in the queue, rings at once.
    """

    reason: str
    need: str = ""
    about: str = ""
    urgent: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event leads to. It is committed whole or not at all.

    ``conversation`` is the new state (None: no conversation is concerned). ``handled`` says in a word what was done,
    for the audit. ``handoff``: the dialogue asks for a human, the desk completes the turn. ``forget`` erases the person
    and everything they wrote, once the parts of this turn have left.
    """

    conversation: Conversation | None
    say: tuple[Outbound, ...] = ()
    messages: tuple[Message, ...] = ()
    handled: str = ""
    handoff: Handoff | None = None
    forget: bool = False
    desk_moved: tuple[str, str] | None = None  # a staff group's old and new id


@dataclass(frozen=True, slots=True)
class Case:
    """What a handler is given: the conversation (None for a staff group's own lane), one event, and the time.

    ``id`` names the event: the ids of its messages start with it. ``quoted`` and ``target`` are our ids of the messages
    the event replies to or changes. ``history(n)`` reads the last ``n`` messages, oldest first.
    """

    id: str
    conversation: Conversation | None
    event: Event
    now: datetime
    new: bool = False
    quoted: str = ""
    target: str = ""
    history: Callable[[int], Awaitable[Sequence[Message]]] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An outbound part as the post holds it: everything a channel needs to send it.

    ``chat`` and ``thread`` are resolved; ``reply_id`` and ``target_ids`` are the messenger's ids.
    """

    key: str
    conversation: str
    channel: str
    account: str
    chat: str
    body: Outbound
    thread: str = ""
    reply_id: str = ""
    target_ids: tuple[str, ...] = ()
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Bucket:
    """One pace that a part is subject to: ``burst`` parts at once, then ``rate`` parts a second, under one ``key``."""

    key: str
    rate: float
    burst: float


@dataclass(frozen=True, slots=True)
class Sent:
    """The messenger took a part: its ids there, and the topic when one was opened. ``note`` says what could not be
    carried as asked (a file too big …), in a word for the catalogue."""

    ids: tuple[str, ...] = ()
    thread: str = ""
    chat: str = ""
    note: str = ""


# --- names of lanes -----------------------------------------------------------------------------------------


def talk_lane(channel: str, account: str, chat: str) -> str:
    """The lane of one person on one channel: everything about their conversation rides it, whoever wrote it."""
    return f"talk:{channel}:{account}:{chat}"


def desk_lane(channel: str, account: str, chat: str) -> str:
    """The lane of what happens in a staff group outside every conversation."""
    return f"desk:{channel}:{account}:{chat}"
