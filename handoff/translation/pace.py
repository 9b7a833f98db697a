"""Spaces out requests to a service that has no contract with us."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Pace:
    """At most ``burst`` at once and ``rate`` a second after that. ``clock`` rises in seconds."""

    def __init__(
        self,
        rate: float,
        burst: int,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._step = 1.0 / rate
        self._ahead = (burst - 1) * self._step
        self._clock = clock
        self._sleep = sleep
        self._next = clock() - self._ahead

    @property
    def free(self) -> int:
        """How many requests could leave now without waiting."""
        now = self._clock()
        waited = now - max(self._next, now - self._ahead)
        return 0 if waited < 0 else int(waited / self._step + 1e-6) + 1

    async def turn(self, patience: float) -> bool:
        """Waits for our turn; False, at once, when that would take longer than ``patience`` seconds."""
        now = self._clock()
        at = max(self._next, now - self._ahead)
        if at - now > patience:
            return False
        self._next = at + self._step
        if at > now:
            await self._sleep(at - now)
        return True
