"""One ``opening_hours`` expression, parsed once: what holds at a local time, and until when.

The parser is opening-hours-py. What it cannot know is put right here: it takes school holidays for ordinary days, an
open end ("19:00+") for "until midnight", and a public holiday that the hours do not mention for an ordinary day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from opening_hours import (  # type: ignore[attr-defined]  # its stubs leave UnknownCountryError out
    OpeningHours,
    State,
    UnknownCountryError,
)

LONGEST = 2000
"""Longer expressions are not parsed (characters)."""
_FAR = 400
"""A change further away than this (days) is not looked for: the parser would search thousands of years."""
_OPEN_END = timedelta(hours=1)
_TIME = r"\d{1,2}:\d{2}"
_END = re.compile(rf"({_TIME})\+")
_LIST = re.compile(rf"({_TIME}\+?)\s*,\s*(?={_TIME})")
_RANGE = re.compile(rf"({_TIME})\s*[-–—]\s*(?={_TIME})")
_WEEKDAY = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b")
_SCHOOL = re.compile(r"\bSH\b")
_HOLIDAY = re.compile(r"\bPH\b")
_IMPOSSIBLE = re.compile(r"\b(?:Feb\s+(?:\d+\s*-\s*)?3[01]|(?:Apr|Jun|Sep|Nov)\s+(?:\d+\s*-\s*)?31)\b")
"""Days that no calendar has: the parser takes them for every day of the year."""
_YEARS = range(1900, 9000)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Span:
    """One state and its end in local time (None: for good); ``reason`` as in :class:`bot.directory.hours.Status`."""

    open: bool | None
    end: datetime | None
    note: str = ""
    reason: str = ""


class Timetable:
    """Weekly hours. ``memo`` belongs to its reader: (from, until, zone, status)."""

    __slots__ = ("_country", "_doubts", "_ends", "_hours", "_nothing", "memo")

    def __init__(self, hours: Sequence[Any], nothing: str, country: str = "", text: str = "") -> None:
        self._hours = hours
        self._nothing = nothing
        self._country = country
        self._doubts = bool(_WEEKDAY.search(text)) and not _HOLIDAY.search(text)
        self._ends = sorted({_clock(match) for match in _END.findall(text)})
        self.memo: tuple[datetime, datetime, Any, Any] | None = None

    @property
    def readable(self) -> bool:
        """Whether there are hours and the parser understands them."""
        return bool(self._hours)

    def at(self, local: datetime) -> Span:
        """What holds at the local time ``local``."""
        if not self._hours or local.year not in _YEARS:
            return Span(None, None, "", self._nothing or "unreadable")
        span = _safely(lambda: _evaluate(self._hours[0], local))
        if span is None:
            return Span(None, None, "", "unreadable")
        for other in self._hours[1:]:
            span = _both(span, _safely(lambda other=other: _evaluate(other, local)))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        if span.open and self._ends:
            span = self._open_end(span, local)
        return self._holiday(span, local) if span.open and self._doubts else span

    def _open_end(self, span: Span, local: datetime) -> Span:
        """ "From 19:00 on": surely open for an hour, then nobody knows."""
        if span.end is None or span.end.time() != time():
            return span
        begun = [datetime.combine(local.date(), clock) for clock in self._ends if clock <= local.time()]
        if not begun:
            return span
        sure = begun[-1] + _OPEN_END
        return Span(True, sure, span.note, "open_end") if local < sure else Span(None, span.end, span.note, "open_end")

    def _holiday(self, span: Span, local: datetime) -> Span:
        midnight = datetime.combine(local.date() + timedelta(days=1), time())
        if is_holiday(local.date(), self._country):
            return Span(None, min(span.end or midnight, midnight), span.note, "holiday")
        if span.end and span.end > midnight and is_holiday(midnight.date(), self._country):
            return Span(True, midnight, span.note, span.reason)
        return span


@lru_cache(maxsize=16384)
def read(hours: str | None, country: str) -> Timetable:
    """The timetable of an OSM expression; never raises. What cannot be parsed is open at unknown times."""
    text = tidy(hours or "")
    if not text:
        return Timetable((), "none")
    if len(text) > LONGEST or _IMPOSSIBLE.search(text):
        return Timetable((), "unreadable")
    variants = [text]
    if _SCHOOL.search(text):
        rules = text.split(";")
        variants = [";".join(rule for rule in rules if not _SCHOOL.search(rule)), _SCHOOL.sub("", text)]
    parsed = [_safely(lambda v=variant: _parse(v.strip(), country)) for variant in variants]  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    if any(one is None for one in parsed):
        return Timetable((), "unreadable")
    return Timetable(parsed, "", country, text)


def tidy(hours: str) -> str:
    """The expression with the spaces that would change its meaning taken out.

    The parser reads ``09:00-12:00 , 14:00-17:00`` as a rule for Monday to Friday and another for every day.
    """
    return _RANGE.sub(r"\1-", _LIST.sub(r"\1,", hours.strip().rstrip(";"))).strip()


def is_valid(hours: str) -> bool:
    """Whether the parser understands the expression."""
    return read(hours, "FR").readable


@lru_cache(maxsize=4096)
def is_holiday(day: date, country: str) -> bool:
    """Whether ``day`` is a public holiday of the whole country; False where we know no holidays."""
    calendar = _safely(lambda: OpeningHours("PH 00:00-24:00", country=country))
    return bool(calendar and calendar.is_open(datetime.combine(day, time(12))))


def _parse(text: str, country: str) -> Any:
    try:
        return OpeningHours(text, country=country, max_interval_days=_FAR)
    except UnknownCountryError:  # overseas: the parser knows no holidays there
        return OpeningHours(text, max_interval_days=_FAR)


def _evaluate(hours: Any, local: datetime) -> Span:
    state, note = hours.state(local)
    known = None if state == State.UNKNOWN else state == State.OPEN
    return Span(known, hours.next_change(local), note)


def _both(one: Span, other: Span | None) -> Span:
    """What holds in term time and in school holidays: where they differ, nobody knows which it is."""
    if other is None:
        return Span(None, None, "", "unreadable")
    end = min((span.end for span in (one, other) if span.end), default=None)
    if one.open is other.open:
        return Span(one.open, end, one.note, "")
    return Span(None, end, one.note, "school_holidays")


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour) % 24, int(minute) % 60)


def _safely(work: Callable[[], _T]) -> _T | None:
    """What ``work`` gives; None when it fails in any way: a panic of the parser is no ``Exception``."""
    try:
        return work()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return None
