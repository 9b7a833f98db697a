"""How long one message takes to understand: CPU microseconds, median and 99th percentile."""

from __future__ import annotations

import time

from rich.console import Console

from bot.resources import folder
from bot.understanding import Understander

SAID = (
    "j'ai faim",
    "jcherche une douche ver gare du nord",
    "where can I sleep tonight near Bordeaux?",
    "وين أنام الليلة",
    "¿dónde puedo comer gratis hoy?",
    "ma fille doit changer d'école, j'ai reçu une lettre que je ne comprends pas",
    "bonjour",
    "merci beaucoup",
    "I need a doctor, my son has fever, we are in Lyon 3",
    "je veux parler à quelqu'un",
)


def bench_understanding(console: Console, rounds: int = 200) -> None:
    """Prints load time and the time of a message."""
    started = time.perf_counter()
    understander = Understander.load(folder("locales"), folder("directory_data"))
    loaded = time.perf_counter() - started
    spent = []
    for _ in range(rounds):
        for text in SAID:
            before = time.process_time_ns()
            understander.understand(text)
            spent.append((time.process_time_ns() - before) / 1_000)
    spent.sort()
    console.print(
        f"understanding: load {loaded:.2f} s; one message p50 {spent[len(spent) // 2]:.0f} µs, "
        f"p99 {spent[int(len(spent) * 0.99)]:.0f} µs of CPU ({len(spent)} messages)",
        highlight=False,
    )
