"""How long somebody waited while staff were on duty: the night does not count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=60)
"""A longer wait is counted from its last sixty days: nobody reads the difference, and every interval costs time."""


class Shifts:
    """Duty hours as time that ran: OSM ``opening_hours`` on the clock of ``zone``, with the holidays of ``country``."""

    def __init__(self, hours: str, zone: ZoneInfo, country: str) -> None:
        self._zone = zone
        self.always = hours.strip() == "24/7"
        self._hours = _opening(hours, country)

    def seconds(self, start: datetime, end: datetime) -> int:
        """Seconds on duty between two aware moments; 0 when the first is not before the second."""
        if start >= end:
            return 0
        if self.always:
            return int((end - start).total_seconds())
        start = max(start, end - LONGEST)
        total = timedelta()
        for begins, ends, state, _comment in self._hours.intervals(self._local(start), self._local(end)):
            if str(state) == "open":
                total += self._utc(ends) - self._utc(begins)
        return max(0, int(total.total_seconds()))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone).replace(tzinfo=None)

    def _utc(self, local: datetime) -> datetime:
        """In UTC, so that differences are true where the clocks change."""
        return local.replace(tzinfo=self._zone).astimezone(UTC)


@lru_cache(maxsize=8)
def _opening(hours: str, country: str) -> Any:
    from opening_hours import (  # type: ignore[attr-defined]  # its stubs leave UnknownCountryError out
        OpeningHours,
        UnknownCountryError,
    )

    try:
        return OpeningHours(hours, country=country)
    except UnknownCountryError:
        return OpeningHours(hours)
