"""Ready answers: those of the catalogue and those that staff keep themselves, in the language of the person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz

from bot.catalogue import FALL_BACK
from bot.model import Conversation, escape, plain
from handoff.desk.office import Office
from handoff.desk.words import Words
from handoff.translation import Translation

SHIPPED = tuple("hello where more letter wait call interpreter full done sorry urgent bye".split())
"""The answers of the catalogue, ``canned.<name>``, in the order in which they are shown."""
KIND = "canned"
"""Where the notebook keeps the staff's own answers."""
NAME_BYTES = 48
"""A name stands in the data of a button."""
ALIKE = 78
"""How alike (0–100) a name and what was typed of it must be."""
_CLEARLY = 8  # and how much more alike than the next one
_SLOTS = {"staff": "⟦1⟧", "place": "⟦2⟧", "numbers": "⟦3⟧"}
"""What stands for a value while a text is translated; the translator gives tokens back as they are."""
_VALUE = re.compile(r"\{(staff|place|numbers)\}|⟦([123])⟧")
_AT_PLACE = re.compile(
    r"(?:(?:(?<=\s)|^)(?:près|autour|vers|sur|dans|en|chez|à|au|aux|de|du|near|in|at|around|to|from)\s+|d['’])*"
    r"\{place\}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Canned:
    """One ready answer. ``text`` (plain, in the staff language) and ``texts`` (language → text) are of an own one."""

    name: str
    label: str
    text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shipped(self) -> bool:
        """Whether it comes with the catalogue."""
        return self.name in SHIPPED


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer about to leave: ``markup`` for the person, ``staff`` what it says in the staff language (plain).

    ``translation`` is set when a machine translated it; of quality ``none``, nothing may be sent. ``keep``: the answer
    with the new translation, to be kept in the notebook.
    """

    markup: str
    staff: str
    translation: Translation | None = None
    keep: Canned | None = None


async def answers(office: Office) -> list[Canned]:
    """Every ready answer, the shipped ones first."""
    own = [
        Canned(name, name, body["text"], body.get("texts", {}), body)
        for name, body in sorted((await office.book.notes(KIND)).items())
        if isinstance(body.get("text"), str)
    ]
    return [*(Canned(name, office.words.staff(f"canned.{name}")) for name in SHIPPED), *own]


def find(typed: str, known: Sequence[Canned]) -> Canned | None:
    """The answer that was typed, begun or nearly typed; None when none is, or two are."""
    wanted = fold(typed)
    if not wanted:
        return None
    names = [(one, {fold(one.name), fold(one.label)}) for one in known]
    if same := [one for one, called in names if wanted in called]:
        return same[0]
    begun = [one for one, called in names if any(name.startswith(wanted) for name in called)]
    if len(begun) == 1 and len(wanted) > 2:
        return begun[0]
    scored = sorted(
        ((max(fuzz.ratio(wanted, name) for name in called), one.name) for one, called in names), reverse=True
    )
    if scored[0][0] < ALIKE or (len(scored) > 1 and scored[0][0] - scored[1][0] < _CLEARLY):
        return None
    return next(one for one in known if one.name == scored[0][1])


def fold(text: str) -> str:
    """``text`` without case, accents and signs, as names are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.casefold()))


def name_of(typed: str) -> str:
    """The name of an own answer as it is kept: one word that fits into a button; empty when there is nothing left."""
    name = "".join(c for c in typed.strip().casefold() if c.isprintable())
    return name.encode()[:NAME_BYTES].decode(errors="ignore")


def says_something(text: str) -> bool:
    """Whether ``text`` has words of its own, also for a person whose place nobody knows."""
    return bool(re.search(r"\w", _VALUE.sub("", _placeless(text))))


async def prepare(office: Office, answer: Canned, conversation: Conversation, staff: str) -> Ready:
    """``answer`` for the person of ``conversation``, from the member of staff called ``staff``."""
    words = office.words
    language = conversation.language or words.language
    place = conversation.memory.place
    source, template = _template(words, answer)
    if not place:
        template = _placeless(template)
    here = _values(office, words.language, staff, place)
    there = _values(office, language, staff, place)
    shown = plain(_fill(escape(template), here))
    key = f"canned.{answer.name}"
    if answer.shipped and key in words.catalogue.keys(language):
        raw = words.catalogue.say(language, key)
        return Ready(_fill(raw if place else _placeless(raw), there), shown)
    if language == source:
        return Ready(_fill(escape(template), there), shown)
    slot = language if place or "{place}" not in answer.text else f"{language}.nowhere"
    translation = await _translated(office, answer, template, source, language, slot)
    markup = f"{_fill(escape(translation.text), there)}\n<i>{words.person(language, 'automatic')}</i>"
    keep = None
    if answer.text and slot not in answer.texts and translation.quality in ("good", "same"):
        keep = replace(answer, texts={**answer.texts, slot: translation.text})
    return Ready(markup, shown, translation, keep)


async def _translated(
    office: Office, answer: Canned, template: str, source: str, language: str, slot: str
) -> Translation:
    """The template in the person's language: kept from before, or translated now with tokens for the values."""
    if slot in answer.texts:
        return Translation(answer.texts[slot], source, language, "", "good")
    sent = re.sub(r"\{(staff|place|numbers)\}", lambda match: _SLOTS[match[1]], template)
    return await office.translator.checked(sent, source, language)


def _template(words: Words, answer: Canned) -> tuple[str, str]:
    """The language an answer was written in, and its text there with ``{staff}``, ``{place}`` and ``{numbers}``."""
    if not answer.shipped:
        return words.language, answer.text
    key = f"canned.{answer.name}"
    spoken = (code for code in (words.language, *FALL_BACK) if key in words.catalogue.keys(code))
    return next(spoken, words.language), plain(words.catalogue.say(words.language, key))


def _values(office: Office, language: str, staff: str, place: str) -> dict[str, str]:
    """What is put into an answer, as markup that keeps its own direction."""
    catalogue = office.words.catalogue
    first = escape(next(iter(staff.split()), ""))
    return {
        "staff": catalogue.apart(language, first),
        "place": catalogue.apart(language, escape(place)) if place else "",
        "numbers": office.guidance.numbers(language),
    }


def _fill(markup: str, values: Mapping[str, str]) -> str:
    """``markup`` with the values in it. Only our three names are read: what staff typed may hold any braces."""
    by_slot = {token[1]: name for name, token in _SLOTS.items()}
    return _VALUE.sub(lambda match: values[match[1] or by_slot[match[2]]], markup)


def _placeless(template: str) -> str:
    """``template`` where no place is known: "près de {place}" is left out with the words that lead to it."""
    bare = _AT_PLACE.sub("", template)
    return re.sub(r"[ \u00a0]{2,}", " ", re.sub(r"[ \u00a0]+(?=[.,])", "", bare)).strip()
