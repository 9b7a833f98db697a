"""A bare client of the Bot API and the world that most tests use."""

import asyncio
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp

from simulator import Bot, Group, Simulator, User


@dataclass
class Clock:
    """A clock that only moves when told to; call it for Unix time."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


class Refused(Exception):
    """The server answered an error: ``code``, ``description``, ``parameters``."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(f"{body['error_code']} {body['description']}")
        self.code: int = body["error_code"]
        self.description: str = body["description"]
        self.parameters: dict[str, Any] = body.get("parameters", {})


class Log(list[str]):
    """What handlers noted; ``full`` is set when all three of a conversation are there."""

    def __init__(self) -> None:
        super().__init__()
        self.full = asyncio.Event()

    def append(self, item: str) -> None:
        super().append(item)
        if len(self) == 3:
            self.full.set()


@dataclass
class Api:
    """Calls methods of one bot and keeps what came back, for the checks of shapes."""

    sim: Simulator
    token: str
    session: aiohttp.ClientSession
    seen: list[tuple[str, Any]] = field(default_factory=list)

    async def __call__(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.sim.url}/bot{self.token}/{method}", json=params) as answer:
            body = await answer.json()
            assert answer.status == (200 if body["ok"] else body["error_code"])
        return self.take(method, body)

    def take(self, method: str, body: dict[str, Any]) -> Any:
        if not body["ok"]:
            raise Refused(body)
        self.seen.append((method, body["result"]))
        return body["result"]

    async def upload(self, method: str, files: dict[str, tuple[str, bytes, str]], **params: Any) -> Any:
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, str(value))
        for name, (filename, data, mime) in files.items():
            form.add_field(name, BytesIO(data), filename=filename, content_type=mime)
        async with self.session.post(f"{self.sim.url}/bot{self.token}/{method}", data=form) as answer:
            return self.take(method, await answer.json())

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Take and confirm everything that waits."""
        found: list[dict[str, Any]] = await self("getUpdates", **params)
        if found:
            follow = found[-1]["update_id"] + 1
            rest: list[dict[str, Any]] = await self("getUpdates", offset=follow)
            return found + rest
        return found


@dataclass
class Scene:
    """One bot, one person who has started it, a forum with two staff members."""

    sim: Simulator
    bot: Bot
    amina: User
    camille: User
    karim: User
    group: Group
    api: Api

    async def topic(self, name: str = "Héron 42") -> int:
        made = await self.api("createForumTopic", chat_id=self.group.id, name=name)
        return int(made["message_thread_id"])

    async def drain(self) -> None:
        """Forget all updates that wait."""
        self.bot.inbox.drop()


async def refused(work: Any) -> Refused:
    """Return the error that a call is answered with."""
    try:
        result = await work
    except Refused as error:
        return error
    raise AssertionError(f"accepted: {result}")


async def event_set(event: asyncio.Event, seconds: float = 10.0) -> None:
    """Wait for an event."""
    await asyncio.wait_for(event.wait(), seconds)
