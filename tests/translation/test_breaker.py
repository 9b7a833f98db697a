"""The breaker: when it opens, for how long, and how one request tries again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.translation.breaker import Breaker


@pytest.fixture
def breaker(clock: Any) -> Breaker:
    return Breaker(clock, threshold=3, rest=60, longest=240)


def fails(breaker: Breaker, times: int = 1, pause: float = 0.0) -> None:
    for _ in range(times):
        assert breaker.enter()
        breaker.failed(pause)


def test_three_failures_in_a_row_open_it(breaker: Breaker) -> None:
    fails(breaker, 2)
    breaker.enter()
    breaker.succeeded()
    fails(breaker, 3)
    assert not breaker.enter()
    assert breaker.resting == 60


def test_one_request_tries_again_and_the_others_wait_for_it(breaker: Breaker, clock: Any) -> None:
    fails(breaker, 3)
    clock.forward(60)
    assert breaker.enter()
    assert not breaker.enter()
    breaker.succeeded()
    assert breaker.enter()
    assert breaker.enter()


def test_each_rest_is_twice_as_long_up_to_the_longest(breaker: Breaker, clock: Any) -> None:
    fails(breaker, 3)
    rests = []
    for _ in range(4):
        rests.append(breaker.resting)
        clock.forward(breaker.resting)
        fails(breaker)
    assert rests == [60, 120, 240, 240]


def test_a_failure_with_a_pause_opens_it_at_once(breaker: Breaker, clock: Any) -> None:
    fails(breaker, 1, pause=900)
    clock.forward(899)
    assert not breaker.enter()
    clock.forward(1)
    assert breaker.enter()


def test_a_trial_that_was_given_up_frees_the_place(breaker: Breaker, clock: Any) -> None:
    fails(breaker, 3)
    clock.forward(60)
    assert breaker.enter()
    breaker.left()
    assert breaker.enter()


def test_late_failures_of_earlier_requests_do_not_lengthen_the_rest(breaker: Breaker) -> None:
    for _ in range(10):
        assert breaker.enter()
    for _ in range(10):
        breaker.failed()
    assert breaker.resting == 60


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(["ok", "fail", "left"]), st.floats(0, 500)), max_size=60))
def test_it_always_lets_a_request_through_once_the_rest_is_over(steps: list[Any]) -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0], threshold=3, rest=60, longest=240)
    for step in steps:
        if isinstance(step, float):
            now[0] += step
        elif breaker.enter():
            {"ok": breaker.succeeded, "fail": breaker.failed, "left": breaker.left}[step]()
    now[0] += 240
    assert breaker.enter()
