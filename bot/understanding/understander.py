"""The way of a message through this room: language, place and time, danger, needs, and what is to be done."""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.understanding import crisis
from bot.understanding.crisis import Danger
from bot.understanding.decide import Said, by_phrases, decide
from bot.understanding.gate import doubted, judged
from bot.understanding.index import Index
from bot.understanding.model import Model, Opinion
from bot.understanding.normalise import Words
from bot.understanding.normalise import read as read_words
from bot.understanding.reading import Reading
from bot.understanding.reasons import reasons
from bot.understanding.types import FULL_DEPTH, PARTIAL, FoundPlace, Hints, Understanding, When
from bot.understanding.weigh import ENOUGH, Weighed, weigh
from bot.understanding.wordbook import Wordbook

MODEL = "model.npz"
"""What ``relais lexicon learn`` writes beside the lexicons."""
_CANDIDATE = 0.08
"""A language with less of the vote is not tried, unless the person spoke it before."""
_FEW = 7
"""Words of a message so short that a sister language may win the vote: then each is tried that knows every word."""
_LONG = 60
"""Meaningful words from which on the phrases decide alone: the model has learnt from short messages."""
_CLEAR = 0.6
_CERTAIN = 0.9
"""From here on danger is not looked for in languages that the message is surely not in."""
_CONTACT = ("fr", "en", "es", "ar")
"""Languages whose words turn up within talk in another one: those of the country, of phones and of the way here."""
_DEEP = frozenset((*FULL_DEPTH, *PARTIAL))
"""In other languages only danger is known: a short message that seems to be in one may well be in another."""
_FAR = 0.3
"""In a language with less of the vote than this, a single word is no proof of danger."""
_FOREIGN = 0.9
"""What a word of another language than the rest of the message is worth."""


_NOTHING = Reading((), frozenset(), frozenset(), ())
"""How a text without a single sign is read by the lexicon of signs."""


class PlaceFinder(Protocol):
    """Finds a place in a text."""

    def find(self, text: str, language: str, hints: Hints) -> FoundPlace | None:
        """The place named in ``text``, or None."""


class TimeReader(Protocol):
    """Reads a time in a text."""

    def read(self, text: str, language: str, now: datetime) -> When | None:
        """The time named in ``text``, or None."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message as the best fitting language hears it."""

    language: str
    name: str
    weighed: Weighed
    reading: Reading
    share: float
    plain: bool = False
    """Heard by signs, or by words of another language, that leave nothing unexplained: no model is asked."""
    masked: frozenset[int] = frozenset()
    """The words of a place: they were left out."""


