"""Apertium behind a LibreTranslate-shaped door on loopback: a real engine for tests, never for people.

French and Spanish, Spanish and English directly; French and English by way of Spanish. What comes in while the engine
works goes into its next run, one text a line, because starting it costs 0.1 s and a line next to nothing.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections import defaultdict
from typing import Any, Self

from aiohttp import web

PATHS: dict[tuple[str, str], tuple[str, ...]] = {
    ("fr", "es"): ("fr-es",),
    ("es", "fr"): ("es-fr",),
    ("en", "es"): ("eng-spa",),
    ("es", "en"): ("spa-eng",),
    ("fr", "en"): ("fr-es", "spa-eng"),
    ("en", "fr"): ("eng-spa", "es-fr"),
}


def missing() -> str:
    """Why Apertium cannot be used here; empty when it can."""
    if shutil.which("apertium") is None:
        return "apertium is not installed (apt-get install --no-install-recommends apertium-fr-es apertium-eng-spa)"
    modes = subprocess.run(["apertium", "-l"], capture_output=True, text=True, timeout=20).stdout.split()
    absent = sorted({mode for path in PATHS.values() for mode in path} - set(modes))
    return f"apertium lacks {', '.join(absent)} (apertium-fr-es, apertium-eng-spa)" if absent else ""


class ApertiumFront:
    """``async with ApertiumFront() as front``: a LibreTranslate server at ``front.url``."""

    def __init__(self) -> None:
        self.url = ""
        self.runs = 0
        self._waiting: dict[str, list[tuple[str, asyncio.Future[str]]]] = defaultdict(list)
        self._working: dict[str, asyncio.Task[None]] = {}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/translate", self._translate)
        app.router.add_get("/languages", self._languages)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()
        await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def _languages(self, request: web.Request) -> web.StreamResponse:
        codes = sorted({source for source, _ in PATHS})
        return web.json_response(
            [
                {"code": code, "name": code, "targets": [target for source, target in PATHS if source == code]}
                for code in codes
            ]
        )

    async def _translate(self, request: web.Request) -> web.StreamResponse:
        body: dict[str, Any] = await request.json()
        path = PATHS.get((body.get("source", ""), body.get("target", "")))
        if path is None:
            return web.json_response({"error": f"{body.get('source')} is not supported"}, status=400)
        lines = str(body["q"]).split("\n")
        try:
            for mode in path:
                lines = await asyncio.gather(*(self._line(mode, line) for line in lines))
        except RuntimeError as error:
            return web.json_response({"error": str(error)}, status=500)
        return web.json_response({"translatedText": "\n".join(lines)})

    async def _line(self, mode: str, line: str) -> str:
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[mode].append((line, future))
        if mode not in self._working or self._working[mode].done():
            self._working[mode] = asyncio.create_task(self._work(mode))
        return await future

    async def _work(self, mode: str) -> None:
        while batch := self._waiting.pop(mode, []):
            try:
                translated = await self._run(mode, [line for line, _ in batch])
            except (RuntimeError, OSError) as error:
                for _, future in batch:
                    if not future.done():
                        future.set_exception(RuntimeError(str(error)))
                continue
            for (_, future), line in zip(batch, translated, strict=True):
                if not future.done():
                    future.set_result(line)

    async def _run(self, mode: str, lines: list[str]) -> list[str]:
        self.runs += 1
        process = await asyncio.create_subprocess_exec(
            *("apertium", "-u", "-n", "-f", "line", mode),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        out, complaint = await process.communicate(("\n".join(lines) + "\n").encode())
        translated = out.decode().split("\n")[: len(lines)]
        if process.returncode or len(translated) != len(lines):
            raise RuntimeError(complaint.decode()[:200] or f"apertium gave {len(translated)} of {len(lines)} lines")
        return translated
