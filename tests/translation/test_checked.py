"""The way back: what the translator says after translating its own answer back, and that this costs no translation."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from handoff.translation import MemoryCache, Patience, ProviderError, Translator
from handoff.translation.pace import Pace
from handoff.translation.types import REASONS
from tests.translation.fake_providers import MODES, FakeProviders, translated

SENTENCE = "Ne signez rien avant jeudi, appelez le 01 45 20 80 16."
THERE = "No firme nada antes del jueves, llame al ⟦0⟧."
HERE = "Ne signez rien avant jeudi, appelez le ⟦0⟧."


class Phrasebook:
    """Translates what stands in it, and counts: a service that is sure of itself, right or wrong."""

    name = "phrasebook"

    def __init__(self, **phrases: str) -> None:
        self.there, self.back = phrases.get("there", THERE), phrases.get("back", HERE)
        self.asked: list[tuple[str, str]] = []
        self.refusal: ProviderError | None = None
        self.stuck = False
        self.one_way = False
        self.busy = False

    def supports(self, source: str | None, target: str) -> bool:
        return not (self.one_way and target == "fr")

    async def translate(self, text: str, source: str | None, target: str) -> str:
        self.asked.append((text, target))
        if target != "fr":
            return self.there
        if self.stuck:
            await asyncio.Event().wait()
        if self.refusal:
            raise self.refusal
        return self.back

    def spare(self) -> bool:
        return not self.busy

    async def check(self) -> str:
        return ""

    async def close(self) -> None:
        return None


def on(book: Phrasebook, **more: Any) -> Translator:
    return Translator([book], MemoryCache(), **more)


async def test_a_faithful_translation_is_good_and_shows_what_will_be_read() -> None:
    book = Phrasebook()
    found = await on(book).checked(SENTENCE, "fr", "es")
    assert (found.quality, found.reason) == ("good", "")
    assert found.text == "No firme nada antes del jueves, llame al 01 45 20 80 16."
    assert found.back == SENTENCE
    assert [target for _, target in book.asked] == ["es", "fr"]
    assert not any("45 20" in text for text, _ in book.asked)


async def test_what_comes_back_otherwise_is_doubtful_and_shown() -> None:
    book = Phrasebook(there="Firme todo antes del jueves, llame al ⟦0⟧.", back="Signez tout avant jeudi, appelez ⟦0⟧.")
    found = await on(book).checked(SENTENCE, "fr", "es")
    assert (found.quality, found.reason_key, found.reason_detail) == ("doubtful", "drift", "")
    assert found.reason_key in REASONS
    assert found.back == "Signez tout avant jeudi, appelez 01 45 20 80 16."
    assert found.provider == "phrasebook"


async def test_an_earlier_doubt_keeps_its_reason_and_is_read_back_too() -> None:
    book = Phrasebook(there="Nosotros tenemos muchas camas", back="Nous avons beaucoup de lits")
    found = await on(book).checked("Nous avons 37 lits", "fr", "es")
    assert (found.quality, found.reason) == ("doubtful", "number_lost: 37")
    assert found.back == "Nous avons beaucoup de lits"


@pytest.mark.parametrize("trouble", ["refused", "stuck", "one way", "unchanged", "empty", "rests", "busy"])
async def test_without_a_way_back_the_translation_is_what_it_was(trouble: str) -> None:
    book = Phrasebook()
    if trouble == "refused":
        book.refusal = ProviderError(True, "busy: 429", pause=60)
    if trouble == "rests":
        book.refusal = ProviderError(True, "unreachable: 500")
    book.stuck, book.one_way, book.busy = (trouble == word for word in ("stuck", "one way", "busy"))
    book.back = {"unchanged": THERE, "empty": ""}.get(trouble, HERE)
    translator = on(book, patience=Patience(request=60, total=60, back=0.01 if trouble == "stuck" else 5.0))
    found = await translator.checked(SENTENCE, "fr", "es")
    assert (found.quality, found.reason, found.back) == ("good", "", "")


async def test_the_way_back_takes_only_what_is_left_of_the_patience() -> None:
    book = Phrasebook()
    translator = on(book, patience=Patience(request=60, total=1.0, back=600))
    await translator.translate("Bonjour à tous", "fr", "es")  # what is loaded at the first use is loaded
    book.stuck = True
    found = await translator.checked(SENTENCE, "fr", "es")
    assert (found.quality, found.back) == ("good", "")


@pytest.mark.parametrize(
    ("text", "source", "target", "asked"),
    [
        ("Oui, merci", "fr", "es", 1),
        (SENTENCE, "fr", "fr-FR", 0),
        (SENTENCE, "", "es", 1),
        ("01 45 20 80 16", "fr", "es", 0),
        ("👍🏽", "fr", "es", 0),
    ],
)
async def test_where_nothing_can_be_compared_there_is_no_second_request(
    text: str, source: str, target: str, asked: int
) -> None:
    book = Phrasebook(there="Sí, gracias" if text.startswith("Oui") else THERE)
    found = await on(book).checked(text, source, target)
    assert len(book.asked) == asked
    assert found.back == ""


async def test_the_second_time_both_ways_come_from_the_cache() -> None:
    book = Phrasebook()
    translator = on(book)
    first = await translator.checked(SENTENCE, "fr", "es")
    again = await translator.checked(SENTENCE.replace("01 45 20 80 16", "06 12 34 56 78"), "fr", "es")
    assert len(book.asked) == 2
    assert again.back == first.back.replace("01 45 20 80 16", "06 12 34 56 78")


async def test_a_failed_translation_is_not_translated_back(translator_on: Any, fake: FakeProviders) -> None:
    fake.mode = "400"
    found = await translator_on("libretranslate").checked(SENTENCE, "fr", "es")
    assert (found.text, found.quality, found.back) == (SENTENCE, "none", "")
    assert len(fake.asked) == 1


async def test_the_one_that_translated_translates_back(
    translator_on: Any, fake: FakeProviders, other: FakeProviders
) -> None:
    fake.mode = "400"
    found = await translator_on("libretranslate", "deepl").checked(SENTENCE, "fr", "es")
    assert found.provider == "deepl"
    assert found.back
    assert [asked.target for asked in other.asked] == ["ES", "FR"]
    assert (found.quality, found.reason) == ("doubtful", "drift")  # the fake speaks no language twice the same way


async def test_google_is_asked_back_only_while_there_is_room_for_messages(
    translator_on: Any, fake: FakeProviders, clock: Any
) -> None:
    translator = translator_on("google")
    translator.providers[0]._pace = Pace(1.0, 5, clock)
    backs = [bool((await translator.checked(f"{SENTENCE} {n}", "fr", "es")).back) for n in range(3)]
    assert backs == [True, False, False]
    assert [asked.target for asked in fake.asked] == ["es", "fr", "es", "es"]
    clock.forward(10)
    assert (await translator.checked("Le foyer est ouvert demain", "fr", "es")).back


async def test_in_arabic_the_way_back_keeps_the_order_of_a_number() -> None:
    book = Phrasebook(there=HERE, back="لا توقع شيئا، اتصل ⟦0⟧.")
    book_back = Phrasebook.translate

    async def swapped(text: str, source: str | None, target: str) -> str:
        return await book_back(book, text, source, "fr" if target == "ar" else "es")

    book.translate = swapped  # type: ignore[method-assign]
    book.there = "Ne signez rien, appelez le ⟦0⟧."
    found = await on(book).checked("لا توقع شيئا، اتصل 01 45 20 80 16.", "ar", "fr")
    assert "\u206801 45 20 80 16\u2069" in found.back


async def test_another_provider_is_asked_and_nothing_of_the_first_is_shown(
    translator_on: Any, fake: FakeProviders, other: FakeProviders
) -> None:
    translator = translator_on("libretranslate", "deepl")
    first = await translator.translate(SENTENCE, "fr", "es")
    again = await translator.translate(SENTENCE, "fr", "es", without={first.provider})
    assert (first.provider, again.provider) == ("libretranslate", "deepl")
    assert len(other.asked) == 1
    checked = await translator.checked(SENTENCE, "fr", "es", without={"libretranslate"})
    assert checked.provider == "deepl"
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    "order", [("libretranslate",), ("libretranslate", "none"), ("libretranslate", "deepl")], ids=str
)
async def test_when_no_other_is_left_it_says_so(
    translator_on: Any, fake: FakeProviders, order: tuple[str, ...]
) -> None:
    translator = translator_on(*order)
    await translator.translate(SENTENCE, "fr", "es")  # what the cache has of them is not an answer either
    found = await translator.translate(SENTENCE, "fr", "es", without={"libretranslate", "deepl"})
    assert (found.text, found.quality, found.reason, found.provider) == (SENTENCE, "none", "no_other", "")
    assert found.reason_key in REASONS
    assert len(fake.asked) == 1


async def test_switched_off_is_still_called_off(translator_on: Any) -> None:
    found = await translator_on("none").translate(SENTENCE, "fr", "es", without={"libretranslate"})
    assert found.reason == "off"


async def test_translations_are_the_same_with_and_without_the_check(translator_on: Any) -> None:
    translator = translator_on("libretranslate")
    plain = await translator.translate(SENTENCE, "fr", "es")
    checked = await translator.checked(SENTENCE, "fr", "es")
    assert plain.text == checked.text
    assert plain.text.startswith(translated("Ne signez", "es"))


@pytest.mark.parametrize("name", ["libretranslate", "deepl", "google"])
@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "slow"])
async def test_whatever_comes_on_the_way_back_the_translation_stands(
    translator_on: Any, fake: FakeProviders, name: str, mode: str
) -> None:
    translator = translator_on(name)
    plain = await translator.translate(SENTENCE, "fr", "es")
    fake.mode = mode
    found = await translator.checked(SENTENCE, "fr", "es")
    assert (found.text, found.provider) == (plain.text, name)
    assert (found.quality, found.reason) in (("good", ""), ("doubtful", "drift"))
    assert found.quality == "good" or found.back
    assert "⟦" not in found.back
