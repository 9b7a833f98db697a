"""Which words of a message may be the name of a place, and how likely each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log10

from bot.understanding.gazetteer import SHORTEST_MISSPELT, Entry, Gazetteer
from bot.understanding.place_cues import Cue, Cues
from bot.understanding.place_text import Token

LONGEST = 8
"""No name is looked for in more words."""
MISSPELT_TRIES = 40
"""How many spans of one message are looked up with an edit; the rest of a long message is read as written only."""
THRESHOLD = 4.0
"""Points a reading needs; see :func:`points`. Set on generated messages (places drawn by √population) and on none."""

SMALL = 10_000
"""A place of fewer people is only named beside a word that leads to it, or among words that are all known."""

OPENERS = frozenset("le la les l saint sainte gare porte place port pont mont notre bois chateau fort ville".split())
"""Frequent words that begin names."""
SPOTS = frozenset(("gare", "porte", "place", "metro", "quartier", "station"))
"""Frequent words that begin the names of stations and squares: "gare d nord" has no other."""
PARTICLES = frozenset("de d du des la le les l en sur sous lez et aux a au saint sainte".split())
"""What stands inside names ("Bourg-en-Bresse"): an unknown word behind it may be the misspelt rest of a name."""
_HYPHENS = frozenset("-‐‑–")
_APOSTROPHES = frozenset("'’ʼ")
_SPOT_KINDS = frozenset(("station", "district"))
_ARTICLES = frozenset(("le", "la", "les", "l"))
_CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Words ``start`` to ``end`` (excluded) read as one of ``entries``, largest first; ``edits``: 0, 1, 2 by sound."""

    entries: tuple[Entry, ...]
    start: int
    end: int
    edits: int
    points: float
    cue: Cue
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """A message as names are looked for in it. ``shouted``: capitals mean nothing; ``awaited``: we just asked where.

    Of each word: whether it is ``frequent`` in some language, whether a hyphen or an apostrophe joins it
    to the next, and whether it is a hyphen.
    """

    words: Sequence[Token]
    language: str
    awaited: bool
    shouted: bool
    frequent: Sequence[bool]
    joined: Sequence[bool]
    hyphen: Sequence[bool]


def read_message(words: Sequence[Token], language: str, awaited: bool, gazetteer: Gazetteer, text: str) -> Message:
    """Looks once at what every span needs to know."""
    capitals = sum(word.capital for word in words)
    shouted = language == "de" or (capitals > 2 and capitals >= len(words) - 1)
    frequent = [word.key in gazetteer.words or len(word.key) == 1 for word in words]
    hyphen = [text[word.end : word.end + 1] in _HYPHENS for word in words]
    joined = [mark or text[word.end : word.end + 1] in _APOSTROPHES for mark, word in zip(hyphen, words, strict=True)]
    return Message(words, language, awaited, shouted, frequent, joined, hyphen)


def written(message: Message, gazetteer: Gazetteer, cues: Cues) -> Iterator[Reading]:
    """Every span that is written like a place."""
    words = message.words
    count = len(words)
    for start in range(count):
        key, contracted = "", _CONTRACTED.get(words[start].key, "")
        for end in range(start + 1, min(count, start + LONGEST) + 1):
            key += words[end - 1].key
            if key in gazetteer:
                yield from _as_written(key, start, end, message, gazetteer, cues)
            if contracted and end > start + 1:
                contracted += words[end - 1].key
                if contracted in gazetteer:
                    yield from _as_written(contracted, start + 1, end, message, gazetteer, cues, spelt=end - start)
        yield from _attached(start, message, gazetteer, cues)


def misspelt(message: Message, gazetteer: Gazetteer, cues: Cues) -> Iterator[Reading]:
    """Spans that are one edit away from a place, or sound like one."""
    words, tries = message.words, 0
    for start in range(len(words)):
        first, usual = words[start].key, message.frequent[start]
        cue = cues.before(words, start, start + 1, message.language)
        if (usual and not (cue.strength or first in OPENERS or message.joined[start])) or not first[0].isalpha():
            continue
        led = cue.strength or first in OPENERS or words[start].capital or len(words) <= 4 or message.awaited
        key, known = "", usual
        for end in range(start + 1, min(len(words), start + LONGEST) + 1):
            if end > start + 1 and not (led or _within_name(message, end - 1)):
                break
            key += words[end - 1].key
            known = known and message.frequent[end - 1] and not (end > start + 1 and message.hyphen[end - 2])
            short = len(key) < SHORTEST_MISSPELT - bool(cue.strength)
            if short or (known and (first not in SPOTS or end == start + 1)):
                continue
            tries += 1
            if tries > MISSPELT_TRIES:
                return
            yield from _near(key, start, end, cue, message, gazetteer, spots_only=known)


