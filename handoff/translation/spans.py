"""What must never be translated: where it stands in a text, and what it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from handoff.translation.addresses import addresses
from handoff.translation.said_names import said_names

Kind = Literal["token", "link", "mail", "handle", "address", "name", "phone", "time", "date", "price", "code"]

_TOP_LEVEL = r"(?:fr|org|com|net|eu|info|io|be|ch|gov|gouv\.fr|asso\.fr|paris|uk|ca)"
_TOKEN = re.compile(r"⟦[^⟦⟧]{0,40}⟧|[⟦⟧]")
_LINK = re.compile(
    r"(?<![\w@])(?:(?i:https?://|www\.)[^\s<>⟦⟧«»]{1,2000}"
    rf"|(?:[a-z0-9-]{{1,63}}\.){{1,4}}{_TOP_LEVEL}(?:/[^\s<>⟦⟧«»]{{0,2000}}|(?![\w.@-])|(?=[.,;:!?](?:\s|$)))"
    r"|(?:t|wa|m)\.me/[^\s<>⟦⟧«»]{1,200})"
)
_LINK_END = re.compile(r"[.,;:!?)\]}'\"’”…]+$")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_HANDLE = re.compile(r"(?<![\w@/.])@\w{2,32}|(?<!\S)/[a-z][a-z0-9_]{1,31}(?![\w/])")
_TITLE = re.compile(
    r"(?<!\w)(?:M\.|Mr\.?|Mme\.?|Mlle|Dr\.?|Monsieur|Madame|Mademoiselle|Docteur|Maître|Mrs\.?|Ms\.?|Sra?\.|Señora?)"
    r"[ \u00a0](?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]{1,40}(?:[ -][A-ZÀ-ÖØ-Þ][\w'’-]{1,40}){0,2})"
)

_HALF_DAY = r"[ ]?(?:[aApP]\.[mM]\.?|[aApP][mM]\b)"
_CLOCK = (
    r"(?:\d{1,2}[ \u00a0]?[hH](?:[ \u00a0]?\d{2}(?!\d))?(?![\w])"
    rf"|\d{{1,2}}[:٫]\d{{2}}(?::\d{{2}})?(?:{_HALF_DAY})?|\d{{1,2}}{_HALF_DAY})"
)
_DASH = r"[ \u00a0]?[-–—][ \u00a0]?"
_TIME = re.compile(
    r"(?<![\w.:/])(?:24[ ]?[hH]?[ ]?/[ ]?24(?:[ ]?[hH])?(?!\w)|24/7(?!\w)"
    rf"|(?:{_CLOCK}|\d{{1,2}}){_DASH}{_CLOCK}|{_CLOCK}(?:{_DASH}{_CLOCK})?)(?!\d)"
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}([-/.])\d{1,2}\1\d{2,4}|\d{1,2}/\d{1,2})(?![\w/]|[.-]\d)"
)
_AMOUNT = r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3}){1,3}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,2})?"
_PRICE = re.compile(
    rf"(?<![\w.,])(?:(?:{_AMOUNT})[ \u00a0\u202f]?[€$£₽₴₺](?:\d{{2}}(?!\d))?|[€$£][ \u00a0]?(?:{_AMOUNT})(?!\d)"
    rf"|(?P<bare>{_AMOUNT})(?=[ \u00a0\u202f]?(?i:euros?|eur|dollars?|dirhams?|dh|chf|evro|pounds?|lei|liras?|zł"
    r"|يورو|درهم|دينار|ريال|تومان|евро|євро|грн|руб)\b))"
)
# Five pairs and more, and digits without a blank: surely a phone, also where two of them stand side by side.
_PAIRS = re.compile(
    r"(?<![\w+])(?:(?:\+\d{2,3}[ .-]?|00\d{2}[ .-]?)?(?:\(0\)[ ]?)?\d{1,2}(?:[ .-]\d{2}){4}(?![\w]|[ .-]\d)"
    r"|\+?\d{9,15}(?![\w]))"
)
_CODE = re.compile(
    r"(?<!\w)(?i:(?:digi)?code(?: (?:de la |de l['’]|d['’])?(?:porte|entrée|immeuble|door|gate))?|código|codice"
    r"|کد|رمز|код)"
    r"(?: (?:est|is|es))?[ :]{1,3}(?P<code>(?=[A-Za-z]{0,3}\d)[A-Za-z0-9]{3,10}[#*]?)(?!\w)"
)
_LONG = re.compile(r"(?<!\w)(?:\+[ ]?)?(?:\(\+?\d{1,5}\)[ ]?)?\d(?:[ \u00a0\u202f.\-/()‑]{0,3}\d){7,24}(?!\w)")
_SHORT = re.compile(r"(?<![\w.,:/+-])(?:\d{3,6}|\d{2} \d{2})(?![\w:/]|[.,]\d)")
_TWO = re.compile(r"(?<![\w.,:/+-])(?:15|17|18|١٥|١٧|١٨|۱۵|۱۷|۱۸)(?![\w:/%]|[.,]\d)")
_CALL = re.compile(
    r"(?i:appel|compos|faites le|fais le|numéro|urgence|samu|pompier|police|téléphon|call|dial|phone|emergency|number"
    r"|llam|marc[aqu]|teléfono|número|anruf|wähl|notruf|chiam|lig(?:ue|ar)|اتصل|الرقم|تماس|زنگ|شماره|позвон|звон|номер"
    r"|дзвон|ara(?:yın|yin)|telefon|sun[aă]|thirr|wac)"
)
_SENTENCE = re.compile(r"[^.!?\n؟。]*[.!?\n؟。]?")


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` is a ``kind``."""

    start: int
    end: int
    kind: Kind


