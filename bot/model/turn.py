"""One event and what it leads to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.incoming import Event
from bot.model.outgoing import Outbound
from bot.model.remembered import Conversation, Entry, Fact, Message


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
    and everything they wrote, once the parts of this turn have left. ``notes`` are kept in the desk's notebook,
    ``facts`` are counted.
    """

    conversation: Conversation | None
    say: tuple[Outbound, ...] = ()
    messages: tuple[Message, ...] = ()
    handled: str = ""
    handoff: Handoff | None = None
    forget: bool = False
    desk_moved: tuple[str, str] | None = None  # a staff group's old and new id
    notes: tuple[Entry, ...] = ()
    facts: tuple[Fact, ...] = ()

    def __post_init__(self) -> None:
        """Two parts under one key would be taken for one part sent twice, and one of them would never leave."""
        keys = [part.key for part in self.say]
        if len(set(keys)) < len(keys):
            raise ValueError(f"two parts of a turn have the same key: {sorted(keys)}")


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
