"""A real translation engine on loopback, when Apertium is installed."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from tests.real.apertium_front import ApertiumFront, missing


@pytest.fixture
async def front() -> AsyncIterator[ApertiumFront]:
    reason = missing()
    if reason and os.environ.get("RELAIS_TEST_REQUIRE") == "all":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    async with ApertiumFront() as server:
        yield server
