"""Words that nobody knows → the words of ours they are closest to. What must not be guessed stays as it is.

Optimal string alignment counts a swap of neighbours as one slip, as thumbs make them. Of words of two and three
letters only a swap or (of three) a missing letter of an ordinary word is forgiven by itself: a slip makes other words
of them. Within a phrase that the words around it confirm, more is (:meth:`Speller.look`).

Words are compared only when their letters nearly agree: every word has a mask of its letters, one bit each (two letters
may share one), and a slip changes two bits at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

_LEAST, _SMALLEST = 4, 3
_TWO_SLIPS = 8
_WHOLE = 4
"""Letters from which on a word that was found by its beginning is also looked for as a whole, with one slip."""
_FIRST_TOO = 7
"""Letters of a word whose first one may be another, too."""
_LONG_STEM, _SHORT_STEM = 9, 3
"""Letters of a beginning in which two slips are forgiven; those of the shortest that is looked for within a phrase."""
_REST = 2
"""Letters that must be left of a word without its prefix and suffix."""
_MOST = 40
"""Letters of the longest word that is looked for; a longer one is no slip of ours."""

_CONJUNCTIONS = ("و", "ف")
_ARTICLES = ("بال", "وال", "کال", "فال", "عال", "هال", "لل", "ال", "ب", "ل", "ک", "س", "ح", "ع", "ه")
_ENDINGS = ("ی", "نی", "نا", "ک", "ه", "ها", "هم", "کم", "ین", "ون", "ات", "وا", "ا", "ش", "ء", "اء")
_BOUND = ("تی", "تک", "ته", "تها", "تنا", "تهم")
"""A feminine ending opens before a possessive: نظارة → نظارتي."""


class _Shelf:
    """Words with the masks of their letters, to be searched all at once."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted(set(words)))
        self._masks: npt.NDArray[np.uint64] = np.array([_mask(word) for word in self._words], dtype=np.uint64)
        self._sizes: npt.NDArray[np.int16] = np.array([len(word) for word in self._words], dtype=np.int16)

    def near(self, word: str, slips: int) -> list[tuple[str, int]]:
        """Every word within ``slips`` (1 or 2), the closest first, those of the same length before others."""
        differ = np.bitwise_count(self._masks ^ np.uint64(_mask(word))) <= 2 * slips
        differ &= np.abs(self._sizes - np.int16(len(word))) <= slips
        like = self._at(differ)
        found = process.extract(word, like, scorer=OSA.distance, score_cutoff=slips, limit=None) if like else []
        pairs = [(other, int(distance)) for other, distance, _ in found]
        return sorted(pairs, key=lambda pair: (pair[1], pair[0][0] != word[0], abs(len(pair[0]) - len(word)), pair[0]))

    def beginnings(self, word: str) -> list[tuple[str, int]]:
        """Every word of the shelf with which ``word`` begins, but for a slip (of long ones two), the closest first."""
        missing = np.bitwise_count(self._masks & ~np.uint64(_mask(word)))
        missing = missing <= np.where(self._sizes >= _LONG_STEM, 2, 1)
        found: list[tuple[str, int]] = []
        for stem in self._at(missing & (self._sizes <= len(word) + 1)):
            size, slips = len(stem), 1 + (len(stem) >= _LONG_STEM)
            least = min(OSA.distance(word[:end], stem, score_cutoff=slips) for end in (size - 1, size, size + 1))
            if least <= slips:
                found.append((stem, least))
        return sorted(found, key=lambda pair: (pair[1], -len(pair[0]), pair[0]))

    def _at(self, chosen: npt.NDArray[np.bool_]) -> list[str]:
        return [self._words[at] for at in np.flatnonzero(chosen)]


