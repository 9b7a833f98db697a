"""A store on each database, with a clock that is set by hand; Redis where there is one."""

from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.store import Store
from tests.databases import database_url, redis_url, sqlite_url  # noqa: F401 - fixtures
from tests.flow.scene import Scene
from tests.store.kit import DESK, Time


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged; nothing is printed."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def clock() -> Time:
    """The time of the test."""
    return Time()


@pytest.fixture
async def store(database_url: str, clock: Time) -> AsyncIterator[Store]:  # noqa: F811 - the fixture
    """An open store, on SQLite and on PostgreSQL."""
    opened = await Store.open(database_url, desk=DESK, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def lite(sqlite_url: str, clock: Time) -> AsyncIterator[Store]:  # noqa: F811 - the fixture
    """An open store on SQLite, for what does not depend on the database."""
    opened = await Store.open(sqlite_url, desk=DESK, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def scene(store: Store, clock: Time) -> Scene:
    """A worker and a post on the store."""
    return Scene(store, clock)
