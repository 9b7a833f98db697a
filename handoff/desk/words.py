"""The desk's words: staff texts in the staff language, names of languages, translated texts with their original."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_time

from bot.catalogue import Catalogue, Markup
from bot.model import escape
from handoff.translation import Translation

NAMED = tuple(
    "fr en ar es fa prs ps uk ru ro ka ti am so tr sq pt bn ur zh it de pl hi ku ckb hy bg ht wo bm ln ff".split()
)
"""The languages in which people may be read and answered (DESIGN, Understanding)."""
TOLD = frozenset({"unsupported", "too_long", "number_lost", "token_lost"})
"""Reasons whose detail says something to staff; the others hold names of errors, which are for the log."""
READ_LIMIT = 6_000
"""Characters of one message that are translated and mirrored; the whole message stays in the store."""


class Translates(Protocol):
    """What the desk asks of a translator."""

    async def translate(
        self, text: str, source: str | None, target: str, *, without: Collection[str] = ()
    ) -> Translation:
        """``text`` in ``target``, not by the providers ``without``; never raises."""

    async def checked(
        self, text: str, source: str | None, target: str, *, without: Collection[str] = ()
    ) -> Translation:
        """The same, read back in the source language: doubtful when it has come to mean something else."""


@dataclass(frozen=True)
class Words:
    """Everything staff read, in ``language``, on the clock of ``zone``."""

    catalogue: Catalogue
    language: str
    zone: ZoneInfo
    channels: Mapping[str, str]

    def staff(self, key: str, **values: object) -> str:
        """A staff sentence."""
        return self.catalogue.say(self.language, f"desk.staff.{key}", **values)

    def person(self, language: str, key: str, **values: object) -> str:
        """A sentence of the desk to a person."""
        return self.catalogue.say(language, f"desk.person.{key}", **values)

    def why(self, translation: Translation) -> Markup:
        """Why a translation failed or is doubtful, in staff's words, with the detail (a number that is missing)."""
        detail = translation.reason_detail if translation.reason_key in TOLD else ""
        said = self.staff(f"why.{translation.reason_key}")
        return Markup(f"{said} ({escape(detail)})" if detail else said)

    def language_name(self, code: str) -> str:
        """The name of a language in the staff language ("ukrainien")."""
        names = Locale.parse(self.catalogue.locale(self.language)).languages
        return str(names.get(self.catalogue.locale(code)) or names.get(code) or code or "?")

    def language_code(self, typed: str) -> str:
        """The code of a language named by its code or its name, in the staff language or its own; empty: none."""
        wanted = typed.strip().casefold()
        known = {code: {code, self.catalogue.name(code).casefold(), self.language_name(code).casefold()}
                 for code in NAMED}  # fmt: skip
        return next((code for code, names in known.items() if wanted in names), "")

    def markup(self, text: str) -> Markup:
        """``text`` as a value that is markup already."""
        return Markup(text)

    def channel(self, name: str) -> str:
        """How a channel is called."""
        return self.channels.get(name, name)

    def time(self, moment: datetime) -> str:
        """14:02, on the staff's clock."""
        return format_time(moment.astimezone(self.zone), "HH:mm", locale="en")

    def day_and_time(self, moment: datetime, language: str) -> str:
        """ "Wednesday 25 November, 09:00" in ``language``, always with Latin digits and 24 hours."""
        local = moment.astimezone(self.zone)
        locale = self.catalogue.locale(language)
        day = format_datetime(local, "EEEE d MMMM", locale=locale)
        return f"{day}, {local:%H:%M}"

    def waited(self, since: datetime, now: datetime) -> str:
        """How long somebody has waited, short: 12 min, 1 h 05."""
        minutes = max(0, int((now - since) / timedelta(minutes=1)))
        return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"

    def mirrored(self, translation: Translation, original: str, source: str) -> str:
        """What staff read of a person's text: the translation, the original beneath, and how far to trust it."""
        cut = "" if len(original) <= READ_LIMIT else "\n" + self.staff("cut", more=len(original) - READ_LIMIT)
        shown = escape(original[:READ_LIMIT])
        if translation.quality == "same":
            return shown + cut
        language = self.language_name(translation.source or source)
        if translation.quality == "none":
            return (
                f"{shown}{cut}\n<i>{self.staff('not_translated', language=language, reason=self.why(translation))}</i>"
            )
        note = self.staff("translated", language=language, provider=translation.provider)
        if translation.quality == "doubtful":
            note = self.staff(
                "doubtful", language=language, provider=translation.provider, reason=self.why(translation)
            )
        return f"{escape(translation.text)}\n<blockquote>{shown}</blockquote>{cut}\n<i>{note}</i>"
