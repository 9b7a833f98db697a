"""Which addresses stay in the house, and that nothing leaves it when that is forbidden."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from handoff.translation import MemoryCache, ProviderConfig, build_translator
from handoff.translation.inside import is_inside
from tests.translation.fake_providers import FakeProviders

INSIDE = (
    "http://localhost:5000",
    "http://127.0.0.1:5000",
    "http://[::1]:5000/",
    "http://10.2.3.4",
    "http://172.31.0.9:5000",
    "https://192.168.1.20",
    "http://[fd12:3456::1]:5000",
    "http://[::ffff:192.168.1.20]",
    "http://libretranslate:5000",
    "http://lt_server",
    "http://mt.local",
    "http://mt.asso.internal:5000/path",
    "HTTP://LibreTranslate.LOCAL.",
)
OUTSIDE = (
    "",
    "libretranslate:5000",
    "ftp://localhost",
    "https://libretranslate.com",
    "http://8.8.8.8",
    "http://172.32.0.1",
    "http://192.0.2.1",
    "http://169.254.169.254",
    "http://[2001:db8::1]",
    "http://[::ffff:8.8.8.8]",
    "http://134744072",
    "http://0x8080808",
    "http://localhost@libretranslate.com",
    "http://127.0.0.1.example.org",
    "http://fr.local.example.org",
    "http://x.internal.evil.org",
    "not an address",
    "http://",
)


@pytest.mark.parametrize("url", INSIDE)
def test_addresses_of_the_house(url: str) -> None:
    assert is_inside(url)


@pytest.mark.parametrize("url", OUTSIDE)
def test_addresses_outside(url: str) -> None:
    assert not is_inside(url)


@given(st.text(max_size=40))
def test_any_text_is_judged_without_a_failure(text: str) -> None:
    assert is_inside(text) in (True, False)
    assert is_inside(f"http://{text}") in (True, False)


def built(*order: str, url: str = "http://libretranslate:5000") -> list[str]:
    configs = {"libretranslate": ProviderConfig(url), "google": ProviderConfig("http://127.0.0.1")}
    return [provider.name for provider in build_translator(order, configs, MemoryCache(), outside=False).providers]


def test_companies_are_left_out_and_the_house_stays() -> None:
    assert built("google", "libretranslate", "deepl") == ["libretranslate"]
    assert built("libretranslate", "none") == ["libretranslate", "none"]


def test_when_nobody_is_left_translation_is_off() -> None:
    assert built("google", "deepl") == ["none"]
    assert built("google", "none") == ["none"]
    assert built() == []


def test_an_address_outside_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(SettingsError) as caught:
        built("google", "libretranslate", url="https://libretranslate.com/translate")
    assert str(caught.value) == (
        "RELAIS_TRANSLATE_OUTSIDE is off, but RELAIS_LIBRETRANSLATE_URL leads outside (libretranslate.com):"
        " give the address of a server on this machine or in your network, or take libretranslate out of"
        " RELAIS_TRANSLATORS."
    )


def test_allowed_to_leave_everybody_is_asked() -> None:
    configs = {"libretranslate": ProviderConfig("https://libretranslate.com")}
    translator = build_translator(["google", "libretranslate", "deepl"], configs, MemoryCache())
    assert [provider.name for provider in translator.providers] == ["google", "libretranslate", "deepl"]


async def test_forbidden_nothing_is_sent(translator_on: Any, fake: FakeProviders) -> None:
    found = await translator_on("google", outside=False).checked("Je cherche un lit ce soir", "fr", "es")
    assert (found.quality, found.reason) == ("none", "off")
    assert not fake.asked


async def test_a_server_of_the_house_translates(translator_on: Any, fake: FakeProviders) -> None:
    found = await translator_on("libretranslate", outside=False).translate("Je cherche un lit", "fr", "es")
    assert (found.provider, found.quality) == ("libretranslate", "good")
