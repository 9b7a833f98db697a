"""A lexicon made fast: each phrase is filed under its rarest word, so that a message touches only the few that fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from sys import intern

from bot.understanding.lexicon import Lexicon, Phrase
from bot.understanding.matching import Seen, hit_of, locate, worth
from bot.understanding.normalise import Words, arabizi
from bot.understanding.reading import Hit, Reading
from bot.understanding.snap import Speller, bare, variants

_REMEMBERED = 4_000


@dataclass(frozen=True, slots=True)
class _Found:
    """What a word may be: symbols, whether it was guessed, whether it carries meaning, whether we know it at all.

    ``near`` are the symbols that it may be within a phrase, each with the word it would be and the slips to it;
    ``spelt`` is the word that was meant, where it is another one.
    """

    symbols: tuple[str, ...]
    guessed: str
    content: bool
    known: bool
    near: tuple[tuple[str, str, int], ...] = ()
    spelt: str = ""


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
        self._bends = bool(self._prefixes or self._suffixes or self.name == "ar")
        self._spellings = lexicon.spellings
        self._longest: dict[str, int] = {}
        """How many words a misspelling has at most that begins with this one."""
        for said in lexicon.spellings:
            first, *rest = said.split()
            self._longest[first] = max(len(rest) + 1, self._longest.get(first, 0))
        self._groups: dict[str, tuple[str, ...]] = {}
        for name, members in lexicon.groups.items():
            for member in members:
                symbol = self._symbol(member)
                self._groups[symbol] = (*self._groups.get(symbol, ()), intern(f"<{name}>"))
        self._file(tuple(dict.fromkeys(way for phrase in lexicon.phrases for way in self._ways(phrase))))
        self._speller = Speller(self._exact, self._beginnings, self._small, self._common, short=latin)
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
        self._beginnings = frozenset(stem[:-1] for stem in self._stems)
        self._lengths = tuple(sorted({len(beginning) for beginning in self._beginnings}))
        filed: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            rarest = min(phrase.symbols, key=lambda symbol: counts[symbol])
            filed.setdefault(rarest, []).append(phrase)
        self._filed = {symbol: tuple(under) for symbol, under in filed.items()}

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
            whole = ""
            if fuzzy and symbols and not small and key not in self._common and key not in self._exact:
                whole = self._speller.whole(key)  # "siguiedno" begins like "sigu*", and is "siguiendo"
                symbols = tuple(dict.fromkeys((*symbols, *(self._symbols((whole,)) if whole else ()))))
            return _Found(symbols, "", not small and not word.isdigit(), True, spelt=whole)
        if word.isdigit():
            return _Found((), "", False, True)
        guess, like = self._speller.look(key) if fuzzy else ("", ())
        near = self._near(like)
        undoubled = _undouble(key)
        symbols = self._symbols((undoubled,)) if undoubled != key else ()
        if symbols:
            return _Found(symbols, "", True, True, near, undoubled)
        if guess:
            ours = self._symbols((guess.rstrip("*"), guess))
            return _Found(ours, guess if ours else "", guess not in self._small, True, near, _completed(guess, key))
        return _Found((), "", len(word) > 3 or not word.isascii(), False, near)

    def _near(self, like: Sequence[tuple[str, int]]) -> tuple[tuple[str, str, int], ...]:
        """The symbols that a word nobody knows may be within a phrase, the likeliest first."""
        found: dict[str, tuple[str, int]] = {}
        for word, slips in like:
            for symbol in self._symbols((word.rstrip("*"), word)):
                found.setdefault(symbol, (word.rstrip("*"), slips))
        return tuple((symbol, word, slips) for symbol, (word, slips) in found.items())

    def _symbols(self, keys: Iterable[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for key in keys:
            if key in self._exact or key in self._stems:
                found[key] = None
            size = len(key)
            for length in self._lengths:
                if length > size:
                    break
                if key[:length] in self._beginnings:
                    found[key[:length] + "*"] = None
        for symbol in tuple(found) if found else ():
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
        seen = Seen()
        spelt: dict[int, str] = {}
        content: set[int] = set()
        known: set[int] = set()
        for at, key in enumerate(keys):
            origin = origins[at]
            seen.sizes.append(len(key))
            if origin in masked:
                seen.weights.append(seen.weights[-1])
                continue
            found = self._find(key, fuzzy)
            seen.weights.append(seen.weights[-1] + found.content)
            if found.content:
                content.add(origin)
            if found.known:
                known.add(origin)
            if found.guessed:
                seen.guessed[at] = found.guessed
            if found.spelt:
                spelt[at] = found.spelt
            symbols = found.symbols
            if typed[at]:  # what was typed may be right as it stands: "dormi" is no slip in "j'ai dormi"
                symbols = tuple(dict.fromkeys((*symbols, *self._as_typed(typed[at]))))
            for symbol in symbols:
                seen.add(symbol, at)
            for symbol, word, slips in found.near:
                if symbol not in symbols:
                    seen.add(symbol, at)
                    seen.near[symbol, at] = word, slips
            opening = f"^{self._key(key)}"
            if opening in self._openings and (not origin or words.sentence[origin] != words.sentence[origin - 1]):
                seen.add(opening, at)
        hits = tuple(self._hits(seen, origins, words.sentence, spelt))
        known.update(origins[at] for at in spelt)
        pairs = tuple((keys[at], guess) for at, guess in (seen.guessed | spelt).items())
        read = list(words.folded)
        for at, word in spelt.items():
            read[origins[at]] = word
        return Reading(hits, frozenset(content), frozenset(known), pairs, tuple(read), self._verb_last)

    def _as_typed(self, word: str) -> tuple[str, ...]:
        key = self._key(word)
        if not self._bends:
            return self._symbols((key,))
        return self._symbols((*variants(key, self.name), *bare(key, self._prefixes, self._suffixes)))

    def _respelt(self, folded: Sequence[str], *, single: bool = True) -> tuple[list[str], list[int], list[str]]:
        """The words with misspellings put right, at which word each stood, and what was typed where one was changed."""
        if not any(word in self._longest for word in folded):
            return list(folded), list(range(len(folded))), [""] * len(folded)
        keys: list[str] = []
        origins: list[int] = []
        typed: list[str] = []
        at = 0
        while at < len(folded):
            for length in range(min(self._longest.get(folded[at], 0), len(folded) - at), 0, -1):
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

    def _hits(self, seen: Seen, origins: list[int], sentence: tuple[int, ...], spelt: dict[int, str]) -> Iterable[Hit]:
        """Every phrase that stands in the message; ``spelt`` learns the words that a phrase has put right."""
        for phrase, places in self._found(seen):
            spots = [origins[at] for at in places]
            if sentence[spots[0]] == sentence[spots[-1]]:
                left = worth(phrase, places, seen, spelt)
                if left:
                    yield hit_of(phrase, spots, left)

    def _found(self, seen: Seen) -> Iterable[tuple[Phrase, list[int]]]:
        """The phrases whose words are all there, in order, with where they stand."""
        where = seen.where
        for symbol, spots in where.items():
            for phrase in self._filed.get(symbol, ()):
                if len(phrase.symbols) == 1:
                    yield from ((phrase, [at]) for at in spots if (symbol, at) not in seen.near)
                    continue
                for one in phrase.symbols:  # nearly always the first is not there: a call for each would cost more
                    if one not in where:
                        break
                else:
                    places = locate(phrase, where, seen.weights)
                    if places:
                        yield phrase, places


def _completed(guess: str, typed: str) -> str:
    """The word that was meant: of one that was guessed by its beginning, with the ending that was typed."""
    return guess[:-1] + typed[len(guess) - 1 :] if guess[-1] == "*" else guess


def _undouble(key: str) -> str:
    """``faiim`` → ``faim``: a stretched word; those with a doubled letter of their own are found as they stand."""
    return "".join(letter for at, letter in enumerate(key) if not at or letter != key[at - 1])
