"""How fast the directory is on this machine: synthetic places, measured searches. Figures, not promises."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.directory.answer import Query
from bot.directory.formats import open_format
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
_CROWDED = 8
"""How much denser the first towns are: of 35,000 communes the first holds a quarter of all places, ten hold a third."""
_SHIPPED = 0.2
"""The share of places that bear the name of a shipped place."""


@dataclass(frozen=True, slots=True)
class Town:
    """A commune: its name, its first postcode and its middle in degrees."""

    name: str
    postcode: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one kind of question: median, 99th percentile, the slowest."""

    what: str
    p50: float
    p99: float
    worst: float

    def line(self) -> str:
        """The figures in words."""
        return f"{self.what:<26} p50 {self.p50:6.2f} ms, p99 {self.p99:6.2f} ms, slowest {self.worst:6.1f} ms"


def read_towns(path: Path) -> list[Town]:
    """The communes of the gazetteer (``communes.tsv``), the most populated first."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [row for row in rows if len(row) > 7 and row[4].isdigit()]
    rows.sort(key=lambda row: -int(row[4]))
    return [Town(row[1], row[7].split("|")[0], float(row[5]), float(row[6])) for row in rows]


def shipped_names(folder: Path) -> list[str]:
    """The names of the places that ship with Relais, each once."""
    found = (place for path in sorted(folder.glob("*.geojson")) for place in open_format(path))
    return sorted({place.name for place in found if isinstance(place, Place)})


def synthetic(
    count: int, taxonomy: Taxonomy, towns: Sequence[Town], names: Sequence[str] = (), seed: int = 1
) -> Iterator[Place]:
    """``count`` places around ``towns``, denser in the first ones; the same for the same seed.

    One in five bears one of ``names``, the others the kind of house, whom it is named after and often its town.
    """
    dice = random.Random(seed)  # noqa: S311 - sample data
    categories = sorted(taxonomy.categories)
    kinds, whom = _KINDS.split("|"), _WHOM.split("|")
    for number in range(count):
        town = _somewhere(dice, towns)
        name = f"{dice.choice(kinds)} {dice.choice(whom)} {dice.choice(('', town.name))}".strip()
        if names and dice.random() < _SHIPPED:
            name = dice.choice(names)
        services = tuple(Service(one, hours=_hours(dice)) for one in dice.sample(categories, dice.choice((1, 1, 2, 3))))
        yield Place(
            id=f"bench:{number}",
            name=name,
            address=f"{dice.randrange(1, 200)} rue {dice.choice(whom)}",
            postcode=town.postcode,
            city=town.name,
            lat=round(town.lat + dice.gauss(0, 0.03), 6),
            lon=round(town.lon + dice.gauss(0, 0.04), 6),
            description="Accueil, écoute et orientation. " * dice.randrange(3),
            audience=Audience(genders=dice.choice(((), (), (), ("women",), ("men",)))),
            services=services,
            source="bench",
            licence="none",
            checked_at=date(2026, 1, 1) + timedelta(days=dice.randrange(300)),
        )


def questions(taxonomy: Taxonomy, towns: Sequence[Town], count: int) -> Iterator[Query]:
    """Where people ask, as they ask: one need near a town, seven minutes after the question before."""
    dice = random.Random(2)  # noqa: S311 - sample data
    needs = sorted(taxonomy.needs)
    day = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
    for number in range(count):
        town = _somewhere(dice, towns)
        lat, lon = town.lat + dice.gauss(0, 0.02), town.lon + dice.gauss(0, 0.02)
        audience = dice.choice(((), (), ("woman",), ("dog", "wheelchair")))
        yield Query((dice.choice(needs),), lat, lon, day + timedelta(minutes=7 * number), audience=audience)


def measure(directory: Directory, towns: Sequence[Town], count: int = 1000) -> Iterator[Times]:
    """Asks a filled directory ``count`` questions of each kind: now, at night, on a whole day, a name with a typo."""
    asked = list(questions(directory.taxonomy, towns, count))
    night = [_moved(query, query.at.replace(hour=3)) for query in asked]
    days = [query.at.replace(hour=0, minute=0) + timedelta(days=2) for query in asked]
    later = [_moved(query, day, day + timedelta(days=1)) for query, day in zip(asked, days, strict=True)]
    yield timed("search now", (partial(directory.search, query) for query in asked))
    yield timed("search by night", (partial(directory.search, query) for query in night))
    yield timed("search for a whole day", (partial(directory.search, query) for query in later))
    texts = misspelt(directory.names(), count)
    yield timed("name with a typo", (partial(directory.find_name, text, 5) for text in texts))


def misspelt(names: Iterable[str], count: int) -> list[str]:
    """``count`` of the names, each with one letter changed."""
    dice = random.Random(4)  # noqa: S311 - sample data
    known, found = list(names), []
    for _ in range(count):
        letters = list(dice.choice(known))
        letters[dice.randrange(len(letters))] = dice.choice(_TYPO_LETTERS)
        found.append("".join(letters))
    return found


def timed(what: str, works: Iterable[Callable[[], object]]) -> Times:
    """Does the works one after the other and times each. There must be at least one."""
    taken = []
    for work in works:
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return Times(what, taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.99))], taken[-1])


def resident() -> int:
    """The resident memory of this process in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * 4096


def _moved(query: Query, at: datetime, until: datetime | None = None) -> Query:
    return Query(query.needs, query.lat, query.lon, at, until, audience=query.audience)


def _somewhere(dice: random.Random, towns: Sequence[Town]) -> Town:
    return towns[int(len(towns) * dice.random() ** _CROWDED)]


def _hours(dice: random.Random) -> str | None:
    first, last = dice.choice((8, 9, 9, 10, 14)), dice.choice((12, 16, 17, 18, 19))
    days = dice.choice(("Mo-Fr", "Mo-Sa", "Tu-Sa", "Mo,We,Fr", "Tu,Th"))
    if dice.random() < 0.15:
        return None
    start, end = first * 60 + 15 * dice.randrange(4), last * 60 + 15 * dice.randrange(4)
    if end <= start:
        start, end = 20 * 60, 8 * 60
    return f"{days} {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}{dice.choice(('', '; PH off'))}"
