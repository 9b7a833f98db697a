"""What every format shares: errors, counting reads, and the fields that are written differently everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.errors import SettingsError

Progress = Callable[[int, int], None]
"""Told (bytes read so far, bytes in all)."""
SHOWN = 200
"""How much of an unreadable row is shown, in characters."""


class FormatError(SettingsError):
    """A file cannot be read as a whole; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that is no place. ``line``: its line in the file (CSV) or its number among the records (JSON), from 1."""

    line: int
    reason: str
    row: str = ""


class Counted:
    """A binary file that tells how much of it was read."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self._file: BinaryIO = path.open("rb")
        self._size = path.stat().st_size
        self._progress = progress
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        part = self._file.read(size)
        self._done += len(part)
        if self._progress:
            self._progress(self._done, self._size)
        return part

    def __enter__(self) -> Counted:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def position(lat: object, lon: object) -> tuple[float, float]:
    """A position in degrees. ValueError, in words for the report: it is none."""
    try:
        north, east = (float(str(value).strip().replace(",", ".")) for value in (lat, lon))
    except ValueError:
        raise ValueError(f"the position “{lat}”, “{lon}” is not two numbers") from None
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise ValueError(f"the position {north:g}, {east:g} is not on Earth")
    if north == 0 and east == 0:
        raise ValueError("the position 0, 0 is in the ocean: it was probably left out")
    return north, east
