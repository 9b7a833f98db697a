"""Reading: conversations, histories, message ids, cursors, cache, places."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, cast, delete, exists, func, or_, select, type_coerce

from bot.model import Author, Conversation, Kind, Message
from bot.store.codec import CLOCK, INTERNAL
from bot.store.tables import Big, cache, conversations, cursors, inbox, lanes, links, messages, outbox, places
from bot.store.work import load

if TYPE_CHECKING:
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as it is stored: its JSON and what is looked for without reading it."""

    id: str
    source: str
    digest: str
    body: str
    lat: float | None
    lon: float | None
    checked_at: date | None


async def find_message(db: Database, chat: str, provider_id: str) -> str:
    """Our id of the messenger's message; empty when it is none of ours."""
    where = (links.c.chat == chat) & (links.c.provider_id == provider_id)
    async with db.read() as tx:
        return str((await tx.execute(select(links.c.message_id).where(where).limit(1))).scalar() or "")


async def find_conversation(db: Database, name: str) -> Conversation | None:
    """A conversation by id or lane."""
    async with db.read() as tx:
        found = await load(db, tx, or_(conversations.c.id == name, conversations.c.lane == name))
    return found[0] if found else None


async def read_history(db: Database, conversation: str, limit: int) -> list[Message]:
    """The last ``limit`` messages, oldest first."""
    wanted = (
        select(messages).where(messages.c.conversation_id == conversation)
        .order_by(messages.c.sequence.desc()).limit(limit)
    )  # fmt: skip
    async with db.read() as tx:
        rows = (await tx.execute(wanted)).all()
    found = []
    for r in reversed(rows):
        body = json.loads(db.seal.open(r.body) or "{}")
        found.append(
            Message(
                r.id, Author(r.author), body.get("t", ""), r.language, body.get("x", ""), kind=Kind(r.kind),
                staff=body.get("s", ""), translator=body.get("p", ""), at=r.at, needs_answer=r.needs_answer,
                revises=r.revises,
            )
        )  # fmt: skip
    return found


async def read_cursor(db: Database, name: str) -> str | None:
    """Where a reader has got to."""
    async with db.read() as tx:
        value = (await tx.execute(select(cursors.c.value).where(cursors.c.name == name))).scalar()
    return None if value is None else str(value)


async def overdue(db: Database, now: datetime, limit: int) -> list[tuple[str, str, datetime]]:
    """Conversations whose answer clock is due and has not rung for it yet: (id, lane, when it was due)."""
    c, i = conversations.c, inbox.c
    rung = exists().where(
        i.channel == INTERNAL, i.account == CLOCK, i.event_id == c.id + ":" + cast(type_coerce(c.clock_at, Big), String)
    )
    wanted = (
        select(c.id, c.lane, c.clock_at).where(c.clock_at <= now, ~c.forgotten, ~rung)
        .order_by(c.clock_at).limit(limit)
    )  # fmt: skip
    async with db.read() as tx:
        return [(r.id, r.lane, r.clock_at) for r in (await tx.execute(wanted)).all()]


async def mend(db: Database) -> int:
    """Makes lanes due that hold work and are not: nothing is forgotten, whatever happened. How many it was."""
    now = db.clock()
    mended = 0
    async with db.write() as tx:
        for kind, table, open_ in (
            ("work", inbox, inbox.c.state == "new"),
            ("post", outbox, outbox.c.done_at.is_(None)),
        ):
            idle = or_(lanes.c.key.is_(None), and_(lanes.c.due_at.is_(None), lanes.c.lease_until.is_(None)))
            holding = select(table.c.lane).outerjoin(lanes, lanes.c.key == table.c.lane).where(open_, idle).distinct()
            found = sorted(r.lane for r in (await tx.execute(holding)).all())
            if found:
                rows = [{"key": lane, "kind": kind, "priority": 0, "due_at": now} for lane in found]
                await tx.execute(db.wake_lanes, rows)
            mended += len(found)
    return mended


# --- places -------------------------------------------------------------------------------------------------


async def save_places(db: Database, rows: Sequence[PlaceRow]) -> tuple[int, int, int]:
    """Saves places: how many were new, changed, the same."""
    now = db.clock()
    async with db.write() as tx:
        ids = [row.id for row in rows]
        known = {
            r.id: r.digest for r in await tx.execute(select(places.c.id, places.c.digest).where(places.c.id.in_(ids)))
        }
        fresh = {row.id: row for row in rows if known.get(row.id) != row.digest}
        if fresh:
            values = [
                {"id": r.id, "source": r.source, "digest": r.digest, "body": r.body, "lat": r.lat, "lon": r.lon,
                 "checked_at": r.checked_at.isoformat() if r.checked_at else None, "updated_at": now}
                for r in fresh.values()
            ]  # fmt: skip
            keep = ("source", "digest", "body", "lat", "lon", "checked_at", "updated_at")
            await tx.execute(db.upsert(places, ["id"], keep), values)
            await _next_version(db, tx)
    new = sum(1 for name in fresh if name not in known)
    return new, len(fresh) - new, len(rows) - len(fresh)


async def remove_places(db: Database, ids: Sequence[str]) -> None:
    """Takes places out."""
    async with db.write() as tx:
        await tx.execute(delete(places).where(places.c.id.in_(ids)))
        await _next_version(db, tx)


async def _next_version(db: Database, tx: Any) -> None:
    value = (await tx.execute(select(cursors.c.value).where(cursors.c.name == "places"))).scalar()
    row = {"name": "places", "value": str(int(value or 0) + 1)}
    await tx.execute(db.upsert(cursors, ["name"], ("value",)), [row])


async def load_places(db: Database) -> AsyncIterator[str]:
    """The JSON of every place, in the order of their ids."""
    last = ""
    while True:
        wanted = select(places.c.id, places.c.body).where(places.c.id > last).order_by(places.c.id).limit(2_000)
        async with db.read() as tx:
            rows = (await tx.execute(wanted)).all()
        for r in rows:
            yield r.body
        if not rows:
            return
        last = rows[-1].id


async def count_places(db: Database) -> int:
    """How many places there are."""
    async with db.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(places))).scalar_one())


# --- translation cache --------------------------------------------------------------------------------------


async def cache_get(db: Database, key: str) -> str | None:
    """A kept translation."""
    async with db.read() as tx:
        value = (await tx.execute(select(cache.c.value).where(cache.c.key == key))).scalar()
    return None if value is None else db.seal.open(value)


async def cache_put(db: Database, key: str, text: str) -> None:
    """Keeps a translation."""
    row = {"key": key, "value": db.seal.shut(text), "at": db.clock()}
    async with db.write() as tx:
        await tx.execute(db.upsert(cache, ["key"], ("value", "at")), [row])
