"""What we say: every ``locales/<lang>/LC_MESSAGES/*.po``, read once at start; no compile step.

Keys are dotted (``answer.open_until``). A sentence is markup; the values put into it are escaped unless they are
:class:`Markup`, and isolated (U+2068 … U+2069) where the sentence runs from right to left, so that a phone number or a
French street name keeps its own direction. A sentence that a language lacks is said in English, else in French.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from gettext import c2py
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_timedelta
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from bot.errors import SettingsError
from bot.model import escape

FALL_BACK = ("en", "fr")
RIGHT_TO_LEFT = frozenset("ar fa prs ps ur ckb he sd ug dv".split())
ISOLATE, POP, RTL_MARK = "\u2068", "\u2069", "\u200f"
METRES_A_MINUTE = 76  # a walk with a bag, 4.6 km/h
MONTHS_FROM = 60  # "checked 61 days ago" says less than "2 months ago"

_ALIASES = {
    "fa-af": "prs", "dari": "prs", "zh-hans": "zh", "zh-hant": "zh", "kmr": "ku", "arz": "ar", "ary": "ar",
    "arq": "ar", "apc": "ar", "iw": "he", "ji": "yi", "in": "id", "mo": "ro", "nb": "no", "nn": "no", "fil": "tl",
}  # fmt: skip
_LOCALES = {"prs": "fa_AF", "zh": "zh_Hans"}


_ORDER = "fr en ar es fa prs ps uk ru ro ka ti am so tr sq pt bn ur zh".split()
"""In which order languages are offered: those that most people who write speak first."""


def _place_in_order(code: str) -> tuple[int, str]:
    return (_ORDER.index(code) if code in _ORDER else len(_ORDER), code)


class Markup(str):
    """Text that is markup already: the catalogue puts it into a sentence as it is."""

    __slots__ = ()


class _Values(dict[str, str]):
    """A value that nobody gave is shown as nothing: a sentence with a hole still answers."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True)
class _Book:
    """The sentences of one language; those with plural forms are tuples."""

    sentences: Mapping[str, str]
    plurals: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int] = field(repr=False)


