"""What a person must know before they walk: the warnings of a hit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.directory.answer import STALE_DAYS
from bot.directory.audience import conditions
from bot.directory.hours import Status
from bot.directory.place import Place, Service

_MARGIN_S = 300


def warnings_for(
    place: Place, service: Service, found: Status, days: int | None, at: datetime, walk_s: float, asked: frozenset[str]
) -> tuple[str, ...]:
    """The warnings of one hit, each once, as listed in :class:`bot.directory.answer.Hit`."""
    return tuple(dict.fromkeys(_told(place, service, found, days, at, walk_s, asked)))


def _told(
    place: Place, service: Service, found: Status, days: int | None, at: datetime, walk_s: float, asked: frozenset[str]
) -> Iterator[str]:
    if days is None:
        yield "undated"
    elif days > STALE_DAYS:
        yield "stale"
    if found.open and found.until and (found.until - at).total_seconds() < walk_s + _MARGIN_S:
        yield "closes_soon"
    if found.reason in ("notice", "holiday", "school_holidays", "open_end"):
        yield found.reason
    audience, access = place.rules(service)
    yield from conditions(audience, access, asked)
    if service.saturated:
        yield "saturated"
    if place.worship:
        yield "worship"
