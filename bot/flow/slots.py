"""Lanes in work: at most so many at once, and the wait for the next thing to do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from bot.flow.doorbell import Doorbell

LOOK_EVERY = 1.0
"""Seconds between two looks when nobody rings."""


class Slots:
    """Runs up to ``size`` tasks. A slow one keeps nobody from starting: the wait ends at whatever comes first."""

    def __init__(self, size: int, doorbell: Doorbell, kind: str) -> None:
        self._size = size
        self._doorbell = doorbell
        self._kind = kind
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()

    @property
    def free(self) -> int:
        """How many more tasks may start."""
        return self._size - len(self._tasks)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Starts a task in a free slot."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

    @contextlib.asynccontextmanager
    async def listening(self, stop: asyncio.Event) -> AsyncIterator[None]:
        """While this lasts, rings and ``stop`` end a pause."""

        async def rings() -> None:
            while not stop.is_set():
                await self._doorbell.wait(self._kind, LOOK_EVERY)
                self._wake.set()

        async def stopped() -> None:
            await stop.wait()
            self._wake.set()

        watchers = [asyncio.create_task(rings()), asyncio.create_task(stopped())]
        try:
            yield
        finally:
            for watcher in watchers:
                watcher.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)

    async def pause(self) -> None:
        """Returns at the next ring, when a task has ended, when we shall stop, or after a while."""
        await self._wake.wait()
        self._wake.clear()

    async def finish(self, seconds: float) -> None:
        """Waits until the running tasks have ended, ``seconds`` at the longest."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def drop(self) -> None:
        """Ends whatever still runs."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
