"""Messages a second through the whole product, beside an aiogram echo bot, same machine, same run, in turn."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bot.bench.process import TOKEN, BotProcess, environment
from simulator import Limits, Simulator
from simulator.demo import DemoWorld, populate
from simulator.state import User

CHATS = 500
WARM_UP = 50
RUNS = 3
ASKED = (
    "une douche près de la gare du nord",
    "where can I find drinking water in paris 18",
    "أين الحمامات في باريس",
    "¿dónde hay un baño público en París?",
)
"""Each has its answer in the places that ship with Relais: nothing is handed over."""


def bench_throughput(messages: int, console: Console) -> None:
    """Prints messages a second of both bots, and their ratio."""
    with console.status("Measuring…") as status:
        rows = asyncio.run(_measure(messages, status.update))
    ours, theirs = (median(row[who] for row in rows) for who in ("relais", "echo"))
    table = Table(title=f"{messages} messages from {CHATS} chats, all waiting at once; {RUNS} runs in turn")
    for column in ("run", "aiogram echo, stores nothing", "Relais (SQLite, synchronous=FULL)", "ratio"):
        table.add_column(column, justify="right")
    for number, row in enumerate(rows, 1):
        share = f"{row['relais'] / row['echo']:.0%}"
        table.add_row(str(number), f"{row['echo']:.0f}/s", f"{row['relais']:.0f}/s", share)
    table.add_row("median", f"{theirs:.0f}/s", f"{ours:.0f}/s", f"[bold]{ours / theirs:.0%}[/bold]")
    console.print(table)


async def _measure(messages: int, say: Callable[[str], None]) -> list[dict[str, float]]:
    rows = []
    for number in range(1, RUNS + 1):
        row = {}
        for who in ("echo", "relais"):
            say(f"run {number} of {RUNS}: {who}")
            row[who] = await _one(who, messages)
        rows.append(row)
    return rows


async def _one(who: str, messages: int) -> float:
    """Messages a second of one bot: from the first waiting message to the last answer."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        async with Simulator(limits=Limits.off()) as sim:
            world = populate(sim, TOKEN)
            users = [sim.add_user(f"P{n}", language_code="fr") for n in range(CHATS)]
            env = environment(sim, world, Path(folder))
            bot = BotProcess.relais(env) if who == "relais" else BotProcess.echo(sim)
            await bot.start()
            try:
                await _ask(sim, world, users, WARM_UP)
                return messages / await _ask(sim, world, users, messages)
            finally:
                await bot.stop()


async def _ask(sim: Simulator, world: DemoWorld, users: Sequence[User], count: int) -> float:
    """Seconds from asking ``count`` questions at once until each has its answer."""
    before = sim.count_of("sendMessage")
    started = time.perf_counter()
    for number in range(count):
        sim.say(users[number % len(users)], world.bot, ASKED[number % len(ASKED)])
    await sim.wait_for(lambda: sim.count_of("sendMessage") >= before + count, 600)
    return time.perf_counter() - started
