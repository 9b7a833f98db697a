"""Names of places found with typos, without words, with their town."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory import Directory, Place
from tests.directory.samples import place, taxonomy


def directory(*places: Place) -> Directory:
    return Directory(places, taxonomy())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bains-douches Petitot", "petitot"),
        ("bain douche petito", "petitot"),
        ("les bains douches Oberkampf", "oberkampf"),
        ("ccas de bordeaux", "ccas"),
        ("CCAS Bordeaux", "ccas"),
        ("accueil de jour saint vincent", "vincent"),
        ("acueil jour st vincent", "vincent"),
        ("l'étape", "etape"),
    ],
)
def test_names_with_typos_towns_and_missing_words(text: str, expected: str) -> None:
    found = directory(
        Place("t:petitot", "Bains-douches Petitot", city="Paris"),
        Place("t:oberkampf", "Bains-douches Oberkampf", city="Paris"),
        Place("t:ccas", "CCAS", city="Bordeaux"),
        Place("t:ccas2", "CCAS", city="Nantes"),
        Place("t:vincent", "Accueil de jour Saint-Vincent"),
        Place("t:etape", "Épicerie sociale L’Étape"),
    )
    assert found.find_name(text)[0].place.id == f"t:{expected}"


def test_no_name_at_all() -> None:
    assert directory().find_name("x") == ()
    assert directory(place(1)).find_name("") == ()
    assert directory(place(1)).find_name("🙂" * 5000) == ()


@given(st.text(max_size=40), st.text(max_size=40))
@settings(deadline=None, max_examples=100)
def test_names_never_raise_and_scores_are_bounded(name: str, text: str) -> None:
    for match in directory(place(1, name=name)).find_name(text):
        assert 0 <= match.score <= 100
