"""Compares a text with its translation translated back: has the meaning moved on the way?

Nobody at the desk reads the person's language. What comes back in their own shows the loss of a "not", another number
or another day, and tells nothing when the way back makes a mistake of its own; so a warning is a reason to look.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz, process

from handoff.translation.checks import figures
from handoff.translation.drift_words import COMMON, NEGATIONS, NUMBERS, OPPOSITES, WITHOUT, fold
from handoff.translation.mask import numbers_in, without_tokens

Why = Literal["", "token", "number", "negation", "opposite", "length", "words"]

LEAST_SIMILAR: Final = 0.42
"""Score below which the words have too little in common."""
LEAST_LENGTH: Final = 0.5
"""Letters that came back for each letter that went, below which (or above whose inverse) a part is missing."""
SHORTEST: Final = 3
"""Words from which on a round trip is worth its request."""
_JUDGED_LETTERS: Final = 12
_SAME_WORD: Final = 75.0
# Vowel signs of the scripts of India and South-East Asia are no letters to Python, but parts of a word.
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0dff\u0e30-\u0fff\u1000-\u109f\u1780-\u17ff])*"
_WORD = re.compile(rf"{_LETTERS}(?:-{_LETTERS})*")
_SENTENCE = re.compile(r"[.!?;\n؟。！？।።]+")
_CONTRACTED = re.compile(r"n't\b")


@dataclass(frozen=True, slots=True)
class Drift:
    """``score``: how much of the words came back, 0 to 1; ``warn``: whether to doubt; ``why``: the sign for it."""

    score: float
    warn: bool = False
    why: Why = ""


def worth(masked: str) -> bool:
    """Whether ``masked`` has enough words for a round trip to say anything."""
    return len(_WORD.findall(without_tokens(masked))) >= SHORTEST


def drift(original: str, back: str, *, source: str) -> Drift:
    """How far ``back`` has moved from ``original``; both in ``source`` (the house's code), masked or not.

    The signs, surest first: a token lost, a number changed, a negation lost or added, a word exchanged for its
    opposite, a part missing, too few words in common. Numbers, negations and opposites need no length.
    """
    score = _similar(original, back, source)
    if sorted(numbers_in(original)) != sorted(numbers_in(back)):
        return Drift(score, True, "token")
    was, now = without_tokens(original), without_tokens(back)
    if _numbers(was, source) != _numbers(now, source):
        return Drift(score, True, "number")
    if _negated(was, source) != _negated(now, source):
        return Drift(score, True, "negation")
    if _exchanged(was, now, source):
        return Drift(score, True, "opposite")
    before, after = _letters(was), _letters(now)
    if before < _JUDGED_LETTERS:
        return Drift(score)
    if not LEAST_LENGTH <= after / before <= 1 / LEAST_LENGTH:
        return Drift(score, True, "length")
    return Drift(score, True, "words") if score < LEAST_SIMILAR else Drift(score)


def _words(text: str) -> list[str]:
    return _WORD.findall(_CONTRACTED.sub(" not", fold(text)))


def _similar(original: str, back: str, source: str) -> float:
    """The mean of how well each word of one text is found in the other, in the worse of the two directions."""
    common = COMMON.get(source, frozenset())
    was, now = ([w for w in _words(without_tokens(text)) if w not in common] for text in (original, back))
    if not was or not now:
        return 1.0 if was == now else fuzz.ratio(fold(original), fold(back)) / 100
    if len(was) < SHORTEST and max(map(len, was)) > 12:  # a script without blanks: signs, not words
        return fuzz.ratio(fold(original), fold(back)) / 100
    return min(_found(was, now), _found(now, was))


def _found(words: list[str], among: list[str]) -> float:
    """The share of ``words`` that stand in ``among``, nearly as written; long words count more."""
    there = set(among)
    near = {
        word: word in there or process.extractOne(word, there, scorer=fuzz.ratio, score_cutoff=_SAME_WORD) is not None
        for word in set(words)
    }
    weights = [min(len(word), 8) for word in words]
    return sum(weight for word, weight in zip(words, weights, strict=True) if near[word]) / sum(weights)


def _numbers(text: str, source: str) -> Counter[str]:
    said = NUMBERS.get(source, {})
    return Counter([*figures(text), *(said[word] for word in _words(text) if word in said)])


def _negated(text: str, source: str) -> tuple[int, int]:
    """How many sentences are turned round, and how many have a "without"."""
    sentences = [_words(sentence) for sentence in _SENTENCE.split(text)]
    negations = NEGATIONS.get(source, frozenset())
    turned = sum(not negations.isdisjoint(words) for words in sentences)
    return turned, sum(not WITHOUT.isdisjoint(words) for words in sentences)


def _exchanged(was: str, now: str, source: str) -> bool:
    """Whether a word is gone and one of another side of its group has come."""
    before, after = set(_words(was)), set(_words(now))
    for group in OPPOSITES.get(source, ()):
        had = {group[word] for word in before if word in group}
        has = {group[word] for word in after if word in group}
        if had - has and has - had:
            return True
    return False


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)
