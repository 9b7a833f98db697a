"""A place, its services and its notices: what the directory holds and the store keeps as JSON.

The shape follows Soliguide's API (services with their own rules, *publics*, *modalités*, temporary information), with
OSM ``opening_hours`` for the hours. ``to_dict`` leaves out what is at its default, and ``from_dict`` ignores keys it
does not know, so that a body written by another version of Relais can always be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from sys import intern
from typing import Any, Self, TypeVar


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as it is dialled in the country, and what it is for."""

    number: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is received. An empty tuple excludes nobody; ``unconditional`` is None when nothing is known.

    ``genders``: men, women. ``family``: isolated, family, couple, pregnant. ``statuses``: regular, asylum, refugee,
    undocumented. ``other``: violence, addiction, handicap, lgbt, hiv, prostitution, prison, student, mentalHealth.
    Ages are in years, both ends included. ``text`` is shown as the source wrote it.
    """

    unconditional: bool | None = None
    genders: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    statuses: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """How one gets in; None everywhere means that the source does not say.

    ``referral``: only through a social worker. ``price`` is the price in words, ``free`` whether it costs nothing.
    """

    appointment: bool | None = None
    registration: bool | None = None
    referral: bool | None = None
    free: bool | None = None
    price: str = ""
    animals: bool | None = None
    wheelchair: bool | None = None
    text: str = ""


ANYONE = Audience()
"""Nothing is known of who may come."""
UNKNOWN_ACCESS = Access()
"""Nothing is known of how one gets in."""


@dataclass(frozen=True, slots=True)
class Service:
    """One thing offered at a place. ``category`` is a Soliguide id.

    ``hours`` are OSM ``opening_hours``; ``hours_text`` is what nobody could read into them, shown as it is.
    ``access`` and ``audience`` replace the place's own where they are set. ``saturated`` says in words that it is full.
    """

    category: str
    name: str = ""
    hours: str | None = None
    hours_text: str | None = None
    description: str = ""
    access: Access | None = None
    audience: Audience | None = None
    saturated: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Dated information: ``closure``, ``hours`` (other hours for a while), ``message`` or ``service_closure``.

    ``start`` None: since ever; ``end`` None: until somebody ends it (the end itself is no longer in). Times without a
    zone are local. ``service`` is a category or the name of a service; empty: the whole place.
    """

    id: str
    kind: str
    start: datetime | None = None
    end: datetime | None = None
    text: str = ""
    hours: str | None = None
    service: str = ""
    author: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place people can go to; ``id`` is ``source:local-id``, ``lat``/``lon`` are WGS 84 degrees.

    ``visible`` False: kept, but never shown to people. ``worship``: a place of worship (shown last when asked for).
    """

    id: str
    name: str
    address: str = ""
    postcode: str = ""
    city: str = ""
    lat: float | None = None
    lon: float | None = None
    phones: tuple[Phone, ...] = ()
    links: tuple[str, ...] = ()
    email: str = ""
    languages: tuple[str, ...] = ()
    description: str = ""
    audience: Audience = ANYONE
    access: Access = UNKNOWN_ACCESS
    worship: bool = False
    services: tuple[Service, ...] = ()
    notices: tuple[Notice, ...] = ()
    source: str = ""
    licence: str = ""
    source_url: str = ""
    checked_at: date | None = None
    closed_for_good: bool = False
    visible: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The place as JSON-ready values, without what is at its default."""
        return _encode(self)

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> Self:
        """The place of a body made by :meth:`to_dict`; unknown keys are ignored. ValueError: it is no place."""
        try:
            return _decode(cls, body)
        except (TypeError, AttributeError, KeyError) as error:
            raise ValueError(f"not a place: {error}") from error

    def rules(self, service: Service) -> tuple[Audience, Access]:
        """Who may come and how, for ``service``: its own rules, else the place's."""
        return service.audience or self.audience, service.access or self.access


_Record = TypeVar("_Record")


def _names(value: Any) -> tuple[str, ...]:
    return tuple(intern(str(item)) for item in value)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _moment(value: Any) -> datetime | None:
    return value if value is None or isinstance(value, datetime) else datetime.fromisoformat(value)


def _day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(value[:10])


def _optional(kind: type[Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else _decode(kind, value)


def _several(kind: type[Any]) -> Callable[[Any], Any]:
    return lambda value: tuple(_decode(kind, item) for item in value)


def _shared(value: Any) -> Any:
    return intern(value) if isinstance(value, str) else value


_READERS: dict[type[Any], dict[str, Callable[[Any], Any]]] = {
    Audience: dict.fromkeys(("genders", "family", "statuses", "other"), _names),
    Access: {},
    Phone: {},
    Notice: {"start": _moment, "end": _moment},
    Service: {"access": _optional(Access), "audience": _optional(Audience), "category": _shared, "hours": _shared},
    Place: {
        **dict.fromkeys(("links", "languages"), _names),
        **dict.fromkeys(("source", "licence", "city", "postcode"), _shared),
        "lat": _number,
        "lon": _number,
        "phones": _several(Phone),
        "services": _several(Service),
        "notices": _several(Notice),
        "audience": lambda value: _decode(Audience, value),
        "access": lambda value: _decode(Access, value),
        "checked_at": _day,
    },
}


_SHAPES: dict[type[Any], tuple[tuple[str, Any], ...]] = {
    kind: tuple((item.name, item.default) for item in fields(kind)) for kind in _READERS
}
"""Every field of each record with its default (MISSING: none)."""


def _encode(record: Any) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, default in _SHAPES[type(record)]:
        value = getattr(record, name)
        if default is MISSING or value != default:
            body[name] = _plain(value)
    return body


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _encode(value) if type(value) in _READERS else value


def _decode(kind: type[_Record], body: Mapping[str, Any]) -> _Record:
    readers = _READERS[kind]
    known: dict[str, Any] = {}
    for name, _ in _SHAPES[kind]:
        if name in body:
            reader = readers.get(name)
            known[name] = reader(body[name]) if reader else body[name]
    return kind(**known)
