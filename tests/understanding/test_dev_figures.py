"""The reference messages of strangers, measured; no model learns from them. How clean: docs/languages.md."""

from __future__ import annotations

from bot.understanding import Understander
from bot.understanding.figures import Figures, count, read_labelled, with_typos
from bot.understanding.types import FULL_DEPTH
from tests.shared import reference


def figures(understander: Understander, *, full_depth: bool = False, typos: float = 0.0) -> Figures:
    rows = [row for row in read_labelled(reference("eval/dev.tsv")) if not full_depth or row.language in FULL_DEPTH]
    texts = [with_typos(row.text, typos, seed) for seed, row in enumerate(rows)]
    return count(rows, [understander.understand(text) for text in texts])[0][""]


def test_full_depth_languages(understander: Understander) -> None:
    found = figures(understander, full_depth=True)
    assert (found.macro or 0) >= 0.85
    assert (found.recall.value or 0) >= 0.97
    assert (found.alarms.value or 0) <= 0.02


def test_what_is_no_need_is_left_alone_in_every_language(understander: Understander) -> None:
    found = figures(understander)
    assert (found.out_of_scope.value or 0) <= 0.025
    assert (found.near_miss.value or 0) <= 0.10
    assert (found.alarms.value or 0) <= 0.02


def test_typos_do_not_cost_more_than_they_do_today(understander: Understander) -> None:
    """One letter in ten mistyped. The goal is eight points; docs/languages.md says how far we are and why."""
    clean = figures(understander, full_depth=True).accuracy.value or 0
    typed = figures(understander, full_depth=True, typos=0.1).accuracy.value or 0
    assert typed >= clean - 0.18
