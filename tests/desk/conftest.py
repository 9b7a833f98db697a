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
    Conversation,
    Handoff,
    Inbound,
    Kind,
    Message,
    Outbound,
    Owner,
    Sender,
    To,
    Topic,
    Turn,
)
from bot.resources import folder
from handoff.desk import Desk, DeskGroups, Duty
from handoff.desk.words import Words
from handoff.translation import Translation

NOW = datetime(2026, 11, 24, 13, 2, tzinfo=UTC)  # a Tuesday, 14:02 in Paris
GROUP = "-1001234567890"


@dataclass
class MarkingTranslator:
    """Says into which language it translated; ``quality`` makes it fail as a real one does."""

    quality: str = "good"
    asked: list[str] = field(default_factory=list)

    async def translate(self, text, source, target):
        self.asked.append(text)
        if source == target:
            return Translation(text, source or "", target, "none", "same")
        if self.quality == "none":
            return Translation(text, source or "", target, "test", "none", "unreachable")
        return Translation(f"[{target}] {text}", source or "", target, "test", self.quality, "length")


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


def make_desk(translator, *, hours="24/7", groups=None):
    zone = ZoneInfo("Europe/Paris")
    words = Words(Catalogue.load(folder("locales")), "fr", zone, {"telegram": "Telegram"})
    duty = Duty(hours, zone, "FR", timedelta(minutes=10))
    return Desk(words, translator, duty, groups or DeskGroups(GROUP, {"33": "-100333"}), lambda _language: "☎ 112")


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
    message = Message(case.id, Author.PERSON, text, "uk", needs_answer=True, at=NOW)
    return Turn(case.conversation, messages=(message,), handoff=Handoff(**{"reason": "unknown", **handoff}))


def to(turn, side: To) -> list[Outbound]:
    return [part for part in turn.say if part.to is side]


__all__ = ["GROUP", "NOW", "Bench", "asks", "make_desk", "replace", "to", "wrote"]
