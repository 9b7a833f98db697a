"""The words of a report, in the staff language."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from bot.catalogue import Catalogue
from bot.model import plain

IN_PICTURES = "en"
"""The language of pictures where the staff language is not written in Latin letters: those need shaping or fonts."""

MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class ReportWords:
    """Says everything in ``language``; a sentence that is missing there is said in English, else in French."""

    catalogue: Catalogue
    language: str

    def say(self, key: str, /, **values: object) -> str:
        """The sentence ``report.<key>`` as markup."""
        return self.catalogue.say(self.language, f"report.{key}", **values)

    def label(self, key: str, /, **values: object) -> str:
        """The same as plain text, for tables and pictures."""
        return plain(self.say(key, **values))

    def drawn(self) -> ReportWords:
        """These words, or English ones where the staff language is not written in Latin letters."""
        if _latin(self.label("title.needs") + self.need("eat")):
            return self
        return replace(self, language=IN_PICTURES)

    # --- names ----------------------------------------------------------------------------------------------

    def need(self, key: str) -> str:
        """What a need is called ("Repas chauds"); an unknown one by the need above it, else by its key."""
        for name in (key, key.partition(".")[0]):
            said = self.catalogue.say(self.language, f"need.{name}")
            if said != f"need.{name}":
                return plain(said)
        return key

    def name(self, group: str, key: str) -> str:
        """What a group of people, a reason or an ending is called; by its key where nobody gave it a name."""
        full = f"report.{group}.{key}"
        said = self.catalogue.say(self.language, full)
        return key if said == full else plain(said)

    def language_name(self, code: str) -> str:
        """The name of a language in the staff language ("ukrainien")."""
        names = Locale.parse(self.catalogue.locale(self.language)).languages
        spoken = self.catalogue.locale(code)  # English for a language that Babel does not know
        return str(names.get(code) or (names.get(spoken) if spoken != "en" else None) or code)

    def weekday(self, number: int) -> str:
        """The short name of a weekday, 0 is Monday."""
        # Babel's stand-alone names (ccc) leak from one language into the next; those of a date are right
        return str(format_date(MONDAY + timedelta(days=number), "EEE", locale=self.catalogue.locale(self.language)))

    # --- numbers --------------------------------------------------------------------------------------------

    def number(self, n: int) -> str:
        """1 234, as the staff language writes it, with Latin digits."""
        return str(format_decimal(n, locale=self.catalogue.locale(self.language), numbering_system="latn"))

    def percent(self, part: int, whole: int) -> str:
        """38 %; a dash when there is nothing to share."""
        return f"{round(100 * part / whole)} %" if whole else "–"

    def duration(self, seconds: int) -> str:
        """40 s, 12 min, 1 h 05, 3 d 4 h."""
        if seconds < 60:
            return f"{seconds} s"
        minutes = round(seconds / 60)
        if minutes < 60:
            return f"{minutes} min"
        hours, minutes = divmod(minutes, 60)
        if hours < 48:
            return f"{hours} h {minutes:02d}"
        return f"{hours // 24} {self.label('unit.days')} {hours % 24} h"

    def period(self, since: datetime, until: datetime) -> str:
        """The days of a report, the last one included: 16 – 22 nov. 2026."""
        locale = self.catalogue.locale(self.language)
        last = max(since, until - timedelta(microseconds=1))
        first, end = (format_date(day.date(), "d MMM y", locale=locale) for day in (since, last))
        return end if first == end else f"{first} – {end}"


def _latin(text: str) -> bool:
    """Whether every letter of ``text`` is a Latin one."""
    return all(unicodedata.name(char, "").startswith("LATIN") for char in text if char.isalpha())
