"""What reports are made of: facts as they were counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A fact as it was counted. ``conversation`` is an opaque id, ``at`` is aware; no word of what was said.

    ``kind`` and ``value`` are those of :class:`bot.model.Fact`; ``seconds`` is how long somebody had waited, or None.
    """

    conversation: str
    at: datetime
    kind: str
    value: str = ""
    seconds: int | None = None
    language: str = ""
    channel: str = ""
