"""What a lexicon finds in a message. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a message. ``at`` are positions among the words of the message."""

    label: str
    weight: float
    at: frozenset[int]
    first: int
    last: int
    text: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as one lexicon reads it: ``known`` are the words it could place, ``content`` those with a meaning.

    ``spelt`` are the words of the message as they were read, slips put right; ``verb_last``: "I want" and "I don't
    want" stand behind what is wanted.
    """

    hits: tuple[Hit, ...]
    content: frozenset[int]
    known: frozenset[int]
    guessed: tuple[tuple[str, str], ...]
    spelt: tuple[str, ...] = ()
    verb_last: bool = False
