#!/usr/bin/env python3
"""Makes the gazetteer files from the list of French communes. Only the standard library.

    python3 directory_data/build/gazetteer.py FOLDER [--into directory_data/gazetteer]

FOLDER holds ``communes_geo.csv.gz`` (code_insee, nom, codes_postaux, departement, region, population, lat, lon, type),
``departements.json`` and ``regions.json``. What comes out, and where it comes from: ``SOURCES.md`` beside the files.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import json
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
HEARD = 5_000
"""Communes with that many people get a sound key, so that "bordo" and "monpelié" are found."""
SHORTENED = 15_000
"""Communes with that many people may be called by the first part of their name ("Vitry", "Aix")."""
PARTICLES = frozenset("sur sous en les lès le la lez de d du des au aux et saint sainte".split())
FIRST_NAMES = frozenset(("robert", "francois"))
LARGE = frozenset("boulognebillancourt clermontferrand saintouensurseine levalloisperret lekremlinbicetre".split())
"""Names cut after their first word though no particle follows ("Boulogne", "Clermont")."""
HEADQUARTERS_ONLY = frozenset(("975", "977", "978", "986", "987", "988"))
"""Collectivities whose source positions are those of another island: every commune gets that of the main town."""
MAIN_TOWNS = {
    "975": (46.7811, -56.1764),  # Saint-Pierre
    "977": (17.8962, -62.8498),  # Gustavia
    "978": (18.0679, -63.0823),  # Marigot
    "986": (-13.2825, -176.1761),  # Mata-Utu
    "987": (-17.5350, -149.5696),  # Papeete
    "988": (-22.2758, 166.4580),  # Nouméa
}

Row = dict[str, str]


def folding() -> ModuleType:
    """The module that folds the words of a message: the keys in the files are made by it."""
    spec = importlib.util.spec_from_file_location("place_text", ROOT / "bot" / "understanding" / "place_text.py")
    if spec is None or spec.loader is None:
        raise SystemExit("bot/understanding/place_text.py is not beside this script's folder.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read(folder: Path) -> list[Row]:
    """Every row of the source that can be placed on a map."""
    with gzip.open(folder / "communes_geo.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    placed: dict[str, Row] = {}
    for row in rows:
        if row["departement"] in HEADQUARTERS_ONLY:
            row["lat"], row["lon"] = (str(degrees) for degrees in MAIN_TOWNS[row["departement"]])
        if row["lat"]:
            for postcode in row["codes_postaux"].split("|"):
                placed.setdefault(postcode, row)
    for row in rows:
        neighbour = placed.get(row["codes_postaux"].split("|")[0])
        if not row["lat"] and neighbour:
            row["lat"], row["lon"] = neighbour["lat"], neighbour["lon"]
    return [row for row in rows if row["lat"]]


def short_keys(name: str, key: str, text: ModuleType) -> list[str]:
    """How people shorten a long name: without its article, without what follows the first part."""
    words = [token.key for token in text.tokens(name)]
    if len(words) > 1 and words[0] in ("le", "la", "les", "l"):
        words = words[1:]
    found = {"".join(words)}
    start = 2 if words[0] in ("saint", "sainte", "fort", "port", "pont", "bois", "notre", "mont") else 1
    for cut in range(start, len(words)):
        if words[cut] in PARTICLES or key in LARGE:
            found.add("".join(words[:cut]))
            break
    return sorted(short for short in found - FIRST_NAMES if short != key and len(short) > 2)


def line(*columns: object) -> str:
    """One row of a file."""
    return "\t".join(str(column) for column in columns)


def place(key: str, name: str, row: Row, *more: str) -> str:
    """One place: key, name, code, département, people, latitude, longitude, and what else the file has."""
    lat, lon = (f"{float(row[axis]):.4f}" for axis in ("lat", "lon"))
    return line(key, name, row["code_insee"], row["departement"], row["population"] or 0, lat, lon, *more)


def communes(rows: list[Row], text: ModuleType) -> tuple[list[str], list[str]]:
    """The lines of ``communes.tsv`` (by length and letters of the key, the largest first) and ``short_names.tsv``."""
    found, short = [], []
    for row in rows:
        key, people = text.name_key(row["nom"]), int(row["population"] or 0)
        heard = text.sound(key) if people >= HEARD else ""
        found.append((len(key), key, -people, place(key, row["nom"], row, row["codes_postaux"], heard)))
        if people >= SHORTENED:
            short += [line(other, key, row["code_insee"]) for other in short_keys(row["nom"], key, text)]
    return [entry[3] for entry in sorted(found)], sorted(short)


def arrondissements(rows: list[Row], text: ModuleType) -> list[str]:
    """The lines of ``arrondissements.tsv``."""
    names = [(row["nom"].removesuffix(" Arrondissement"), row) for row in rows]
    return [place(text.name_key(name), name, row, row["codes_postaux"]) for name, row in names]


def postcodes(rows: list[Row]) -> list[str]:
    """The lines of ``postcodes.tsv``: the postcode, its largest commune, how many share it, where most people live."""
    shared: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for postcode in filter(None, row["codes_postaux"].split("|")):
            shared[postcode].append(row)
    lines = []
    for postcode, there in sorted(shared.items()):
        inner = [row for row in there if row["type"] == "arrondissement-municipal"] or there
        weights = [max(1, int(row["population"] or 0)) / len(row["codes_postaux"].split("|")) for row in inner]
        largest = inner[weights.index(max(weights))]
        lat, lon = (
            sum(float(row[axis]) * weight for row, weight in zip(inner, weights, strict=True)) / sum(weights)
            for axis in ("lat", "lon")
        )
        name = largest["nom"].removesuffix(" Arrondissement")
        columns = (postcode, name, largest["code_insee"], largest["departement"], round(sum(weights)), f"{lat:.4f}")
        lines.append(line(*columns, f"{lon:.4f}", len(inner)))
    return lines


def larger(folder: Path, rows: list[Row], file: str, column: str, text: ModuleType) -> list[str]:
    """The lines of ``departements.tsv`` or ``regions.tsv``: where the main town is, and how many people there are."""
    people: dict[str, int] = defaultdict(int)
    for row in rows:
        people[row[column]] += int(row["population"] or 0)
    towns = {row["code_insee"]: row for row in rows}
    departements = json.loads((folder / "departements.json").read_text(encoding="utf-8"))
    # an overseas region is also a département, and found as that
    known = {entry["nom"] for entry in departements} if column == "region" else set()
    lines = []
    for entry in json.loads((folder / file).read_text(encoding="utf-8")):
        town = towns.get(entry["chefLieu"])
        if town and people[entry["code"]] and entry["nom"] not in known:
            shown = town | {"code_insee": entry["code"], "population": str(people[entry["code"]])}
            shown["departement"] = entry["code"] if column == "departement" else ""
            lines.append(place(text.name_key(entry["nom"]), entry["nom"], shown))
    return lines


def main() -> None:
    """Reads the source folder and writes the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--into", type=Path, default=ROOT / "directory_data" / "gazetteer")
    given = parser.parse_args()
    text, rows = folding(), read(given.folder)
    towns = [row for row in rows if row["type"] == "commune-actuelle"]
    parts = [row for row in rows if row["type"] != "commune-actuelle"]
    files = {"arrondissements": arrondissements(parts, text), "postcodes": postcodes(rows)}
    files["communes"], files["short_names"] = communes(towns, text)
    files["departements"] = larger(given.folder, towns, "departements.json", "departement", text)
    files["regions"] = larger(given.folder, towns, "regions.json", "region", text)
    given.into.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        (given.into / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}.tsv: {len(lines)} rows")


if __name__ == "__main__":
    main()
