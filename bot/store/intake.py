"""The way in: raw events are stored, each once, on the right lane, before anybody is told that they were taken."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, tuple_, update

from bot.model import RawEvent
from bot.store.seal import clean
from bot.store.tables import conversations, cursors, inbox, lanes, links, messages

if TYPE_CHECKING:
    from bot.store.database import Database


async def receive(db: Database, events: Sequence[RawEvent], cursor: tuple[str, str] | None) -> tuple[str, ...]:
    """Stores ``events`` in their order. The lanes are locked, in the order of their names, before ids are taken."""
    now = db.clock()
    async with db.write() as tx:
        where = [fit(lane) for lane in await _lanes_of(tx, events)]
        woken = sorted(set(where))
        if woken:
            rows = [{"key": lane, "kind": "work", "priority": 0, "due_at": now} for lane in woken]
            await tx.execute(db.wake_lanes, rows)
            await tx.execute(
                db.ignore(inbox),
                [
                    {
                        "channel": e.channel, "account": e.account, "event_id": fit(e.event_id), "lane": lane,
                        "payload": db.seal.shut(e.payload), "received_at": now,
                    }
                    for e, lane in zip(events, where, strict=True)
                ],
            )  # fmt: skip
        if cursor:
            await tx.execute(db.upsert(cursors, ["name"], ("value",)), [{"name": cursor[0], "value": cursor[1]}])
    return tuple(woken)


def fit(name: str, length: int = 200) -> str:
    """A name as its column takes it: what is longer keeps its beginning and a digest of the whole."""
    if len(name) > length:
        name = f"{name[: length - 33]}#{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:32]}"
    return clean(name)


async def _lanes_of(tx: Any, events: Sequence[RawEvent]) -> list[str]:
    """The lane of each event: its own, the conversation's whose topic or message it concerns, or the group's."""
    threads = sorted({e.thread for e in events if not e.lane and e.thread})
    spots = sorted({e.message for e in events if not e.lane and e.message})
    by_thread: dict[tuple[str, str], str] = {}
    by_message: dict[tuple[str, str], str] = {}
    c = conversations.c
    if threads:
        wanted = select(c.desk_chat, c.desk_thread, c.lane).where(tuple_(c.desk_chat, c.desk_thread).in_(threads))
        by_thread = {(r.desk_chat, r.desk_thread): r.lane for r in (await tx.execute(wanted)).all()}
    if spots:
        wanted = (
            select(links.c.chat, links.c.provider_id, c.lane)
            .join(messages, messages.c.id == links.c.message_id)
            .join(conversations, c.id == messages.c.conversation_id)
            .where(tuple_(links.c.chat, links.c.provider_id).in_(spots))
        )
        by_message = {(r.chat, r.provider_id): r.lane for r in (await tx.execute(wanted)).all()}
    found = []
    for e in events:
        lane = e.lane or (by_thread.get(e.thread, "") if e.thread else "")
        lane = lane or (by_message.get(e.message, "") if e.message else "")
        found.append(lane or e.desk_lane)
    return found


async def lease_reader(db: Database, name: str, holder: str, lease: timedelta) -> bool:
    """Takes or renews the lane ``name`` for ``holder``."""
    now = db.clock()
    async with db.write() as tx:
        await tx.execute(db.ignore(lanes), [{"key": name, "kind": "reader", "priority": 0}])
        free = or_(lanes.c.lease_until.is_(None), lanes.c.lease_until <= now, lanes.c.holder == holder)
        taken = await tx.execute(
            update(lanes)
            .where(and_(lanes.c.key == name, free))
            .values(lease_until=now + lease, holder=holder, fence=lanes.c.fence + 1)
        )
    return bool(taken.rowcount)
