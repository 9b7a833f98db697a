"""The measurement itself works; its figures are no test."""

from bot.directory.bench import measure, synthetic
from tests.directory.samples import taxonomy

TOWNS = [("Paris", 48.86, 2.35), ("Lyon", 45.76, 4.83), ("Calais", 50.95, 1.86)]


def test_it_measures() -> None:
    figures = measure(300, taxonomy(), TOWNS, questions=20)
    assert figures.places == 300
    assert figures.search_p50_ms <= figures.search_p99_ms
    assert len(list(figures.lines())) == 4


def test_the_same_seed_makes_the_same_places() -> None:
    assert list(synthetic(20, taxonomy(), TOWNS)) == list(synthetic(20, taxonomy(), TOWNS))
