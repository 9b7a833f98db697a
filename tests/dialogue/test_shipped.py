"""The same guide over the places that ship with Relais and those of the demonstration."""

from __future__ import annotations

from functools import cache

import pytest

from bot.dialogue import Guide
from bot.dialogue.cards import LIMIT
from bot.directory import Directory, Place, RowError, Taxonomy, open_format
from bot.resources import folder
from bot.understanding.emergency import Emergency
from tests.dialogue.person import Person, catalogue, understander


@cache
def shipped() -> Guide:
    data = folder("directory_data")
    places: list[Place] = []
    for path in sorted([*(data / "places").glob("*.geojson"), *(data / "demo").glob("*.geojson")]):
        rows = list(open_format(path))
        assert not [row for row in rows if isinstance(row, RowError)], path
        places += [row for row in rows if isinstance(row, Place)]
    directory = Directory(places, Taxonomy.load(data / "taxonomy.yaml"))
    return Guide(catalogue(), directory, understander(), Emergency.load(data / "emergency.yaml"))


@pytest.mark.parametrize(
    ("text", "handled"),
    [
        ("jcherche une douche ver gare du nord", "answer:wash.shower"),
        ("toilettes république", "answer:wash.toilets"),
        ("où boire de l'eau paris 18e", "answer:eat.water"),
        ("manger 75018", "answer:eat"),
        ("je cherche un médecin à Paris 10e", "answer:health"),
    ],
)
def test_real_places_are_found(text: str, handled: str) -> None:
    person = Person(guide=shipped()).writes(text)
    assert person.last.handled.startswith(handled)
    assert person.last.handoff is None
    assert "1. " in person.read
    assert len(person.parts[0].text) <= LIMIT


@pytest.mark.parametrize("phone", ["fr", "en", "ar", "es"])
def test_what_is_old_says_so_in_every_language(phone: str) -> None:
    person = Person(guide=shipped(), phone=phone).commands("start").is_at(48.8809, 2.3553)
    person.sends_data(next(choice.data for choice in person.buttons if choice.label.startswith("🍽")))
    assert "⚠" in person.read
    assert "2014" in person.read


def test_far_from_every_place() -> None:
    person = Person(guide=shipped()).writes("j'ai faim").is_at(43.3, 5.37)  # Marseille
    assert person.reason == "nothing_near"
    assert "115" in person.read
