"""Waiting times until a human answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from handoff.reports.rows import Row
from handoff.reports.shifts import Shifts


@dataclass(frozen=True, slots=True)
class Waits:
    """Waiting times in seconds over ``count`` answers to ``people`` conversations; all 0 when there are none.

    ``half``: half of the people waited no longer (the median); ``nine``: nine of ten waited no longer.
    """

    count: int = 0
    people: int = 0
    half: int = 0
    nine: int = 0
    longest: int = 0


def waits_of(answers: Sequence[Row], shifts: Shifts | None = None) -> Waits:
    """The waiting times of ``answers`` (rows with ``seconds``); ``shifts``: only the time when staff were on duty."""
    if not answers:
        return Waits()
    seconds = sorted(_waited(row, shifts) for row in answers)
    people = len({row.conversation for row in answers})
    return Waits(len(seconds), people, _rank(seconds, 0.5), _rank(seconds, 0.9), seconds[-1])


def _waited(row: Row, shifts: Shifts | None) -> int:
    seconds = row.seconds or 0
    return shifts.seconds(row.at - timedelta(seconds=seconds), row.at) if shifts else seconds


def _rank(ordered: Sequence[int], share: float) -> int:
    """The smallest waiting time that ``share`` of all did not exceed (nearest rank: a time that somebody waited)."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
