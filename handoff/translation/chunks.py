"""Cuts long texts at sentence borders, so that each request stays small."""

from __future__ import annotations

import re

LIMIT = 1_500
"""Characters of one request: unofficial Google takes the text in its address, where an Arabic letter costs six."""

_SENTENCE = re.compile(r"(?:[.!?…](?:[\"'»”)]{0,3})\s+|[؟。！？।።]\s*|\n+)")
_SPACE = re.compile(r"\s+")
_OPEN, _CLOSE = "⟦", "⟧"


def split(text: str, limit: int = LIMIT) -> list[str]:
    """``text`` in parts of at most ``limit`` characters, cut behind a sentence, else a word; joined they are ``text``.

    A token ⟦n⟧ is never cut. ``limit`` must exceed the longest token.
    """
    parts = []
    start = 0
    while len(text) - start > limit:
        cut = _cut(text, start, start + limit)
        parts.append(text[start:cut])
        start = cut
    return [*parts, text[start:]] if start < len(text) else parts


def _cut(text: str, start: int, end: int) -> int:
    for border in (_SENTENCE, _SPACE):
        ends = [match.end() for match in border.finditer(text, start, end)]
        if ends and ends[-1] - start > (end - start) // 4:
            return ends[-1]
    opened = text.rfind(_OPEN, start, end)
    if opened > start and _CLOSE not in text[opened:end]:
        return opened
    return end
