"""The engine, its two dialects, and the statements that differ between them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, Table, case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store.embedded import Embedded
from bot.store.seal import Seal
from bot.store.tables import lanes, moves

CONNECT_WITHIN = 10
"""Seconds a PostgreSQL server may take to answer a new connection."""


class Database:
    """One database. On SQLite there is one connection and one transaction at a time; PostgreSQL has a pool."""

    def __init__(
        self, url: str, seal: Seal, clock: Callable[[], datetime], desk: tuple[str, str] | None = None
    ) -> None:
        self.seal = seal
        self.clock = clock
        self.desk = desk
        self._url = _address(url)
        self.sqlite = self._url.get_backend_name() == "sqlite"
        self._file = self._url.database if self.sqlite and self._url.database not in (None, "", ":memory:") else None
        self._embedded: Embedded | None = None
        self._engine: AsyncEngine | None = None
        self._lock_file: IO[str] | None = None
        self._statements: dict[tuple[str, ...], Any] = {}
        self.wake_lanes = self._wake_lanes()

    def connect(self) -> None:
        """Makes the engine; PostgreSQL is reached at the first transaction, a SQLite file is opened now."""
        if self.sqlite:
            self._embedded = Embedded(self._file or ":memory:")
        else:
            self._engine = create_async_engine(
                self._url, pool_size=10, pool_pre_ping=True, connect_args={"timeout": CONNECT_WITHIN}
            )

    @contextlib.asynccontextmanager
    async def write(self, *, slow: bool = False) -> AsyncIterator[Any]:
        """A transaction: committed at the end of the block, undone when the block raises.

        ``slow``: its statements may take longer than a blink (they go through whole tables); they do not run in the
        event loop's thread.
        """
        if self._embedded is not None:
            async with self._embedded.begin(slow=slow) as transaction:
                yield transaction
        elif self._engine is not None:
            async with self._engine.begin() as connection:
                yield connection

    read = write
    """Reading takes the same way: on SQLite the one connection is shared."""

    def insert(self, table: Table) -> Any:
        """The dialect's insert, which knows ``on_conflict``."""
        return sqlite.insert(table) if self.sqlite else postgresql.insert(table)

    def ignore(self, table: Table) -> Any:
        """Inserts rows; those that are there already stay as they are."""
        return self._kept(table, ("ignore",), lambda: self.insert(table).on_conflict_do_nothing())

    def upsert(self, table: Table, key: Sequence[str], columns: Sequence[str]) -> Any:
        """Inserts rows, or sets ``columns`` where the key is there already."""

        def made() -> Any:
            statement = self.insert(table)
            changes = {c: statement.excluded[c] for c in columns}
            return statement.on_conflict_do_update(index_elements=list(key), set_=changes)

        return self._kept(table, (*key, "set", *columns), made)

    def _kept(self, table: Table, name: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """A statement that was made before: making one takes longer than running it."""
        kept = self._statements.get((table.name, *name))
        if kept is None:
            kept = self._statements[table.name, *name] = make()
        return kept

    def _wake_lanes(self) -> Any:
        """Makes idle lanes due at the given time, and locks their rows.

        A lane that is due already keeps its time: it holds older work, which may be waiting for its next attempt, and
        what is put behind it must not use up the attempts of what is in front. An idle lane takes the priority of
        what is put on it, a busy one the more urgent of both.
        """
        statement = self.insert(lanes)
        new = statement.excluded
        priority = case(
            (lanes.c.due_at.is_(None), new.priority), (lanes.c.priority > new.priority, new.priority),
            else_=lanes.c.priority,
        )  # fmt: skip
        return statement.on_conflict_do_update(
            index_elements=["key"], set_={"due_at": func.coalesce(lanes.c.due_at, new.due_at), "priority": priority}
        )

    async def moves(self, tx: Any) -> Callable[[str], str]:
        """What gives the id a group has now; groups move so rarely that all moves are read at once."""
        new = {r.old: r.new for r in (await tx.execute(select(moves.c.old, moves.c.new))).all()}

        def now(chat: str) -> str:
            for _ in new:
                if chat not in new:
                    break
                chat = new[chat]
            return chat

        return now

    # --- alone on a file ------------------------------------------------------------------------------------

    def lock_file(self) -> None:
        """Proves that no other process works on this SQLite file.

        Raises StoreError when one does.
        """
        if self._file is None:
            return
        import fcntl

        path = Path(self._file + ".lock")
        handle = path.open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            raise StoreError(
                f"Another Relais works on {self._file}: stop it first, or use PostgreSQL for several."
            ) from None
        self._lock_file = handle

    async def close(self) -> None:
        """Ends every connection."""
        if self._embedded is not None:
            await self._embedded.close()
        if self._engine is not None:
            await self._engine.dispose()
        if self._lock_file is not None:
            self._lock_file.close()


def _address(url: str) -> URL:
    """The URL, read, with the driver that Relais uses. Raises StoreError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(
            "RELAIS_DATABASE_URL is not an address: it looks like postgresql+asyncpg://user@host/name."
        ) from None
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            try:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"The folder of {parsed.database} cannot be made ({error.strerror}).") from None
        return parsed
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+asyncpg")
    raise StoreError("RELAIS_DATABASE_URL must name SQLite or PostgreSQL (postgresql+asyncpg://…).")
