"""JSON files read record by record, however big they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

from bot.directory.formats.rows import Counted, FormatError, Progress, RowError

_HEADER_EVENTS = 2000
_BOM = b"\xef\xbb\xbf"


class _WithoutMark(Counted):
    """A counted file whose byte order mark is left out."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        super().__init__(path, progress)
        head = self._file.read(len(_BOM))
        if head != _BOM:
            self._file.seek(0)


def records(path: Path, prefix: str, progress: Progress | None) -> Iterator[tuple[int, dict[str, Any]] | RowError]:
    """(number, object) for every object in the array at ``prefix``; a file cut short ends in a RowError.

    FormatError: the file is cut or broken before the first record.
    """
    number = 0
    with _WithoutMark(path, progress) as file:
        try:
            for item in ijson.items(file, f"{prefix}.item", use_float=True):
                number += 1
                if isinstance(item, dict):
                    yield number, item
                else:
                    yield RowError(number, "this record is no object", str(item)[:200])
        except (ijson.JSONError, UnicodeDecodeError, OverflowError) as error:
            reason = _reason(error)
            if not number:
                raise FormatError(f"{path.name} cannot be read as JSON: {reason}.") from error
            yield RowError(number + 1, f"the rest of the file cannot be read: {reason}")


def header(path: Path, until: str) -> dict[str, Any]:
    """The scalars that stand before ``until`` in the top object, by path ("osm3s.copyright"); {}: broken."""
    found: dict[str, Any] = {}
    with _WithoutMark(path, None) as file:
        try:
            for count, (prefix, event, value) in enumerate(ijson.parse(file, use_float=True)):
                if count > _HEADER_EVENTS or prefix == until:
                    break
                if event in ("string", "number", "boolean"):
                    found[prefix] = value
        except (ijson.JSONError, UnicodeDecodeError, OverflowError):
            return found
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, ijson.IncompleteJSONError) and "premature" in str(error).lower():
        return "it ends in the middle, as if it had been cut off"
    if isinstance(error, UnicodeDecodeError):
        return "it is not in UTF-8"
    said = str(error).splitlines()
    return (said[0].strip() if said else "") or "it is broken"
