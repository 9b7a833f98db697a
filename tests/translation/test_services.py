"""LibreTranslate and DeepL by their wire shapes, and how providers are found."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import SettingsError
from handoff.translation import MemoryCache, ProviderConfig, ProviderError, build_translator, wire
from handoff.translation.providers import deepl, google, libretranslate
from handoff.translation.registry import found_providers
from handoff.translation.wire import retry_after
from tests.translation.fake_providers import KEY, FakeProviders, translated

SENTENCE = "Je cherche un lit pour ce soir"


@pytest.fixture
async def libre(fake: FakeProviders) -> Any:
    provider = libretranslate.build(ProviderConfig(fake.url, KEY))
    yield provider
    await provider.close()


@pytest.fixture
async def deep(fake: FakeProviders) -> Any:
    provider = deepl.build(ProviderConfig(fake.url, KEY))
    yield provider
    await provider.close()


@pytest.fixture(params=[libretranslate, deepl], ids=["libretranslate", "deepl"])
async def service(request: pytest.FixtureRequest, fake: FakeProviders) -> Any:
    provider = request.param.build(ProviderConfig(fake.url, KEY))
    yield provider
    await provider.close()


async def refused(provider: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await provider.translate(SENTENCE, "fr", "es")
    return caught.value


async def test_libretranslate_is_asked_in_its_shape(libre: Any, fake: FakeProviders) -> None:
    assert await libre.translate(SENTENCE, "fr", "es") == translated(SENTENCE, "es")
    body = {"q": SENTENCE, "source": "fr", "target": "es", "format": "text", "api_key": KEY}
    assert fake.asked[0].sent == body


@pytest.mark.parametrize(
    ("source", "target", "sent"),
    [
        (None, "fr", ("auto", "fr")),
        ("pt", "zh", ("pt-BR", "zh-Hans")),
        ("prs", "fr", ("fa", "fr")),
        ("fr", "prs", ("fr", "fa")),
    ],
)
async def test_libretranslate_codes(
    libre: Any, fake: FakeProviders, source: str | None, target: str, sent: tuple[str, str]
) -> None:
    await libre.translate(SENTENCE, source, target)
    assert (fake.asked[0].source, fake.asked[0].target) == sent


async def test_an_older_libretranslate_has_other_codes(libre: Any, fake: FakeProviders) -> None:
    fake.languages = {code: ["fr", "zh", "pb"] for code in ("fr", "zh", "pb")}
    await libre.translate(SENTENCE, "fr", "pt")
    await libre.translate(SENTENCE, "zh", "fr")
    assert [(asked.source, asked.target) for asked in fake.asked] == [("fr", "pb"), ("zh", "fr")]


async def test_libretranslate_knows_its_pairs_from_the_server(libre: Any, fake: FakeProviders) -> None:
    fake.languages = {"fr": ["es"], "es": ["fr"], "en": []}
    assert libre.supports("fr", "ti")
    with pytest.raises(ProviderError, match="unsupported: fr → ti"):
        await libre.translate(SENTENCE, "fr", "ti")
    assert not libre.supports("fr", "ti")
    assert not libre.supports("fr", "en")
    assert libre.supports("en", "fr")
    assert libre.supports("fr", "es")
    assert not fake.asked


async def test_libretranslate_for_the_doctor(libre: Any, fake: FakeProviders) -> None:
    assert await libre.check() == "LibreTranslate answers: 8 languages, 7 from French."
    fake.mode = "500"
    with pytest.raises(ProviderError, match="unreachable: 500"):
        await libre.check()


async def test_deepl_is_asked_in_its_shape(deep: Any, fake: FakeProviders) -> None:
    assert await deep.translate(SENTENCE, "fr", "es") == translated(SENTENCE, "es")
    assert fake.asked[0].sent == {
        "text": [SENTENCE],
        "source_lang": "FR",
        "target_lang": "ES",
        "preserve_formatting": True,
        "authorization": f"DeepL-Auth-Key {KEY}",
    }


@pytest.mark.parametrize(
    ("source", "target", "sent"),
    [
        ("ku", "en", ("KMR", "EN-GB")),
        (None, "pt", ("", "PT-PT")),
        ("zh", "zh", ("ZH", "ZH-HANS")),
        ("pt", "no", ("PT", "NB")),
        ("en", "prs", ("EN", "PRS")),
    ],
)
async def test_deepl_codes(
    deep: Any, fake: FakeProviders, source: str | None, target: str, sent: tuple[str, str]
) -> None:
    await deep.translate(SENTENCE, source, target)
    assert (fake.asked[0].source, fake.asked[0].target) == sent


def test_deepl_knows_what_it_has_and_what_it_recognises() -> None:
    provider = deepl.build(ProviderConfig("", KEY))
    assert provider.supports("prs", "fr")
    assert provider.supports(None, "prs")
    house = "fr en ar es fa prs ps uk ru ro ka sq pt bn ur zh tr it de hi ku ckb hy bg ht wo ln"
    assert [
        code for code in house.split() if not provider.supports(code, "fr") or not provider.supports("fr", code)
    ] == []
    assert [code for code in ("am", "ti", "so", "bm", "ff") if provider.supports(code, "fr")] == []


async def test_no_language_of_the_house_is_left_without_a_translator() -> None:
    """What DeepL lacks Google has; a server of one's own has what its models have."""
    deep, goog = deepl.build(ProviderConfig("", KEY)), google.build(ProviderConfig())
    for code in "fr en es ar fa prs ps uk ru tr so am ti bn ur pt ro sq ka zh".split():
        assert deep.supports("fr", code) or goog.supports("fr", code), code
        assert deep.supports(code, "fr") or goog.supports(code, "fr"), code


