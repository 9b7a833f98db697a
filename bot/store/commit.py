"""What one turn leads to, written whole, under the lane's fence, or not at all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, exists, null, select, update

from bot.model import Conversation, Entry, Message, Outbound, To, Turn
from bot.store.codec import write_conversation, write_outbound
from bot.store.erasing import erase
from bot.store.notebook import write_facts, write_notes
from bot.store.seal import clean
from bot.store.tables import Moment, conversations, inbox, lanes, links, messages, moves, outbox
from bot.store.work import Failed, Item, Unread, WorkDone

if TYPE_CHECKING:
    from bot.store.database import Database

STEP = 16
"""Distance between two positions on a post lane, so that parts can be put in front of one another."""


_ITEM_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("i"))
    .values(
        state=bindparam("s"), attempts=bindparam("a"), error=bindparam("e"), handled=bindparam("h"),
        done_at=bindparam("d"),
    )
)  # fmt: skip
_ANSWERED = (  # what was written after the answer waits for another one
    update(messages)
    .where(
        messages.c.conversation_id == bindparam("c"), messages.c.sequence <= bindparam("q"),
        messages.c.needs_answer, messages.c.answered_by.is_(None),
    )
    .values(answered_by=bindparam("k"))
)  # fmt: skip
_TAIL = update(lanes).where(lanes.c.key == bindparam("k")).values(tail=bindparam("n"))
_HELD = (
    select(lanes.c.key, lanes.c.fence)
    .where(lanes.c.key.in_(bindparam("names", expanding=True)), lanes.c.lease_until.is_not(None))
    .order_by(lanes.c.key)
    .with_for_update()
)


def letting_go(left: Any) -> Any:
    """The statement that gives the lane ``k`` back: due at ``at`` when something (``left``) is left on it.

    The lane is locked already, so what is seen now is all there is: lock, then look.
    """
    due = case((left, bindparam("at", type_=Moment())), else_=null())
    return update(lanes).where(lanes.c.key == bindparam("k")).values(lease_until=None, holder=None, due_at=due)


_LET_GO = letting_go(exists().where(inbox.c.lane == bindparam("k"), inbox.c.state == "new"))


@dataclass
class _Heap:
    """The rows of one transaction, table by table."""

    now: datetime
    done: list[dict[str, Any]] = field(default_factory=list)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    notes: list[Entry] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    forget: list[tuple[str, int]] = field(default_factory=list)  # (conversation, the item that asked for it)


async def commit_work(db: Database, done: Sequence[WorkDone]) -> list[str]:
    """Writes what came of many leases in one transaction; gives back the lanes whose lease was lost."""
    now = db.clock()
    async with db.write() as tx:
        held = await held_lanes(tx, [(d.lease.lane, d.lease.fence) for d in done])
        ours = [d for d in done if (d.lease.lane, d.lease.fence) in held]
        heap = _Heap(now)
        for one in ours:
            before = one.lease.conversation
            for item, result in one.results:
                before = _put(db, heap, item, result, before)
        await _write(db, tx, heap)
        if ours:
            await tx.execute(_LET_GO, [{"k": d.lease.lane, "at": d.again or now} for d in ours])
        for conversation, item_id in heap.forget:
            await erase(db, tx, conversation, item_id)
    return [d.lease.lane for d in done if (d.lease.lane, d.lease.fence) not in held]


async def held_lanes(tx: Any, leases: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    """Locks the lanes, in the order of their names, and gives back those leases that are still good.

    A lease ends with its commit: who commits twice, because the first answer was lost on the way, changes nothing.
    """
    rows = (await tx.execute(_HELD, {"names": [lane for lane, _fence in leases]})).all()
    return {(r.key, r.fence) for r in rows}.intersection(leases)


def _put(
    db: Database, heap: _Heap, item: Item, result: Turn | Failed | Unread, before: Conversation | None
) -> Conversation | None:
    """Puts the rows of one result on the heap; gives back the conversation as it is afterwards."""
    row: dict[str, Any] = {"i": item.id, "s": "done", "a": item.attempts, "e": None, "h": None, "d": heap.now}
    heap.done.append(row)
    if isinstance(result, Failed):
        row.update(a=item.attempts + 1, e=db.seal.shut(result.error))
        row.update({"s": "failed"} if result.last else {"s": "new", "d": None})
        return before
    if isinstance(result, Unread):
        row.update(s="unreadable", e=db.seal.shut(result.error))
        return before
    row["h"] = clean(result.handled)
    conversation = result.conversation
    heap.notes += result.notes
    if result.desk_moved:
        heap.moved.append(result.desk_moved)
    if conversation is not None:
        heap.conversations[conversation.id] = conversation
        if result.forget:
            heap.forget.append((conversation.id, item.id))
    answer = next((f"{item.id}:{part.key}" for part in result.say if part.answers), None)
    older = before is not None and before.waiting_since is not None
    if answer and conversation is not None and (older or not result.messages):
        heap.answers.append({"c": conversation.id, "k": answer, "q": item.id * 100 + 99})
    for number, message in enumerate(result.messages):
        _message(db, heap, conversation, message, item.id * 100 + number, answer)
    if conversation is not None and not result.forget:
        heap.facts += [
            {"conversation_id": conversation.id, "sequence": item.id * 100 + number, "at": heap.now, "kind": fact.kind,
             "value": fact.value[:60], "seconds": fact.seconds, "language": conversation.language[:8],
             "channel": conversation.channel}
            for number, fact in enumerate(result.facts)
        ]  # fmt: skip
    for part in result.say:
        _part(db, heap, conversation, part, f"{item.id}:{part.key}")
    return conversation or before


def _message(
    db: Database, heap: _Heap, conversation: Conversation | None, message: Message, sequence: int, answer: str | None
) -> None:
    if conversation is None:
        return
    body = {"t": message.text, "x": message.translation, "s": message.staff, "p": message.translator}
    heap.messages.append(
        {
            "id": message.id,
            "conversation_id": conversation.id,
            "sequence": sequence,
            "author": message.author.value,
            "kind": message.kind.value,
            "language": message.language[:8],
            "body": db.seal.shut(json.dumps({k: v for k, v in body.items() if v}, ensure_ascii=False)),
            "at": message.at or heap.now,
            "needs_answer": message.needs_answer,
            "answered_by": answer if message.needs_answer else None,
            "revises": message.revises,
        }
    )
    side = "person" if message.author.value == "person" else "desk"
    for provider_id in message.provider_ids:
        heap.links.append(
            {
                "message_id": message.id,
                "side": side,
                "chat": message.chat or conversation.chat,
                "provider_id": provider_id,
            }
        )


def _part(db: Database, heap: _Heap, conversation: Conversation | None, part: Outbound, key: str) -> None:
    if part.to is To.PERSON and conversation is not None:
        channel, account, chat = conversation.channel, conversation.account, conversation.chat
        lane = f"post:{channel}:{account}:{chat}"
    elif db.desk is not None and part.to is not To.PERSON:
        (channel, account), chat = db.desk, part.chat
        inside = conversation is not None and part.to is To.DESK
        lane = f"post:desk:{conversation.id}" if inside and conversation else f"post:general:{part.chat}"
    else:
        return
    heap.parts.append(
        {
            "key": key,
            "lane": lane,
            "priority": part.priority,
            "conversation_id": conversation.id if conversation else None,
            "side": part.to.value,
            "channel": channel,
            "account": account,
            "chat": chat,
            "body": db.seal.shut(write_outbound(part)),
            "message_id": part.message,
            "created_at": heap.now,
        }
    )


async def _write(db: Database, tx: Any, heap: _Heap) -> None:
    await add_parts(db, tx, heap.parts, heap.now)
    if heap.conversations:
        rows = [
            {
                "id": c.id, "lane": c.lane, "owner": c.owner.value, "waiting_since": c.waiting_since,
                "state": db.seal.shut(write_conversation(c)),
                "clock_at": c.clock_at, "opened_at": c.opened_at, "last_inbound_at": c.last_inbound_at,
                "closed_at": c.closed_at, "forgotten": False,
            }
            for c in heap.conversations.values()
        ]  # fmt: skip
        keep = ("owner", "state", "waiting_since", "clock_at", "last_inbound_at", "closed_at", "forgotten")
        await tx.execute(db.upsert(conversations, ["id"], keep), rows)
    if heap.messages:
        await tx.execute(db.ignore(messages), heap.messages)
    if heap.answers:
        await tx.execute(_ANSWERED, heap.answers)
    if heap.links:
        await tx.execute(db.ignore(links), heap.links)
    await write_notes(db, tx, heap.notes)
    await write_facts(db, tx, heap.facts)
    for old, new in heap.moved:
        await move_group(db, tx, old, new)
    if heap.done:
        await tx.execute(_ITEM_DONE, heap.done)


async def add_parts(db: Database, tx: Any, parts: Sequence[dict[str, Any]], now: datetime) -> None:
    """Puts parts at the end of their lanes: the lane is locked first, then the position is taken."""
    if not parts:
        return
    by_lane: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for part in parts:
        by_lane[part["lane"]].append(part)
    keys = sorted(by_lane)
    rows = [{"key": k, "kind": "post", "priority": min(p["priority"] for p in by_lane[k]), "due_at": now} for k in keys]
    await tx.execute(db.wake_lanes, rows)
    locked = select(lanes.c.key, lanes.c.tail).where(lanes.c.key.in_(keys)).order_by(lanes.c.key).with_for_update()
    tails = {r.key: r.tail for r in (await tx.execute(locked)).all()}
    values = []
    for key in keys:
        for number, part in enumerate(by_lane[key], 1):
            row = {name: value for name, value in part.items() if name != "priority"}
            values.append({**row, "position": tails[key] + number * STEP})
    await tx.execute(db.ignore(outbox), values)
    await tx.execute(_TAIL, [{"k": k, "n": tails[k] + len(by_lane[k]) * STEP} for k in keys])


async def move_group(db: Database, tx: Any, old: str, new: str) -> None:
    """A staff group has another id: whatever is on its way goes there, and its topics are found under it."""
    await tx.execute(db.upsert(moves, ["old"], ("new",)), [{"old": old, "new": new}])
    await tx.execute(update(conversations).where(conversations.c.desk_chat == old).values(desk_chat=new))
