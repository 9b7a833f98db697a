"""The time a report is about: the last full week, or what the operator typed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import SettingsError

_AGO = re.compile(r"^(\d{1,4})\s*([dhw])$")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
EARLIEST = 2000
"""The first year that is believed: what lies before is a slip of the finger."""
_HOW = "write a day such as 2026-11-01, or how long ago: 7d (days), 24h (hours), 4w (weeks)"


def week_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime, str]:
    """The last full ISO week before ``now`` (aware): its Monday 00:00, the next Monday 00:00, its name (2026-W47).

    Both moments are aware, on the clock of ``zone``: a week in which the clocks change has 167 or 169 hours.
    """
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(days=7)
    year, week, _ = first.isocalendar()
    return _midnight(first, zone), _midnight(monday, zone), f"{year}-W{week:02d}"


def period(since: str, until: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """(start, end) of what was typed: aware, the end not included.

    Empty ``since`` means seven days before ``until``, empty ``until`` means now. A day counts whole, also the last one:
    until 2026-11-30 ends as that day ends. SettingsError with one sentence when something is no time.
    """
    end = _moment(until, now, zone, last=True, name="--until") if until.strip() else now
    start = _moment(since, now, zone, last=False, name="--since") if since.strip() else end - timedelta(days=7)
    if start >= end:
        raise SettingsError(
            f"--since ({start.astimezone(zone):%Y-%m-%d %H:%M}) must lie before --until "
            f"({end.astimezone(zone):%Y-%m-%d %H:%M})."
        )
    return start, end


def _moment(text: str, now: datetime, zone: ZoneInfo, *, last: bool, name: str) -> datetime:
    text = text.strip().lower()
    ago = _AGO.match(text)
    try:
        if ago:
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        if text in ("today", "yesterday"):
            day = now.astimezone(zone).date() - timedelta(days=text == "yesterday")
        else:
            day = date.fromisoformat(text)
        if day.year < EARLIEST:
            raise ValueError
        return _midnight(day + timedelta(days=1) if last else day, zone)
    except (ValueError, OverflowError):
        raise SettingsError(f'{name} "{text}" is no time: {_HOW}.') from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
