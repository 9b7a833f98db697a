"""The whole house on a simulator: what a person and staff see, through their own doors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.directory import open_format
from bot.logs import configure
from bot.places import bring
from bot.resources import folder
from bot.settings import DeskGroup, load_settings
from simulator import Limits, Simulator
from simulator.demo import DemoWorld, populate

TOKEN = "700000001:AAtest-token-of-the-simulator-00000"
configure("warning")
PATIENCE = 20.0
"""Seconds a test waits for something to become true before it says that it did not."""


@dataclass
class House:
    """A running house and the hands of the people in it."""

    sim: Simulator
    world: DemoWorld
    app: App
    stop: asyncio.Event
    task: asyncio.Task[None] = field(repr=False)

    @property
    def bot(self) -> Any:
        return self.world.bot

    @property
    def group(self) -> Any:
        return self.world.group

    def person(self, name: str) -> Any:
        """One of the people of the demonstration: Amina (ar), Moussa (fr), John (en), Lucía (es)."""
        return next(p for p in self.world.people if p.first_name == name)

    def said(self, user: Any) -> list[Any]:
        """What the bot has said to a person."""
        return [m for m in self.sim.chat(user, self.bot) if m.author == self.bot.id and not m.deleted]

    async def until(self, check: Callable[[], Any]) -> Any:
        """Waits until ``check`` is true and returns what it gave; fails when the house itself has failed."""
        waiting = asyncio.create_task(self.sim.wait_for(check, PATIENCE))
        await asyncio.wait({waiting, self.task}, return_when=asyncio.FIRST_COMPLETED)
        if self.task.done() and not waiting.done():
            waiting.cancel()
            await self.task
        return await waiting

    async def ask(self, user: Any, text: str) -> Any:
        """Writes to the bot and waits for the next thing it says."""
        before = len(self.said(user))
        self.sim.say(user, self.bot, text)
        await self.until(lambda: len(self.said(user)) > before)
        return self.said(user)[-1]

    async def topic(self, number: int = 0) -> Any:
        """The n-th topic that the bot opened, once it is there and has its card."""

        def there() -> Any:
            topics = self.sim.topics(self.group)
            return topics[number] if len(topics) > number and self.in_topic(topics[number]) else None

        return await self.until(there)

    def in_topic(self, topic: Any) -> list[Any]:
        """What the bot has written in a topic, without service messages."""
        return [
            m
            for m in self.sim.topic(self.group, topic)
            if m.author == self.bot.id and not m.deleted and "forum_topic_created" not in m.raw
        ]

    def general(self) -> list[Any]:
        """What the bot has written in General."""
        return [m for m in self.sim.topic(self.group, None) if m.author == self.bot.id and not m.deleted]


async def eventually(check: Callable[[], Any]) -> Any:
    """Asks the database until ``check`` is true: nobody rings when a row is written."""
    for _ in range(int(PATIENCE / 0.05)):
        if found := await check():
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it did not become true")


def settings_for(sim: Simulator, world: DemoWorld, data: Path, **more: Any) -> Any:
    """The settings of a house on a simulator."""
    values: dict[str, Any] = {
        "data_dir": data,
        "telegram_token": TOKEN,
        "telegram_api": sim.url,
        "telegram_rate": 0,
        "desk_groups": (DeskGroup(str(world.group.id)),),
        "translators": ("none",),
        "port": 0,
    }
    return load_settings(**{**values, **more})


@asynccontextmanager
async def running(sim: Simulator, world: DemoWorld, settings: Any, **options: Any) -> AsyncIterator[House]:
    """A house that works until the block ends, and then has to account for every conversation."""
    stop = asyncio.Event()
    async with App.open(settings, **options) as app:
        for path in sorted((folder("directory_data") / "demo").glob("*.geojson")):
            await bring(app.store, open_format(path))
        await app.places.load()
        task = asyncio.create_task(app.run(stop))
        try:
            yield House(sim, world, app, stop, task)
        finally:
            stop.set()
            await task


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(limits=Limits.off()) as simulator:
        yield simulator


@pytest.fixture
def world(sim: Simulator) -> DemoWorld:
    return populate(sim, TOKEN)


@pytest.fixture
async def house(sim: Simulator, world: DemoWorld, tmp_path: Path) -> AsyncIterator[House]:
    async with running(sim, world, settings_for(sim, world, tmp_path)) as open_house:
        yield open_house
