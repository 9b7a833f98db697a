"""Names of places found by what people remember of them: trigrams choose candidates, rapidfuzz orders them."""

from __future__ import annotations

import re
import unicodedata
from array import array
from math import log

import numpy as np
from rapidfuzz import fuzz

CANDIDATES = 80
"""How many names are compared letter by letter."""
_LONGEST = 200
_COMMON = 0.15
_ENOUGH = 4
_WORDS = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """``text`` as it is compared: no accents, no case, no punctuation; at most 200 characters."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text[:_LONGEST]) if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(bare.casefold().replace("œ", "oe").replace("æ", "ae")))


def trigrams(folded: str) -> set[str]:
    """The trigrams of each word, with its borders."""
    return {padded[i : i + 3] for word in folded.split() for padded in (f" {word} ",) for i in range(len(padded) - 2)}


class NameIndex:
    """Fuzzy search over names by number (slot); a removed slot is never used again."""

    def __init__(self) -> None:
        self._names: list[str | None] = []
        self._towns: list[str] = []
        self._postings: dict[str, array[int]] = {}
        self._alive = 0

    def __len__(self) -> int:
        return self._alive

    def add(self, slot: int, name: str, town: str) -> None:
        """Takes a name in; slots rise."""
        while len(self._names) < slot:
            self._names.append(None)
            self._towns.append("")
        folded = fold(name)
        self._names.append(folded)
        self._towns.append(fold(town))
        self._alive += 1
        for gram in trigrams(f"{folded} {self._towns[-1]}"):
            self._postings.setdefault(gram, array("i")).append(slot)

    def remove(self, slot: int) -> None:
        """Forgets a name."""
        if self._names[slot] is not None:
            self._names[slot] = None
            self._alive -= 1

    def search(self, text: str, limit: int) -> list[tuple[int, float]]:
        """The slots of the names most like ``text`` with their scores (0 … 100), best first."""
        wanted = fold(text)
        scored = [(slot, self._score(wanted, slot)) for slot in self._candidates(wanted)]
        scored.sort(key=lambda pair: (-pair[1], pair[0]))
        return scored[:limit]

    def _candidates(self, wanted: str) -> list[int]:
        lists = sorted((self._postings[gram] for gram in trigrams(wanted) if gram in self._postings), key=len)
        if not lists:
            return []
        size = len(self._names)
        common = max(_COMMON * size, CANDIDATES)
        chosen = [one for place, one in enumerate(lists) if len(one) <= common or place < _ENOUGH]
        weight = np.zeros(size, dtype=np.float32)
        for one in chosen:
            weight[np.array(one, dtype=np.int32)] += log(1 + size / len(one))
        found = np.flatnonzero(weight)
        if len(found) > CANDIDATES:
            found = found[np.argpartition(weight[found], -CANDIDATES)[-CANDIDATES:]]
        return [slot for slot in found.tolist() if self._names[slot] is not None]

    def _score(self, wanted: str, slot: int) -> float:
        name = self._names[slot] or ""
        return max(_alike(wanted, name), _alike(wanted, f"{name} {self._towns[slot]}") if self._towns[slot] else 0.0)


def _alike(wanted: str, name: str) -> float:
    """Word sets forgive what is left out; the plain ratio prefers the name that leaves out least."""
    return 0.75 * fuzz.token_ratio(wanted, name) + 0.25 * fuzz.ratio(wanted, name)
