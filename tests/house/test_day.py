"""A day of one association: 300 people, ten languages, five of staff, Telegram's own limits; and what plays it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bench.day import run_day
from bot.bench.day.board import Board
from bot.bench.day.check import problems
from bot.bench.day.loop import DayLoop
from bot.bench.day.people import Person, Said
from bot.bench.day.script import DANGERS, FLOOD, FLOODS, After, Do, Plan, plans
from bot.bench.day.staff import Answer
from simulator import Simulator
from simulator.demo import populate

TOKEN = "700000001:AAtest-token-of-the-simulator-00000"


# --- the day --------------------------------------------------------------------------------------------------


def test_a_day_of_300_people_loses_nothing_and_keeps_telegrams_limits(tmp_path: Path) -> None:
    day = run_day(tmp_path, people=300)
    assert day.problems == ()
    figures = day.figures
    assert (figures.conversations, figures.languages) == (300, 10)
    assert figures.group_most <= 20
    assert figures.refused == 0, "the product must keep the pace by itself, not wait to be told"
    assert figures.alarms.count == DANGERS
    assert figures.waits.count > 100
    assert figures.together > 0
    assert 0.2 < figures.by_bot < 0.8
    assert day.counts["on_their_way"] == day.counts["on_a_lane"] == day.counts["set_aside"] == 0


# --- its clock ------------------------------------------------------------------------------------------------


def test_the_clock_of_the_day_jumps_over_time_in_which_nothing_happens() -> None:
    async def wait_a_year() -> float:
        loop = asyncio.get_running_loop()
        before = loop.time()
        await asyncio.sleep(365 * 86_400)
        return loop.time() - before

    with asyncio.Runner(loop_factory=DayLoop) as runner:
        assert runner.run(wait_a_year()) == pytest.approx(365 * 86_400)


def test_timers_ring_in_their_order_and_at_their_time() -> None:
    async def ring(seconds: float, rung: list[tuple[float, float]]) -> None:
        await asyncio.sleep(seconds)
        rung.append((seconds, asyncio.get_running_loop().time()))

    async def all_of_them() -> list[tuple[float, float]]:
        rung: list[tuple[float, float]] = []
        await asyncio.gather(*(ring(seconds, rung) for seconds in (90.0, 0.5, 3600.0, 7.0)))
        return rung

    with asyncio.Runner(loop_factory=DayLoop) as runner:
        rung = runner.run(all_of_them())
    assert [seconds for seconds, _at in rung] == [0.5, 7.0, 90.0, 3600.0]
    assert all(at == pytest.approx(seconds, abs=0.001) for seconds, at in rung)


def test_time_stands_still_while_a_thread_works() -> None:
    def work() -> str:
        time.sleep(0.2)  # longer than a look: the loop has to look again
        return "done"

    async def both() -> tuple[str, float]:
        loop = asyncio.get_running_loop()
        alarm = asyncio.create_task(asyncio.sleep(5))
        done = await asyncio.to_thread(work)
        at = loop.time()
        await alarm
        return done, at

    with asyncio.Runner(loop_factory=DayLoop) as runner:
        assert runner.run(both()) == ("done", 0.0)


# --- its script -----------------------------------------------------------------------------------------------


@given(people=st.integers(50, 400), seed=st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_every_script_has_its_people_its_floods_and_its_dangers(people: int, seed: int) -> None:
    made = plans(people, seed)
    kinds = [plan.kind for plan in made]
    assert [plan.number for plan in made] == list(range(people))
    assert [plan.arrives for plan in made] == sorted(plan.arrives for plan in made)
    assert (kinds.count("flood"), kinds.count("danger")) == (FLOODS, DANGERS)
    assert {"burst", "media", "edits", "blocks", "returns", "unknown", "human", "simple"} <= set(kinds)
    assert len({plan.language for plan in made}) == 10
    assert made == plans(people, seed)
    for plan in made:
        assert plan.steps[0].after is After.STEP, "nobody waits for an answer before they have asked"
        if plan.kind == "flood":
            assert sum(step.do is Do.SAY for step in plan.steps) >= FLOOD


def test_a_day_with_too_few_people_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 50"):
        plans(49, 1)


# --- its account: every broken promise is seen ------------------------------------------------------------------


class Told:
    """A small day that went well, written by hand; each test breaks one thing in it."""

    def __init__(self) -> None:
        self.sim = Simulator(seed=1)
        world = populate(self.sim, TOKEN)
        self.bot, self.group = world.bot, world.group
        self.people: list[Person] = []
        self.answers: list[Answer] = []
        self.topics: list[Any] = []
        self.board = Board(self.group, self.bot.id, 0.0)
        for number, user in enumerate(world.people[:2]):
            self.people.append(Person(Plan(number, "human", "fr", 0.0, ()), user))
            self.topics.append(self.sim.create_topic(self.group, world.staff[0], f"Topic {number}"))
            card = {"inline_keyboard": [[{"text": "take", "callback_data": "desk:take"}]]}
            self.in_topic(number, "card", reply_markup=card)

    def post(self, chat: Any, text: str, **more: Any) -> None:
        topic = more.pop("topic", None)
        self.sim.world.post(chat, self.bot.raw, {"text": text, **more}, topic=topic)

    def in_topic(self, number: int, text: str, **more: Any) -> None:
        self.post(self.group, text, topic=self.topics[number], **more)

    def to_person(self, number: int, text: str) -> None:
        self.post(self.sim.private_chat(self.people[number].user, self.bot), text)

    def says(self, number: int, mark: str, at: float = 9e9) -> None:
        person = self.people[number]
        person.said.append(Said(mark, at, self.sim.say(person.user, self.bot, f"hello [{mark}]")))

    def problems(self) -> list[str]:
        return problems(self.sim, self.bot, self.board, self.people, self.answers)


@pytest.fixture
def told() -> Told:
    day = Told()
    day.says(0, "p000x000")
    day.says(1, "p001x000")
    day.in_topic(0, "hello [p000x000]")
    day.in_topic(1, "hello [p001x000]")
    day.to_person(0, "good day [s0001]")
    day.answers.append(Answer("s0001", 0.0, day.topics[0].id, 0))
    return day


def test_a_day_that_went_well_has_no_problems(told: Told) -> None:
    assert told.problems() == []


def test_a_message_in_somebody_elses_topic_is_seen(told: Told) -> None:
    told.in_topic(1, "hello [p000x000]")
    assert "topic" in told.problems()[0]
    assert "2 people" in told.problems()[0]


def test_a_message_in_general_is_seen(told: Told) -> None:
    told.post(told.group, "[p000x000]")
    assert told.problems() == ["p000x000 is shown in General"]


def test_an_answer_that_reached_nobody_or_twice_or_somebody_else_is_seen(told: Told) -> None:
    told.answers.append(Answer("s0002", 0.0, told.topics[0].id, 0))
    assert told.problems() == ["s0002 reached person 0 0 times"]
    told.to_person(0, "[s0002]")
    assert told.problems() == []
    told.to_person(0, "[s0002]")
    assert told.problems() == ["s0002 reached person 0 2 times"]
    told.to_person(1, "[s0001]")
    assert "s0001, written for person 0, reached person 1" in told.problems()


def test_an_answer_to_somebody_who_has_shut_the_door_need_not_arrive(told: Told) -> None:
    told.people[0].blocked_at = 5.0
    told.answers.append(Answer("s0002", 60.0, told.topics[0].id, 0))
    assert told.problems() == []


def test_a_message_that_nothing_came_of_is_seen(told: Told) -> None:
    told.says(0, "p000x001")
    assert told.problems() == ["person 0 wrote p000x001 and nothing came of it"]
    told.to_person(0, "an answer of the bot")
    assert told.problems() == []


def test_a_message_that_humans_should_have_seen_is_missed_even_when_the_bot_answered(told: Told) -> None:
    told.board.look()
    view = told.board.of_person[0]
    view.held.append((view.held[-1][0] + 100, True))
    told.says(0, "p000x001", at=view.held[-1][0] + 60)
    told.to_person(0, "an answer of the bot")
    assert told.problems() == ["p000x001 was written while humans had the talk, and is not in the topic"]
    view.held.append((view.held[-1][0] + 30, False))
    assert told.problems() == []


def test_disorder_is_seen_on_both_sides(told: Told) -> None:
    told.says(0, "p000x001")
    told.says(0, "p000x002")
    told.in_topic(0, "[p000x002]")
    told.in_topic(0, "[p000x001]")
    told.answers += [replace(told.answers[0], mark="s0002"), replace(told.answers[0], mark="s0003")]
    told.to_person(0, "[s0003]")
    told.to_person(0, "[s0002]")
    found = told.problems()
    assert len(found) == 2
    assert "p000x000 p000x002 p000x001" in found[0]
    assert "s0001 s0003 s0002" in found[1]
