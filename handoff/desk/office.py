"""What every part of the desk works with: words, translator, duty hours, groups, and what it may look up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.model import Choice, Conversation, Slip
from handoff.desk.duty import Duty
from handoff.desk.words import Translates, Words
from handoff.reports.rows import Row

JUST_SPOKE = timedelta(minutes=10)
"""A member of staff who wrote so lately is still there."""


@dataclass(frozen=True)
class DeskGroups:
    """Which staff group takes which département; the first group is the default. Empty: there is no desk."""

    default: str
    by_departement: Mapping[str, str]

    @property
    def all(self) -> tuple[str, ...]:
        """Every group, the default first."""
        return tuple(dict.fromkeys(filter(None, (self.default, *self.by_departement.values()))))

    def group_for(self, conversation: Conversation) -> str:
        """The group that takes ``conversation``; empty when there is no desk."""
        if conversation.group in self.all:
            return conversation.group
        return self.by_departement.get(conversation.memory.departement, self.default)

    def name(self, chat: str) -> str:
        """How staff call a group: its départements, or its place in the list."""
        codes = [code for code, group in self.by_departement.items() if group == chat]
        return ", ".join(codes) or str(self.all.index(chat) + 1 if chat in self.all else chat)


class Book(Protocol):
    """What the desk may look up beyond one conversation; the store keeps it."""

    async def notes(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """The pages of one kind in the notebook: key → body."""

    async def waiting(self) -> Sequence[Conversation]:
        """Who waits for staff, the longest wait first."""

    async def held(self) -> int:
        """How many conversations staff have in hand."""

    async def queued(self) -> int:
        """How many parts wait to leave for the staff's side."""

    async def facts(self, since: datetime, until: datetime) -> Sequence[Row]:
        """What was counted in a span of time."""


class Guidance(Protocol):
    """What the desk asks of the dialogue: its best answer, its cards, its buttons, in the person's language."""

    def numbers(self, language: str) -> str:
        """The usual emergency numbers as one line of markup."""

    def best(self, conversation: Conversation, text: str, now: datetime) -> str:
        """The nearest thing to an answer that the bot has for ``text``, as markup; empty when it has nothing."""

    def places(self, words: str, conversation: Conversation, now: datetime) -> Sequence[Slip]:
        """Places that ``words`` of staff name or describe (at most five), with cards in the person's language."""

    def place(self, id: str, conversation: Conversation, now: datetime) -> Slip | None:
        """One place of the directory by its id."""

    def helped(self, language: str) -> tuple[tuple[Choice, ...], ...]:
        """The two buttons of "did you find what you needed?"."""

    def to_bot(self, language: str) -> tuple[tuple[Choice, ...], ...]:
        """The button that gives the talk back to the bot."""

    def human(self, language: str) -> tuple[tuple[Choice, ...], ...]:
        """The button that asks for a human."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The desk's settings. ``bot_after``: silence of staff after which the bot takes over, None never.

    ``known_for``: how long a known answer lives. ``flood``: messages in a minute that are still read one by one.
    ``weekly``: whether the report of last week is posted on Mondays.
    """

    bot_after: timedelta | None = timedelta(hours=2)
    known_for: timedelta = timedelta(days=90)
    flood: int = 20
    weekly: bool = True


@dataclass(frozen=True)
class Office:
    """Everything the desk stands on."""

    words: Words
    translator: Translates
    duty: Duty
    groups: DeskGroups
    book: Book
    guidance: Guidance
    rules: Rules = Rules()
    pictures: Callable[[str, bytes], str] | None = None  # keeps a picture in the data folder; its path

    def group_of(self, conversation: Conversation) -> str:
        """The staff group in which the conversation is, or would be."""
        return conversation.topic.chat if conversation.topic else self.groups.group_for(conversation)

    def listed_in(self, conversation: Conversation) -> str:
        """The group whose queue shows ``conversation``: the default one's for a topic in a group that is not set (it
        moved, or was taken out of the settings)."""
        group = self.group_of(conversation)
        return group if group in self.groups.all else self.groups.default
