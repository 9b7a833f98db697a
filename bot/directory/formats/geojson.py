"""GeoJSON: the files that ship with Relais (every property of a place) and OSM exports (tags as properties).

The files of Relais have a member ``relais`` before ``features``: source, licence, attribution, source_url and
checked_at that hold for every feature that does not say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.directory.formats.osm import from_tags
from bot.directory.formats.records import header, records
from bot.directory.formats.rows import SHOWN, Progress, RowError, position
from bot.directory.place import Place

NAME = "geojson"
SUFFIXES = (".geojson", ".json")
_INHERITED = ("source", "licence", "source_url", "checked_at")


def sniff(head: bytes, path: Path) -> bool:  # noqa: ARG001 - every format is asked alike
    """Whether the file begins like a GeoJSON collection."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and (
        b"FeatureCollection" in head or b'"features"' in head
    )


def read(path: Path, *, progress: Progress | None = None) -> Iterator[Place | RowError]:
    """Every feature as a place."""
    given = header(path, "features")
    inherited = {name: given[f"relais.{name}"] for name in _INHERITED if f"relais.{name}" in given}
    for record in records(path, "features", progress):
        if isinstance(record, RowError):
            yield record
            continue
        number, feature = record
        try:
            yield _place(feature, inherited)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield RowError(number, str(error), str(feature)[:SHOWN])


def feature(place: Place, inherited: Mapping[str, str]) -> dict[str, Any]:
    """The place as a GeoJSON feature, without what the collection says for all."""
    body = place.to_dict()
    lon, lat = body.pop("lon"), body.pop("lat")
    properties = {name: value for name, value in body.items() if inherited.get(name) != value}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def _place(feature: Mapping[str, Any], inherited: Mapping[str, str]) -> Place:
    properties = feature.get("properties") or {}
    lon, lat = _middle((feature.get("geometry") or {}).get("coordinates"))
    lat, lon = position(lat, lon)
    if "services" in properties:
        place = Place.from_dict({**inherited, **properties, "lat": lat, "lon": lon})
        if not (isinstance(place.id, str) and ":" in place.id and isinstance(place.name, str) and place.name):
            raise ValueError("a place needs an id (source:number) and a name")
        return place
    inner = properties.get("tags")
    tags = inner if isinstance(inner, dict) else properties
    osm_id = str(properties.get("@id") or properties.get("id") or feature.get("id") or "")
    if not osm_id:
        raise ValueError("this feature has no id (OSM exports have “@id”)")
    texts = {str(key): str(value) for key, value in tags.items() if value is not None}
    return from_tags(osm_id, lat, lon, texts, str(properties.get("@timestamp", "")))


def _middle(coordinates: Any) -> tuple[float, float]:
    """The middle of the box around any geometry, as (lon, lat)."""
    points = list(_points(coordinates))
    if not points:
        raise ValueError("this feature has no position")
    lon, lat = zip(*points, strict=True)
    return (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2


def _points(coordinates: Any) -> Iterable[tuple[float, float]]:
    if not isinstance(coordinates, list) or not coordinates:
        return
    if isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _points(part)
