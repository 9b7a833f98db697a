"""What was said about time, as a window of local time: a day, a part of one, an hour. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.understanding.types import Moment, When

PARTS = {"morning": (6, 12), "noon": (11, 14), "afternoon": (12, 18), "evening": (18, 24), "night": (21, 30)}
"""The hours of a part of the day; 30 is six o'clock the next morning."""
NIGHT_ENDS = 6
"""Before this hour "tonight" is still the night that has begun."""


@dataclass(slots=True)
class Said:
    """What a message says about time.

    ``plain``: now, today, tonight, night, tomorrow, after_tomorrow, weekend or nothing; ``part``: one of :data:`PARTS`;
    ``weekday`` 0 is Monday; ``day`` is day, month, year; ``at`` are the positions in the text of all that was read.
    ``half_unsaid``: the hour may be of the morning or of the evening ("at 6").
    """

    plain: str = ""
    part: str = ""
    weekday: int | None = None
    following: bool = False
    day: tuple[int, int | None, int | None] | None = None
    clock: tuple[int, int] | None = None
    half_unsaid: bool = False
    at: list[tuple[int, int]] = field(default_factory=list)


def window(said: Said, now: datetime, text: str) -> When:
    """The window of time that was said, seen from ``now``."""
    span = (min(start for start, _ in said.at), max(end for _, end in said.at))
    quoted = text[slice(*span)] if span[1] - span[0] <= 80 else text[slice(*said.at[0])]
    today, zone = now.date(), now.tzinfo
    day, kind = _day(said, today)
    midnight = datetime.combine(day, time(), zone)
    start, end = (now if day == today else midnight), datetime.combine(day + timedelta(1), time(), zone)
    if said.clock:
        hour, minute = said.clock
        if said.half_unsaid and hour < 12 and kind == "today" and now.hour >= hour:
            hour += 12  # "at 6" in the afternoon is this evening
        start = datetime.combine(day, time(hour, minute), zone)
        if start < now and kind == "today" and said.plain not in ("today", "tonight"):
            day, kind = today + timedelta(1), "tomorrow"
            start = datetime.combine(day, time(*said.clock), zone)
        end = start + timedelta(hours=1)
    elif said.plain == "now" and kind == "today":
        start, end, kind = now, now + timedelta(hours=1), "now"
    elif said.plain in ("tonight", "night") and kind == "today":
        start, end, kind = _tonight(said.plain, now)
    elif said.part:
        first, last = PARTS[said.part]
        start = datetime.combine(day, time(first), zone)
        end = datetime.combine(day + timedelta(last // 24), time(last % 24), zone)
        kind = "night" if said.part == "night" else kind
    elif said.plain == "weekend":
        end = datetime.combine(day + timedelta(7 - day.weekday()), time(), zone)
    if end.astimezone(UTC) <= start.astimezone(UTC):  # the hour that summer time leaves out
        end = (start.astimezone(UTC) + timedelta(hours=1)).astimezone(zone)
    return When(kind, start, end, quoted)


def _day(said: Said, today: date) -> tuple[date, Moment]:
    """The day that was said; today when none was."""
    if said.day:
        day = _dated(said.day, today)
    elif said.weekday is not None:
        ahead = (said.weekday - today.weekday()) % 7
        day = today + timedelta(ahead or (7 if said.following else 0))
    elif said.plain in ("tomorrow", "after_tomorrow"):
        day = today + timedelta(1 if said.plain == "tomorrow" else 2)
    elif said.plain == "weekend":
        day = today if today.weekday() > 4 else today + timedelta(5 - today.weekday())
        return day, "day"
    else:
        return today, "today"
    kind: Moment = "today" if day == today else "tomorrow" if day == today + timedelta(1) else "day"
    return day, "day" if said.weekday is not None else kind


def _dated(said: tuple[int, int | None, int | None], today: date) -> date:
    """The next day of that number, in that month and year where they were said. ValueError: there is no such day."""
    number, month, year = said
    if year:
        return date(year, month or today.month, number)
    for ahead in range(1, 60):
        try:
            day = date(today.year + (today.month + ahead - 2) // 12, (today.month + ahead - 2) % 12 + 1, number)
        except ValueError:
            continue  # no 31st in that month
        if day >= today and month in (None, day.month):
            return day
    raise ValueError(said)


def _tonight(said: str, now: datetime) -> tuple[datetime, datetime, Moment]:
    """From the evening (for "this night": late evening) until the morning; before six, what is left of the night."""
    evening = PARTS["evening" if said == "tonight" else "night"][0]
    kind: Moment = "tonight" if said == "tonight" else "night"
    day = now.date()
    if now.hour < NIGHT_ENDS:
        return now, datetime.combine(day, time(NIGHT_ENDS), now.tzinfo), kind
    start = max(now, datetime.combine(day, time(evening), now.tzinfo))
    return start, datetime.combine(day + timedelta(1), time(NIGHT_ENDS), now.tzinfo), kind
