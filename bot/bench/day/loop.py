"""An event loop whose clock jumps: when nobody has anything to do, it is at once the time of the next timer.

A day passes in the time its work takes, and everything that asks the loop (sleeps, timeouts, paces) sees one and the
same clock. Work costs no time on that clock: what is measured on it are the limits of the messenger and the people.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")

STALL = 0.05
"""Real seconds to wait for a thread, or for a socket when no timer is set, before looking again."""
HAIR = 1e-6
"""Seconds; sums of fractions never come out whole."""


class DayLoop(asyncio.SelectorEventLoop):
    """A selector loop with a clock of its own, which starts at 0."""

    def __init__(self) -> None:
        self._now = 0.0
        self._in_threads = 0
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        """Seconds since the day's clock was started."""
        return self._now

    def jump(self, seconds: float) -> None:
        """Lets ``seconds`` pass at once, and a hair more: the timer that is waited for is due then for certain."""
        self._now += seconds + HAIR

    @property
    def waits_for_threads(self) -> bool:
        """Whether something runs in a thread: time stands still until it is done."""
        return self._in_threads > 0

    def run_in_executor(  # type: ignore[override]  # the stub says Future, the loop's own method is the same
        self, executor: Any, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Runs ``func`` in a thread while the day's clock stands still."""
        future: asyncio.Future[T] = super().run_in_executor(executor, func, *args)
        self._in_threads += 1
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, _future: asyncio.Future[Any]) -> None:
        self._in_threads -= 1


class _JumpingSelector(selectors.BaseSelector):
    """The system's selector; where it would sleep, the loop's clock jumps instead."""

    def __init__(self, loop: DayLoop) -> None:
        self._loop = loop
        self._real = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; when nothing is, time jumps by ``timeout`` (or a thread or a socket is waited for)."""
        ready = self._real.select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self._loop.waits_for_threads:
            return self._real.select(STALL)
        self._loop.jump(timeout)
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Watches a file."""
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        """Watches a file no more."""
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Watches a file for something else."""
        return self._real.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        """The files that are watched."""
        return self._real.get_map()

    def close(self) -> None:
        """Ends the system's selector."""
        self._real.close()
