"""Our own labelled sentences: one a line, text and accepted intents, written apart from the lexicons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.understanding import Understander, Understanding
from bot.understanding.types import NEEDS

FOLDER = Path(__file__).parent / "sentences"


@dataclass(frozen=True, slots=True)
class Sentence:
    """``accept`` holds intents; ``none`` means that nothing must be answered as a need."""

    text: str
    accept: frozenset[str]


def sentences(language: str) -> list[Sentence]:
    """The sentences of one language."""
    lines = (FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [
        Sentence(text, frozenset(accept.split("|"))) for text, _, accept in (line.partition("\t") for line in lines)
    ]


def heard(understanding: Understanding) -> set[str]:
    """Everything that was understood, needs by their first name."""
    got = {understanding.intent, *(need.partition(".")[0] for need in understanding.needs)}
    return got | {"crisis"} if understanding.crisis else got


def right(sentence: Sentence, understander: Understander) -> bool:
    """Whether the sentence is understood as it should be."""
    got = heard(understander.understand(sentence.text))
    if got & sentence.accept:
        return True
    return "none" in sentence.accept and not got & {*NEEDS, "crisis"}
