"""A desk with real words, a translator that marks what it did, and a Paris clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalogue import Catalogue
from bot.model import (
    Author,
    Case,
    Choice,
    Conversation,
    Handoff,
    Inbound,
    Kind,
    Message,
    Outbound,
    Owner,
    Sender,
    Slip,
    To,
    Topic,
    Turn,
)
from bot.resources import folder
from handoff.desk import Desk, DeskGroups, Duty, Office, Rules
from handoff.desk.words import Words
from handoff.translation import Translation
from tests.desk.book import MemoryBook

NOW = datetime(2026, 11, 24, 13, 2, tzinfo=UTC)  # a Tuesday, 14:02 in Paris
GROUP = "-1001234567890"


@dataclass
class MarkingTranslator:
    """Says into which language it translated; ``quality`` makes it fail as a real one does."""

    quality: str = "good"
    asked: list[str] = field(default_factory=list)

    async def translate(self, text, source, target, *, without=()):
        self.asked.append(text)
        if source == target:
            return Translation(text, source or "", target, "none", "same")
        if self.quality == "none":
            return Translation(text, source or "", target, "test", "none", "unreachable")
        return Translation(f"[{target}] {text}", source or "", target, "test", self.quality, "length")

    async def checked(self, text, source, target, *, without=()):
        return await self.translate(text, source, target, without=without)


@dataclass
class Bench:
    """A desk and what is needed to put cases before it."""

    desk: Desk
    translator: MarkingTranslator
    number: int = 0

    def case(self, conversation, event=None, *, now=NOW, history=(), **inbound):
        self.number += 1

        async def past(n):
            return history[-n:]

        if event is None:
            event = wrote(**inbound)
        return Case(str(self.number), conversation, event, now, history=past)


def wrote(text="", *, desk=False, kind=Kind.TEXT, who="7001", name="Camille", **more):
    """Somebody wrote something."""
    values = {
        "channel": "telegram",
        "account": "700",
        "event_id": "1",
        "kind": kind,
        "chat": GROUP if desk else "42",
        "sender": Sender(who if desk else "42", name if desk else "Real Name"),
        "sent_at": NOW,
        "desk": desk,
        "thread": "5" if desk else "",
        "message_id": "99",
        "text": text,
    }
    return Inbound(**{**values, **more})


@dataclass
class SmallGuidance:
    """What the desk asks of the dialogue, with one place: tests/dialogue shows the real one."""

    found: str = ""

    def numbers(self, _language):
        return "☎ 112"

    def best(self, _conversation, _text, _now):
        return self.found

    def places(self, words, _conversation, _now):
        return (BATHS,) if "douche" in words else ()

    def place(self, id, _conversation, _now):
        return BATHS if id == BATHS.id else None

    def helped(self, _language):
        return ((Choice("👍", "helped:yes"), Choice("👎", "helped:no")),)

    def to_bot(self, _language):
        return ((Choice("🤖", "bot"),),)

    def human(self, _language):
        return ((Choice("💬", "human"),),)


BATHS = Slip("baths", "Bains-douches Petitot, Paris", "<b>Bains-douches Petitot</b>")


def make_desk(translator, *, hours="24/7", groups=None, book=None, rules=None, guidance=None):
    zone = ZoneInfo("Europe/Paris")
    words = Words(Catalogue.load(folder("locales")), "fr", zone, {"telegram": "Telegram"})
    return Desk(
        Office(
            words=words,
            translator=translator,
            duty=Duty(hours, zone, "FR", timedelta(minutes=10)),
            groups=groups or DeskGroups(GROUP, {"33": "-100333"}),
            book=book or MemoryBook(),
            guidance=guidance or SmallGuidance(),
            rules=rules or Rules(),
        )
    )


@pytest.fixture
def bench():
    translator = MarkingTranslator()
    return Bench(make_desk(translator), translator)


@pytest.fixture
def talk():
    """A conversation in Ukrainian that the bot owns."""
    return Conversation(
        id="abc",
        lane="talk:telegram:700:42",
        channel="telegram",
        account="700",
        chat="42",
        pseudonym="Héron 42",
        opened_at=NOW,
        language="uk",
    )


@pytest.fixture
def held(talk):
    """The same, waiting for staff, with a topic."""
    return talk.with_(
        owner=Owner.WAITING,
        topic=Topic(GROUP, "5"),
        topic_asked=True,
        waiting_since=NOW,
        clock_at=NOW + timedelta(minutes=10),
        need="école",
    )


def asks(case, text="де школа?", **handoff):
    """The dialogue's turn that wants a human."""
    language = case.conversation.language or "uk"
    message = Message(case.id, Author.PERSON, text, language, needs_answer=True, at=NOW)
    return Turn(case.conversation, messages=(message,), handoff=Handoff(**{"reason": "unknown", **handoff}))


def to(turn, side: To) -> list[Outbound]:
    return [part for part in turn.say if part.to is side]


__all__ = ["GROUP", "NOW", "Bench", "asks", "make_desk", "replace", "to", "wrote"]