class Understander:
    """Everything that is needed to understand a message, loaded once."""

    def __init__(self, book: Wordbook, places: PlaceFinder, times: TimeReader, model: Model | None = None) -> None:
        self._book = book
        self._model = model
        self._indexes = book.indexes
        self._places = places
        self._times = times

    @classmethod
    def load(cls, locales: Path, data: Path, cache: Path | None = None, *, learnt: bool = True) -> Understander:
        """Reads the lexicons below ``locales`` and the places below ``data`` (the directory_data folder).

        ``cache`` is a folder where the compiled words are kept for the next start; with ``learnt`` off the phrases
        decide alone, without the model. Raises SettingsError with one sentence that names the file and what to mend.
        """
        from bot.understanding.places import Places
        from bot.understanding.times import Times

        path = locales / MODEL
        model = Model.load(path) if learnt and path.is_file() else None
        understander = cls(Wordbook.load(locales, cache), Places.load(data), Times.load(locales), model)
        gc.freeze()  # all of this stays: no collection of garbage needs to look through it again
        return understander

    def understand(self, text: str, hints: Hints | None = None, *, explain: bool = False) -> Understanding:
        """What ``text`` means; never raises, whatever the text. ``explain``: also why, for people."""
        hints = hints or Hints()
        words = read_words(text)
        votes = self._book.languages.vote(words.text, hints.language or hints.spoken)
        first = _plain(votes[0][0]) if votes else ""
        language = hints.language or first or hints.spoken or ""
        place = self._places.find(words.text, first or language, hints) if words.folded else None
        if place is not None:  # the name of a French town says nothing of the language around it
            start, end = place.span
            rest = self._book.languages.vote(f"{words.text[:start]} {words.text[end:]}", hints.language or hints.spoken)
            votes = rest or votes
            language = hints.language or (_plain(votes[0][0]) if votes else "") or language
        heard, others = self._hear(words, votes, hints, _mask(words, place))
        opinion = self._opinion(heard, words)
        danger = self._danger(heard, others, words, votes)
        if heard is not None and self._model is not None and opinion is not None:
            danger = doubted(
                self._model, opinion, danger, crisis.heard(heard.reading, words), heard.weighed, heard.reading
            )
        if heard is not None and heard.language and not hints.language:
            language = heard.language
        when = self._times.read(words.text, language, hints.now or datetime.now(UTC)) if words.folded else None
        needs = self._needs(heard, opinion)
        said = Said(
            language=language,
            languages=_merged(votes, language),
            danger=danger,
            heard=heard.weighed if heard else None,
            needs=needs,
            audience=_audience(heard),
            place=place,
            when=when,
            only_place=place is not None and not (heard and heard.reading.content),
            why=tuple(
                reasons(
                    words,
                    votes,
                    heard.language if heard else "",
                    heard.reading if heard else None,
                    heard.weighed if heard else None,
                    danger,
                    needs,
                    self._model,
                    opinion,
                )
            )
            if explain
            else (),
        )
        return decide(said, hints)

    def _opinion(self, heard: _Heard | None, words: Words) -> Opinion | None:
        """What the model makes of the message; None where it is not asked: signs, mixed talk, very long messages."""
        if self._model is None or heard is None or heard.plain or len(heard.reading.content) > _LONG:
            return None
        if not any(letter.isalnum() for letter in words.text):
            return None
        kept = [at for at in range(len(words.folded)) if at not in heard.masked]
        typed = tuple(words.folded[at] for at in kept)
        spelt = tuple(heard.reading.spelt[at] for at in kept) if heard.reading.spelt else typed
        return self._model.hear(spelt, typed) if kept else None

    def _needs(self, heard: _Heard | None, opinion: Opinion | None) -> tuple[tuple[str, float], ...]:
        """What may have been asked for, each with the probability that it was; without a model the phrases decide."""
        if heard is None or self._model is None or opinion is None:
            return by_phrases(heard.weighed.needs) if heard else ()
        return judged(self._model, opinion, heard.weighed, heard.reading)

    def _candidates(
        self, words: Words, votes: tuple[tuple[str, float], ...], hints: Hints
    ) -> list[tuple[Index, float]]:
        """The lexicons to try, with the share of the vote that each has."""
        shares = dict(votes)
        near = votes and _plain(votes[0][0]) not in _DEEP and len(words.folded) <= _FEW
        wanted = [name for name, share in votes if near or share >= _CANDIDATE]
        if not votes or votes[0][1] < _CLEAR:
            wanted += [code for code in (hints.language, hints.spoken) if code]
            wanted += _CONTACT if len(words.folded) <= _FEW else ()
        names = dict.fromkeys(name for name in wanted if name in self._indexes)
        return [(self._indexes[name], shares.get(name, _CANDIDATE)) for name in names]

    def _hear(
        self, words: Words, votes: tuple[tuple[str, float], ...], hints: Hints, masked: frozenset[int]
    ) -> tuple[_Heard | None, list[_Heard]]:
        """The message in the language that explains it best, and in the others that were tried."""
        heard: list[_Heard] = []
        emoji = _NOTHING if words.text.isascii() else self._book.emoji.read(words, masked, fuzzy=False)
        for index, share in self._candidates(words, votes, hints):
            reading = self._without_small(_joined(index.read(words, masked), emoji), words)
            if share < _CANDIDATE and reading.content - reading.known:
                continue
            found = weigh(reading, words)
            heard.append(_Heard(index.language, index.name, found, reading, share, masked=masked))
        if not heard:
            return (_Heard("", "", weigh(emoji, words), emoji, 0.0, plain=True), []) if emoji.hits else (None, [])
        heard.sort(
            key=lambda one: -(one.weighed.best * (0.6 + 0.4 * one.weighed.explained) * (0.75 + 0.25 * one.share))
        )
        best = heard[0]
        if best.weighed.best < ENOUGH and best.share >= _CANDIDATE:
            mixed = self._mixed(best, words, masked)
            if mixed is not None:
                return mixed, heard
        return best, heard[1:]

    def _without_small(self, reading: Reading, words: Words) -> Reading:
        """The reading without unknown words that mean nothing in another language: "où shower please"."""
        unknown = reading.content - reading.known
        if not unknown or len(unknown) > _FEW:
            return reading
        contact = [index for name in _CONTACT if (index := self._indexes.get(name))]
        small = {at for at in unknown if any(index.small_word(words.folded[at]) for index in contact)}
        return replace(reading, content=reading.content - small) if small else reading

    def _mixed(self, heard: _Heard, words: Words, masked: frozenset[int]) -> _Heard | None:
        """Mixed talk ("where douche gratuit"): the words that one language does not know, read by the others."""
        unknown = heard.reading.content - heard.reading.known
        if not unknown or len(unknown) > 4:
            return None
        rest = masked | (frozenset(range(len(words.folded))) - unknown)
        asked = any(hit.label in ("asking:", "lacking:") for hit in heard.reading.hits)
        best: _Heard | None = None
        for name in _CONTACT:
            index = self._indexes.get(name)
            if index is None or name == heard.language:
                continue
            reading = index.read(words, rest, fuzzy=False)
            found = weigh(reading, words, asked=asked)
            if (
                found.needs
                and found.explained == 1.0
                and found.best * _FOREIGN >= max(ENOUGH, best.weighed.best if best else 0)
            ):
                both = _joined(heard.reading, reading)
                best = _Heard(heard.language, heard.name, found, both, heard.share, plain=True)
        return best

    def _danger(
        self, heard: _Heard | None, others: list[_Heard], words: Words, votes: tuple[tuple[str, float], ...]
    ) -> Danger | None:
        """Danger in any language that the message may be in."""
        for one in ([heard] if heard else []) + others:
            hits = one.reading.hits
            if one.masked:  # the place's words count here: "marne" is a town, and "to die" in Urdu
                hits += self._indexes[one.name].read(words).hits
            if one is not heard and one.share < _FAR:  # "guerra" in the Spanish that a Portuguese message also is
                hits = tuple(hit for hit in hits if len(hit.at) > 1 or not hit.label.startswith("crisis:"))
            danger = crisis.find(replace(one.reading, hits=hits), words)
            if danger is not None:
                return danger
        if votes and votes[0][1] >= _CERTAIN and (heard is None or heard.weighed.explained > _CLEAR):
            return None
        # the second pool is written in Latin letters
        for index in self._book.alarms[: 1 + any(word.isascii() for word in words.folded)]:
            reading = index.read(words, fuzzy=False)
            plainly = tuple(hit for hit in reading.hits if len(hit.at) > 2 or hit.label == "not_crisis:")
            danger = crisis.find(replace(reading, hits=plainly), words)
            if danger is not None:
                return danger
        return None


