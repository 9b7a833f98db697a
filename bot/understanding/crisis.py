"""Danger: looked for first and apart. Missing one is worse than one alarm too many, and no refusal takes it away."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.normalise import Words
from bot.understanding.reading import Reading
from bot.understanding.types import CRISES

ENOUGH = 0.7
"""A strong phrase alone reaches it, also misspelt; a word of danger needs a second one."""
_SHORT, _BRIEF, _LONG = 1, 3, 7
"""Meaningful words of a message in which a single guessed word of danger is believed: a long word is rarely another."""
_FIRST = ("suicide", "medical", "violence", "child", "danger")


@dataclass(frozen=True, slots=True)
class Danger:
    """What kind of danger, how sure (0 to 1), and the words that said so."""

    kind: str
    score: float
    words: tuple[str, ...]


def find(reading: Reading, words: Words) -> Danger | None:
    """The danger in a reading, if there is enough of it: what :func:`heard` hears, at ``ENOUGH`` or above."""
    danger = heard(reading, words)
    return danger if danger.score >= ENOUGH else None


def heard(reading: Reading, words: Words) -> Danger:
    """The danger in a reading, however little: the surest, the more urgent first between equals; score 0 for none.

    In a long message a single guessed word is no proof. A figure of speech ("mourir de rire", "my phone is dead") takes
    away the hits it shares a word with; one word that tells of a story ("film", "news") those of its sentence, unless
    the writer speaks of themselves there. Nothing takes away talk of suicide but a figure of speech with the same word.
    """
    harmless = [hit for hit in reading.hits if hit.label == "not_crisis:"]
    told = {words.sentence[hit.first] for hit in harmless if len(hit.at) == 1}
    told -= {words.sentence[hit.first] for hit in reading.hits if hit.label == "mine:"}
    scores = dict.fromkeys(CRISES, 1.0)
    said: dict[str, list[str]] = {kind: [] for kind in CRISES}
    seen: dict[str, set[int]] = {kind: set() for kind in CRISES}
    for hit in sorted(reading.hits, key=lambda hit: -hit.weight):
        kind = hit.label.removeprefix("crisis:")
        if kind == hit.label or not hit.at - seen[kind] or any(hit.at & other.at for other in harmless):
            continue
        if kind != "suicide" and words.sentence[hit.first] in told:
            continue
        if hit.guessed and len(hit.at) == 1 and len(reading.content) > (_BRIEF if len(hit.text) > _LONG else _SHORT):
            continue
        scores[kind] *= 1 - hit.weight
        seen[kind] |= hit.at
        said[kind].append(hit.text)
    kind = min(_FIRST, key=lambda kind: scores[kind])
    return Danger(kind, 1 - scores[kind], tuple(said[kind]))
