"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

import asyncio
import inspect
import json
import logging
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from simulator import methods as _methods
from simulator.errors import ApiError, too_many_requests
from simulator.faults import Fault
from simulator.files import DOWNLOAD_LIMIT, UPLOAD_LIMIT
from simulator.methods.receiving import allowed_in_answer
from simulator.methods.registry import REGISTRY, Call, Described, Method
from simulator.params import Params
from simulator.state import Bot
from simulator.webhook import read_multipart
from simulator.world import ApiCall, World

MAX_BODY = UPLOAD_LIMIT + (1 << 20)
METHODS = tuple(sorted(entry.name for entry in REGISTRY.values()))
"""Official names of the methods that the simulator has."""
assert _methods  # noqa: S101 - importing the package is what fills the registry

_LOG = logging.getLogger("simulator")
_BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"


async def read_params(request: web.Request) -> Params:
    """Return the parameters of a request: query, JSON, form or multipart; raises 400 or 413."""
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    if request.method != "POST" or not request.can_read_body:
        return Params(values)
    if request.content_length is not None and request.content_length > MAX_BODY:
        raise ApiError(413, "Request Entity Too Large")
    kind = request.content_type
    if kind == "multipart/form-data":
        params = await read_multipart(await request.multipart())
        params.values = {**values, **params.values}
        return params
    body = await request.text()
    if kind == "application/json":
        try:
            given = json.loads(body) if body else {}
        except ValueError:
            given = None
        if not isinstance(given, dict):
            raise ApiError(400, "Bad Request: can't parse request body as JSON object")
        values.update(given)
    else:
        values.update(parse_qsl(body, keep_blank_values=True))
    return Params(values)


def _chat_id(params: Params) -> int | None:
    try:
        return int(params.values.get("chat_id") or 0) or None
    except (TypeError, ValueError):
        return None


class BotApi:
    """Executes calls: faults first, then flood limits, then the method itself; every call is kept in a log."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stopping = asyncio.Event()

    def register(self, app: web.Application) -> None:
        """Add the routes of the Bot API."""
        app.router.add_route("*", "/bot{token}/{method}", self.handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self.download)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one API call."""
        token, name = request.match_info["token"], request.match_info["method"]
        bot = self.world.bots.get(token)
        if bot is None:
            return _answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        entry = REGISTRY.get(name.lower())
        if entry is None:
            self._log(bot, name, {}, error="404 Not Found: method not found")
            text = {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
            return _answer(404, text)
        try:
            params = await read_params(request)
        except ApiError as error:
            return _answer(error.code, error.body())
        if self.world.faults.waiting:
            fault = self.world.faults.take(entry.name, _chat_id(params))
            if fault is not None:
                return await self._fail(request, bot, entry, params, fault)
        status, body = await self.execute(bot, entry, params)
        return _answer(status, body)

    async def execute(self, bot: Bot, entry: Method, params: Params) -> tuple[int, dict[str, Any]]:
        """Execute one call; returns HTTP status and body."""
        try:
            result = await self._run(bot, entry, params)
        except ApiError as error:
            self._log(bot, entry.name, params.values, error=str(error))
            return error.code, error.body()
        except Exception:
            # A bug of the simulator, or a parameter of a type nobody thought of: seen, and in the API's shape.
            _LOG.exception("%s failed", entry.name)
            self._log(bot, entry.name, params.values, error="500 Internal Server Error")
            return 500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}
        if isinstance(result, Described):
            self._log(bot, entry.name, params.values, result=result.result)
            return 200, {"ok": True, "result": result.result, "description": result.description}
        self._log(bot, entry.name, params.values, result=result)
        return 200, {"ok": True, "result": result}

    async def _run(self, bot: Bot, entry: Method, params: Params) -> Any:
        if entry.cost is not None:
            chat_id = _chat_id(params)
            if chat_id is not None and (chat_id in self.world.users or chat_id in self.world.groups):
                wait = self.world.flood.take(bot.id, chat_id, entry.cost(params), self.world.clock())
                if wait is not None:
                    raise too_many_requests(wait)
        result = entry.handler(Call(self.world, bot, params))
        return await result if inspect.isawaitable(result) else result

    async def execute_answer(self, bot: Bot, name: str, params: Params) -> None:
        """Execute the method that came in the answer to a webhook; nobody is told the result."""
        entry = REGISTRY.get(name.lower())
        if entry is not None and allowed_in_answer(name):
            await self.execute(bot, entry, params)

    def _log(self, bot: Bot, name: str, values: dict[str, Any], result: Any = None, error: str | None = None) -> None:
        self.world.calls.append(ApiCall(bot.id, name, values, self.world.clock(), result, error))
        if error is None:
            self.world.done[name] += 1
        self.world.pulse.touch()

    async def _fail(
        self, request: web.Request, bot: Bot, entry: Method, params: Params, fault: Fault
    ) -> web.StreamResponse:
        """Answer a call with a fault."""
        error = fault.error()
        if error is not None:
            self._log(bot, entry.name, params.values, error=str(error))
            return _answer(error.code, error.body())
        if fault.kind == "cut_after":
            await self.execute(bot, entry, params)
        else:
            self._log(bot, entry.name, params.values, error=fault.kind)
        if fault.kind == "502":
            return web.Response(status=502, body=_BAD_GATEWAY, content_type="text/html")
        if fault.kind == "timeout":
            await self.stopping.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give the bytes of a file that getFile has named."""
        stored = self.world.files.by_path.get(request.match_info["path"])
        known = request.match_info["token"] in self.world.bots
        if stored is None or not known or stored.size > DOWNLOAD_LIMIT:
            return _answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        return web.Response(body=stored.data, content_type="application/octet-stream")


def _answer(status: int, body: dict[str, Any]) -> web.Response:
    headers = None
    if status == 429:
        headers = {"Retry-After": str(body["parameters"]["retry_after"])}
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json", headers=headers)
