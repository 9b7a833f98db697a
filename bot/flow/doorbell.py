"""Who wakes a worker. Losing a ring costs the time of one look, never a piece of work."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable
from typing import Any, Protocol

import structlog

log = structlog.get_logger(__name__)

STREAM = "relais:bell:"
LENGTH = 1_000
"""Rings a stream keeps at most: old ones say nothing that a look would not find."""
BLOCK = 5
"""Seconds one read of the stream waits."""
AWAY = 1.0
"""Seconds to leave Redis alone after it did not answer."""


class Doorbell(Protocol):
    """Rings for one kind of work: ``work`` or ``post``."""

    async def ring(self, kind: str) -> None:
        """Somebody has put work on a lane."""

    async def wait(self, kind: str, timeout: float) -> None:  # noqa: ASYNC109 - the wait is the point
        """Returns at the next ring, or after ``timeout`` seconds."""

    async def close(self) -> None:
        """Ends what is open."""


class MemoryDoorbell:
    """Rings within one process."""

    def __init__(self) -> None:
        self._bells: dict[str, asyncio.Event] = {}

    async def ring(self, kind: str) -> None:
        """Wakes whoever waits for ``kind``, now or next."""
        self._bells.setdefault(kind, asyncio.Event()).set()

    async def wait(self, kind: str, timeout: float) -> None:  # noqa: ASYNC109 - the wait is the point
        """Waits for a ring; one that came since the last wait counts."""
        bell = self._bells.setdefault(kind, asyncio.Event())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):  # wait_for (3.11) swallows a cancel that comes with the ring
                await bell.wait()
            bell.clear()  # not after a timeout: a ring of that very moment is for the next wait

    async def close(self) -> None:
        """Nothing is open."""


class RedisDoorbell:
    """Rings between processes by a Redis stream; every process that waits hears it. Own rings need no Redis.

    One listener a kind reads the stream for as long as the doorbell lives: waits come and go by the hundred, and a read
    that is broken off costs a connection.
    """

    def __init__(self, url: str, holder: str) -> None:
        import redis.asyncio as redis

        self._redis: Any = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=BLOCK + 5)
        self._holder = holder
        self._near = MemoryDoorbell()
        self._away_until: float | None = None
        self._listeners: dict[str, asyncio.Task[None]] = {}
        self._closed = False

    async def ring(self, kind: str) -> None:
        """Rings here and, through Redis, elsewhere; while Redis is away only here."""
        await self._near.ring(kind)
        if self._away_until is not None and time.monotonic() < self._away_until:
            return
        await self._try(self._redis.xadd(STREAM + kind, {"by": self._holder}, maxlen=LENGTH, approximate=True))

    async def wait(self, kind: str, timeout: float) -> None:  # noqa: ASYNC109 - the wait is the point
        """Waits for a ring from here or from another process."""
        if kind not in self._listeners:
            self._listeners[kind] = asyncio.create_task(self._listen(kind))
        await self._near.wait(kind, timeout)

    async def _listen(self, kind: str) -> None:
        """Passes on what other processes ring, from now on; after an absence of Redis too."""
        stream, last = STREAM + kind, ""
        while not self._closed:
            last = last or await self._newest(stream)
            read = self._redis.xread({stream: last}, count=LENGTH, block=BLOCK * 1000)
            heard = await self._try(read)
            if heard is None:
                last = ""
                await asyncio.sleep(AWAY)
                continue
            for _stream, rings in heard:
                last = rings[-1][0]
                if any(ring[b"by"] != self._holder.encode() for _id, ring in rings):
                    await self._near.ring(kind)

    async def _newest(self, stream: str) -> Any:
        """The id of the last ring so far: what comes after it is heard. ``$`` when Redis is away and cannot say."""
        newest = await self._try(self._redis.xrevrange(stream, count=1))
        return "$" if newest is None else newest[0][0] if newest else "0-0"

    async def _try(self, asked: Awaitable[Any]) -> Any:
        """The answer of Redis, or None when it is away; said once in the log each time it goes and comes."""
        from redis.exceptions import RedisError

        try:
            answer = await asked
        except (RedisError, OSError) as error:
            if self._away_until is None:
                log.warning("doorbell.redis_away", error=type(error).__name__)
            self._away_until = time.monotonic() + AWAY
            return None
        if self._away_until is not None:
            log.info("doorbell.redis_back")
        self._away_until = None
        return [] if answer is None else answer

    async def close(self) -> None:
        """Ends the listeners and the connections."""
        self._closed = True
        listening = set(self._listeners.values())
        while listening:  # redis-py may swallow a cancellation that meets an answer
            for listener in listening:
                listener.cancel()
            _ended, listening = await asyncio.wait(listening, timeout=0.1)
        await self._redis.aclose()


async def doorbell_for(url: str, holder: str) -> Doorbell:
    """The doorbell for a Redis address; in memory when there is none."""
    return RedisDoorbell(url, holder) if url else MemoryDoorbell()
