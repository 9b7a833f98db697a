"""Finds the names of the directory's places in a text, so that no translator turns "La Chorba" into a soup."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable

REFRESH = 60.0
"""Seconds after which the names are read again."""
_BATCH = 2_000
_SHORTEST = 4
_FIRST = re.compile(r"\w+")
_WORDS = re.compile(r"(?<!\w)\w+")
_BORDERS = frozenset('.!?…:;\n؟。•-–("«“')
_SAME_LENGTH = str.maketrans({"’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "‐": "-", "‑": "-"})


class Names:
    """The names that ``read`` gives, looked up by their first word and their length."""

    def __init__(self, read: Callable[[], Iterable[str]], clock: Callable[[], float]) -> None:
        self._read = read
        self._clock = clock
        self._names: frozenset[str] = frozenset()
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._read_at: float | None = None

    async def refresh(self) -> None:
        """Reads the names again when they are old; gives way to others while it does (100,000 names take a moment)."""
        now = self._clock()
        if self._read_at is not None and now - self._read_at < REFRESH:
            return
        self._read_at = now
        names: set[str] = set()
        lengths: dict[str, set[int]] = {}
        for number, name in enumerate(tuple(self._read())):
            if number % _BATCH == _BATCH - 1:
                await asyncio.sleep(0)
            plain = _plain(name)
            first = _FIRST.search(plain)
            if first and len(plain) >= _SHORTEST:
                plain = plain[first.start() :]
                names.add(plain)
                lengths.setdefault(first.group(), set()).add(len(plain))
        self._lengths = {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}
        self._names = frozenset(names)

    def find(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of each name in ``text``, the longest where several begin, written as the directory writes it.

        A name without a capital behind its first letter ("Toilettes", "Accueil de jour") could be plain words where a
        sentence begins: there it is left to the translator.
        """
        plain = text.translate(_SAME_LENGTH)
        spans = []
        for word in _WORDS.finditer(plain):
            name = self._at(plain, word)
            if name and (_proper(name) or (name[0].isupper() and not _begins(plain, word.start()))):
                spans.append((word.start(), word.start() + len(name)))
        return spans

    def _at(self, text: str, word: re.Match[str]) -> str:
        """The longest name that begins with ``word``; empty when none does."""
        start = word.start()
        for length in self._lengths.get(word.group(), ()):
            end = start + length
            whole = end >= len(text) or not (text[end].isalnum() or text[end] == "_")
            if whole and text[start:end] in self._names:
                return text[start:end]
        return ""


def _plain(name: str) -> str:
    return " ".join(name.translate(_SAME_LENGTH).split())


def _begins(text: str, start: int) -> bool:
    """Whether a sentence, a line or a quotation begins at ``start``."""
    while start and text[start - 1] == " ":
        start -= 1
    return not start or text[start - 1] in _BORDERS


def _proper(name: str) -> bool:
    return any(char.isupper() for char in name[1:])
