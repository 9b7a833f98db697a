"""Language codes of the house, and the scripts each language is written in."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import Final

_ALIASES: Final = {
    "fa-af": "prs",
    "iw": "he",
    "in": "id",
    "kmr": "ku",
    "zh-hant": "zh",
    "nb": "no",
    "fil": "tl",
    "mo": "ro",
}


def code(language: str | None) -> str:
    """The house's code of an IETF tag: ``pt-BR`` → ``pt``, ``fa_AF`` → ``prs``; empty for none, ``auto``, ``und``."""
    tag = (language or "").strip().lower().replace("_", "-")
    if tag in ("", "auto", "und"):
        return ""
    base = tag.split("-", 1)[0]
    return _ALIASES.get(tag) or _ALIASES.get(base) or base


RIGHT_TO_LEFT: Final = frozenset("ar fa prs ps ur ckb he sd ug yi dv".split())

_LATIN = (
    "fr en es it de pl pt ro sq tr so hu ht wo bm ln ff nl sv no da fi cs sk sl hr bs lt lv et ca oc br eu gl vi id ms"
    " tl sw rw rn mg yo ig ha om aa kab sus dyu snk mnk kg rom eo af"
)
_SCRIPTS: Final[dict[str, frozenset[str]]] = {
    **{language: frozenset({"Latin"}) for language in _LATIN.split()},
    **{language: frozenset({"Arabic"}) for language in "ar fa prs ps ur ckb sd ug".split()},
    **{language: frozenset({"Cyrillic"}) for language in "uk ru bg be mk kk ky tg mn".split()},
    **{language: frozenset({"Devanagari"}) for language in "hi ne mr".split()},
    **{language: frozenset({"Ethiopic"}) for language in "am ti".split()},
    "sr": frozenset({"Cyrillic", "Latin"}),
    "uz": frozenset({"Cyrillic", "Latin"}),
    "az": frozenset({"Cyrillic", "Latin"}),
    "ku": frozenset({"Latin", "Arabic"}),
    "pa": frozenset({"Gurmukhi", "Arabic"}),
    "ka": frozenset({"Georgian"}),
    "hy": frozenset({"Armenian"}),
    "he": frozenset({"Hebrew"}),
    "el": frozenset({"Greek"}),
    "bn": frozenset({"Bengali"}),
    "ta": frozenset({"Tamil"}),
    "th": frozenset({"Thai"}),
    "zh": frozenset({"Han"}),
    "ja": frozenset({"Han", "Kana"}),
    "ko": frozenset({"Hangul", "Han"}),
}

_RANGES: Final = (
    (0x0041, 0x02AF, "Latin"),
    (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"),
    (0x0531, 0x058F, "Armenian"),
    (0x0590, 0x05FF, "Hebrew"),
    (0x0600, 0x06FF, "Arabic"),
    (0x0750, 0x077F, "Arabic"),
    (0x0870, 0x08FF, "Arabic"),
    (0x0900, 0x097F, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "Gurmukhi"),
    (0x0B80, 0x0BFF, "Tamil"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1100, 0x11FF, "Hangul"),
    (0x1200, 0x139F, "Ethiopic"),
    (0x1C80, 0x1C8F, "Cyrillic"),
    (0x1C90, 0x1CBF, "Georgian"),
    (0x1E00, 0x1EFF, "Latin"),
    (0x1F00, 0x1FFF, "Greek"),
    (0x2D80, 0x2DDF, "Ethiopic"),
    (0x3040, 0x30FF, "Kana"),
    (0x3400, 0x9FFF, "Han"),
    (0xA640, 0xA69F, "Cyrillic"),
    (0xAB00, 0xAB2F, "Ethiopic"),
    (0xAC00, 0xD7AF, "Hangul"),
    (0xF900, 0xFAFF, "Han"),
    (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFE, "Arabic"),
    (0xFF21, 0xFF5A, "Latin"),
    (0x20000, 0x3FFFF, "Han"),
)
_STARTS: Final = [first for first, _, _ in _RANGES]
DENSE: Final = {"Han": 3.0, "Kana": 2.0, "Hangul": 2.0, "Ethiopic": 1.5}
"""How many Latin letters a character of a script roughly stands for."""


@lru_cache(maxsize=4096)
def script(char: str) -> str:
    """The script of a letter; empty for what is no letter or a script that is not listed."""
    if not unicodedata.category(char).startswith("L"):
        return ""
    point = ord(char)
    index = bisect_right(_STARTS, point) - 1
    return _RANGES[index][2] if index >= 0 and point <= _RANGES[index][1] else ""


def scripts(language: str) -> frozenset[str]:
    """The scripts ``language`` is written in; empty when that is not known here."""
    return _SCRIPTS.get(language, frozenset())
