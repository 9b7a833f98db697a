"""The Translator on real HTTP: what is sent, kept, cached and cut, and how long it may take."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from handoff.translation import MemoryCache, Patience, Translation, Translator
from handoff.translation.translator import AT_ONCE
from tests.translation.fake_providers import FakeProviders, translated

SENTENCE = "Je cherche un lit pour ce soir"
CALL = "Appelez le 01 45 20 80 16 avant 18h30, au 12 rue de Belleville, 75020 Paris."


async def test_a_text_is_translated(translator_on: Any, fake: FakeProviders) -> None:
    found = await translator_on("libretranslate").translate(SENTENCE, "fr", "es")
    assert found == Translation(translated(SENTENCE, "es"), "fr", "es", "libretranslate", "good")


async def test_what_must_not_be_translated_never_leaves_and_comes_back_to_the_letter(
    translator_on: Any, fake: FakeProviders
) -> None:
    found = await translator_on("libretranslate", names=lambda: ["La Chorba"]).translate(
        f"{CALL} Demandez La Chorba.", "fr", "es"
    )
    assert found.quality == "good"
    for kept in ("01 45 20 80 16", "18h30", "12 rue de Belleville, 75020 Paris", "La Chorba"):
        assert found.text.count(kept) == 1
        assert kept not in fake.asked[0].text


async def test_in_arabic_a_phone_number_keeps_its_order_on_the_screen(translator_on: Any) -> None:
    found = await translator_on("libretranslate").translate(CALL, "fr", "ar")
    assert "\u206801 45 20 80 16\u2069" in found.text


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Bonjour à tous", "fr", "fr-FR"),
        ("Bonjour à tous", "fa_AF", "prs"),
        ("", "fr", "es"),
        ("  \n ", "fr", "es"),
        ("👍🏽❤️", "fr", "es"),
        ("01 45 20 80 16", "fr", "es"),
        ("https://soliguide.fr", "fr", "es"),
        ("12 rue de Belleville, 75020 Paris", "fr", "es"),
        ("⟦0⟧", "fr", "es"),
    ],
)
async def test_where_there_is_nothing_to_translate_nobody_is_asked(
    translator_on: Any, fake: FakeProviders, text: str, source: str, target: str
) -> None:
    found = await translator_on("libretranslate").translate(text, source, target)
    assert (found.text, found.quality, found.provider) == (text, "same", "")
    assert not fake.asked


async def test_a_bare_name_stays_and_is_no_failure(translator_on: Any, fake: FakeProviders) -> None:
    fake.mode = "echo"
    found = await translator_on("libretranslate").translate("Mohamed Ali", "fr", "es")
    assert (found.text, found.quality) == ("Mohamed Ali", "same")


async def test_tokens_with_blanks_inside_are_understood(translator_on: Any, fake: FakeProviders) -> None:
    fake.mode = "spaced"
    found = await translator_on("libretranslate").translate(CALL, "fr", "es")
    assert found.quality == "good"
    assert "01 45 20 80 16" in found.text
    assert "⟦" not in found.text


async def test_another_provider_can_be_asked_for(translator_on: Any, other: FakeProviders) -> None:
    translator = translator_on("libretranslate", "deepl")
    found = await translator.translate(SENTENCE, "fr", "es", without={"libretranslate"})
    assert found.provider == "deepl"


async def test_switched_off_nothing_leaves(translator_on: Any, other: FakeProviders) -> None:
    translator = translator_on("none", "libretranslate", "deepl")
    found = await translator.translate(SENTENCE, "fr", "es")
    assert (found.text, found.quality, found.reason) == (SENTENCE, "none", "off")
    assert len(translator.providers) == 1
    assert not other.asked


async def test_the_cache_answers_the_second_time_and_sees_no_number(translator_on: Any, fake: FakeProviders) -> None:
    kept: dict[str, str] = {}

    class Cache:
        async def get(self, key: str) -> str | None:
            return kept.get(key)

        async def put(self, key: str, text: str) -> None:
            kept[key] = text

    translator = translator_on("libretranslate", cache=Cache())
    await translator.translate("Appelez le 01 45 20 80 16 demain", "fr", "es")
    again = await translator.translate("Appelez le 06 12 34 56 78 demain", "fr", "es")
    assert "06 12 34 56 78" in again.text
    assert len(fake.asked) == 1
    assert not any("45 20" in text for text in kept.values())
    await translator.translate("Appelez le 01 45 20 80 16 demain", "fr", "uk")
    assert len(fake.asked) == 2


async def test_what_is_doubtful_is_asked_again(translator_on: Any, fake: FakeProviders) -> None:
    fake.script = ["numbers"]
    translator = translator_on("libretranslate")
    assert (await translator.translate("Nous avons 37 lits", "fr", "es")).quality == "doubtful"
    assert (await translator.translate("Nous avons 37 lits", "fr", "es")).quality == "good"


async def test_long_texts_go_in_parts_and_come_back_whole(translator_on: Any, fake: FakeProviders) -> None:
    text = "\n\n".join(f"Voici la phrase numéro {n}, appelez le 01 45 20 80 16. Elle est longue." for n in range(100))
    found = await translator_on("libretranslate").translate(text, "fr", "es")
    assert found.quality == "good"
    assert found.text.count("01 45 20 80 16") == 100
    assert found.text.count("\n\n") == 99
    assert all(len(asked.text) <= 1_500 for asked in fake.asked)
    assert len(fake.asked) > 3


async def test_beyond_the_longest_text_nobody_is_asked(translator_on: Any, fake: FakeProviders) -> None:
    text = "mot " * 25_000
    found = await translator_on("libretranslate").translate(text, "fr", "es")
    assert (found.text, found.quality, found.reason) == (text, "none", "too_long: 100000")
    assert not fake.asked


async def test_a_crowd_waits_for_its_turn_and_nobody_is_counted_as_slow() -> None:
    class Counting:
        name = "counting"
        under_way = most = 0
        full = asyncio.Event()

        def supports(self, source: str | None, target: str) -> bool:
            return True

        async def translate(self, text: str, source: str | None, target: str) -> str:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            if self.under_way >= AT_ONCE:
                self.full.set()
            await self.full.wait()
            self.under_way -= 1
            return translated(text, target)

        async def check(self) -> str:
            return ""

        async def close(self) -> None:
            return None

    provider = Counting()
    translator = Translator([provider], MemoryCache())
    found = await asyncio.gather(*(translator.translate(f"{SENTENCE} {n}", "fr", "es") for n in range(100)))
    assert {translation.quality for translation in found} == {"good"}
    assert provider.most == AT_ONCE


async def test_the_whole_ends_in_time_and_keeps_what_was_found(
    translator_on: Any, fake: FakeProviders, other: FakeProviders
) -> None:
    translator = translator_on("libretranslate", "deepl", patience=Patience(request=60, total=1.0))
    await asyncio.gather(*(provider.check() for provider in translator.providers))  # connections open, libraries loaded
    fake.mode, other.mode = "numbers", "slow"
    found = await translator.translate("Nous avons 37 lits", "fr", "es")
    assert (found.provider, found.quality) == ("libretranslate", "doubtful")
    nothing = await translator.translate("Nous avons 37 lits", "fr", "es", without={"libretranslate"})
    assert (nothing.quality, nothing.reason) == ("none", "slow")


async def test_a_translation_that_is_called_off_is_called_off(translator_on: Any, fake: FakeProviders) -> None:
    fake.mode = "slow"
    task = asyncio.create_task(translator_on("libretranslate").translate(SENTENCE, "fr", "es"))
    await asyncio.wait_for(fake.arrived.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_without_providers_it_is_off() -> None:
    found = await Translator([], MemoryCache()).translate(SENTENCE, "fr", "es")
    assert (found.quality, found.reason) == ("none", "off")
