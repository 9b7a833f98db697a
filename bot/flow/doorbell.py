"""Who wakes a worker. Losing a ring costs the time of one look, never a piece of work."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Protocol

import structlog

log = structlog.get_logger(__name__)

STREAM = "relais:bell:"
LENGTH = 1_000
"""Rings a stream keeps at most: old ones say nothing that a look would not find."""


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
            await asyncio.wait_for(bell.wait(), timeout)
        bell.clear()

    async def close(self) -> None:
        """Nothing is open."""


class RedisDoorbell:
    """Rings between processes by a Redis stream; one ring wakes one process. Own rings are heard without Redis too."""

    def __init__(self, url: str, holder: str) -> None:
        import redis.asyncio as redis

        self._redis: Any = redis.Redis.from_url(url, socket_connect_timeout=2, health_check_interval=30)
        self._holder = holder
        self._near = MemoryDoorbell()
        self._silent = False
        self._groups: set[str] = set()

    async def ring(self, kind: str) -> None:
        """Rings here and, through Redis, elsewhere."""
        await self._near.ring(kind)
        await self._try(self._redis.xadd(STREAM + kind, {"by": self._holder}, maxlen=LENGTH, approximate=True))

    async def wait(self, kind: str, timeout: float) -> None:  # noqa: ASYNC109 - the wait is the point
        """Waits for a ring from here or from another process."""
        near = asyncio.create_task(self._near.wait(kind, timeout))
        far = asyncio.create_task(self._listen(kind, timeout))
        try:
            await asyncio.wait({near, far}, return_when=asyncio.FIRST_COMPLETED, timeout=timeout)
        finally:
            for task in (near, far):
                task.cancel()
            await asyncio.gather(near, far, return_exceptions=True)

    async def _listen(self, kind: str, seconds: float) -> None:
        """Reads one ring of the group; when Redis is away, only the time passes."""
        stream = STREAM + kind
        if stream not in self._groups and await self._try(self._join(stream)):
            self._groups.add(stream)
        heard = await self._try(
            self._redis.xreadgroup(
                "relais", self._holder, {stream: ">"}, count=1, block=max(1, int(seconds * 1000)), noack=True
            )
        )
        if heard is None:
            self._groups.discard(stream)
            await asyncio.sleep(seconds)

    async def _join(self, stream: str) -> bool:
        from redis.exceptions import ResponseError

        try:
            await self._redis.xgroup_create(stream, "relais", id="$", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
        return True

    async def _try(self, asked: Any) -> Any:
        """The answer of Redis, or None when it is away; said once in the log each time it goes and comes."""
        from redis.exceptions import RedisError

        try:
            answer = await asked
        except (RedisError, OSError) as error:
            if not self._silent:
                log.warning("doorbell.redis_away", error=type(error).__name__)
            self._silent = True
            return None
        if self._silent:
            log.info("doorbell.redis_back")
        self._silent = False
        return answer if answer is not None else []

    async def close(self) -> None:
        """Ends the connections."""
        await self._redis.aclose()


async def doorbell_for(url: str, holder: str) -> Doorbell:
    """The doorbell for a Redis address; in memory when there is none."""
    return RedisDoorbell(url, holder) if url else MemoryDoorbell()
