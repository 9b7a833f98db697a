"""Open, closed or unknown: OSM hours, French holidays, nights, doubts, notices."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.directory import Notice, Status, open_during, status
from tests.directory.samples import HOURS, PARIS


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        ("Mo-Fr 09:00-17:00", "2026-11-24T10:00", True),
        ("Mo-Fr 09:00-17:00", "2026-11-24T17:00", False),
        ("Mo-Fr 09:00-17:00", "2026-11-28T10:00", False),
        ("24/7", "2027-05-01T03:00", True),
        ("20:00-08:00", "2026-11-24T03:00", True),
        ("Mo 20:00-08:00", "2026-11-24T07:59", True),
        ("Mo 20:00-08:00", "2026-11-25T07:00", False),
        # the parser alone reads the second half as a rule for every day
        ("Mo-Fr 09:00-12:00 , 14:00-17:00", "2026-11-28T15:00", False),
        ("Mo-Fr 09:00 - 12:00", "2026-11-24T10:00", True),
        ("Sep 16-Jul 13 Mo-Sa 11:45-12:45", "2026-08-04T12:00", False),
        ("Mo[1] 10:00-12:00", "2026-12-07T11:00", True),
        ('24/7 closed "travaux"', "2026-11-24T10:00", False),
        ('10:00-12:00 unknown "?"', "2026-11-24T11:00", None),
    ],
)
def test_weekly_hours(hours: str, moment: str, expected: bool | None) -> None:
    assert status(hours, at(moment)).open is expected


@pytest.mark.parametrize(
    "holiday", ["2027-07-14", "2027-05-01", "2027-03-29", "2027-05-06", "2026-12-25", "2027-05-17"]
)
def test_french_holidays(holiday: str) -> None:
    moment = at(f"{holiday}T10:00")
    assert status("Mo-Su 09:00-17:00; PH off", moment).open is False
    assert status("Mo-Su,PH 09:00-17:00", moment).open is True
    silent = status("Mo-Su 09:00-17:00", moment)
    assert (silent.open, silent.reason) == (None, "holiday")
    assert status("06:00-22:00", moment).open is True


def test_the_day_after_a_holiday_is_the_next_opening() -> None:
    assert status("Mo-Fr 09:00-17:00", at("2027-07-13T18:00")).opens_at == at("2027-07-15T09:00")


def test_a_country_without_known_holidays_keeps_its_weekly_hours() -> None:
    assert status("Mo-Fr 09:00-17:00; PH off", at("2026-11-24T10:00"), country="RE").open is True


def test_until_and_opens_at() -> None:
    open_now = status("Mo-Fr 09:00-12:00,14:00-17:00", at("2026-11-24T10:00"))
    assert (open_now.until, open_now.opens_at) == (at("2026-11-24T12:00"), None)
    noon = status("Mo-Fr 09:00-12:00,14:00-17:00", at("2026-11-24T12:30"))
    assert (noon.until, noon.opens_at) == (None, at("2026-11-24T14:00"))
    assert status("24/7", at("2026-11-24T10:00")).until is None
    assert status("20:00-08:00", at("2026-11-24T23:00")).until == at("2026-11-25T08:00")


def test_open_end_is_sure_for_an_hour() -> None:
    assert status("Mo-Fr 19:00+", at("2026-11-24T19:30")).open is True
    assert status("Mo-Fr 19:00+", at("2026-11-24T19:30")).until is None
    late = status("Mo-Fr 19:00+", at("2026-11-24T22:30"))
    assert (late.open, late.reason) == (None, "open_end")
    assert status("Mo-Fr 19:00+", at("2026-11-24T12:00")).opens_at == at("2026-11-24T19:00")


def test_school_holidays_are_a_doubt_only_where_they_matter() -> None:
    doubt = status("Mo-Fr 09:00-17:00; SH off", at("2026-11-24T10:00"))
    assert (doubt.open, doubt.reason) == (None, "school_holidays")
    assert status("Mo-Fr 09:00-17:00; SH off", at("2026-11-22T10:00")).open is False


@pytest.mark.parametrize(
    "hours", ["9h-12h", "sur rendez-vous", "Mo-Fr 25:99", "x" * 5000, "Feb 30 10:00-12:00", "\x00", "Mo-Fr ("]
)
def test_what_cannot_be_parsed_is_unknown(hours: str) -> None:
    assert status(hours, at("2026-11-24T10:00")) == Status(None, reason="unreadable")


@pytest.mark.parametrize("hours", [None, "", "  "])
def test_no_hours(hours: str | None) -> None:
    assert status(hours, at("2026-11-24T10:00")) == Status(None, reason="none")


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        status("24/7", datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def notice(kind: str, start: str | None, end: str | None, **more: str) -> Notice:
    moments = (datetime.fromisoformat(text) if text else None for text in (start, end))
    return Notice("n", kind, *moments, **more)  # type: ignore[arg-type]  # two moments


def test_a_closure_wins_and_says_when_it_opens_again() -> None:
    closed = notice("closure", "2026-11-24", "2026-11-26", text="travaux")
    found = status("Mo-Fr 09:00-17:00", at("2026-11-24T10:00"), [closed])
    assert found == Status(False, None, at("2026-11-26T09:00"), "travaux", "notice")
    assert status("24/7", at("2026-11-24T10:00"), [closed]).open is False
    assert status(None, at("2026-11-24T10:00"), [closed]).open is False


def test_a_closure_that_comes_ends_the_opening() -> None:
    coming = notice("closure", "2026-11-24T15:00", None)
    assert status("Mo-Fr 09:00-17:00", at("2026-11-24T10:00"), [coming]).until == at("2026-11-24T15:00")
    assert status("24/7", at("2026-11-24T10:00"), [coming]).until == at("2026-11-24T15:00")
    closed = status("24/7", at("2026-11-25T10:00"), [coming])
    assert (closed.open, closed.opens_at) == (False, None)


def test_a_past_notice_is_over_by_itself() -> None:
    past = notice("closure", "2026-11-01", "2026-11-24")
    assert status("Mo-Fr 09:00-17:00", at("2026-11-24T10:00"), [past]).open is True


def test_other_hours_for_a_while() -> None:
    evening = notice("hours", "2026-11-24", "2026-11-26", hours="18:00-20:00")
    assert status("Mo-Fr 09:00-17:00", at("2026-11-24T10:00"), [evening]).opens_at == at("2026-11-24T18:00")
    assert status("Mo-Fr 09:00-17:00", at("2026-11-24T19:00"), [evening]).open is True
    broken = notice("hours", "2026-11-24", "2026-11-26", hours="le soir", text="ouvert le soir")
    found = status("Mo-Fr 09:00-17:00", at("2026-11-24T10:00"), [broken])
    assert (found.open, found.note) == (None, "ouvert le soir")


def test_a_closure_wins_over_other_hours_and_messages_are_told() -> None:
    both = [notice("hours", None, None, hours="24/7"), notice("closure", None, "2026-11-25")]
    assert status("24/7", at("2026-11-24T10:00"), both).open is False
    told = status("24/7", at("2026-11-24T10:00"), [notice("message", None, None, text="eau froide")])
    assert (told.open, told.note) == (True, "eau froide")


def test_notices_in_another_zone() -> None:
    closed = Notice("n", "closure", datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC))
    assert status("24/7", at("2026-11-24T09:30"), [closed]).open is True
    assert status("24/7", at("2026-11-24T10:30"), [closed]).open is False


def test_open_during() -> None:
    saturday, sunday = at("2026-11-28T00:00"), at("2026-11-29T00:00")
    assert open_during("Sa 09:00-10:00", saturday, sunday) is True
    assert open_during("Mo-Fr 09:00-10:00", saturday, sunday) is False
    assert open_during(None, saturday, sunday) is None
    assert open_during("Mo-Fr 09:00-17:00", at("2027-07-14T00:00"), at("2027-07-15T00:00")) is None
    assert open_during("Sa 09:00-10:00", saturday, sunday, [notice("closure", "2026-11-28", None)]) is False
    assert open_during("24/7", saturday, saturday) is True


moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)).map(lambda m: m.replace(tzinfo=PARIS))  # noqa: DTZ001 - zone follows
pieces = st.sampled_from(
    "Mo Tu-Fr Sa,Su PH SH off closed 09:00-12:00 20:00-08:00 19:00+ ; , - || Feb 30 2026 week [1] 24/7".split()
)
likely = st.lists(pieces, max_size=8).map(" ".join)
notices = st.lists(
    st.builds(
        Notice,
        st.just("n"),
        st.sampled_from(("closure", "hours", "message", "service_closure", "?")),
        st.one_of(st.none(), st.datetimes(), moments),
        st.one_of(st.none(), st.datetimes(), moments),
        st.text(max_size=5),
        st.one_of(st.none(), likely),
    ),
    max_size=3,
)


@given(st.one_of(st.none(), st.text(max_size=60), likely), moments, notices)
@example("Mo-Fr 09:00-17:00; PH off", datetime(9998, 12, 31, 23, tzinfo=PARIS), [])
@example("Mo-Fr 09:00-17:00", datetime(1, 1, 2, tzinfo=UTC), [])
@settings(deadline=None, max_examples=300)
def test_never_raises(hours: str | None, moment: datetime, given_notices: list[Notice]) -> None:
    found = status(hours, moment, given_notices)
    assert found.until is None or (found.open and found.until > moment)
    assert found.opens_at is None or (not found.open and found.opens_at > moment)
    assert open_during(hours, moment, moment + timedelta(hours=3), given_notices) in (True, False, None)


@given(st.sampled_from(HOURS), moments, st.integers(0, 50))
@settings(deadline=None, max_examples=200)
def test_what_is_kept_from_an_earlier_question_is_the_same_answer(hours: str, moment: datetime, hops: int) -> None:
    later = moment + timedelta(minutes=17 * hops)
    status(hours, moment)
    warm = status(hours, later)
    status(hours, later + timedelta(days=40))
    assert status(hours, later) == warm
    if warm.open and warm.until:
        assert status(hours, warm.until).open is not True
    if warm.open is False and warm.opens_at:
        assert status(hours, warm.opens_at).open is True
        assert status(hours, warm.opens_at - timedelta(minutes=1)).open is not True
