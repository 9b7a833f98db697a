"""Overpass JSON (``out center meta``): what overpass-turbo and the Overpass API give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.directory.formats.osm import from_tags
from bot.directory.formats.records import records
from bot.directory.formats.rows import SHOWN, Progress, RowError, position
from bot.directory.place import Place

NAME = "overpass"
SUFFIXES = (".json",)


def sniff(head: bytes, path: Path) -> bool:  # noqa: ARG001 - every format is asked alike
    """Whether the file begins like an Overpass answer."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"elements"' in head


def read(path: Path, *, progress: Progress | None = None) -> Iterator[Place | RowError]:
    """Every element with tags; nodes that only give a way its shape are passed over."""
    for record in records(path, "elements", progress):
        if isinstance(record, RowError):
            yield record
            continue
        number, element = record
        if not element.get("tags"):
            continue
        try:
            yield _place(element)
        except (ValueError, TypeError, KeyError) as error:
            yield RowError(number, _words(error), str(element)[:SHOWN])


def _place(element: dict[str, Any]) -> Place:
    osm_id = f"{element['type']}/{element['id']}"
    where = element if "lat" in element else element.get("center")
    if where is None and (bounds := element.get("bounds")):
        where = {axis: (bounds[f"min{axis}"] + bounds[f"max{axis}"]) / 2 for axis in ("lat", "lon")}
    if where is None:
        raise ValueError(f"{osm_id} has no position: ask Overpass for “out center”")
    lat, lon = position(where["lat"], where["lon"])
    tags = {str(key): str(value) for key, value in element["tags"].items()}
    return from_tags(osm_id, lat, lon, tags, str(element.get("timestamp", "")))


def _words(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
