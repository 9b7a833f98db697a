"""The directory with many places, beside a plain SQL bounding-box query over the same ones."""

from __future__ import annotations

import sqlite3
import time

from rich.console import Console

from bot.directory import Taxonomy
from bot.directory.bench import measure, synthetic
from bot.resources import folder

TOWNS = (
    ("Paris", 48.8566, 2.3522),
    ("Marseille", 43.2965, 5.3698),
    ("Lyon", 45.764, 4.8357),
    ("Toulouse", 43.6047, 1.4442),
    ("Nantes", 47.2184, -1.5536),
    ("Bordeaux", 44.8378, -0.5792),
    ("Lille", 50.6292, 3.0573),
    ("Rennes", 48.1173, -1.6778),
    ("Calais", 50.9513, 1.8587),
    ("Grenoble", 45.1885, 5.7245),
)


def bench_directory(console: Console, sizes: tuple[int, ...] = (10_000, 100_000)) -> None:
    """Prints times and memory for each size, and the plain SQL query for the largest."""
    taxonomy = Taxonomy.load(folder("directory_data") / "taxonomy.yaml")
    for size in sizes:
        for line in measure(size, taxonomy, TOWNS).lines():
            console.print(line, highlight=False)
    console.print(_plain_sql(sizes[-1], taxonomy), highlight=False)


def _plain_sql(size: int, taxonomy: Taxonomy, questions: int = 300) -> str:
    """A bounding box in SQLite, the hours not looked at: what an index must be better than."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE place (id TEXT, category TEXT, lat REAL, lon REAL)")
    rows = ((p.id, s.category, p.lat, p.lon) for p in synthetic(size, taxonomy, TOWNS) for s in p.services)
    table.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", rows)
    table.execute("CREATE INDEX box ON place (category, lat, lon)")
    spent = []
    for number in range(questions):
        _town, lat, lon = TOWNS[number % len(TOWNS)]
        started = time.perf_counter()
        found = table.execute(
            "SELECT id, lat, lon FROM place WHERE category = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
            ("food_distribution", lat - 0.05, lat + 0.05, lon - 0.07, lon + 0.07),
        ).fetchall()
        sorted(found, key=lambda row: (row[1] - lat) ** 2 + (row[2] - lon) ** 2)[:3]
        spent.append((time.perf_counter() - started) * 1000)
    spent.sort()
    return f"plain SQL box, no hours: p50 {spent[len(spent) // 2]:.2f} ms, p99 {spent[int(len(spent) * 0.99)]:.2f} ms"
