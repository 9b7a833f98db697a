"""A lexicon made fast: each phrase is filed under its rarest word, so that a message touches only the few that fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from sys import intern

from bot.understanding.lexicon import Lexicon, Phrase
from bot.understanding.normalise import Words, arabizi
from bot.understanding.snap import Speller, bare, variants

FUZZY = 0.88
"""What a phrase is worth when one of its words had to be guessed."""
FUZZY_WORD = 0.8
"""The same for a phrase of one word, which nothing around it confirms."""
_GAP, _DANGER_GAP = 1, 2
"""Meaningful words that may stand between two words of a phrase; small ones are free, up to ``_REACH`` in all."""
_SIGNS = "\u3400"
"""Chinese signs, one a word, stand closer: one sign between two makes another word of them."""
_REACH = 4
_REMEMBERED = 4_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a message. ``at`` are positions among the words of the message."""

    label: str
    weight: float
    at: frozenset[int]
    first: int
    last: int
    text: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as one lexicon reads it: ``known`` are the words it could place, ``content`` those with a meaning.

    ``verb_last``: "I want" and "I don't want" stand behind what is wanted.
    """

    hits: tuple[Hit, ...]
    content: frozenset[int]
    known: frozenset[int]
    guessed: tuple[tuple[str, str], ...]
    verb_last: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What a word may be: symbols, whether it was guessed, whether it carries meaning, whether we know it at all."""

    symbols: tuple[str, ...]
    guessed: str
    content: bool
    known: bool


