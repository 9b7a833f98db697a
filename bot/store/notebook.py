"""The desk's notebook, what is counted, and who waits: what staff see beyond one conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, or_, select

from bot.model import Conversation, Entry, Owner
from bot.store.tables import conversations, facts, notebook, outbox
from bot.store.work import load

if TYPE_CHECKING:
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as it was counted: in which conversation, when, in which language and channel."""

    conversation: str
    at: datetime
    kind: str
    value: str
    seconds: int | None
    language: str
    channel: str


async def write_notes(db: Database, tx: Any, entries: Sequence[Entry]) -> None:
    """Keeps pages of the notebook, or tears them out; the last word on a page counts."""
    last = {(entry.kind, entry.key): entry for entry in entries}
    gone = [entry for entry in last.values() if entry.body is None]
    rows = [
        {"kind": e.kind, "key": e.key, "body": db.seal.shut(json.dumps(e.body, ensure_ascii=False)), "at": db.clock(),
         "until": e.until}
        for e in last.values() if e.body is not None
    ]  # fmt: skip
    for entry in gone:
        await tx.execute(delete(notebook).where(notebook.c.kind == entry.kind, notebook.c.key == entry.key))
    if rows:
        await tx.execute(db.upsert(notebook, ["kind", "key"], ("body", "at", "until")), rows)


async def write_facts(db: Database, tx: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Counts; an event that comes twice is counted once."""
    if rows:
        await tx.execute(db.ignore(facts), list(rows))


async def read_notes(db: Database, kind: str) -> dict[str, Mapping[str, Any]]:
    """Every page of one kind that has not run out, the oldest first: key → body."""
    fresh = or_(notebook.c.until.is_(None), notebook.c.until > db.clock())
    wanted = select(notebook.c.key, notebook.c.body).where(notebook.c.kind == kind, fresh).order_by(notebook.c.at)
    async with db.read() as tx:
        rows = (await tx.execute(wanted)).all()
    return {r.key: json.loads(db.seal.open(r.body)) for r in rows}


async def read_facts(db: Database, since: datetime, until: datetime) -> list[FactRow]:
    """What was counted from ``since`` up to, not with, ``until`` (aware)."""
    f = facts.c
    wanted = select(facts).where(f.at >= since, f.at < until).order_by(f.at, f.sequence)
    async with db.read() as tx:
        rows = (await tx.execute(wanted)).all()
    return [FactRow(r.conversation_id, r.at, r.kind, r.value, r.seconds, r.language, r.channel) for r in rows]


async def read_waiting(db: Database) -> list[Conversation]:
    """Every conversation in which somebody waits for staff, the longest wait first."""
    c = conversations.c
    where = and_(c.waiting_since.is_not(None), c.owner.in_((Owner.WAITING.value, Owner.STAFF.value)))
    async with db.read() as tx:
        found = await load(db, tx, where)
    return sorted(found, key=lambda conversation: conversation.waiting_since or conversation.opened_at)


async def read_held(db: Database) -> int:
    """How many conversations staff have in hand."""
    where = and_(conversations.c.owner == Owner.STAFF.value, ~conversations.c.forgotten)
    async with db.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(conversations).where(where))).scalar_one())


async def read_queued(db: Database) -> int:
    """How many parts wait to leave for the staff's side, all groups together."""
    where = and_(outbox.c.done_at.is_(None), outbox.c.side.in_(("desk", "general")))
    async with db.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(outbox).where(where))).scalar_one())


async def tidy(db: Database, tx: Any) -> None:
    """Tears out the pages that have run out."""
    await tx.execute(delete(notebook).where(notebook.c.until <= db.clock()))
