"""How fast the directory is on this machine: synthetic places, measured searches. Figures, not promises."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.directory.answer import Query
from bot.directory.index import Directory
from bot.directory.place import Audience, Place, Service
from bot.directory.taxonomy import Taxonomy

_KINDS = (
    "Accueil de jour|Restos du Cœur|Secours Catholique|CCAS|Bains-douches|Épicerie solidaire|Halte|Centre de santé"
    "|Maison des solidarités|Bagagerie|Vestiaire|Permanence|Espace numérique|Foyer|Croix-Rouge"
)
_WHOM = (
    "Saint-Vincent|République|des Lilas|Victor Hugo|du Port|de la Gare|Jean Jaurès|Louise Michel|des Amis|du Canal"
    "|Pasteur|Simone Veil|du Marché|de l’Espoir|Rosa Parks|des Tilleuls|Abbé Pierre|de la Fontaine"
)
_TYPO_LETTERS = "aeioustrn"


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: seconds to make the places and fill the directory, bytes a place (with the place itself), and the median
    and 99th percentile in milliseconds of each kind of question."""

    places: int
    fill_s: float
    bytes_a_place: float
    search_p50_ms: float
    search_p99_ms: float
    night_p50_ms: float
    night_p99_ms: float
    name_p50_ms: float
    name_p99_ms: float

    def lines(self) -> Iterator[str]:
        """The figures in words."""
        yield f"{self.places} places: filled in {self.fill_s:.2f} s, {self.bytes_a_place / 1024:.1f} KiB a place"
        yield f"search by day    p50 {self.search_p50_ms:.2f} ms, p99 {self.search_p99_ms:.2f} ms"
        yield f"search by night  p50 {self.night_p50_ms:.2f} ms, p99 {self.night_p99_ms:.2f} ms"
        yield f"name with a typo p50 {self.name_p50_ms:.2f} ms, p99 {self.name_p99_ms:.2f} ms"


def synthetic(
    count: int, taxonomy: Taxonomy, towns: Sequence[tuple[str, float, float]], seed: int = 1
) -> Iterator[Place]:
    """``count`` places around ``towns`` (name, lat, lon), denser in the first ones; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - sample data
    categories = sorted(taxonomy.categories)
    kinds, whom = _KINDS.split("|"), _WHOM.split("|")
    for number in range(count):
        town, lat, lon = towns[int(len(towns) * dice.random() ** 3)]
        name = f"{dice.choice(kinds)} {dice.choice(whom)} {dice.choice(('', town))}".strip()
        services = tuple(Service(one, hours=_hours(dice)) for one in dice.sample(categories, dice.choice((1, 1, 2, 3))))
        yield Place(
            id=f"bench:{number}",
            name=name,
            address=f"{dice.randrange(1, 200)} rue {dice.choice(whom)}",
            postcode=f"{dice.randrange(1000, 96000):05}",
            city=town,
            lat=lat + dice.gauss(0, 0.03),
            lon=lon + dice.gauss(0, 0.04),
            description="Accueil, écoute et orientation. " * dice.randrange(3),
            audience=Audience(genders=dice.choice(((), (), (), ("women",), ("men",)))),
            services=services,
            source="bench",
            licence="none",
            checked_at=date(2026, 1, 1) + timedelta(days=dice.randrange(300)),
        )


def measure(
    count: int, taxonomy: Taxonomy, towns: Sequence[tuple[str, float, float]], questions: int = 1000
) -> Figures:
    """Fills a directory with ``count`` places and asks it ``questions`` of each kind."""
    dice = random.Random(2)  # noqa: S311 - sample data
    needs = sorted(taxonomy.needs)
    gc.collect()
    before, start = _resident(), time.perf_counter()
    directory = Directory(synthetic(count, taxonomy, towns), taxonomy)
    filled = time.perf_counter() - start
    directory.search(Query((needs[0],), towns[0][1], towns[0][2], datetime.now(directory.zone)))
    grown = _resident() - before
    names = list(directory.names())

    def search(at: datetime) -> Callable[[], object]:
        _, lat, lon = towns[int(len(towns) * dice.random() ** 3)]
        audience = dice.choice(((), (), ("woman",), ("dog", "wheelchair")))
        query = Query(
            (dice.choice(needs),), lat + dice.gauss(0, 0.02), lon + dice.gauss(0, 0.02), at, audience=audience
        )
        return lambda: directory.search(query)

    def name() -> Callable[[], object]:
        text = list(dice.choice(names))
        text[dice.randrange(len(text))] = dice.choice(_TYPO_LETTERS)
        return lambda: directory.find_name("".join(text), 5)

    day = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
    by_day = _timed(search(day + timedelta(minutes=7 * number)) for number in range(questions))
    by_night = _timed(search(day.replace(hour=3) + timedelta(minutes=number % 50)) for number in range(questions))
    by_name = _timed(name() for _ in range(questions))
    return Figures(count, filled, grown / count, *by_day, *by_night, *by_name)


def _timed(works: Iterable[Callable[[], object]]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    taken = []
    for work in works:
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.99))]


def _hours(dice: random.Random) -> str | None:
    first, last = dice.choice((8, 9, 9, 10, 14)), dice.choice((12, 16, 17, 18, 19))
    days = dice.choice(("Mo-Fr", "Mo-Sa", "Tu-Sa", "Mo,We,Fr", "Tu,Th"))
    if dice.random() < 0.15:
        return None
    start, end = first * 60 + 15 * dice.randrange(4), last * 60 + 15 * dice.randrange(4)
    if end <= start:
        start, end = 20 * 60, 8 * 60
    return f"{days} {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}{dice.choice(('', '; PH off'))}"


def _resident() -> int:
    """The resident memory of this process in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * 4096
