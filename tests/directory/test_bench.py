"""The measurement itself works, with real names and a real import; its figures are no test."""

import io

from rich.console import Console

from bot.bench.directory import bench_directory
from bot.directory import Directory
from bot.directory.bench import Town, measure, misspelt, read_towns, shipped_names, synthetic
from tests.directory.samples import DATA, taxonomy

TOWNS = [Town("Paris", "75001", 48.86, 2.35), Town("Lyon", "69001", 45.76, 4.83), Town("Calais", "62100", 50.95, 1.86)]


def test_it_measures() -> None:
    found = list(measure(Directory(synthetic(300, taxonomy(), TOWNS), taxonomy()), TOWNS, 20))
    assert [one.what for one in found] == [
        "search now",
        "search by night",
        "search for a whole day",
        "name with a typo",
    ]
    assert all(0 < one.p50 <= one.p99 <= one.worst for one in found)


def test_the_same_seed_makes_the_same_places() -> None:
    assert list(synthetic(20, taxonomy(), TOWNS)) == list(synthetic(20, taxonomy(), TOWNS))


def test_names_and_towns_are_real() -> None:
    towns = read_towns(DATA / "gazetteer" / "communes.tsv")
    assert [town.name for town in towns[:3]] == ["Paris", "Marseille", "Lyon"]
    assert len(towns) > 34_000
    assert len({town.name for town in towns}) > 30_000
    names = shipped_names(DATA / "places")
    assert "Bains-douches Petitot" in names
    assert {place.name for place in synthetic(200, taxonomy(), towns, names)} & set(names)


def test_a_typo_changes_one_letter() -> None:
    for name, wrong in zip(["Halte"] * 20, misspelt(["Halte"], 20), strict=True):
        assert len(name) == len(wrong)
        assert sum(a != b for a, b in zip(name, wrong, strict=True)) <= 1


def test_the_whole_measurement_says_everything_beside_plain_sql() -> None:
    text = io.StringIO()
    bench_directory(Console(file=text, width=200), sizes=(400,), asked=10)
    lines = text.getvalue().splitlines()
    assert lines[0].startswith("400 places: imported from CSV into SQLite in")
    assert "could not be read" not in lines[0]
    assert "resident" in lines[1]
    assert [line.split("  ")[1] for line in lines[2:]] == [
        "plain SQL box",
        "SQL box, needs looked at",
        "search now",
        "search by night",
        "search for a whole day",
        "name with a typo",
    ]
    assert all("the box" in line for line in lines[2:])
