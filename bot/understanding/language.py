"""Which language a short message is in: its script, the letters that few have, then a vote of words and n-grams.

Everything is counted from ``locales/languages.yaml`` (everyday words) and from what the lexicons show of each language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.errors import SettingsError
from bot.understanding.lexicon import read_yaml
from bot.understanding.normalise import fold

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
_SIGN = 3
"""Letters that one Chinese sign is worth: "有wifi吗" is Chinese."""
_PLENTY = 2_000
"""Words of a language from which on what was seen once is left out: it says little and takes room."""
_PRIOR = {"fr": 1.2, "en": 0.8, "ar": 0.4, "es": 0.4, "uk": 0.4, "ru": 0.4, "fa": 0.3}
"""What speaks for a language before a word is read: who writes to a service in France. "douche" is not Haitian."""
_STEPS = 64
"""Of a vote of one: votes are kept as whole numbers, of one byte each."""
_LEAST = 0.02
"""The smallest share that is worth naming."""
_UNSURE = 0.7
"""The most that words belonging to no language can prove."""


Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Script:
    """The languages of one script. Rows of ``votes`` belong to n-grams and words, columns to ``languages``.

    ``keys`` are the hashes of the n-grams and words, in order: a tenth of the room that they take as they are.
    """

    languages: tuple[str, ...]
    keys: npt.NDArray[np.uint32]
    votes: npt.NDArray[np.uint8]
    letters: Mapping[str, tuple[int, ...]]

    @cached_property
    def before(self) -> Floats:
        """What speaks for each language before a word is read."""
        return np.array([_PRIOR.get(code, 0.0) for code in self.languages], dtype=np.float32)

    @classmethod
    def of_votes(
        cls,
        languages: tuple[str, ...],
        votes: Mapping[int, Mapping[int, float]],
        letters: Mapping[str, tuple[int, ...]],
    ) -> _Script:
        """From the vote of each n-gram and word (their hashes) for the columns that it speaks for."""
        keys = sorted(votes)
        table = np.zeros((len(keys), len(languages)), dtype=np.uint8)
        for row, key in enumerate(keys):
            for column, vote in votes[key].items():
                table[row, column] = min(round(vote * _STEPS), 255)
        return cls(languages, np.array(keys, dtype=np.uint32), table, letters)

    def of(self, words: Sequence[str]) -> Floats:
        """The votes of some words for each language: their own, and those of their runs of letters."""
        hashes = np.array([key for word in words for key in _hashes(word[:60])], dtype=np.uint32)
        rows = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
        rows = rows[self.keys[rows] == hashes]
        votes: Floats = self.votes[rows].sum(axis=0, dtype=np.float32) / np.float32(_STEPS)
        return votes


def _hashes(word: str) -> list[int]:
    """The keys of a word and of its runs of 2 to 4 letters; ``_`` is the edge of a word."""
    letters = f"_{word}_".encode("utf-32-le")
    size = len(letters)
    runs = [crc32(letters[at : at + n]) for n in (8, 12, 16) for at in range(0, size - n + 1, 4)]
    return [_whole(word), *runs]


def _whole(word: str) -> int:
    return crc32(f"={word}".encode())


class Languages:
    """The vote on the language of a text."""

    def __init__(self, scripts: Mapping[str, _Script], neutral: frozenset[str]) -> None:
        self._scripts = scripts
        self._neutral = neutral

    @classmethod
    def load(cls, path: Path, also: Mapping[str, Iterable[str]]) -> Languages:
        """Counts the file's words, and ``also``: what the lexicons show of each language, phrases and sentences.

        Raises SettingsError when the file cannot be used.
        """
        content = read_yaml(path)
        entries: dict[str, _Shown] = {}
        for code, entry in (content.get("languages") or {}).items():
            if not isinstance(entry, dict) or entry.get("script") not in _RANGES:
                raise SettingsError(f"{path}, language {code}: it needs a script, one of {', '.join(_RANGES)}.")
            everyday = _words(str(entry.get("words", "")))
            entries[str(code)] = _Shown(entry["script"], str(entry.get("letters", "")), everyday, [])
        for code, texts in also.items():
            said = _words("\n".join(texts))
            if code not in entries:
                entries[code] = _Shown(_script_of(" ".join(said), _SCRIPTS) or "latin", "", [], [])
            entries[code].said.extend(said)
        scripts = {
            name: _count({code: entry for code, entry in entries.items() if entry.script == name})
            for name in dict.fromkeys(entry.script for entry in entries.values())
        }
        return cls(scripts, frozenset(_words(str(content.get("neutral", "")))))

    def vote(self, text: str, spoken: str | None = None) -> tuple[tuple[str, float], ...]:
        """Languages with their share, the likeliest first; empty when the text has no letters.

        ``spoken`` is what the person spoke before: it decides between equals. ``ar@latin`` is Arabic in Latin letters.
        """
        script = _script_of(text, self._scripts)
        if not script:
            return ()
        table = self._scripts[script]
        if len(table.languages) == 1:
            return ((table.languages[0], 1.0),)
        words = _words(text)
        telling = [word for word in words if word not in self._neutral]
        scores = self._scores(table, telling or words) + table.before
        if spoken in table.languages:
            scores[table.languages.index(spoken or "")] += 1.5
        shares = _softmax(scores, limit=1.0 if telling else _UNSURE)
        likeliest = np.argsort(-shares, kind="stable")[:5].tolist()
        return tuple((table.languages[at], round(float(shares[at]), 3)) for at in likeliest if shares[at] >= _LEAST)

    def _scores(self, table: _Script, words: list[str]) -> Floats:
        scores = table.of(words[:60])
        if table.letters:
            for letter in set("".join(words)) & table.letters.keys():
                for column in table.letters[letter]:
                    scores[column] += _LETTER_VOTE / len(table.letters[letter]) ** 0.5
        return scores


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'").lower())


def _script_of(text: str, known: Iterable[str]) -> str:
    """The script of most letters of ``text``, of those ``known``; empty when there is none."""
    if text.isascii():
        return "latin" if any(letter.isalpha() for letter in text) else ""
    counts = {name: len(_SCRIPTS[name].findall(text)) for name in known}
    if "han" in counts:
        counts["han"] *= _SIGN
    best = max(counts, key=lambda name: counts[name])
    if best == "han" and counts.get("kana", 0):
        best = "kana"
    return best if counts[best] else ""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is known of one language: its everyday words, and everything that its lexicon says."""

    script: str
    letters: str
    everyday: list[str]
    said: list[str]


