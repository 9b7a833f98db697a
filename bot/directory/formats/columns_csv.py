"""The columns of a CSV file of places: their names in English and French, and how a cell is read and written.

One row is one service; the rows of a place (same ``id``) follow one another. Only ``name``, ``category``, ``lat`` and
``lon`` are needed. Several values in a cell are parted by ``|``; a telephone is ``number (what for)``; yes/no cells
take yes, no, oui, non, true, false, 1, 0, x; dates are 2026-11-24 or 24/11/2026.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from bot.directory.place import Phone

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("identifiant",),
    "name": ("nom", "structure", "lieu"),
    "category": ("categorie", "type_de_service"),
    "service": ("service_name", "nom_du_service"),
    "address": ("adresse", "street", "rue"),
    "postcode": ("code_postal", "cp", "zip", "postal_code"),
    "city": ("ville", "commune", "town"),
    "lat": ("latitude", "y"),
    "lon": ("longitude", "lng", "long", "x"),
    "phones": ("phone", "telephone", "tel", "telephones"),
    "links": ("link", "website", "site_web", "site", "url", "liens"),
    "email": ("courriel", "mail", "e_mail"),
    "languages": ("langues", "language", "langue"),
    "description": (),
    "service_description": ("description_du_service",),
    "hours": ("horaires", "opening_hours", "horaires_osm"),
    "hours_text": ("horaires_texte", "horaires_en_clair"),
    "free": ("gratuit",),
    "price": ("prix", "tarif"),
    "appointment": ("rendez_vous", "sur_rendez_vous", "rdv"),
    "registration": ("inscription",),
    "referral": ("orientation", "sur_orientation"),
    "animals": ("animaux", "animal"),
    "wheelchair": ("pmr", "accessible", "accessibilite", "fauteuil"),
    "conditions": ("conditions_d_acces", "access", "acces"),
    "unconditional": ("inconditionnel",),
    "genders": ("genre", "genres", "gender"),
    "family": ("famille", "familles"),
    "min_age": ("age_min", "age_minimum"),
    "max_age": ("age_max", "age_maximum"),
    "statuses": ("statut", "statuts", "status"),
    "other": ("autres_publics", "other_audience"),
    "audience": ("public", "publics"),
    "worship": ("culte", "lieu_de_culte"),
    "saturated": ("sature", "saturation"),
    "source": (),
    "licence": ("license",),
    "source_url": ("url_source",),
    "checked_at": ("verifie_le", "date_maj", "mis_a_jour_le", "updated_at", "date"),
    "closed_for_good": ("ferme_definitivement",),
    "visible": (),
}
NEEDED = ("name", "category", "lat", "lon")

_NAMES = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
_YES = frozenset({"yes", "oui", "true", "vrai", "1", "x", "y", "o"})
_NO = frozenset({"no", "non", "false", "faux", "0", "n"})
_PHONE = re.compile(r"^(?P<number>[^(]*?)\s*(?:\((?P<label>.*)\))?$", re.S)
_FRENCH_DATE = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")


def column(header: str) -> str | None:
    """The column that a header cell names, in either language; None: a column we do not know."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", header) if not unicodedata.combining(c))
    return _NAMES.get(re.sub(r"[^a-z]+", "_", bare.casefold()).strip("_"))


def flag(cell: str, name: str) -> bool | None:
    """Yes, no or nothing said. ValueError: something else."""
    said = cell.strip().casefold()
    if not said:
        return None
    if said in _YES or said in _NO:
        return said in _YES
    raise ValueError(f"“{cell}” in the column {name} is neither yes nor no")


def whole(cell: str, name: str) -> int | None:
    """A whole number or nothing. ValueError: something else."""
    said = cell.strip()
    if not said:
        return None
    if said.isascii() and said.isdigit() and len(said) <= 3:
        return int(said)
    raise ValueError(f"“{cell}” in the column {name} is not a number of years")


def day(cell: str, name: str) -> date | None:
    """A date or nothing. ValueError: something else."""
    said = cell.strip()
    if not said:
        return None
    french = _FRENCH_DATE.match(said)
    try:
        return date(*(int(part) for part in reversed(french.groups()))) if french else date.fromisoformat(said[:10])
    except ValueError:
        raise ValueError(f"“{cell}” in the column {name} is no date (2026-11-24 or 24/11/2026)") from None


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell, parted by ``|``."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def phones(cell: str) -> tuple[Phone, ...]:
    """The telephone numbers of a cell."""
    found = []
    for part in several(cell):
        match = _PHONE.match(part)
        number, label = (match["number"], match["label"]) if match and match["number"] else (part, "")
        found.append(Phone(number, label or ""))
    return tuple(found)


def shown(value: object) -> str:
    """A value as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "|".join(shown(item) for item in value)
    if isinstance(value, Phone):
        return f"{value.number} ({value.label})" if value.label else value.number
    return value.isoformat() if isinstance(value, date) else str(value)
