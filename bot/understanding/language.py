"""Which language a short message is in: its script, the letters that few have, then a vote of words and n-grams.

Everything is counted from ``locales/languages.yaml`` when the program starts: about 15 kB of everyday words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.errors import SettingsError
from bot.understanding.lexicon import read_yaml

_RANGES = {
    "latin": "a-zA-Z\u00c0-\u024f\u0250-\u02af\u1e00-\u1eff", "cyrillic": "\u0400-\u052f", "greek": "\u0370-\u03ff",
    "arabic": "\u0620-\u065f\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "hebrew": "\u05d0-\u05ea", "armenian": "\u0531-\u0587", "georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
    "devanagari": "\u0900-\u097f", "bengali": "\u0980-\u09ff", "gurmukhi": "\u0a00-\u0a7f", "gujarati": "\u0a80-\u0aff",
    "tamil": "\u0b80-\u0bff", "telugu": "\u0c00-\u0c7f", "malayalam": "\u0d00-\u0d7f", "sinhala": "\u0d80-\u0dff",
    "thai": "\u0e00-\u0e7f", "lao": "\u0e80-\u0eff", "myanmar": "\u1000-\u109f", "ethiopic": "\u1200-\u139f",
    "khmer": "\u1780-\u17ff", "tifinagh": "\u2d30-\u2d7f", "kana": "\u3040-\u30ff", "han": "\u3400-\u4dbf\u4e00-\u9fff",
    "hangul": "\uac00-\ud7af",
}  # fmt: skip
_SCRIPTS = {name: re.compile(f"[{letters}]") for name, letters in _RANGES.items()}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]*\d[^\W_]*")
_FLOOR = 4e-5
"""Relative frequency of what was never seen; the same for every language, so that little text is no advantage."""
_WORD_VOTE = 2.6
_LETTER_VOTE = 2.5
_GRAM_SHARE = 0.45
"""N-grams overlap, so that each counts for less than its logarithm says."""
_UNSURE = 0.7
"""The most that words belonging to no language can prove."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Script:
    """The languages of one script. Rows of ``votes`` belong to n-grams and words, columns to ``languages``."""

    languages: tuple[str, ...]
    rows: Mapping[str, int]
    votes: Floats
    letters: Mapping[str, tuple[int, ...]]


class Languages:
    """The vote on the language of a text."""

    def __init__(self, scripts: Mapping[str, _Script], neutral: frozenset[str]) -> None:
        self._scripts = scripts
        self._neutral = neutral

    @classmethod
    def load(cls, path: Path, also: Mapping[str, Iterable[str]]) -> Languages:
        """Counts the file's words; ``also`` are words of the lexicons, which vote but are not counted as n-grams.

        Raises SettingsError when the file cannot be used.
        """
        content = read_yaml(path)
        by_script: dict[str, dict[str, tuple[list[str], str]]] = {}
        for code, entry in (content.get("languages") or {}).items():
            if not isinstance(entry, dict) or entry.get("script") not in _RANGES:
                raise SettingsError(f"{path}, language {code}: it needs a script, one of {', '.join(_RANGES)}.")
            words = _words(str(entry.get("words", "")))
            by_script.setdefault(entry["script"], {})[str(code)] = (words, str(entry.get("letters", "")))
        scripts = {name: _count(languages, also) for name, languages in by_script.items()}
        return cls(scripts, frozenset(_words(str(content.get("neutral", "")))))

    def vote(self, text: str, spoken: str | None = None) -> tuple[tuple[str, float], ...]:
        """Languages with their share, the likeliest first; empty when the text has no letters.

        ``spoken`` is what the person spoke before: it decides between equals. ``ar@latin`` is Arabic in Latin letters.
        """
        script = self._script(text)
        if not script:
            return ()
        table = self._scripts[script]
        if len(table.languages) == 1:
            return ((table.languages[0], 1.0),)
        words = _words(text)
        telling = [word for word in words if word not in self._neutral]
        scores = self._scores(table, telling or words)
        if spoken in table.languages:
            scores[table.languages.index(spoken or "")] += 1.5
        shares = _softmax(scores, limit=1.0 if telling else _UNSURE)
        ranked = sorted(zip(table.languages, shares, strict=True), key=lambda pair: -pair[1])
        return tuple((code, round(share, 3)) for code, share in ranked[:5] if share >= 0.02)

    def _script(self, text: str) -> str:
        if text.isascii():
            return "latin" if any(letter.isalpha() for letter in text) else ""
        counts = {name: len(letters.findall(text)) for name, letters in _SCRIPTS.items() if name in self._scripts}
        best = max(counts, key=lambda name: counts[name])
        if best == "han" and counts.get("kana", 0):
            best = "kana"
        return best if counts[best] else ""

    def _scores(self, table: _Script, words: list[str]) -> list[float]:
        rows = table.rows
        found: list[int] = []
        for word in words[:60]:
            row = rows.get(f"={word}")
            if row is not None:
                found.append(row)
            found += [row for gram in _grams(word) if (row := rows.get(gram)) is not None]
        scores: list[float] = table.votes[found].sum(axis=0).tolist() if found else [0.0] * len(table.languages)
        if table.letters:
            for letter in set("".join(words)) & table.letters.keys():
                for column in table.letters[letter]:
                    scores[column] += _LETTER_VOTE / len(table.letters[letter]) ** 0.5
        return scores


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'").lower())


def _grams(word: str) -> list[str]:
    """Runs of 2 to 4 letters; ``_`` is the edge of a word."""
    edged = f"_{word}_"
    size = len(edged)
    return [edged[at : at + n] for n in (2, 3, 4) for at in range(size - n + 1)]


def _count(languages: Mapping[str, tuple[list[str], str]], also: Mapping[str, Iterable[str]]) -> _Script:
    codes = tuple(languages)
    rows: dict[str, int] = {}
    seen: list[tuple[int, int, float]] = []
    words: dict[str, dict[int, float]] = {}
    for column, code in enumerate(codes):
        total = 0
        counts: dict[str, int] = {}
        for word in languages[code][0]:
            words.setdefault(word, {})[column] = _WORD_VOTE
            for gram in _grams(word):
                counts[gram] = counts.get(gram, 0) + 1
                total += 1
        for word in also.get(code, ()):
            words.setdefault(word, {}).setdefault(column, _WORD_VOTE / 2)
        seen += [(rows.setdefault(gram, len(rows)), column, n / total) for gram, n in counts.items()]
    for word in words:
        rows[f"={word}"] = len(rows)
    votes = np.zeros((len(rows), len(codes)), dtype=np.float32)
    for row, column, share in seen:
        votes[row, column] = _GRAM_SHARE * log((share + _FLOOR) / _FLOOR)
    for word, columns in words.items():
        for column, vote in columns.items():
            votes[rows[f"={word}"], column] = vote / len(columns) ** 0.5
    letters: dict[str, list[int]] = {}
    for column, code in enumerate(codes):
        for letter in languages[code][1]:
            letters.setdefault(letter, []).append(column)
    return _Script(codes, rows, votes, {letter: tuple(columns) for letter, columns in letters.items()})


def _softmax(scores: list[float], limit: float) -> list[float]:
    """Shares that sum to one; ``limit`` caps the first when the words prove little."""
    top = max(scores)
    raised = [exp((score - top) * 0.6) for score in scores]
    total = sum(raised) or 1.0
    shares = [value / total for value in raised]
    if max(shares) > limit:
        rest = 1.0 - max(shares) or 1.0
        shares = [limit if share == max(shares) else share / rest * (1 - limit) for share in shares]
    return shares
