"""A hundred sentences of staff and people through a real engine and back, and what the check says of wrong ones.

Apertium is far behind the services that people use: it keeps the word order and makes mistakes of its own, so what it
measures is the check's behaviour, not theirs. `wrong.tsv` holds sentences with a translation that is wrong on purpose.
"""

from __future__ import annotations

import asyncio
import csv
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from handoff.translation import MemoryCache, Patience, ProviderConfig, Translation, Translator, build_translator
from handoff.translation.drift import drift
from handoff.translation.providers import libretranslate
from tests.real.apertium_front import ApertiumFront

HERE = Path(__file__).parent
NAMES = ("La Chorba", "La Maison dans la Rue")
# A crowd at once before one engine: here nobody waits for the answer.
PATIENT = Patience(request=120, total=240, back=240)


@dataclass(frozen=True)
class Row:
    """A line of one of the tables; ``kept`` is what must come back to the letter, ``kind`` how ``wrong`` is wrong."""

    source: str
    target: str
    text: str
    kept: tuple[str, ...] = ()
    kind: str = ""
    wrong: str = ""


def table(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    kept = [tuple(filter(None, (line.pop("kept", "") or "").split(" | "))) for line in lines]
    return [Row(kept=values, **line) for values, line in zip(kept, lines, strict=True)]


SENTENCES, WRONG = table("sentences.tsv"), table("wrong.tsv")


@pytest.fixture
async def translator(front: ApertiumFront) -> AsyncIterator[Translator]:
    configs = {"libretranslate": ProviderConfig(front.url)}
    made = build_translator(
        ["libretranslate"], configs, MemoryCache(), names=lambda: NAMES, outside=False, patience=PATIENT
    )
    yield made
    await made.close()


class Liar:
    """A service that gives the table's wrong translation on the way there, and Apertium's on the way back."""

    name = "liar"

    def __init__(self, front: ApertiumFront) -> None:
        self._real = libretranslate.build(ProviderConfig(front.url))
        self._lies = {row.text: row.wrong for row in WRONG}

    def supports(self, source: str | None, target: str) -> bool:
        return self._real.supports(source, target)

    async def translate(self, text: str, source: str | None, target: str) -> str:
        return self._lies.get(text) or await self._real.translate(text, source, target)

    def spare(self) -> bool:
        return True

    async def check(self) -> str:
        return await self._real.check()

    async def close(self) -> None:
        await self._real.close()


async def all_of(translator: Translator, rows: list[Row]) -> list[Translation]:
    return await asyncio.gather(*(translator.checked(row.text, row.source, row.target) for row in rows))


def test_the_tables_are_what_they_say() -> None:
    assert len({row.text for row in SENTENCES}) == len(SENTENCES) == 100
    assert len({row.text for row in WRONG}) == len(WRONG) == 80
    assert {row.source for row in SENTENCES} == {"fr", "es", "en"}
    assert sum(len(row.kept) for row in SENTENCES) >= 50


async def test_a_hundred_sentences_lose_nothing_there_and_back_and_are_rarely_doubted(translator: Translator) -> None:
    """Measured: nothing lost; 0 and 3 or 4 of 50 doubted, two with reason ("I am hungry" came back as "Have wins")."""
    found = await all_of(translator, SENTENCES)
    lost = []
    for row, given in zip(SENTENCES, found, strict=True):
        assert given.quality in ("good", "doubtful"), (row.text, given.reason)
        assert "⟦" not in given.text + given.back
        for value, times in Counter(row.kept).items():
            intact = given.text.count(value) == given.back.count(value) == times
            lost += [] if intact else [(row.text, value, given.text, given.back)]
    assert lost == []
    for half in (0, 1):
        doubted = [given.back for given in found[half::2] if given.reason_key == "drift"]
        assert len(doubted) <= 6, doubted


LEAST = {"negation": 12, "number": 10, "meaning": 10, "half": 6, "word": 7, "fresh": 14}
"""Of 12, 10, 11, 7, 10 and 20; measured 12, 10, 11, 7, 8 and 16. Of "role" and "tense" 2 of 10: no bound.

"fresh" was written when the words and bounds of the check stood: 15 of 20 then, 16 since "without" counts apart."""


async def test_wrong_translations_are_doubted(front: ApertiumFront) -> None:
    """The rest (who does what to whom, when, a word that no table holds) staff must see in the way back themselves."""
    liar = Liar(front)
    translator = Translator([liar], MemoryCache(), names=lambda: NAMES, patience=PATIENT)
    found = await all_of(translator, WRONG)
    await translator.close()
    noticed = Counter(row.kind for row, given in zip(WRONG, found, strict=True) if given.quality == "doubtful")
    assert {kind: noticed[kind] for kind, least in LEAST.items() if noticed[kind] < least} == {}
    assert all(given.back for row, given in zip(WRONG, found, strict=True))


async def test_a_wrong_translation_comes_with_what_the_person_will_read(front: ApertiumFront) -> None:
    liar = Liar(front)
    translator = Translator([liar], MemoryCache(), patience=PATIENT)
    found = await translator.checked("La laverie est fermée le dimanche.", "fr", "es")
    await translator.close()
    assert (found.quality, found.reason) == ("doubtful", "drift")
    assert "ouvert" in found.back
    assert drift("La laverie est fermée le dimanche.", found.back, source="fr").why == "opposite"
