"""The Translator when providers fail, lie or break: it says so, asks the next one, and never pretends."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.translation import MemoryCache, Patience, ProviderError, Translation, Translator, build_translator
from handoff.translation.types import REASONS
from tests.translation.fake_providers import MODES, FakeProviders

SENTENCE = "Je cherche un lit pour ce soir"
CALL = "Appelez le 01 45 20 80 16 avant 18h30, au 12 rue de Belleville, 75020 Paris."


def patience(mode: str) -> Patience:
    """Little of it for a server that never answers, the usual for every other."""
    return Patience(request=1.0) if mode == "slow" else Patience()


BROKEN = {
    "echo": "unchanged",
    "empty": "empty",
    "emoji": "bad_answer",
    "429": "busy",
    "302": "bad_answer",
    "403": "key",
    "500": "unreachable",
    "400": "refused",
    "captcha": "bad_answer",
    "null": "bad_answer",
    "object": "bad_answer",
    "not-json": "bad_answer",
    "slow": "slow",
    "long": "length",
}


@pytest.mark.parametrize(("mode", "key"), BROKEN.items())
async def test_a_failure_shows_the_original_and_says_why(
    translator_on: Any, fake: FakeProviders, mode: str, key: str
) -> None:
    fake.mode = mode
    found = await translator_on("libretranslate", patience=patience(mode)).translate(CALL, "fr", "es")
    assert (found.text, found.quality, found.reason_key) == (CALL, "none", key)
    assert found.reason_key in REASONS


@pytest.mark.parametrize("mode", BROKEN)
async def test_the_next_provider_is_asked(
    translator_on: Any, fake: FakeProviders, other: FakeProviders, mode: str
) -> None:
    fake.mode = mode
    found = await translator_on("libretranslate", "deepl", patience=patience(mode)).translate(SENTENCE, "fr", "es")
    assert (found.provider, found.quality) == ("deepl", "good")
    assert other.asked[0].service == "deepl"


@pytest.mark.parametrize("mode", ["drop", "double", "brackets", "swap"])
async def test_lost_tokens_are_saved_piece_by_piece_and_the_result_is_doubtful(
    translator_on: Any, fake: FakeProviders, mode: str
) -> None:
    fake.mode = mode
    found = await translator_on("libretranslate").translate(CALL, "fr", "es")
    assert (found.quality, found.reason) == ("doubtful", "pieces")
    for kept in ("01 45 20 80 16", "18h30", "12 rue de Belleville, 75020 Paris"):
        assert found.text.count(kept) == 1
    assert "⟦" not in found.text


async def test_too_many_lost_tokens_are_no_translation_and_the_reason_names_them(
    translator_on: Any, fake: FakeProviders
) -> None:
    fake.mode = "drop"
    text = " ".join(f"puis le 0{n} 45 20 80 16 demain" for n in range(1, 10))
    found = await translator_on("libretranslate").translate(text, "fr", "es")
    assert (found.text, found.quality, found.reason_key) == (text, "none", "token_lost")
    assert "01 45 20 80 16" in found.reason_detail


async def test_lost_numbers_and_a_wrong_script_are_said(translator_on: Any, fake: FakeProviders) -> None:
    translator = translator_on("libretranslate")
    fake.mode = "numbers"
    lost = await translator.translate("Nous avons 37 lits et 4 repas", "fr", "es")
    assert (lost.quality, lost.reason) == ("doubtful", "number_lost: 37, 4")
    fake.mode = "latin"
    wrong = await translator.translate(SENTENCE, "fr", "ar")
    assert (wrong.text, wrong.quality, wrong.reason) == (SENTENCE, "none", "wrong_script")


async def test_a_doubtful_answer_is_kept_only_when_nobody_does_better(
    translator_on: Any, fake: FakeProviders, other: FakeProviders
) -> None:
    fake.mode = "numbers"
    translator = translator_on("libretranslate", "deepl")
    better = await translator.translate("Nous avons 37 lits", "fr", "es")
    assert (better.provider, better.quality) == ("deepl", "good")
    other.mode = "500"
    kept = await translator.translate("Nous avons 38 lits", "fr", "es")
    assert (kept.provider, kept.quality, kept.reason) == ("libretranslate", "doubtful", "number_lost: 38")


async def test_a_wrongly_told_language_is_found_out(translator_on: Any, fake: FakeProviders) -> None:
    fake.auto_only = True
    found = await translator_on("libretranslate").translate("Necesito un lugar para dormir", "en", "fr")
    assert (found.quality, found.source) == ("good", "")
    assert [asked.source for asked in fake.asked] == ["en", "auto"]


async def test_a_pair_nobody_has_is_said(translator_on: Any, fake: FakeProviders) -> None:
    found = await translator_on("libretranslate", "deepl").translate(SENTENCE, "fr", "ti")
    assert (found.text, found.quality, found.reason) == (SENTENCE, "none", "unsupported: fr → ti")
    assert not fake.asked


async def test_a_broken_or_lying_cache_is_no_failure(translator_on: Any) -> None:
    class Broken:
        async def get(self, key: str) -> str | None:
            raise OSError("gone")

        async def put(self, key: str, text: str) -> None:
            raise OSError("gone")

    class Lying(MemoryCache):
        async def get(self, key: str) -> str | None:
            return "nothing of what was asked"

    for cache in (Broken(), Lying()):
        found = await translator_on("libretranslate", cache=cache).translate(CALL, "fr", "es")
        assert (found.quality, found.text.count("01 45 20 80 16")) == ("good", 1)


async def test_after_failures_a_provider_rests_and_then_comes_back(
    translator_on: Any, fake: FakeProviders, clock: Any
) -> None:
    translator = translator_on("deepl")
    fake.mode = "500"
    for number in range(5):
        await translator.translate(f"{SENTENCE} {number}", "fr", "es")
    assert len(fake.asked) == 3
    resting = await translator.translate(SENTENCE, "fr", "es")
    assert resting.reason == "resting"
    fake.mode = "ok"
    clock.forward(61)
    assert (await translator.translate(SENTENCE, "fr", "es")).quality == "good"


async def test_refused_texts_do_not_count_against_a_provider(translator_on: Any, fake: FakeProviders) -> None:
    translator = translator_on("libretranslate")
    fake.mode = "400"
    for number in range(5):
        await translator.translate(f"{SENTENCE} {number}", "fr", "es")
    assert len(fake.asked) == 5


async def test_a_server_is_left_alone_as_long_as_it_says(translator_on: Any, fake: FakeProviders, clock: Any) -> None:
    translator = translator_on("libretranslate")
    fake.script, fake.retry_after = ["429"], "300"
    await translator.translate(SENTENCE, "fr", "es")
    clock.forward(299)
    assert (await translator.translate(SENTENCE, "fr", "es")).reason == "resting"
    clock.forward(2)
    assert (await translator.translate(SENTENCE, "fr", "es")).quality == "good"


async def test_one_bad_part_spoils_the_whole_so_nothing_is_half_translated(
    translator_on: Any, fake: FakeProviders
) -> None:
    text = "Voici une phrase assez longue pour compter. " * 80
    fake.script = ["ok", "400"]
    found = await translator_on("libretranslate").translate(text, "fr", "es")
    assert (found.text, found.quality, found.reason_key) == (text, "none", "refused")


async def test_a_provider_that_breaks_in_its_own_way_is_a_failure_like_any_other() -> None:
    class Broken:
        name = "broken"

        def supports(self, source: str | None, target: str) -> bool:
            return True

        async def translate(self, text: str, source: str | None, target: str) -> str:
            raise KeyError(text)

        async def check(self) -> str:
            raise ProviderError(False, "off")

        async def close(self) -> None:
            raise OSError("already")

    translator = Translator([Broken()], MemoryCache())
    found = await translator.translate(SENTENCE, "fr", "es")
    assert (found.text, found.quality, found.reason) == (SENTENCE, "none", "failed: KeyError")
    await translator.close()


async def test_names_that_cannot_be_read_do_not_stop_a_translation(translator_on: Any) -> None:
    def names() -> list[str]:
        raise RuntimeError("the directory is loading")

    assert (await translator_on("libretranslate", names=names).translate(SENTENCE, "fr", "es")).quality == "good"


async def test_no_log_holds_the_text(
    translator_on: Any, fake: FakeProviders, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for mode in ("ok", "echo", "400"):
        fake.mode = mode
        await translator_on("google").translate("Je suis Zorglub", "fr", "es")
    out, err = capfd.readouterr()
    assert "Zorglub" not in caplog.text + out + err


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(alphabet=st.one_of(st.characters(), st.sampled_from("⟦⟧0123456789 .@:/h€")), max_size=200),
    source=st.sampled_from(["fr", "ar", "", None, "xx", "fa_AF"]),
    target=st.sampled_from(["es", "ar", "fr", "zh", "xx", ""]),
    mode=st.sampled_from([mode for mode in MODES if mode != "slow"]),
)
def test_it_never_raises_and_never_lies(text: str, source: str | None, target: str, mode: str) -> None:
    async def run() -> Translation:
        async with FakeProviders() as fake:
            fake.mode = mode
            from handoff.translation import ProviderConfig

            translator = build_translator(
                ["libretranslate"], {"libretranslate": ProviderConfig(fake.url)}, MemoryCache()
            )
            try:
                return await translator.translate(text, source, target)
            finally:
                await translator.close()

    found = asyncio.run(run())
    if found.quality in ("same", "none"):
        assert found.text == text
    assert bool(found.reason) == (found.quality in ("doubtful", "none"))
    assert not found.reason or found.reason_key in REASONS
