"""What just happened: an event stream for the page, and waiting for a condition without polling."""

import asyncio
from collections.abc import Callable
from typing import Any


class Pulse:
    """Tells listeners what happened and wakes those who wait for a condition."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[dict[str, Any]]] = set()
        self._waiters: set[asyncio.Future[None]] = set()

    @property
    def listening(self) -> bool:
        """Whether anyone reads the stream; events need not be built otherwise."""
        return bool(self._queues)

    def subscribe(self, limit: int = 10_000) -> "asyncio.Queue[dict[str, Any]]":
        """Open a queue that gets every event from now on of at most ``limit`` waiting events."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(limit)
        self._queues.add(queue)
        return queue

    def unsubscribe(self, queue: "asyncio.Queue[dict[str, Any]]") -> None:
        """Stop filling a queue."""
        self._queues.discard(queue)

    def publish(self, event: dict[str, Any]) -> None:
        """Give an event to all readers; a reader that is too slow is told to load everything again."""
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait({"type": "reload"})
            else:
                queue.put_nowait(event)

    def touch(self) -> None:
        """Wake all who wait for a condition; call after every change of state."""
        if self._waiters:
            waiters, self._waiters = self._waiters, set()
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)

    async def wait_for(self, predicate: Callable[[], Any], timeout: float) -> Any:  # noqa: ASYNC109 - one call, one bound
        """Return the first true value of ``predicate()``; raises TimeoutError after ``timeout`` seconds."""
        async with asyncio.timeout(timeout):
            while not (value := predicate()):
                waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiters.add(waiter)
                try:
                    await waiter
                finally:
                    self._waiters.discard(waiter)
            return value
