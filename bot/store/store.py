"""The store: every transaction the rest of the house may ask for, by name."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from alembic.util import CommandError
from asyncpg import InterfaceError, PostgresError
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreError
from bot.model import Conversation, Message, RawEvent
from bot.store import erasing, intake, notebook, post, records, work
from bot.store.audit import Audit, audit
from bot.store.commit import commit_work, held_lanes
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.notebook import FactRow
from bot.store.post import PostDone, PostLease
from bot.store.records import PlaceRow
from bot.store.seal import CHECK, seal_for
from bot.store.tables import conversations, cursors, inbox, lanes, messages, outbox
from bot.store.work import WorkDone, WorkLease


def utcnow() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def _cause(error: Exception) -> str:
    """What went wrong, in one line, as the driver says it."""
    cause = getattr(error, "orig", None) or error
    cause = cause.__cause__ or cause  # SQLAlchemy's adapter of asyncpg repeats the class name
    lines = str(cause).splitlines()
    return f"{type(cause).__name__}: {lines[0]}" if lines else type(cause).__name__


class Store:
    """One database, open. All of it is SQL's own truth: a process may die between any two calls."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        secret: str = "",
        desk: tuple[str, str] | None = None,
        clock: Callable[[], datetime] = utcnow,
        alone: bool = True,
    ) -> Store:
        """Opens and migrates the database. ``desk`` is the (channel, account) that desk parts leave by.

        ``alone``: this process works on the lanes; on SQLite it must be the only one, and leases of a dead process are
        cleared. Raises StoreError with one sentence when the database cannot be used.
        """
        db = Database(url, seal_for(secret), clock, desk)
        try:
            if db.sqlite and alone:
                db.lock_file()
            db.connect()
            await migrate(db)
            store = cls(db)
            await store._check_key(secret)
            if db.sqlite and alone:
                async with db.write() as tx:
                    await tx.execute(update(lanes).values(lease_until=None, holder=None))
        except StoreError:
            await db.close()
            raise
        except CommandError:
            await db.close()
            raise StoreError("The database was made by a newer Relais: update this one, or use its database.") from None
        except (SQLAlchemyError, PostgresError, InterfaceError, sqlite3.Error, OSError) as error:
            await db.close()
            raise StoreError(
                f"The database cannot be used ({_cause(error)}): check RELAIS_DATABASE_URL, that the server runs, "
                "and that the user may create tables."
            ) from None
        return store

    async def close(self) -> None:
        """Ends every connection and lets the file go."""
        await self._db.close()

    @property
    def dialect(self) -> str:
        """The database's name."""
        return "SQLite" if self._db.sqlite else "PostgreSQL"

    async def _check_key(self, secret: str) -> None:
        """The stored check opens only with the key it was made with."""
        kept = await records.read_cursor(self._db, "seal")
        if kept is not None:
            self._db.seal.open(kept)
        elif secret:
            async with self._db.write() as tx:
                row = {"name": "seal", "value": self._db.seal.shut(CHECK)}
                await tx.execute(self._db.ignore(cursors), [row])

    # --- the way in -----------------------------------------------------------------------------------------

    async def receive(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> tuple[str, ...]:
        """Stores raw events and the reader's cursor in one transaction; the lanes that now have work."""
        return await intake.receive(self._db, events, cursor)

    async def cursor(self, name: str) -> str | None:
        """Where a reader has got to."""
        return await records.read_cursor(self._db, name)

    async def claim_work(self, limit: int, holder: str, lease: timedelta, per_lane: int = 20) -> list[WorkLease]:
        """Leases work lanes that are due."""
        return await work.claim_work(self._db, limit, holder, lease, per_lane)

    async def commit_work(self, done: Sequence[WorkDone]) -> list[str]:
        """Writes what came of work leases; the lanes whose lease was lost."""
        return await commit_work(self._db, done)

    # --- the way out ----------------------------------------------------------------------------------------

    async def claim_post(self, limit: int, holder: str, lease: timedelta, per_lane: int = 8) -> list[PostLease]:
        """Leases post lanes that are due."""
        return await post.claim_post(self._db, limit, holder, lease, per_lane)

    async def commit_post(self, done: Sequence[PostDone]) -> tuple[list[str], list[str]]:
        """Writes how parts fared; (lanes whose lease was lost, work lanes that got a report)."""
        return await post.commit_post(self._db, done)

    # --- leases ---------------------------------------------------------------------------------------------

    async def renew(self, held: Sequence[tuple[str, int]], lease: timedelta) -> list[str]:
        """Makes leases longer: (lane, fence) each; gives back their lanes. Those that were lost stay lost."""
        until = self._db.clock() + lease
        async with self._db.write() as tx:
            ours = sorted(lane for lane, _fence in await held_lanes(tx, held))
            if ours:
                await tx.execute(update(lanes).where(lanes.c.key.in_(ours)).values(lease_until=until))
        return ours

    async def give_back(self, lane: str, fence: int, due: datetime) -> None:
        """Lets a lane go without a result; it is due again at ``due``."""
        where = (lanes.c.key == lane, lanes.c.fence == fence, lanes.c.lease_until.is_not(None))
        async with self._db.write() as tx:
            await tx.execute(update(lanes).where(*where).values(lease_until=None, holder=None, due_at=due))

    async def lease_reader(self, name: str, holder: str, lease: timedelta) -> bool:
        """Takes or renews the right to read for ``name``; False while another holder has it."""
        return await intake.lease_reader(self._db, name, holder, lease)

    async def release_reader(self, name: str, holder: str) -> None:
        """Gives the right to read back."""
        where = (lanes.c.key == name) & (lanes.c.holder == holder)
        async with self._db.write() as tx:
            await tx.execute(update(lanes).where(where).values(lease_until=None, holder=None))

    # --- looking --------------------------------------------------------------------------------------------

    async def message_id(self, chat: str, provider_id: str) -> str:
        """Our id of the messenger's message; empty when it is none of ours."""
        return await records.find_message(self._db, chat, provider_id)

    async def history(self, conversation: str, limit: int) -> list[Message]:
        """The last ``limit`` messages of a conversation, oldest first."""
        return await records.read_history(self._db, conversation, limit)

    async def conversation(self, name: str) -> Conversation | None:
        """A conversation by id or lane."""
        return await records.find_conversation(self._db, name)

    async def overdue(self, now: datetime, limit: int = 100) -> list[tuple[str, str, datetime]]:
        """Conversations whose clock is due: (id, lane, due)."""
        return await records.overdue(self._db, now, limit)

    async def mend(self) -> int:
        """Makes lanes due that hold work and are not."""
        return await records.mend(self._db)

    async def audit(self, now: datetime) -> Audit:
        """The account of every conversation."""
        return await audit(self._db, now)

    async def counts(self) -> dict[str, float]:
        """What /metrics shows."""
        async with self._db.read(slow=True) as tx:

            async def one(statement: object) -> float:
                return float((await tx.execute(statement)).scalar() or 0)

            oldest = (await tx.execute(select(func.min(conversations.c.waiting_since)))).scalar()
            waited = (self._db.clock() - oldest).total_seconds() if oldest else 0.0
            return {
                "events_on_lanes": await one(select(func.count()).select_from(inbox).where(inbox.c.state == "new")),
                "parts_on_their_way": await one(
                    select(func.count()).select_from(outbox).where(outbox.c.done_at.is_(None))
                ),
                "conversations": await one(select(func.count()).select_from(conversations)),
                "conversations_waiting": await one(
                    select(func.count()).select_from(conversations).where(conversations.c.waiting_since.is_not(None))
                ),
                "messages": await one(select(func.count()).select_from(messages)),
                "longest_wait_seconds": waited,
            }

    async def notes(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """Every page of one kind in the desk's notebook, the oldest first: key → body."""
        return await notebook.read_notes(self._db, kind)

    async def facts(self, since: datetime, until: datetime) -> list[FactRow]:
        """What was counted from ``since`` up to, not with, ``until``."""
        return await notebook.read_facts(self._db, since, until)

    async def waiting(self) -> list[Conversation]:
        """Every conversation in which somebody waits for staff, the longest wait first."""
        return await notebook.read_waiting(self._db)

    async def held(self) -> int:
        """How many conversations staff have in hand."""
        return await notebook.read_held(self._db)

    async def queued(self) -> int:
        """How many parts wait to leave for the staff's side."""
        return await notebook.read_queued(self._db)

    # --- erasing --------------------------------------------------------------------------------------------

    async def forget(self, conversation: str) -> None:
        """Erases a person."""
        await erasing.forget(self._db, conversation)

    async def retention(self, before: datetime) -> int:
        """Deletes the bodies of what is older than ``before``; counts stay."""
        return await erasing.forget_before(self._db, before)

    # --- places and cache -----------------------------------------------------------------------------------

    async def save_places(self, rows: Sequence[PlaceRow]) -> tuple[int, int, int]:
        """Saves places: (new, changed, same)."""
        return await records.save_places(self._db, rows)

    def load_places(self) -> AsyncIterator[str]:
        """The JSON of every place."""
        return records.load_places(self._db)

    async def remove_places(self, ids: Sequence[str]) -> None:
        """Takes places out."""
        await records.remove_places(self._db, ids)

    async def count_places(self) -> int:
        """How many places there are."""
        return await records.count_places(self._db)

    async def places_version(self) -> int:
        """Rises whenever a place is saved or taken out."""
        return int(await records.read_cursor(self._db, "places") or 0)

    async def cache_get(self, key: str) -> str | None:
        """A kept translation."""
        return await records.cache_get(self._db, key)

    async def cache_put(self, key: str, text: str) -> None:
        """Keeps a translation."""
        await records.cache_put(self._db, key, text)
