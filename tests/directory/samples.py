"""Strategies and small makers that the tests of the directory share."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.directory import Access, Audience, Phone, Place, RowError, Service, Taxonomy, open_format
from bot.resources import folder

PARIS = ZoneInfo("Europe/Paris")
DATA: Path = folder("directory_data")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)


@cache
def taxonomy() -> Taxonomy:
    """The shipped taxonomy."""
    return Taxonomy.load(DATA / "taxonomy.yaml")


def place(
    number: int, category: str = "shower", *, hours: str | None = None, east: float = 0.0, **more: object
) -> Place:
    """A place ``east`` metres from the middle of Paris."""
    given = {"name": f"Place {number}", "services": (Service(category, hours=hours),), **more}
    return Place(id=f"t:{number}", lat=48.86, lon=2.35 + east / 73_150, **given)  # type: ignore[arg-type]  # a test's own words


def read(path: Path, name: str | None = None) -> tuple[list[Place], list[RowError]]:
    """The places and the errors of a file."""
    found = list(open_format(path, name))
    return [one for one in found if isinstance(one, Place)], [one for one in found if isinstance(one, RowError)]


def file(folder: Path, content: str | bytes, name: str = "places.csv") -> Path:
    """A file in ``folder`` with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def collection(features: Iterable[Any], **head: object) -> str:
    """A GeoJSON collection as text."""
    return json.dumps({"type": "FeatureCollection", **head, "features": list(features)})


def osm_feature(number: int, **tags: str) -> dict[str, Any]:
    """A point with OSM tags."""
    properties = {"@id": f"node/{number}", **tags}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2.35, 48.86]}, "properties": properties}


def cell(longest: int = 30) -> st.SearchStrategy[str]:
    """Text as a cell holds it: no outer space, no control characters, no bar."""
    letters = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="|\ufeff")
    return st.text(letters, max_size=longest).map(str.strip)


words = st.lists(st.sampled_from(("a", "bé", "c d")), max_size=3, unique=True).map(tuple)
flags = st.sampled_from((None, True, False))
HOURS = (
    "Mo-Fr 09:00-17:00",
    "24/7",
    "Tu,Th 10:00-12:00,14:00-16:00; PH off",
    "20:00-08:00",
    "Mo-Sa 08:30-12:00; Jul-Aug off",
)


@st.composite
def places(draw: st.DrawFn) -> Place:
    """Any place a CSV file can hold (no notices, rules of services as those of the place)."""
    services = st.builds(
        Service,
        category=st.sampled_from(sorted(taxonomy().categories)),
        name=cell(),
        hours=st.sampled_from((None, *HOURS)),
        hours_text=st.one_of(st.none(), cell().filter(bool)),
        description=cell(),
        saturated=st.one_of(st.none(), cell().filter(bool)),
    )
    age = st.one_of(st.none(), st.integers(0, 99))
    return Place(
        id=f"t:{draw(st.integers(0, 10**9))}",
        name=draw(cell().filter(bool)),
        address=draw(cell()),
        postcode=draw(st.from_regex(r"\A[0-9]{5}\Z")),
        city=draw(cell()),
        lat=draw(st.floats(-89, -1)),
        lon=draw(st.floats(-179, 179)),
        phones=tuple(
            draw(
                st.lists(
                    st.builds(Phone, st.from_regex(r"\A0[0-9]{9}\Z"), st.sampled_from(("", "accueil"))), max_size=2
                )
            )
        ),
        links=draw(words),
        email=draw(cell()),
        languages=tuple(draw(st.lists(st.sampled_from(("fr", "ar", "lsf")), max_size=2))),
        description=draw(cell(80)),
        audience=draw(st.builds(Audience, flags, words, words, age, age, words, words, cell())),
        access=draw(st.builds(Access, flags, flags, flags, flags, cell(), flags, flags, cell())),
        worship=draw(st.booleans()),
        services=tuple(draw(st.lists(services, min_size=1, max_size=3))),
        source=draw(cell().filter(bool)),
        licence=draw(cell()),
        source_url=draw(cell()),
        checked_at=draw(st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2090, 1, 1)))),
        closed_for_good=draw(st.booleans()),
        visible=draw(st.booleans()),
    )
