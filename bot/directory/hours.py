"""Is it open? OSM ``opening_hours`` with public holidays, and notices that win over them.

A doubt is said, never hidden: ``open`` is None where nobody can know (syntax errors, school holidays, public holidays
that the hours do not mention, "from 19:00 on"). Times are local to the zone of the moment that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.directory.place import Notice
from bot.directory.timetable import Span, Timetable, read

HORIZON = timedelta(days=60)
"""How far ahead we look for the next opening."""
ALWAYS = timedelta(days=14)
"""What is open longer than this has no "until"."""
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


def status(hours: str | None, at: datetime, notices: Sequence[Notice] = (), country: str = "FR") -> Status:
    """The status at the aware moment ``at``; never raises on any text."""
    zone = _zone(at)
    local = at.replace(tzinfo=None)
    table = read(hours, country)
    overlays = _overlays(notices, local, zone)
    if overlays:
        return _judge(_Plan(table, overlays, country), local, zone)
    kept = table.memo
    if kept and kept[0] <= local < kept[1] and kept[2] is zone:
        known: Status = kept[3]
        return known
    plan = _Plan(table, (), country)
    found = _judge(plan, local, zone)
    table.memo = (local, plan.at(local).end or _LAST, zone, found)
    return found


def open_during(
    hours: str | None, start: datetime, end: datetime, notices: Sequence[Notice] = (), country: str = "FR"
) -> bool | None:
    """Whether it is open at some time in ``start`` ≤ t < ``end`` (aware); None: it may be."""
    zone = _zone(start)
    local, last = start.replace(tzinfo=None), end.astimezone(zone).replace(tzinfo=None)
    plan = _Plan(read(hours, country), _overlays(notices, local, zone), country)
    doubt = False
    for span in plan.walk(local, max(last, local + timedelta(seconds=1))):
        if span.open:
            return True
        doubt = doubt or span.open is None
    return None if doubt else False


def concerns(notice: Notice, category: str, name: str = "") -> bool:
    """Whether the notice speaks of this service: of the whole place, of its category or of its name."""
    return not notice.service or notice.service in (category, name)


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
    overlays: Sequence[_Overlay]
    country: str

    def at(self, local: datetime) -> Span:
        """What holds at ``local`` and until when."""
        if not self.overlays:
            return self.table.at(local)
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
                span = read(overlay.notice.hours, self.country).at(local)
                return Span(span.open, span.end, overlay.notice.text or span.note, "notice")
        span = self.table.at(local)
        told = [overlay.notice.text for overlay in active if overlay.notice.text]
        return Span(span.open, span.end, span.note or " ".join(told), span.reason)

    def walk(self, local: datetime, last: datetime) -> Iterator[Span]:
        """What holds one after the other from ``local`` up to ``last``."""
        for _ in range(_STEPS):
            if local >= last:
                return
            span = self.at(local)
            yield span
            if span.end is None or span.end <= local:
                return
            local = span.end


def _judge(plan: _Plan, local: datetime, zone: tzinfo) -> Status:
    first = plan.at(local)
    until = opens_at = None
    if first.open:
        end: datetime | None = None
        for span in plan.walk(local, local + ALWAYS):
            if not span.open:
                break
            end = span.end
            if end is None:
                break
        surely = end is not None and first.reason != "open_end" and end - local < ALWAYS
        until = end if surely else None
    else:
        opens_at = _opening(plan, local)
    return Status(first.open, _aware(until, zone), _aware(opens_at, zone), first.note, first.reason)


def _opening(plan: _Plan, local: datetime) -> datetime | None:
    """When it opens next, after ``local``."""
    begin: datetime | None = local
    for span in plan.walk(local, local + HORIZON):
        if span.open and begin != local:
            return begin
        begin = span.end
    return None


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
