"""A line to a Redis server that can be cut and mended: a small TCP (or socket) relay on loopback."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import parse_qs, urlsplit


class Line:
    """Passes bytes to the server of ``url``; ``url`` of the line leads through it."""

    def __init__(self, url: str) -> None:
        self._far = urlsplit(url)
        number = parse_qs(self._far.query).get("db", ["0"])[0]
        self._number = number
        self._port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}?db={self._number}"

    async def __aenter__(self) -> Line:
        await self.mend()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.cut()

    async def mend(self) -> None:
        """Lets connections through again, at the same port."""
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Closes the door and every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._server = None

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self._far.scheme == "unix":
            far = await asyncio.open_unix_connection(self._far.path)
        else:
            far = await asyncio.open_connection(self._far.hostname, self._far.port or 6379)
        try:
            await asyncio.gather(_pump(reader, far[1]), _pump(far[0], writer))
        finally:
            writer.transport.abort()
            far[1].transport.abort()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    sink.transport.abort()
