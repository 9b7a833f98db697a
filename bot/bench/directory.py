"""The directory with 100,000 places, beside a plain SQL bounding-box query on the very table they are stored in."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from math import cos, radians
from pathlib import Path

from rich.console import Console

from bot.directory import Directory, Query, Taxonomy, open_format
from bot.directory.bench import Town, measure, questions, read_towns, resident, shipped_names, synthetic, timed
from bot.directory.formats.csv import write
from bot.directory.geo import METRES_A_DEGREE
from bot.places import Brought, Places, bring
from bot.resources import folder
from bot.store import Store

_MIB = 1024 * 1024
_BOX = "FROM places WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
_BODIES = 100
"""How many questions the plain search that opens every body is asked: it is slow."""


def bench_directory(console: Console, sizes: tuple[int, ...] = (10_000, 100_000), asked: int = 1000) -> None:
    """Prints times and memory for each size, and how often longer each takes than the plain SQL query."""
    data = folder("directory_data")
    taxonomy = Taxonomy.load(data / "taxonomy.yaml")
    towns = read_towns(data / "gazetteer" / "communes.tsv")
    names = shipped_names(data / "places")
    for size in sizes:
        with tempfile.TemporaryDirectory() as kept:
            path = Path(kept)
            with (path / "places.csv").open("w", encoding="utf-8", newline="") as file:
                write(synthetic(size, taxonomy, towns, names), file)
            for line in asyncio.run(_measured(path, taxonomy, towns, asked)):
                console.print(line, highlight=False, soft_wrap=True)


async def _measured(path: Path, taxonomy: Taxonomy, towns: Sequence[Town], asked: int) -> list[str]:
    """Imports ``places.csv`` into a new SQLite file in ``path``, reads it into a directory and asks both."""
    store = await Store.open(f"sqlite+aiosqlite:///{path}/bench.db")
    try:
        start = time.perf_counter()
        brought = await bring(store, open_format(path / "places.csv"))
        imported = time.perf_counter() - start
        gc.collect()
        before, start = resident(), time.perf_counter()
        directory = Directory((), taxonomy)
        await Places(store, directory).load()
        loaded = time.perf_counter() - start
        directory.search(next(questions(taxonomy, towns, 1)))
        gc.collect()
        after = resident()
    finally:
        await store.close()
    lines = [
        _imported(brought, imported, len(directory)),
        f"  read into memory in {loaded:.1f} s; resident {before / _MIB:.0f} MiB before, {after / _MIB:.0f} MiB after",
    ]
    queries = list(questions(taxonomy, towns, asked))
    with contextlib.closing(sqlite3.connect(path / "bench.db")) as table:
        table.execute("CREATE INDEX box ON places (lat, lon)")
        box = timed("plain SQL box", (partial(_box, table, query, taxonomy) for query in queries))
        bodies = (partial(_opened, table, query, taxonomy) for query in queries[:_BODIES])
        opened = timed("SQL box, needs looked at", bodies)
    found = (box, opened, *measure(directory, towns, asked))
    return lines + [f"  {one.line()}; {one.p50 / box.p50:.1f} × and {one.p99 / box.p99:.1f} × the box" for one in found]


def _imported(brought: Brought, seconds: float, places: int) -> str:
    refused = f", {len(brought.unreadable)} rows could not be read" if brought.unreadable else ""
    pace = places / seconds
    return f"{places} places: imported from CSV into SQLite in {seconds:.1f} s ({pace:.0f} a second){refused}"


def _box(table: sqlite3.Connection, query: Query, taxonomy: Taxonomy) -> list[str]:
    """The three nearest in a box: neither need nor hours nor rules are looked at."""
    rows = table.execute(f"SELECT id, lat, lon {_BOX}", _sides(query, taxonomy)).fetchall()
    return [row[0] for row in sorted(rows, key=lambda row: _squared(query, row[1], row[2]))[:3]]


def _opened(table: sqlite3.Connection, query: Query, taxonomy: Taxonomy) -> list[str]:
    """The three nearest in a box that offer what is needed: every body is read; neither hours nor rules are."""
    wanted = taxonomy.for_needs(query.needs)
    rows = table.execute(f"SELECT body, lat, lon {_BOX}", _sides(query, taxonomy))
    near = ((_squared(query, row[1], row[2]), json.loads(row[0])) for row in rows)
    fit = [(far, body["id"]) for far, body in near if any(one["category"] in wanted for one in body["services"])]
    return [identity for _, identity in sorted(fit)[:3]]


def _sides(query: Query, taxonomy: Taxonomy) -> tuple[float, float, float, float]:
    north = taxonomy.radius_m(query.needs) / METRES_A_DEGREE
    east = north / cos(radians(query.lat))
    return query.lat - north, query.lat + north, query.lon - east, query.lon + east


def _squared(query: Query, lat: float, lon: float) -> float:
    """For ordering by distance only."""
    return (lat - query.lat) ** 2 + ((lon - query.lon) * cos(radians(query.lat))) ** 2
