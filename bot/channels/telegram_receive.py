"""Getting updates from Telegram: stored first, confirmed after. Our own poller and webhook, on raw JSON.

aiogram's poller and webhook handler confirm an update before anything has happened to it; an update in flight is lost
when the process stops. Here the next offset is asked for, and 200 answered, only when the store has the update.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import structlog
from aiohttp import web

from bot.channels.base import Lease, Receive
from bot.channels.telegram_raw import ALLOWED_UPDATES, NAME, as_payload
from bot.model import RawEvent

log = structlog.get_logger(__name__)

LIMIT = 100
"""Updates in one answer (Bot API, getUpdates: 1-100)."""
WAIT = 25
"""Seconds of a long poll; the server allows 50."""
LEASE = 60.0
"""Seconds for which one process reads; taken anew before each poll."""
MAX_BODY = 1 << 20
"""Bytes of one webhook request; real updates have a few thousand."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header
_LONGEST = 30.0

Update = Mapping[str, Any]
Post = Callable[[str, dict[str, Any], float], Awaitable[tuple[int, dict[str, Any]]]]
ToEvent = Callable[[Update, str], RawEvent]
Result = TypeVar("Result")


class PollError(Exception):
    """The server would not give updates: why, in a word for the log, and how many seconds it asks to wait."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass
class Poller:
    """Asks for updates, stores them, and only then asks for the next.

    ``post`` calls a method of the Bot API, ``to_event`` finds the lane. ``offset`` is the id after the last stored one.
    """

    account: str
    post: Post
    to_event: ToEvent
    offset: int | None = None
    wait: int = WAIT
    rest: float = 1.0  # seconds before the first new try
    _failures: int = 0
    _waits: bool = False

    @property
    def name(self) -> str:
        """The name of the lease and of the cursor."""
        return f"{NAME}:{self.account}"

    async def run(self, receive: Receive, lease: Lease, stop: asyncio.Event) -> None:
        """Reads until ``stop`` is set; ends a long poll at once then."""
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                try:
                    seconds = await self._turn(receive, lease, stopping)
                    self._failures = 0
                except Exception as error:
                    seconds = self._failed(error)
                if seconds:
                    await asyncio.wait((stopping,), timeout=seconds)
        finally:
            stopping.cancel()
            with contextlib.suppress(Exception):
                await lease.release(self.name)

    async def _turn(self, receive: Receive, lease: Lease, stopping: asyncio.Future[Any]) -> float:
        """One poll if we hold the lease; the seconds to rest before the next."""
        if await lease.acquire(self.name, LEASE):
            self._waits = False
            updates = await _unless(stopping, self._fetch())
            if updates:
                await self._store(updates, receive)
            return 0.0
        if not self._waits:
            log.info("telegram.another_process_reads", account=self.account)
        self._waits = True
        return LEASE / 12

    async def _store(self, updates: list[dict[str, Any]], receive: Receive) -> None:
        """What came is stored whole, then the offset moves."""
        events = [self.to_event(update, as_payload(update)) for update in updates]
        ids = [update["update_id"] for update in updates if isinstance(update.get("update_id"), int)]
        cursor = (self.name, str(ids[-1])) if ids else None
        await receive(events, cursor)
        if ids:
            self.offset = ids[-1] + 1

    async def _fetch(self) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {"timeout": self.wait, "limit": LIMIT, "allowed_updates": list(ALLOWED_UPDATES)}
        if self.offset is not None:
            asked["offset"] = self.offset
        status, answer = await self.post("getUpdates", asked, self.wait + 10.0)
        result = answer.get("result")
        if status == 200 and answer.get("ok") is True and isinstance(result, list):
            return [update for update in result if isinstance(update, dict)]
        raise _refusal(status, answer)

    def _failed(self, error: Exception) -> float:
        """Says what went wrong; the seconds to rest, more each time."""
        self._failures += 1
        longest = min(_LONGEST, self.rest * 2.0 ** min(self._failures - 1, 10))
        seconds: float = longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads tries, keeps no secret
        if isinstance(error, PollError):
            seconds = max(seconds, error.seconds)
            why = str(error)
        elif isinstance(error, aiohttp.ClientError | TimeoutError | OSError):
            why = f"no connection to Telegram ({type(error).__name__})"
        else:
            why = f"the updates could not be stored ({type(error).__name__}): they stay with Telegram"
        log.warning("telegram.poll_failed", account=self.account, why=why, again_in=round(seconds, 1))
        return seconds


async def _unless(stopping: asyncio.Future[Any], work: Awaitable[Result]) -> Result | None:
    """The result of ``work``, or None when we are to stop: updates that were not confirmed come again."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait((task, stopping), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _refusal(status: int, answer: Mapping[str, Any]) -> PollError:
    description = str(answer.get("description") or f"HTTP {status}")
    match status:
        case 401 | 404:
            return PollError("Telegram refuses the bot's token: copy it again from @BotFather", 15.0)
        case 409 if "webhook" in description:
            return PollError("a webhook was set for this bot elsewhere: only one way of reading works", 5.0)
        case 409:
            return PollError("another program reads with the same token: stop one of them", 3.0)
        case 429:
            asked = answer.get("parameters")
            seconds = asked.get("retry_after") if isinstance(asked, dict) else None
            return PollError("Telegram asks to slow down", float(seconds) if isinstance(seconds, int) else 3.0)
        case _:
            return PollError(f"Telegram has a fault of its own: {description[:100]}")


@dataclass(frozen=True)
class Webhook:
    """The door by which Telegram brings updates: who knows the secret may come in."""

    account: str
    secret: str
    to_event: ToEvent

    @property
    def path(self) -> str:
        """The path of the door."""
        return f"/{NAME}/{self.account}"

    def routes(self, receive: Receive) -> list[web.RouteDef]:
        """The route that stores an update and only then answers 200."""

        async def accept(request: web.Request) -> web.Response:
            given = request.headers.get(SECRET_HEADER, "")
            if not self.secret or not hmac.compare_digest(given.encode(), self.secret.encode()):
                log.warning("telegram.forged_webhook", account=self.account)
                return web.Response(status=403)
            body = await _bounded(request)
            if body is None:
                return web.Response(status=413)
            event = self._event(body)
            if event is None:
                log.warning("telegram.bad_webhook_body", account=self.account, size=len(body))
                return web.Response(status=400)
            try:
                await receive([event])
            except Exception as error:
                log.warning("telegram.not_stored", account=self.account, error=type(error).__name__)
                return web.Response(status=503)
            return web.Response()

        return [web.post(self.path, accept)]

    def _event(self, body: bytes) -> RawEvent | None:
        try:
            update = json.loads(body.decode())
        except (ValueError, RecursionError):
            return None
        return self.to_event(update, as_payload(update)) if isinstance(update, dict) else None


async def _bounded(request: web.Request) -> bytes | None:
    """The body of a request; None when it is larger than any update can be."""
    if (request.content_length or 0) > MAX_BODY:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)
