"""How often a place is found, and one that is not there, on seeded messages; the bounds are the musts."""

from __future__ import annotations

import csv
import random
import string
import unicodedata

from bot.resources import folder
from bot.understanding.place_text import name_key
from bot.understanding.places import Places
from bot.understanding.types import Hints
from tests.shared import reference

DATA = folder("directory_data")
PLACES = Places.load(DATA)

CARRIERS = {
    "fr": (
        "je suis à {}",
        "j'habite à {}",
        "où manger à {} ?",
        "jcherche une douche a {}",
        "on est 3 vers {} ce soir",
        "bonjour je cherche un hébergement près de {} svp",
        "{}",
        "besoin d'aide alimentaire, {}",
        "dormir {} cette nuit",
        "suis à {} avec mes deux enfants",
    ),
    "en": ("I am in {}", "where can I eat near {}?", "shower in {} please", "hello, we live in {} and have no food"),
    "es": ("estoy en {}", "necesito comida en {}", "¿dónde puedo dormir cerca de {}?"),
    "ar": ("أنا في {}", "وين آكل قريب من {}"),
}


def _towns() -> tuple[list[str], list[float]]:
    rows = [line.split("\t") for line in (DATA / "gazetteer" / "communes.tsv").read_text("utf-8").splitlines()]
    return [row[1].split(" (")[0] for row in rows], [int(row[4]) ** 0.5 for row in rows]


def _misspelt(name: str, chance: random.Random) -> str:
    """One random edit of a letter that changes the key."""
    letters = [at for at, letter in enumerate(name) if letter.isalpha()]
    while True:
        at, letter = chance.choice(letters), chance.choice(string.ascii_lowercase)
        swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
        edits = [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            swapped,
        ]
        edited = chance.choice(edits)
        if name_key(edited) != name_key(name):
            return edited


def _written(name: str, chance: random.Random) -> str:
    """The name as people write it: often without capitals, then often without accents and hyphens."""
    if chance.random() < 0.35:
        name = name.lower()
        if chance.random() < 0.6:
            plain = unicodedata.normalize("NFD", name)
            name = "".join(c for c in plain if not unicodedata.combining(c)).replace("-", " ")
    return name


def _recall(count: int, *, edits: bool) -> float:
    """The share of messages in which the place is found, or offered among its homonyms."""
    chance = random.Random(20261124)
    names, weights = _towns()
    right = 0
    for _ in range(count):
        language = chance.choices(list(CARRIERS), (6, 3, 1.5, 1))[0]
        name = chance.choices(names, weights)[0]
        while edits and len(name_key(name)) < 5:
            name = chance.choices(names, weights)[0]
        written = _written(name, chance)
        text = chance.choice(CARRIERS[language]).format(_misspelt(written, chance) if edits else written)
        found = PLACES.find(text, language, Hints())
        offered = [found.name, *(other.name for other in found.alternatives)] if found else []
        right += name_key(name) in {name_key(each.split(" (")[0]) for each in offered}
    return right / count


def test_recall_of_names_as_they_are_written() -> None:
    assert _recall(1_500, edits=False) >= 0.99


def test_recall_of_names_with_one_typo() -> None:
    assert _recall(1_500, edits=True) >= 0.85


def test_false_places_in_messages_of_strangers() -> None:
    with reference("eval/dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    false = sum(PLACES.find(row["text"], row["lang"], Hints()) is not None for row in rows)
    assert false <= 0.02 * len(rows)
