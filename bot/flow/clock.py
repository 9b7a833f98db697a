"""The sweeper: finds the overdue, the stuck and the orphaned, and lets go of what is too old to keep."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.flow.doorbell import Doorbell
from bot.model import RawEvent, Ring
from bot.store import Store
from bot.store.codec import CLOCK, INTERNAL, ring_name, write_ring

log = structlog.get_logger(__name__)

EVERY = 2.0
"""Seconds between two sweeps."""
MEND_EVERY = timedelta(seconds=30)
CLEAN_EVERY = timedelta(hours=6)


class Sweeper:
    """Looks at the clocks of all conversations; ``sweep`` is one look."""

    def __init__(
        self, store: Store, doorbell: Doorbell, *, retention: timedelta, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._doorbell = doorbell
        self._retention = retention
        self._clock = clock
        self._mended: datetime | None = None
        self._cleaned: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Sweeps until ``stop`` is set; a database that is away is tried again."""
        while not stop.is_set():
            try:
                await self.sweep()
            except Exception as error:
                log.warning("sweep.failed", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)

    async def sweep(self) -> int:
        """Rings every clock that is due, once for each time it is due; how many it rang."""
        now = self._clock()
        due = await self._store.overdue(now)
        rings = [
            RawEvent(INTERNAL, CLOCK, ring_name(conversation, at), write_ring(Ring(at)), lane)
            for conversation, lane, at in due
        ]
        if rings and await self._store.receive(rings):
            await self._doorbell.ring("work")
        if self._mended is None or now - self._mended >= MEND_EVERY:
            self._mended = now
            if mended := await self._store.mend():
                log.warning("lanes.mended", lanes=mended)
                await self._doorbell.ring("work")
                await self._doorbell.ring("post")
        if self._cleaned is None or now - self._cleaned >= CLEAN_EVERY:
            self._cleaned = now
            if gone := await self._store.retention(now - self._retention):
                log.info("retention.deleted", messages=gone)
        return len(rings)
