"""The account of every conversation: is the promise kept?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from bot.store.codec import INTERNAL
from bot.store.tables import conversations, inbox, lanes, messages, outbox

if TYPE_CHECKING:
    from bot.store.database import Database

ARRIVED = ("sent", "unknown", "blocked")
"""Ends of a part that answer a person: it arrived, it may have, or the person has shut the door."""
PATIENCE = timedelta(minutes=15)
"""How long an event may lie on a lane before the account calls it stuck."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Counts, and one sentence for everything that is not as promised."""

    counts: dict[str, int]
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every conversation is accounted for."""
        return not self.problems


async def audit(db: Database, now: datetime) -> Audit:
    """Accounts for every message of every person at the time ``now``."""
    async with db.read(slow=True) as tx:
        counts = await _counts(tx)
        problems = [
            *await _unanswered(tx),
            *await _without_clock(tx),
            *await _stuck(tx, now),
            *await _unrung(tx, now),
            *await _unread(db, tx),
        ]
    return Audit(counts, tuple(problems))


async def _counts(tx: Any) -> dict[str, int]:
    async def count(table: Any, *where: Any) -> int:
        return int((await tx.execute(select(func.count()).select_from(table).where(*where))).scalar_one())

    m = messages.c
    people = (m.author == "person", m.needs_answer)
    return {
        "conversations": await count(conversations, ~conversations.c.forgotten),
        "messages": await count(messages, m.author == "person"),
        "answered": await count(messages, *people, m.answered_by.is_not(None)),
        "waiting": await count(messages, *people, m.answered_by.is_(None)),
        "on_a_lane": await count(inbox, inbox.c.state == "new"),
        "on_their_way": await count(outbox, outbox.c.done_at.is_(None)),
        "set_aside": await count(inbox, inbox.c.state.in_(("failed", "unreadable"))),
        "not_delivered": await count(outbox, outbox.c.state == "failed"),
    }


async def _unanswered(tx: Any) -> list[str]:
    """Messages that nobody answered and nobody will: no part, or a part that failed, and no human who waits."""
    m, c, o = messages.c, conversations.c, outbox.c
    held = c.clock_at.is_not(None) & or_(c.owner.in_(("waiting", "staff")), c.waiting_since.is_not(None))
    lost = or_(
        m.answered_by.is_(None),
        o.key.is_(None),
        and_(o.done_at.is_not(None), o.state.not_in(ARRIVED)),
    )
    wanted = (
        select(m.id, m.conversation_id, m.answered_by)
        .join(conversations, c.id == m.conversation_id)
        .outerjoin(outbox, o.key == m.answered_by)
        .where(m.author == "person", m.needs_answer, ~c.forgotten, ~held, lost)
        .limit(200)
    )
    rows = (await tx.execute(wanted)).all()
    return [
        f"conversation {r.conversation_id}: message {r.id} "
        + ("has no answer and no human waits for it" if r.answered_by is None else "has an answer that did not arrive")
        for r in rows
    ]


async def _without_clock(tx: Any) -> list[str]:
    """Talks that wait for a human while no clock runs."""
    c = conversations.c
    where = (c.waiting_since.is_not(None), c.clock_at.is_(None), ~c.forgotten)
    rows = (await tx.execute(select(c.id).where(*where).limit(200))).all()
    return [f"conversation {r.id}: somebody waits and no clock runs" for r in rows]


async def _stuck(tx: Any, now: datetime) -> list[str]:
    """Events and parts that lie on a lane which nobody will look at, or has looked at for too long."""
    found = []
    for table, open_, at, what in (
        (inbox, inbox.c.state == "new", inbox.c.received_at, "an event"),
        (outbox, outbox.c.done_at.is_(None), outbox.c.created_at, "a part"),
    ):
        idle = or_(lanes.c.key.is_(None), and_(lanes.c.due_at.is_(None), lanes.c.lease_until.is_(None)))
        late = and_(at < now - PATIENCE, or_(lanes.c.due_at.is_(None), lanes.c.due_at < now - PATIENCE))
        wanted = (
            select(table.c.lane, func.count().label("n"))
            .outerjoin(lanes, lanes.c.key == table.c.lane)
            .where(open_, or_(idle, late))
            .group_by(table.c.lane)
            .limit(200)
        )
        found += [f"lane {r.lane}: {what} is stuck ({r.n} in all)" for r in (await tx.execute(wanted)).all()]
    return found


async def _unrung(tx: Any, now: datetime) -> list[str]:
    """Clocks that were due long ago: nobody was reminded."""
    c = conversations.c
    rows = (await tx.execute(select(c.id).where(c.clock_at < now - PATIENCE, ~c.forgotten).limit(200))).all()
    return [f"conversation {r.id}: its clock was due and did not ring" for r in rows]


async def _unread(db: Database, tx: Any) -> list[str]:
    """Events that nobody could work on, and those of a messenger that nobody could read."""
    i = inbox.c
    where = or_(i.state == "failed", and_(i.state == "unreadable", i.channel != INTERNAL))
    rows = (await tx.execute(select(i.id, i.state, i.error).where(where).limit(200))).all()
    return [f"event {r.id} is {r.state}: {db.seal.open(r.error or '')}" for r in rows]
