"""Open data of the City of Paris → directory_data/places: ``python directory_data/build/paris.py FOLDER``.

FOLDER holds bains_douches.json, fontaines-a-boire.json, sanisettesparis.json and
ilots-de-fraicheur-equipements-activites.json as published. SOURCES.md says how every rule was decided.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from addresses import address, words
from periods import DAYS, closure, period, until, weekly

from bot.directory.formats.geojson import feature
from bot.directory.hours_french import read_hours
from bot.directory.place import Access, Audience, Notice, Place, Service
from bot.directory.timetable import is_valid

LICENCE = "ODbL 1.0"
EQUIPMENT_DATE = date(2025, 9, 2)
"""Fountains and cool places: the newest event that the files tell as past (a fountain closed that day)."""
COMMUNES = {  # postcodes of the communes around Paris that have fountains (La Poste)
    "BAGNEUX": ("Bagneux", "92220"),
    "IVRY-SUR-SEINE": ("Ivry-sur-Seine", "94200"),
    "NOGENT-SUR-MARNE": ("Nogent-sur-Marne", "94130"),
    "PANTIN": ("Pantin", "93500"),
    "SAINT-DENIS": ("Saint-Denis", "93200"),
    "SAINT-MANDE": ("Saint-Mandé", "94160"),
    "SAINT-OUEN": ("Saint-Ouen-sur-Seine", "93400"),
    "THIAIS": ("Thiais", "94320"),
}
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


# --- showers ------------------------------------------------------------------------------------------------


def showers(rows: list[dict[str, Any]]) -> Iterator[Place]:
    """Municipal showers; those that the register calls closed all week are closed for the period it gives."""
    for row in rows:
        start, end = period(row["note"] or "")
        by_day = dict(rule.split(" ", 1) for rule in row["opening_hours"].split("; "))
        times = ["" if by_day[day] == "closed" else by_day[day] for day in DAYS]
        place_id = f"paris-bains-douches:{row['id']}"
        closed = not any(times)
        service = Service("shower", hours=None if closed else until(weekly(times), end))
        yield Place(
            id=place_id,
            name=row["name"],
            address=address(row["address"]),
            postcode=row["postcode"],
            city="Paris",
            lat=row["lat"],
            lon=row["lon"],
            access=Access(free=row["free"]),
            services=(service,),
            notices=(closure(place_id, start, end, _closed_words(row["note"])),) if closed else (),
            checked_at=min(EQUIPMENT_DATE, end) if end else EQUIPMENT_DATE,
        )


def _closed_words(note: str) -> str:
    start, end = period(note)
    return f"Fermé du {start:%d/%m/%Y} au {end:%d/%m/%Y}" if start and end else "Fermé jusqu’à nouvel ordre"


# --- toilets ------------------------------------------------------------------------------------------------

TOILET_HOURS = {
    "6 h - 22 h": "06:00-22:00",
    "24 h / 24": "24/7",
    "24h/24": "24/7",
    "6 h - 1 h": "06:00-01:00",
    "19 h - 7 h": "19:00-07:00",
    "10h à 22h": "10:00-22:00",
}
TOILET_NAMES = {
    "SANISETTE": "Sanisette (toilettes publiques)",
    "TOILETTES": "Toilettes publiques",
    "WC PUBLICS PERMANENTS": "Toilettes publiques",
    "LAVATORY": "Lavatory (toilettes publiques)",
    "URINOIR": "Urinoir",
    "URINOIR FEMME": "Urinoir pour femmes",
}


def toilets(rows: list[dict[str, Any]]) -> Iterator[Place]:
    """Public toilets; ``horaire`` is one of eight texts, "see the page of the garden" among them."""
    for row in rows:
        told = row["fields"]
        hours = TOILET_HOURS.get(told.get("horaire") or "")
        text = "Voir la page du lieu" if told.get("horaire") == "Voir fiche équipement" else None
        genders = {"URINOIR": ("men",), "URINOIR FEMME": ("women",)}.get(told["type"], ())
        lon, lat = row["geometry"]["coordinates"]
        yield Place(
            id=f"paris-sanisettes:{row['recordid'][:12]}",
            name=TOILET_NAMES[told["type"]],
            address=address(told.get("adresse") or ""),
            postcode=told.get("arrondissement") or "",
            city="Paris",
            lat=lat,
            lon=lon,
            links=(told["url_fiche_equipement"],) if told.get("url_fiche_equipement") else (),
            description="Avec espace bébé" if told.get("relais_bebe") == "Oui" else "",
            audience=Audience(genders=genders),
            access=Access(wheelchair={"Oui": True, "Non": False}.get(told.get("acces_pmr") or "")),
            services=(Service("toilets", hours=hours, hours_text=text),),
            checked_at=date.fromisoformat(row["record_timestamp"][:10]),
        )


# --- fountains ----------------------------------------------------------------------------------------------

FOUNTAIN_NAMES = {
    "FONTNE_WALLACE": "Fontaine Wallace",
    "FTNE_PETILLANTE": "Fontaine d’eau pétillante",
    "FONTAINE_ALBIEN": "Fontaine de l’Albien",
    "FTNE_MILLENAIRE": "Fontaine du Millénaire",
}
REASONS = {
    "APP SANS EAU": "Sans eau",
    "APP SUR CHANTIER": "En travaux",
    "APP A REPARER": "En panne",
    "APP A RENOUVELER": "À remplacer",
    "APP SIGNALE": "Problème signalé",
    "FERMETURE HIVERNALE": "Fermée pour l’hiver",
    "FERME DEMANDE TIERS": "Fermée",
    "FERME DEMANDE SSQ": "Fermée",
    "INACCESSIBLE": "Inaccessible",
}


def fountains(rows: list[dict[str, Any]]) -> Iterator[Place]:
    """Drinking fountains; ``dispo`` NON becomes a closing, with its end where one is told."""
    for row in rows:
        place_id = f"paris-fontaines:{row['gid']}"
        city, postcode = _commune(row["commune"])
        street = address(row["voie"])
        number = _fountain_number(row["no_voirie_pair"], row["no_voirie_impair"])
        street = f"{number} {street[:1].lower()}{street[1:]}" if number else street
        notices: tuple[Notice, ...] = ()
        if row["dispo"] == "NON":
            start, end = (datetime.fromisoformat(row[key]) if row[key] else None for key in ("debut_ind", "fin_ind"))
            notices = (
                Notice(f"{place_id}:closure", "closure", start, end, REASONS[row["motif_ind"]], source="Eau de Paris"),
            )
        yield Place(
            id=place_id,
            name=FOUNTAIN_NAMES.get(row["type_objet"], "Fontaine à boire"),
            address=street,
            postcode=postcode,
            city=city,
            lat=row["geo_point_2d"]["lat"],
            lon=row["geo_point_2d"]["lon"],
            services=(Service("fountain"),),
            notices=notices,
        )


def _commune(text: str) -> tuple[str, str]:
    match = re.match(r"PARIS (\d+)", text)
    return ("Paris", f"750{int(match.group(1)):02}") if match else COMMUNES[text]


def _fountain_number(even: str | None, odd: str | None) -> str:
    """``37F`` and ``FACE 37`` are "face au 37"; ``2B`` is 2 bis, ``2T`` 2 ter."""
    text = " ".join(part for part in dict.fromkeys((even, odd)) if part).upper()
    if not text:
        return ""
    facing = bool(re.search(r"F", text))
    number = re.sub(r"FACE|F", "", text).strip()
    number = re.sub(r"(\d)\s?B$", r"\1 bis", re.sub(r"(\d)\s?T$", r"\1 ter", number))
    return f"face au {number}" if facing else number


# --- cool places --------------------------------------------------------------------------------------------

ALSO = {"Musée": "museums", "Bibliothèque": "libraries", "Piscine": "sport_activities"}
KINDS = {
    "Ombrière pérenne": "Abri contre le soleil",
    "Ombrière temporaire": "Abri contre le soleil, en été",
    "Brumisateur": "Brumisateur, en été",
    "Baignade extérieure": "Baignade, en été",
    "Lieux de culte": "Lieu de culte",
    "Terrain de boules": "Terrain de boules ombragé",
}
TOWN_HALL = "Mairie d'arrondissement"


def cool_places(rows: list[dict[str, Any]]) -> Iterator[Place]:
    """Cool places; the showers among them ship in their own file and are left out."""
    seen: Counter[str] = Counter()
    for row in rows:
        if row["type"] == "Bains-douches":
            continue
        seen[row["identifiant"]] += 1  # three numbers are used twice, for different places
        again = f"-{seen[row['identifiant']]}" if seen[row["identifiant"]] > 1 else ""
        _, end = period(row["horaires_periode"] or "")
        hours, text = _cool_hours(row, end)
        categories = ["cooling_space", *([ALSO[row["type"]]] if row["type"] in ALSO else [])]
        yield Place(
            id=f"paris-ilots-fraicheur:{row['identifiant']}{again}",
            name=words(row["nom"]).replace("Eglise", "Église").replace("Cathedrale", "Cathédrale"),
            address=address(row["adresse"] or ""),
            postcode=row["arrondissement"],
            city="Paris",
            lat=row["geo_point_2d"]["lat"],
            lon=row["geo_point_2d"]["lon"],
            description=KINDS.get(row["type"] or "", row["type"] or ""),
            access=Access(free={"Non": True, "Oui": False}.get(row["payant"] or "")),
            worship=row["type"] == "Lieux de culte",
            services=tuple(Service(name, hours=hours, hours_text=text) for name in categories),
            checked_at=_cool_date(row, end),
        )


def _cool_hours(row: dict[str, Any], end: date | None) -> tuple[str | None, str | None]:
    """The weekly columns, when all seven can be read; else what they and the period say."""
    cells = [row[f"horaires_{jour}"] for jour in JOURS]
    said = row["horaires_periode"] or ""
    times = [_column(cell) for cell in cells]
    seasonal = row["type"] in (TOWN_HALL, "Baignade extérieure", "Brumisateur", "Ombrière temporaire") or "2023" in said
    if None not in times and any(times) and not seasonal:
        return until(weekly([one or "" for one in times]), end), None
    week = ", ".join(f"{jour} {cell}" for jour, cell in zip(JOURS, cells, strict=True) if cell and cell != "-")
    if len(set(cells)) == 1 and cells[0] and cells[0] != "-":
        week = f"tous les jours {cells[0]}"
    if row["type"] == TOWN_HALL and week:
        week += " (salle rafraîchie : à vérifier avant de venir)"
    joined = " : ".join(part for part in (said, week) if part)
    return None, joined[:1].upper() + joined[1:] or None


def _column(cell: str | None) -> str | None:
    """OSM times of one cell; "" closed, None unreadable."""
    if cell is None:
        return None
    if cell.strip() in ("-", "Fermé"):
        return ""
    read = read_hours(f"tous les jours {cell}")
    times = read.removeprefix("Mo-Su ") if read else None
    return times if times and is_valid(times) else None


def _cool_date(row: dict[str, Any], end: date | None) -> date:
    """Never later than the last day that the record itself speaks of."""
    if "2023" in (row["horaires_periode"] or ""):
        return date(2023, 8, 20)
    return min(EQUIPMENT_DATE, end) if end else EQUIPMENT_DATE


# --- files --------------------------------------------------------------------------------------------------

Converter = Callable[[list[dict[str, Any]]], Iterator[Place]]
_OPEN_DATA = "https://opendata.paris.fr/explore/dataset"
FILES: tuple[tuple[str, str, str, str, Converter], ...] = (
    ("bains_douches.json", "paris-bains-douches", "Ville de Paris, bains-douches",
     "https://opendata.paris.fr/", showers),
    ("sanisettesparis.json", "paris-sanisettes", "Ville de Paris, sanisettes",
     f"{_OPEN_DATA}/sanisettesparis/", toilets),
    ("fontaines-a-boire.json", "paris-fontaines", "Eau de Paris, fontaines à boire",
     f"{_OPEN_DATA}/fontaines-a-boire/", fountains),
    ("ilots-de-fraicheur-equipements-activites.json", "paris-ilots-fraicheur", "Ville de Paris, îlots de fraîcheur",
     f"{_OPEN_DATA}/ilots-de-fraicheur-equipements-activites/", cool_places),
)  # fmt: skip


def main(folder: Path, out: Path) -> None:
    """Writes one file a source, one feature a line."""
    for name, stem, source, url, convert in FILES:
        head = {
            "source": source,
            "licence": LICENCE,
            "source_url": url,
            "checked_at": EQUIPMENT_DATE.isoformat(),
            "attribution": f"{source} (ODbL)",
        }
        rows = json.loads((folder / name).read_text(encoding="utf-8"))
        lines = [json.dumps(feature(place, head), ensure_ascii=False) for place in convert(rows)]
        opening = json.dumps({"type": "FeatureCollection", "relais": head}, ensure_ascii=False)[:-1]
        text = f'{opening}, "features": [\n' + ",\n".join(lines) + "\n]}\n"
        (out / f"{stem}.geojson").write_text(text, encoding="utf-8")
        print(f"{stem}: {len(lines)} places")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parents[1] / "places")