def spans(text: str, names: Iterable[tuple[int, int]] = (), country: str = "FR") -> list[Span]:
    """Every protected part of ``text``, in order, none overlapping; the surer kind wins."""
    taken: list[Span] = []
    for span in _candidates(text, names, country):
        index = bisect_left(taken, span.start, key=lambda other: other.start)
        before_ends = taken[index - 1].end if index else 0
        after_starts = taken[index].start if index < len(taken) else len(text)
        if before_ends <= span.start < span.end <= after_starts:
            taken.insert(index, span)
    return taken


def _candidates(text: str, names: Iterable[tuple[int, int]], country: str) -> Iterator[Span]:
    """Every part that could be protected, the surest kinds first."""
    yield from _matches("token", _TOKEN, text)
    yield from _matches("mail", _MAIL, text)
    for match in _LINK.finditer(text):
        loose = _LINK_END.search(match.group())
        yield Span(match.start(), match.end() - (len(loose.group()) if loose else 0), "link")
    yield from _matches("phone", _PAIRS, text)
    yield from (Span(*match.span("code"), "code") for match in _CODE.finditer(text))
    yield from _matches("date", _DATE, text)
    for start, end in sorted(addresses(text), key=lambda span: (span[0], -span[1])):
        yield Span(start, end, "address")
    for start, end in sorted(names, key=lambda span: span[0] - span[1]):
        yield Span(start, end, "name")
    yield from _matches("handle", _HANDLE, text)
    for match in _TITLE.finditer(text):
        yield Span(match.start("name"), match.end("name"), "name")
    for start, end in said_names(text):
        yield Span(start, end, "name")
    yield from _matches("price", _PRICE, text)
    yield from _matches("time", _TIME, text)
    for start, end in _phones(text, country):
        yield Span(start, end, "phone")
    yield from _matches("phone", _LONG, text)
    yield from _short_codes(text, country)


def _matches(kind: Kind, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (Span(match.start(), match.end(), kind) for match in pattern.finditer(text))


def _short_codes(text: str, country: str) -> Iterator[Span]:
    """115 anywhere; 15, 17 and 18 only in a sentence that speaks of calling or names another short code."""
    codes = [span for span in _matches("phone", _SHORT, text) if _is_short_code(text[span.start : span.end], country)]
    yield from codes
    for sentence in _SENTENCE.finditer(text):
        index = bisect_left(codes, sentence.start(), key=lambda span: span.start)
        if (index < len(codes) and codes[index].start < sentence.end()) or _CALL.search(sentence.group()):
            for match in _TWO.finditer(text, sentence.start(), sentence.end()):
                yield Span(match.start(), match.end(), "phone")


def _phones(text: str, country: str) -> Iterator[tuple[int, int]]:
    from phonenumbers import PhoneNumberMatcher

    for match in PhoneNumberMatcher(text, country):
        opened = match.raw_string.startswith("(") and match.raw_string.count("(") > match.raw_string.count(")")
        yield match.start + opened, match.end


@lru_cache(maxsize=2_000)
def _is_short_code(digits: str, country: str) -> bool:
    """115, 3114, 116 117, 39 19: help lines, by the country's numbering plan; no round thousands, no years."""
    from phonenumbers import NumberParseException, parse
    from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

    plain = "".join(str(int(digit)) for digit in digits if digit.isdigit())
    if plain.endswith("000") and plain != "116000":
        return False
    try:
        return is_valid_short_number_for_region(parse(plain, country), country)
    except NumberParseException:
        return False
