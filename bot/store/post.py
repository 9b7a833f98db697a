"""Post lanes: the outgoing parts of one chat in order, and how each fared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, and_, bindparam, case, delete, exists, func, not_, select, update

from bot.model import Act, Delivery, Outbound, Outcome, Part, To
from bot.store.codec import INTERNAL, read_outbound, write_delivery, write_outbound
from bot.store.commit import STEP, held_lanes, letting_go, move_group
from bot.store.intake import fit
from bot.store.tables import conversations, inbox, links, outbox
from bot.store.work import lease_lanes

if TYPE_CHECKING:
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class PostLease:
    """A post lane that is ours until ``until``, with its next parts."""

    lane: str
    fence: int
    until: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PartDone:
    """How one part fared. ``outcome`` RETRY: it stays first on its lane with ``attempts``; every other one is final.

    ``topic``: (chat, thread) of a topic that was opened. ``tell``: the conversation gets a report with ``reason``.
    """

    part: Part
    outcome: Outcome
    reason: str = ""
    ids: tuple[str, ...] = ()
    topic: tuple[str, str] | None = None
    tell: bool = False
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class PostDone:
    """What came of a post lease. ``before``: parts to be put in front of the next one. ``again``: not earlier than."""

    lease: PostLease
    parts: tuple[PartDone, ...] = ()
    before: tuple[Outbound, ...] = ()
    moved: tuple[str, str] | None = None
    again: datetime | None = None


_RANK = func.row_number().over(partition_by=outbox.c.lane, order_by=outbox.c.position).label("rank")
_OPEN = (
    select(outbox, _RANK)
    .where(outbox.c.lane.in_(bindparam("names", expanding=True)), outbox.c.done_at.is_(None))
    .subquery()
)
_NEXT = select(_OPEN).where(_OPEN.c.rank <= bindparam("n")).order_by(_OPEN.c.position)


async def claim_post(db: Database, limit: int, holder: str, lease: timedelta, per_lane: int = 8) -> list[PostLease]:
    """Leases post lanes that are due, people's first, with their next parts resolved to chats and message ids."""
    now = db.clock()
    async with db.write() as tx:
        leased = await lease_lanes(db, tx, "post", limit, holder, lease)
        if not leased:
            return []
        rows = (await tx.execute(_NEXT, {"names": list(leased), "n": per_lane})).all()
        bodies = _readable(db, rows)
        topics = await _topics(tx, {r.conversation_id for r, _b in bodies if r.side == "desk" and r.conversation_id})
        known = await _linked(tx, bodies)
        moved = await db.moves(tx) if any(row.side != To.PERSON.value for row, _body in bodies) else str
    parts: dict[str, list[Part]] = {lane: [] for lane in leased}
    for row, body in bodies:
        parts[row.lane].append(_part(row, body, topics, known, moved))
    until = now + lease
    return [PostLease(lane, fence, until, tuple(parts[lane])) for lane, fence in leased.items()]


def _readable(db: Database, rows: Sequence[Any]) -> list[tuple[Any, Outbound]]:
    """Rows with their bodies: the head of each lane, and what is behind it as long as it might be joined with it."""
    bodies: list[tuple[Any, Outbound]] = []
    open_: dict[str, bool] = {}
    for row in rows:
        if open_.get(row.lane, True):
            body = read_outbound(db.seal.open(row.body))
            open_[row.lane] = body.merge
            bodies.append((row, body))
    return bodies


async def _topics(tx: Any, ids: set[str]) -> dict[str, tuple[str, str]]:
    if not ids:
        return {}
    c = conversations.c
    rows = (await tx.execute(select(c.id, c.desk_chat, c.desk_thread).where(c.id.in_(ids)))).all()
    return {r.id: (r.desk_chat, r.desk_thread) for r in rows if r.desk_thread}


