"""CSV with a header (see :mod:`bot.directory.formats.columns_csv`): one row a service, parted by ``;``, ``,`` or tab.

UTF-8 with or without a mark, UTF-16 with its mark, else Windows-1252, as spreadsheets write it.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TextIO, cast

from bot.directory.formats.columns_csv import COLUMNS, NEEDED, column, day, flag, phones, several, shown, whole
from bot.directory.formats.osm import default_taxonomy
from bot.directory.formats.rows import SHOWN, Counted, FormatError, Progress, RowError, position
from bot.directory.hours_french import read_hours
from bot.directory.place import ANYONE, UNKNOWN_ACCESS, Access, Audience, Place, Service
from bot.directory.timetable import is_valid

NAME = "csv"
SUFFIXES = (".csv", ".tsv", ".txt")
_DELIMITERS = (";", ",", "\t")
_PROBE = 1 << 20


def sniff(head: bytes, path: Path) -> bool:  # noqa: ARG001 - every format is asked alike
    """Whether the first line names columns of ours."""
    first = _header_line(head)
    found = {column(cell) for delimiter in _DELIMITERS for cell in first.split(delimiter)}
    return "name" in found and len(found - {None}) > 1


def read(path: Path, *, progress: Progress | None = None) -> Iterator[Place | RowError]:
    """Every place; a place whose rows stand apart, or any cell that cannot be read, is a RowError with its line."""
    with path.open("rb") as probe:
        head = probe.read(_PROBE)
    delimiter = max(_DELIMITERS, key=_header_line(head).count)
    with Counted(path, progress) as file:
        lines = _lines(file, _encoding(head))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        names = _header(path, reader)
        yield from _grouped(_rows(reader, names), path.stem)


def write(places: Iterable[Place], file: TextIO) -> int:
    """Writes places as CSV (``;``); notices are not kept. Returns how many rows were written."""
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for place in places:
        for service in place.services:
            cells = _cells(place, service)
            writer.writerow(shown(cells.get(name)) for name in COLUMNS)
            count += 1
    return count


Row = tuple[int, dict[str, str]]


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _header_line(head: bytes) -> str:
    text = head.decode(_encoding(head), errors="replace").lstrip("\r\n")
    return text.splitlines()[0] if text else ""


def _lines(file: Counted, encoding: str) -> Iterator[str]:
    """The lines; bytes that are not of the encoding stay as lone surrogates, so that only their row is refused."""
    lenient = "surrogateescape" if encoding != "utf-16" else "replace"
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(lenient), translate=False)
    rest = ""
    while part := file.read(_PROBE):
        pieces = (rest + decoder.decode(part)).splitlines(keepends=True)
        rest = pieces.pop() if pieces else ""
        yield from _joined(pieces)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _joined(pieces: list[str]) -> Iterator[str]:
    """``splitlines`` parts at more than line ends (form feeds …): those pieces belong together."""
    line = ""
    for piece in pieces:
        line += piece
        if piece.endswith(("\n", "\r")):
            yield line
            line = ""
    if line:
        yield line


def _header(path: Path, reader: Iterator[list[str]]) -> list[str | None]:
    try:
        cells = next((row for row in reader if any(cell.strip() for cell in row)), [])
    except csv.Error as error:
        raise FormatError(f"{path.name} has a header that cannot be read: {error}.") from error
    names = [column(cell) for cell in cells]
    if missing := [name for name in NEEDED if name not in names]:
        raise FormatError(f"{path.name} lacks the columns {', '.join(missing)}.")
    if doubled := sorted({name for name in names if name and names.count(name) > 1}):
        raise FormatError(f"{path.name} has more than one column for {', '.join(doubled)}.")
    return names


def _rows(reader: Iterator[list[str]], names: list[str | None]) -> Iterator[Row | RowError]:
    counted = cast("csv._reader", reader)  # type: ignore[name-defined]  # typeshed's private name of what csv.reader gives
    while True:
        line = counted.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            end = "unexpected end" in str(error)
            yield RowError(line, "a quotation mark opened here is never closed" if end else f"not CSV: {error}")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        shown_row = ";".join(cells)[:SHOWN].encode("utf-8", "replace").decode()
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            yield RowError(line, f"{len(cells)} cells, but the header names {len(names)}", shown_row)
        elif any("\udc80" <= character <= "\udcff" for cell in cells for character in cell):
            yield RowError(line, "some letters cannot be read: the row is not in the encoding of the file", shown_row)
        else:
            named = zip(names, cells, strict=False)
            yield line, {name: cell.strip() for name, cell in named if name}


def _grouped(rows: Iterable[Row | RowError], stem: str) -> Iterator[Place | RowError]:
    """Rows of the same id, one after the other, are one place."""
    finished: set[str] = set()
    current: Place | None = None
    services: list[Service] = []
    for row in rows:
        if isinstance(row, RowError):
            yield row
            continue
        line, cells = row
        try:
            found = _place(cells, stem)
            if found.id in finished:
                raise ValueError(f"the rows of {found.id} must follow one another")
        except ValueError as error:
            yield RowError(line, str(error), ";".join(cells.values())[:SHOWN])
            continue
        if current is not None and current.id == found.id:
            services.append(_own_rules(current, found))
            continue
        if current is not None:
            finished.add(current.id)
            yield replace(current, services=tuple(services))
        current, services = found, list(found.services)
    if current is not None:
        yield replace(current, services=tuple(services))


def _own_rules(place: Place, more: Place) -> Service:
    """The service of a further row, with the rules that differ from those of the place (its first row)."""
    audience = None if more.audience == place.audience else more.audience
    access = None if more.access == place.access else more.access
    return replace(more.services[0], audience=audience, access=access)


def _place(cells: Mapping[str, str], stem: str) -> Place:
    name = cells.get("name", "")
    if not name:
        raise ValueError("the name is missing")
    lat, lon = position(cells.get("lat", ""), cells.get("lon", ""))
    closed, visible = (
        flag(cells.get("closed_for_good", ""), "closed_for_good"),
        flag(cells.get("visible", ""), "visible"),
    )
    return Place(
        id=_id(cells, name, lat, lon),
        name=name,
        lat=lat,
        lon=lon,
        phones=phones(cells.get("phones", "")),
        links=several(cells.get("links", "")),
        languages=several(cells.get("languages", "").replace(",", "|")),
        audience=_audience(cells),
        access=_access(cells),
        worship=bool(flag(cells.get("worship", ""), "worship")),
        services=(_service(cells),),
        source=cells.get("source") or stem,
        checked_at=day(cells.get("checked_at", ""), "checked_at"),
        closed_for_good=bool(closed),
        visible=visible is not False,
        address=cells.get("address", ""),
        postcode=cells.get("postcode", ""),
        city=cells.get("city", ""),
        email=cells.get("email", ""),
        description=cells.get("description", ""),
        licence=cells.get("licence", ""),
        source_url=cells.get("source_url", ""),
    )


def _id(cells: Mapping[str, str], name: str, lat: float, lon: float) -> str:
    given = cells.get("id", "")
    if not given:  # the same row must be the same place when the file comes again
        given = hashlib.sha256(f"{name}|{lat:.5f}|{lon:.5f}".encode()).hexdigest()[:16]
    return given if ":" in given else f"csv:{given}"


def _service(cells: Mapping[str, str]) -> Service:
    said = cells.get("category", "")
    category = default_taxonomy().category(said)
    if category is None:
        raise ValueError(f"“{said}” is no category" if said else "the category is missing")
    hours = cells.get("hours", "")
    read_as = hours if hours and is_valid(hours) else read_hours(hours)
    return Service(
        category,
        cells.get("service", ""),
        hours=read_as,
        hours_text=cells.get("hours_text") or (hours if hours and not read_as else None) or None,
        description=cells.get("service_description", ""),
        saturated=cells.get("saturated") or None,
    )


def _access(cells: Mapping[str, str]) -> Access:
    names = ("appointment", "registration", "referral", "free", "animals", "wheelchair")
    flags = {name: flag(cells.get(name, ""), name) for name in names}
    found = Access(**flags, price=cells.get("price", ""), text=cells.get("conditions", ""))
    return UNKNOWN_ACCESS if found == UNKNOWN_ACCESS else found


def _audience(cells: Mapping[str, str]) -> Audience:
    found = Audience(
        unconditional=flag(cells.get("unconditional", ""), "unconditional"),
        genders=several(cells.get("genders", "")),
        family=several(cells.get("family", "")),
        min_age=whole(cells.get("min_age", ""), "min_age"),
        max_age=whole(cells.get("max_age", ""), "max_age"),
        statuses=several(cells.get("statuses", "")),
        other=several(cells.get("other", "")),
        text=cells.get("audience", ""),
    )
    return ANYONE if found == ANYONE else found


def _cells(place: Place, service: Service) -> dict[str, object]:
    audience, access = place.rules(service)
    cells: dict[str, object] = {name: getattr(place, name) for name in COLUMNS if hasattr(place, name)}
    cells |= {name: getattr(access, name) for name in COLUMNS if hasattr(access, name)}
    cells |= {name: getattr(audience, name) for name in COLUMNS if hasattr(audience, name)}
    cells |= {"category": service.category, "service": service.name, "service_description": service.description}
    cells |= {"hours": service.hours, "hours_text": service.hours_text, "saturated": service.saturated}
    return cells | {"audience": audience.text, "conditions": access.text}
