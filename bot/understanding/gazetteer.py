"""The names of French places in memory: found as written, with one slip of the finger, by number, or as they sound.

About 35,000 communes stay lines of text and are taken apart only when they are asked for. A name with one edit is
found without an index of misspellings: one edit leaves either the first or the second half of a name whole, so two
sorted lists (names, and names read backwards) are enough.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.errors import SettingsError
from bot.understanding.place_text import fold, han, name_key, sound, tokens

SHORTEST_MISSPELT = 5
"""Shorter names are only found as they are written: one edit away there is always another word."""
_REMEMBERED = 8_000
_LAST_LETTER = "\U0010ffff"
"""Sorts behind every letter."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: ``weight`` is how many people live there (or, for a square, how often it is meant); degrees WGS 84.

    ``words`` is how many words the name has, ``shared`` how many communes have the postcode; ``short``: found by a part
    of its name.
    """

    name: str
    kind: str
    code: str
    departement: str
    weight: int
    lat: float
    lon: float
    postcodes: str = ""
    words: int = 1
    shared: int = 1
    short: bool = False


def _read(line: str, kind: str = "commune") -> Entry:
    """One line of a ``.tsv`` file: key, name, code, département, people, latitude, longitude, postcodes."""
    part = line.split("\t")
    name = part[1]
    words = len(tokens(name))
    postcodes = part[7] if len(part) > 7 else ""
    return Entry(name, kind, part[2], part[3], int(part[4]), float(part[5]), float(part[6]), postcodes, words)


class Gazetteer:
    """Every place we know by name or number; made by :meth:`load`."""

    def __init__(self, folder: Path, frequent: frozenset[str], words: frozenset[str]) -> None:
        lines = _lines(folder / "communes.tsv")
        self._rows: list[str | Entry] = [*lines]
        self._index: dict[str, int | tuple[int, ...]] = {}
        self._sounds: dict[str, int] = {}
        self._doubtful: set[str] = set()
        self._remembered: dict[str, tuple[str, ...]] = {}
        self._words_in: dict[str, int] = {}
        self._centres: dict[str, tuple[float, float]] = {}
        for number, line in enumerate(lines):
            self._index_row(line.partition("\t")[0], number)
            heard = line.rpartition("\t")[2]
            if heard:
                self._sounds.setdefault(heard, number)
        self._areas(folder)
        self._towns(folder)
        for name, kind, weight in (("stations", "station", 40_000), ("districts", "district", 30_000)):
            self._spots(folder / f"{name}.yaml", kind, weight)
        self.words = words
        self._frequent = frequent
        self._postcodes = _lines(folder / "postcodes.tsv")
        self._sort()

    @classmethod
    def load(
        cls, folder: Path, frequent: frozenset[str] = frozenset(), words: frozenset[str] = frozenset()
    ) -> Gazetteer:
        """Reads ``directory_data/gazetteer``; ``words`` are never taken for misspelt names, and those of them that are
        ``frequent`` hardly for names. SettingsError: a file is missing or cannot be read."""
        try:
            return cls(folder, frequent, words)
        except (OSError, yaml.YAMLError, LookupError, TypeError, ValueError) as error:
            raise SettingsError(f"The gazetteer in {folder} cannot be read: {error}.") from error

    def exact(self, key: str) -> tuple[Entry, ...]:
        """The places of exactly that key, the largest first; empty when there is none."""
        found = self._index.get(key)
        if found is None:
            return ()
        if isinstance(found, int):
            return (self._row(found),)
        return tuple(sorted((self._row(number) for number in found), key=lambda entry: -entry.weight))

    def __contains__(self, key: str) -> bool:
        return key in self._index

    def misspelt(self, key: str) -> tuple[str, ...]:
        """The keys and words of five letters and more that are one edit away.

        An edit is a letter more, less or other, or two swapped.
        """
        near_ones = self._remembered.get(key)
        if near_ones is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            near_ones = self._remembered[key] = self._one_edit_from(key)
        return near_ones

    def _one_edit_from(self, key: str) -> tuple[str, ...]:
        size = len(key)
        found = set(self._half_like(key))
        half = size // 2  # two letters swapped across the middle leave no half whole
        swapped = key[: half - 1] + key[half] + key[half - 1] + key[half + 1 :]
        if swapped != key and (swapped in self._index or swapped in self.words):
            found.add(swapped)
        return tuple(found)

    def heard(self, key: str) -> Entry | None:
        """The largest place that sounds like the key ("monpelié"); only towns of 5,000 people and more are known so."""
        number = self._sounds.get(sound(key)) if len(key) >= SHORTEST_MISSPELT and key.isascii() else None
        entry = None if number is None else self._row(number)
        return entry if entry and fold(entry.name[0]) == key[0] else None

    def doubt(self, key: str) -> int:
        """How much the key is a word: 2 a frequent one (or too short to be trusted alone), 1 another, 0 none."""
        if key in self._frequent or key in self._doubtful:
            return 2
        return 1 if key in self.words else 0

    def words_in(self, key: str, entry: Entry) -> int:
        """How many words the spelling ``key`` of a place has: more are no way to write it."""
        return max(entry.words if key not in self._words_in else 1, self._words_in.get(key, 1))

    def postcode(self, code: str) -> Entry | None:
        """The place of a postcode: its largest commune, or the arrondissement; ``shared`` says how many communes."""
        at = bisect_left(self._postcodes, code)
        if at == len(self._postcodes) or not self._postcodes[at].startswith(code + "\t"):
            return None
        _, name, insee, departement, weight, *where, shared = self._postcodes[at].split("\t")
        lat, lon = self._centres.get(insee) or (float(degrees) for degrees in where)
        return Entry(name, "postcode", insee, departement, int(weight), lat, lon, code, 1, int(shared))

    def departement(self, code: str) -> Entry | None:
        """The département of a number (``33``, ``2A``, ``974``)."""
        return self._departements.get(code.upper())

    def arrondissement(self, city: str, number: int) -> Entry | None:
        """The arrondissement of ``paris``, ``lyon`` or ``marseille``."""
        return self._arrondissements.get((city, number))

    def _row(self, number: int) -> Entry:
        row = self._rows[number]
        return _read(row) if isinstance(row, str) else row

    def _index_row(self, key: str, number: int) -> None:
        had = self._index.get(key)
        if had is None:
            self._index[key] = number
        else:
            self._index[key] = (*((had,) if isinstance(had, int) else had), number)

    def _add(self, keys: Iterable[str], entry: Entry) -> None:
        self._rows.append(entry)
        for key in dict.fromkeys(filter(None, keys)):
            self._index_row(key, len(self._rows) - 1)

    def _areas(self, folder: Path) -> None:
        self._departements: dict[str, Entry] = {}
        self._arrondissements: dict[tuple[str, int], Entry] = {}
        for line in _lines(folder / "arrondissements.tsv"):
            entry = _read(line, "arrondissement")
            city, number = entry.name.rsplit(" ", 1)
            self._arrondissements[city.lower(), int(number.rstrip("er"))] = entry
        for line in _lines(folder / "departements.tsv"):
            entry = _read(line, "departement")
            self._departements[entry.code] = entry
            if entry.name not in ("Paris", "Saint-Martin", "Saint-Barthélemy"):  # found as the commune
                self._area(line.partition("\t")[0], entry)
        for line in _lines(folder / "regions.tsv"):
            self._area(line.partition("\t")[0], _read(line, "region"))

    def _area(self, key: str, entry: Entry) -> None:
        """An area is meant less often than a town of as many people: a quarter of them counts."""
        bare = key.removeprefix("la") if entry.name.startswith("La ") else key
        self._add((key, bare), replace(entry, weight=entry.weight // 4))

    def _towns(self, folder: Path) -> None:
        """Centres and spellings of the main towns, and the short names of the larger ones."""
        given: list[dict[str, Any]] = yaml.load((folder / "cities.yaml").read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
        short = [line.split("\t") for line in _lines(folder / "short_names.tsv")]
        wanted = {entry["code"] for entry in given} | {code for _, _, code in short}
        numbers = {
            code: number
            for number, line in enumerate(self._rows)
            if isinstance(line, str) and (code := line.split("\t", 3)[2]) in wanted
        }
        parts = {entry.code: at for at, entry in self._arrondissements.items()}
        for town in given:
            code = town["code"]
            if "centre" in town:
                lat, lon = self._centres[code] = (float(town["centre"][0]), float(town["centre"][1]))
                if code in parts:
                    self._arrondissements[parts[code]] = replace(self._arrondissements[parts[code]], lat=lat, lon=lon)
                    continue
                self._rows[numbers[code]] = replace(self._row(numbers[code]), lat=lat, lon=lon)
            spelt = self._spelt(*town.get("spellings", "").split("|"))
            for key in spelt | {stem for name in spelt if (stem := _stem(name))}:
                self._index_row(key, numbers[code])
                if len(key) < (SHORTEST_MISSPELT if key.isascii() else 4) and not han(key):
                    self._doubtful.add(key)
        for key, _, code in short:
            entry = self._row(numbers[code])
            if len(key) < SHORTEST_MISSPELT and key not in self._index:
                self._doubtful.add(key)
            self._add((key,), replace(entry, weight=entry.weight // 2, short=True))

    def _spots(self, path: Path, kind: str, weight: int) -> None:
        """Stations and districts."""
        given: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
        for spot in given:
            name, code, (lat, lon) = spot["name"], spot["in"], spot["at"]
            departement = code[:3] if code.startswith("97") else code[:2]
            spelt = self._spelt(name, *spot.get("also", "").split("|"))
            self._add(spelt, Entry(name, kind, code, departement, spot.get("weight", weight), lat, lon))

    def _spelt(self, *spellings: str) -> set[str]:
        """The keys of spellings written by hand; how many words each takes is kept."""
        counts = {name_key(spelling): len(tokens(spelling)) for spelling in spellings}
        counts.pop("", None)
        self._words_in |= counts
        return set(counts)

    def _sort(self) -> None:
        keys = {key for key in (*self._index, *self.words) if len(key) >= SHORTEST_MISSPELT}
        self._forward: dict[int, list[str]] = {}
        for key in keys:
            self._forward.setdefault(len(key), []).append(key)
        self._backward = {size: sorted(key[::-1] for key in same) for size, same in self._forward.items()}
        for same in self._forward.values():
            same.sort()

    def _half_like(self, key: str) -> Iterator[str]:
        """Every key one edit away that shares its first or its second half with the given one."""
        size, backward = len(key), key[::-1]
        for length in (size - 1, size, size + 1):
            half = length // 2
            for near in _one_off(key, key[:half], self._forward.get(length, ())):
                yield near
            for near in _one_off(backward, backward[: length - half], self._backward.get(length, ())):
                yield near[::-1]


def _one_off(key: str, start: str, sorted_keys: Sequence[str]) -> Iterator[str]:
    """Of sorted keys those that begin like ``start`` and are one edit away from ``key``."""
    at = bisect_left(sorted_keys, start)
    like = sorted_keys[at : bisect_left(sorted_keys, start + _LAST_LETTER, at)]
    if like:
        for near, distance, _ in process.extract(key, like, scorer=OSA.distance, score_cutoff=1, limit=None):
            if distance == 1:
                yield near


def _stem(key: str) -> str:
    """A Cyrillic or Georgian name without the ending that its cases change; empty when it has none."""
    return key[:-1] if len(key) > 4 and key[-1] in "ьаяеиіыი" else ""


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]
