"""Group commit: what is finished at the same moment is written in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")
LARGEST = 200
"""Results in one transaction at the most."""


class GroupCommit(Generic[T]):
    """Collects results while one transaction is being written, and writes them in the next.

    ``write`` commits a sequence as a whole or raises. When a group fails, each of its results is tried alone, so that
    one bad row harms nobody else.
    """

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def commit(self, result: T) -> None:
        """Returns when ``result`` is written; raises what its transaction raised."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((result, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._drain())
        await future

    async def _drain(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
            try:
                await self._write([result for result, _future in group])
            except Exception as error:
                await self._one_by_one(group, error)
            else:
                for _result, future in group:
                    if not future.done():
                        future.set_result(None)

    async def _one_by_one(self, group: Sequence[tuple[T, asyncio.Future[None]]], error: Exception) -> None:
        log.warning("group.failed", size=len(group), error=type(error).__name__)
        for result, future in group:
            if future.done():
                continue
            try:
                await self._write([result])
            except Exception as alone:
                future.set_exception(alone)
            else:
                future.set_result(None)
