"""Erasing: a person who asks for it, whole; and everybody's words when they are old."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, exists, select, update

from bot.model import Act
from bot.store.codec import INTERNAL, read_outbound, write_outbound
from bot.store.notebook import tidy
from bot.store.tables import EPOCH, cache, conversations, facts, inbox, lanes, links, messages, outbox

if TYPE_CHECKING:
    from bot.store.database import Database

BOARD = "board:"
"""How the ids of the pinned summaries begin: they belong to no conversation."""
FACTS_KEPT = timedelta(days=3 * 366)
"""What was counted is kept for three years of reports; it holds no word of anybody."""
KEYS_KEPT = timedelta(hours=48)
"""Inbox keys outlive the time in which a messenger repeats events (Telegram: 24 hours)."""
TOPIC_ACTS = (Act.OPEN_TOPIC, Act.EDIT_TOPIC, Act.CLOSE_TOPIC, Act.REOPEN_TOPIC)


async def erase(db: Database, tx: Any, conversation: str, item: int = 0) -> None:
    """Erases a person: messages, links, payloads, mirrors, and what of them waits to be sent to staff.

    What is on its way to the person, topics' own parts, and the parts of the inbox item ``item`` still leave; their
    words go with them.
    """
    lane = (await tx.execute(select(conversations.c.lane).where(conversations.c.id == conversation))).scalar()
    if lane is None:
        return
    gone = f"gone:{conversation}"
    ids = select(messages.c.id).where(messages.c.conversation_id == conversation)
    await tx.execute(delete(links).where(links.c.message_id.in_(ids)))
    await tx.execute(delete(messages).where(messages.c.conversation_id == conversation))
    ours = (inbox.c.lane == lane, inbox.c.state == "new", inbox.c.channel == INTERNAL)
    await tx.execute(update(inbox).where(*ours).values(state="done", handled="forgotten", done_at=db.clock()))
    read = (inbox.c.lane == lane, inbox.c.state != "new")
    await tx.execute(update(inbox).where(*read).values(payload="", error=None, lane=gone))
    nobody = f"gone{secrets.token_hex(8)}"  # counted still, as somebody who leads nowhere
    await tx.execute(update(facts).where(facts.c.conversation_id == conversation).values(conversation_id=nobody))
    await _erase_parts(db, tx, conversation, f"{item}:")
    await tx.execute(
        update(conversations).where(conversations.c.id == conversation)
        .values(state="", forgotten=True, owner="closed", waiting_since=None, clock_at=None, lane=gone)
    )  # fmt: skip


async def _erase_parts(db: Database, tx: Any, conversation: str, last: str) -> None:
    """Empties what has left, withdraws what staff need not read any more, and marks the rest to be emptied."""
    o = outbox.c
    empty = {"body": "", "error": None, "chat": "", "provider_ids": "", "lane": f"gone:{conversation}"}
    mine = o.conversation_id == conversation
    await tx.execute(update(outbox).where(mine, o.done_at.is_not(None)).values(**empty))
    rows = (await tx.execute(select(o.key, o.side, o.body).where(mine, o.done_at.is_(None)))).all()
    withdrawn, leaving = [], []
    for row in rows:
        body = read_outbound(db.seal.open(row.body))
        if row.side == "person" or body.act in TOPIC_ACTS or row.key.startswith(last):
            bare = replace(body, message="", report=False)
            leaving.append({"k": row.key, "b": db.seal.shut(write_outbound(bare))})
        else:
            withdrawn.append(row.key)
    if withdrawn:
        done = {**empty, "state": "withdrawn", "done_at": db.clock()}
        await tx.execute(update(outbox).where(o.key.in_(withdrawn)).values(**done))
    if leaving:
        mark = update(outbox).where(o.key == bindparam("k")).values(state="leaving", body=bindparam("b"), message_id="")
        await tx.execute(mark, leaving)


async def forget(db: Database, conversation: str) -> None:
    """Erases a person, whoever works on their lane at the moment: that work is refused by a higher fence."""
    async with db.write() as tx:
        lane = select(conversations.c.lane).where(conversations.c.id == conversation).scalar_subquery()
        # the lane first: who holds it has either committed or never will
        await tx.execute(
            update(lanes).where(lanes.c.key == lane)
            .values(fence=lanes.c.fence + 1, lease_until=None, holder=None, due_at=db.clock())
        )  # fmt: skip
        await erase(db, tx, conversation)


async def forget_before(db: Database, before: datetime) -> int:
    """Deletes the bodies of everything older than ``before`` and keeps what is counted; how many messages it was."""
    async with db.write(slow=True) as tx:
        old = (messages.c.at < before) & (messages.c.body != "")
        count = (await tx.execute(update(messages).where(old).values(body=""))).rowcount
        await tx.execute(
            update(inbox).where(inbox.c.done_at < before, inbox.c.payload != "").values(payload="", error=None)
        )
        await tx.execute(
            update(outbox).where(outbox.c.done_at < before, outbox.c.body != "").values(body="", error=None)
        )
        await tx.execute(delete(cache).where(cache.c.at < before))
        await tx.execute(delete(inbox).where(inbox.c.done_at < min(before, db.clock() - KEYS_KEPT)))
        orphaned = ~exists().where(messages.c.id == links.c.message_id)
        await tx.execute(delete(links).where(orphaned, ~links.c.message_id.startswith(BOARD)))
        await tx.execute(delete(facts).where(facts.c.at < db.clock() - FACTS_KEPT))
        await tidy(db, tx)
        await _drop_lanes(tx, min(before, db.clock() - KEYS_KEPT))
    return int(count)


async def _drop_lanes(tx: Any, before: datetime) -> None:
    """Drops lanes that nobody has leased since ``before`` and that hold nothing; they are made again when needed.

    A fence is at least the time of its lease in milliseconds, so a lane that comes back has a higher one.
    """
    idle = and_(lanes.c.kind.in_(("work", "post")), lanes.c.due_at.is_(None), lanes.c.lease_until.is_(None))
    unused = lanes.c.fence < (before - EPOCH) // timedelta(milliseconds=1)
    work = exists().where(inbox.c.lane == lanes.c.key, inbox.c.state == "new")
    post = exists().where(outbox.c.lane == lanes.c.key, outbox.c.done_at.is_(None))
    await tx.execute(delete(lanes).where(idle, unused, ~work, ~post))
