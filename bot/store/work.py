"""Work lanes: lease, and commit what came of it. Many lanes share one transaction; each keeps its own fence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, func, or_, select, update

from bot.model import Conversation, Topic, Turn
from bot.store.codec import read_conversation
from bot.store.tables import EPOCH, conversations, inbox, lanes

if TYPE_CHECKING:
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Item:
    """One stored event on a lane."""

    id: int
    channel: str
    account: str
    event_id: str
    payload: str
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class WorkLease:
    """A lane that is ours until ``until``, with its oldest items."""

    lane: str
    fence: int
    until: datetime
    conversation: Conversation | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """An item that failed; it stays first on its lane and is tried again. ``last``: it is set aside instead."""

    error: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that nobody can read: it is kept with its reason and the lane goes on."""

    error: str


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What came of a lease: one result an item, in order; the lane is not looked at before ``again``."""

    lease: WorkLease
    results: tuple[tuple[Item, Turn | Failed | Unread], ...]
    again: datetime | None = None


_ITEM = (inbox.c.id, inbox.c.lane, inbox.c.channel, inbox.c.account, inbox.c.event_id, inbox.c.payload,
         inbox.c.attempts, inbox.c.received_at)  # fmt: skip
_RANK = func.row_number().over(partition_by=inbox.c.lane, order_by=inbox.c.id).label("rank")
_NEW = (
    select(*_ITEM, _RANK).where(inbox.c.lane.in_(bindparam("names", expanding=True)), inbox.c.state == "new").subquery()
)
_NEXT = select(_NEW).where(_NEW.c.rank <= bindparam("n")).order_by(_NEW.c.id)


async def claim_work(db: Database, limit: int, holder: str, lease: timedelta, per_lane: int = 20) -> list[WorkLease]:
    """Leases up to ``limit`` lanes that are due, oldest first, each under a higher fence."""
    now = db.clock()
    async with db.write() as tx:
        leased = await lease_lanes(db, tx, "work", limit, holder, lease)
        if not leased:
            return []
        rows = (await tx.execute(_NEXT, {"names": list(leased), "n": per_lane})).all()
        known = {c.lane: c for c in await load(db, tx, conversations.c.lane.in_(leased))}
    items: dict[str, list[Item]] = {lane: [] for lane in leased}
    for r in rows:
        items[r.lane].append(
            Item(r.id, r.channel, r.account, r.event_id, db.seal.open(r.payload), r.attempts, r.received_at)
        )
    until = now + lease
    return [WorkLease(lane, fence, until, known.get(lane), tuple(items[lane])) for lane, fence in leased.items()]


async def lease_lanes(db: Database, tx: Any, kind: str, limit: int, holder: str, lease: timedelta) -> dict[str, int]:
    """Takes lanes of one kind: lane → its new fence. Rows held by another worker are skipped."""
    now = db.clock()
    free = or_(lanes.c.lease_until.is_(None), lanes.c.lease_until <= now)
    # at least the time: a lane that was let go for good and made again never repeats a fence
    least = (now - EPOCH) // timedelta(milliseconds=1)
    due = (
        select(lanes.c.key, lanes.c.fence)
        .where(lanes.c.kind == kind, lanes.c.due_at <= now, free)
        .order_by(lanes.c.priority, lanes.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    leased = {r.key: max(r.fence + 1, least) for r in (await tx.execute(due)).all()}
    if leased:
        await tx.execute(
            update(lanes)
            .where(lanes.c.key.in_(leased))
            .values(
                fence=case((lanes.c.fence < least, least), else_=lanes.c.fence + 1),
                lease_until=now + lease,
                holder=holder,
            )
        )
    return leased


async def load(db: Database, tx: Any, where: Any) -> list[Conversation]:
    """The conversations that ``where`` chooses, with their topics (in groups that moved: under the new id)."""
    rows = (await tx.execute(select(conversations).where(where, ~conversations.c.forgotten))).all()
    moved = await db.moves(tx) if any(row.desk_thread for row in rows) else None
    found = []
    for row in rows:
        conversation = read_conversation(db.seal.open(row.state))
        if moved is not None and row.desk_thread:
            conversation = conversation.with_(topic=Topic(moved(row.desk_chat), row.desk_thread))
        found.append(conversation)
    return found
