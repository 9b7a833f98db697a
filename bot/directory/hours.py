"""Is it open? OSM ``opening_hours`` with public holidays, and notices that win over them.

A doubt is said, never hidden: ``open`` is None where nobody can know (syntax errors, school holidays, public holidays
that the hours do not mention, "from 19:00 on"). Times are local to the zone of the moment that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.directory.nights import mended
from bot.directory.place import Notice
from bot.directory.timetable import Span, Timetable, read

HORIZON = timedelta(days=60)
"""How far ahead we look for the next opening."""
ALWAYS = timedelta(days=14)
"""What is open longer than this has no "until"."""
COMING = timedelta(days=14)
"""Notices that begin within this time are told beforehand."""
_LOOK_AGAIN = timedelta(hours=1)
_STEPS = 400
_FIRST, _LAST = datetime(1, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001 - local times have no zone here


@dataclass(frozen=True, slots=True)
class Status:
    """Open (True), closed (False) or unknown (None) at a moment.

    ``until``: when it closes (None: not soon, or unknown). ``opens_at``: when it opens next, if it is not open.
    ``note`` is the source's own words. ``reason`` says why, in one word: ``""`` weekly hours, ``notice``, ``holiday``
    (a public holiday that the hours do not mention), ``school_holidays``, ``open_end`` ("from 19:00 on"),
    ``unreadable``, ``none`` (no hours at all).
    """

    open: bool | None
    until: datetime | None = None
    opens_at: datetime | None = None
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A status and how long it stays the same.

    ``lasts`` (local time): up to then every moment has the same status. ``doubt`` (local time): the first moment from
    now on at which nobody knows whether it is open, when that comes before it opens.
    """

    status: Status
    lasts: datetime
    doubt: datetime | None = None


def status(hours: str | None, at: datetime, notices: Sequence[Notice] = (), country: str = "FR") -> Status:
    """The status at the aware moment ``at``; never raises on any text."""
    return outlook(hours, at, notices, country).status


def outlook(hours: str | None, at: datetime, notices: Sequence[Notice] = (), country: str = "FR") -> Outlook:
    """The status at the aware moment ``at`` and how long it holds; never raises on any text."""
    zone = _zone(at)
    local = at.replace(tzinfo=None)
    table = read(hours, country)
    kept = None if notices else table.memo
    if kept and kept[0] <= local < kept[1] and kept[2] is zone:
        known: Outlook = kept[3]
        return known
    overlays = _overlays(notices, local, zone) if notices else ()
    found = _judge(
        _Plan(table, hours, overlays, country), local, zone, _next_notice(notices, local, zone) if notices else None
    )
    if not notices:
        table.memo = (local, found.lasts, zone, found)
    return found


def open_during(
    hours: str | None, start: datetime, end: datetime, notices: Sequence[Notice] = (), country: str = "FR"
) -> bool | None:
    """Whether it is open at some time in ``start`` ≤ t < ``end`` (aware); None: it may be."""
    zone = _zone(start)
    local, last = start.replace(tzinfo=None), end.astimezone(zone).replace(tzinfo=None)
    plan = _Plan(read(hours, country), hours, _overlays(notices, local, zone), country)
    doubt = False
    for span in plan.walk(local, max(last, local + timedelta(seconds=1))):
        if span.open:
            return True
        doubt = doubt or span.open is None
    return None if doubt else False


def concerns(notice: Notice, category: str, name: str = "") -> bool:
    """Whether the notice speaks of this service: of the whole place, of its category or of its name."""
    return not notice.service or notice.service in (category, name)


