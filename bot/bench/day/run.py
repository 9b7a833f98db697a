"""Plays a day: the whole product and the simulator on one loop whose clock jumps."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App
from bot.bench.day.board import Board
from bot.bench.day.check import problems
from bot.bench.day.figures import Figures, Spread
from bot.bench.day.loop import DayLoop
from bot.bench.day.people import Crowd, Person
from bot.bench.day.script import plans
from bot.bench.day.staff import HOUR, Answer, Team, members
from bot.bench.process import TOKEN
from bot.settings import DeskGroup, Settings, load_settings
from simulator import Group, Limits, Simulator
from simulator.demo import populate

BEGINS = datetime(2025, 6, 3, 6, tzinfo=UTC)
"""A Tuesday, eight o'clock in Paris."""
EVENING = 10.5 * HOUR
"""When people wait no longer for what they were waiting for, and staff go home as soon as nobody waits."""
NIGHT = 12 * HOUR
"""When the last of staff goes home, whoever waits."""
SETTLE = 5 * 60.0
"""What is under way then has so long to arrive."""
LOOK_EVERY = 20.0


@dataclass(frozen=True, slots=True)
class Day:
    """What a day came to. ``problems``: one sentence for each broken promise, the house's own account included."""

    figures: Figures
    problems: tuple[str, ...]
    counts: dict[str, int]
    actions: dict[str, int]  # calls of the staff group by method


@dataclass(slots=True)
class _Peaks:
    waiting: int = 0
    parts: int = 0


def run_day(folder: Path, *, people: int = 300, seed: int = 1) -> Day:
    """Plays a day with so many people (at least 50); ``folder`` takes the database. Real time: that of the work."""
    with asyncio.Runner(loop_factory=DayLoop) as runner:
        return runner.run(_day(folder, people, seed))


async def _day(folder: Path, count: int, seed: int) -> Day:
    loop = asyncio.get_running_loop()
    epoch = BEGINS.timestamp()
    async with Simulator(Limits.real(), lambda: epoch + loop.time(), seed=seed) as sim:
        world = populate(sim, TOKEN)
        board = Board(world.group, world.bot.id, epoch)
        crowd = Crowd(sim, world.bot, board, epoch=epoch, ends=EVENING)
        team = Team(sim, world.group, board, NIGHT, random.Random(seed))  # noqa: S311 - a script, no secret
        staff = members(sim, world.group)
        scripts = [*(crowd.play(plan) for plan in plans(count, seed)), *(team.work(member) for member in staff)]
        settings = _settings(sim, world.group, folder)
        peaks = _Peaks()
        async with App.open(settings, clock=lambda: BEGINS + timedelta(seconds=loop.time())) as app:
            await _play(app, board, peaks, scripts)
            for person in crowd.people:
                crowd.read(person)
            audit = await app.store.audit(BEGINS + timedelta(seconds=loop.time()))
        broken = problems(sim, world.bot, board, crowd.people, team.answers)
        figures = _figures(sim, world.group, board, crowd.people, team, peaks)
    return Day(figures, (*broken, *audit.problems), audit.counts, _actions(sim, world.group))


def _settings(sim: Simulator, group: Group, folder: Path) -> Settings:
    values: dict[str, Any] = {
        "data_dir": folder,
        "telegram_token": TOKEN,
        "telegram_api": sim.url,
        "telegram_rate": 30,
        "desk_groups": (DeskGroup(str(group.id)),),
        "translators": ("none",),
        "port": 0,
    }
    return load_settings(**values)


async def _play(app: App, board: Board, peaks: _Peaks, scripts: list[Coroutine[Any, Any, None]]) -> None:
    """Lets everybody act until the evening is over and all is delivered; a failure of the house ends it."""
    stop = asyncio.Event()
    house = asyncio.create_task(app.run(stop))
    watching = asyncio.create_task(_watch(app, board, peaks))
    acting = asyncio.create_task(_all(scripts))
    try:
        await asyncio.wait({house, acting, watching}, return_when=asyncio.FIRST_COMPLETED)
        if acting.done():
            acting.result()
            await asyncio.wait({house}, timeout=SETTLE)
    finally:
        stop.set()
        watching.cancel()
        acting.cancel()
        await asyncio.gather(watching, acting, return_exceptions=True)
        await house


async def _all(scripts: list[Coroutine[Any, Any, None]]) -> None:
    """Runs them together; the first that fails ends them all."""
    async with asyncio.TaskGroup() as group:
        for script in scripts:
            group.create_task(script)


async def _watch(app: App, board: Board, peaks: _Peaks) -> None:
    """Keeps the largest numbers of people and of parts that wait."""
    while True:
        counts = await app.store.counts()
        peaks.parts = max(peaks.parts, int(counts["parts_on_their_way"]))
        peaks.waiting = max(peaks.waiting, len(board.waiting()))
        await asyncio.sleep(LOOK_EVERY)


def _figures(sim: Simulator, group: Group, board: Board, people: list[Person], team: Team, peaks: _Peaks) -> Figures:
    handed = [person for person in people if person.plan.number in board.of_person]
    said = sum(len(person.said) for person in people)
    return Figures(
        conversations=len(people),
        languages=len({person.plan.language for person in people}),
        messages=said,
        answers=len(team.answers),
        topics=len(board.topics),
        by_bot=1 - len(handed) / max(1, len(people)),
        waits=Spread.of([wait for person in handed for wait in _first_wait(board, person)]),
        mirrors=Spread.of([lag for person in handed for lag in _mirror_lags(board, person)]),
        dangers=Spread.of([lag for p in handed if p.plan.kind == "danger" for lag in _mirror_lags(board, p)[:1]]),
        alarms=Spread.of(_alarm_lags(board, people)),
        replies=Spread.of(_reply_lags(people, team.answers)),
        waiting_peak=peaks.waiting,
        parts_peak=peaks.parts,
        group_actions=sim.actions_in_window(group.id, 1e9),
        group_most=sim.actions_in_window(group.id),
        refused=sum("Too Many Requests" in (call.error or "") for call in sim.calls),
        together=team.together,
    )


def _first_wait(board: Board, person: Person) -> list[float]:
    """From the message that opened the topic to the first answer of a human; nothing for those who had none."""
    seen = board.of_person[person.plan.number].seen
    asked = [said.at for said in person.said if said.mark in seen]
    return [max(0.0, person.answers[0][0] - asked[0])] if asked and person.answers else []


def _mirror_lags(board: Board, person: Person) -> list[float]:
    view = board.of_person[person.plan.number]
    return [max(0.0, view.seen[said.mark] - said.at) for said in person.said if said.mark in view.seen]


def _alarm_lags(board: Board, people: list[Person]) -> list[float]:
    """From a word of danger to the next alarm in the whole group."""
    dangers = [person.said[0].at for person in people if person.plan.kind == "danger"]
    later = [[at for at in board.alarms if at >= int(danger)] for danger in dangers]
    return [max(0.0, min(found) - danger) for danger, found in zip(dangers, later, strict=True) if found]


def _reply_lags(people: list[Person], answers: list[Answer]) -> list[float]:
    arrived = {mark: at for person in people for at, mark in person.answers}
    return [max(0.0, arrived[answer.mark] - answer.at) for answer in answers if answer.mark in arrived]


def _actions(sim: Simulator, group: Group) -> dict[str, int]:
    calls = Counter(call.method for call in sim.calls if call.ok and str(call.params.get("chat_id")) == str(group.id))
    return dict(calls.most_common())
