"""What comes in: raw events, what people and staff did, reports of the post, rings of the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.model.matter import Contact, Location, Media
from bot.model.outgoing import To


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
    more_ids: tuple[str, ...] = ()  # of the further messages of a long text that the sender's client cut
    joined: int = 0  # where in ``text`` the last of them begins
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


@dataclass(frozen=True, slots=True)
class Round:
    """The regular look at a staff group: its summary changed, or a report is due."""

    chat: str
    at: datetime


Event = Inbound | Delivery | Ring | Round
