"""The fake services, a clock that is moved by hand, and translators on them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from handoff.translation import Cache, MemoryCache, ProviderConfig, Translator, build_translator
from tests.translation.fake_providers import KEY, FakeProviders


class HandClock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def fake() -> AsyncIterator[FakeProviders]:
    async with FakeProviders() as server:
        yield server


@pytest.fixture
async def other() -> AsyncIterator[FakeProviders]:
    """A second server, for the next provider in the order."""
    async with FakeProviders() as server:
        yield server


Open = Callable[..., Translator]


@pytest.fixture
async def translator_on(fake: FakeProviders, other: FakeProviders, clock: HandClock) -> AsyncIterator[Open]:
    """Makes translators: the first name lies on ``fake``, the following ones on ``other``."""
    opened: list[Translator] = []

    def build(*order: str, cache: Cache | None = None, **more: Any) -> Translator:
        urls = (fake.url, *(other.url for _ in order[1:]))
        configs = {name: ProviderConfig(url, KEY) for name, url in zip(order, urls, strict=True)}
        opened.append(build_translator(order, configs, cache or MemoryCache(), clock=clock, **more))
        return opened[-1]

    yield build
    for translator in opened:
        await translator.close()
