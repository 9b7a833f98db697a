"""Day by day: how many wrote, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handoff.reports.rows import Row

MOST_DAYS = 400
"""A longer period is shown from the first to the last day on which somebody wrote."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day on the local clock: messages, and conversations: all, those oriented, those answered by bot or human."""

    day: date
    messages: int
    conversations: int
    oriented: int
    by_bot: int
    by_staff: int


def days_of(
    rows: Sequence[Row], personal: Container[str], since: datetime, until: datetime, zone: ZoneInfo
) -> tuple[Day, ...]:
    """Every day from ``since`` up to, not with, ``until``, also those on which nobody wrote.

    ``personal``: the kinds of facts that make a conversation.
    """
    found: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.at.astimezone(zone).date()].append(row)
    first = since.astimezone(zone).date()
    last = (until - timedelta(microseconds=1)).astimezone(zone).date()
    if (last - first).days > MOST_DAYS:
        if not found:
            return ()
        first, last = min(found), max(found)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(_day(day, found.get(day, ()), personal) for day in every)


def _day(day: date, rows: Sequence[Row], personal: Container[str]) -> Day:
    return Day(
        day,
        messages=sum(row.kind == "wrote" for row in rows),
        conversations=_people(row for row in rows if row.kind in personal),
        oriented=_people(row for row in rows if row.kind == "oriented"),
        by_bot=_people(row for row in rows if row.kind == "answered" and row.value in ("bot", "known")),
        by_staff=_people(row for row in rows if row.kind == "answered" and row.value in ("staff", "canned")),
    )


def _people(rows: Iterable[Row]) -> int:
    return len({row.conversation for row in rows})
