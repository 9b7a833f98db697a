"""Looks at what came back: would a careful reader believe that this is a translation?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from handoff.translation import languages
from handoff.translation.mask import without_tokens
from handoff.translation.types import Quality

_DIGITS = re.compile(r"\d+")
_GROUPING = re.compile(r"(?<=\d)[.,'’ \u00a0\u202f٬٫](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W\d_]+")
_PAGE = re.compile(r"<(?:!doctype|html|head|body|script)\b", re.IGNORECASE)
_EVERYWHERE: Final = frozenset(
    "ok okay wifi wi-fi taxi bus metro métro hotel internet sms whatsapp telegram facebook paris caf rsa cmu ame aah"
    " apl ofii ofpra cada spada siao samu rdv covid bonjour merci salam hello hi".split()
)
"""Words that are right as they are in many languages; alone they say nothing about whether a text was translated."""

WRONG_SHARE, MIXED_SHARE = 0.2, 0.6
"""Shares of letters in the target's script: below the first it is another language, below the second suspicious."""
SHORTEST_JUDGED = 20
"""Letters from which on a length says something."""
LENGTH_DOUBTFUL, LENGTH_ABSURD = 3.5, 8.0
"""How many times longer or shorter a translation may be before it is doubtful, before it is none."""
KEPT_WORDS = 0.85
"""Share of the words that came back as they went, from which on a text was hardly translated."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far to trust an answer, and why not more."""

    quality: Quality
    reason: str = ""


GOOD: Final = Verdict("good")


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a letter outside the tokens."""
    return any(char.isalpha() for char in without_tokens(text))


def judge(sent: str, back: str, target: str) -> Verdict:
    """What to think of ``back`` as the translation of ``sent`` into ``target``; both masked, ``sent`` has words.

    ``same`` means that the text came back as it went and may: a bare name, or words that are used everywhere.
    """
    was, now = without_tokens(sent).strip(), without_tokens(back).strip()
    if not now:
        return Verdict("none", "empty")
    if _PAGE.search(now) and not _PAGE.search(was):
        return Verdict("none", "bad_answer: a web page")
    if not has_words(now):
        return Verdict("none", "bad_answer: no words")
    for verdict in (_unchanged(was, now, target), _script(now, target), _length(was, now), _numbers(was, now)):
        if verdict is not None:
            return verdict
    return GOOD


def _unchanged(was: str, now: str, target: str) -> Verdict | None:
    before, after = _words(was), _words(now)
    if before == after:
        return Verdict("same") if _may_stay(was, target) else Verdict("none", "unchanged")
    kept = sum((Counter(before) & Counter(after)).values())
    if len(before) >= 4 and kept >= KEPT_WORDS * len(before):
        return Verdict("doubtful", "unchanged")
    return None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _may_stay(text: str, target: str) -> bool:
    """At most three words, each used everywhere or a name (capital first), in a script that ``target`` reads."""
    words = _WORD.findall(text)
    if len(words) > 3:
        return False
    if all(word.casefold() in _EVERYWHERE for word in words):
        return True
    scripts = languages.scripts(target)
    readable = not scripts or all(languages.script(char) in scripts for word in words for char in word)
    return readable and all(word[0].isupper() or word.casefold() in _EVERYWHERE for word in words)


def _script(now: str, target: str) -> Verdict | None:
    wanted = languages.scripts(target)
    letters = [languages.script(char) for char in now if char.isalpha()]
    if not wanted or not letters:
        return None
    share = sum(script in wanted for script in letters) / len(letters)
    if share < WRONG_SHARE and any(word.casefold() not in _EVERYWHERE for word in _WORD.findall(now)):
        return Verdict("none", "wrong_script")
    return Verdict("doubtful", "wrong_script") if share < MIXED_SHARE else None


def _weight(text: str) -> float:
    """Letters, those of dense scripts counted as the Latin letters they stand for."""
    return sum(languages.DENSE.get(languages.script(char), 1.0) for char in text if char.isalpha())


def _length(was: str, now: str) -> Verdict | None:
    before, after = _weight(was), _weight(now)
    if max(before, after) < SHORTEST_JUDGED:
        return None
    # A few letters more or less mean nothing: "Oui" may become a polite sentence.
    ratio = (max(before, after) + 10) / (min(before, after) + 10)
    if ratio > LENGTH_ABSURD:
        return Verdict("none", "length")
    return Verdict("doubtful", "length") if ratio > LENGTH_DOUBTFUL else None


def _numbers(was: str, now: str) -> Verdict | None:
    lost = list((Counter(figures(was)) - Counter(figures(now))).elements())
    return Verdict("doubtful", "number_lost: " + ", ".join(lost[:5])) if lost else None


def figures(text: str) -> list[str]:
    """The whole numbers in ``text`` with Latin digits, thousands joined."""
    return [str(int(digits)) for digits in _DIGITS.findall(_GROUPING.sub("", text))]
