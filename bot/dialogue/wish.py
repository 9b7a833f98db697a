"""What somebody looks for: needs, where, when, for whom. Kept in the memory of a talk and in the buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.model import Memory

STALE = timedelta(hours=24)
"""After so long a silence a talk starts anew: people move, and yesterday's "near you" would be a lie."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One search. ``lat``/``lon`` in degrees; ``start``/``end`` aware (None: now); ``place`` is how it is called."""

    needs: tuple[str, ...] = ()
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    departement: str = ""
    start: datetime | None = None
    end: datetime | None = None
    audience: tuple[str, ...] = ()
    open_only: bool = False
    offset: int = 0

    @property
    def located(self) -> bool:
        """Whether we know where."""
        return self.lat is not None and self.lon is not None

    def with_(self, **changes: Any) -> Wish:
        """This wish with some fields changed."""
        return replace(self, **changes)

    @classmethod
    def of(cls, memory: Memory) -> Wish:
        """The wish that a talk remembers."""
        start, end = _span(memory.day)
        return cls(
            needs=memory.needs,
            place=memory.place,
            lat=memory.lat,
            lon=memory.lon,
            departement=memory.departement,
            start=start,
            end=end,
            audience=memory.audience,
            open_only=memory.open_only,
            offset=memory.offset,
        )

    def kept(self, memory: Memory, **changes: Any) -> Memory:
        """``memory`` with this wish in it, and ``changes``."""
        fields: dict[str, Any] = {
            "needs": self.needs,
            "place": self.place,
            "lat": self.lat,
            "lon": self.lon,
            "departement": self.departement,
            "day": f"{self.start.isoformat()}/{self.end.isoformat()}" if self.start and self.end else "",
            "audience": self.audience,
            "open_only": self.open_only,
            "offset": self.offset,
        }
        return replace(memory, **{**fields, **changes})

    def current(self, now: datetime) -> Wish:
        """This wish without a time that has passed."""
        return self.with_(start=None, end=None) if self.end and self.end <= now else self


def _span(text: str) -> tuple[datetime | None, datetime | None]:
    """An ISO 8601 interval as two aware moments; nothing when there is none or it cannot be read."""
    first, _, last = text.partition("/")
    try:
        start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    except ValueError:
        return None, None
    return (start, end) if start.tzinfo and end.tzinfo else (None, None)
