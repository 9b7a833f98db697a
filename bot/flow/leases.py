"""The leases a process holds, and the heart that keeps them from ending while their work is slow."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import structlog

from bot.store import Store

log = structlog.get_logger(__name__)


class Leases:
    """Lane → fence of every lease in work."""

    def __init__(self, store: Store, lease: timedelta, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._lease = lease
        self._clock = clock
        self._held: dict[str, int] = {}
        self._until: dict[str, datetime] = {}

    def take(self, lane: str, fence: int) -> None:
        """From now on this lease is renewed."""
        self._held[lane] = fence

    def let_go(self, lane: str, fence: int) -> None:
        """This lease is not renewed any more."""
        if self._held.get(lane) == fence:
            del self._held[lane]
            self._until.pop(lane, None)

    def holds(self, lane: str, fence: int, until: datetime, now: datetime) -> bool:
        """Whether a lease that was taken until ``until``, and perhaps renewed since, still stands at ``now``."""
        renewed = self._until.get(lane) if self._held.get(lane) == fence else None
        return now < (renewed or until)

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """While this lasts, every lease is renewed three times in its life."""
        heart = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            heart.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await heart

    async def _beat(self) -> None:
        """Renews what was held at the last beat already: what is younger has time."""
        known: dict[str, int] = {}
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            old = [(lane, fence) for lane, fence in self._held.items() if known.get(lane) == fence]
            known = dict(self._held)
            if old:
                until = self._clock() + self._lease
                try:
                    for lane in await self._store.renew(old, self._lease):
                        self._until[lane] = until
                except Exception as error:
                    log.warning("leases.not_renewed", lanes=len(old), error=type(error).__name__)