def _mask(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


class Speller:
    """The words and stems of one lexicon: ``exact`` those of its phrases, ``small`` and ``common`` ordinary ones.

    ``short``: its words are keys without vowels, of which few may be guessed.
    """

    def __init__(
        self, exact: Set[str], stems: Iterable[str], small: Set[str], common: Set[str], *, short: bool = False
    ) -> None:
        self._least = 6 if short else _LEAST
        self._short = short
        self._exact, self._small, self._common = exact, small, common
        self._shelf = _Shelf(word for word in {*exact, *small, *common} if len(word) > 1)
        self._stems = _Shelf(stem for stem in stems if len(stem) >= _SHORT_STEM)

    def look(self, word: str) -> tuple[str, Sequence[tuple[str, int]]]:
        """What a word that nobody knows is, and what it may be within a phrase whose other words are there.

        First the closest word of ours, or stem with its ``*``; an ordinary word when that is closer; empty for none.
        Then every word and stem of ours near it, with the slips to each.
        """
        size = len(word)
        if not 1 < size <= _MOST or any(map(str.isdigit, word)):
            return "", ()
        near = self._shelf.near(word, 2 if size >= _FIRST_TOO else 1)
        stems = self._stems.beginnings(word) if size > _SHORT_STEM else []
        if size < self._least:
            guess = self._small_word(word, near) if size <= _SMALLEST else ""
        else:
            guess = self._guess(word, near, stems)
        if self._short:
            return guess, ()
        if size == 2:
            near = [pair for pair in near if len(pair[0]) > 2 or sorted(pair[0]) == sorted(word)]
        return guess, (*near, *((stem + "*", slips) for stem, slips in stems))

    def _guess(self, word: str, near: list[tuple[str, int]], stems: list[tuple[str, int]]) -> str:
        slips = 2 if len(word) >= _TWO_SLIPS else 1
        near = [pair for pair in near if pair[1] <= slips and _plausible(word, pair[0])]
        best, least = next((pair for pair in near if self._known(pair[0])), ("", slips + 1))
        if least > 1:
            for stem, slips_of_it in stems:
                if slips_of_it < least and stem[0] == word[0] and len(stem) > self._least:
                    best, least = stem + "*", slips_of_it
                    break
        ordinary, slips_of_it = next((pair for pair in near if self._ordinary(pair[0])), ("", slips + 1))
        if ordinary and (slips_of_it < least or (best.endswith("*") and ordinary.startswith(best[:-1]))):
            return ordinary  # "quireo" is "quiero" rather than any word with "quier"
        return best

    def _known(self, word: str) -> bool:
        return len(word) >= self._least and word in self._exact and word not in self._small

    def _ordinary(self, word: str) -> bool:
        return word in self._small or word in self._common

    def whole(self, word: str) -> str:
        """A whole word one slip away from one that was found by its beginning only; empty for none."""
        if not _WHOLE <= len(word) <= _MOST:
            return ""
        near = self._shelf.near(word, 1)
        return next((other for other, _ in near if _plausible(word, other) and len(other) >= _WHOLE), "")

    def _small_word(self, word: str, near: list[tuple[str, int]]) -> str:
        """An ordinary word with two letters swapped ("uo", "aps"); of three letters also with one more ("vou")."""
        if len(word) == 2:
            return word[::-1] if self._ordinary(word[::-1]) else ""
        like = (other for other, _ in near if self._ordinary(other) and _plausible(word, other))
        return next((other for other in like if len(other) > len(word) or sorted(other) == sorted(word)), "")


def _plausible(word: str, other: str) -> bool:
    """A first letter is rarely another one: in short words it must stand, be swapped, left out or be one too many."""
    return (
        word[0] == other[0]
        or len(word) >= _FIRST_TOO
        or word[:2] == other[1::-1]
        or (len(word) > _LEAST and word[1:] == other)
        or (len(other) > _LEAST and other[1:] == word)
    )


def variants(key: str, language: str) -> tuple[str, ...]:
    """The word itself and what may be left of it without what Arabic writes onto it (and-, to-, the-, -my)."""
    if language != "ar" or len(key) < 3 or key.isascii():
        return (key,)
    found = [key]
    heads = [key]
    for letter in _CONJUNCTIONS:
        if key.startswith(letter) and len(key) > 3:
            heads.append(key[1:])
    for head in tuple(heads):
        heads += [
            head[len(article) :] for article in _ARTICLES if head.startswith(article) and len(head) - len(article) >= 3
        ]
    for head in heads:
        found.append(head)
        found += [head[: -len(end)] for end in _ENDINGS if head.endswith(end) and len(head) - len(end) >= 3]
        found += [head[: -len(end)] + "ه" for end in _BOUND if head.endswith(end) and len(head) - len(end) >= 3]
    return tuple(dict.fromkeys(found))


def bare(key: str, prefixes: tuple[str, ...], suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """What may be left of a word without what its language writes onto it (Amharic በ-, Georgian -ში)."""
    if not prefixes and not suffixes:
        return ()
    heads = [key, *(key[len(one) :] for one in prefixes if key.startswith(one) and len(key) - len(one) >= _REST)]
    found = heads[1:]
    for head in heads:
        found += [head[: -len(one)] for one in suffixes if head.endswith(one) and len(head) - len(one) >= _REST]
    return tuple(dict.fromkeys(found))
