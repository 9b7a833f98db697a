"""A turn in the making: what the desk adds to while it works through one event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.model import Act, Author, Case, Conversation, Entry, Handoff, Inbound, Message, Outbound, To, Turn, plain


@dataclass
class Draft:
    """The parts, messages and new state that one event leads to."""

    case: Case
    conversation: Conversation
    say: list[Outbound] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    handled: str = ""
    forget: bool = False
    notes: list[Entry] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case, turn: Turn | None = None) -> Draft:
        """A draft for ``case``, going on from ``turn`` when the dialogue has made one."""
        conversation = turn.conversation if turn else case.conversation
        if conversation is None:
            raise ValueError("a draft needs a conversation")
        if turn is None:
            return cls(case, conversation)
        return cls(case, conversation, list(turn.say), list(turn.messages), turn.handled, turn.forget, list(turn.notes))

    @property
    def now(self) -> datetime:
        """The time of the event."""
        return self.case.now

    @property
    def inbound(self) -> Inbound:
        """The event as what somebody wrote."""
        if not isinstance(self.case.event, Inbound):
            raise TypeError("this event was written by nobody")
        return self.case.event

    def change(self, **fields: Any) -> None:
        """Changes fields of the conversation."""
        self.conversation = self.conversation.with_(**fields)

    def part(self, key: str, to: To, text: str = "", **fields: Any) -> None:
        """Adds a part that leaves; the prefix keeps it apart from the dialogue's parts of the same turn."""
        name = f"desk.{key}"
        if any(part.key == name for part in self.say):  # the person and the topic are often told the same thing
            name = f"{name}.{to.value}"
        self.say.append(Outbound(key=name, to=to, text=text, **fields))

    def person(self, key: str, text: str, *, answers: bool = False, **fields: Any) -> None:
        """Adds a text of the bot to the person and writes it down."""
        message = f"{self.case.id}.{key}"
        self.part(key, To.PERSON, text, message=message, answers=answers, **fields)
        self.messages.append(Message(message, Author.BOT, plain(text), self.conversation.language, at=self.now))

    def topic(self, key: str, text: str = "", **fields: Any) -> None:
        """Adds a text to the conversation's topic."""
        fields.setdefault("priority", 0 if self.conversation.urgent else 1)
        self.part(key, To.DESK, text, **fields)

    def keep(self, kind: str, key: str, body: Mapping[str, Any] | None, until: datetime | None = None) -> None:
        """Writes a page of the desk's notebook; None tears it out."""
        self.notes.append(Entry(kind, key, body, until))

    def seen(self, note: str = "") -> None:
        """Tells the messenger that the press of a button was seen."""
        if self.inbound.callback_id:
            to = To.DESK if self.inbound.desk else To.PERSON
            self.part("seen", to, note, act=Act.SEEN, callback_id=self.inbound.callback_id)

    def turn(self, handled: str, handoff: Handoff | None = None) -> Turn:
        """The finished turn."""
        return Turn(
            self.conversation,
            tuple(self.say),
            tuple(self.messages),
            handled or self.handled,
            handoff,
            forget=self.forget,
            notes=tuple(self.notes),
        )


def person_message(case: Case, inbound: Inbound, *, language: str = "", needs_answer: bool = True) -> Message:
    """The record of what a person wrote."""
    ids = tuple(m.message_id for m in inbound.media if m.message_id) or (inbound.message_id, *inbound.more_ids)
    return Message(
        case.id,
        Author.PERSON,
        inbound.text,
        language,
        kind=inbound.kind,
        chat=inbound.chat,
        provider_ids=tuple(filter(None, ids)),
        at=inbound.sent_at,
        needs_answer=needs_answer,
        revises=case.target if inbound.kind == "edit" else "",
    )


def translated(message: Message, translation: str) -> Message:
    """``message`` with what the other side read."""
    return replace(message, translation=translation)
