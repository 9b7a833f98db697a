"""The real googletrans against an address that speaks like Google's, and fails like it."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.translation import ProviderConfig, ProviderError
from handoff.translation.mask import mask
from handoff.translation.pace import Pace
from handoff.translation.providers import google as google_module
from handoff.translation.providers.google import BAN_PAUSE, GoogleTranslate, build
from tests.translation.fake_providers import FakeProviders, translated

SENTENCE = "Je cherche un lit pour ce soir"


@pytest.fixture
async def google(fake: FakeProviders) -> Any:
    provider = build(ProviderConfig(fake.url))
    yield provider
    await provider.close()


async def test_it_translates_and_sends_only_what_it_must(google: GoogleTranslate, fake: FakeProviders) -> None:
    assert await google.translate(SENTENCE, "fr", "es") == translated(SENTENCE, "es")
    sent = fake.asked[0].sent
    assert (sent["client"], sent["sl"], sent["tl"], sent["hl"], sent["dt"]) == ("gtx", "fr", "es", "es", ["t"])


@pytest.mark.parametrize(
    ("source", "target", "sl", "tl"),
    [("prs", "zh", "fa-AF", "zh-CN"), ("wo", "fr", "wo", "fr"), (None, "ti", "auto", "ti"), ("ff", "ckb", "ff", "ckb")],
)
async def test_languages_go_in_googles_own_codes(
    google: GoogleTranslate, fake: FakeProviders, source: str | None, target: str, sl: str, tl: str
) -> None:
    assert google.supports(source, target)
    await google.translate(SENTENCE, source, target)
    assert (fake.asked[0].source, fake.asked[0].target) == (sl, tl)


async def test_every_language_of_the_house_is_known(google: GoogleTranslate) -> None:
    house = "fr en ar es fa prs ps uk ru ro ka ti am so tr sq pt bn ur zh it de pl hi ku ckb hy bg ht wo bm ln ff"
    assert [code for code in house.split() if not google.supports(code, "fr") or not google.supports("fr", code)] == []
    assert not google.supports("fr", "xx")


@pytest.mark.parametrize("mode", ["429", "302", "403"])
async def test_a_refusal_is_told_with_a_long_pause_and_not_tried_again(
    google: GoogleTranslate, fake: FakeProviders, mode: str
) -> None:
    fake.mode = mode
    with pytest.raises(ProviderError) as caught:
        await google.translate(SENTENCE, "fr", "es")
    assert (caught.value.retryable, caught.value.reason, caught.value.pause) == (True, f"busy: {mode}", BAN_PAUSE)
    assert len(fake.asked) == 1


async def test_a_longer_retry_after_counts(google: GoogleTranslate, fake: FakeProviders) -> None:
    fake.mode, fake.retry_after = "429", "1800"
    with pytest.raises(ProviderError) as caught:
        await google.translate(SENTENCE, "fr", "es")
    assert caught.value.pause == 1800


@pytest.mark.parametrize(
    ("mode", "key"),
    [("500", "unreachable"), *((mode, "bad_answer") for mode in ("captcha", "null", "object", "not-json"))],
)
async def test_what_is_no_answer_is_an_error_and_tried_once_more(
    google: GoogleTranslate, fake: FakeProviders, mode: str, key: str
) -> None:
    fake.mode = mode
    with pytest.raises(ProviderError) as caught:
        await google.translate(SENTENCE, "fr", "es")
    assert caught.value.reason.split(":")[0] == key
    assert len(fake.asked) == 2


async def test_a_server_that_never_answers_is_slow(fake: FakeProviders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_module, "SECONDS", 0.05)
    provider = build(ProviderConfig(fake.url))
    fake.mode = "slow"
    with pytest.raises(ProviderError) as caught:
        await provider.translate(SENTENCE, "fr", "es")
    assert (caught.value.retryable, caught.value.reason, len(fake.asked)) == (True, "slow", 2)
    await provider.close()


async def test_a_text_too_long_for_an_address_is_refused_and_never_sent(
    google: GoogleTranslate, fake: FakeProviders
) -> None:
    with pytest.raises(ProviderError) as caught:
        await google.translate("مرحبا " * 4_000, "ar", "fr")
    assert (caught.value.retryable, caught.value.reason) == (False, "refused: the text is too long for an address")
    assert not fake.asked


async def test_tokens_and_signs_of_an_address_arrive_as_they_were(google: GoogleTranslate, fake: FakeProviders) -> None:
    text = mask("C'est où ? 50 % & plus #1 + le 01 45 20 80 16 = 12 €").text
    await google.translate(text, "fr", "es")
    assert fake.asked[0].text == text


async def test_our_own_pace_is_no_failure_of_the_provider(translator_on: Any, clock: Any) -> None:
    """A crowd must not close the door of a provider that answers."""
    translator = translator_on("google")
    translator.providers[0]._pace = Pace(0.1, 1, clock)
    await translator.translate(SENTENCE, "fr", "es")
    reasons = [(await translator.translate(f"{SENTENCE} {n}", "fr", "es")).reason for n in range(5)]
    assert set(reasons) == {"busy: our own pace"}
    clock.forward(10)
    assert (await translator.translate(SENTENCE + " demain", "fr", "es")).quality == "good"


async def test_the_second_try_may_work(google: GoogleTranslate, fake: FakeProviders) -> None:
    fake.script = ["500"]
    assert await google.translate(SENTENCE, "fr", "es") == translated(SENTENCE, "es")


async def test_a_dead_address_is_told() -> None:
    provider = build(ProviderConfig("http://127.0.0.1:9"))
    with pytest.raises(ProviderError) as caught:
        await provider.translate(SENTENCE, "fr", "es")
    assert caught.value.reason == "unreachable: ConnectError"
    await provider.close()


async def test_a_path_in_the_address_is_kept(fake: FakeProviders) -> None:
    provider = build(ProviderConfig(fake.url + "/prefix"))
    assert await provider.translate(SENTENCE, "fr", "es") == translated(SENTENCE, "es")
    await provider.close()


async def test_after_closing_it_opens_again(google: GoogleTranslate) -> None:
    await google.translate(SENTENCE, "fr", "es")
    await google.close()
    assert await google.translate(SENTENCE, "fr", "es") == translated(SENTENCE, "es")


async def test_the_doctor_hears_that_there_is_no_contract(google: GoogleTranslate, fake: FakeProviders) -> None:
    assert "without a contract" in await google.check()
    fake.mode = "429"
    with pytest.raises(ProviderError, match="busy: 429"):
        await google.check()


async def test_its_own_pace_sends_others_to_the_next_provider(fake: FakeProviders, clock: Any) -> None:
    provider = GoogleTranslate(ProviderConfig(fake.url), pace=Pace(0.1, 1, clock))
    await provider.translate(SENTENCE, "fr", "es")
    with pytest.raises(ProviderError) as caught:
        await provider.translate(SENTENCE, "fr", "es")
    assert caught.value.reason == "busy: our own pace"
    clock.forward(10)
    await provider.translate(SENTENCE, "fr", "es")
    assert len(fake.asked) == 2
    await provider.close()


async def test_the_pace_allows_a_burst_and_then_one_after_the_other(clock: Any) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pace = Pace(1.0, 3, clock, sleep)
    clock.forward(100)
    assert pace.free == 3
    assert [await pace.turn(5) for _ in range(9)] == [True] * 8 + [False]
    assert slept == [1, 2, 3, 4, 5]
    assert pace.free == 0
    clock.forward(6)
    assert pace.free == 1


async def test_through_the_translator_a_ban_rests_for_a_quarter_of_an_hour(
    translator_on: Any, fake: FakeProviders, clock: Any
) -> None:
    translator = translator_on("google")
    fake.script = ["429"]
    assert (await translator.translate(SENTENCE, "fr", "ar")).reason == "busy: 429"
    clock.forward(899)
    assert (await translator.translate(SENTENCE, "fr", "ar")).reason == "resting"
    clock.forward(2)
    found = await translator.translate(SENTENCE, "fr", "ar")
    assert (found.provider, found.quality, len(fake.asked)) == ("google", "good", 2)


@pytest.mark.parametrize("mode", ["echo", "empty", "emoji"])
async def test_through_the_translator_silent_failures_are_said(
    translator_on: Any, fake: FakeProviders, mode: str
) -> None:
    fake.mode = mode
    found = await translator_on("google").translate(SENTENCE, "fr", "es")
    assert (found.text, found.quality) == (SENTENCE, "none")
