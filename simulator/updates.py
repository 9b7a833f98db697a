"""The queue of updates of one bot, as getUpdates reads it.

Rules from the official server (tdlib/telegram-bot-api): updates wait a day, button presses 150 seconds,
confirmation by offset, one reader a token, ``chat_member`` and reactions only when asked for.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator.errors import conflict

DAY = 86_400.0
CALLBACK_LIFE = 150.0
KINDS = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
)
"""The update types that the simulator makes."""
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update: ``body`` is the object of its ``kind``, ``key`` its webhook queue, ``expires`` Unix time."""

    id: int
    kind: str
    body: dict[str, Any]
    key: str
    expires: float

    def json(self) -> dict[str, Any]:
        """Return the update in the shape of the Bot API."""
        return {"update_id": self.id, self.kind: self.body}


@dataclass(slots=True, eq=False)
class Inbox:
    """Updates that the bot has not confirmed."""

    now: Callable[[], float]
    next_id: int
    changed: Callable[[], None]
    pending: OrderedDict[int, Update] = field(default_factory=OrderedDict)
    allowed: frozenset[str] | None = None
    on_push: Callable[[Update], None] | None = None
    _waiter: "asyncio.Future[str] | None" = None
    _last_offset: int | None = None
    _last_start: float = -1e9

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind are delivered at all."""
        return kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def allow(self, kinds: list[str] | None) -> None:
        """Set the wanted kinds; an empty list is the default set, None keeps what was set before."""
        if kinds is None:
            return
        self.allowed = frozenset(kinds) if kinds else None

    def push(self, kind: str, body: dict[str, Any], key: str) -> None:
        """Add an update and wake the reader or the webhook."""
        if not self.wants(kind):
            return
        life = CALLBACK_LIFE if kind == "callback_query" else DAY
        update = Update(self.next_id, kind, body, key, self.now() + life)
        self.next_id += 1
        self.pending[update.id] = update
        if self.on_push is not None:
            self.on_push(update)
        else:
            self._wake("new")

    def drop(self) -> None:
        """Forget everything that waits."""
        self.pending.clear()

    def interrupt(self) -> None:
        """End a waiting getUpdates with 409, as a webhook or a second reader does."""
        self._wake("conflict")

    def close(self) -> None:
        """End a waiting getUpdates with what there is; used when the server stops."""
        self._wake("close")

    def _wake(self, why: str) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(why)

    def _confirm(self, offset: int) -> None:
        pending = self.pending
        if offset < 0:
            while len(pending) > -offset:
                pending.popitem(last=False)
            return
        if offset > self.next_id + 10:
            return
        while pending and next(iter(pending)) < offset:
            pending.popitem(last=False)

    def _take(self, limit: int) -> list[dict[str, Any]]:
        now = self.now()
        taken: list[dict[str, Any]] = []
        expired: list[int] = []
        for update in self.pending.values():
            if update.expires <= now:
                expired.append(update.id)
                continue
            taken.append(update.json())
            if len(taken) >= limit:
                break
        for update_id in expired:
            del self.pending[update_id]
        return taken

    async def poll(self, offset: int, limit: int, wait: float) -> list[dict[str, Any]]:
        """Confirm below ``offset`` and return up to ``limit`` updates, waiting up to ``wait`` seconds."""
        self.interrupt()
        loop = asyncio.get_running_loop()
        start = loop.time()
        if offset == self._last_offset:
            # The official server slows down a client that asks for the same offset again and again.
            if wait < 3 and start < self._last_start + 3.0:
                wait = 3
            if start < self._last_start + 0.5:
                limit = 1
        self._last_offset, self._last_start = offset, start
        self._confirm(offset)
        self.changed()
        found = self._take(limit)
        if found or wait <= 0:
            return found
        self._waiter = waiter = loop.create_future()
        try:
            async with asyncio.timeout(wait):
                why = await waiter
        except TimeoutError:
            return []
        finally:
            if self._waiter is waiter:
                self._waiter = None
        if why == "conflict":
            text = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise conflict(text)
        return self._take(limit)