class Index:
    """The phrases of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        latin = lexicon.language.endswith("@latin")
        self._key: Callable[[str], str] = arabizi if latin else str
        self.name = lexicon.language
        self.language = lexicon.language.partition("@")[0]
        self._verb_last = lexicon.verb_last
        self._small = frozenset(map(self._key, lexicon.small))
        self._common = frozenset(map(self._key, lexicon.common))
        self._prefixes = tuple(map(self._key, lexicon.prefixes))
        self._suffixes = tuple(map(self._key, lexicon.suffixes))
        self._spellings = lexicon.spellings
        self._longest = max((len(said.split()) for said in lexicon.spellings), default=0)
        self._groups: dict[str, list[str]] = {}
        for name, members in lexicon.groups.items():
            for member in members:
                self._groups.setdefault(self._symbol(member), []).append(f"<{name}>")
        self._file(tuple(dict.fromkeys(way for phrase in lexicon.phrases for way in self._ways(phrase))))
        self._speller = Speller(
            (word for word in self._exact if word not in self._small),
            (stem[:-1] for stem in self._stems),
            self._small | self._common,
            short=latin,
        )
        self._cache: dict[str, _Found] = {}
        self._cache_exact: dict[str, _Found] = {}

    def _ways(self, phrase: Phrase) -> Iterable[Phrase]:
        """The phrase, and as it reads once spellings have put several words in the place of one, or one of several.

        A single word that is another's misspelling is looked up as both already: "dormi" must not become "dormir" here.
        """
        yield self._keyed(phrase)
        right, _, _ = self._respelt(phrase.symbols, single=False)
        if len(right) != len(phrase.symbols) or tuple(right) != phrase.symbols:
            yield self._keyed(phrase._replace(symbols=tuple(right)))

    def _keyed(self, phrase: Phrase) -> Phrase:
        """The phrase as it is kept: its words shared with all others, its own spelling left to the lexicon."""
        symbols = tuple(intern(self._symbol(symbol)) for symbol in phrase.symbols)
        if symbols == phrase.symbols and not phrase.text:
            return phrase
        return Phrase(symbols, intern(phrase.label), phrase.weight, "")

    def _symbol(self, symbol: str) -> str:
        if symbol.startswith("<"):
            return symbol
        if symbol.endswith("*"):
            return self._key(symbol[:-1]) + "*"
        if symbol.startswith("^"):
            return "^" + self._key(symbol[1:])
        return self._key(symbol)

    def _file(self, phrases: Sequence[Phrase]) -> None:
        counts = Counter(symbol for phrase in phrases for symbol in set(phrase.symbols))
        for symbol in counts:
            if symbol in self._small:
                counts[symbol] += 10_000
        used = [*counts, *self._groups]
        self._exact = frozenset(symbol for symbol in used if symbol[-1] not in "*>" and symbol[0] != "^")
        self._openings = frozenset(symbol for symbol in used if symbol[0] == "^")
        self._stems = frozenset(symbol for symbol in used if symbol[-1] == "*")
        self._lengths = tuple(sorted({len(stem) - 1 for stem in self._stems}))
        self._filed: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            rarest = min(phrase.symbols, key=lambda symbol: counts[symbol])
            self._filed.setdefault(rarest, []).append(phrase)

    # --- one word -------------------------------------------------------------------------------------------

    def _find(self, word: str, fuzzy: bool) -> _Found:
        kept = self._cache if fuzzy else self._cache_exact
        found = kept.get(word)
        if found is None:
            if len(kept) >= _REMEMBERED:
                kept.clear()
            found = kept[word] = self._look_up(word, fuzzy)
        return found

    def _look_up(self, word: str, fuzzy: bool) -> _Found:
        key = self._key(word)
        symbols = self._as_typed(word)
        small = key in self._small
        if symbols or small or key in self._common:
            if fuzzy and symbols and not small and key not in self._common and key not in self._exact:
                whole = self._speller.whole(key)  # "siguiedno" begins like "sigu*", and is "siguiendo"
                symbols = tuple(dict.fromkeys((*symbols, *(self._symbols((whole,)) if whole else ()))))
            return _Found(symbols, "", not small and not word.isdigit(), True)
        if word.isdigit():
            return _Found((), "", False, True)
        undoubled = _undouble(key)
        symbols = self._symbols((undoubled,)) if undoubled != key else ()
        if symbols:
            return _Found(symbols, "", True, True)
        guess = self._speller.guess(key) if fuzzy else ""
        if guess:
            ours = self._symbols((guess.rstrip("*"), guess))
            return _Found(ours, guess if ours else "", guess not in self._small, True)
        return _Found((), "", len(word) > 3 or not word.isascii(), False)

    def _symbols(self, keys: Iterable[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for key in keys:
            if key in self._exact or key in self._stems:
                found[key] = None
            for length in self._lengths:
                if length > len(key):
                    break
                stem = key[:length] + "*"
                if stem in self._stems:
                    found[stem] = None
        for symbol in tuple(found):
            for group in self._groups.get(symbol, ()):
                found[group] = None
        return tuple(found)

    def phrases(self) -> Iterable[Phrase]:
        """Every phrase, as it is kept."""
        return (phrase for filed in self._filed.values() for phrase in filed)

    def small_word(self, word: str) -> bool:
        """Whether ``word`` (folded) says nothing by itself in this language."""
        return self._key(word) in self._small

    # --- one message ----------------------------------------------------------------------------------------

    def read(self, words: Words, masked: frozenset[int] = frozenset(), *, fuzzy: bool = True) -> Reading:
        """Every phrase in the message, ``masked`` words (a place) left out; ``fuzzy`` off: only words as they stand."""
        keys, origins, typed = self._respelt(words.folded)
        where: dict[str, list[int]] = {}
        weights: list[int] = [0]
        content: set[int] = set()
        known: set[int] = set()
        guessed: dict[int, str] = {}
        for at, key in enumerate(keys):
            origin = origins[at]
            if origin in masked:
                weights.append(weights[-1])
                continue
            found = self._find(key, fuzzy)
            counts = found.content
            weights.append(weights[-1] + counts)
            if counts:
                content.add(origin)
            if found.known:
                known.add(origin)
            if found.guessed:
                guessed[at] = found.guessed
            symbols = found.symbols
            if typed[at]:  # what was typed may be right as it stands: "dormi" is no slip in "j'ai dormi"
                symbols = tuple(dict.fromkeys((*symbols, *self._as_typed(typed[at]))))
            for symbol in symbols:
                where.setdefault(symbol, []).append(at)
            opening = f"^{self._key(key)}"
            if opening in self._openings and (not origin or words.sentence[origin] != words.sentence[origin - 1]):
                where.setdefault(opening, []).append(at)
        hits = tuple(self._hits(where, weights, origins, words.sentence, guessed))
        pairs = tuple((keys[at], guess) for at, guess in guessed.items())
        return Reading(hits, frozenset(content), frozenset(known), pairs, self._verb_last)

    def _as_typed(self, word: str) -> tuple[str, ...]:
        key = self._key(word)
        return self._symbols((*variants(key, self.name), *bare(key, self._prefixes, self._suffixes)))

    def _respelt(self, folded: Sequence[str], *, single: bool = True) -> tuple[list[str], list[int], list[str]]:
        """The words with misspellings put right, at which word each stood, and what was typed where one was changed."""
        if not self._longest:
            return list(folded), list(range(len(folded))), [""] * len(folded)
        keys: list[str] = []
        origins: list[int] = []
        typed: list[str] = []
        at = 0
        while at < len(folded):
            for length in range(min(self._longest, len(folded) - at), 0, -1):
                said = folded[at] if length == 1 else " ".join(folded[at : at + length])
                right = self._spellings.get(said)
                if right is not None and (single or not length == len(right) == 1):
                    keys += right
                    origins += [at] * len(right)
                    typed += [said if length == len(right) == 1 else ""] * len(right)
                    at += length
                    break
            else:
                keys.append(folded[at])
                origins.append(at)
                typed.append("")
                at += 1
        return keys, origins, typed

    def _hits(
        self,
        where: dict[str, list[int]],
        weights: list[int],
        origins: list[int],
        sentence: tuple[int, ...],
        guessed: dict[int, str],
    ) -> Iterable[Hit]:
        for symbol, spots_of in where.items():
            for phrase in self._filed.get(symbol, ()):
                gap = _DANGER_GAP if phrase.label.startswith("crisis") else _GAP
                gap -= phrase.symbols[0][:1] > _SIGNS
                if len(phrase.symbols) == 1:
                    found: Iterable[list[int]] = ([at] for at in spots_of)
                else:
                    places = _locate(phrase.symbols, where, weights, gap)
                    found = (places,) if places else ()
                for places in found:
                    spots = [origins[at] for at in places]
                    if sentence[spots[0]] == sentence[spots[-1]]:
                        yield _hit(phrase, spots, bool(guessed) and any(at in guessed for at in places))


def _hit(phrase: Phrase, spots: list[int], guessed: bool) -> Hit:
    weight = phrase.weight
    if guessed:
        weight *= FUZZY if len(spots) > 1 else FUZZY_WORD
    return Hit(phrase.label, weight, frozenset(spots), spots[0], spots[-1], " ".join(phrase.symbols), guessed)


def _undouble(key: str) -> str:
    """``faiim`` → ``faim``: a stretched word; those with a doubled letter of their own are found as they stand."""
    return "".join(letter for at, letter in enumerate(key) if not at or letter != key[at - 1])


def _locate(symbols: tuple[str, ...], where: dict[str, list[int]], weights: list[int], gap: int) -> list[int] | None:
    """Positions of ``symbols`` in order and near one another; None when they are not."""
    lists = [where.get(symbol) for symbol in symbols]
    if None in lists:
        return None
    for start in lists[0] or ():
        places = [start]
        for spots in lists[1:]:
            after = next((spot for spot in spots or () if spot > places[-1]), None)
            if after is None:
                break
            places.append(after)
        if len(places) == len(symbols) and all(
            b - a - 1 <= _REACH and weights[b] - weights[a + 1] <= gap for a, b in pairwise(places)
        ):
            return places
    return None
