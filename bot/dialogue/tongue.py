"""Which language a talk is in: the person's own choice first, then what they write; a short word flips nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale

from bot.catalogue import Catalogue
from bot.model import Conversation
from bot.understanding.types import FULL_DEPTH, PARTIAL, Understanding

SURE = 0.75
"""From this share of the vote on, what somebody writes changes the language of the talk."""
UNSURE = 0.5
"""Below this share of the vote we guess, and offer other languages."""
_ENOUGH_WORDS = 3
_LONGEST_NAME = 6  # words in "do you speak Arabic please"
NAMED = (*FULL_DEPTH, *PARTIAL)
"""The languages people may ask for by name: those of the project's goal, whether or not we have texts in them."""
_AROUND = frozenset(
    "in en auf speak parle parler parlez parles vous tu te you do can i je j me moi s il plait svp stp please por favor"
    " habla hablas hablo hablar puede puedes usted language langue idioma langua the la le el le en l talk write ecrire"
    " ecrivez escribir change changer cambiar to a بال ب تكلم تتكلم اتكلم بتحكي هل من فضلك اللغة لغة".split()
)


def settle(conversation: Conversation, heard: Understanding, text: str, phone: str) -> tuple[str, bool]:
    """The language of the talk from now on, and whether we are unsure of it.

    ``phone`` is the language of the person's telephone. Names of places say nothing about a language.
    """
    if conversation.language_chosen and conversation.language:
        return conversation.language, False
    before = conversation.language
    guess = before or phone
    letters = _letters(text, heard)
    if not letters or not heard.language or heard.language == guess:
        return guess or heard.language, False
    share = heard.languages[0][1] if heard.languages else 1.0
    many = len(letters.split()) >= _ENOUGH_WORDS
    other_script = bool(guess) and _script(letters) not in _scripts(guess)
    if before:
        if other_script or (many and share >= SURE):
            return heard.language, False
        return before, many and share >= UNSURE
    if many or other_script or share >= SURE or not phone:
        return heard.language, share < UNSURE or not (many or other_script)
    return phone, True


def named(text: str, catalogue: Catalogue) -> str:
    """The language that ``text`` names and nothing else ("english please", "en français"); empty: none."""
    words = _fold(text).split()
    if not words or len(words) > _LONGEST_NAME:
        return ""
    names = _names(tuple(catalogue.languages))
    found = {names[word] for word in words if word in names}
    rest = [word for word in words if word not in names and word not in _AROUND]
    return found.pop() if len(found) == 1 and not rest else ""


@lru_cache(maxsize=4)
def _names(spoken: tuple[str, ...]) -> dict[str, str]:
    """Folded name → code: every language's name in itself and in the languages that we speak."""
    names: dict[str, str] = {"farsi": "fa", "dari": "prs", "دری": "prs", "mandarin": "zh", "中文": "zh", "عربي": "ar"}
    for code in NAMED:
        for locale in {*spoken, code}:
            babel = {"prs": "fa_AF", "zh": "zh_Hans"}
            name = Locale.parse(babel.get(locale, locale)).languages.get(babel.get(code, code))
            folded = _fold(name or "")
            if folded and " " not in folded:
                names.setdefault(folded, code)
                names.setdefault(folded.removeprefix("ال"), code)
    for short in ("عربية", "بالعربية", "بالعربي"):
        names[_fold(short)] = "ar"
    return names


def _fold(text: str) -> str:
    """Small letters without accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def _letters(text: str, heard: Understanding) -> str:
    """``text`` without the place that was found in it, digits and signs."""
    if heard.place:
        start, end = heard.place.span
        text = f"{text[:start]} {text[end:]}"
    return " ".join(re.sub(r"[\W\d_]+", " ", text).split())


def _script(letters: str) -> str:
    """The script of the first letter, as Unicode names it: LATIN, ARABIC, CYRILLIC …"""
    return unicodedata.name(letters[0], "LATIN").partition(" ")[0]


@lru_cache(maxsize=64)
def _scripts(language: str) -> frozenset[str]:
    """The scripts that ``language`` is written in; Latin letters are used for all of them on a telephone."""
    other = {
        "CYRILLIC": "uk ru bg", "ARABIC": "ar fa prs ps ur ckb ku", "GEORGIAN": "ka", "ETHIOPIC": "ti am",
        "BENGALI": "bn", "CJK": "zh", "DEVANAGARI": "hi", "ARMENIAN": "hy",
    }  # fmt: skip
    return frozenset({"LATIN", *(script for script, codes in other.items() if language in codes.split())})
