"""Finds the place that a message names: towns, arrondissements, postcodes, stations, districts, départements.

A postcode wins over a name. Names are scored (see ``place_match.points``); what is below the threshold is no place: a
false place sends people to the wrong town, and asking costs one message. Names that several places of comparable size
bear come back with ``alternatives``, unless the person is near one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import cos, exp, hypot, radians
from pathlib import Path

from bot.understanding.gazetteer import Entry, Gazetteer
from bot.understanding.place_cues import Cues
from bot.understanding.place_match import PARTICLES, THRESHOLD, Message, Reading, misspelt, read_message, written
from bot.understanding.place_numbers import departement_beside, numbers, within_city
from bot.understanding.place_text import tokens
from bot.understanding.types import FoundPlace, Hints

COMPARABLE = 5
"""Of two places with one name, the smaller is asked about when it has at least a fifth of the other's weight."""
MOST_ALTERNATIVES = 3
NEAR_KM = 40.0
"""How fast it stops counting that the person is close by."""
_SHORT = frozenset(("commune", "departement", "region"))
_SPOTS = frozenset(("station", "district"))


class Places:
    """The door to the gazetteer; made by :meth:`load`."""

    def __init__(self, gazetteer: Gazetteer, cues: Cues) -> None:
        self._gazetteer = gazetteer
        self._cues = cues

    @classmethod
    def load(cls, data: Path) -> Places:
        """Reads ``gazetteer/`` in the folder ``directory_data``. SettingsError: a file is missing or cannot be read."""
        folder = data / "gazetteer"
        cues = Cues.load(folder / "languages")
        return cls(Gazetteer.load(folder, cues.frequent, cues.known), cues)

    def find(self, text: str, language: str, hints: Hints) -> FoundPlace | None:
        """The place the first 2,000 characters name; None: none, or none that is sure enough.

        ``language`` decides which prepositions lead to a place. With ``alternatives`` the name is shared: they and the
        place itself are the choices to offer.
        """
        words = tokens(text)
        if not words:
            return None
        message = read_message(words, language, hints.awaiting == "place", self._gazetteer, text)
        readings = self._read(message, text)
        if not readings:
            return None
        best = _with_its_name(_finer(readings[0], readings), readings)
        chosen = _by_weight(_told_apart(best, readings, message), hints.near)
        span = (words[best.start].start, words[best.end - 1].end)
        found = [_found(entry, span, best.points) for entry in chosen]
        return replace(found[0], alternatives=tuple(found[1:]))

    def _read(self, message: Message, text: str) -> list[Reading]:
        """The readings that are sure enough, the best first."""
        gazetteer, cues = self._gazetteer, self._cues
        exact = list(written(message, gazetteer, cues))
        exact = [within_city(reading, message, gazetteer) or reading for reading in exact]
        exact += numbers(message, gazetteer, text)
        found = [reading for reading in exact if reading.points >= THRESHOLD]
        if not any(self._settled(reading, message) for reading in found):
            for reading in misspelt(message, gazetteer, cues):
                better = within_city(reading, message, gazetteer) or reading
                if better.points >= THRESHOLD:
                    found.append(better)
        kept = [reading for reading in found if not any(_covers(other, reading) for other in found)]
        return sorted(kept, key=lambda reading: (reading.cue.away, -reading.points))

    def _settled(self, reading: Reading, message: Message) -> bool:
        """Whether a name as written leaves nothing to look for: it is no word, and no unknown word touches it."""
        words, frequent = message.words, message.frequent
        if reading.points >= 20:
            return True
        if reading.end - reading.start == 1 and self._gazetteer.doubt(words[reading.start].key):
            return False
        before, after = reading.start - 1, reading.end
        if (before >= 0 and message.joined[before]) or (after < len(words) and message.joined[after - 1]):
            return False
        while before > 0 and words[before].key in PARTICLES:
            before -= 1
        while after < len(words) - 1 and words[after].key in PARTICLES:
            after += 1
        known_before = before < 0 or frequent[before] or self._cues.is_preposition(words[before].key, message.language)
        return known_before and (after >= len(words) or frequent[after] or not words[after].key.isalpha())


