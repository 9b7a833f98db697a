"""A working day of the desk in the simulator, under Telegram's own limits: how long people wait, and what is lost."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from rich.console import Console

from bot.bench.day import run_day
from bot.logs import configure

PEOPLE = 300


def bench_desk(console: Console, people: int = PEOPLE) -> bool:
    """Plays a day with so many people (at least 50) and prints its figures; False when a promise was broken."""
    configure("warning")
    started = time.perf_counter()
    with console.status(f"Playing a day with {people} people…"), tempfile.TemporaryDirectory() as folder:
        day = run_day(Path(folder), people=people)
    console.print(day.figures.table())
    for problem in day.problems:
        console.print(f"[red]✗[/red] {problem}", highlight=False)
    lost = "nothing lost, nothing to the wrong person, order kept" if not day.problems else "promises were broken"
    console.print(f"{lost}; the day took {time.perf_counter() - started:.0f} s here", highlight=False)
    return not day.problems
