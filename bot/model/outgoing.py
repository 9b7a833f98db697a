"""What goes out: one part at a time, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model.matter import Contact, Location, Media


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
    pin: bool = False  # stays at the top of its chat
    priority: int = 0
