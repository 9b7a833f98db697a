"""What a picture shows, as plain words and numbers: made where the figures are, drawn elsewhere."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

BOT, STAFF, ALERT = "#2b6cb0", "#2f855a", "#c05621"
"""The colours of bars: what the bot did (and all that is nobody's), what staff did, what went wrong."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, and what is written behind it."""

    name: str
    value: int
    note: str = ""
    colour: str = BOT


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title. ``standing``: in the order of time, every ``step``-th with its name; else lying.

    There is room for ``slots`` lying bars at least, so that few bars are no thicker than many. ``empty`` is said where
    there is no bar.
    """

    title: str
    bars: tuple[Bar, ...]
    standing: bool = False
    step: int = 1
    slots: int = 5
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole picture: a title, a line below it, and seven charts; or a sentence alone (``note``)."""

    title: str
    line: str = ""
    note: str = ""
    charts: tuple[Chart, ...] = ()

    def to_json(self) -> str:
        """The sheet as it is handed to the process that draws."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The sheet again."""
        body: dict[str, Any] = json.loads(text)
        charts = [Chart(**{**chart, "bars": tuple(Bar(**bar) for bar in chart["bars"])}) for chart in body["charts"]]
        return cls(body["title"], body["line"], body["note"], tuple(charts))
