"""What a search says about opening, against the truth of made-up houses: what is closed is never called open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.directory import Directory, Hit, Notice, Query, status
from tests.directory.samples import PARIS, place, taxonomy

DAYS = "Mo Tu We Th Fr Sa Su".split()
HOLIDAYS = {date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29), date(2027, 5, 1), date(2027, 5, 6)}
HOLIDAYS |= {date(2026, 11, 11), date(2027, 5, 8), date(2027, 5, 17)}
EVER, NEVER = datetime(1, 1, 2), datetime(9999, 1, 1)  # noqa: DTZ001 - local times
FIRST, LAST = datetime(2026, 11, 20), datetime(2027, 5, 15)  # noqa: DTZ001 - local times


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def ask(found: Directory, moment: datetime, **more: object) -> tuple[Hit, ...]:
    given_words = {"lat": 48.86, "lon": 2.35, "limit": 50, **more}
    return found.search(Query(("wash.shower",), at=moment, **given_words)).hits  # type: ignore[arg-type]  # a test's own words


@dataclass(frozen=True)
class House:
    """A house whose truth is known: its openings as (days, minute, minutes), closed days, holidays, notices.

    ``holidays``: ``off`` (closed), ``own`` (10:00-12:00 only), ``same`` (as on any day), ``silent`` (nobody knows).
    """

    openings: tuple[tuple[tuple[int, ...], int, int], ...]
    holidays: str
    off: int | None
    notices: tuple[Notice, ...]

    def hours(self) -> str:
        rules = []
        for days, start, length in self.openings:
            names = ",".join([*(DAYS[day] for day in days), *(("PH",) if self.holidays == "same" else ())])
            rules.append(f"{names} {_clock(start)}-{_clock((start + length) % 1440 or 1440)}")
        if self.off is not None:
            rules.append(f"{DAYS[self.off]} off")
        rules += {"off": ["PH off"], "own": ["PH 10:00-12:00"]}.get(self.holidays, [])
        return "; ".join(rules)

    def open(self, moment: datetime) -> bool | None:
        """The truth at a local moment; None: the house itself has not said."""
        live = [one for one in self.notices if (one.start or EVER) <= moment < (one.end or NEVER)]
        if any(one.kind == "closure" for one in live):
            return False
        if any(one.kind == "hours" for one in live):
            return time(14) <= moment.time() < time(15)
        minute = moment.hour * 60 + moment.minute
        today, before = moment.date(), moment.date() - timedelta(days=1)
        truths = (self._shift(today, minute), self._shift(before, minute + 1440))
        return True if True in truths else None if None in truths else False

    def _shift(self, day: date, minute: int) -> bool | None:
        """Whether the day's own openings hold ``minute`` minutes after its midnight."""
        if self.holidays == "own" and day in HOLIDAYS:
            return 600 <= minute < 720
        if self.holidays == "off" and day in HOLIDAYS:
            return False
        if self.holidays != "same" and day.weekday() == self.off:
            return False
        rules = [
            one for one in self.openings if day.weekday() in one[0] or (self.holidays == "same" and day in HOLIDAYS)
        ]
        held = bool(rules) and rules[-1][1] <= minute < rules[-1][1] + rules[-1][2]
        return None if held and self.holidays == "silent" and day in HOLIDAYS else held


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


quarters = st.datetimes(FIRST, LAST).map(
    lambda moment: moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
)
near_midnight = st.builds(
    lambda day, minutes: datetime.combine(day, time()) + timedelta(minutes=minutes),
    st.one_of(st.sampled_from(sorted(HOLIDAYS)), st.dates(FIRST.date(), LAST.date())),
    st.integers(-90, 26 * 60),
)
moments = st.one_of(near_midnight, quarters)
evenings = st.tuples(
    st.sampled_from((tuple(range(7)), (0, 1, 2, 3, 4), (5, 6), (1, 3), (4,))),
    st.integers(0, 95).map(lambda quarter: quarter * 15),
    st.integers(1, 64).map(lambda quarter: quarter * 15),
)
notices = st.builds(
    Notice,
    st.just("n"),
    st.sampled_from(("closure", "hours", "message")),
    st.one_of(st.none(), quarters),
    st.one_of(st.none(), quarters),
    hours=st.just("14:00-15:00"),
)
houses = st.builds(
    House,
    st.lists(evenings, min_size=1, max_size=2).map(tuple),
    st.sampled_from(("off", "own", "same", "silent")),
    st.one_of(st.none(), st.integers(0, 6)),
    st.lists(notices, max_size=2).map(tuple),
)
NIGHT = (tuple(range(7)), 20 * 60, 12 * 60)


