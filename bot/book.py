"""What the desk may look up, read from the store; and the folder in which its pictures are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.model import Conversation
from bot.store import Store
from handoff.reports.rows import Row

PICTURES = 20
"""Pictures that are kept; older ones are deleted, for they were sent long ago."""


@dataclass(frozen=True)
class StoredBook:
    """The desk's book, kept in the store."""

    store: Store

    async def notes(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """The pages of one kind in the notebook: key → body."""
        return await self.store.notes(kind)

    async def waiting(self) -> Sequence[Conversation]:
        """Who waits for staff, the longest wait first."""
        return await self.store.waiting()

    async def held(self) -> int:
        """How many conversations staff have in hand."""
        return await self.store.held()

    async def queued(self) -> int:
        """How many parts wait to leave for the staff's side."""
        return await self.store.queued()

    async def facts(self, since: datetime, until: datetime) -> Sequence[Row]:
        """What was counted in a span of time."""
        return [Row(**asdict(row)) for row in await self.store.facts(since, until)]


def picture_keeper(folder: Path) -> Callable[[str, bytes], str]:
    """Keeps pictures in ``folder`` until they have been sent; gives back their paths."""

    def keep(name: str, data: bytes) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.png"))[:-PICTURES]:
            old.unlink(missing_ok=True)
        path = folder / name
        path.write_bytes(data)
        return str(path.resolve())

    return keep