def _count(languages: Mapping[str, _Shown]) -> _Script:
    codes = tuple(languages)
    if len(codes) == 1:  # the script says it all
        return _Script(codes, np.zeros(0, dtype=np.uint32), np.zeros((0, 1), dtype=np.uint8), {})
    votes: dict[int, dict[int, float]] = {}
    words: dict[str, dict[int, float]] = {}
    for column, code in enumerate(codes):
        shown = languages[code]
        counts = Counter(run for word in (*shown.everyday, *shown.said) for run in _hashes(word)[1:])
        rare = (len(shown.said) > _PLENTY) + (len(shown.said) > 4 * _PLENTY)
        total = sum(counts.values())
        for word in shown.everyday:
            words.setdefault(word, {})[column] = _WORD_VOTE
        for word in shown.everyday:  # as it is typed without accents
            words.setdefault(fold(word), {}).setdefault(column, _WORD_VOTE / 2)
        for word, times in Counter(shown.said).items():
            if times > rare:
                words.setdefault(word, {}).setdefault(column, _WORD_VOTE / 2)
        for run, times in counts.items():
            if times > rare:
                votes.setdefault(run, {})[column] = _GRAM_SHARE * log((times / total + _FLOOR) / _FLOOR)
    for word, columns in words.items():
        votes[_whole(word)] = {column: vote / len(columns) ** 0.5 for column, vote in columns.items()}
    letters: dict[str, list[int]] = {}
    for column, code in enumerate(codes):
        for letter in languages[code].letters:
            letters.setdefault(letter, []).append(column)
    return _Script.of_votes(codes, votes, {letter: tuple(columns) for letter, columns in letters.items()})


def _softmax(scores: Floats, limit: float) -> Floats:
    """Shares that sum to one; ``limit`` caps the first when the words prove little."""
    raised = np.exp((scores - scores.max()) * np.float32(0.6))
    shares: Floats = raised / raised.sum()
    top = int(shares.argmax())
    if shares[top] > limit:
        shares *= (1.0 - limit) / (1.0 - shares[top] or 1.0)
        shares[top] = limit
    return shares