@given(houses, moments)
@example(House((NIGHT,), "off", None, ()), datetime(2026, 12, 26, 3))  # noqa: DTZ001 - local
@example(House((NIGHT,), "silent", None, ()), datetime(2026, 12, 26, 3))  # noqa: DTZ001 - local
@example(House((NIGHT,), "same", 2, ()), datetime(2026, 11, 26, 3))  # noqa: DTZ001 - local
@example(House((NIGHT,), "own", None, ()), datetime(2026, 12, 25, 11))  # noqa: DTZ001 - local
@settings(deadline=None, max_examples=400)
def test_what_is_closed_is_never_called_open(house: House, moment: datetime) -> None:
    found = Directory((place(1, hours=house.hours(), notices=house.notices),), taxonomy())
    hit = ask(found, moment.replace(tzinfo=PARIS))[0]
    if hit.status.open:
        assert house.open(moment) is True, house.hours()
        if hit.status.until:
            last = hit.status.until.replace(tzinfo=None) - timedelta(minutes=1)
            middle = moment + (last - moment) / 2
            assert house.open(last) is True, (house.hours(), last)
            assert house.open(middle.replace(second=0, microsecond=0)) is True, (house.hours(), middle)
    elif hit.status.opens_at:
        opens = hit.status.opens_at.replace(tzinfo=None)
        assert house.open(opens) is True, (house.hours(), opens)
    single = found.hit_of(hit.place, moment.replace(tzinfo=PARIS))
    assert single.status == hit.status
    assert len(ask(found, moment.replace(tzinfo=PARIS), open_only=True)) == int(hit.status.open is True)


@given(houses, moments)
@settings(deadline=None, max_examples=200)
def test_far_from_holidays_the_answer_is_the_truth(house: House, moment: datetime) -> None:
    assume(not any(abs((day - moment.date()).days) <= 1 for day in HOLIDAYS))
    assume(house.off is None or moment.weekday() != house.off)  # the parser also ends the night before a closed day
    found = status(house.hours(), moment.replace(tzinfo=PARIS), house.notices)
    assert found.open is house.open(moment), house.hours()


@given(st.lists(houses, min_size=2, max_size=6), st.lists(moments, min_size=2, max_size=6))
@settings(deadline=None, max_examples=100)
def test_an_old_directory_answers_as_a_new_one(many: list[House], when: list[datetime]) -> None:
    places = [place(n, hours=one.hours(), notices=one.notices, east=n * 10) for n, one in enumerate(many)]
    old = Directory(places, taxonomy())
    for moment in when:
        aware = moment.replace(tzinfo=PARIS)
        new = Directory(places, taxonomy())
        for until in (None, aware + timedelta(hours=10)):
            now = [(hit.place.id, hit.status.open) for hit in ask(new, aware, until=until)]
            assert [(hit.place.id, hit.status.open) for hit in ask(old, aware, until=until)] == now


def test_what_lay_beyond_the_horizon_is_seen_when_it_is_near() -> None:
    summer = "Mo-Fr 09:00-17:00; Jun-Aug off"
    assert status(summer, at("2026-06-05T10:00")).opens_at is None
    assert status(summer, at("2026-08-31T10:00")).opens_at == at("2026-09-01T09:00")
    winter = "Jan-Nov 00:00-24:00; Dec off"
    assert status(winter, at("2026-06-05T10:00")).until is None
    assert status(winter, at("2026-11-30T23:30")).until == at("2026-12-01T00:00")
