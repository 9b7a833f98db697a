"""Questions about Relais itself: who reads this, are you a robot, what does it cost. Key phrases in the catalogues."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.catalogue import Catalogue

TOPICS = ("robot", "privacy", "free")
_LONGEST = 12
"""Words; a longer message says more than the question we know the answer to."""


def topic(text: str, catalogue: Catalogue) -> str:
    """Which question about Relais ``text`` asks, in any language; empty: none."""
    words = fold(text)
    if not words or len(words.split()) > _LONGEST:
        return ""
    padded = f" {words} "
    for name, phrases in _phrases(catalogue):
        if any(phrase in padded for phrase in phrases):
            return name
    return ""


@lru_cache(maxsize=4)
def _phrases(catalogue: Catalogue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every topic with its phrases in all languages, folded and between spaces."""
    found = []
    for name in TOPICS:
        asked = "|".join(catalogue.say(language, f"faq.{name}.asks") for language in catalogue.languages)
        found.append((name, tuple(f" {fold(phrase)} " for phrase in asked.split("|") if fold(phrase))))
    return tuple(found)


_NO_WORD = re.compile(r"[^\w\u0900-\u0DFF]|_|[\u0964\u0965]")
"""What stands between words; the vowel signs of Indian scripts are no letters to Python, and say which word it is."""


def fold(text: str) -> str:
    """Small letters, no accents, no punctuation, one space between words; Arabic hamza forms become a plain alef."""
    text = re.sub("[أإآٱ]", "ا", text.casefold())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_NO_WORD.sub(" ", plain).split())
