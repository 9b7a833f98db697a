"""What is wrong with a lexicon although it can be read: phrases that meet, that can never be found, that cry wolf."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.understanding.crisis import find
from bot.understanding.index import Index
from bot.understanding.lexicon import Lexicon, Phrase
from bot.understanding.normalise import read
from bot.understanding.weigh import ENOUGH, weigh

_SAYING = ("need", "reply", "crisis")
_UNMISTAKABLE = 0.85
_MEMBERS = 8
"""Members of a group that a phrase is tried with before it is called dead."""
_EVERYDAY = 3
"""Languages of the same alphabet in which a word must be an everyday one before it is worth a line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``kind``: overlap | dead | dangerous; ``about`` says what and why in a sentence."""

    language: str
    kind: str
    phrase: str
    about: str


def check(lexicon: Lexicon, everyday: Mapping[str, frozenset[str]]) -> list[Finding]:
    """Everything found in ``lexicon``; ``everyday`` holds the small words of every language (folded)."""
    index = Index(lexicon)
    found = [*_overlaps(lexicon), *_dead(lexicon, index), *_loose(lexicon, everyday), *_cries_wolf(lexicon, index)]
    return list(dict.fromkeys(found))


def _overlaps(lexicon: Lexicon) -> Iterator[Finding]:
    """The same words under two meanings: both are counted, so neither is sure."""
    labels: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for phrase in lexicon.phrases:
        if phrase.label.partition(":")[0] in _SAYING and phrase.weight >= _UNMISTAKABLE:
            labels[phrase.symbols].setdefault(phrase.label, phrase.text)
    for meanings in labels.values():
        tops = {label.partition(".")[0] for label in meanings}
        if len(tops) > 1:
            text = next(iter(meanings.values()))
            yield Finding(lexicon.language, "overlap", text, f"stands for {' and '.join(sorted(meanings))}")


def _dead(lexicon: Lexicon, index: Index) -> Iterator[Finding]:
    """A phrase that is not found in its own words: a spelling rewrites one of them, or it has no order to be in."""
    for phrase in lexicon.phrases:
        if any(symbol[0] == "<" and not lexicon.groups.get(symbol[1:-1]) for symbol in phrase.symbols):
            continue  # a group of sayings only: each stands as a phrase of its own
        said = (_spoken(phrase, lexicon, member) for member in range(_MEMBERS))
        if not any(hit.label == phrase.label for text in said for hit in index.read(read(text)).hits):
            yield Finding(
                lexicon.language, "dead", phrase.text, f"is never found ({phrase.label}): does a spelling rewrite it?"
            )


def _loose(lexicon: Lexicon, everyday: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """A single word that says everything and is an ordinary one, here or in languages that look the same."""
    for phrase in lexicon.phrases:
        kind = phrase.label.partition(":")[0]
        if len(phrase.symbols) > 1 or phrase.weight < _UNMISTAKABLE or kind not in ("need", "crisis"):
            continue
        word = phrase.symbols[0].rstrip("*")
        if word in lexicon.small or word in lexicon.common:
            yield Finding(
                lexicon.language, "dangerous", phrase.text, f"is an ordinary word and alone means {phrase.label}"
            )
        elsewhere = [name for name, words in everyday.items() if word in words and name != lexicon.language]
        if kind == "crisis" and elsewhere:
            yield Finding(
                lexicon.language,
                "dangerous",
                phrase.text,
                f"is an everyday word of {', '.join(elsewhere)}: write more words",
            )
        elif len(elsewhere) >= _EVERYDAY:
            yield Finding(lexicon.language, "dangerous", phrase.text, f"is an everyday word of {', '.join(elsewhere)}")
        if kind == "crisis" and phrase.symbols[0].endswith("*") and len(word) < 4 and word.isascii():
            yield Finding(lexicon.language, "dangerous", phrase.text, "is a short beginning of many words")


def _cries_wolf(lexicon: Lexicon, index: Index) -> Iterator[Finding]:
    """Sentences that have nothing to do with us, and are heard as a danger or a need."""
    for sentence in lexicon.unrelated:
        words = read(sentence)
        reading = index.read(words)
        danger = find(reading, words)
        if danger:
            yield Finding(
                lexicon.language, "dangerous", ", ".join(danger.words), f"hears {danger.kind} in “{sentence}”"
            )
        weighed = weigh(reading, words)
        for need, score in weighed.needs:
            if score >= ENOUGH:
                said = ", ".join(hit.text for hit in weighed.hits if hit.label == f"need:{need}")
                yield Finding(lexicon.language, "dangerous", said or need, f"hears {need} in “{sentence}”")


def _spoken(phrase: Phrase, lexicon: Lexicon, member: int) -> str:
    """The phrase as somebody would say it: endings left off, the groups' members in turn."""
    return " ".join(_words(phrase.symbols, lexicon, member))


def _words(symbols: Iterable[str], lexicon: Lexicon, member: int) -> Iterator[str]:
    for symbol in symbols:
        if symbol.startswith("<"):
            members = lexicon.groups.get(symbol.strip("<>")) or ("",)
            yield members[member % len(members)].rstrip("*")
        else:
            yield symbol.strip("^*")
