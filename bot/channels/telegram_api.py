"""One connection to a Bot API server: aiogram's methods and errors, results as the server sent them."""

from __future__ import annotations

import json
from typing import Any, cast

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, ClientDecodeError, TelegramRetryAfter
from aiogram.methods import GetFile, Response, TelegramMethod

from bot.channels.telegram_errors import FILE_TOO_BIG
from bot.channels.telegram_media import TELEGRAM
from bot.errors import Refused

FAULTS = (AiogramError, aiohttp.ClientError, TimeoutError, OSError)
"""Everything that a call may raise."""
_CONNECT = 10.0
_SLOW = 3
"""Seconds to wait when a server asks to slow down and does not say for how long."""


class _Session(AiohttpSession):
    """aiogram's session, but results are handed over unread: what comes back in a new shape was sent all the same."""

    def check_response(self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str) -> Response[Any]:
        """The result of a call as JSON; raises aiogram's errors."""
        try:
            answer = json.loads(content)
        except ValueError as error:
            if status_code < 400:
                raise ClientDecodeError("not JSON", error, status_code) from error
            answer = None  # the page of a gateway: its status says enough
        if isinstance(answer, dict) and answer.get("ok") is True and status_code < 300:
            return Response.model_construct(ok=True, result=answer.get("result"))
        if status_code == 429 and not _asks_to_wait(answer):
            # aiogram knows a 429 by its parameters alone; a gateway sends none.
            raise TelegramRetryAfter(method=method, message="HTTP 429", retry_after=_SLOW)
        if not isinstance(answer, dict) or not isinstance(answer.get("description"), str):
            answer = {"ok": False, "description": f"HTTP {status_code}"}
        return super().check_response(bot, method, status_code, json.dumps(answer))

    async def close(self) -> None:
        """Ends the connections at once."""
        if self._session is not None and not self._session.closed:
            await self._session.close()


class TelegramApi:
    """Calls to one server with one token. ``seconds`` is how long a call may take in all."""

    def __init__(self, token: str, server: str, *, seconds: float) -> None:
        self._server = TelegramAPIServer.from_base(server)
        self._token = token
        self._session = _Session(api=self._server)
        # aiogram hands its timeout on to aiohttp as it is: the limits of connecting tell "before" from "after".
        limits = aiohttp.ClientTimeout(total=seconds, connect=_CONNECT, sock_connect=_CONNECT)
        self._session.timeout = cast(float, limits)
        self.bot = Bot(token, session=self._session)

    async def call(self, method: TelegramMethod[Any]) -> Any:
        """The result of a method as JSON; raises aiogram's errors."""
        return await self.bot(method)

    async def post(self, name: str, body: dict[str, Any], seconds: float) -> tuple[int, dict[str, Any]]:
        """HTTP status and answer of a call without aiogram; raises aiohttp's errors."""
        session = await self._session.create_session()
        limits = aiohttp.ClientTimeout(total=seconds, connect=_CONNECT, sock_connect=_CONNECT)
        url = self._server.api_url(self._token, name)
        async with session.post(url, json=body, timeout=limits) as answer:
            data = await answer.read()
            try:
                found = json.loads(data)
            except ValueError:
                found = None
            return answer.status, found if isinstance(found, dict) else {}

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file; raises Refused when it is larger than bots may download, else aiogram's errors."""
        found = await self.call(GetFile(file_id=file_id))
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str):
            raise Refused(FILE_TOO_BIG)
        session = await self._session.create_session()
        async with session.get(self._server.file_url(self._token, path), timeout=self._limits) as answer:
            answer.raise_for_status()
            data = bytearray()
            async for chunk in answer.content.iter_chunked(1 << 16):
                data += chunk
                if len(data) > TELEGRAM.max_download:
                    raise Refused(FILE_TOO_BIG)
            return bytes(data)

    @property
    def _limits(self) -> aiohttp.ClientTimeout:
        return cast(aiohttp.ClientTimeout, self._session.timeout)

    async def close(self) -> None:
        """Ends the connections."""
        await self._session.close()


def _asks_to_wait(answer: Any) -> bool:
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    return isinstance(parameters, dict) and bool(parameters.get("retry_after"))


def message_ids(result: Any) -> list[str]:
    """The ids of the messages in a result: a message, an id alone, or a list of either."""
    found = result if isinstance(result, list) else [result]
    return [str(one["message_id"]) for one in found if isinstance(one, dict) and "message_id" in one]
