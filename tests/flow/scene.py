"""A worker and a post on one store, with a messenger that records what it is sent and fails when told to."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any

from bot.flow import MemoryDoorbell, MemoryThrottle, Post, Throttle, Worker
from bot.flow.codec import read_internal
from bot.model import Act, Bucket, Conversation, Event, Inbound, Outbound, Part, Sent, To, Turn
from bot.store import Item, Store
from bot.store.codec import INTERNAL
from tests.store.kit import DESK, GROUP, Folk, Time, hello, read, rows, said


class Messenger:
    """Records every part; ``fail`` puts errors in front of the next sends to a chat."""

    def __init__(self) -> None:
        self.sent: list[Part] = []
        self.tried: list[Part] = []
        self.buckets: tuple[Bucket, ...] = ()
        self.during: Any = None
        self._errors: dict[str, deque[Exception]] = defaultdict(deque)
        self._ids = itertools.count(1)
        self._threads = itertools.count(50)

    def fail(self, chat: str, *errors: Exception) -> None:
        """The next sends to ``chat`` fail, one error each."""
        self._errors[chat].extend(errors)

    def pace(self, part: Part) -> tuple[Bucket, ...]:
        return (*self.buckets, Bucket(f"chat:{part.chat}", 1_000, 1_000))

    async def send(self, part: Part) -> Sent:
        self.tried.append(part)
        if self.during is not None:
            await self.during(part)
        if self._errors[part.chat]:
            raise self._errors[part.chat].popleft()
        self.sent.append(part)
        opened = part.body.act is Act.OPEN_TOPIC
        return Sent((str(next(self._ids)),), thread=str(next(self._threads)) if opened else "", chat=part.chat)

    def texts(self, chat: str) -> list[str]:
        """What arrived in a chat, in order."""
        return [part.body.text for part in self.sent if part.chat == chat]


def reads(item: Item) -> Event:
    """The event of an item: the house's own, or a person's."""
    return read_internal(item) if item.channel == INTERNAL else read(item)


async def recap(conversation: Conversation) -> tuple[Outbound, ...]:
    """The parts that make a topic again."""
    opens = Outbound("topic", To.DESK, f"again {conversation.pseudonym}", act=Act.OPEN_TOPIC, chat=GROUP)
    return opens, Outbound("recap", To.DESK, "recap")


LONG = 20.0
"""Seconds a test waits for something before it says that it did not come."""


async def until(check: Callable[[], Awaitable[Any]]) -> None:
    """Waits until ``check`` gives something true."""
    async with asyncio.timeout(LONG):
        while not await check():  # noqa: ASYNC110 - a database rings no event
            await asyncio.sleep(0.005)


class Running:
    """A worker or a post that runs, and stops at the end of the block."""

    def __init__(self, loop: Any) -> None:
        self.loop, self.stop = loop, asyncio.Event()

    async def __aenter__(self) -> Running:
        self.task = asyncio.create_task(self.loop.run(self.stop))
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self.stop.set()
        await asyncio.wait_for(self.task, LONG)


class Scene:
    """A worker and a post that run until nothing is due; time passes only when it is told to."""

    def __init__(self, store: Store, clock: Time, *, throttle: Throttle | None = None, **worker: Any) -> None:
        self.store = store
        self.clock = clock
        self.folk = Folk()
        self.messenger = Messenger()
        self.bell = MemoryDoorbell()
        self.worker = Worker(store, reads, self.folk, self.bell, **{"holder": "w", "clock": clock, **worker})
        self.post = Post(
            store, {DESK: self.messenger}, throttle or MemoryThrottle(clock.seconds), self.bell,
            recap=recap, holder="p", clock=clock,
        )  # fmt: skip

    async def settle(self) -> None:
        """Works and delivers until nothing is due at this moment."""
        while await self.worker.drain() + await self.post.drain():
            pass

    async def pass_(self, seconds: float, step: float = 1.0) -> None:
        """Lets time pass, settling on the way."""
        while seconds > 0:
            self.clock.pass_(min(step, seconds))
            seconds -= step
            await self.settle()

    def reports(self) -> list[Any]:
        """What the conversations were told of deliveries."""
        return [case.event for case in self.folk.seen if type(case.event).__name__ == "Delivery"]


OPENS = Outbound("t", To.DESK, "Héron", act=Act.OPEN_TOPIC, chat=GROUP, priority=1)


async def says(scene: Scene, chat: str = "7", *parts: Outbound, event: int = 0, **changes: Any) -> None:
    """One message of a person, and the parts its turn sends."""
    scene.folk.turn = lambda case: said(case, *parts, **changes) if isinstance(case.event, Inbound) else (
        Turn(case.conversation, handled="report")
    )  # fmt: skip
    number = event or int(len(scene.folk.seen) + 1)
    await scene.store.receive([hello(number, chat)])
    await scene.worker.drain()


async def states(url: str) -> list[str]:
    """How the parts stand, but for those that open topics."""
    found = await rows(url, "SELECT state, body FROM outbox ORDER BY created_at, position")
    return [state for state, body in found if "open_topic" not in body]


async def opens_topic(scene: Scene, chat: str = "7") -> None:
    """Opens the topic of a conversation; what was sent for it is no longer shown."""
    await says(scene, chat, OPENS)
    await scene.settle()
    scene.messenger.sent.clear()
    scene.messenger.tried.clear()
