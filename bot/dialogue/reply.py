"""A turn in the making: what is said to the person, what is written down, what is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.catalogue import Catalogue
from bot.dialogue.voice import Voice
from bot.model import (
    Act,
    Author,
    Case,
    Choice,
    Conversation,
    Handoff,
    Inbound,
    Kind,
    Location,
    Memory,
    Message,
    Outbound,
    To,
    Turn,
    plain,
)

Rows = tuple[tuple[Choice, ...], ...]


@dataclass
class Reply:
    """The answer to one event of a person."""

    case: Case
    inbound: Inbound
    conversation: Conversation
    catalogue: Catalogue
    shown: str = ""  # what the person's message is written down as, when it has no text of its own
    handoff: Handoff | None = None
    answered: bool = True
    parts: list[Outbound] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    @property
    def voice(self) -> Voice:
        """The catalogue in the language of the talk."""
        return Voice(self.catalogue, self.conversation.language)

    @property
    def memory(self) -> Memory:
        """What the talk remembers so far."""
        return self.conversation.memory

    @property
    def now(self) -> datetime:
        """The time of the event."""
        return self.case.now

    def change(self, **fields: Any) -> None:
        """Changes fields of the conversation."""
        self.conversation = self.conversation.with_(**fields)

    def remember(self, **fields: Any) -> None:
        """Changes fields of the memory."""
        self.change(memory=replace(self.memory, **fields))

    def once(self, notice: str) -> bool:
        """True the first time in a talk that ``notice`` is to be given."""
        if notice in self.memory.said:
            return False
        self.remember(said=(*self.memory.said, notice))
        return True

    def say(self, key: str, text: str, choices: Rows = (), ask_position: str = "") -> None:
        """One message to the person; ``text`` is markup."""
        message = f"{self.case.id}.{key}"
        self.parts.append(
            Outbound(key, To.PERSON, text, choices=choices, ask_position=ask_position, message=message, answers=True)
        )
        said = Message(message, Author.BOT, plain(text), self.conversation.language, at=self.now)
        self.messages.append(said)

    def pin(self, key: str, location: Location) -> None:
        """A position on the map of the person's telephone."""
        message = f"{self.case.id}.{key}"
        self.parts.append(Outbound(key, To.PERSON, location=location, message=message, silent=True))
        text = location.title or f"{location.lat:.5f}, {location.lon:.5f}"
        self.messages.append(Message(message, Author.BOT, text, kind=Kind.LOCATION, at=self.now))

    def seen(self, note: str = "") -> None:
        """Tells the messenger that a press was seen; ``note`` is plain text, shown for a moment."""
        if self.inbound.callback_id:
            callback = self.inbound.callback_id
            self.parts.append(Outbound("seen", To.PERSON, note, act=Act.SEEN, callback_id=callback))

    def human(self, reason: str, *, need: str = "", about: str = "", urgent: bool = False, told: bool = False) -> None:
        """Asks for a human. What the bot says in this turn no longer counts as the answer; the first reason stays."""
        if self.handoff is None or urgent > self.handoff.urgent:
            self.handoff = Handoff(reason, need, about, urgent, told)

    def turn(self, handled: str, *, needs_answer: bool = True) -> Turn:
        """The finished turn."""
        waits = self.handoff is not None
        parts = tuple(replace(part, answers=False) for part in self.parts) if waits else tuple(self.parts)
        return Turn(
            self.conversation,
            parts,
            (self._own(needs_answer=needs_answer or waits), *self.messages),
            handled,
            self.handoff,
        )

    def forgotten(self) -> Turn:
        """The turn that erases the person: what is said leaves, nothing is written down."""
        parts = tuple(replace(part, message="", answers=False) for part in self.parts)
        return Turn(self.conversation, parts, (), "forget", forget=True)

    def _own(self, *, needs_answer: bool) -> Message:
        """The record of what the person did."""
        inbound = self.inbound
        ids = tuple(m.message_id for m in inbound.media if m.message_id) or (inbound.message_id, *inbound.more_ids)
        pressed = inbound.kind in (Kind.CHOICE, Kind.REACTION, Kind.DELETE)
        return Message(
            self.case.id,
            Author.PERSON,
            inbound.text or self.shown,
            self.conversation.language,
            kind=inbound.kind,
            chat="" if pressed else inbound.chat,
            provider_ids=() if pressed else tuple(filter(None, ids)),
            at=inbound.sent_at,
            needs_answer=needs_answer,
            revises=self.case.target if inbound.kind is Kind.EDIT else "",
        )
