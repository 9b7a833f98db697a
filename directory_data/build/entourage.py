"""The 426 Paris places of Entourage, 2014 → directory_data/demo: ``python directory_data/build/entourage.py FILE``.

They are out of date on purpose: they show the demo and the tests what eating, health and papers look like. Opening
hours in French words are read where every word of time is understood, else they are shown as they stand.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

from addresses import words

from bot.directory.formats.geojson import feature
from bot.directory.hours_french_text import find_hours, time_phrases
from bot.directory.hours_french_tokens import fold
from bot.directory.place import Access, Audience, Phone, Place, Service

HEAD = {
    "source": "Entourage 2014",
    "licence": "MIT",
    "source_url": "https://github.com/ReseauEntourage/entourage-ror",
    "checked_at": date(2014, 1, 1).isoformat(),
    "attribution": "Copyright 2018 Entourage",
}

# (category of the file, words in the name or the description, categories); the first line that fits decides
RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("se_nourrir", r"eau potable|fontaines? de l'albien", ("fountain",)),
    ("se_nourrir", r"sous-direction", ("social_accompaniment",)),
    ("se_nourrir", r"tout p'tits|lait materni", ("baby_parcel",)),
    ("se_nourrir", r"epicerie|magasin|marche solidaire", ("social_grocery_stores",)),
    ("se_nourrir", r"colis|soutien alimentaire|justifiant de sa situation|un samedi sur deux", ("food_packages",)),
    ("se_nourrir", r"", ("food_distribution",)),
    ("se_soigner", r"^pmi\b", ("child_care",)),
    ("se_soigner", r"vaccination", ("vaccination",)),
    ("se_soigner", r"cdag|ciddist", ("std_testing",)),
    ("se_soigner", r"caarud", ("addiction_prevention_and_material",)),
    ("se_soigner", r"csapa|addict|anpaa|alcool|methadone|charonne|horizons -|emergence|corde raide|aurore",
     ("addiction_care",)),
    ("se_soigner", r"planif|planning familial|cpef|mgen|ivg", ("contraception", "gynecology")),
    ("se_soigner", r"psych|therapeuti|epoc|advocacy|clepsydre", ("psychological_support",)),
    ("se_soigner", r"cpam|\bipc\b|bilan", ("health_assessment",)),
    ("se_soigner", r"medico-social|pass\b", ("general_practitioner", "find_healthcare")),
    ("se_soigner", r"soins dentaires.*medecine|medecine.*soins dentaires|medical et dentaire",
     ("general_practitioner", "dental_care")),
    ("se_soigner", r"dentaire|stomato", ("dental_care",)),
    ("se_soigner", r"", ("general_practitioner",)),
    ("s_occuper_de_soi", r"^bains-douches", ("shower",)),
    ("s_occuper_de_soi", r"bagag", ("luggage_storage",)),
    ("s_occuper_de_soi", r"beaute|coiff", ("wellness",)),
    ("s_occuper_de_soi", r"laver|onze mille potes|machine", ("laundry",)),
    ("s_occuper_de_soi", r"connexions solidaires", ("telephone_at_your_disposal",)),
    ("s_occuper_de_soi", r"musee|maison de|palais", ("museums",)),
    ("s_occuper_de_soi", r"objets trouves", ("information_point",)),
    ("s_occuper_de_soi", r"compagnons de la nuit", ("other_activities",)),
    ("s_occuper_de_soi", r"ressourcerie|emmaus|recyclerie|vente|meubles", ("solidarity_store",)),
    ("s_occuper_de_soi", r"", ("clothing",)),
    ("s_orienter", r"protectrice des animaux", ("animal_assitance", "vet_care")),
    ("s_orienter", r"^epn\b", ("computers_at_your_disposal", "wifi")),
    ("s_orienter", r"^(?:pad|mjd|bus barreau|barreau)", ("legal_advice",)),
    ("s_orienter", r"^pimms|ecrivains? publics?", ("public_writer", "administrative_assistance")),
    ("s_orienter", r"demandeurs d'asile|cimade|terre d'asile|ism inter", ("legal_advice", "administrative_assistance")),
    ("s_orienter", r"^esi\b|accueil de jour|busabri|peniche|lieu de detente", ("day_hosting",)),
    ("s_orienter", r"^(?:ssdp|casvp|section|psa\b)", ("social_accompaniment",)),
    ("s_orienter", r"handicap|sourd", ("disability_advice",)),
    ("s_orienter", r"", ("social_accompaniment", "information_point")),
)  # fmt: skip
EXTRA: tuple[tuple[str, str], ...] = (  # said in the description, at hours of their own
    (r"domiciliation", "domiciliation"),
    (r"espace hygiene et laverie|laverie", "laundry"),
    (r"permanences? juridiques?", "legal_advice"),
)


def convert(number: int, row: dict[str, str]) -> Place:
    """One record as a place."""
    described = _clean(row["description"])
    said = fold(f"{row['name']} {described} {row['audience']}")
    categories = next(found for kind, rule, found in RULES if kind == row["category"] and re.search(rule, said))
    read = find_hours(described)
    text = None if read else time_phrases(described) or None
    services = [Service(name, hours=read.hours if read else None, hours_text=text) for name in categories]
    services += [Service(name) for rule, name in EXTRA if name not in categories and re.search(rule, said)]
    street, postcode, city = _address(row["adress"])
    return Place(
        id=f"entourage-2014:{number}",
        name=words(_clean(row["name"])),
        address=street,
        postcode=postcode,
        city=city,
        lat=round(float(row["latitude"]), 7),
        lon=round(float(row["longitude"]), 7),
        phones=tuple(Phone(part.strip()) for part in re.split(r"\s(?:ou|/)\s", row["phone"]) if part.strip()),
        links=(_link(row["website"]),) if row["website"] else (),
        email=row["email"],
        description=described[:600],
        audience=_audience(_clean(row["audience"])),
        access=_access(fold(row["audience"]), appointment=bool(read and read.appointment)),
        services=tuple(services),
    )


def _clean(text: str) -> str:
    """The text without the control characters that an old encoding left in it."""
    return re.sub(
        r"\s+", " ", re.sub("[\x80-\x9f]|u00[89][0-9A-D]", lambda m: "-" if m[0] == "\x96" else " ", text)
    ).strip()


def _link(text: str) -> str:
    return text if text.startswith("http") else f"http://{text}"


def _address(text: str) -> tuple[str, str, str]:
    """Street, postcode, town: "44, boulevard X, 75017", "6, rue Y - 19e arr. -", "78, rue Z, 94270 Le Kremlin"."""
    said = re.sub(r"\s+", " ", text.replace("- ", "-") if re.search(r"[a-zé]- [A-Z]", text) else text).strip(" -,")
    postcode, city = "", "Paris"
    if match := re.search(r",?\s*\b(\d{5})\b\s*(.*)$", said):
        postcode, city = match.group(1), match.group(2).strip(" ,-") or ("Paris" if match.group(1)[:2] == "75" else "")
        said = said[: match.start()]
    elif match := re.search(r"\s*-?\s*(\d{1,2})(?:er|e) arr\.?.*$", said):
        postcode, said = f"750{int(match.group(1)):02}", said[: match.start()]
    said = re.sub(r"^(\d+(?:-\d+)?(?: bis| ter)?),\s*", r"\1 ", said.strip(" ,-"))
    return said, postcode, city


def _audience(text: str) -> Audience:
    """Who may come: women or men where the text begins with them alone, ages where they are in figures."""
    said = fold(text)
    women = re.match(r"(?:jeunes )?femmes\b(?! et hommes)", said)
    men = re.match(r"hommes\b(?! et femmes)", said)
    genders = ("women",) if women else ("men",) if men else ()
    ages = re.search(r"\b(\d{2})\s?(?:-|a)\s?(\d{2}) ans", said)
    low = re.search(r"(?:a partir de|plus de) (\d{2}) ans", said) or re.search(r"de (\d{2}) ans et plus", said)
    lowest = (
        int(ages[1]) if ages else int(low[1]) if low else 18 if "sauf mineurs" in said or said == "adultes" else None
    )
    highest = int(ages[2]) if ages else 6 if "jusqu'a 6 ans" in said else None
    return Audience(genders=genders, min_age=lowest, max_age=highest, text=text.strip(" ()") if text else "")


def _access(audience: str, *, appointment: bool) -> Access:
    animals = True if re.search(r"animaux acceptes\)?(?! a l'ext)", audience) else None
    return Access(appointment=appointment or None, animals=animals)


def main(file: Path, out: Path) -> None:
    """Writes the demo file, one feature a line."""
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    lines = [json.dumps(feature(convert(number, row), HEAD), ensure_ascii=False) for number, row in enumerate(rows)]
    opening = json.dumps({"type": "FeatureCollection", "relais": HEAD}, ensure_ascii=False)[:-1]
    text = f'{opening}, "features": [\n' + ",\n".join(lines) + "\n]}\n"
    (out / "entourage-2014.geojson").write_text(text, encoding="utf-8")
    print(f"entourage-2014: {len(lines)} places")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parents[1] / "demo")
