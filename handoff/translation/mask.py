"""Takes out of a text what no translator may touch, and puts it back exactly.

"Appelez le 01 45 20 80 16" is sent as "Appelez le ⟦0⟧". Whatever looks like a token in the person's own text is taken
out too, so every ⟦ that is sent is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from handoff.translation.spans import Kind, spans

TOKEN: Final = re.compile(r"⟦[\s\u200e\u200f\u2066-\u2069]*(\d{1,5})[\s\u200e\u200f\u2066-\u2069]*⟧")
"""A token as it may come back: engines put blanks inside and change the digits' script, which does no harm."""
_FIRST, _LAST = "\u2068", "\u2069"
_ISOLATED: Final = frozenset({"phone", "time", "date", "price", "address", "code"})


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its protected parts: token n stands for ``values[n]``, which is a ``kinds[n]``."""

    text: str
    values: tuple[str, ...]
    kinds: tuple[Kind, ...]

    def restore(self, text: str, *, isolate: bool = False) -> str:
        """``text`` with each token replaced by its value, to the letter.

        ``isolate`` wraps what has blanks or digits (phone, time, date, price, address, code) in U+2068 … U+2069: in a
        line that runs from right to left the groups of a phone number would be shown in reverse order.
        """

        def value(match: re.Match[str]) -> str:
            number = int(match.group(1))
            if number >= len(self.values):
                return match.group()
            if isolate and self.kinds[number] in _ISOLATED:
                return f"{_FIRST}{self.values[number]}{_LAST}"
            return self.values[number]

        return TOKEN.sub(value, text)


@dataclass(frozen=True, slots=True)
class Check:
    """How the tokens fared: numbers that are missing or doubled, and whether brackets are left that are no token."""

    lost: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()
    stray: bool = False

    @property
    def ok(self) -> bool:
        """Every token exactly once, nothing else."""
        return not (self.lost or self.doubled or self.stray)


def mask(text: str, names: Iterable[tuple[int, int]] = (), *, country: str = "FR") -> Masked:
    """``text`` with tokens; ``names`` are (start, end) of names to protect, ``country`` whose phone numbers count."""
    parts: list[str] = []
    values: list[str] = []
    kinds: list[Kind] = []
    at = 0
    for span in spans(text, names, country):
        parts += [text[at : span.start], f"⟦{len(values)}⟧"]
        values.append(text[span.start : span.end])
        kinds.append(span.kind)
        at = span.end
    return Masked("".join([*parts, text[at:]]), tuple(values), tuple(kinds))


def numbers_in(text: str) -> list[int]:
    """The numbers of the tokens in ``text``, in order."""
    return [int(match.group(1)) for match in TOKEN.finditer(text)]


def check(sent: str, back: str) -> Check:
    """Whether each token of ``sent`` is exactly once in ``back``, and no other bracket is."""
    wanted, found = numbers_in(sent), numbers_in(back)
    rest = TOKEN.sub("", back)
    foreign = any(number not in wanted for number in found)
    return Check(
        lost=tuple(number for number in wanted if number not in found),
        doubled=tuple(number for number in wanted if found.count(number) > 1),
        stray=foreign or "⟦" in rest or "⟧" in rest,
    )


def without_tokens(text: str) -> str:
    """The words between the tokens."""
    return TOKEN.sub(" ", text)


def pieces(text: str) -> list[tuple[Literal["token", "words"], str]]:
    """``text`` cut at its tokens; joined they are ``text``."""
    cut: list[tuple[Literal["token", "words"], str]] = []
    at = 0
    for match in TOKEN.finditer(text):
        cut += [("words", text[at : match.start()]), ("token", match.group())]
        at = match.end()
    return [piece for piece in [*cut, ("words", text[at:])] if piece[1]]
