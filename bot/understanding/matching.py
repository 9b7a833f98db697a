"""How the words of a phrase stand in a message: in order, near one another, and how many of them were slips."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from bot.understanding.lexicon import Phrase
from bot.understanding.reading import Hit

FUZZY = 0.88
"""What a phrase is worth when one of its words had to be guessed."""
FUZZY_WORD = 0.8
"""The same for a phrase of one word, which nothing around it confirms."""
_SLIPS = 5
"""Letters of a phrase for each slip that is forgiven where the rest of the phrase is there."""
_GAP, _DANGER_GAP = 1, 2
"""Meaningful words that may stand between two words of a phrase; small ones are free, up to ``_REACH`` in all."""
_SIGNS = "\u3400"
"""Chinese signs, one a word, stand closer: one sign between two makes another word of them."""
_REACH = 4


@dataclass(slots=True)
class Seen:
    """Where in a message the symbols of a lexicon stand; ``near`` says which of them were not typed like that."""

    where: dict[str, list[int]] = field(default_factory=dict)
    near: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    guessed: dict[int, str] = field(default_factory=dict)
    weights: list[int] = field(default_factory=lambda: [0])
    sizes: list[int] = field(default_factory=list)

    def add(self, symbol: str, at: int) -> None:
        """A symbol stands at a word."""
        self.where.setdefault(symbol, []).append(at)


def locate(phrase: Phrase, where: dict[str, list[int]], weights: list[int]) -> list[int] | None:
    """Positions of the words of a phrase, in order and near one another; None when they are not."""
    gap = _DANGER_GAP if phrase.label.startswith("crisis") else _GAP
    gap -= phrase.symbols[0][:1] > _SIGNS
    lists = [where[symbol] for symbol in phrase.symbols]
    for start in lists[0]:
        places = [start]
        for spots in lists[1:]:
            after = next((spot for spot in spots if spot > places[-1]), None)
            if after is None:
                break
            places.append(after)
        if len(places) == len(lists) and all(
            b - a - 1 <= _REACH and weights[b] - weights[a + 1] <= gap for a, b in pairwise(places)
        ):
            return places
    return None


def worth(phrase: Phrase, places: list[int], seen: Seen, spelt: dict[int, str]) -> float:
    """What is left of a phrase's weight, 0 to 1, once its words had to be guessed; 0 when too much of it was."""
    slips = 0
    for pair in zip(phrase.symbols, places, strict=True) if seen.near else ():
        slips += seen.near.get(pair, ("", 0))[1]
    if slips:
        letters = sum(seen.sizes[at] for at in places)
        if slips > max(1, letters // _SLIPS):
            return 0.0
        for pair in zip(phrase.symbols, places, strict=True):
            if pair in seen.near:
                spelt[pair[1]] = seen.near[pair][0]
        return FUZZY * (1 - slips / letters)
    if seen.guessed and any(at in seen.guessed for at in places):
        return FUZZY if len(places) > 1 else FUZZY_WORD
    return 1.0


def hit_of(phrase: Phrase, spots: list[int], left: float) -> Hit:
    """The phrase as it was found, with what is left of its weight."""
    said = " ".join(phrase.symbols)
    return Hit(phrase.label, phrase.weight * left, frozenset(spots), spots[0], spots[-1], said, left < 1)
