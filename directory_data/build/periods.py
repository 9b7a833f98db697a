"""Periods and weekly columns as the registers of Paris write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.directory.place import Notice

FAR = date(2030, 1, 1)
"""A period that ends later than this is how the register says "for good"."""
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def period(text: str) -> tuple[date | None, date | None]:
    """The dates of "du 01/11/24 au 30/11/25" and "à partir du 16/06/20"; (None, None): no such words."""
    found = [date(2000 + int(y), int(m), int(d)) for d, m, y in re.findall(r"(\d\d)/(\d\d)/(\d\d)\b", text)]
    if not found:
        return None, None
    return found[0], found[1] if len(found) > 1 and found[1] < FAR else None


def weekly(times: Sequence[str]) -> str:
    """Seven OSM times ("" closed), Monday first, as one expression with days joined."""
    rules: dict[str, list[int]] = {}
    for number, one in enumerate(times):
        rules.setdefault(one or "off", []).append(number)
    return "; ".join(f"{_runs(days)} {one}" for one, days in rules.items())


def _runs(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return ",".join(DAYS[a] if a == b else f"{DAYS[a]}-{DAYS[b]}" for a, b in runs)


def until(hours: str, end: date | None) -> str:
    """The hours, and "unknown" after the last day they were told for."""
    if end is None:
        return hours
    after = end + timedelta(days=1)
    told = f"horaires connus jusqu’au {end:%d/%m/%Y}"
    return f'{hours}; {after:%Y %b %d}-2099 Dec 31 unknown "{told}"'


def closure(place_id: str, start: date | None, end: date | None, text: str) -> Notice:
    """A closing; the register's last day is closed too."""
    last = datetime.combine(end + timedelta(days=1), datetime.min.time()) if end else None
    first = datetime.combine(start, datetime.min.time()) if start else None
    return Notice(f"{place_id}:closure", "closure", first, last, text, source="Ville de Paris")
