"""The directory in memory: open at that time first, then near, then fresh.

Every service of a place that can be shown is one row in a few numeric columns. A search picks the rows of its
categories, measures distances in one go, asks each *different* timetable whose answer no longer holds, and sorts. Rows
of places that are removed stay dead until half of them are, then everything is written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from bot.directory.answer import Answer, Hit, NameMatch, Query
from bot.directory.audience import NO_WORSHIP, asked_mask, known
from bot.directory.columns import Columns, Program
from bot.directory.geo import EARTH_M, METRES_A_DEGREE, metres
from bot.directory.hours import Status, concerns, status
from bot.directory.names import NameIndex
from bot.directory.place import Place, Service
from bot.directory.taxonomy import Taxonomy
from bot.directory.verdicts import CLOSED, OPEN, Verdicts
from bot.directory.warnings import warnings_for

WALK_M_S = 1.2
"""Walking speed in metres a second, with stops at lights."""
_DETOUR = 1.3


class Directory:
    """Places by need, position, time and audience; by id; by name. Changes are seen by the next search."""

    def __init__(
        self, places: Iterable[Place], taxonomy: Taxonomy, country: str = "FR", timezone: str = "Europe/Paris"
    ) -> None:
        self.taxonomy = taxonomy
        self.country = country
        self.zone = ZoneInfo(timezone)
        self._places: dict[str, Place] = {}
        self._slots: dict[str, int] = {}
        self._by_slot: list[Place | None] = []
        self._columns = Columns()
        self._names = NameIndex()
        self._verdicts = Verdicts(country)
        for place in places:
            self.add(place)

    def __len__(self) -> int:
        return len(self._places)

    def ids(self) -> tuple[str, ...]:
        """The id of every place."""
        return tuple(self._places)

    def names(self) -> Iterator[str]:
        """The name of every place that is shown (translation must not touch them)."""
        return (place.name for place in tuple(self._places.values()) if place.visible)

    def get(self, place_id: str) -> Place | None:
        """The place, also when it is hidden or closed for good; None: unknown."""
        return self._places.get(place_id)

    def add(self, place: Place) -> None:
        """Takes a place in, in the stead of the one with the same id."""
        if self._places.get(place.id) == place:
            return
        self.remove(place.id)
        slot = len(self._by_slot)
        self._places[place.id] = place
        self._slots[place.id] = slot
        self._by_slot.append(place)
        self._columns.add(slot, place)
        if place.visible:
            self._names.add(slot, place.name, place.city)

    replace = add

    def remove(self, place_id: str) -> None:
        """Forgets a place; unknown ids are fine."""
        place = self._places.pop(place_id, None)
        if place is None:
            return
        slot = self._slots.pop(place_id)
        self._by_slot[slot] = None
        self._columns.remove(slot)
        if place.visible:
            self._names.remove(slot)
        if len(self._by_slot) > 2 * len(self._places) + 64:
            self._rebuild()

    def find_name(self, text: str, limit: int = 5) -> tuple[NameMatch, ...]:
        """The places whose name (with or without its town) is most like ``text``, best first."""
        found = self._names.search(text, limit)
        return tuple(NameMatch(place, score) for slot, score in found if (place := self._by_slot[slot]))

    def search(self, query: Query) -> Answer:
        """The places that answer ``query``: open first (closed: what can be reached open soonest), near, fresh."""
        at = query.at.astimezone(self.zone)
        radius = self.taxonomy.radius_m(query.needs) if query.radius_m is None else query.radius_m
        rows, distance = self._within(query, radius)
        program = self._columns.table.program[rows]
        judged = self._verdicts.judge(self._columns.programs, at, query.until, np.unique(program))
        tier, opens = judged[0][program], judged[1][program]
        nothing_open = bool(len(rows)) and not bool((tier == OPEN).any())
        if query.open_only:
            keep = tier == OPEN
            rows, distance, tier, opens = rows[keep], distance[keep], tier[keep], opens[keep]
        order = self._order(rows, distance, tier, opens, query.audience)
        first, last = max(query.offset, 0), max(query.offset, 0) + max(query.limit, 0)
        asked = known(query.audience)
        hits = tuple(self._hit(int(rows[i]), int(distance[i]), at, asked) for i in order[first:last])
        return Answer(hits, len(order), nothing_open, radius)

    def hit_of(self, place: Place, at: datetime, near: tuple[float, float] | None = None) -> Hit:
        """A place by itself, at ``at`` (aware): its service that is open now, else its first; metres from ``near``."""
        at = at.astimezone(self.zone)
        judged = []
        for one in place.services or (Service(""),):
            notices = tuple(note for note in place.notices if concerns(note, one.category, one.name))
            judged.append((one, status(one.hours, at, notices, self.country)))
        service, found = min(judged, key=lambda pair: pair[1].open is not True)
        far = 0
        if near and place.lat is not None and place.lon is not None:
            far = round(metres(*near, place.lat, place.lon))
        days = None if place.checked_at is None else max((at.date() - place.checked_at).days, 0)
        told = warnings_for(place, service, found, days, at, far * _DETOUR / WALK_M_S, frozenset())
        return Hit(place, service, far, found, days, told)

    def _within(self, query: Query, radius: int) -> tuple[Any, Any]:
        """The rows that answer the needs, refuse nobody who asks and lie within reach; whole metres to each."""
        rows = self._columns.rows(self.taxonomy.for_needs(query.needs))
        table = self._columns.table
        band = radius / METRES_A_DEGREE
        rows = rows[np.abs(table.lat[rows] - query.lat) <= band]
        if mask := asked_mask(query.audience):
            rows = rows[(table.refused[rows] & mask) == 0]
        north = np.radians(table.lat[rows] - query.lat)
        east = np.radians((table.lon[rows] - query.lon + 180) % 360 - 180)
        scale = np.cos(np.radians(table.lat[rows])) * np.cos(np.radians(query.lat))
        chord = np.sin(north / 2) ** 2 + scale * np.sin(east / 2) ** 2
        distance = np.rint(2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0))))
        near = distance <= radius
        return rows[near], distance[near]

    def _order(self, rows: Any, distance: Any, tier: Any, opens: Any, audience: tuple[str, ...]) -> list[int]:
        """The positions in ``rows``, best first, each place once."""
        table = self._columns.table
        walk = distance * _DETOUR / WALK_M_S
        ready = np.where(tier == CLOSED, np.maximum(opens, walk), 0.0)
        keys = [table.slot[rows], -table.checked[rows], distance, ready, tier]
        if NO_WORSHIP in audience:
            keys.append(table.worship[rows])
        order = np.lexsort(keys)
        _, first = np.unique(table.slot[rows][order], return_index=True)
        best: list[int] = order[np.sort(first)].tolist()
        return best

    def _hit(self, row: int, distance: int, at: datetime, asked: frozenset[str]) -> Hit:
        table = self._columns.table
        place = self._by_slot[int(table.slot[row])]
        assert place is not None  # noqa: S101 - rows of removed places are dead
        service = place.services[int(table.service[row])]
        program = self._columns.programs[int(table.program[row])]
        found = self._status(program, at)
        days = None if place.checked_at is None else max((at.date() - place.checked_at).days, 0)
        walk_s = distance * _DETOUR / WALK_M_S
        told = warnings_for(place, service, found, days, at, walk_s, asked)
        return Hit(place, service, distance, found, days, told)

    def _status(self, program: Program, at: datetime) -> Status:
        return status(program.hours, at, program.notices, self.country)

    def _rebuild(self) -> None:
        places = tuple(self._places.values())
        self._places, self._slots, self._by_slot = {}, {}, []
        self._columns, self._names, self._verdicts = Columns(), NameIndex(), Verdicts(self.country)
        for place in places:
            self.add(place)
