"""The words of understanding: what a message is read into, and what is known beside it. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Action = Literal["answer", "ask_place", "reply", "handoff"]
Moment = Literal["now", "today", "tonight", "tomorrow", "day", "night"]

NEEDS = tuple(
    "eat sleep wash health clothes luggage connect legal address social work french transport family addiction"
    " pets".split()
)
REPLIES = ("human", "update", "donate", "thanks", "greet")
FULL_DEPTH = tuple("fr en ar es fa prs ps uk ru ro ka ti am so tr sq pt bn ur zh".split())
"""Languages that are understood with every need, danger, time and place; the design's list."""
PARTIAL = tuple("it de pl hi ku ckb hy bg ht wo bm ln ff".split())
"""Languages that are understood with the main needs and every danger."""
CRISES = ("suicide", "violence", "medical", "child", "danger")


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place named in a message; ``span`` is its position in the text, ``alternatives`` (if any) must be asked about.

    ``kind``: commune | arrondissement | postcode | departement | station | district; ``code``: INSEE or postcode.
    ``lat`` and ``lon`` are degrees (WGS 84); ``score`` is 0 to 1.
    """

    name: str
    label: str
    lat: float
    lon: float
    kind: str
    code: str
    departement: str
    score: float
    span: tuple[int, int]
    alternatives: tuple[FoundPlace, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The place as the ``relais understand`` contract shows it."""
        shown: dict[str, Any] = {
            "name": self.name,
            "label": self.label,
            "lat": self.lat,
            "lon": self.lon,
            "kind": self.kind,
            "code": self.code,
            "departement": self.departement,
            "score": round(self.score, 3),
        }
        if self.alternatives:
            shown["alternatives"] = [other.label for other in self.alternatives]
        return shown


@dataclass(frozen=True, slots=True)
class When:
    """A time named in a message: aware moments, local zone, ``start`` before ``end``; ``text`` is what was said."""

    kind: Moment
    start: datetime
    end: datetime
    text: str

    def to_json(self) -> dict[str, str]:
        """The time as the ``relais understand`` contract shows it (ISO 8601)."""
        return {"kind": self.kind, "start": self.start.isoformat(), "end": self.end.isoformat(), "text": self.text}


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known beside the text. ``language`` is the person's own choice and wins; ``spoken`` was detected last.

    ``near`` is (latitude, longitude) in degrees; ``awaiting`` is ``"place"`` when we have just asked where.
    """

    language: str | None = None
    spoken: str | None = None
    now: datetime | None = None
    country: str = "FR"
    near: tuple[float, float] | None = None
    awaiting: str | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means. ``needs`` are dotted where a sub-need was said; ``crisis`` is one of ``CRISES`` or None.

    ``maybe`` are needs that we are not sure enough of: the person is asked whether they meant one of them.
    ``languages`` are the best candidates with their share (0 to 1), ``confidence`` is 0 to 1, and ``why`` says in words
    for ``--explain`` what led there.
    """

    language: str
    languages: tuple[tuple[str, float], ...]
    intent: str
    needs: tuple[str, ...]
    crisis: str | None
    place: FoundPlace | None
    when: When | None
    audience: tuple[str, ...]
    action: Action
    confidence: float
    maybe: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The ``relais understand`` contract: one flat object."""
        return {
            "language": self.language,
            "intent": self.intent,
            "needs": list(self.needs),
            "crisis": self.crisis,
            "place": self.place.to_json() if self.place else None,
            "when": self.when.to_json() if self.when else None,
            "audience": list(self.audience),
            "action": self.action,
            "confidence": round(self.confidence, 3),
            "maybe": list(self.maybe),
        }