class Catalogue:
    """Every sentence in every language."""

    def __init__(self, books: Mapping[str, _Book]) -> None:
        self._books = books
        self.languages: tuple[str, ...] = tuple(sorted(books, key=_place_in_order))

    @classmethod
    def load(cls, locales: Path) -> Catalogue:
        """Reads every ``.po`` file below ``locales``.

        Raises SettingsError with one sentence when a file cannot be read or none is there.
        """
        books = {}
        for folder in sorted(locales.glob("*/LC_MESSAGES")):
            files = sorted(folder.glob("*.po"))
            if files:
                books[folder.parent.name] = _read(files)
        if not books:
            raise SettingsError(f"There is no catalogue in {locales}: it needs <language>/LC_MESSAGES/*.po.")
        return cls(books)

    # --- sentences ------------------------------------------------------------------------------------------

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The sentence ``key`` in ``language`` (or the next best), as markup with ``values`` put in."""
        for code in (language, *FALL_BACK):
            book = self._books.get(code)
            if book and key in book.sentences:
                return self._fill(code, book.sentences[key], values)
        return key

    def plural(self, language: str, key: str, n: int, /, **values: object) -> str:
        """The form of ``key`` for ``n`` things; ``{n}`` stands for the number."""
        for code in (language, *FALL_BACK):
            book = self._books.get(code)
            if book and key in book.plurals:
                forms = book.plurals[key]
                return self._fill(code, forms[min(book.form(abs(n)), len(forms) - 1)], {"n": n, **values})
        return key

    def keys(self, language: str) -> frozenset[str]:
        """Every key that ``language`` has a sentence for."""
        book = self._books.get(language)
        return frozenset((*book.sentences, *book.plurals)) if book else frozenset()

    def forms(self, language: str, key: str) -> tuple[str, ...]:
        """The sentence as it stands in the file: one string, or every plural form; nothing when it is missing."""
        book = self._books[language]
        return book.plurals.get(key) or tuple(filter(None, (book.sentences.get(key, ""),)))

    def _fill(self, code: str, sentence: str, values: Mapping[str, object]) -> str:
        if not values:
            return sentence
        safe = _Values({name: v if isinstance(v, Markup) else escape(str(v)) for name, v in values.items()})
        if code in RIGHT_TO_LEFT:
            for name, value in safe.items():
                safe[name] = f"{ISOLATE}{value}{POP}" if value else ""
        return sentence.format_map(safe)

    # --- languages ------------------------------------------------------------------------------------------

    def normal(self, tag: str) -> str:
        """Our code for an IETF tag: pt-BR → pt, zh-hans → zh, fa-AF → prs, ary → ar; empty stays empty."""
        low = tag.strip().lower().replace("_", "-")
        base = low.partition("-")[0]
        code = _ALIASES.get(low) or _ALIASES.get("-".join(low.split("-")[:2])) or _ALIASES.get(base) or base
        return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else ""

    def speaks(self, language: str) -> bool:
        """Whether there is a catalogue of ``language``."""
        return language in self._books

    def locale(self, language: str) -> str:
        """The identifier under which Babel knows ``language``; English when it knows none."""
        return _locale_name(language)

    def name(self, language: str) -> str:
        """How ``language`` calls itself, with a capital where it has one: Français, العربية."""
        locale = Locale.parse(_locale_name(language))
        own = locale.get_display_name() if language == "prs" else locale.get_language_name()
        own = "دری" if language == "prs" else own or language
        return own[:1].upper() + own[1:]

    def direction(self, language: str) -> str:
        """``rtl`` or ``ltr``: the way the sentences of ``language`` run here (a missing one is said in English)."""
        return "rtl" if language in RIGHT_TO_LEFT and language in self._books else "ltr"

    def line(self, language: str, text: str) -> str:
        """``text`` as a line of its own: it runs from the right even when it starts with a Latin name or a digit."""
        if not text or text.startswith(RTL_MARK) or self.direction(language) == "ltr":
            return text
        return RTL_MARK + text

    def apart(self, language: str, text: str) -> str:
        """``text`` isolated, so that it keeps its own direction within a line that runs from the right."""
        return f"{ISOLATE}{text}{POP}" if text and self.direction(language) == "rtl" else text

    # --- time and space -------------------------------------------------------------------------------------

    def clock(self, moment: datetime) -> str:
        """18:00 — always 24 hours and Latin digits, whatever the language prefers."""
        return f"{moment:%H:%M}"

    def weekday(self, language: str, day: date) -> str:
        """samedi"""
        return _day(day, "EEEE", self._spoken(language))

    def date(self, language: str, day: date) -> str:
        """samedi 28 novembre"""
        return _day(day, self.say(language, "unit.date"), self._spoken(language))

    def ago(self, language: str, days: int) -> str:
        """il y a 12 jours; months from the third on; "aujourd'hui" when ``days`` is 0 or less."""
        return _ago(days, self._spoken(language)) if days > 0 else self.say(language, "unit.today")

    def distance(self, language: str, metres: float) -> str:
        """1,9 km · 25 min à pied. As the crow flies, at a slow walker's pace."""
        minutes = max(1, round(metres / METRES_A_MINUTE))
        walk = Markup(self.plural(language, "unit.walk", minutes))
        if metres < 950:
            far = self.say(language, "unit.m", n=max(10, round(metres / 10) * 10))
        else:
            number = format_decimal(round(metres / 1000, 1), locale=self._spoken(language), numbering_system="latn")
            far = self.say(language, "unit.km", n=number)
        return f"{far} · {walk}" if minutes <= 120 else far

    def _spoken(self, language: str) -> str:
        """The Babel locale of the catalogue that ``language`` is answered in."""
        return _locale_name(language if language in self._books else FALL_BACK[0])


def _read(files: list[Path]) -> _Book:
    """One language's files as one book; a key that stands in two of them is a mistake of ours."""
    sentences: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    form: Callable[[int], int] = c2py("n != 1")
    for path in files:
        try:
            with path.open("rb") as stream:
                catalog = read_po(stream, locale=_locale_name(path.parents[1].name), abort_invalid=True)
        except (PoFileError, UnicodeDecodeError, ValueError, OSError) as error:
            raise SettingsError(f"The catalogue {path} cannot be read: {error}.") from error
        for message in catalog:
            if not message.id or message.fuzzy:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key in sentences or key in plurals:
                raise SettingsError(f"The catalogue {path} says {key} a second time: keep one of the two.")
            said = message.string or ""
            if isinstance(said, str):
                if said:
                    sentences[key] = said
            elif all(said):
                plurals[key] = tuple(said)
                form = c2py(catalog.plural_expr)
    return _Book(sentences, plurals, form)


@lru_cache(maxsize=256)
def _locale_name(language: str) -> str:
    name = _LOCALES.get(language, language)
    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        return "en"


@lru_cache(maxsize=2048)
def _day(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=1024)
def _ago(days: int, locale: str) -> str:
    """The threshold makes Babel stay with days (12 days, not 2 weeks) or go to months."""
    if days >= MONTHS_FROM:
        return format_timedelta(-timedelta(days=days), "month", 1.0, add_direction=True, locale=locale)
    return format_timedelta(-timedelta(days=days), "day", days, add_direction=True, locale=locale)
