"""`relais bench`: measures the product on this machine, always beside something to compare with."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from bot.errors import SettingsError

KINDS = ("throughput", "crash", "understand", "directory", "desk")


def run_bench(
    what: str, *, messages: int, conversations: int, kills: int, console: Console, labelled: Path | None = None
) -> bool:
    """Runs one measurement, or all; False when one of them found a broken promise.

    Raises SettingsError for an unknown name.
    """
    if what not in (*KINDS, "all"):
        raise SettingsError(f'There is no measurement "{what}": choose among {", ".join((*KINDS, "all"))}.')
    well = True
    if what in ("understand", "all"):
        from bot.bench.understand import bench_understand

        bench_understand(console, labelled)
    if what in ("directory", "all"):
        from bot.bench.directory import bench_directory

        bench_directory(console)
    if what in ("throughput", "all"):
        from bot.bench.throughput import bench_throughput

        bench_throughput(messages, console)
    if what in ("crash", "all"):
        from bot.bench.crash import bench_crash

        well = bench_crash(conversations, kills, console)
    if what in ("desk", "all"):
        from bot.bench.desk import bench_desk

        well = bench_desk(console) and well
    return well
