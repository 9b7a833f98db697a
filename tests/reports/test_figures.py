"""From rows to figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from handoff.reports.days import MOST_DAYS
from handoff.reports.figures import WHO, figures_of, who
from handoff.reports.period import period, week_of
from handoff.reports.rows import Row
from handoff.reports.shifts import Shifts
from handoff.reports.waits import Waits
from tests.reports.people import START, crowd

PARIS = ZoneInfo("Europe/Paris")
END = START + timedelta(days=7)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def row(conversation, kind, value="", *, at=MONDAY, seconds=None, language="fr"):
    return Row(conversation, at, kind, value, seconds, language, "telegram")


def of(*rows, **more):
    return figures_of(rows, MONDAY - timedelta(days=1), MONDAY + timedelta(days=1), PARIS, **more)


def names(counts):
    return {count.name: count.count for count in counts if count.count}


@pytest.mark.parametrize(
    ("asked", "group"),
    [
        (("greet", "eat"), "people"), (("human",), "people"), (("crisis:suicide",), "people"),
        (("update", "greet"), "associations"), (("update", "eat"), "people"), (("donate",), "volunteers"),
        (("greet", "thanks", "about"), "curious"), (("unknown", "greet"), "others"), ((), "others"),
    ],
)  # fmt: skip
def test_who_writes(asked, group):
    assert who(asked) == group


def test_each_conversation_is_in_one_group_and_one_language():
    rows = [row("a", "wrote"), row("a", "asked", "eat"), row("b", "asked", "greet"), row("c", "asked", "update")]
    rows.append(row("a", "wrote", at=MONDAY + timedelta(hours=1), language="ar"))
    figures = of(*rows)
    assert figures.conversations == 3
    assert figures.messages == 2
    assert names(figures.who) == {"people": 1, "associations": 1, "curious": 1}
    assert names(figures.languages) == {"ar": 1, "fr": 2}


def test_needs_count_people_not_questions():
    rows = [row("a", "asked", "eat"), row("a", "asked", "eat"), row("a", "asked", "wash"), row("b", "asked", "eat")]
    figures = of(*rows, row("c", "asked", "unknown"), row("d", "asked", "crisis:child"))
    assert names(figures.needs) == {"eat": 2, "wash": 1}
    assert names(figures.dangers) == {"crisis:child": 1}
    assert figures.asked_needs == 2


def test_oriented_and_unanswered_are_parts_of_those_who_asked():
    rows = [row("a", "asked", "eat"), row("a", "answered", "bot", seconds=1), row("a", "oriented", "eat")]
    rows += [row("b", "asked", "eat"), row("b", "handed_over", "nothing_near")]
    rows += [row("c", "wrote")]  # thanked staff, say: a talk of last week that needs no answer
    figures = of(*rows)
    assert (figures.oriented, figures.asked_needs) == (1, 2)
    assert (figures.unanswered, figures.asked) == (1, 2)
    assert figures.conversations == 3


def test_hours_and_days_are_those_of_the_place():
    night = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # Tuesday, 00:30 in Paris
    figures = of(row("a", "wrote", at=night))
    assert names(figures.hours) == {"0": 1}
    assert names(figures.weekdays) == {"1": 1}
    assert [day.day.isoformat() for day in figures.days if day.messages] == ["2026-11-24"]


def test_waiting_times_are_those_of_human_answers():
    rows = [row(f"p{n}", "answered", "staff", seconds=60 * n) for n in range(1, 11)]
    rows += [row("x", "answered", "bot", seconds=1), row("y", "answered", "staff")]
    assert of(*rows).waits == Waits(10, 10, 300, 540, 600)
    assert of().waits == Waits()


def test_the_night_is_no_waiting_time_on_duty():
    shifts = Shifts("Mo-Fr 09:00-18:00; PH off", PARIS, "FR")
    answered = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)  # Monday 09:20; asked on Sunday evening
    rows = [row("a", "answered", "staff", at=answered, seconds=12 * 3600)]
    figures = of(*rows, shifts=shifts)
    assert figures.waits.half == 12 * 3600
    assert figures.waits_on_duty == Waits(1, 1, 1200, 1200, 1200)
    assert of(*rows).waits_on_duty is None


def test_hours_on_duty_are_true_when_the_clocks_change():
    always, nights = Shifts("24/7", PARIS, "FR"), Shifts("Mo-Su 00:00-06:00", PARIS, "FR")
    start, end = datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)  # 25 hours
    assert always.seconds(start, end) == 25 * 3600
    assert nights.seconds(start, end) == 7 * 3600
    assert nights.seconds(end, start) == 0
    assert Shifts("Mo-Su 00:00-06:00", PARIS, "XX").seconds(start, end) == 7 * 3600  # a country without holidays


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_nobody_waits_longer_on_duty_than_by_the_clock(begins, lasts):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=begins)
    assert 0 <= Shifts("Mo-Fr 09:00-18:00", PARIS, "FR").seconds(start, start + timedelta(seconds=lasts)) <= lasts


def test_two_thousand_conversations_add_up():
    figures = figures_of(crowd(), START, END, PARIS)
    rows = [r for r in crowd() if START <= r.at < END]
    people = {r.conversation for r in rows if r.kind not in ("told", "closed")}
    assert figures.conversations == len(people) == sum(count.count for count in figures.who)
    assert tuple(count.name for count in figures.who) == WHO
    assert sum(count.count for count in figures.hours) == figures.messages == sum(r.kind == "wrote" for r in rows)
    assert sum(count.count for count in figures.weekdays) == figures.messages
    assert sum(day.messages for day in figures.days) == figures.messages
    assert sum(count.count for count in figures.languages) == figures.conversations
    assert len(figures.needs) == 15
    assert 0.8 < figures.oriented / figures.asked_needs < 0.9
    assert figures.unanswered == len({r.conversation for r in rows if r.kind == "told"})


def test_the_order_of_the_rows_does_not_matter():
    rows = crowd(300)
    assert figures_of(rows, START, END, PARIS) == figures_of(reversed(rows), START, END, PARIS)


def test_rows_outside_the_time_are_left_out():
    assert of(row("a", "wrote", at=MONDAY + timedelta(days=1)), row("b", "wrote", at=MONDAY - timedelta(days=2))).empty


def test_a_very_long_time_is_shown_from_the_first_day_with_messages():
    start, end = MONDAY - timedelta(days=9_000), MONDAY + timedelta(days=9_000)
    figures = figures_of([row("a", "wrote"), row("b", "wrote", at=MONDAY + timedelta(days=3))], start, end, PARIS)
    assert len(figures.days) == 4
    assert len(figures_of([], start, end, PARIS).days) == 0
    assert len(figures_of([], MONDAY - timedelta(days=MOST_DAYS), MONDAY, PARIS).days) == MOST_DAYS + 1


# --- periods --------------------------------------------------------------------------------------------------


def test_the_last_full_week():
    start, end, name = week_of(datetime(2026, 11, 24, 7, 0, tzinfo=UTC), PARIS)
    assert (start.isoformat(), end.isoformat()) == ("2026-11-16T00:00:00+01:00", "2026-11-23T00:00:00+01:00")
    assert name == "2026-W47"
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday already in Paris
    assert week_of(late, PARIS)[2] == "2026-W47"
    assert week_of(datetime(2027, 1, 5, tzinfo=UTC), PARIS)[2] == "2026-W53"


@given(st.datetimes(datetime(2000, 1, 10), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis
def test_a_week_is_seven_local_days_and_over(now):
    start, end, name = week_of(now, PARIS)
    assert start.weekday() == end.weekday() == 0
    assert (start.hour, end.hour) == (0, 0)
    assert (end.date() - start.date()).days == 7
    assert end <= now < end + timedelta(days=8)
    assert name == f"{start.isocalendar().year}-W{start.isocalendar().week:02d}"


def test_what_the_operator_types():
    now = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    assert period("", "", now, PARIS) == (now - timedelta(days=7), now)
    assert period("7d", "", now, PARIS)[0] == now - timedelta(days=7)
    start, end = period("2026-11-01", "2026-11-02", now, PARIS)
    assert (start.isoformat(), end.isoformat()) == ("2026-11-01T00:00:00+01:00", "2026-11-03T00:00:00+01:00")
    assert period("yesterday", "yesterday", now, PARIS)[1].isoformat() == "2026-11-24T00:00:00+01:00"


@pytest.mark.parametrize(
    ("since", "until"),
    [("soon", ""), ("2026-13-01", ""), ("", "0001-01-01"), ("2026-11-20", "2026-11-01"), ("0d", ""), ("9d9", ""),
     ("9999-12-31", ""), ("", "9999-12-31x")],
)  # fmt: skip
def test_a_wrong_time_is_one_sentence(since, until):
    with pytest.raises(SettingsError, match=r"^--(since|until) .*\.$") as error:
        period(since, until, datetime(2026, 11, 24, tzinfo=UTC), PARIS)
    assert "\n" not in str(error.value)


@given(st.text(max_size=12), st.text(max_size=12))
def test_anything_typed_is_a_time_or_a_sentence(since, until):
    try:
        start, end = period(since, until, datetime(2026, 11, 24, tzinfo=UTC), PARIS)
    except SettingsError:
        return
    assert start < end