async def _linked(tx: Any, bodies: Sequence[tuple[Any, Outbound]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(our message id, side) → [(chat, the messenger's id)] for everything these parts quote or change."""
    wanted = {name for _row, body in bodies for name in (body.reply_to, body.target) if name}
    if not wanted:
        return {}
    rows = (await tx.execute(select(links).where(links.c.message_id.in_(wanted)).order_by(links.c.provider_id))).all()
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for r in rows:
        found.setdefault((r.message_id, r.side), []).append((r.chat, r.provider_id))
    return found


def _part(
    row: Any,
    body: Outbound,
    topics: dict[str, tuple[str, str]],
    known: dict[tuple[str, str], list[tuple[str, str]]],
    moved: Callable[[str], str],
) -> Part:
    chat, thread = row.chat, body.thread
    if row.side == To.DESK.value and body.act is not Act.OPEN_TOPIC and not thread:
        chat, thread = topics.get(row.conversation_id or "", (chat, ""))
    if row.side != To.PERSON.value:
        chat = moved(chat)
    side = "person" if row.side == To.PERSON.value else "desk"

    def ids(message: str) -> tuple[str, ...]:
        return tuple(i for c, i in known.get((message, side), ()) if c == chat or side == "person")

    targets = (body.target_id,) if body.target_id else ids(body.target)
    reply = ids(body.reply_to)
    return Part(
        row.key, row.conversation_id or "", row.channel, row.account, chat, body, thread=thread,
        reply_id=reply[0] if reply else "", target_ids=tuple(filter(None, targets)), attempts=row.attempts,
    )  # fmt: skip


async def commit_post(db: Database, done: Sequence[PostDone]) -> tuple[list[str], list[str]]:
    """Writes how parts fared, many lanes at once: (lanes whose lease was lost, work lanes that got a report)."""
    now = db.clock()
    async with db.write() as tx:
        held = await held_lanes(tx, [(d.lease.lane, d.lease.fence) for d in done])
        ours = [d for d in done if (d.lease.lane, d.lease.fence) in held]
        results = [(d, one) for d in ours for one in d.parts]
        await _outcomes(db, tx, [one for _d, one in results], now)
        await _links(db, tx, [one for _d, one in results])
        for d in ours:
            if d.moved:
                await move_group(db, tx, *d.moved)
            if d.before:
                await _in_front(db, tx, d, now)
        woken = await _reports(db, tx, [one for _d, one in results if one.tell], now)
        if ours:
            await tx.execute(_LET_GO, [{"k": d.lease.lane, "at": d.again or now} for d in ours])
    return [d.lease.lane for d in done if (d.lease.lane, d.lease.fence) not in held], woken


_FAREWELL = and_(outbox.c.state == "leaving", bindparam("g", type_=Boolean))
"""The part belongs to somebody who is forgotten, and it is done with."""
_LET_GO = letting_go(exists().where(outbox.c.lane == bindparam("k"), outbox.c.done_at.is_(None)))
_PART_DONE = (  # what was withdrawn meanwhile stays withdrawn
    update(outbox)
    .where(outbox.c.key == bindparam("k"), outbox.c.done_at.is_(None))
    .values(
        state=case((and_(outbox.c.state == "leaving", not_(bindparam("g", type_=Boolean))), outbox.c.state),
                   else_=bindparam("s")),
        attempts=bindparam("a"), error=bindparam("e"), provider_ids=bindparam("i"), done_at=bindparam("d"),
        body=case((_FAREWELL, ""), else_=outbox.c.body), chat=case((_FAREWELL, ""), else_=outbox.c.chat),
        lane=case((_FAREWELL, "gone"), else_=outbox.c.lane),
    )
)  # fmt: skip


async def _outcomes(db: Database, tx: Any, parts: Sequence[PartDone], now: datetime) -> None:
    if not parts:
        return
    rows = [
        {
            "k": p.part.key, "s": p.outcome.value, "a": p.attempts, "e": db.seal.shut(p.reason) if p.reason else None,
            "i": " ".join(p.ids), "d": None if p.outcome is Outcome.RETRY else now,
            "g": p.outcome is not Outcome.RETRY,
        }
        for p in parts
    ]  # fmt: skip
    await tx.execute(_PART_DONE, rows)


async def _links(db: Database, tx: Any, parts: Sequence[PartDone]) -> None:
    """The messenger's ids of what arrived, and the topics that were opened."""
    rows = [
        {"message_id": p.part.body.message, "side": "person" if p.part.body.to is To.PERSON else "desk",
         "chat": p.part.chat, "provider_id": provider_id}
        for p in parts if p.part.body.message for provider_id in p.ids
    ]  # fmt: skip
    for p in parts:
        if p.part.body.pin and p.ids:  # what is pinned lies in one place: where it was sent last
            await tx.execute(delete(links).where(links.c.message_id == p.part.body.message))
    if rows:
        await tx.execute(db.ignore(links), rows)
    for p in parts:
        if p.topic and p.part.conversation:
            chat, thread = p.topic
            await tx.execute(
                update(conversations)
                .where(conversations.c.id == p.part.conversation)
                .values(desk_chat=chat, desk_thread=thread)
            )


async def _in_front(db: Database, tx: Any, done: PostDone, now: datetime) -> None:
    """Puts parts in front of the next one of the lane (a topic made again, its recap)."""
    head = done.parts[-1].part if done.parts else done.lease.parts[0]
    place = (await tx.execute(select(outbox.c.position).where(outbox.c.key == head.key))).scalar_one()
    rows = []
    for number, body in enumerate(reversed(done.before), 1):
        rows.append(
            {
                "key": fit(f"{head.key}<{head.thread or '0'}:{body.key}"), "lane": done.lease.lane,
                "position": place - number, "conversation_id": head.conversation or None, "side": body.to.value,
                "channel": head.channel, "account": head.account, "chat": body.chat or head.chat,
                "body": db.seal.shut(write_outbound(body)), "message_id": body.message, "created_at": now,
            }
        )  # fmt: skip
    if len(rows) >= STEP:
        raise ValueError("too many parts to put in front")
    await tx.execute(db.ignore(outbox), rows)


async def _reports(db: Database, tx: Any, parts: Sequence[PartDone], now: datetime) -> list[str]:
    """Puts a report of each part on its conversation's lane; gives back those lanes."""
    ids = {p.part.conversation for p in parts if p.part.conversation}
    if not ids:
        return []
    c = conversations.c
    rows = (await tx.execute(select(c.id, c.lane).where(c.id.in_(ids), ~c.forgotten))).all()
    lane_of = {r.id: r.lane for r in rows}
    items = []
    for p in parts:
        lane = lane_of.get(p.part.conversation)
        if lane is None:
            continue
        report = Delivery(p.part.key, p.part.body.message, p.part.body.to, p.outcome, p.reason, p.attempts)
        items.append(
            {
                "channel": INTERNAL, "account": "post", "event_id": fit(f"{p.part.key}:{p.outcome.value}:{p.attempts}"),
                "lane": lane, "payload": db.seal.shut(write_delivery(report)), "received_at": now,
            }
        )  # fmt: skip
    woken = sorted({item["lane"] for item in items})
    if items:
        await tx.execute(db.wake_lanes, [{"key": k, "kind": "work", "priority": 0, "due_at": now} for k in woken])
        await tx.execute(db.ignore(inbox), items)
    return woken
