"""Text as place names are compared: tokens with their position, folded letters, numbers, and how a name sounds.

Only the standard library, and nothing of ours: the script that builds the gazetteer uses this very file, so that the
stored keys and the words of a message are folded alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 2_000
"""How much of a message is read."""

# Letters and digits with the marks that are written on them, and the joiners that hide inside Arabic words. Indian
# vowels are marks too. Chinese has no spaces: each sign is a word, and a name is several of them.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_SIGNS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u0900-\u0903\u093a-\u094d\u0981-\u0983\u09bc-\u09cd"
    "\u200b-\u200f\u2060"
)
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}](?:[^\W_{_HAN}]|[{_SIGNS}])*")
_HAN_FIRST = re.compile(f"[{_HAN}]")
_GLUED = re.compile(r"[^\W\d_]{3,}(?=\d{1,5}\w{0,4}$)")
_MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0640\u200b-\u200f\u2060]")
_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "ñ": "n",
        # Arabic, Persian, Urdu and Pashto letters that people use for one another
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىيئېۍے", "ی"),
        "ك": "ک",
        **dict.fromkeys("ةۀەہھۃ", "ه"),
        **dict.fromkeys("ؤۆۇ", "و"),
        **dict.fromkeys("گڭڨ", "غ"),  # the g of Grenoble is written with any of them
        "پ": "ب",
        "ڤ": "ف",
        "چ": "ش",
        "ټ": "ت",
        "ډ": "د",
        "ړ": "ر",
        "ڼ": "ن",
        "ё": "е",
        # Ethiopic letters that sound alike today
        **dict.fromkeys("ሐኀኸ", "ሀ"),
        "ሠ": "ሰ",
        **dict.fromkeys("ዐኣዓ", "አ"),
        "ፀ": "ጸ",
    }
)
_WRITTEN = {"st": "saint", "ste": "sainte", "stes": "saintes", "sts": "saints", "snt": "saint", "s": "s"}
_ROMAN = re.compile(r"(x{0,2})(ix|iv|v?i{0,3})")
_ORDINAL = re.compile(r"(\d{1,2})(?:er|ere|re|e|eme|em|ieme|iem|nd|nde|de|th|st|rd|arr|o|a|º|ª|ش|й|ый|ой|го)?")
_SPOKEN = {
    word: number
    for number, words in enumerate(
        (
            "premier 1er",
            "deuxieme second",
            "troisieme",
            "quatrieme",
            "cinquieme",
            "sixieme",
            "septieme",
            "huitieme",
            "neuvieme",
            "dixieme",
            "onzieme",
            "douzieme",
            "treizieme",
            "quatorzieme",
            "quinzieme",
            "seizieme",
        ),
        1,
    )
    for word in words.split()
}
_TEENS = {("dix", "septieme"): 17, ("dix", "huitieme"): 18, ("dix", "neuvieme"): 19, ("vingtieme", ""): 20}

_SOUNDS = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"(?:iers?|iez|ie)$", "i"),
        (r"(?:eilles?|eils?|ey|ei)$", "E"),
        (r"(?:ais|ait|aix|ay|et|er|ez)$", "e"),
        (r"eaux?|aux?|hau|ault", "o"),
        (r"ph", "f"),
        (r"ck|qu?", "k"),
        (r"c(?=[eiy])", "s"),
        (r"ch", "S"),
        (r"c", "k"),
        (r"g(?=[ei])", "j"),
        (r"gn", "n"),
        (r"ou|w", "u"),
        (r"(?:ain|ein|aim|in|im|yn|ym)(?![aeiouymn])", "N"),
        (r"(?:an|am|en|em)(?![aeiouymn])", "A"),
        (r"(?:on|om)(?![aeiouymn])", "O"),
        (r"oi", "ua"),
        (r"ai|ei", "e"),
        (r"ill?(?=[aeiou])", "i"),
        (r"y", "i"),
        (r"z", "s"),
        (r"h", ""),
        (r"(?<=[NAO])[tdpb](?=[^aeiou])", ""),
        (r"(?:es|e|[tdxp]+)$", ""),
        (r"(.)\1+", r"\1"),
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``key`` is folded, ``start`` and ``end`` its place in the text; ``capital``: the first letter alone."""

    key: str
    start: int
    end: int
    capital: bool


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """The word without case, accents, marks and look-alike letters; digits of any script become 0 to 9."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", word).lower().translate(_LETTERS)
    folded = _MARKS.sub("", folded)
    if not folded.isascii():
        latin = "".join(c if c > "\u024f" else unicodedata.normalize("NFD", c)[0] for c in folded)
        folded = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in latin)
    return folded


@lru_cache(maxsize=16)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of the first :data:`MAX_CHARACTERS` of a text, in order; "St" is read as "saint".

    The last texts are remembered: places and times are looked for in the same one.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text, 0, MAX_CHARACTERS):
        raw, start = match[0], match.start()
        if raw[-1].isalnum() and not raw.isalpha() and (word := _GLUED.match(raw)):  # "paris18" is two words
            found.append(Token(fold(word[0]), start, start + word.end(), raw[0].isupper()))
            raw, start = raw[word.end() :], start + word.end()
        key = fold(raw)
        if key:
            # an acronym says nothing: only "Gif" may be a name, "GIF" is not written like one
            capital = raw[0].isupper() and not (len(raw) > 1 and raw.isupper())
            found.append(Token(_WRITTEN.get(key, key), start, match.end(), capital))
    return tuple(found)


def name_key(name: str) -> str:
    """The key of a name: its folded words written together, so that spaces and hyphens do not count."""
    return "".join(token.key for token in tokens(name))


def han(key: str) -> bool:
    """Whether a key is Chinese: two signs say as much as six letters."""
    return _HAN_FIRST.match(key) is not None


def ordinal(token: str) -> int | None:
    """1 to 20 for ``18``, ``18e``, ``18th``, ``XVIII``, ``quinzième``; None for anything else."""
    match = _ORDINAL.fullmatch(token)
    if match:
        number = int(match[1])
        return number if 1 <= number <= 20 else None
    return _SPOKEN.get(token) or roman(token)


def spoken_ordinal(first: str, second: str) -> tuple[int, int] | None:
    """A French ordinal of two words ("dix huitième"): the number and how many words it took."""
    if (first, second) in _TEENS:
        return _TEENS[first, second], 2
    if first == "vingtieme":
        return 20, 1
    return None


def roman(token: str) -> int | None:
    """The value of ``iv``, ``xviii``, ``xixe`` (1 to 20); None when the token is no such numeral."""
    match = _ROMAN.fullmatch(token.removesuffix("eme").removesuffix("e"))
    if not match or not match[0]:
        return None
    units = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}[match[2]]
    value = 10 * len(match[1]) + units
    return value if 1 <= value <= 20 else None


@lru_cache(maxsize=2048)
def sound(key: str) -> str:
    """How a Latin key sounds to a French ear, roughly: ``bordeaux`` and ``bordo`` are one."""
    for pattern, into in _SOUNDS:
        key = pattern.sub(into, key)
    return key
