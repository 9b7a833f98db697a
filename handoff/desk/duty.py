"""When staff read messages, and what that means for an answer clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Duty:
    """Duty hours in OSM ``opening_hours`` syntax, on the clock of ``zone``, with the holidays of ``country``."""

    hours: str
    zone: ZoneInfo
    country: str
    answer_within: timedelta

    @cached_property
    def _hours(self) -> Any:
        from opening_hours import (  # type: ignore[attr-defined]  # its stubs leave UnknownCountryError out
            OpeningHours,
            UnknownCountryError,
        )

        try:
            return OpeningHours(self.hours, country=self.country)
        except UnknownCountryError:
            return OpeningHours(self.hours)

    @property
    def always(self) -> bool:
        """Whether somebody is on duty day and night."""
        return self.hours.strip() == "24/7"

    def open(self, now: datetime) -> bool:
        """Whether somebody is on duty at ``now`` (aware)."""
        return self.always or bool(self._hours.is_open(self._local(now)))

    def next_open(self, now: datetime) -> datetime | None:
        """When staff are on duty next (aware, in ``zone``); None when the hours never open again."""
        if self.open(now):
            return now
        local = self._local(now)
        for _ in range(50):
            change: datetime | None = self._hours.next_change(local)
            if change is None:
                return None
            local = change.replace(tzinfo=None)
            if self._hours.is_open(local):
                return local.replace(tzinfo=self.zone)
        return None

    def first_ring(self, now: datetime) -> datetime:
        """When the answer clock of a message that came at ``now`` rings first."""
        return (self.next_open(now) or now) + self.answer_within

    def next_ring(self, now: datetime, stage: int) -> datetime:
        """When it rings after ``stage`` rings: twice at the same pace, then ever more slowly, at most every 4 hours."""
        wait = min(self.answer_within * (1 << max(0, min(stage - 2, 10))), timedelta(hours=4))
        return (self.next_open(now) or now) + wait

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)
