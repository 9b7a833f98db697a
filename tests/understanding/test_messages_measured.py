"""Our own labelled messages, written apart from the lexicons: what holds over them today.

``fresh.tsv``: 800 messages in twenty languages whose writer saw no lexicon, no other test and no result; nobody who
writes lexicons has read them. ``messages.tsv``: 33 languages. ``latin_letters.tsv``: Arabic and Persian typed in Latin
letters. ``dangers.tsv``: plain
and indirect danger in twenty languages, and what only sounds like it. By language, and how clean: docs/languages.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding import Understander
from bot.understanding.figures import Figures, count, read_labelled
from bot.understanding.types import FULL_DEPTH

HERE = Path(__file__).parent


def figures(understander: Understander, name: str) -> Figures:
    rows = [row for row in read_labelled(HERE / name) if row.language in FULL_DEPTH]
    return count(rows, [understander.understand(row.text) for row in rows])[0][""]


def test_messages(understander: Understander) -> None:
    found = figures(understander, "messages.tsv")
    assert (found.accuracy.value or 0) >= 0.80
    assert (found.out_of_scope.value or 0) <= 0.02
    assert (found.near_miss.value or 0) <= 0.10


def test_messages_that_nobody_here_has_read(understander: Understander) -> None:
    found = figures(understander, "fresh.tsv")
    assert (found.accuracy.value or 0) >= 0.87
    assert (found.recall.value or 0) >= 0.88
    assert (found.alarms.value or 0) <= 0.045
    assert (found.out_of_scope.value or 0) <= 0.02
    assert (found.near_miss.value or 0) <= 0.05


def test_latin_letters(understander: Understander) -> None:
    found = figures(understander, "latin_letters.tsv")
    assert (found.accuracy.value or 0) >= 0.85


def test_dangers(understander: Understander) -> None:
    found = figures(understander, "dangers.tsv")
    assert (found.recall.value or 0) >= 0.93
    assert (found.alarms.value or 0) <= 0.06


@pytest.mark.parametrize("language", FULL_DEPTH)
def test_every_language_has_messages_of_both_kinds(language: str) -> None:
    rows = [row for row in read_labelled(HERE / "messages.tsv") if row.language == language]
    assert sum(row.label == "oos" for row in rows) >= 15
    assert sum(row.label == "crisis" for row in rows) >= 5
    assert len(rows) >= 40
