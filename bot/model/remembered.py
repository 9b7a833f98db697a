"""What is remembered: conversations, who speaks in them, and the messages as they are written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.model.incoming import Kind
from bot.model.outgoing import Icon


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
class Pace:
    """How fast a person writes: ``count`` messages since ``since``; ``told``: they know that we slow down."""

    since: datetime | None = None
    count: int = 0
    told: bool = False


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
    group: str = ""  # the staff group that staff moved it to; empty: by its département
    banned_until: datetime | None = None  # until then the team reads nothing of this person but danger
    ban_reason: str = ""
    heard: str = ""  # another language, in which the last message seemed to be
    asked_at: datetime | None = None  # when we last asked whether the talk helped
    pace: Pace = Pace()

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
    translator: str = ""  # who translated it


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the desk's notebook: what staff keep beside the conversations, found by ``kind`` and ``key``.

    ``body`` is anything that JSON can hold; None tears the page out. ``until``: it leaves by itself then.
    """

    kind: str
    key: str
    body: Mapping[str, Any] | None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to count, without a word of what was said; ``seconds`` is how long somebody had waited.

    ``kind``: wrote asked answered handed_over oriented useful survey closed handed_back told flooded banned.
    """

    kind: str
    value: str = ""
    seconds: int | None = None
