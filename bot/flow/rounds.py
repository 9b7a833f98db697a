"""The regular look at each staff group: is its pinned summary still true, is a report due? Most looks do nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.flow.doorbell import Doorbell
from bot.model import RawEvent, Round, desk_lane
from bot.store import Store
from bot.store.codec import INTERNAL, ROUNDS, write_round

log = structlog.get_logger(__name__)

EVERY = 20.0
"""Seconds between two looks."""
STEP = timedelta(minutes=2)
"""A group gets at most one edit of its summary in this time: it shares the group's budget with everything else."""


class Rounds:
    """``due`` says whether there is anything to do for a group; only then an event is put on the group's lane."""

    def __init__(
        self,
        store: Store,
        doorbell: Doorbell,
        due: Callable[[Round], Awaitable[bool]],
        *,
        groups: Sequence[str],
        desk: tuple[str, str],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._doorbell = doorbell
        self._due = due
        self._groups = groups
        self._desk = desk
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Looks until ``stop`` is set; what fails is tried at the next look."""
        while not stop.is_set():
            try:
                await self.look()
            except Exception as error:
                log.warning("round.failed", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)

    async def look(self) -> int:
        """One look at every group; for how many there was something to do."""
        now = self._clock()
        events = []
        for chat in self._groups:
            look = Round(chat, now)
            if await self._due(look):
                step = int(now.timestamp() // STEP.total_seconds())  # one event a step, whoever looks
                lane = desk_lane(*self._desk, chat)
                events.append(RawEvent(INTERNAL, ROUNDS, f"{chat}:{step}", write_round(look), lane))
        if events and await self._store.receive(events):
            await self._doorbell.ring("work")
        return len(events)