def coming(notices: Sequence[Notice], at: datetime, within: timedelta = COMING) -> tuple[Notice, ...]:
    """The notices that begin after the aware moment ``at``, at most ``within`` later, the first ones first.

    Those that hold already are in :func:`status`, those that are over are nowhere. Notices without a start, and those
    that end before they begin, never come.
    """
    zone = _zone(at)
    local = at.replace(tzinfo=None)
    found = []
    for notice in notices:
        start, end = _naive(notice.start, zone), _naive(notice.end, zone) or _LAST
        if start and timedelta() < start - local <= within and start < end:
            found.append((start, notice))
    return tuple(notice for _, notice in sorted(found, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class _Overlay:
    """A notice in local time; ``end`` exclusive."""

    start: datetime
    end: datetime
    notice: Notice


@dataclass(frozen=True, slots=True)
class _Plan:
    """Weekly hours with notices laid over them."""

    table: Timetable
    hours: str | None
    overlays: Sequence[_Overlay]
    country: str

    def at(self, local: datetime) -> Span:
        """What holds at ``local`` and until when."""
        if not self.overlays:
            return self._weekly(local)
        active = [overlay for overlay in self.overlays if overlay.start <= local < overlay.end]
        edges = [edge for overlay in self.overlays for edge in (overlay.start, overlay.end) if edge > local]
        span = self._span(local, active)
        ends = [edge for edge in (*edges, span.end) if edge and edge != _LAST]
        return Span(span.open, min(ends, default=None), span.note, span.reason)

    def _span(self, local: datetime, active: Sequence[_Overlay]) -> Span:
        for overlay in active:
            if overlay.notice.kind in ("closure", "service_closure"):
                return Span(False, overlay.end, overlay.notice.text, "notice")
        for overlay in active:
            if overlay.notice.kind == "hours":
                other = read(overlay.notice.hours, self.country).at(local)
                span = mended(other, overlay.notice.hours, self.country, local)
                return Span(span.open, span.end, overlay.notice.text or span.note, "notice")
        span = self._weekly(local)
        told = [overlay.notice.text for overlay in active if overlay.notice.text]
        return Span(span.open, span.end, span.note or " ".join(told), span.reason)

    def _weekly(self, local: datetime) -> Span:
        return mended(self.table.at(local), self.hours, self.country, local)

    def walk(self, local: datetime, last: datetime, first: Span | None = None) -> Iterator[Span]:
        """What holds one after the other from ``local`` (``first``, when it is known already) up to ``last``."""
        for _ in range(_STEPS):
            if local >= last:
                return
            span, first = first or self.at(local), None
            yield span
            if span.end is None or span.end <= local:
                return
            local = span.end


def _judge(plan: _Plan, local: datetime, zone: tzinfo, next_notice: datetime | None) -> Outlook:
    first = plan.at(local)
    until = opens_at = doubt = None
    if first.open:
        until = _closing(plan, local, first) if first.reason != "open_end" else None
    else:
        opens_at, doubt = _opening(plan, local, first)
    found = Status(first.open, _aware(until, zone), _aware(opens_at, zone), first.note, first.reason)
    lasts = min(first.end or _LAST, next_notice or _LAST)
    if until is None and opens_at is None and lasts is not _LAST:  # what lies beyond the horizon comes nearer
        lasts = min(lasts, local + _LOOK_AGAIN)
    return Outlook(found, lasts, doubt)


def _closing(plan: _Plan, local: datetime, first: Span) -> datetime | None:
    """When it closes, or when nobody knows any more; None: not soon."""
    end: datetime | None = None
    for span in plan.walk(local, local + ALWAYS, first):
        if not span.open:
            return end
        end = span.end
    return None


def _opening(plan: _Plan, local: datetime, first: Span) -> tuple[datetime | None, datetime | None]:
    """When it opens next, after ``local``; and since when nobody knows, if that is before."""
    begin: datetime | None = local
    doubt: datetime | None = None
    for span in plan.walk(local, local + HORIZON, first):
        if span.open and begin != local:
            return begin, doubt
        if span.open is None and doubt is None:
            doubt = begin
        begin = span.end
    return None, doubt


def _next_notice(notices: Sequence[Notice], local: datetime, zone: tzinfo) -> datetime | None:
    """When the first notice of those that come begins to be looked at."""
    starts = [start - HORIZON for one in notices if (start := _naive(one.start, zone)) and start > _FIRST + HORIZON]
    return min((start for start in starts if start > local), default=None)


def _overlays(notices: Sequence[Notice], local: datetime, zone: tzinfo) -> tuple[_Overlay, ...]:
    """The notices that hold now or begin within the horizon, in local time."""
    found = []
    for notice in notices:
        start, end = _naive(notice.start, zone) or _FIRST, _naive(notice.end, zone) or _LAST
        if start < local + HORIZON and local < end and start < end:
            found.append(_Overlay(start, end, notice))
    return tuple(found)


def _naive(moment: datetime | None, zone: tzinfo) -> datetime | None:
    if moment is None or moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)


def _aware(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=zone)


def _zone(at: datetime) -> tzinfo:
    if at.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    return at.tzinfo
