"""Danger: looked for first and apart. Missing one is worse than one alarm too many, and no refusal takes it away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.index import Hit
from bot.understanding.types import CRISES

ENOUGH = 0.7
"""A strong phrase alone reaches it, also misspelt; a word of danger needs a second one."""
_SHORT = 3
_FIRST = ("suicide", "medical", "violence", "child", "danger")


@dataclass(frozen=True, slots=True)
class Danger:
    """What kind of danger, how sure (0 to 1), and the words that said so."""

    kind: str
    score: float
    words: tuple[str, ...]


def find(hits: Iterable[Hit], words: int = 0) -> Danger | None:
    """The danger among the hits, if there is one: the surest, the more urgent first between equals.

    ``words`` is how many meaningful words the message has: in a long one, a single guessed word is no proof.
    A figure of speech ("mourir de rire", "my phone is dead") takes away the hits it shares a word with.
    """
    hits = tuple(hits)
    harmless = [hit.at for hit in hits if hit.label == "not_crisis:"]
    scores = dict.fromkeys(CRISES, 1.0)
    said: dict[str, list[str]] = {kind: [] for kind in CRISES}
    seen: dict[str, set[int]] = {kind: set() for kind in CRISES}
    for hit in sorted(hits, key=lambda hit: -hit.weight):
        kind = hit.label.removeprefix("crisis:")
        if kind == hit.label or any(hit.at & words for words in harmless) or not hit.at - seen[kind]:
            continue
        if words > _SHORT and len(hit.at) == 1 and hit.guessed:
            continue
        scores[kind] *= 1 - hit.weight
        seen[kind] |= hit.at
        said[kind].append(hit.text)
    kind = min(_FIRST, key=lambda kind: scores[kind])
    score = 1 - scores[kind]
    return Danger(kind, score, tuple(said[kind])) if score >= ENOUGH else None
