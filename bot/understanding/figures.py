"""How well labelled messages are understood: the figures of a labelled file, by language, and its misses. Pure.

A labelled file is tab separated with the columns ``lang text label accept kind``: ``label`` is the intent that a person
gave the message, ``accept`` every intent that counts as right (between bars), ``kind`` is ``near_miss`` for a message
that shares a word with a need and is none, anything else otherwise. Messages labelled ``oos`` are no need of ours;
those labelled ``other`` are not counted.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import SettingsError
from bot.understanding.types import NEEDS, Understanding

_COLUMNS = ("lang", "text", "label", "accept", "kind")
_MILDER = frozenset(("crisis", "legal", "family"))
"""A message labelled crisis is a clear danger when nothing outside of these counts as right."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with what people say it means."""

    language: str
    text: str
    label: str
    accept: frozenset[str]
    near_miss: bool

    @property
    def clear_danger(self) -> bool:
        """Whether reading it as anything but a danger is wrong."""
        return self.label == "crisis" and self.accept <= _MILDER


@dataclass(slots=True)
class Share:
    """How many of how many."""

    hits: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        """Counts one more."""
        self.hits += hit
        self.of += 1

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None when nothing was counted."""
        return self.hits / self.of if self.of else None


@dataclass(slots=True)
class Figures:
    """What was counted over one language or over all."""

    labels: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    out_of_scope: Share = field(default_factory=Share)
    near_miss: Share = field(default_factory=Share)
    recall: Share = field(default_factory=Share)
    met: Share = field(default_factory=Share)
    alarms: Share = field(default_factory=Share)

    @property
    def accuracy(self) -> Share:
        """All messages that have an intent, whatever it is."""
        return Share(sum(one.hits for one in self.labels.values()), sum(one.of for one in self.labels.values()))

    @property
    def macro(self) -> float | None:
        """The mean over intents, so that frequent ones do not hide rare ones."""
        values = [one.hits / one.of for one in self.labels.values() if one.of]
        return sum(values) / len(values) if values else None


@dataclass(frozen=True, slots=True)
class Miss:
    """A message that was misread, as what, and how sure we were."""

    row: Labelled
    got: tuple[str, ...]
    confidence: float
    kind: str


def read_labelled(path: Path) -> list[Labelled]:
    """The rows of a labelled file (also gzipped); raises SettingsError with one sentence when it is none."""
    try:
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    reader = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise SettingsError(
            f"{path} has no column {missing[0]}: its first line must be {' '.join(_COLUMNS)}, tab separated."
        )
    return [_labelled(row) for row in reader]


def _labelled(row: dict[str, str]) -> Labelled:
    accept = frozenset(filter(None, (row["accept"] or "").split("|"))) | {row["label"]}
    return Labelled(row["lang"], row["text"] or "", row["label"], accept, row["kind"] == "near_miss")


def count(rows: Sequence[Labelled], answers: Iterable[Understanding]) -> tuple[dict[str, Figures], list[Miss]]:
    """Figures by language, those of all under ``""``, and the misses, the surest first."""
    figures: dict[str, Figures] = defaultdict(Figures)
    misses: list[Miss] = []
    for row, answer in zip(rows, answers, strict=True):
        got = {answer.intent, *(need.partition(".")[0] for need in answer.needs)}
        got |= set(answer.needs) | ({"crisis"} if answer.crisis else set())
        wrong = ""
        for each in (figures[""], figures[row.language]):
            wrong = _count(row, got, each)
        if wrong:
            misses.append(Miss(row, tuple(sorted(got)), answer.confidence, wrong))
    return dict(figures), sorted(misses, key=lambda miss: -miss.confidence)


def _count(row: Labelled, got: set[str], figures: Figures) -> str:
    """Counts one message; what kind of miss it is, empty for none."""
    wrong = ""
    if row.label == "crisis":
        figures.met.add(bool(got & row.accept))
        if row.clear_danger:
            figures.recall.add("crisis" in got)
            wrong = "" if "crisis" in got else "danger not seen"
    elif "crisis" not in row.accept:
        figures.alarms.add("crisis" in got)
        wrong = "false alarm" if "crisis" in got else ""
    if row.label == "oos":
        answered = bool(got & set(NEEDS))
        (figures.near_miss if row.near_miss else figures.out_of_scope).add(answered)
        return wrong or ("false answer" if answered else "")
    if row.label != "other":
        right = bool(got & row.accept)
        figures.labels[row.label].add(right)
        wrong = wrong or ("" if right else "handed over" if got & {"unknown", "human"} else "misread")
    return wrong


def with_typos(text: str, share: float, seed: int) -> str:
    """``text`` as thumbs type it: a letter is swapped, dropped, doubled or replaced with the probability ``share``."""
    if not share:
        return text
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    letters = list(text)
    keys = [letter for letter in letters if letter.isalpha()] or letters
    typed: list[str] = []
    at = 0
    while at < len(letters):
        letter = letters[at]
        if letter.isspace() or dice.random() >= share:
            typed.append(letter)
        else:
            slip = dice.randrange(4)
            if slip == 0 and at + 1 < len(letters):
                typed += [letters[at + 1], letter]
                at += 1
            elif slip == 1:
                pass
            elif slip == 2:
                typed += [dice.choice(keys), letter]
            else:
                typed.append(dice.choice(keys))
        at += 1
    return "".join(typed)
