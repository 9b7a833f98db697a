"""What is asked of the directory and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.directory.hours import Status
from bot.directory.place import Place, Service

STALE_DAYS = 180
"""Checked longer ago than this is said with a warning (Soliguide's six months)."""


@dataclass(frozen=True, slots=True)
class Query:
    """Where can I have ``needs`` near ``lat``/``lon`` (degrees) at the aware moment ``at``?

    ``until`` widens the moment to ``at`` ≤ t < ``until`` ("Saturday", "tonight"). ``audience``: only what the person
    said, see :mod:`bot.directory.audience`. ``radius_m`` None: as far as the need says.
    """

    needs: tuple[str, ...]
    lat: float
    lon: float
    at: datetime
    until: datetime | None = None
    audience: tuple[str, ...] = ()
    open_only: bool = False
    limit: int = 3
    offset: int = 0
    radius_m: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that answers; ``service`` is the one that does, ``status`` holds at ``Query.at``.

    ``checked_days``: days since somebody checked (None: nobody knows). ``warnings`` are words of a fixed list:
    ``stale undated`` (freshness), ``appointment registration referral paid saturated worship`` (conditions),
    ``women_only men_only families_only minors_only adults_only`` (who), ``animals_unknown wheelchair_unknown``
    (asked for, not known), ``closes_soon`` (before one could walk there), ``holiday school_holidays open_end notice``.
    """

    place: Place
    service: Service
    distance_m: int
    status: Status
    checked_days: int | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """``hits`` of this page, best first; ``total`` of all pages; ``nothing_open``: there are places, none is open."""

    hits: tuple[Hit, ...]
    total: int
    nothing_open: bool
    radius_m: int


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A place whose name is like the text; ``score`` 0 … 100."""

    place: Place
    score: float
