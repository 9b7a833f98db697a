"""SQLite inside the process: one connection, one transaction at a time.

Statements run in the event loop's own thread: on an embedded database they take some tens of microseconds, less than a
hop to another thread and back. What waits for the disk (the commit) or goes through whole tables (``slow``) runs in a
thread of its own, and whoever wants the connection meanwhile waits without blocking the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, RootTransaction, create_engine, event
from sqlalchemy.pool import StaticPool

PATIENCE = 10.0
"""Seconds to wait for another process (an import, an audit) to end its transaction."""

T = TypeVar("T")


class Transaction:
    """What a transaction on SQLite can be asked: the same as SQLAlchemy's AsyncConnection."""

    __slots__ = ("_aside", "_connection")

    def __init__(self, connection: Connection, aside: Callable[[Callable[[], Any]], Any] | None) -> None:
        self._connection = connection
        self._aside = aside

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Runs one statement (with a list of parameters: once for each)."""
        if self._aside is None:
            return self._connection.execute(statement, parameters)
        return await self._aside(lambda: self._connection.execute(statement, parameters))

    async def run_sync(self, work: Callable[[Connection], T]) -> T:
        """Runs a function on the connection."""
        return work(self._connection)


class Embedded:
    """The one connection to a SQLite file: WAL, full flushes."""

    def __init__(self, path: str) -> None:
        self._engine = create_engine("sqlite+pysqlite://", creator=lambda: _connect(path), poolclass=StaticPool)
        event.listen(self._engine, "begin", _begun)
        self._connection: Connection = self._engine.connect()
        self._raw = cast(sqlite3.Connection, self._connection.connection.dbapi_connection)
        self._one_at_a_time = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    @contextlib.asynccontextmanager
    async def begin(self, *, slow: bool = False) -> AsyncIterator[Transaction]:
        """A transaction that says from the start that it will write; undone when the block raises."""
        async with self._one_at_a_time:
            transaction = await self._begin()
            before = self._raw.total_changes
            try:
                yield Transaction(self._connection, self._to_the_end if slow else None)
                if self._raw.total_changes != before or slow:
                    await self._to_the_end(transaction.commit)
                else:
                    transaction.commit()
            finally:
                if transaction.is_active:
                    transaction.rollback()

    async def _begin(self) -> RootTransaction:
        """Takes the write lock of the file; waits in turn while another process has it."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while True:
            try:
                return self._connection.begin()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or loop.time() > end:
                    raise
            await asyncio.sleep(0.005)

    async def _to_the_end(self, work: Callable[[], T]) -> T:
        """Runs ``work`` in the other thread. Who is cancelled meanwhile still waits: the connection is in use."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, work)
        cancelled: asyncio.CancelledError | None = None
        while not future.done():
            try:
                await asyncio.wait({future})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            future.exception()
            raise cancelled
        return future.result()

    async def close(self) -> None:
        """Ends the connection once nobody uses it."""
        async with self._one_at_a_time:
            self._connection.close()
            self._engine.dispose()
            self._thread.shutdown()


def _begun(connection: Connection) -> None:
    cast(sqlite3.Connection, connection.connection.dbapi_connection).execute("BEGIN IMMEDIATE")


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False, isolation_level=None)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=0"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
