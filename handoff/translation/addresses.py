"""Finds postal addresses, streets and stations: a person must read them as the sign on the wall shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_GAP = r"[ \t\u00a0\u202f]{1,3}"
_BARE_LINK = r"(?:de la|de l['’]|de|des|du|d['’]|la|le|les|l['’]|di|del|della|do|da|dos|von)"
_LINK = rf"(?:{_BARE_LINK}|sur|sous|en|aux|au|et|saint|sainte|lès)"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒŠŽŸ](?:\.(?=[ -])|[\w'’]{0,40})"
_ORDINAL = r"(?:\d{1,2}(?:er|e|ème)?|1[89]\d\d)(?![\w:/])"
_PROPER = rf"(?:{_CAPITAL}|{_ORDINAL})"
_WORD = r"[^\W\d_][\w'’-]{0,40}"

_SURE_TYPE = r"(?i:rue|avenue|av\.|ave|boulevard|bld|blvd|bd\.?|quai|impasse|imp\.|allées?|chemin|faubourg|fbg|ruelle)"
_TYPE = (
    rf"(?:{_SURE_TYPE}|(?i:place|pl\.|cours|passage|square|route|villa|cité|esplanade|promenade|sentier|rond-point|"
    r"voie|parvis|porte|pont|galerie|résidence|lotissement|venelle|montée|traverse))"
)
_BARE_TYPE = (
    rf"(?:{_SURE_TYPE}|(?i:place|square|porte|pont|gare|calle|avenida|plaza|paseo|rua|praça|viale|piazza|corso))"
)
_NUMBER = r"\d{1,4}(?:[ ]?(?:bis|ter|quater|[A-Da-d])\b)?(?:[ ]?[-/–][ ]?\d{1,4})?[ ]?,?"


def _links(link: str, count: str) -> str:
    return rf"(?:{link}(?:(?<=['’])|{_GAP})){count}"


def _name(link: str, word: str) -> str:
    return rf"{_links(link, '{0,3}')}{word}(?:(?:{_GAP}|-){_links(link, '{0,2}')}{word}){{0,5}}"


_DISTRICT = r"(?:[ ](?:\d{1,2}(?:er|e|è|ème)?|[Cc][Ee][Dd][Ee][Xx](?:[ ]\d{1,2})?)(?![\w:/]))?"
_POSTCODE = r"(?:[A-Z]{1,2}-)?\d{5}"
_TOWN = rf"{_POSTCODE}{_GAP}(?:{_name(_LINK, _CAPITAL)}|{_WORD}){_DISTRICT}"
_TAIL = rf"(?:[ ]?[,\n–-]?[ ]?{_TOWN})?"

_PATTERNS: Final = (
    # 12 bis, rue de Belleville, 75020 Paris
    re.compile(rf"(?<![\w/:.]){_NUMBER}{_GAP}{_TYPE}{_GAP}{_name(_LINK, _PROPER)}{_TAIL}"),
    # 12 rue de belleville 75020 paris
    re.compile(rf"(?<![\w/:.]){_NUMBER}{_GAP}{_SURE_TYPE}{_GAP}{_links(_LINK, '{0,3}')}{_WORD}{_TAIL}"),
    # rue Saint-Maur; gare du Nord; calle de Alcalá 12, 28014 Madrid
    re.compile(rf"(?<!\w){_BARE_TYPE}{_GAP}{_name(_BARE_LINK, _CAPITAL)}(?:,?{_GAP}\d{{1,4}}(?![\w:/]))?{_TAIL}"),
    # via Roma, 3
    re.compile(rf"(?<!\w)(?i:via){_GAP}{_name(_BARE_LINK, _CAPITAL)},?{_GAP}\d{{1,4}}(?![\w:/]){_TAIL}"),
    # Müllerstraße 12, 13353 Berlin
    re.compile(
        rf"(?<!\w)[A-ZÄÖÜ][\w.-]{{1,40}}(?:stra(?:ß|ss)e|str\.|platz|weg|gasse|allee){_GAP}\d{{1,4}}(?![\w:/]){_TAIL}"
    ),
    # 10 Downing Street
    re.compile(
        rf"(?<![\w/:.])\d{{1,4}}[A-Da-d]?{_GAP}(?:{_CAPITAL}{_GAP}){{1,3}}"
        rf"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Drive|Court|Terrace)(?!\w){_TAIL}"
    ),
    # métro République, arrêt Jules Joffrin: the word before it is translated
    re.compile(
        rf"(?<!\w)(?i:métro|metro|m°|station|arrêt|tram|stop|parada|estación){_GAP}"
        rf"(?!(?i:ligne|line|línea|linea)\b)(?P<name>{_name(_BARE_LINK, _CAPITAL)})"
    ),
    # 75020 Paris 20e
    re.compile(rf"(?<![\w/:.,+-]){_POSTCODE}{_GAP}{_name(_LINK, _CAPITAL)}{_DISTRICT}"),
)
_LOOSE_END = re.compile(r"[\s,.'’-]+$")


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each address, street, station or postcode with its town; they may overlap.

    ``12 rue de Belleville, 75020 Paris``, ``rue Saint-Maur``, ``calle de Alcalá 12``, ``Müllerstraße 12``,
    ``gare du Nord``. A street without a number counts only with a proper name behind it.
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start = match.start("name") if "name" in pattern.groupindex else match.start()
            loose = _LOOSE_END.search(match.group())
            yield start, match.end() - (len(loose.group()) if loose else 0)
