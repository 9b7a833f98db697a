"""Conversations with kill -9 at random: nothing lost, nothing decided twice, order kept.

What is proved: every message a person wrote is in the store once, with one answer or one handoff; the person reads the
answers in the order of the questions. What a kill between "sent" and "written down" makes unavoidable (the Bot API has
no idempotency key) is counted and shown: the same part on the wire a second time, directly behind the first.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bot.bench.process import TOKEN, BotProcess, environment
from bot.store import Store
from simulator import Limits, Simulator
from simulator.demo import DemoWorld, populate
from simulator.state import User

MESSAGES = 4
"""Messages of one conversation: three that the bot answers, one in the middle of it all that it hands over."""


@dataclass
class CrashReport:
    """What the run found."""

    conversations: int = 0
    messages: int = 0
    kills: int = 0
    answered: int = 0
    handed_over: int = 0
    repeated: int = 0
    problems: list[str] = field(default_factory=list)


def bench_crash(conversations: int, kills: int, console: Console) -> bool:
    """Runs it and prints the account; False when the promise was broken."""
    with console.status("Killing and starting again…"):
        report = asyncio.run(crash_run(conversations, kills))
    console.print(
        f"{report.conversations} conversations, {report.messages} messages, {report.kills} × kill -9: "
        f"{report.answered} answered, {report.handed_over} handed over, "
        f"{report.repeated} parts on the wire twice (in flight when killed), {len(report.problems)} problems",
        highlight=False,
    )
    for problem in report.problems[:20]:
        console.print(f"  ✘ {problem}", style="red", markup=False, highlight=False)
    return not report.problems


def questions(number: int) -> list[str]:
    """What person ``number`` writes: each line can be told from every other by its answer."""
    towns = [f"750{1 + (number * 7 + step * 5) % 20:02d}" for step in range(MESSAGES - 1)]
    asked = [f"toilettes {town}" for town in towns]
    return [*asked, f"zkwrt plmbx {number} qsdfg"]


async def crash_run(conversations: int, kills: int, *, seed: int = 7, folder: Path | None = None) -> CrashReport:
    """Plays ``conversations`` while the process is killed ``kills`` times, lets it finish and takes the account."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="relais-crash-") as made:
            return await crash_run(conversations, kills, seed=seed, folder=Path(made))
    dice = random.Random(seed)  # noqa: S311 - reproducible, not secret
    report = CrashReport(conversations)
    async with Simulator(limits=Limits.off()) as sim:
        world = populate(sim, TOKEN)
        people = [sim.add_user(f"P{n}", language_code="fr") for n in range(conversations)]
        bot = BotProcess.relais(environment(sim, world, folder))
        await bot.start()
        try:
            await _play(sim, world, people, bot, kills, dice, report)
            await _finish(sim, world, people, bot, report)
        finally:
            await bot.stop()
        _read_as_people(sim, world, people, report)
        await _read_the_store(folder, report)
    return report


async def _play(
    sim: Simulator,
    world: DemoWorld,
    people: list[User],
    bot: BotProcess,
    kills: int,
    dice: random.Random,
    report: CrashReport,
) -> None:
    """Everybody writes, in shuffled turns; the kills fall at random answers in between."""
    lines = [(person, text) for n, person in enumerate(people) for text in questions(n)]
    turns = sorted(range(len(lines)), key=lambda i: (i % MESSAGES, dice.random()))
    size = -(-len(turns) // (kills + 1))
    chunks = [turns[i * size : (i + 1) * size] for i in range(kills + 1)]
    for chunk in chunks[:-1]:
        for index in chunk:
            sim.say(lines[index][0], world.bot, lines[index][1])
            report.messages += 1
        enough = sim.count_of("sendMessage") + dice.randrange(1, max(2, len(chunk)))
        await sim.wait_for(_reached(sim, bot, enough), 60)
        await bot.kill()
        report.kills += 1
        await bot.start()
    for index in chunks[-1]:
        sim.say(lines[index][0], world.bot, lines[index][1])
        report.messages += 1


def _reached(sim: Simulator, bot: BotProcess, enough: int) -> Callable[[], bool]:
    return lambda: sim.count_of("sendMessage") >= enough or bot.died


async def _finish(sim: Simulator, world: DemoWorld, people: list[User], bot: BotProcess, report: CrashReport) -> None:
    """Waits until every person has at least as many answers as questions and every handoff has its topic."""

    def done() -> bool:
        heard = all(len(_once(_heard(sim, world, person))) >= MESSAGES for person in people)
        return bot.died or (heard and len(sim.topics(world.group)) >= len(people))

    try:
        await sim.wait_for(done, 300)
    except TimeoutError:
        report.problems.append("the house did not come to rest within 300 s")
    if bot.died:
        report.problems.append("the process ended by itself")


def _heard(sim: Simulator, world: DemoWorld, person: User) -> list[str]:
    return [m.text for m in sim.chat(person, world.bot) if m.author == world.bot.id]


def _once(heard: list[str]) -> list[str]:
    """What was heard, a part that came again directly behind itself counted once."""
    return [text for number, text in enumerate(heard) if number == 0 or text != heard[number - 1]]


def _read_as_people(sim: Simulator, world: DemoWorld, people: list[User], report: CrashReport) -> None:
    """What each person read, in order; a part that came twice must come directly behind itself."""
    for number, person in enumerate(people):
        heard = _heard(sim, world, person)
        once = _once(heard)
        report.repeated += len(heard) - len(once)
        if len(once) < MESSAGES:
            report.problems.append(f"person {number} read {len(once)} answers to {MESSAGES} messages")


async def _read_the_store(folder: Path, report: CrashReport) -> None:
    """The account of the store: every message once, answered or waiting."""
    store = await Store.open(f"sqlite+aiosqlite:///{folder / 'relais.sqlite'}")
    try:
        audit = await store.audit(datetime.now(UTC))
    finally:
        await store.close()
    report.answered = int(audit.counts.get("answered", 0))
    report.handed_over = int(audit.counts.get("waiting", 0))
    report.problems += [str(problem) for problem in audit.problems]
    stored = int(audit.counts.get("messages", 0))
    if stored != report.messages:
        report.problems.append(f"{report.messages} messages were written, {stored} are in the store")
