"""Places that are numbers: postcodes, arrondissements ("paris 18e", "dans le 3e"), départements ("dans le 93")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.understanding.gazetteer import Entry, Gazetteer
from bot.understanding.place_cues import Cue
from bot.understanding.place_match import Message, Reading
from bot.understanding.place_text import Token, ordinal, spoken_ordinal

CITIES = {"75056": "paris", "69123": "lyon", "13055": "marseille"}
"""The three cities with arrondissements, by INSEE number."""
_PARTS = frozenset(
    "arrondissement arrondissements arrondisement arondissement arondisement arr arrdt ardt arrond district distrito "
    "distretto bezirk bairro ilce округ округе район районе الدائره دائره مقاطعه المقاطعه منطقه".split()
)
_AREAS = frozenset("departement departements dept dpt dep department departamento".split())
_LEADS = frozenset(("le", "la", "the", "el", "du", "au", "o"))
_BETWEEN = _PARTS | frozenset("le la dans du de des the in à a el em o".split())
_COUNTED = frozenset(
    "euro euros eur e dollar dollars km m metres h heure heures hour hours am pm min minute minutes ans an mois jour "
    "jours semaine semaines nuit nuits fois personne personnes enfants enfant adultes people person persons kids "
    "children years year months month days day weeks nights dias noches anos meses personas ninos horas etage etages "
    "foyer foyers train batiment janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
    "january february march april may june july august september october november december enero febrero marzo abril "
    "mayo junio julio agosto septiembre octubre noviembre diciembre "
    "يورو سنه سنوات شهر اشهر يوم ايام ساعه اشخاص اطفال лет год года евро человек часов дней".split()
)
"""A number before one of these is no place."""
_SURE = Cue(2)


def numbers(message: Message, gazetteer: Gazetteer, text: str) -> Iterator[Reading]:
    """Every number of the message that stands for a place."""
    words = message.words
    for at, word in enumerate(words):
        key = word.key
        if not (key[0].isdigit() or ordinal(key) or key in ("dix", "vingtieme")):
            continue
        counted = at + 1 < len(words) and words[at + 1].key in _COUNTED
        if (
            len(key) == 5
            and key.isdigit()
            and not counted
            and text[word.end : word.end + 2].strip()[:1] not in ("€", "$")
        ):
            yield from _postcode(key, at, at + 1, message, gazetteer)
        elif re.fullmatch(r"\d\d", key) and at + 1 < len(words) and re.fullmatch(r"\d{3}", words[at + 1].key):
            if text[word.end : words[at + 1].start].isspace() and not _in_a_longer_number(words, at):
                yield from _postcode(key + words[at + 1].key, at, at + 2, message, gazetteer)
        elif not counted:
            yield from _alone(key, at, message, gazetteer)


def within_city(reading: Reading, message: Message, gazetteer: Gazetteer) -> Reading | None:
    """A reading as Paris, Lyon or Marseille with the arrondissement that is said beside it; None: none is said."""
    city = CITIES.get(reading.entries[0].code)
    if not city:
        return None
    words = message.words
    for step, first in ((1, reading.end), (-1, reading.start - 1)):
        at = first
        while 0 <= at < len(words) and words[at].key in _BETWEEN:
            at += step
        found = _ordinal_at(words, at) if 0 <= at < len(words) else None
        if not found and step == -1 and at > 0:
            found = _ordinal_at(words, at - 1)
        if not found:
            continue
        number, length = found
        after = at + length
        bare = words[at].key.isdigit()
        if bare and (step == -1 or (after < len(words) and words[after].key in _COUNTED)):
            continue
        part = gazetteer.arrondissement(city, number)
        if part:
            start, end = min(reading.start, at), max(reading.end, after)
            while end < len(words) and words[end].key in _PARTS:
                end += 1
            return replace(reading, entries=(part,), start=start, end=end, points=reading.points + 1)
    return None


def departement_beside(reading: Reading, message: Message) -> str | None:
    """The number of a département right behind a name ("Saint-Denis 93", "Montreuil (62)"); None: none."""
    if reading.end >= len(message.words):
        return None
    key = message.words[reading.end].key.upper()
    return key if any(entry.departement == key for entry in reading.entries) else None


def _postcode(code: str, start: int, end: int, message: Message, gazetteer: Gazetteer) -> Iterator[Reading]:
    entry = gazetteer.postcode(code)
    if entry:
        yield Reading((entry,), start, end, 0, 20.0, _SURE)
    elif message.awaited or len(message.words) <= end - start + 1:
        # the postcodes of companies ("cedex") are not listed, but say which département
        area = gazetteer.departement(code[:3] if code.startswith(("97", "98")) else code[:2])
        if area:
            yield Reading((area,), start, end, 0, 6.0, _SURE)


def _alone(key: str, at: int, message: Message, gazetteer: Gazetteer) -> Iterator[Reading]:
    """A number without its city: the arrondissement of any of the three, or a département."""
    words = message.words
    before = words[at - 1].key if at else ""
    found = _ordinal_at(words, at)
    end = at + (found[1] if found else 1)
    led = at > 1 and words[at - 2].key in ("dans", "in", "en", "habite", "ds") and before in _LEADS
    led = led and (before != "the" or end == len(words))  # "in the 18th century" goes on
    named = end < len(words) and words[end].key in _PARTS
    if named:
        end += 1
    elif before in _PARTS:
        named = True
    only = len(words) == end - at
    if found and (named or (led and not key.startswith("0")) or (only and (message.awaited or not key.isdigit()))):
        yield from _arrondissements(found[0], at, end, gazetteer, bare=key.isdigit() and not named)
        return
    area = gazetteer.departement(key)
    if not area or len(key) < 2:
        return
    high = not key.isdigit() or int(key) > 31 or key.startswith("0")
    if led or before in _AREAS or (only and (high or message.awaited or int(key) > 20)):
        yield Reading((area,), at, at + 1, 0, 7.0, _SURE)
    elif before in ("le", "du", "au") and high and key.isdigit() and not key.startswith("0"):
        yield Reading((area,), at, at + 1, 0, 6.0, _SURE)


def _arrondissements(number: int, start: int, end: int, gazetteer: Gazetteer, *, bare: bool) -> Iterator[Reading]:
    """The arrondissement in each of the three cities, by their size; of a bare number the département too."""
    entries: list[Entry] = []
    for code, city in CITIES.items():
        part = gazetteer.arrondissement(city, number)
        people = next((entry.weight for entry in gazetteer.exact(city) if entry.code == code), 0)
        if part:
            entries.append(replace(part, weight=people))
    area = gazetteer.departement(f"{number:02d}") if bare else None
    if area:
        entries.append(replace(area, weight=area.weight // 5))
    if entries:
        entries.sort(key=lambda entry: -entry.weight)
        yield Reading(tuple(entries), start, end, 0, 7.0, _SURE)


def _ordinal_at(words: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The ordinal at word ``at`` and how many words it takes."""
    second = words[at + 1].key if at + 1 < len(words) else ""
    number = ordinal(words[at].key)
    return (number, 1) if number else spoken_ordinal(words[at].key, second)


def _in_a_longer_number(words: Sequence[Token], at: int) -> bool:
    """Whether digits go on before or behind: "06 75 018 …" is a telephone number."""
    before = at > 0 and words[at - 1].key.isdigit()
    behind = at + 2 < len(words) and words[at + 2].key.isdigit()
    return before or behind
