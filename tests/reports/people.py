"""Made-up people who write over some weeks, always the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from handoff.reports.rows import Row

START = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
LANGUAGES = (("fr", 40), ("ar", 20), ("en", 15), ("uk", 8), ("ps", 6), ("fa", 5), ("ti", 3), ("so", 2), ("ka", 1))
NEEDS = (
    ("eat", 30), ("sleep.tonight", 22), ("wash.shower", 15), ("health.doctor", 8), ("legal.asylum", 6), ("clothes", 5),
    ("wash.laundry", 5), ("connect.wifi", 4), ("address", 3), ("social.worker", 2), ("french", 2), ("eat.parcel", 2),
    ("luggage", 1), ("work", 1), ("pets", 1), ("family", 1), ("transport", 1), ("addiction", 1),
)  # fmt: skip
WHO = (("people", 60), ("associations", 18), ("curious", 12), ("volunteers", 5), ("others", 5))


def pick(random: Random, choices: tuple[tuple[str, int], ...]) -> str:
    return random.choices([name for name, _ in choices], [weight for _, weight in choices])[0]


def crowd(conversations: int = 2_000, *, seed: int = 7, days: int = 7, start: datetime = START) -> list[Row]:
    """The facts of ``conversations`` talks that begin within ``days`` from ``start``, in the order of time."""
    random = Random(seed)
    rows = [row for number in range(conversations) for row in _talk(random, f"c{number:05d}x", start, days)]
    return sorted(rows, key=lambda row: row.at)


def _talk(random: Random, name: str, start: datetime, days: int) -> Iterator[Row]:
    hour = min(23.0, max(0.0, random.gauss(15, 4)))
    at = start + timedelta(days=random.randrange(days), hours=hour, minutes=random.random() * 59)
    language, channel = pick(random, LANGUAGES), "telegram" if random.random() < 0.8 else "whatsapp"

    def row(kind: str, value: str = "", seconds: int | None = None, later: int = 0) -> Row:
        return Row(name, at + timedelta(seconds=later), kind, value, seconds, language, channel)

    for minute in range(random.randrange(1, 5)):
        yield row("wrote", "text", later=minute)
    match pick(random, WHO):
        case "people":
            need = pick(random, NEEDS)
            yield row("asked", need)
            if random.random() < 0.85:
                yield row("answered", "bot", 1)
                yield row("oriented", need)
                if random.random() < 0.2:
                    yield row("useful", "yes" if random.random() < 0.8 else "no", later=60)
            else:
                yield from _handed_over(random, row, "nothing_near")
        case "associations":
            yield row("asked", "update")
            yield from _handed_over(random, row, "update")
        case "volunteers":
            yield row("asked", "donate")
            yield row("answered", "bot", 1)
        case "curious":
            yield row("asked", random.choice(("greet", "thanks", "about")))
            yield row("answered", "bot", 1)
        case _:
            yield row("asked", "unknown")
            yield from _handed_over(random, row, "unknown")


def _handed_over(random: Random, row, reason: str) -> Iterator[Row]:
    yield row("handed_over", reason)
    if random.random() < 0.03:
        yield row("told", "", 3_600, later=3_600)
        return
    waited = int(random.expovariate(1 / 900)) + 20
    yield row("answered", "staff" if random.random() < 0.9 else "canned", waited, later=waited)
    yield row("closed", "staff", None, later=waited + 600)
    if random.random() < 0.3:
        yield row("survey", "yes" if random.random() < 0.9 else "no", later=waited + 700)
