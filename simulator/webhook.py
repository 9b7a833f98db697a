"""Delivery to a webhook with the order and the retries of the official server.

A queue per key (the chat for messages and edits, the person for button presses, one each for the rest), one
update of a queue in flight, several queues side by side. A failure is retried at once, then after 2, 4, 8 …
seconds up to a minute or two; ``Retry-After`` is honoured up to an hour; updates die when they are too old.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import aiohttp

from simulator.files import Upload
from simulator.params import Params
from simulator.state import Bot
from simulator.updates import Update

_HOUR = 3600.0
_GONE_AFTER = 23 * _HOUR


@dataclass(slots=True)
class Delivery:
    """What all webhooks share; ``scale`` shortens every wait (1.0: as Telegram waits)."""

    clock: Callable[[], float]
    jitter: Callable[[float, float], float]
    scale: float
    execute: Callable[[Bot, str, Params], Awaitable[None]]
    changed: Callable[[], None]
    session: aiohttp.ClientSession | None = None

    def client(self) -> aiohttp.ClientSession:
        """Return the HTTP client, opening it at first use."""
        if self.session is None:
            connector = aiohttp.TCPConnector(limit=0)
            self.session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(60))
        return self.session

    async def close(self) -> None:
        """Close the HTTP client."""
        if self.session is not None:
            await self.session.close()
            self.session = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt: ``wait`` is the receiver's Retry-After in seconds."""

    ok: bool
    status: int = 0
    error: str = ""
    wait: float | None = None


@dataclass(slots=True, eq=False)
class Webhook:
    """The webhook of one bot."""

    delivery: Delivery
    bot: Bot
    url: str
    secret: str
    connections: int
    error: tuple[int, str] | None = None
    attempts: int = 0
    _queues: dict[str, deque[Update]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _slots: asyncio.Semaphore | None = None
    _gone_since: float | None = None

    def start(self) -> None:
        """Take over the queue of the bot; needs a running event loop."""
        self._slots = asyncio.Semaphore(self.connections)
        self.bot.inbox.on_push = self._enqueue
        for update in list(self.bot.inbox.pending.values()):
            self._enqueue(update)

    def stop(self) -> None:
        """End delivery; what was not delivered stays in the queue of the bot."""
        self.bot.inbox.on_push = None
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._queues.clear()

    def _enqueue(self, update: Update) -> None:
        queue = self._queues.get(update.key)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.key] = deque([update])
        task = asyncio.get_running_loop().create_task(self._work(update.key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, key: str) -> None:
        queue = self._queues[key]
        pending = self.bot.inbox.pending
        while queue:
            update = queue[0]
            if update.id in pending:
                await self._deliver(update)
                pending.pop(update.id, None)
                self.delivery.changed()
            queue.popleft()
        del self._queues[key]

    async def _deliver(self, update: Update) -> None:
        """Try until it is taken, too old, or no longer wanted."""
        failures = 0
        while update.expires > self.delivery.clock() and update.id in self.bot.inbox.pending:
            outcome = await self._attempt(update)
            if outcome.ok:
                return
            self.error = (int(self.delivery.clock()), outcome.error)
            self.delivery.changed()
            if self._is_gone(outcome.status):
                self.stop()
                self.bot.webhook = None
                return
            failures += 1
            await asyncio.sleep(self._pause(failures, outcome.wait) * self.delivery.scale)

    def _pause(self, failures: int, asked: float | None) -> float:
        if asked is not None:
            return min(asked, _HOUR)
        if failures == 1:
            return 0.0
        return min(2.0 ** (failures - 1), self.delivery.jitter(60.0, 120.0))

    def _is_gone(self, status: int) -> bool:
        if status != 410:
            self._gone_since = None
            return False
        now = self.delivery.clock()
        self._gone_since = self._gone_since if self._gone_since is not None else now
        return now - self._gone_since >= _GONE_AFTER

    async def _attempt(self, update: Update) -> Outcome:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        self.attempts += 1
        assert self._slots is not None  # noqa: S101 - set by start(), which alone makes deliveries
        try:
            async with (
                self._slots,
                self.delivery.client().post(
                    self.url, json=update.json(), headers=headers, allow_redirects=False
                ) as answer,
            ):
                if 200 <= answer.status < 300:
                    await self._execute(answer)
                    return Outcome(True)
                asked = answer.headers.get("Retry-After", "")
                text = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                return Outcome(False, answer.status, text, float(asked) if asked.isdigit() else None)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Outcome(False, 0, f"Connection failed: {type(error).__name__}")

    async def _execute(self, answer: aiohttp.ClientResponse) -> None:
        """Do what the answer asks for; the bot never learns the result."""
        params = await read_answer(answer)
        name = params.text("method") if params is not None else None
        if params is not None and name:
            await self.delivery.execute(self.bot, name, params)


async def read_answer(answer: aiohttp.ClientResponse) -> Params | None:
    """Return the method call in the answer to a webhook (JSON, form or multipart), None without one."""
    kind = answer.content_type
    try:
        if kind == "multipart/form-data":
            return await read_multipart(aiohttp.MultipartReader.from_response(answer))
        body = await answer.text()
        if not body.strip():
            return None
        if kind == "application/json":
            value: Any = await answer.json()
            return Params(value) if isinstance(value, dict) else None
        if kind == "application/x-www-form-urlencoded":
            return Params(dict(parse_qsl(body, keep_blank_values=True)))
    except ValueError:
        return None
    return None


async def read_multipart(reader: Any) -> Params:
    """Return fields and files of a multipart body."""
    params = Params({})
    async for part in reader:
        if isinstance(part, aiohttp.BodyPartReader) and part.name:
            data = bytes(await part.read(decode=True))
            if part.filename is not None:
                mime = part.headers.get("Content-Type")
                params.files[part.name] = Upload(data, part.filename, mime)
            else:
                params.values[part.name] = data.decode("utf-8", "replace")
    return params
