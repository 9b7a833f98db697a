"""Names of places in a text."""

from __future__ import annotations

from typing import Any

from handoff.translation.names import REFRESH, Names

NAMES = [
    "La Chorba",
    "La Maison dans la Rue",
    "Maison",
    "Croix-Rouge",
    "Toilettes",
    "Accueil de jour",
    "L’Étape",
    "CHU",
]


async def found(text: str, names: list[str], clock: Any) -> list[str]:
    index = Names(lambda: names, clock)
    await index.refresh()
    return [text[start:end] for start, end in index.find(text)]


async def test_names_are_found_as_the_directory_writes_them(clock: Any) -> None:
    assert await found("Allez à La Chorba, ou à la Croix-Rouge.", NAMES, clock) == ["La Chorba", "Croix-Rouge"]
    assert await found("C'est L'Étape !", NAMES, clock) == ["L'Étape"]


async def test_the_longest_name_wins(clock: Any) -> None:
    names = ["La Chorba", "La Chorba Pour Tous"]
    assert await found("La Chorba Pour Tous ouvre", names, clock) == ["La Chorba Pour Tous"]


async def test_parts_of_words_and_lower_case_are_no_names(clock: Any) -> None:
    assert await found("la chorba est bonne, les CHUs, Croix-Rougeoyante", NAMES, clock) == []


async def test_a_name_that_is_plain_words_is_left_where_a_sentence_begins(clock: Any) -> None:
    assert await found("Toilettes fermées. Accueil de jour ouvert.", NAMES, clock) == []
    assert await found("Allez vers Accueil de jour", NAMES, clock) == ["Accueil de jour"]


async def test_names_are_read_again_after_a_while(clock: Any) -> None:
    names = ["La Chorba"]
    index = Names(lambda: names, clock)
    await index.refresh()
    names.append("Le Refuge")
    await index.refresh()
    assert index.find("au Le Refuge") == []
    clock.forward(REFRESH + 1)
    await index.refresh()
    assert index.find("au Le Refuge") == [(3, 12)]
