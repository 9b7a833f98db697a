"""The words of French opening hours. A word that is not here makes a text unreadable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

ALL_DAYS = frozenset(range(7))
LONGEST = 1000
"""Longer texts are not read (characters)."""
_DAYS = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
    "lun": 0, "mar": 1, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6,
}  # fmt: skip
_MONTHS = {
    "janvier": "Jan", "fevrier": "Feb", "mars": "Mar", "avril": "Apr", "mai": "May", "juin": "Jun", "juillet": "Jul",
    "aout": "Aug", "septembre": "Sep", "octobre": "Oct", "novembre": "Nov", "decembre": "Dec",
}  # fmt: skip
_OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


class Kind(Enum):
    """What a token is."""

    DAYS = auto()
    HOLIDAYS = auto()
    SCHOOL = auto()
    NTH = auto()
    MONTH = auto()
    SEASON = auto()
    RANGE = auto()
    FROM = auto()
    TIME = auto()
    ALWAYS = auto()
    HALF = auto()
    EXCEPT = auto()
    CLOSED = auto()
    COMMA = auto()
    AND = auto()
    SLASH = auto()
    COLON = auto()
    OPENED = auto()
    SHUT = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word or phrase; minutes since midnight in ``start`` and ``end``."""

    kind: Kind
    days: frozenset[int] = frozenset()
    span: bool = False
    start: int = 0
    end: int = 0
    selector: str = ""


def fold(text: str) -> str:
    """Lower case without accents, one kind of dash and quote, single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", re.sub("[‐-―−]", "-", bare.casefold().replace("’", "'"))).strip()


def clock(minutes: int) -> str:
    """Minutes since midnight as 09:30."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


_T = r"(?:\d{1,2}\s?h(?:\s?[0-5]\d)?h?(?![a-z0-9])|\d{1,2}:[0-5]\d|midi(?![a-z])|minuit)"
_DAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?|lun|mar|mer|jeu|ven|sam|dim)\b\.?"
_M = "(?:" + "|".join(_MONTHS) + ")"


def _minutes(text: str) -> int:
    said = text.strip()
    if said in ("midi", "minuit"):
        return 720 if said == "midi" else 0
    hour, minute = [*re.findall(r"\d+", said), "0"][:2]
    value = int(hour) * 60 + int(minute)
    if value > 24 * 60:
        raise ValueError
    return value


def _day(text: str) -> int:
    said = re.sub(r"[.\s]", "", text)
    return _DAYS[said] if said in _DAYS else _DAYS[said.removesuffix("s")]


def _span(match: re.Match[str]) -> Token:
    first, last = (_day(part) for part in re.findall(rf"\b{_DAY}", match.group()))
    if last <= first:
        raise ValueError
    return Token(Kind.DAYS, days=frozenset(range(first, last + 1)), span=True)


def _range(match: re.Match[str]) -> Token:
    start, end = (_minutes(part) for part in re.findall(_T, match.group()))
    return Token(Kind.RANGE, start=start, end=end)


def _season(match: re.Match[str]) -> Token:
    parts = re.findall(rf"(\d{{1,2}})?(?:er)?\s?({_M})", match.group())
    ends = [f"{_MONTHS[month]} {int(day):02}" if day else _MONTHS[month] for day, month in parts]
    if any(day and not 1 <= int(day) <= 31 for day, _ in parts):
        raise ValueError
    return Token(Kind.SEASON, selector="-".join(ends))


def _month(match: re.Match[str]) -> Token:
    return Token(Kind.MONTH, selector="-".join(_MONTHS[name] for name in re.findall(_M, match.group())))


def _nth(match: re.Match[str]) -> Token:
    number = int(re.findall(r"\d", match.group())[0])
    day = _day(re.findall(rf"\b{_DAY}", match.group())[0])
    return Token(Kind.NTH, selector=f"{_OSM_DAYS[day]}[{number}]")


def _plain(kind: Kind, **more: object) -> Callable[[re.Match[str]], Token]:
    token = Token(kind, **more)  # type: ignore[arg-type]  # the fields are given by name just below
    return lambda _: token


