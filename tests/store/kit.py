"""What store and flow tests share: a clock that is set by hand, events, turns, and a look at the raw database."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from bot.model import (
    Author,
    Conversation,
    Inbound,
    Kind,
    Message,
    Outbound,
    Owner,
    RawEvent,
    Sender,
    To,
    Turn,
    talk_lane,
)
from bot.store import Item, Store, WorkDone, WorkLease

LEASE = timedelta(seconds=60)
DESK = ("telegram", "1")
GROUP = "-1001"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def hello(event: int, chat: str = "7", text: str = "", **more: Any) -> RawEvent:
    """A person's message as a raw event of the channel ``telegram``."""
    payload = {"chat": chat, "text": text or f"message {event}", "id": str(event), **more}
    return RawEvent("telegram", "1", str(event), json.dumps(payload), lane=talk_lane("telegram", "1", chat))


def read(item: Item) -> Inbound:
    """The inbound of a raw event that :func:`hello` made."""
    data = json.loads(item.payload)
    return Inbound(
        item.channel,
        item.account,
        item.event_id,
        Kind(data.get("kind", "text")),
        data["chat"],
        Sender(data["chat"]),
        START,
        message_id=data["id"],
        text=data["text"],
        group=data.get("group", ""),
        desk=data.get("desk", False),
        reply_to=data.get("reply_to", ""),
        target=data.get("target", ""),
    )


def talk(chat: str = "7", **changes: Any) -> Conversation:
    """The conversation of the person who writes from ``chat``."""
    lane = talk_lane("telegram", "1", chat)
    return Conversation(f"c{chat}", lane, "telegram", "1", chat, f"Héron {chat}", START, person=chat).with_(**changes)


def asked(item: Item, text: str | None = None, **changes: Any) -> Message:
    """What the person said in ``item``, written down; somebody has to answer it."""
    inbound = read(item)
    message = Message(
        f"{item.id}.in", Author.PERSON, inbound.text if text is None else text, "fr", chat=inbound.chat,
        provider_ids=(inbound.message_id,), at=item.received_at, needs_answer=True,
    )  # fmt: skip
    return message if not changes else Message(**{**{f: getattr(message, f) for f in message.__slots__}, **changes})


def answer(text: str = "Bonjour", key: str = "a", **more: Any) -> Outbound:
    """A part for the person that answers."""
    return Outbound(key, To.PERSON, text, **{"answers": True, **more})


def mirror(text: str, key: str = "m", **more: Any) -> Outbound:
    """A part for the conversation's topic."""
    return Outbound(key, To.DESK, text, **{"chat": GROUP, "priority": 2, **more})


def waiting(conversation: Conversation, now: datetime) -> Conversation:
    """The conversation handed over to staff, with its clock running."""
    return conversation.with_(owner=Owner.WAITING, waiting_since=now, clock_at=now + timedelta(minutes=10))


def replied(item: Item, conversation: Conversation, text: str = "Bonjour") -> Turn:
    """The bot's turn: the message written down and answered."""
    return Turn(conversation, (answer(text),), (asked(item),), "answer")


async def claim(store: Store, holder: str = "w", limit: int = 50, per_lane: int = 20) -> list[WorkLease]:
    """Work leases for one minute."""
    return await store.claim_work(limit, holder, LEASE, per_lane)


async def say(store: Store, event: RawEvent, turn: Any, **more: Any) -> Item:
    """Stores one event and commits what ``turn`` (item, conversation → Turn) makes of it."""
    await store.receive([event])
    [lease] = await claim(store)
    [item] = lease.items
    result = turn(item, lease.conversation)
    assert await store.commit_work([WorkDone(lease, ((item, result),), **more)]) == []
    return item


async def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """What the raw database says, past the store."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(parsed.database), timeout=10)
        try:
            found = connection.execute(query).fetchall()
            connection.commit()
        finally:
            connection.close()
        return found
    server = await asyncpg.connect(parsed.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        return [tuple(row) for row in await server.fetch(query)]
    finally:
        await server.close()


TABLES = ("lanes", "inbox", "outbox", "conversations", "messages", "links", "cursors", "moves", "places", "cache")


async def everything(url: str) -> str:
    """Every value of every row of the raw database, as one text."""
    return "\n".join([repr(row) for table in TABLES for row in await rows(url, f"SELECT * FROM {table}")])  # noqa: S608


@dataclass
class Folk:
    """A handler whose turns are made by ``turn`` (case → Turn); it remembers what it was given."""

    turn: Any = None
    seen: list[Any] = field(default_factory=list)
    rescued: list[Any] = field(default_factory=list)

    def begin(self, inbound: Inbound, lane: str, identity: str, now: datetime) -> Conversation:
        return talk(inbound.chat, id=identity, lane=lane, opened_at=now)

    async def handle(self, case: Any) -> Turn:
        self.seen.append(case)
        made = self.turn(case) if self.turn else said(case)
        return made if isinstance(made, Turn) else await made

    def rescue(self, case: Any, error: BaseException) -> Turn:
        self.rescued.append((case, error))
        return Turn(case.conversation, handled="set aside")


def said(case: Any, *parts: Outbound, **changes: Any) -> Turn:
    """The turn of a simple bot: the message is written down and answered with the same text."""
    inbound = case.event
    if not isinstance(inbound, Inbound):
        return Turn(case.conversation, handled="report")
    message = Message(
        f"{case.id}.in", Author.PERSON, inbound.text, "fr", chat=inbound.chat, provider_ids=(inbound.message_id,),
        at=case.now, needs_answer=True,
    )  # fmt: skip
    conversation = case.conversation.with_(last_inbound_at=case.now, **changes)
    return Turn(conversation, parts or (answer(f"re: {inbound.text}"),), (message,), "answer")