def points(
    weight: int, letters: int, edits: int, cue: Cue, *, doubt: int, capital: bool, alone: float, odd: bool
) -> float:
    """How likely a span is a place.

    Large places, long names and words that lead to a place speak for it; edits, being a word (``doubt`` 1 or 2) and
    (``odd``) unknown words all around without a preposition speak against it.
    """
    against = 1.5 if edits else 0.0
    if doubt == 2:
        against += 2.0 if cue.strength and capital else 4.0 - cue.strength * 0.5
    elif doubt == 1:
        against += (2.0, 0.75, 0.0)[cue.strength]
    if not cue.strength:
        against += 1.0 if odd else 0.0
        against += 1.0 if edits and (alone <= 0 or letters < 6) else 0.0
        against += 1.0 if edits == 2 else 0.0
        against += 0.8 if alone <= 0 and not capital and weight < SMALL else 0.0
    cued = (0.0, 1.5, 2.5)[cue.strength]
    return log10(weight + 10) + 0.25 * min(letters, 12) + cued + (0.8 if capital else 0.0) + alone - against


def _as_written(
    key: str, start: int, end: int, message: Message, gazetteer: Gazetteer, cues: Cues, spelt: int = 0
) -> Iterator[Reading]:
    spelt = spelt or end - start
    entries = tuple(entry for entry in gazetteer.exact(key) if spelt <= gazetteer.words_in(key, entry))
    if entries:
        cue = cues.before(message.words, start, end, message.language)
        yield _reading(entries, key, start, end, 0, cue, message, gazetteer)


def _attached(start: int, message: Message, gazetteer: Gazetteer, cues: Cues) -> Iterator[Reading]:
    """A name with a preposition or an ending written onto it; that counts as a preposition."""
    word = message.words[start].key
    if word in gazetteer.words:
        return
    for bare in cues.bare(word, message.language):
        if bare in gazetteer:
            cue = cues.before(message.words, start, start + 1, message.language)
            cue = Cue(min(2, cue.strength + 1), cue.away)
            yield _reading(gazetteer.exact(bare), bare, start, start + 1, 0, cue, message, gazetteer)


def _near(
    key: str, start: int, end: int, cue: Cue, message: Message, gazetteer: Gazetteer, *, spots_only: bool
) -> Iterator[Reading]:
    entries: list[Entry] = []
    like_word, count = False, end - start
    for found in gazetteer.misspelt(key):
        like_word |= count == 1 and found in gazetteer.words
        entries += [entry for entry in gazetteer.exact(found) if count <= gazetteer.words_in(found, entry)]
    edits = 1
    if not entries and count == 1 and (heard := gazetteer.heard(key)):
        entries, edits = [heard], 2
    if spots_only:
        entries = [entry for entry in entries if entry.kind in _SPOT_KINDS]
    if entries:
        entries.sort(key=lambda entry: -entry.weight)
        reading = _reading(tuple(entries), key, start, end, edits, cue, message, gazetteer)
        if like_word:
            reading = replace(reading, points=reading.points - 1.5)
        yield reading


def _reading(
    entries: tuple[Entry, ...],
    key: str,
    start: int,
    end: int,
    edits: int,
    cue: Cue,
    message: Message,
    gazetteer: Gazetteer,
) -> Reading:
    around = [*message.frequent[:start], *message.frequent[end:]]
    alone = 0.0
    if not around:
        alone = 3.0 if message.awaited else 1.5
    elif all(around):
        alone = 1.5 if message.awaited else 0.5
    odd = len(around) > 1 and around.count(False) * 2 > len(around)
    capital = message.words[start].capital and start > 0 and not message.shouted
    doubt = 0 if edits else max(gazetteer.doubt(key), _usual(entries[0], start, end, message), entries[0].short)
    # no article stands before the name of a town that has none: "à la rue" is the street, not Rue
    noun = start > 0 and message.words[start - 1].key in _ARTICLES and entries[0].kind == "commune"
    if noun and not entries[0].short and (edits or doubt):
        alone -= 2.0
    cut = (start > 0 and message.joined[start - 1]) or (end < len(message.words) and message.joined[end - 1])
    score = points(entries[0].weight, len(key), edits, cue, doubt=doubt, capital=capital, alone=alone, odd=odd)
    return Reading(entries, start, end, edits, score - cut, cue, len(key))


def _within_name(message: Message, at: int) -> bool:
    """Whether word ``at`` may go on with a name by the look of it: a hyphen or one of the small words of names."""
    words = message.words
    return message.joined[at - 1] or words[at].key in PARTICLES or words[at - 1].key in PARTICLES


def _usual(entry: Entry, start: int, end: int, message: Message) -> int:
    """2 when a commune's name is an article and a frequent word ("La Table", "L'Hôpital"), more often just that."""
    spoken = entry.kind == "commune" and end - start == 2 and message.words[start].key in _ARTICLES
    return 2 if spoken and entry.weight < 10_000 and message.frequent[end - 1] else 0
