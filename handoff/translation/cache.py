"""The translation cache in memory, and the key every cache uses."""

from __future__ import annotations

import hashlib
from collections import OrderedDict


def cache_key(provider: str, source: str | None, target: str, text: str) -> str:
    """The key of a masked text: ``tr1:provider:source:target:sha256``."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"tr1:{provider}:{source or 'auto'}:{target}:{digest}"


class MemoryCache:
    """Keeps the last used translations, at most ``entries`` of them and ``characters`` in all."""

    def __init__(self, entries: int = 5_000, characters: int = 4_000_000) -> None:
        self._entries = entries
        self._characters = characters
        self._size = 0
        self._kept: OrderedDict[str, str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, key: str) -> str | None:
        """The text kept under ``key``, which is now the last used."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    async def put(self, key: str, text: str) -> None:
        """Keeps ``text``; the least used make room."""
        self._size += len(text) - len(self._kept.pop(key, ""))
        self._kept[key] = text
        while len(self._kept) > self._entries or self._size > self._characters:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
