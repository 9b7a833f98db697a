"""Reads when: "ce soir", "tomorrow morning", "lundi à 18h", "el 24 de diciembre", "الساعة ٦ مساء".

The words of a language are in ``locales/<language>/times.yaml``; a language without that file is read with the words of
all the others, so a "demain" in a message taken for another language is still found. What is read is a window of local
time: a day, a part of one, an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SettingsError
from bot.understanding.place_text import Token, tokens
from bot.understanding.time_windows import Said, window
from bot.understanding.types import When

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLAIN = ("now", "today", "tonight", "night", "tomorrow", "after_tomorrow", "weekend")
_WORDS = (
    "this", "next", "day_leads", "ordinal_leads", "day_tails", "clock_leads", "hours", "not_after", "before_noon",
    "after_noon",
)  # fmt: skip
_KEYS = frozenset((*_PLAIN, *_WORDS, "parts", "weekdays", "months"))
_LONGEST = 5
_CALLED = frozenset((15, 17, 18))
"""Emergency numbers of France that look like a day of the month ("le 15")."""
_CLOCK = re.compile(r"(\d{1,2})(h(\d{2})?(?:min|mn)?|(am|pm))?")
_SUFFIXED = re.compile(r"(\d{1,2})(er|re|st|nd|rd|th|o|a)?")
_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?(?![\d/]|\.\d)")
_COLON = re.compile(r"(?<![\d:])(\d{1,2}) ?: ?(\d{2})(?![\d:])")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Table:
    """The time words of one language: what each phrase says, and the words that stand around numbers."""

    phrases: dict[str, tuple[str, str]] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    """The words that a phrase begins with: most words of a message do not."""

    def around(self, name: str) -> frozenset[str]:
        return self.words.get(name, frozenset())


class Times:
    """The time words of every language; made by :meth:`load`."""

    def __init__(self, bodies: dict[str, dict[str, Any]]) -> None:
        self._tables = {name: _table(body) for name, body in bodies.items()}
        self._any = _Table()
        for table in self._tables.values():
            self._any.phrases |= {said: what for said, what in table.phrases.items() if len(said) > 3}
            self._any.first |= table.first
            self._any.words = {name: self._any.around(name) | table.around(name) for name in _WORDS}

    @classmethod
    def load(cls, locales: Path) -> Times:
        """Reads every ``<language>/times.yaml``. SettingsError: one cannot be read or has a key that is none."""
        bodies = {}
        for path in sorted(locales.glob("*/times.yaml")):
            try:
                body = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
            except (OSError, yaml.YAMLError) as error:
                raise SettingsError(f"The time words {path} cannot be read: {error}.") from error
            if not isinstance(body, dict) or body.keys() - _KEYS:
                raise SettingsError(f"The time words {path} may only have the keys {', '.join(sorted(_KEYS))}.")
            bodies[path.parent.name] = body
        return cls(bodies)

    def read(self, text: str, language: str, now: datetime) -> When | None:
        """The moment named in the first 2,000 characters, in the zone of ``now`` (a naive one is UTC); None: none."""
        words = tokens(text)
        now = now if now.tzinfo else now.replace(tzinfo=UTC)
        table = self._tables.get(language)
        said = _hear(words, table, text) if table else None
        if said is None or not said.at:
            said = _hear(words, self._any, text)
        try:
            return window(said, now, text) if said.at else None
        except (OverflowError, ValueError):
            return None  # the end of the calendar, or the 31st of a month without one


def _table(body: dict[str, Any]) -> _Table:
    table = _Table()
    for name, said in (body.get("parts") or {}).items():
        table.phrases |= {key: ("part", str(name)) for key in _keys(said)}
    for name, said in (body.get("weekdays") or {}).items():
        table.phrases |= {key: ("weekday", str(_DAYS.index(name))) for key in _keys(said)}
    for number, said in (body.get("months") or {}).items():
        table.phrases |= {key: ("month", str(number)) for key in _keys(said)}
    for name in _PLAIN:  # last: what is a moment by itself is no mere part of a day
        table.phrases |= dict.fromkeys(_keys(body.get(name)), ("plain", name))
    table.words = {name: frozenset(_keys(body.get(name))) for name in _WORDS}
    table.first = frozenset(said.partition(" ")[0] for said in table.phrases)
    return table


def _keys(said: str | None) -> list[str]:
    """The phrases between bars, folded."""
    return [" ".join(token.key for token in tokens(part)) for part in (said or "").split("|") if part.strip()]


def _hear(words: Sequence[Token], table: _Table, text: str) -> Said:
    """Everything about time that the words say; what was said first wins."""
    said, months = Said(), {}
    for start, end, (what, name) in _phrases(words, table):
        before = words[start - 1].key if start else ""
        after = words[end].key if end < len(words) else ""
        span = (words[start].start, words[end - 1].end)
        if what == "month":
            months[start] = (int(name), end)
        elif what == "weekday" and said.weekday is None:
            said.weekday = int(name)
            said.following = before in table.around("next") or after in table.around("next")
            said.at.append(span)
        elif what == "plain" and not said.plain:
            said.plain = name
            said.at.append(span)
        elif what == "part" and not said.part:
            said.part = name
            if before in table.around("this"):
                said.plain = said.plain or "today"
                span = (words[start - 1].start, span[1])
            elif end > start + 1 and words[start].key in table.around("this"):
                said.plain = said.plain or "today"
            said.at.append(span)
    _hear_days(words, table, text, months, said)
    _hear_clock(words, table, text, said)
    if said.part and not (said.plain or said.weekday is not None or said.day or said.clock):
        return Said()  # "le soir": every evening, no moment
    return said


def _phrases(words: Sequence[Token], table: _Table) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """The longest known phrase from each word on."""
    start = 0
    while start < len(words):
        step = 1
        if words[start].key not in table.first:
            start += 1
            continue
        for length in range(min(_LONGEST, len(words) - start), 0, -1):
            found = table.phrases.get(" ".join(word.key for word in words[start : start + length]))
            if found:
                yield start, start + length, found
                step = length
                break
        start += step


def _hear_days(
    words: Sequence[Token], table: _Table, text: str, months: dict[int, tuple[int, int]], said: Said
) -> None:
    """ "24 décembre", "December 24th", "le 24", "24/12"."""
    for at, (month, end) in months.items():
        for number, first in ((at - 1, at - 1), (at - 2, at - 2), (end, at)):
            match = _SUFFIXED.fullmatch(words[number].key) if 0 <= number < len(words) else None
            if match and 1 <= int(match[1]) <= 31:
                said.day = (int(match[1]), month, None)
                said.at.append((words[first].start, words[max(number, end - 1)].end))
                return
    for match in _SLASHED.finditer(text, 0, 2_000):
        day, month, year = int(match[1]), int(match[2]), match[3]
        if 1 <= day <= 31 and 1 <= month <= 12 and (day, month) not in ((7, 7), (24, 7)):  # "7/7", "24/7": always
            said.day = (day, month, (int(year) + 2000 if len(year) == 2 else int(year)) if year else None)
            said.at.append(match.span())
            return
    for at in range(len(words)):
        match = _SUFFIXED.fullmatch(words[at].key)
        before = words[at - 1].key if at else ""
        lead = before in table.around("ordinal_leads" if match and match[2] else "day_leads")
        lead = lead or (at + 1 < len(words) and words[at + 1].key in table.around("day_tails"))
        if not (match and lead and 1 <= int(match[1]) <= 31):
            continue
        around = {words[at - 2].key if at > 1 else "", words[at + 1].key if at + 1 < len(words) else ""}
        called = int(match[1]) in _CALLED and not match[2] and said.weekday is None
        if not (around & table.around("not_after")) and not called:
            said.day = (int(match[1]), None, None)
            said.at.append((words[max(at - 1, 0)].start, words[at].end))
            return


def _hear_clock(words: Sequence[Token], table: _Table, text: str, said: Said) -> None:
    """ "18h", "18h30", "18:30", "6pm", "at 6", "a las 6", "الساعة ٦"."""
    for at, word in enumerate(words):
        match = _CLOCK.fullmatch(word.key)
        before = words[at - 1].key if at else ""
        if not match or before in table.around("not_after"):
            continue
        hour, minute, half, end = int(match[1]), int(match[3] or 0), match[4], word.end
        bare = match[0].isdigit()
        colon = _COLON.match(text, word.start) if bare else None
        led = before in table.around("clock_leads")
        unit = False
        if colon:
            minute, end = int(colon[2]), colon.end()
        elif at + 1 < len(words):
            after = words[at + 1].key
            unit = bare and after in table.around("hours")
            half = half or ("pm" if after in table.around("after_noon") else "")
            half = half or ("am" if after in table.around("before_noon") else "")
            end = words[at + 1].end if unit or (half and not match[4]) else end
            led = led and bool(half or not after.isalpha() or len(after) < 4)  # "a 2 personas" is no hour
        if (bare and not (colon or unit or half or led)) or hour > 23 or minute > 59:
            continue
        late = half == "pm" or (not half and said.part in ("afternoon", "evening", "night"))
        said.clock = (hour + 12 if late and hour < 12 else 0 if half == "am" and hour == 12 else hour, minute)
        said.half_unsaid = bare and led and not (half or colon or unit or said.part)
        said.at.append((words[at - 1].start if led else word.start, end))
        return
