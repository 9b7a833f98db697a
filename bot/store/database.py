"""The engine, its two dialects, and the statements that differ between them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table, case, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.errors import StoreError
from bot.store.seal import Seal
from bot.store.tables import lanes, moves


class Database:
    """One database. On SQLite there is one connection and one transaction at a time; PostgreSQL has a pool."""

    def __init__(
        self, url: str, seal: Seal, clock: Callable[[], datetime], desk: tuple[str, str] | None = None
    ) -> None:
        self.seal = seal
        self.clock = clock
        self.desk = desk
        self.engine = _engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._one_at_a_time = asyncio.Lock()
        self._lock_file: IO[str] | None = None
        self.wake_lanes = self._wake_lanes()

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end of the block, undone when the block raises."""
        if not self.sqlite:
            async with self.engine.begin() as connection:
                yield connection
            return
        async with self._one_at_a_time, self.engine.begin() as connection:
            yield connection

    read = write
    """Reading takes the same way: on SQLite the one connection is shared."""

    def insert(self, table: Table) -> Any:
        """The dialect's insert, which knows ``on_conflict``."""
        return sqlite.insert(table) if self.sqlite else postgresql.insert(table)

    def ignore(self, table: Table) -> Any:
        """Inserts rows; those that are there already stay as they are."""
        return self.insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, key: Sequence[str], columns: Sequence[str]) -> Any:
        """Inserts rows, or sets ``columns`` where the key is there already."""
        statement = self.insert(table)
        return statement.on_conflict_do_update(
            index_elements=list(key), set_={c: statement.excluded[c] for c in columns}
        )

    def _wake_lanes(self) -> Any:
        """Makes lanes due at the given time, or leaves them when they are due earlier; locks their rows."""
        statement = self.insert(lanes)
        earlier = case(
            (lanes.c.due_at.is_(None), statement.excluded.due_at),
            (lanes.c.due_at > statement.excluded.due_at, statement.excluded.due_at),
            else_=lanes.c.due_at,
        )
        return statement.on_conflict_do_update(index_elements=["key"], set_={"due_at": earlier})

    async def moved(self, tx: AsyncConnection, chat: str) -> str:
        """The id a group has now."""
        for _ in range(5):
            new = (await tx.execute(select(moves.c.new).where(moves.c.old == chat))).scalar()
            if new is None:
                break
            chat = new
        return chat

    # --- alone on a file ------------------------------------------------------------------------------------

    def lock_file(self) -> None:
        """Proves that no other process works on this SQLite file.

        Raises StoreError when one does.
        """
        import fcntl

        path = Path(str(self.engine.url.database) + ".lock")
        handle = path.open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            raise StoreError(
                f"Another Relais works on {self.engine.url.database}: stop it first, or use PostgreSQL for several."
            ) from None
        self._lock_file = handle

    async def close(self) -> None:
        """Ends every connection."""
        await self.engine.dispose()
        if self._lock_file is not None:
            self._lock_file.close()


def _engine(url: str) -> AsyncEngine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(
            "RELAIS_DATABASE_URL is not an address: it looks like postgresql+asyncpg://user@host/name."
        ) from None
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            try:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"The folder of {parsed.database} cannot be made ({error.strerror}).") from None
        engine = create_async_engine(parsed.set(drivername="sqlite+aiosqlite"), poolclass=StaticPool)
        _dress_sqlite(engine)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return create_async_engine(parsed.set(drivername="postgresql+asyncpg"), pool_size=10, pool_pre_ping=True)
    raise StoreError("RELAIS_DATABASE_URL must name SQLite or PostgreSQL (postgresql+asyncpg://…).")


def _dress_sqlite(engine: AsyncEngine) -> None:
    """WAL, full flushes, and transactions that say from the start that they will write."""

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
