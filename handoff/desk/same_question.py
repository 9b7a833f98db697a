"""Whether two texts ask the same thing. Careful: a wrong answer is worse than a human, so most doubts are a no.

The same words in the same order, or with a part moved to the front; fillers and politeness may differ, endings of
number and gender too, and a long word may have a letter too many, too few or swapped. Nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

MATCHES = 90.0
"""How alike (0–100) the words that count must be as a whole, in any order."""
LEAST = 2
"""Words that count which a question must have: "et là ?" is no question that could be known."""
LONG = 7
"""Letters from which on a word may be mistyped."""
STEM = 4
"""Letters that must be left of a word without its ending."""
FORGIVING = frozenset("fr en es it pt ro".split())
"""Languages in which no ending of a word says "not"; in others every word must be the same."""
_ENDINGS = re.compile(r"(?:es|s|e|x)$")
_MOST_WORDS = 60
_FILLERS = {
    "fr": "le la les l un une des du de d s il vous te plait svp stp merci bonjour bonsoir salut coucou je j me m moi"
    " mon ma mes ce cet cette c est qu que alors donc et euh madame monsieur",
    "en": "the a an please thanks thank you hello hi hey i my is are do does of so and well",
    "es": "el la los las un una por favor hola gracias buenos dias yo me mi y de",
    "ru": "здравствуите здравствуйте привет спасибо пожалуиста пожалуйста",
    "uk": "привіт дякую вітаю",
    "ar": "سلام مرحبا شكرا",
}
"""Words that may be there or not, folded as :func:`words` folds them."""
_NEGATIONS = frozenset(
    "ne n pas non sans jamais rien aucun aucune ni plus not no never without none cannot nothing don doesn isn can't"
    " sin nunca nada ningun nessun nessuno senza mai nao sem nunca nu fara niciun"
    " не нет без ни нету немає нема ні ніколи никогда لا ليس بدون لم لن ما مش نه نیست بی بدون yok degil hayir".split()
)
_WORD = re.compile(r"\w+")


def same(one: str, other: str, language: str) -> bool:
    """Whether two texts in ``language`` ask the same question."""
    first, second = words(one, language), words(other, language)
    if min(len(first), len(second)) < LEAST or max(len(first), len(second)) > _MOST_WORDS:
        return first == second and len(first) >= LEAST
    if len(first) != len(second) or numbers(one) != numbers(other) or negations(one) != negations(other):
        return False
    if fuzz.token_sort_ratio(" ".join(first), " ".join(second)) < MATCHES:
        return False
    forgiving = language in FORGIVING
    return any(_pairs(first, turned, forgiving) for turned in _turns(second))


def words(text: str, language: str) -> list[str]:
    """The words of ``text`` that count, folded: no case, no accents, no fillers of ``language``."""
    fillers = _FILLERS.get(language, "").split()
    return [word for word in _folded(text) if word not in fillers]


def numbers(text: str) -> list[int]:
    """Every number of ``text``, in any script, sorted."""
    return sorted(int(digits) for digits in re.findall(r"\d{1,18}", text))


def negations(text: str) -> list[str]:
    """Every word of ``text`` that says "not", sorted."""
    return sorted(word for word in _folded(text) if word in _NEGATIONS)


def _folded(text: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(bare.casefold().replace("œ", "oe").replace("’", " "))


def _turns(found: Sequence[str]) -> list[Sequence[str]]:
    """The words as they stand, and with each number of the last ones moved to the front."""
    return [(*found[i:], *found[:i]) for i in range(len(found))]


def _pairs(one: Sequence[str], other: Sequence[str], forgiving: bool) -> bool:
    return all(a == b or (forgiving and _near(a, b)) for a, b in zip(one, other, strict=True))


def _near(one: str, other: str) -> bool:
    """Whether two words are one, inflected or mistyped."""
    if one[0] != other[0] or any(c.isdigit() for c in one + other):
        return False
    stem, other_stem = _ENDINGS.sub("", one), _ENDINGS.sub("", other)
    if stem == other_stem and len(stem) >= STEM:
        return True
    if min(len(one), len(other)) < LONG or one[-2:] != other[-2:] or OSA.distance(one, other) != 1:
        return False
    return len(one) != len(other) or sorted(one) == sorted(other)  # another letter makes another word
