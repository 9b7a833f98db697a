"""French opening hours in words → OSM ``opening_hours``. What is not understood to the last word is not read.

"Du lundi au samedi 11h45-12h45", "Lun, mar, jeu : 9h-12h / 14h-17h", "Tous les jours sauf le jeudi 9h-11h",
"Du lundi au vendredi 8h45-17h (16h30 vendredi)", "24h/24". Hours without days are "unknown" in their hours (the source
does not say on which days), half-days without hours and "one Saturday in two" are not read at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.directory.hours_french_schedule import Ranges, Rule, Schedule, osm_days
from bot.directory.hours_french_tokens import ALL_DAYS, Kind, Token, tokens

_NOON, _AFTER_LUNCH = 12 * 60, 14 * 60
_DAY = 24 * 60


class _Unread(Exception):
    """Something was not understood: nothing of the text is read."""


def read_hours(text: str) -> str | None:
    """The hours as an OSM expression; None when any part is not understood."""
    found = schedule(text)
    return found.osm() if found else None


def schedule(text: str) -> Schedule | None:
    """What the text says, also when it only says when it is closed; None: not understood."""
    read = tokens(text)
    if not read:
        return None
    try:
        return _Reader(read).run()
    except _Unread:
        return None


class _Reader:
    """Goes through the tokens once, left to right."""

    def __init__(self, read: Sequence[Token]) -> None:
        self._tokens = read
        self._at = 0
        self._found = Schedule()

    def run(self) -> Schedule:
        while (kind := self._kind()) is not None:
            if kind in (Kind.COMMA, Kind.AND):
                self._at += 1
            elif kind in (Kind.DAYS, Kind.HOLIDAYS):
                self._days_first()
            elif kind in (Kind.RANGE, Kind.FROM, Kind.ALWAYS):
                self._times_first()
            elif kind in (Kind.CLOSED, Kind.EXCEPT):
                self._at += 1
                self._exception()
            elif kind is Kind.OPENED:
                self._parenthesis()
            elif kind is Kind.SEASON:
                self._take_season()
            else:
                raise _Unread
        return self._found

    def _kind(self, ahead: int = 0) -> Kind | None:
        place = self._at + ahead
        return self._tokens[place].kind if place < len(self._tokens) else None

    def _take(self, kind: Kind) -> Token:
        if self._kind() is not kind:
            raise _Unread
        self._at += 1
        return self._tokens[self._at - 1]

    def _skip(self, *kinds: Kind) -> None:
        while self._kind() in kinds:
            self._at += 1

    def _take_days(self) -> tuple[frozenset[int], bool]:
        """A list of days, public holidays among them; and whether it is one "from … to …"."""
        days: set[int] = set()
        count, span = 0, False
        while True:
            if self._kind() is Kind.HOLIDAYS:
                days.add(7)
                self._at += 1
            else:
                token = self._take(Kind.DAYS)
                days |= token.days
                span = token.span
            count += 1
            joint = 1 if self._kind() in (Kind.COMMA, Kind.AND) else 0
            joint += 1 if joint and self._kind(joint) is Kind.AND else 0
            following = self._kind(joint)
            if following not in (Kind.DAYS, Kind.HOLIDAYS) or (joint == 0 and following is Kind.DAYS):
                return frozenset(days), span and count == 1
            self._at += joint

    def _take_ranges(self) -> Ranges:
        ranges: list[tuple[int, int | None]] = []
        while True:
            ranges += self._one_range()
            joint = 1 if self._kind() in (Kind.COMMA, Kind.AND, Kind.SLASH) else 0
            if not joint or self._kind(1) not in (Kind.RANGE, Kind.FROM):
                break
            self._at += 1
        ordered = all(a[1] is not None and a[1] <= b[0] for a, b in pairwise(ranges))
        if not ordered:
            raise _Unread
        return tuple(ranges)

    def _one_range(self) -> list[tuple[int, int | None]]:
        kind = self._kind()
        if kind is Kind.ALWAYS:
            self._at += 1
            return [(0, _DAY)]
        if kind is Kind.FROM:
            return [(self._take(Kind.FROM).start, None)]
        token = self._take(Kind.RANGE)
        start, end = token.start, token.end or _DAY
        if end <= start:
            if not (start >= 16 * 60 and end <= _NOON):  # only a night may go past midnight
                raise _Unread
            end += _DAY if end == 0 else 0
        if start >= _DAY or end > _DAY:
            raise _Unread
        return [(start, end)]

    def _days_first(self) -> None:
        days, span = self._take_days()
        self._skip(Kind.COLON)
        days = self._less(days)
        if self._kind() is Kind.CLOSED:
            self._at += 1
            self._found.off.append(osm_days(days))
            return
        if self._kind() is Kind.COMMA and self._kind(1) in (Kind.RANGE, Kind.FROM):
            self._at += 1
        self._add(Rule(days, self._take_ranges(), span))

    def _less(self, days: frozenset[int]) -> frozenset[int]:
        """ "Every day but Thursday", before the hours."""
        bracket = 1 if self._kind() is Kind.OPENED else 0
        if self._kind(bracket) is not Kind.EXCEPT or self._kind(bracket + 1) not in (Kind.DAYS, Kind.HOLIDAYS):
            return days
        self._at += bracket + 1
        without, _ = self._take_days()
        if bracket:
            self._take(Kind.SHUT)
        if 7 in without and 7 not in days:
            self._found.off.append("PH")
        if not days - without:
            raise _Unread
        return days - without

    def _times_first(self) -> None:
        ranges = self._take_ranges()
        joint = 1 if self._kind() is Kind.COMMA else 0
        if self._kind(joint) in (Kind.DAYS, Kind.HOLIDAYS):
            self._at += joint
            days, span = self._take_days()
            if self._kind() in (Kind.RANGE, Kind.FROM, Kind.COLON):
                raise _Unread  # do these days belong to the times before or after?
            self._add(Rule(days, ranges, span))
        else:
            self._add(Rule(ALL_DAYS if ranges == ((0, _DAY),) else None, ranges))

    def _add(self, rule: Rule) -> None:
        """A rule may only touch days again when it takes single days out of one "from … to …"."""
        for other in self._found.rules:
            if rule.days is None or other.days is None:
                raise _Unread
            common = rule.days & other.days
            if common and not (other.span and not rule.span and rule.days < other.days):
                raise _Unread
        self._found.rules.append(rule)

    def _exception(self) -> None:
        """After "sauf" or "fermé": days, holidays, months, the third Thursday, half-days, or days with other hours."""
        self._skip(Kind.COLON)
        while True:
            self._one_exception()
            joint = 1 if self._kind() in (Kind.COMMA, Kind.AND) else 0
            if self._kind(joint) not in (Kind.HOLIDAYS, Kind.SCHOOL, Kind.NTH, Kind.MONTH):
                return
            self._at += joint

    def _one_exception(self) -> None:
        kind = self._kind()
        if kind is Kind.SCHOOL:
            self._at += 1
            self._found.off.append("SH")
        elif kind in (Kind.NTH, Kind.MONTH):
            self._found.off.append(self._tokens[self._at].selector)
            self._at += 1
        elif kind in (Kind.DAYS, Kind.HOLIDAYS):
            self._except_days()
        else:
            raise _Unread

    def _except_days(self) -> None:
        days, _ = self._take_days()
        if self._kind() is Kind.HALF:
            self._half(days, self._take(Kind.HALF).selector)
        elif self._kind() in (Kind.RANGE, Kind.FROM):
            self._override(days, self._take_ranges())
        elif self._kind() in (Kind.TIME, Kind.COLON):
            raise _Unread
        else:
            self._found.off.append(osm_days(days))

    def _half(self, days: frozenset[int], half: str) -> None:
        """Mornings or afternoons fall away, where the hours of the day have a clear break at noon."""
        for rule in [rule for rule in self._found.rules if rule.days and days <= rule.days]:
            after = tuple(one for one in rule.ranges if one[0] >= _NOON)
            before = tuple(
                one for one in rule.ranges if one[1] is not None and one[1] <= _AFTER_LUNCH and one not in after
            )
            if not before or not after or len(before) + len(after) != len(rule.ranges):
                raise _Unread
            self._override(days, before if half == "afternoon" else after)
            return
        raise _Unread

    def _override(self, days: frozenset[int], ranges: Ranges) -> None:
        if not any(rule.days and days < rule.days for rule in self._found.rules):
            raise _Unread
        self._found.rules.append(Rule(days, ranges))

    def _parenthesis(self) -> None:
        self._take(Kind.OPENED)
        kind = self._kind()
        if kind in (Kind.EXCEPT, Kind.CLOSED):
            self._at += 1
            self._exception()
        elif kind is Kind.RANGE:
            ranges = self._take_ranges()
            self._override(self._take_days()[0], ranges)
        elif kind is Kind.TIME:
            end = self._take(Kind.TIME).start
            self._new_end(self._take_days()[0], end)
        else:
            days, _ = self._take_days()
            self._skip(Kind.COMMA, Kind.CLOSED)
            self._new_end(days, self._take(Kind.TIME).start)
        self._skip(Kind.COMMA)
        if self._kind() in (Kind.EXCEPT, Kind.CLOSED):
            self._at += 1
            self._exception()
        self._take(Kind.SHUT)

    def _new_end(self, days: frozenset[int], end: int) -> None:
        """ "(16h30 vendredi)": on that day it closes at another time."""
        rules = [rule for rule in self._found.rules if rule.days and days < rule.days]
        if not rules:
            raise _Unread
        last = rules[-1].ranges[-1]
        if last[1] is None or end <= last[0] or end == last[1]:
            raise _Unread
        self._override(days, (*rules[-1].ranges[:-1], (last[0], end)))

    def _take_season(self) -> None:
        if self._found.season:
            raise _Unread
        self._found.season = f"{self._take(Kind.SEASON).selector} "
