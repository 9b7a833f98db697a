"""Words that nobody knows → the words of ours they are closest to. What must not be guessed stays as it is.

Optimal string alignment counts a swap of neighbours as one slip, as thumbs make them. Of words of two and three
letters only a swap or (of three) a missing letter of an ordinary word is forgiven: a slip makes other words of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LEAST, _SMALLEST = 4, 3
_TWO_SLIPS = 8
_WHOLE = 4
"""Letters from which on a word that was found by its beginning is also looked for as a whole, with one slip."""
_FIRST_TOO = 7
"""Letters of a word whose first one may be another, too."""
_REST = 2
"""Letters that must be left of a word without its prefix and suffix."""

_CONJUNCTIONS = ("و", "ف")
_ARTICLES = ("بال", "وال", "کال", "فال", "عال", "هال", "لل", "ال", "ب", "ل", "ک", "س", "ح", "ع", "ه")
_ENDINGS = ("ی", "نی", "نا", "ک", "ه", "ها", "هم", "کم", "ین", "ون", "ات", "وا", "ا", "ش", "ء", "اء")
_BOUND = ("تی", "تک", "ته", "تها", "تنا", "تهم")
"""A feminine ending opens before a possessive: نظارة → نظارتي."""


class Speller:
    """The words and stems of one lexicon, by length."""

    def __init__(
        self, words: Iterable[str], stems: Iterable[str], ordinary: Iterable[str] = (), *, short: bool = False
    ) -> None:
        self._ordinary: dict[int, list[str]] = defaultdict(list)
        self._words: dict[int, list[str]] = defaultdict(list)
        self._stems: dict[int, list[str]] = defaultdict(list)
        self._least = 6 if short else _LEAST
        for word in words:
            if len(word) >= self._least:
                self._words[len(word)].append(word)
        for word in ordinary:
            if len(word) > 1:
                self._ordinary[len(word)].append(word)
        for stem in stems:
            if len(stem) > self._least:
                self._stems[len(stem)].append(stem)

    def guess(self, word: str) -> str:
        """The closest word of ours, or stem with its ``*``; an ordinary word when that is closer; empty for none."""
        size = len(word)
        if any(letter.isdigit() for letter in word):
            return ""
        if size < self._least:
            return self._small_word(word) if size in (2, _SMALLEST) else ""
        slips = 2 if size >= _TWO_SLIPS else 1
        best, least = _closest(word, self._words, slips)
        for length in range(max(self._least + 1, size - 2), size + 1) if least > 1 else ():
            bucket = self._stems.get(length)
            if bucket:
                found = process.extractOne(word[:length], bucket, scorer=OSA.distance, score_cutoff=1)
                if found and found[1] < least and word[0] == found[0][0]:
                    best, least = found[0] + "*", int(found[1])
        ordinary, slips_of_it = _closest(word, self._ordinary, min(slips, least))
        if ordinary and (slips_of_it < least or (best.endswith("*") and ordinary.startswith(best[:-1]))):
            return ordinary  # "quireo" is "quiero" rather than any word with "quier"
        return best

    def whole(self, word: str) -> str:
        """A whole word of ours one slip away from one that was found by its beginning only; empty for none."""
        if len(word) < _WHOLE:
            return ""
        best, slips = _closest(word, self._words, 1)
        return best if slips == 1 else ""

    def _small_word(self, word: str) -> str:
        """An ordinary word with two letters swapped ("uo", "aps"); of three letters also with one more ("vou")."""
        if len(word) == 2:
            return word[::-1] if word[::-1] in self._ordinary.get(2, ()) else ""
        found, slips = _closest(word, self._ordinary, 1)
        return found if slips == 1 and (len(found) > len(word) or sorted(found) == sorted(word)) else ""


def _closest(word: str, by_length: dict[int, list[str]], slips: int) -> tuple[str, int]:
    """The closest word within ``slips``, with its distance; empty with one more than ``slips`` when there is none."""
    best, least = "", slips + 1
    for length in sorted(range(len(word) - slips, len(word) + slips + 1), key=lambda length: abs(length - len(word))):
        bucket = by_length.get(length)
        if not bucket:
            continue
        found = process.extractOne(word, bucket, scorer=OSA.distance, score_cutoff=least - 1)
        if found and found[1] < least and _plausible(word, found[0]):
            best, least = found[0], int(found[1])
            if least == 1:
                break
    return best, least


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
