"""Words, numbers and sounds as place names are compared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.place_text import fold, name_key, ordinal, sound, tokens


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("18", 18),
        ("18e", 18),
        ("18eme", 18),
        ("3rd", 3),
        ("xviii", 18),
        ("xixe", 19),
        ("premier", 1),
        ("21", None),
        ("i", 1),
        ("mi", None),
        ("0", None),
        ("viande", None),
        ("quinzieme", 15),
    ],
)
def test_ordinals(word: str, number: int | None) -> None:
    assert ordinal(word) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("St-Denis", "Saint Denis"),
        ("Ste Marie", "sainte-marie"),
        ("بُورْدو", "بوردو"),
        ("أميان", "اميان"),
        ("Évry", "EVRY"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("spelling", ["bordo", "bordau", "bordeau"])
def test_names_that_sound_alike(spelling: str) -> None:
    assert sound(spelling) == sound("bordeaux")


def test_digits_of_any_script() -> None:
    assert fold("٧٥٠١٨") == fold("۷۵۰۱۸") == "75018"


@given(st.text(max_size=200))
@settings(deadline=None)
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        assert token.key
        last = token.end
