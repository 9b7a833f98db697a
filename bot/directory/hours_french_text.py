"""Opening hours inside a French description: found where every phrase that speaks of time is understood.

A description says more than hours (services, stations, conditions). It is cut into phrases; those without a word of
time do not matter. One phrase may give the hours; others may only say when it is closed. What follows a bullet or "sur
rendez-vous" after the hours is about single services, unless it speaks of closing. Any other phrase with a word of time
makes the whole description unreadable: better no hours than wrong ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.directory.hours_french import schedule
from bot.directory.hours_french_schedule import Schedule
from bot.directory.hours_french_tokens import fold

_TIME_WORD = re.compile(
    r"\d\s?h(?![a-z])|\d:\d\d|\d/\d|toute l'annee|(?<!accueil de )\bjours?\b"
    r"|\b(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|hiver|ete|we|midi)\b"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|week-?end|ferie|matin|minuit|soir|nuit|semaine|vacances"
    r"|mois|ferme|fermee|fermeture|ouvert|ouverture|horaire)s?\b|(?<!table )\bouvertes?\b"
)
_STOPS = re.compile(r"\s*(?:•|\.\s|\.$|\n|;|\s-\s(?=\D))\s*")
_APPOINTMENT = re.compile(
    r"\b(?:(?:avec et )?sans|avec|sur) rendez-?\s?vous(?: et (?:sur|sans) rendez-?\s?vous)?\s*:?\s*•?", re.I
)
_STATION = re.compile(
    r"(?:M°|RER [A-E])(?:/Tram)?\s*:?\s*"
    r"[A-ZÉÈÎ0-9][\w'’\-–]*(?:[ -][A-ZÉÈÎ][\w'’-]*| de [A-Z][\w'’-]*)*"
    r"(?:\s*(?:,|ou|et)\s*[A-ZÉÈÎ][\w'’-]*(?:[ -][A-ZÉÈÎ][\w'’-]*)*)*"
)
_PHONE = re.compile(r"(?:t[ée]l|fax)?\.?\s*:?\s*\(?\b0\d(?:[ .]\d{2}){4}\b\)?", re.I)
_FIRST = "Du lundi|Du mardi|Du mercredi|Du jeudi|Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi|Dimanche|Tous les jours"
_PROSE = re.compile(
    rf"(?<=[\dhi)es]) (?=(?!Du |Le |Les |De |{_FIRST}|Ferm|WE|En |À |Et )[A-ZÉÀÎ][\w'’]+)"
    rf"|(?<=[a-zéèêçA-Z]) (?=(?:{_FIRST})\b[^:]*\d\s?h)"
)
"""Where prose begins after hours, or hours after prose, without a full stop between."""
_ASIDE = re.compile(r"\([^()]*\)")
_LABEL = re.compile(
    r"^(?:distribution de |vente (?:le |de )?)?(?:repas(?: chauds| complets)?(?: distribues)?|petits? dejeuners?"
    r"|dejeuners?|diners?|accueil(?: general| libre)?|permanences?|ouverture|ouvert|horaires|colis alimentaires"
    r"|distribution|vente|les collections sont ouvertes)?(?: de repas chauds)?\s*:?\s+"
)
_OPENING = re.compile(r"^[^:]*: (?=ouverture|ouverte? )")
_DETAIL = re.compile(
    r"^(?:les tickets|inscription|permanence (?:juridique|psychologique|cpam|en lsf|sociale)|ateliers?|consultations?"
    r"|activites|arriver|possibilite|accompagnement|acces a|accueil autour|aide )"
)
_CHANGES = re.compile(
    r"\b(?:ferme|fermee|fermeture|sauf|vacances|uniquement|reserve|reservee|sur deux|sur 2|susceptible)s?\b"
)
_VAGUE = re.compile(
    r"\b(?:se renseigner (?:par|sur|pour les (?:jours|horaires))|selon les (?:jours|horaires)|horaires variables"
    r"|mi-[a-z]+)\b"
)
_WHEN = re.compile(
    r"\d\s?h(?![a-z])|\d:\d\d|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|we|ferie|tous les jours|fermee?"
    r"|fermeture|toute la semaine|horaires)s?\b"
)
_CLOCK = re.compile(r"\d\s?h(?![a-z])|\d:\d\d")


@dataclass(frozen=True, slots=True)
class Found:
    """The hours of a description as OSM; ``appointment``: they are said to be by appointment."""

    hours: str
    appointment: bool


def speaks_of_time(text: str) -> bool:
    """Whether there is a time of day in the text at all."""
    return bool(re.search(r"\d\s?h(?![a-z])|\d:\d\d|24h", fold(text)))


def find_hours(description: str) -> Found | None:
    """The opening hours of a place in its description; None: not said, or not understood."""
    if _VAGUE.search(fold(description)):
        return None
    found: Schedule | None = None
    by_appointment = False
    for phrase, appointment, detail in _phrases(description):
        said = fold(_ASIDE.sub(_without_time, phrase))
        if not _TIME_WORD.search(said):
            continue
        read = _read(said)
        if read and read.rules and not (found and found.rules):
            found, by_appointment = _changed(read, found), appointment
        elif read and not read.rules:
            found = _changed(found, read)
        elif not (found and found.rules) or not _is_detail(said, detail):
            return None
        if found is None:
            return None
    hours = found.osm() if found else None
    return Found(hours, by_appointment) if hours else None


def _read(said: str) -> Schedule | None:
    """The schedule of a phrase, with or without a word like "repas" before it."""
    bare = _LABEL.sub("", _OPENING.sub("", said, count=1), count=1).strip()
    return schedule(bare) or schedule(said)


def _is_detail(said: str, after_bullet: bool) -> bool:
    """Whether a phrase is about one service among others: it has a name for it, and changes nothing."""
    if _CHANGES.search(said):
        return False
    if _DETAIL.match(said):
        return True
    clock = _CLOCK.search(said)
    word = _TIME_WORD.search(said)
    return after_bullet and bool(not clock or (word and ":" in said[: word.start()]))


def _without_time(match: re.Match[str]) -> str:
    return match.group() if _TIME_WORD.search(fold(match.group())) else " "


def _changed(found: Schedule | None, read: Schedule | None) -> Schedule | None:
    """Hours with closings and a season, which may stand before or after them; None: two seasons."""
    if found is None or read is None:
        return found or read
    if found.season and read.season:
        return None
    return Schedule(found.rules + read.rules, found.off + read.off, found.season or read.season)


def _phrases(description: str) -> list[tuple[str, bool, bool]]:
    """(phrase, by appointment, after a bullet) in order."""
    text = _PHONE.sub(" ", _STATION.sub(" . ", description.replace("\x96", "-")))
    found: list[tuple[str, bool, bool]] = []
    bullet = appointment = False
    for part, stop in _cut(text):
        rest = part
        while match := _APPOINTMENT.search(rest):
            found += [(piece, appointment, bullet) for piece in _PROSE.split(rest[: match.start()])]
            appointment = "sur" in fold(match.group()) and "sans" not in fold(match.group())
            bullet = bullet or any(_TIME_WORD.search(fold(piece)) for piece, _, _ in found)
            rest = rest[match.end() :]
        found += [(piece, appointment, bullet) for piece in _PROSE.split(rest)]
        bullet = bullet or "•" in stop
    return [(piece.strip(" ,.-"), by, after) for piece, by, after in found if piece.strip(" ,.-")]


def _cut(text: str) -> list[tuple[str, str]]:
    """The text between stops, with the stop that ends each part."""
    parts, at = [], 0
    for match in _STOPS.finditer(text):
        parts.append((text[at : match.start()], match.group()))
        at = match.end()
    return [*parts, (text[at:], "")]


def time_phrases(description: str, longest: int = 300) -> str:
    """What the description says about days and times, as it stands, to be shown where it could not be read."""
    told = [phrase for phrase, _, _ in _phrases(description) if _WHEN.search(fold(phrase))]
    text = " · ".join(told)
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
