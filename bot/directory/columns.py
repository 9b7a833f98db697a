"""The rows of the index: one for each service of each place that may be shown, as columns of numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.directory.audience import refused_mask
from bot.directory.hours import concerns
from bot.directory.place import Notice, Place


@dataclass(frozen=True, slots=True)
class Program:
    """Weekly hours and the notices over them: rows that share them are judged together."""

    hours: str | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The columns as arrays; ``checked`` is a day number (0: unknown), ``service`` the number within its place."""

    slot: Any
    service: Any
    program: Any
    lat: Any
    lon: Any
    checked: Any
    refused: Any
    worship: Any
    alive: Any


class Columns:
    """Grows by appending; arrays are made from it when a search comes after a change."""

    def __init__(self) -> None:
        self.programs: list[Program] = []
        self._numbers: dict[Program, int] = {}
        self._integers = {name: array("i") for name in ("slot", "service", "program", "checked", "refused", "worship")}
        self._lat = array("d")
        self._lon = array("d")
        self._alive = bytearray()
        self._rows: dict[int, range] = {}
        self._by_category: dict[str, array[int]] = {}
        self._table: Table | None = None
        self._chosen: dict[frozenset[str], Any] = {}

    @property
    def table(self) -> Table:
        """The columns as they are now."""
        if self._table is None:
            integers = {name: np.array(values, dtype=np.int32) for name, values in self._integers.items()}
            alive = np.frombuffer(bytes(self._alive), dtype=np.bool_)
            self._table = Table(lat=np.array(self._lat), lon=np.array(self._lon), alive=alive, **integers)
        return self._table

    def add(self, slot: int, place: Place) -> None:
        """Takes in the services of a place, unless nobody may see it or nobody knows where it is."""
        if place.closed_for_good or not place.visible or place.lat is None or place.lon is None:
            return
        start = len(self._alive)
        for number, service in enumerate(place.services):
            notices = tuple(note for note in place.notices if concerns(note, service.category, service.name))
            values = {
                "slot": slot,
                "service": number,
                "program": self._program(Program(service.hours, notices)),
                "checked": place.checked_at.toordinal() if place.checked_at else 0,
                "refused": refused_mask(*place.rules(service)),
                "worship": int(place.worship),
            }
            for name, value in values.items():
                self._integers[name].append(value)
            self._lat.append(place.lat)
            self._lon.append(place.lon)
            self._by_category.setdefault(service.category, array("i")).append(start + number)
            self._alive.append(1)
        if place.services:
            self._rows[slot] = range(start, len(self._alive))
            self._changed()

    def remove(self, slot: int) -> None:
        """The rows of a place are dead from now on."""
        for row in self._rows.pop(slot, ()):
            self._alive[row] = 0
            self._changed()

    def rows(self, categories: frozenset[str]) -> Any:
        """The living rows of some categories."""
        if categories not in self._chosen:
            lists: Iterable[Any] = [self._by_category[name] for name in categories if name in self._by_category]
            rows = np.concatenate([np.array(one, dtype=np.int32) for one in lists] or [np.empty(0, dtype=np.int32)])
            self._chosen[categories] = rows[self.table.alive[rows]]
        return self._chosen[categories]

    def _program(self, program: Program) -> int:
        number = self._numbers.setdefault(program, len(self.programs))
        if number == len(self.programs):
            self.programs.append(program)
        return number

    def _changed(self) -> None:
        self._table = None
        self._chosen.clear()