async def test_deepl_for_the_doctor(deep: Any, fake: FakeProviders) -> None:
    assert await deep.check() == "DeepL answers: 12,345 of 500,000 characters are used."
    fake.mode = "456"
    with pytest.raises(ProviderError, match="quota"):
        await deep.check()


@pytest.mark.parametrize(
    ("mode", "retryable", "reason", "pauses"),
    [
        ("429", True, "busy: 429", True),
        ("403", False, "key: 403", True),
        ("456", False, "quota", True),
        ("500", True, "unreachable: 500", False),
        ("400", False, "refused: 400 Slowdown", False),
        ("302", True, "bad_answer: 302", False),
        ("captcha", True, "bad_answer: not JSON", False),
        ("not-json", True, "bad_answer: not JSON", False),
    ],
)
async def test_refusals_say_whether_to_try_again_and_how_long_to_wait(
    service: Any,
    fake: FakeProviders,
    mode: str,
    retryable: bool,
    reason: str,
    pauses: bool,
) -> None:
    fake.mode = mode
    error = await refused(service)
    assert (error.retryable, error.reason, error.pause > 0) == (retryable, reason, pauses)


@pytest.mark.parametrize(("asked", "pause"), [("", 30.0), ("7", 7.0), ("99999", 3600.0)])
async def test_a_busy_service_says_how_long_to_wait(
    service: Any, fake: FakeProviders, asked: str, pause: float
) -> None:
    fake.mode, fake.retry_after = "429", asked
    assert (await refused(service)).pause == pause


@pytest.mark.parametrize("module", [libretranslate, deepl], ids=["libretranslate", "deepl"])
async def test_a_server_that_never_answers_is_slow(
    module: Any, fake: FakeProviders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SECONDS", 0.05)
    provider = module.build(ProviderConfig(fake.url, KEY))
    fake.mode = "slow"
    error = await refused(provider)
    assert (error.retryable, error.reason, error.pause) == (True, "slow", 0.0)
    await provider.close()


@pytest.mark.parametrize(
    ("url", "retryable", "reason"),
    [
        ("http://127.0.0.1:9", True, "unreachable: ConnectError"),
        ("http://a:b", False, "unreachable: the address is not one"),
        ("ftp://127.0.0.1", True, "unreachable: UnsupportedProtocol"),
    ],
)
async def test_an_address_where_nobody_answers(url: str, retryable: bool, reason: str) -> None:
    provider = deepl.build(ProviderConfig(url, KEY))
    error = await refused(provider)
    assert (error.retryable, error.reason) == (retryable, reason)
    await provider.close()


@pytest.mark.parametrize(
    ("mode", "key", "rests"),
    [("403", "key", 900), ("456", "quota", 3600), ("429", "busy", 60)],
)
async def test_through_the_translator_deepl_rests_after_a_refusal_and_the_next_one_is_asked(
    translator_on: Any, fake: FakeProviders, clock: Any, mode: str, key: str, rests: int
) -> None:
    translator = translator_on("deepl", "libretranslate")
    fake.script = [mode]
    first = await translator.translate(SENTENCE, "fr", "es")
    assert (first.provider, first.quality) == ("libretranslate", "good")
    alone = await translator.translate(SENTENCE, "fr", "uk", without={"libretranslate"})
    assert (alone.reason, len(fake.asked)) == ("resting", 1)
    clock.forward(rests + 1)
    again = await translator.translate(SENTENCE, "fr", "uk", without={"libretranslate"})
    assert (again.provider, again.quality) == ("deepl", "good")
    fake.script = [mode]
    assert (await translator.translate(SENTENCE, "fr", "ar", without={"libretranslate"})).reason_key == key


@pytest.mark.parametrize("mode", ["null", "object"])
async def test_another_shape_is_no_answer(service: Any, fake: FakeProviders, mode: str) -> None:
    fake.mode = mode
    assert (await refused(service)).reason.startswith("bad_answer")


def test_retry_after_is_seconds_or_a_date_and_never_more_than_an_hour() -> None:
    assert retry_after(None, 5) == 5
    assert retry_after("12", 5) == 12
    assert retry_after("soon", 5) == 5
    assert retry_after("nan", 5) == 5
    assert retry_after("999999", 5) == 3600
    assert retry_after("Wed, 21 Oct 2099 07:28:00 GMT", 5) == 3600
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT", 5) == 1


def test_providers_are_found_by_their_files() -> None:
    assert set(found_providers()) == {"google", "libretranslate", "deepl", "none"}


def test_an_unknown_provider_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(SettingsError, match='There is no translator "babelfish": choose among deepl, google'):
        build_translator(["babelfish"], {}, MemoryCache())


async def test_the_memory_cache_is_bounded_and_forgets_the_least_used() -> None:
    cache = MemoryCache(entries=2, characters=10)
    await cache.put("a", "1")
    await cache.put("b", "2")
    assert await cache.get("a") == "1"
    await cache.put("c", "3")
    assert (await cache.get("a"), await cache.get("b"), await cache.get("c")) == ("1", None, "3")
    await cache.put("d", "x" * 10)
    assert len(cache) == 1
    await cache.put("e", "x" * 11)
    assert len(cache) == 0
