"""What was read from French opening hours, and how OSM writes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.directory.hours_french_tokens import ALL_DAYS, clock
from bot.directory.timetable import is_valid

Ranges = tuple[tuple[int, int | None], ...]
"""Times as minutes since midnight; an end of None is "from … on"."""
_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")


@dataclass(frozen=True, slots=True)
class Rule:
    """Hours on some days (None: the source does not say which); ``span``: the days were "from … to …"."""

    days: frozenset[int] | None
    ranges: Ranges
    span: bool = False


@dataclass(slots=True)
class Schedule:
    """What was read: rules in order, then what changes them. ``off`` are OSM selectors of closed days."""

    rules: list[Rule] = field(default_factory=list)
    off: list[str] = field(default_factory=list)
    season: str = ""

    def osm(self) -> str | None:
        """The OSM expression; None: no hours, or hours that the parser refuses."""
        if not self.rules:
            return None
        parts = [self._rule(rule) for rule in self.rules]
        parts += [f"{selector} off" for selector in dict.fromkeys(self.off)]
        text = "; ".join(parts)
        if text == "Mo-Su 00:00-24:00":
            text = "24/7"
        return text if is_valid(text) else None

    def _rule(self, rule: Rule) -> str:
        times = ",".join(
            f"{clock(start)}+" if end is None else f"{clock(start)}-{clock(end)}" for start, end in rule.ranges
        )
        if rule.days is None and any(name in selector for selector in self.off for name in _NAMES[:7]):
            rule = replace(rule, days=ALL_DAYS)  # "closed on Sundays" says that the other days are meant
        if rule.days is None:
            return f'{self.season}{times} unknown "jours non précisés"'
        return f"{self.season}{osm_days(rule.days)} {times}"


def osm_days(days: frozenset[int]) -> str:
    """Days (0 Monday … 6 Sunday, 7 public holidays) as OSM writes them: ``Mo-We,Fr,PH``."""
    runs: list[list[int]] = []
    for day in sorted(days - {7}):
        if runs and runs[-1][1] == day - 1:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    parts = [
        _NAMES[a] if a == b else f"{_NAMES[a]}{'-' if b > a + 1 else ','}{_NAMES[b]}" for a, b in runs
    ]  # two days in a row are a list, three a range
    return ",".join([*parts, *(["PH"] if 7 in days else [])])
