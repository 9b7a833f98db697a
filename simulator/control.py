"""The page and ``/sim/…``: the same hands as in the process, over HTTP, and a stream of what happens."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.actions import ACTIONS, Asked
from simulator.errors import ApiError, SimulatorError
from simulator.server import read_params
from simulator.views import view_group, view_message, view_private, view_topics, view_world

if TYPE_CHECKING:
    from simulator.sim import Simulator

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
_POLICY += "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_SHOWABLE = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "audio/", "video/")


def _is_local(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name in ("127.0.0.1", "localhost", "[::1]")


def guarded(handler: Handler) -> Handler:
    """Refuse what another web site could make a browser send here (foreign Host or Origin)."""

    async def handle(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if not _is_local(request.host) or (origin is not None and origin != f"http://{request.host}"):
            return web.json_response({"error": "only this machine may use the simulator"}, status=403)
        return await handler(request)

    return handle


class Control:
    """The routes beside the Bot API."""

    def __init__(self, sim: "Simulator") -> None:
        self.sim = sim

    def register(self, app: web.Application) -> None:
        """Add the routes."""
        routes = app.router
        routes.add_get("/", guarded(self.page))
        routes.add_get("/page/{name}", guarded(self.page))
        routes.add_get("/sim/state", guarded(self.state))
        routes.add_get("/sim/events", guarded(self.events))
        routes.add_get("/sim/calls", guarded(self.calls))
        routes.add_get("/sim/chat", guarded(self.chat))
        routes.add_get("/sim/topics", guarded(self.topics))
        routes.add_get("/sim/topic", guarded(self.topic))
        routes.add_get("/sim/file/{id}", guarded(self.file))
        routes.add_post("/sim/{action}", guarded(self.act))

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Give a file of the page."""
        name = request.match_info.get("name", "index.html")
        kind = _TYPES.get(name.rpartition(".")[2])
        source = files("simulator") / "page" / name
        if kind is None or "/" in name or not source.is_file():
            return web.json_response({"error": "no such file"}, status=404)
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}
        return web.Response(text=source.read_text("utf-8"), content_type=kind, headers=headers)

    async def state(self, _: web.Request) -> web.StreamResponse:
        """Give everything there is (the last hundred chats)."""
        return web.json_response(view_world(self.sim.world))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream what happens (server-sent events); the first event is the whole state."""
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        pulse, stopping = self.sim.world.pulse, self.sim.api.stopping
        queue = pulse.subscribe()
        stop = asyncio.ensure_future(stopping.wait())
        event = asyncio.ensure_future(queue.get())
        try:
            await _send(response, {"type": "state", "state": view_world(self.sim.world)})
            while not stop.done():
                await asyncio.wait((event, stop), timeout=20.0, return_when=asyncio.FIRST_COMPLETED)
                if event.done():
                    await _send(response, self._complete(event.result()))
                    event = asyncio.ensure_future(queue.get())
                else:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            pass  # The page was closed.
        finally:
            stop.cancel()
            event.cancel()
            pulse.unsubscribe(queue)
        return response

    def _complete(self, event: dict[str, Any]) -> dict[str, Any]:
        if event["type"] == "reload":
            return {"type": "state", "state": view_world(self.sim.world)}
        return event

    async def calls(self, request: web.Request) -> web.StreamResponse:
        """Give the last API calls (``?method=&limit=``)."""
        method, limit = request.query.get("method"), int(request.query.get("limit", "200"))
        found = [call for call in self.sim.world.calls if method in (None, call.method)][-limit:]
        shown = [
            {"bot": call.bot_id, "method": call.method, "params": call.params, "at": call.at, "error": call.error}
            for call in found
        ]
        return web.json_response({"calls": shown}, dumps=lambda value: json.dumps(value, default=str))

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """Give a private chat (``?user=&bot=``)."""
        return await self._read(
            request, lambda asked: view_private(self.sim.world, self.sim.private_chat(asked.user(), asked.bot()))
        )

    async def topics(self, request: web.Request) -> web.StreamResponse:
        """Give the topics of a group (``?group=``)."""
        return await self._read(request, lambda asked: {"topics": view_topics(asked.group())})

    async def topic(self, request: web.Request) -> web.StreamResponse:
        """Give the messages of a topic (``?group=&thread=``); without a thread the whole group."""

        def read(asked: Asked) -> dict[str, Any]:
            group = asked.group()
            if "thread" not in asked.values:
                return view_group(self.sim.world, group)
            messages = self.sim.topic(group, asked.integer("thread"))
            return {"messages": [view_message(self.sim.world, message) for message in messages]}

        return await self._read(request, read)

    async def _read(self, request: web.Request, read: Callable[[Asked], Any]) -> web.StreamResponse:
        try:
            return web.json_response(read(Asked(self.sim, dict(request.query), {})))
        except (SimulatorError, ApiError) as error:
            return web.json_response({"error": str(error)}, status=400)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Give the bytes of a file; only pictures, sound and film are shown, the rest is downloaded."""
        stored = self.sim.world.files.by_unique.get(request.match_info["id"])
        if stored is None:
            return web.json_response({"error": "no such file"}, status=404)
        shown = stored.mime.startswith(_SHOWABLE)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        if not shown:
            headers["Content-Disposition"] = "attachment"
        kind = stored.mime if shown else "application/octet-stream"
        return web.Response(body=stored.data, content_type=kind, headers=headers)

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Do what a person or a staff member does (see ``actions.py`` for the names)."""
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            return web.json_response({"error": "no such action", "actions": sorted(ACTIONS)}, status=404)
        try:
            params = await read_params(request)
            result = action(Asked(self.sim, params.values, params.files))
            if asyncio.iscoroutine(result):
                result = await result
        except (SimulatorError, ApiError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"ok": True, "result": result})


async def _send(response: web.StreamResponse, event: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(event)}\n\n".encode())
