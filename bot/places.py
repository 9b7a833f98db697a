"""Keeps the directory in memory and the places in the store the same."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import structlog

from bot.directory import Directory, Place, RowError, open_format
from bot.store import PlaceRow, Store

log = structlog.get_logger(__name__)

BATCH = 500
LOOK_EVERY = 5.0
"""Seconds between two looks at the version of the stored places."""


@dataclass
class Brought:
    """What an import did."""

    new: int = 0
    changed: int = 0
    same: int = 0
    unreadable: list[RowError] = field(default_factory=list)

    def sentence(self) -> str:
        """The result in one line."""
        said = f"{self.new} new, {self.changed} changed, {self.same} as before"
        return said + (f", {len(self.unreadable)} rows could not be read" if self.unreadable else "")


@dataclass
class Places:
    """The directory of this process and where it comes from."""

    store: Store
    directory: Directory
    version: int = -1

    async def load(self) -> None:
        """Reads every stored place into the directory; places that are gone leave it."""
        version = await self.store.places_version()
        seen: set[str] = set()
        async for body in self.store.load_places():
            place = Place.from_dict(json.loads(body))
            seen.add(place.id)
            self.directory.add(place)
        for gone in [known for known in self.directory.ids() if known not in seen]:
            self.directory.remove(gone)
        self.version = version
        log.info("directory.loaded", places=len(self.directory), version=version)

    async def follow(self, stop: asyncio.Event) -> None:
        """Reads the places again when another process has changed them."""
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY)
            try:
                if await self.store.places_version() != self.version:
                    await self.load()
            except Exception as error:
                log.warning("directory.not_read", error=type(error).__name__)


async def bring(
    store: Store,
    found: Iterable[Place | RowError],
    *,
    dry_run: bool = False,
    each: Callable[[int], None] | None = None,
) -> Brought:
    """Saves places as they are read, in batches; ``each`` is told how many more were read."""
    brought = Brought()
    source = iter(found)
    while batch := list(islice(source, BATCH)):
        brought.unreadable += [row for row in batch if isinstance(row, RowError)]
        rows = list(_rows(batch))
        if dry_run:
            brought.new += len(rows)
        elif rows:
            new, changed, same = await store.save_places(rows)
            brought.new += new
            brought.changed += changed
            brought.same += same
        if each:
            each(len(batch))
        await asyncio.sleep(0)
    return brought


def _rows(batch: Iterable[Place | RowError]) -> Iterator[PlaceRow]:
    for place in batch:
        if isinstance(place, Place):
            body = json.dumps(place.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            digest = hashlib.sha256(body.encode()).hexdigest()
            yield PlaceRow(place.id, place.source, digest, body, place.lat, place.lon, place.checked_at)


async def fill_if_empty(store: Store, data: Path) -> Brought | None:
    """At the first start, brings in the places that ship with Relais (``data/places``). None: there were places."""
    if await store.count_places():
        return None
    total = Brought()
    for path in sorted((data / "places").glob("*.geojson")):
        brought = await bring(store, open_format(path))
        total.new += brought.new
        total.unreadable += brought.unreadable
    log.info("directory.filled", places=total.new, unreadable=len(total.unreadable))
    return total
