"""Not sure enough to answer: "did you mean A or B?", once; whoever does not press gets a human."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialogue import Guide
from bot.directory import Directory, Taxonomy
from bot.resources import folder
from bot.understanding import Hints, Understanding
from bot.understanding.emergency import Emergency
from tests.dialogue.person import PLACES, Person, catalogue, understander

DOUBTFUL = "un truc pour le dos"


class HalfSure:
    """The real understanding, but for one message that it is half sure of."""

    def understand(self, text: str, hints: Hints | None = None) -> Understanding:
        read = understander().understand(text, hints)
        if DOUBTFUL not in text:
            return read
        return replace(read, intent="unknown", needs=(), maybe=("health", "clothes"), action="reply", crisis=None)


@pytest.fixture
def person() -> Person:
    data = folder("directory_data")
    emergency = Emergency.load(data / "emergency.yaml")
    directory = Directory(PLACES, Taxonomy.load(data / "taxonomy.yaml"))
    return Person(guide=Guide(catalogue(), directory, HalfSure(), emergency, country="FR", donate_url="", team=True))


def test_two_buttons_and_a_human(person: Person) -> None:
    person.writes(f"{DOUBTFUL} gare du nord")
    assert person.last.handled == "ask_meant"
    assert person.last.handoff is None
    assert len(person.labels) == 3
    assert person.labels[-1] == "💬 Parler à quelqu'un"
    assert "sûr" in person.read


def test_the_button_answers_at_the_place_that_was_said(person: Person) -> None:
    person.writes(f"{DOUBTFUL} gare du nord")
    person.presses(person.labels[0])
    assert person.last.handled == "answer:health"
    assert "Gare du Nord" in person.read


def test_who_writes_again_without_pressing_gets_a_human(person: Person) -> None:
    person.writes(DOUBTFUL).waits(timedelta(minutes=1)).writes(DOUBTFUL)
    assert person.last.handoff is not None


def test_a_clear_message_after_it_is_answered(person: Person) -> None:
    person.writes(DOUBTFUL).writes("douche gare du nord")
    assert person.last.handled == "answer:wash.shower"
    person.writes(DOUBTFUL)
    assert person.last.handled == "ask_meant"
