"""Open, unknown or closed for thousands of timetables at once: each is asked again only when its answer may change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from bot.directory.columns import Program
from bot.directory.hours import HORIZON, Outlook, open_during, outlook

OPEN, UNKNOWN, CLOSED = 0, 1, 2
NEVER = 1e12
"""Seconds until it opens, where no opening is in sight."""
_SOONEST = timedelta(seconds=1)
_ZERO = datetime(2000, 1, 1)  # noqa: DTZ001 - local times have no zone here


class Verdicts:
    """What was found for each program (by its number), in seconds of local time, and from when to when it holds."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._zone: Any = None
        self._grow(0)

    def judge(self, programs: Sequence[Program], at: datetime, until: datetime | None, wanted: Any) -> tuple[Any, Any]:
        """For the program numbers ``wanted``, as arrays over all programs: the tier and in how many seconds it opens.

        ``at`` is aware. With ``until``, what opens in ``at`` ≤ t < ``until`` is open. Seconds count for closed ones.
        """
        if len(programs) > len(self._tier) or at.tzinfo is not self._zone:
            self._grow(len(programs), at.tzinfo)
        now = _seconds(at)
        old = (now < self._from[wanted]) | (now >= self._to[wanted])
        if numbers := wanted[old].tolist():
            asked = (programs[number] for number in numbers)
            self._keep(numbers, now, [outlook(one.hours, at, one.notices, self._country) for one in asked])
        tier, opens = self._tier, np.where(self._opens == np.inf, NEVER, self._opens - now)
        if until is not None:
            tier = self._within(programs, at, until, wanted, now)
        return tier, opens

    def _within(self, programs: Sequence[Program], at: datetime, until: datetime, wanted: Any, now: float) -> Any:
        """The tiers when it is enough to open before ``until``."""
        last = until.astimezone(at.tzinfo)
        tier = self._tier.copy()
        if last - at > HORIZON:  # further than an outlook reaches
            for number in wanted[tier[wanted] != OPEN].tolist():
                program = programs[number]
                found = open_during(program.hours, at, until, program.notices, self._country)
                tier[number] = UNKNOWN if found is None else OPEN if found else CLOSED
            return tier
        end = max(_seconds(last), now + _SOONEST.total_seconds())
        tier[(tier == CLOSED) & (self._doubt < end)] = UNKNOWN
        tier[self._opens < end] = OPEN
        return tier

    def _keep(self, numbers: list[int], now: float, found: list[Outlook]) -> None:
        known = [one.status for one in found]
        self._tier[numbers] = [UNKNOWN if one.open is None else OPEN if one.open else CLOSED for one in known]
        self._opens[numbers] = [_seconds(one.opens_at) if one.opens_at else np.inf for one in known]
        self._doubt[numbers] = [_seconds(one.doubt) if one.doubt else np.inf for one in found]
        self._from[numbers] = now
        self._to[numbers] = [_seconds(one.lasts) for one in found]

    def _grow(self, count: int, zone: Any = None) -> None:
        """Room for more programs; what was found for them is found again."""
        self._zone = zone
        self._tier = np.full(count, UNKNOWN, dtype=np.int8)
        self._opens = np.full(count, np.inf)
        self._doubt = np.full(count, np.inf)
        self._from = np.full(count, np.inf)
        self._to = np.full(count, -np.inf)


def _seconds(moment: datetime) -> float:
    """Seconds of local time: what the wall clock shows, as the hours are written."""
    return (moment.replace(tzinfo=None) - _ZERO).total_seconds()
