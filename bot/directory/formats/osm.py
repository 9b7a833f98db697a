"""OpenStreetMap tags → a place. Shared by the GeoJSON and the Overpass format; no format of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from bot.directory.place import Access, Audience, Phone, Place, Service
from bot.directory.taxonomy import Taxonomy
from bot.directory.timetable import is_valid
from bot.resources import folder

LICENCE = "ODbL 1.0"
SOURCE = "OpenStreetMap"

_NAMELESS = {
    "toilets": "Toilettes",
    "fountain": "Eau potable",
    "shower": "Douches",
    "laundry": "Laverie",
    "libraries": "Bibliothèque",
    "food_distribution": "Distribution de repas",
    "food_packages": "Aide alimentaire",
    "solidarity_fridge": "Frigo solidaire",
    "clothing": "Vestiaire",
    "luggage_storage": "Consigne",
    "emergency_accommodation": "Hébergement",
    "electrical_outlets_available": "Prises de courant",
    "wifi": "Wifi",
}
_YES = frozenset({"yes", "designated", "permissive", "leashed"})
_PRIVATE = frozenset({"private", "no", "customers", "members"})
_WOMEN = frozenset({"woman", "women"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@cache
def default_taxonomy() -> Taxonomy:
    """The taxonomy that ships with Relais."""
    return Taxonomy.load(folder("directory_data") / "taxonomy.yaml")


def from_tags(osm_id: str, lat: float, lon: float, tags: Mapping[str, str], stamp: str = "") -> Place:
    """The place of an OSM object ("node/123"); ``stamp`` is when it was last edited. ValueError: it is none for us."""
    categories = default_taxonomy().from_osm(tags)
    if tags.get("drinking_water") == "no":
        categories = tuple(name for name in categories if name != "fountain")
    if not categories:
        raise ValueError("none of its tags is a category of ours")
    hours, hours_text = _hours(tags.get("opening_hours", ""))
    street = " ".join(part for part in (tags.get("addr:housenumber"), tags.get("addr:street")) if part)
    return Place(
        id=f"osm:{osm_id}",
        name=_name(tags, categories),
        address=tags.get("addr:full") or street,
        postcode=tags.get("addr:postcode", ""),
        city=tags.get("addr:city", ""),
        lat=lat,
        lon=lon,
        phones=tuple(Phone(number) for number in _each(tags, "phone", "contact:phone", "mobile", "contact:mobile")),
        links=_each(tags, "website", "contact:website", "url"),
        email=next(iter(_each(tags, "email", "contact:email")), ""),
        languages=tuple(
            key.removeprefix("language:") for key in tags if key.startswith("language:") and _yes(tags, key)
        ),
        description=tags.get("description:fr") or tags.get("description", ""),
        audience=_audience(tags),
        access=_access(tags),
        worship=tags.get("amenity") == "place_of_worship" or "religion" in tags,
        services=tuple(Service(name, hours=hours, hours_text=hours_text) for name in categories),
        source=SOURCE,
        licence=LICENCE,
        source_url=f"https://www.openstreetmap.org/{osm_id}",
        checked_at=_checked(tags, stamp),
        visible=tags.get("access") not in _PRIVATE,
    )


def _name(tags: Mapping[str, str], categories: tuple[str, ...]) -> str:
    given = tags.get("name:fr") or tags.get("name") or tags.get("official_name") or tags.get("operator")
    return given or _NAMELESS.get(categories[0], categories[0].replace("_", " "))


def _hours(text: str) -> tuple[str | None, str | None]:
    if not text.strip():
        return None, None
    return (text, None) if is_valid(text) else (None, text)


def _each(tags: Mapping[str, str], *keys: str) -> tuple[str, ...]:
    values = (part.strip() for key in keys for part in tags.get(key, "").split(";"))
    return tuple(dict.fromkeys(value for value in values if value))


def _yes(tags: Mapping[str, str], key: str) -> bool | None:
    value = tags.get(key, "")
    return True if value in _YES else False if value == "no" else None


def _access(tags: Mapping[str, str]) -> Access:
    fee = tags.get("fee", "")
    return Access(
        appointment=True if tags.get("reservation") == "required" else None,
        free=True if fee in ("no", "donation") else False if fee and fee != "unknown" else None,
        price=tags.get("charge", ""),
        animals=_yes(tags, "dog") if "dog" in tags else _yes(tags, "pets"),
        wheelchair=_yes(tags, "wheelchair"),
        text=tags.get("wheelchair:description:fr") or tags.get("wheelchair:description", ""),
    )


def _audience(tags: Mapping[str, str]) -> Audience:
    women, men = _yes(tags, "female"), _yes(tags, "male")
    asked = set(_each(tags, "social_facility:for"))
    genders: tuple[str, ...] = ()
    if (women and men is False) or (asked and asked <= _WOMEN):
        genders = ("women",)
    elif men and women is False:
        genders = ("men",)
    return Audience(genders=genders, min_age=_age(tags, "min_age"), max_age=_age(tags, "max_age"))


def _age(tags: Mapping[str, str], key: str) -> int | None:
    value = tags.get(key, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 3 else None


def _checked(tags: Mapping[str, str], stamp: str) -> date | None:
    for text in (tags.get("check_date", ""), tags.get("survey:date", ""), stamp):
        if match := _DATE.match(text):
            try:
                return date.fromisoformat(match.group())
            except ValueError:
                continue
    return None
