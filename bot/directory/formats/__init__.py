"""Files of places. A format is one module here with ``NAME``, ``SUFFIXES``, ``sniff`` and ``read``: found, not listed.

``sniff(head, path)`` says whether the first bytes look like this format; ``read(path, progress=…)`` yields every place,
or a :class:`RowError` for what it could not read. A file that is not of the format at all raises :class:`FormatError`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from bot.directory.formats.rows import FormatError, Progress, RowError
from bot.directory.place import Place

__all__ = ["FormatError", "Progress", "RowError", "format_names", "open_format"]

_HEAD = 65_536


class Format(Protocol):
    """What a module of this package offers."""

    NAME: str
    SUFFIXES: tuple[str, ...]
    sniff: Callable[[bytes, Path], bool]

    def read(self, path: Path, *, progress: Progress | None = None) -> Iterator[Place | RowError]:
        """Every place of the file, or why a row is none."""


def format_names() -> tuple[str, ...]:
    """The names one may give for ``name`` in :func:`open_format`."""
    return tuple(_formats())


def open_format(path: Path, name: str | None = None, *, progress: Progress | None = None) -> Iterator[Place | RowError]:
    """The places of a file, one by one; the format is found out when it is not named.

    ``progress`` is told (bytes read, bytes in all). FormatError: no such format, or the file is of none.
    """
    if not path.is_file():
        raise FormatError(f"There is no file {path}.")
    return _chosen(path, name).read(path, progress=progress)


def _chosen(path: Path, name: str | None) -> Format:
    formats = _formats()
    if name is not None:
        if name not in formats:
            raise FormatError(f"There is no format “{name}”; there are: {', '.join(formats)}.")
        return formats[name]
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise FormatError(f"{path} cannot be read: {error.strerror}.") from error
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FormatError(f"{path.name} is empty.")
    fitting = [one for one in formats.values() if one.sniff(head, path)]
    fitting.sort(key=lambda one: path.suffix.lower() not in one.SUFFIXES)
    if not fitting:
        raise FormatError(f"{path.name} is in no format that Relais reads; it reads: {', '.join(formats)}.")
    return fitting[0]


@cache
def _formats() -> dict[str, Format]:
    found = {}
    for module in pkgutil.iter_modules(__path__):
        one = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(one, "NAME") and hasattr(one, "read"):
            found[one.NAME] = cast(Format, one)
    return found
