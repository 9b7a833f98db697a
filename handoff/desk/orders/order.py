"""One order of the staff: its name, and what it does in a topic and in the group itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.model import Act, Case, Choice, Entry, Inbound, Outbound, To, Turn, escape
from handoff.desk.draft import Draft
from handoff.desk.office import Office

PREFIX = "desk:"
"""How the data of the desk's buttons begins: ``desk:<order>`` or ``desk:<order>:<arguments>``."""
_LIMIT = 64  # bytes of a button's data, Telegram's


@dataclass
class General:
    """An order given in the group itself, and what it leads to."""

    office: Office
    case: Case
    inbound: Inbound
    say: list[Outbound] = field(default_factory=list)
    notes: list[Entry] = field(default_factory=list)

    def answer(self, text: str, key: str = "answer", **fields: Any) -> None:
        """Adds a text to where the order was given."""
        fields.setdefault("priority", 1)
        self.say.append(
            Outbound(f"desk.{key}", To.GENERAL, text, chat=self.inbound.chat, thread=self.inbound.thread, **fields)
        )

    def seen(self, note: str = "") -> None:
        """Tells the messenger that the press of a button was seen."""
        if self.inbound.callback_id:
            self.answer(note, "seen", act=Act.SEEN, callback_id=self.inbound.callback_id)

    def turn(self, handled: str) -> Turn:
        """The finished turn: no conversation is concerned."""
        return Turn(None, tuple(self.say), handled=handled, notes=tuple(self.notes))


@dataclass(frozen=True, slots=True)
class Order:
    """``topic`` and ``general`` get what stands behind the name; an order that lacks one of them refuses there.

    A button gives the same order. ``rank``: its place in /help; the key ``desk.staff.order.<name>`` explains it.
    """

    name: str
    rank: int
    topic: Callable[[Office, Draft, str], Awaitable[Turn]] | None = None
    general: Callable[[General, str], Awaitable[Turn]] | None = None


def button(label: str, name: str, arguments: str = "") -> Choice:
    """A button that gives an order. Raises ValueError when its data is longer than a messenger takes."""
    data = PREFIX + name + (f":{arguments}" if arguments else "")
    if len(data.encode()) > _LIMIT:
        raise ValueError(f"the data of a button is too long: {data}")
    return Choice(label, data)


def own(draft: Draft, key: str, text: str) -> None:
    """Answers the member of staff who gave the order: a short note on a press, else a message in the topic."""
    if draft.inbound.callback_id and len(text) <= 190:
        draft.seen(text)
    else:
        draft.seen()
        draft.topic(key, text)


def mention(id: str, name: str) -> str:
    """A name that rings at its owner's telephone."""
    return f'<a href="tg://user?id={id}">{escape(name)}</a>' if id.isdecimal() else escape(name)
