"""Button data: short, lossless, and safe whatever a client sends back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.codes import AUDIENCE, LIMIT, MOST_NEEDS, MOST_OFFSET, NEEDS, Action, Press, read, write
from bot.dialogue.wish import Wish

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    located = draw(st.booleans())
    timed = draw(st.booleans())
    start = START + timedelta(minutes=draw(st.integers(-10_000, 10_000_000)))
    return Wish(
        needs=tuple(draw(st.lists(st.sampled_from(sorted(NEEDS.values())), max_size=MOST_NEEDS, unique=True))),
        lat=draw(st.floats(-90, 90)) if located else None,
        lon=draw(st.floats(-180, 180)) if located else None,
        start=start if timed else None,
        end=start + timedelta(minutes=draw(st.integers(1, 60 * 24 * 30))) if timed else None,
        audience=tuple(draw(st.lists(st.sampled_from(sorted(AUDIENCE.values())), max_size=6, unique=True))),
        open_only=draw(st.booleans()),
        offset=draw(st.integers(0, MOST_OFFSET)),
    )


@given(action=st.sampled_from(Action), wish=wishes(), value=st.text(max_size=80))
def test_round_trip(action: Action, wish: Wish, value: str) -> None:
    data = write(action, wish, value)
    assert len(data.encode()) <= LIMIT
    press = read(data)
    assert press is not None
    assert press.action is action
    assert value.startswith(press.value)
    back = press.wish
    assert (back.needs, back.audience, back.open_only) == (wish.needs, wish.audience, wish.open_only)
    assert (back.start, back.end, back.offset) == (wish.start, wish.end, wish.offset)
    if wish.lat is not None and wish.lon is not None:
        assert back.lat == pytest.approx(wish.lat, abs=1e-4)
        assert back.lon == pytest.approx(wish.lon, abs=1e-4)
    else:
        assert not back.located
    assert read(write(action, back, press.value)) == press


@given(st.one_of(st.text(max_size=80), st.from_regex(r"1[a-z](:[0-9a-zA-Z\-]{0,12}){6}", fullmatch=True)))
def test_forged_data_is_none_or_a_whole_press(data: str) -> None:
    press = read(data)
    if press is not None:
        assert press.wish.lat is None or abs(press.wish.lat) <= 90
        assert 0 <= press.wish.offset <= MOST_OFFSET
        assert set(press.wish.needs) <= set(NEEDS.values())
        assert len(write(press.action, press.wish, press.value).encode()) <= LIMIT


@pytest.mark.parametrize(
    "data",
    [
        "",
        "1",
        "1a",
        "2a:ea:::::",
        "1?:ea:::::",
        "1a:zz:::::",
        "1a:e:::::",
        "1a:ea:zzzzzzzzzz::::",
        "1a:ea::zzzzzz:::",
        "1a:ea:::zzzzzz-1::",
        "1a:ea:::1-::",
        "1a:eaeaeaeaea:::::",
        "desk:take",
        "1a:ea:::::" + "x" * 60,
        "1a:ea::٣:::",
        "\ud800",
    ],
)
def test_what_is_not_ours_is_none(data: str) -> None:
    assert read(data) is None


def test_a_need_that_has_no_code_is_left_out() -> None:
    assert read(write(Action.ANSWER, Wish(needs=("eat", "eat.fish")))) == Press(Action.ANSWER, Wish(needs=("eat",)))


def test_every_need_and_audience_has_its_own_code() -> None:
    assert len(set(NEEDS.values())) == len(NEEDS)
    assert all(len(code) == 2 for code in NEEDS)
    assert len(set(AUDIENCE.values())) == len(AUDIENCE)