def _told_apart(best: Reading, readings: Iterable[Reading], message: Message) -> Sequence[Entry]:
    """The entries of a reading that agree with what else is said: a département, a postcode, another town."""
    if len(best.entries) == 1:
        return best.entries
    number = departement_beside(best, message)
    beside = {number} if number else set()
    for other in readings:
        if not _overlap(other, best):
            beside |= {entry.departement for entry in other.entries[:1]}
    agreeing = [entry for entry in best.entries if entry.departement in beside]
    return agreeing or best.entries


def _finer(best: Reading, readings: Sequence[Reading]) -> Reading:
    """The station or district that is named beside its town ("Paris, République") instead of the town."""
    town = best.entries[0]
    if best.cue.away or town.kind not in ("commune", "departement", "region"):
        return best
    for other in readings:
        inside = [entry for entry in other.entries if entry.kind in _SPOTS and entry.departement == town.departement]
        if inside and not _overlap(other, best) and not other.cue.away:
            return replace(other, entries=tuple(inside))
    return best


def _with_its_name(best: Reading, readings: Sequence[Reading]) -> Reading:
    """A postcode together with the town named beside it: "93200 Saint-Denis" is one place."""
    code = best.entries[0]
    if code.kind != "postcode":
        return best
    for other in readings:
        named = [entry for entry in other.entries if code.postcodes in entry.postcodes.split("|")]
        beside = other.start - best.end in (0, 1) or best.start - other.end in (0, 1)
        if named and beside:
            start, end = min(best.start, other.start), max(best.end, other.end)
            inside = code if code.name.startswith(named[0].name) else replace(named[0], kind="postcode")
            return replace(best, start=start, end=end, entries=(replace(inside, postcodes=code.postcodes, shared=1),))
    return best


def _overlap(one: Reading, other: Reading) -> bool:
    return one.start < other.end and other.start < one.end


def _covers(longer: Reading, shorter: Reading) -> bool:
    """Whether ``shorter`` is a part of ``longer`` and no better for it: "Lyon" in "Gare de Lyon"."""
    if longer is shorter or not (longer.start <= shorter.start and shorter.end <= longer.end):
        return False
    if longer.end - longer.start == shorter.end - shorter.start:
        if longer.edits != shorter.edits:
            return longer.edits < shorter.edits
        return longer.points > shorter.points
    if shorter.points >= 20:
        return False
    return longer.edits == 0 or longer.letters >= shorter.letters + 3 or longer.points + 2 > shorter.points


def _by_weight(entries: Sequence[Entry], near: tuple[float, float] | None) -> list[Entry]:
    """The most likely entry first, then those of comparable weight; being close by outweighs size."""
    weighed = [((entry.weight + 1) * _closeness(entry, near), entry) for entry in entries]
    weighed.sort(key=lambda pair: -pair[0])
    best, first = weighed[0]
    kept = [first]
    for weight, entry in weighed[1:]:
        apart = all(_km(entry, other.lat, other.lon) > 3 for other in kept)
        # "Villiers" is most often short for a larger Villiers-sur-Marne, but there is a Villiers too
        whole = first.short and not entry.short and not any(not other.short for other in kept)
        if (weight * COMPARABLE >= best or whole) and apart and len(kept) <= MOST_ALTERNATIVES:
            kept.append(entry)
    return kept


def _closeness(entry: Entry, near: tuple[float, float] | None) -> float:
    return 1 + 60 * exp(-_km(entry, *near) / NEAR_KM) if near else 1.0


def _km(entry: Entry, lat: float, lon: float) -> float:
    """Kilometres on a flat map: enough to tell two towns of one name apart."""
    return hypot((entry.lat - lat) * 111.2, (entry.lon - lon) * 111.2 * cos(radians(lat)))


def _found(entry: Entry, span: tuple[int, int], points: float) -> FoundPlace:
    name, code = entry.name, entry.code
    if entry.kind == "postcode":
        code = entry.postcodes
        label = f"{name} ({code})" if entry.shared == 1 else f"{code} ({name}…)"
    elif entry.kind in _SHORT and entry.departement and entry.departement != "75":
        label = f"{name} ({entry.departement})"
    else:
        label = name
    score = min(1.0, max(0.0, points / 10))
    return FoundPlace(name, label, entry.lat, entry.lon, entry.kind, code, entry.departement, score, span)
