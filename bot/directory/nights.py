"""Openings over midnight: the morning belongs to the evening before, which the parser forgets between two rules.

For ``Mo-Su 20:00-08:00; PH off`` it closes the holiday and opens again at midnight, as if the night of the holiday had
begun: a person would stand before a closed door. For ``Mo-Fr 20:00-08:00; Sa,Su 22:00-10:00`` it closes the night of
Friday at midnight. Here a morning is what its evening was: open, closed, or unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache

from bot.directory.timetable import Span, is_holiday, read, tidy

_DAY = timedelta(days=1)
_MINUTES = 24 * 60
_RANGE = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})(?!\d)")
_RULES = re.compile(r";|\|\|")
_WEEKDAY = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b")
_MINUTE = timedelta(minutes=1)


def mended(span: Span, hours: str | None, country: str, local: datetime) -> Span:
    """``span``, what the hours give for the local time ``local``, with every morning as its evening was."""
    evenings = _evenings(hours or "") if span.open is not None else {}
    if not evenings:
        return span
    midnight = datetime.combine(local.date(), time())
    mornings = [midnight + timedelta(minutes=minute) for minute in evenings]
    edges = [edge for edge in (*mornings, midnight + _DAY) if edge > local]
    over = next((minute for minute, edge in zip(evenings, mornings, strict=True) if edge > local), None)
    if over is None:
        return _until(span, *edges) if span.open else span
    table = read(evenings[over], country)
    own, evening = table.at(local), table.at(midnight - _MINUTE)
    if not span.open:
        lost = evening.open and _opens_later(own, midnight) and not is_holiday(local.date(), country)
        return Span(True, edges[0], evening.note) if lost else span
    if own.open or evening.open:
        return _until(span, *edges, own.end)
    return _until(Span(evening.open, span.end, span.note, evening.reason), *edges, own.end)


def _opens_later(own: Span, midnight: datetime) -> bool:
    """Whether the day has openings of its own: a day that is closed altogether may close its morning as well."""
    return own.open is False and own.end is not None and own.end < midnight + _DAY


def _until(span: Span, *edges: datetime | None) -> Span:
    end = min((edge for edge in (span.end, *edges) if edge), default=None)
    return Span(span.open, end, span.note, span.reason)


@lru_cache(maxsize=16384)
def _evenings(hours: str) -> Mapping[int, str]:
    """For each minute of the day at which an opening of the evening before ends, in order: the hours cut at midnight.

    Openings that go on beyond that minute are cut at 24:00 and all others over midnight at 23:59, so that 23:59 tells
    whether an evening goes on so long. Empty where one rule alone decides: there the parser is right.
    """
    text = tidy(hours)
    if not _RULES.search(text) and not _WEEKDAY.search(text):
        return {}
    ends = {end for found in _RANGE.finditer(text) if (end := _over(found))}
    return {end: _RANGE.sub(lambda found, end=end: _cut(found, end), text) for end in sorted(ends)}  # type: ignore[misc]  # mypy cannot infer a lambda with a default


def _over(found: re.Match[str]) -> int:
    """The minute of the next day at which this range ends; 0: it ends on its own day."""
    hour, minute, last_hour, last_minute = map(int, found.groups())
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if end > _MINUTES:
        return end - _MINUTES
    return end if end <= start else 0


def _cut(found: re.Match[str], wanted: int) -> str:
    end, start = _over(found), f"{found.group(1)}:{found.group(2)}"
    at_midnight = found.group(3) in ("0", "00", "24") and found.group(4) == "00"
    if not end and not at_midnight:
        return found.group()
    return f"{start}-24:00" if end >= wanted or start == "23:59" else f"{start}-23:59"