def _plain(code: str) -> str:
    return code.partition("@")[0]


def _merged(votes: tuple[tuple[str, float], ...], language: str) -> tuple[tuple[str, float], ...]:
    """The vote by language, whatever the script; the one that the message is read in comes first."""
    shares: dict[str, float] = {}
    for code, share in votes:
        shares[_plain(code)] = round(shares.get(_plain(code), 0.0) + share, 3)
    return tuple(sorted(shares.items(), key=lambda pair: (pair[0] != language, -pair[1])))[:3]


def _mask(words: Words, place: FoundPlace | None) -> frozenset[int]:
    if place is None:
        return frozenset()
    start, end = place.span
    return frozenset(at for at, (left, right) in enumerate(words.spans) if left < end and right > start)


def _joined(reading: Reading, more: Reading) -> Reading:
    if not more.hits:
        return reading
    return Reading(
        reading.hits + more.hits,
        reading.content,
        reading.known | more.known,
        reading.guessed + more.guessed,
        reading.spelt or more.spelt,
        reading.verb_last,
    )


def _audience(heard: _Heard | None) -> tuple[str, ...]:
    """For whom: only what the person said."""
    hits = heard.reading.hits if heard else ()
    return tuple(dict.fromkeys(hit.label[9:] for hit in hits if hit.label.startswith("audience:")))
