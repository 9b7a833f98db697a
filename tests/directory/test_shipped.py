"""What ships with Relais: every file loads without an error, and every place says where it comes from."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bot.directory import Directory, Place, Query, open_format
from bot.directory.timetable import is_valid
from tests.directory.samples import DATA, TUESDAY, taxonomy
from tests.shared import reference

FILES = sorted((DATA / "places").glob("*.geojson")) + sorted((DATA / "demo").glob("*.geojson"))
EXPECTED = {
    "paris-bains-douches": 17,
    "paris-fontaines": 1322,
    "paris-ilots-fraicheur": 531,
    "paris-sanisettes": 615,
    "entourage-2014": 426,
}


def load(path: Path) -> list[Place]:
    found = list(open_format(path))
    errors = [one for one in found if not isinstance(one, Place)]
    assert errors == []
    return [one for one in found if isinstance(one, Place)]


def script(name: str) -> ModuleType:
    """A conversion script as a module."""
    folder = DATA / "build"
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location(f"build_{name}", folder / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_place_is_whole(path: Path) -> None:
    places = load(path)
    assert len(places) == EXPECTED[path.stem]
    assert len({one.id for one in places}) == len(places)
    for one in places:
        assert one.source, one.id
        assert one.licence in ("ODbL 1.0", "MIT"), one.id
        assert one.checked_at is not None, one.id
        assert one.services, one.id
        assert one.name == one.name.strip() != "", one.id
        assert not one.name.isupper() or len(one.name) <= 6, one.id
        assert 48.7 < (one.lat or 0) < 49.0, one.id
        assert 2.1 < (one.lon or 0) < 2.6, one.id
        for service in one.services:
            assert service.category in taxonomy().categories, one.id
            assert service.hours is None or is_valid(service.hours), one.id
        assert Place.from_dict(one.to_dict()) == one


def test_every_file_is_described() -> None:
    said = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for path in FILES:
        assert path.name in said
        head = json.loads(path.read_text(encoding="utf-8"))["relais"]
        assert set(head) == {"source", "licence", "source_url", "checked_at", "attribution"}


def test_closures_of_the_register() -> None:
    found = Directory(load(DATA / "places" / "paris-bains-douches.geojson"), taxonomy())
    hits = {hit.place.name: hit for hit in found.search(Query(("wash.shower",), 48.86, 2.35, TUESDAY, limit=50)).hits}
    assert len(hits) == 17
    assert hits["Bains-douches Bidassoa"].status.open is False
    assert hits["Bains-douches Rouvet"].status.open is None  # closed until September 2025; nobody told what came then
    assert hits["Bains-douches Petitot"].status.open is None  # hours told until November 2025
    assert hits["Bains-douches Oberkampf"].status.open is True
    assert all("stale" in hit.warnings for hit in hits.values())


def test_fountains_out_of_order_are_closed() -> None:
    places = load(DATA / "places" / "paris-fontaines.geojson")
    out_of_order = [one for one in places if one.notices]
    assert len(out_of_order) == 60
    assert {one.postcode for one in places if one.city == "Pantin"} == {"93500"}


def test_worship_is_marked() -> None:
    places = load(DATA / "places" / "paris-ilots-fraicheur.geojson")
    assert sum(one.worship for one in places) == 125
    assert all(not one.worship for one in places if "Musée" in one.name)


def test_the_demo_says_that_it_is_old() -> None:
    found = Directory(load(DATA / "demo" / "entourage-2014.geojson"), taxonomy())
    answer = found.search(Query(("eat",), 48.88, 2.36, TUESDAY, limit=50))
    assert answer.total > 20
    for hit in answer.hits:
        assert hit.place.source == "Entourage 2014"
        assert hit.warnings[0] == "stale"
    for need in (
        "health",
        "legal",
        "clothes",
        "luggage",
        "social.day",
        "address",
        "health.dentist",
        "addiction",
        "wash.shower",
    ):
        assert found.search(Query((need,), 48.86, 2.35, TUESDAY)).total > 0, need


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("92102  RUE BLOMET", "92-102 rue Blomet"),
        ("1129  BOULEVARD JULES FERRY", "11-29 boulevard Jules Ferry"),
        ("26  PLACE ETIENNE PERNET", "26 place Étienne Pernet"),
        ("23  PL ETIENNE PERNET", "23 place Étienne Pernet"),
        ("57b BD SEBASTOPOL", "57 bis boulevard Sébastopol"),
        ("PLACE DE L ADJUDANT VINCENOT", "Place de l'Adjudant Vincenot"),
        ("opposé au 10 RUE DE L EVANGILE", "opposé au 10 rue de l'Évangile"),
        ("BOULEVARD HENRI IV", "Boulevard Henri IV"),
        ("RUE DU FAUBOURG SAINT DENIS", "Rue du Faubourg Saint-Denis"),
        ("27, rue des Haies", "27 rue des Haies"),
        ("8-10, rue David", "8-10 rue David"),
        ("44T RUE LANTIEZ", "44 ter rue Lantiez"),
        ("", ""),
    ],
)
def test_addresses_are_shown_well(text: str, expected: str) -> None:
    assert script("addresses").address(text) == expected


def test_the_shipped_files_are_what_the_scripts_make(tmp_path: Path) -> None:
    script("paris").main(reference("data/paris"), tmp_path)
    script("entourage").main(reference("data/entourage/pois_paris.json"), tmp_path)
    for path in FILES:
        assert (tmp_path / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), path.name
