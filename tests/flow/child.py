"""A process to be killed: stores messages, works and delivers on a SQLite file until everything has left.

Usage: python -m tests.flow.child <database URL> <messages> <chats>. It writes one line for each part that leaves.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime

from bot.flow import MemoryDoorbell, MemoryThrottle, Post, Worker
from bot.model import Part, Sent
from bot.store import Store
from tests.flow.scene import Messenger, reads, recap
from tests.store.kit import DESK, Folk, hello


class Loud(Messenger):
    """Says each part that leaves, so that the test knows when to strike."""

    async def send(self, part: Part) -> Sent:
        os.write(1, f"{part.chat}\t{part.body.text}\n".encode())  # whole or not at all
        return await super().send(part)


def _now() -> datetime:
    return datetime.now(UTC)


async def main(url: str, messages: int, chats: int) -> None:
    """Works until nothing is left to do."""
    store, bell, stop = await Store.open(url, desk=DESK, clock=_now), MemoryDoorbell(), asyncio.Event()
    worker = Worker(store, reads, Folk(), bell, holder="w", clock=_now, slots=4)
    post = Post(store, {DESK: Loud()}, MemoryThrottle(), bell, recap=recap, holder="p", clock=_now)
    loops = [asyncio.create_task(worker.run(stop)), asyncio.create_task(post.run(stop))]
    for first in range(0, messages, 10):
        await store.receive([hello(n, str(n % chats)) for n in range(first, min(first + 10, messages))])
        await bell.ring("work")
    while True:
        counts = await store.counts()
        if not counts["events_on_lanes"] and not counts["parts_on_their_way"]:
            break
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.gather(*loops)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