_EVERY = _plain(Kind.DAYS, days=ALL_DAYS)
_WORDS: tuple[tuple[str, Callable[[re.Match[str]], Token | None]], ...] = (
    (r"7\s?j(?:ours)?\s?(?:/|sur)\s?7\s?(?:j\b)?(?:[,\s-]+et)?[,\s-]*24\s?h\s?(?:/|sur)\s?24(?:\s?h\b)?",
     _plain(Kind.ALWAYS)),
    (r"24\s?h\s?(?:/|sur)\s?24(?:\s?h\b)?(?:[,\s]+(?:et )?7\s?j(?:ours)?\s?(?:/|sur)\s?7\s?(?:j\b)?)?",
     _plain(Kind.ALWAYS)),
    (r"7\s?j(?:ours)?\s?(?:/|sur)\s?7\s?(?:j\b)?", _EVERY),
    (r"(?:tous les jours|chaque jour|toute la semaine|tous les soirs)(?: de la semaine)?", _EVERY),
    (r"(?:en semaine|jours ouvrables|jours de semaine)", _plain(Kind.DAYS, days=frozenset(range(5)))),
    (r"(?:week-?\s?ends?|we)\b", _plain(Kind.DAYS, days=frozenset((5, 6)))),
    (r"(?:jours? feries?|feries?)", _plain(Kind.HOLIDAYS)),
    (r"(?:pendant |durant |en (?:periode de )?|hors )?(?:les )?(?:vacances scolaires|conges scolaires)",
     lambda match: Token(Kind.SCHOOL) if "hors" not in match.group() else None),
    (rf"(?:le )?[1-5](?:er|re|e|eme|nd) {_DAY} du mois", _nth),
    (rf"(?:du )?\d{{1,2}}(?:er)? {_M} (?:au|-) \d{{1,2}}(?:er)? {_M}", _season),
    (rf"(?:de |d')?{_M} (?:a|-) {_M}\b", _season),
    (rf"(?:du |de )?{_DAY}\s?(?:au|a|-)\s?{_DAY}", _span),
    (rf"\b{_DAY}", lambda match: Token(Kind.DAYS, days=frozenset((_day(match.group()),)))),
    (rf"(?:en (?:mois d[e' ]+)?|au mois d[e' ]+){_M}(?:(?:-| et ){_M})?", _month),
    (rf"(?:de |entre )?{_T}\s?(?:-|a|jusqu'a)\s?{_T}", _range),
    (rf"entre {_T} et {_T}", _range),
    (rf"(?:a partir de|des) {_T}", lambda match: Token(Kind.FROM, start=_minutes(re.findall(_T, match.group())[0]))),
    (rf"(?:jusqu'a |a )?{_T}", lambda match: Token(Kind.TIME, start=_minutes(re.findall(_T, match.group())[0]))),
    (r"(?:l')?apres-?\s?midis?", _plain(Kind.HALF, selector="afternoon")),
    (r"(?:le )?matins?", _plain(Kind.HALF, selector="morning")),
    (r"(?:sauf|excepte|a l'exception de|hormis)", _plain(Kind.EXCEPT)),
    (r"(?:fermee?s?|fermetures?)\b", _plain(Kind.CLOSED)),
    (r"/", _plain(Kind.SLASH)),
    (r"[,;]", _plain(Kind.COMMA)),
    (r"(?:et|puis|\+|&)(?![a-z])", _plain(Kind.AND)),
    (r":", _plain(Kind.COLON)),
    (r"\(", _plain(Kind.OPENED)),
    (r"\)", _plain(Kind.SHUT)),
)  # fmt: skip
_NOISE = re.compile(
    r"(?:les?|de|des|du|la|tous|chaque|ouverte?s?|ouvertures?|horaires?|sans interruption|non[- ]stop|en continu"
    r"|toute l'annee|est|sont|accueil|au public|\.)(?![a-z'])|(?:l'|d')"
)
_PATTERNS = tuple((re.compile(pattern), make) for pattern, make in _WORDS)


def tokens(text: str) -> list[Token] | None:
    """The tokens of a text; None: something in it is no word of opening hours."""
    said = fold(text).rstrip(".")
    if len(said) > LONGEST:
        return None
    found: list[Token] = []
    at = 0
    while at < len(said):
        if said[at] == " ":
            at += 1
            continue
        for pattern, make in _PATTERNS:
            if match := pattern.match(said, at):
                try:
                    token = make(match)
                except (ValueError, KeyError):
                    return None
                if token is None:
                    return None
                found.append(token)
                at = match.end()
                break
        else:
            noise = _NOISE.match(said, at)
            if not noise:
                return None
            at = noise.end()
    return found
