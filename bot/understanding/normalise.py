"""Text → words. Folding comes after language identification: the letters that it folds are the evidence there.

A word keeps its position in the text it came from, so that a place found in the text can be masked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

READ = 2_000
"""Characters of a message that are read; a phone message never comes near it."""

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
    "\u0900-\u0963\u0966-\u0dff\u0e00-\u0fff\u1000-\u109f\u135d-\u135f\u1780-\u17ff\u1ab0-\u1aff\u1dc0-\u1dff\u200c-\u200f\u202a-\u202e"
    "\u2060-\u2069\u00ad\ufeff"
)
_CYRILLIC = "\u0400-\u052f"
"""Within a Cyrillic word an apostrophe is a sign of its own (м'ясо); elsewhere it parts words (j'ai)."""
_EMOJI = "\u2600-\u27bf\u2b50\u2b55\U0001f100-\U0001f1ff\U0001f300-\U0001faff"
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"[{_EMOJI}]|[{_CJK}]|(?:[^\W_{_CJK}{_EMOJI}]|[{_MARKS}]|(?<=[{_CYRILLIC}])['’ʼ](?=[{_CYRILLIC}]))+"
    rf"|([.!?;,:\n+()،؛؟。、！？।॥፣።፧，；])",
)
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_STRETCHED = re.compile(r"(.)\1{2,}")
_HARD = frozenset(".!?;\n؛؟。！？।॥።፧；")

_ARABIC = {
    **dict.fromkeys("أإآٱٲٳ", "ا"), **dict.fromkeys("ىيئۍېےﻯ", "ی"), "ك": "ک", **dict.fromkeys("ةۀەہھۂۃ", "ه"),
    **dict.fromkeys("ؤۆۇۈۋ", "و"), "ګ": "گ", "ټ": "ت", "ډ": "د", "ړ": "ر", "ڕ": "ر",
    "ڵ": "ل", "ڼ": "ن", "ښ": "ش", "ږ": "ژ",
}  # fmt: skip
_LETTERS = {
    "ı": "i", "ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ɔ": "o", "ɛ": "e", "ŋ": "n", "ɲ": "n",
    "ɓ": "b", "ɗ": "d", "ð": "d", "þ": "th", "ё": "е", "ґ": "г", "ƴ": "y", "ə": "e",
}  # fmt: skip
_ETHIOPIC = ((0x1210, 0x1200), (0x1280, 0x1200), (0x12B8, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338))
"""Rows of seven letters that sound alike today, each with the row it is read as; people write either."""
_DROPPED = [0xAD, 0x640, 0x670, 0x200B, 0xFEFF, *range(0x64B, 0x660), *range(0x6D6, 0x6EE), *range(0x200C, 0x2010),
            *range(0x202A, 0x202F), *range(0x2060, 0x206A), *range(0x300, 0x370), *range(0xFE00, 0xFE10)]  # fmt: skip


def _table() -> dict[int, str | None]:
    """For ``str.translate``: accents off Latin letters, Arabic letters and digits to one form, marks dropped."""
    table: dict[int, str | None] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[code] = base
    table.update({ord(letter): plain for letter, plain in (_ARABIC | _LETTERS).items()})
    for row, plain_row in _ETHIOPIC:
        table.update({row + vowel: chr(plain_row + vowel) for vowel in range(7)})
    table.update(
        {0x1203: "ሀ", 0x1213: "ሀ", 0x1283: "ሀ", 0x12BB: "ሀ", 0x12A3: "አ", 0x12D3: "አ"}
    )  # a and ā are one after these
    table.update({0x660 + digit: str(digit) for digit in range(10)})
    table.update({0x6F0 + digit: str(digit) for digit in range(10)})
    table.update(dict.fromkeys(_DROPPED))
    return table


_TABLE = _table()
_VOWELS = str.maketrans("", "", "aeiou")
_DIGRAPHS = re.compile(r"tch|ch|sh|kh|gh|dh|th|ou|oo|ee|ei|ai|ay|ey|aa|[2-9qyeow]")
_DIGRAPH = {
    "tch": "ʃ", "ch": "ʃ", "sh": "ʃ", "kh": "χ", "gh": "ɣ", "dh": "d", "th": "t", "ou": "u", "oo": "u", "ee": "i",
    "ei": "i", "ai": "i", "ay": "i", "ey": "i", "aa": "a", "2": "", "3": "ʕ", "4": "d", "5": "χ", "6": "t", "7": "h",
    "8": "ɣ", "9": "k", "q": "k", "y": "i", "e": "i", "o": "u", "w": "w",
}  # fmt: skip
_DOUBLE = re.compile(r"(.)\1")


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """The form under which a word is looked up: small letters, no accents, one form per Arabic letter."""
    low = word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).casefold().translate(_TABLE)
    low = low.translate(_APOSTROPHES)
    return _STRETCHED.sub(r"\1\1", low)


@lru_cache(maxsize=16_384)
def arabizi(word: str) -> str:
    """The key of an Arabic word in Latin letters and digits: ``n9der`` and ``nqdar`` meet, as ``7mam`` and ``hammam``.

    Long words keep their consonants and whether they start with a vowel; the rest is written as everyone likes.
    """
    if not word.isascii() or word.isdigit():
        return word
    sounds = _DOUBLE.sub(r"\1", _DIGRAPHS.sub(lambda m: _DIGRAPH[m.group()], word))
    bare = sounds.translate(_VOWELS)
    if len(bare) >= 3:
        return "a" + bare if sounds[0] in "aiu" else bare
    return _DOUBLE.sub(r"\1", sounds)


@dataclass(frozen=True, slots=True)
class Words:
    """A message as words. ``spans`` are positions in ``text``; ``clause`` and ``sentence`` are numbered."""

    text: str
    raw: tuple[str, ...]
    folded: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    clause: tuple[int, ...]
    sentence: tuple[int, ...]
    cut: bool


def read(text: str) -> Words:
    """The words of the first ``READ`` characters of ``text``; never raises."""
    cut = len(text) > READ
    if cut:
        text = text[:READ]
    raw: list[str] = []
    folded: list[str] = []
    spans: list[tuple[int, int]] = []
    clauses: list[int] = []
    sentences: list[int] = []
    clause = sentence = 0
    for found in _TOKEN.finditer(text):
        mark = found[1]
        if mark:
            clause += 1
            sentence += mark in _HARD
            continue
        word = found[0]
        key = fold(word)
        if key:
            raw.append(word)
            folded.append(key)
            spans.append(found.span())
            clauses.append(clause)
            sentences.append(sentence)
    return Words(text, tuple(raw), tuple(folded), tuple(spans), tuple(clauses), tuple(sentences), cut)


def words(text: str) -> tuple[str, ...]:
    """The folded words of a phrase of ours."""
    return read(text).folded
