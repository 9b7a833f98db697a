"""What every part of the dialogue works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale

from bot.catalogue import Catalogue, Markup
from bot.dialogue import danger
from bot.dialogue.voice import Voice
from bot.dialogue.wish import Wish
from bot.directory import Directory
from bot.model import escape
from bot.understanding.types import Hints, Understanding

SIGNS = {"eat": "🍽", "sleep": "🛏", "wash": "🚿", "health": "🏥"}
SPOKEN = {"FR": "fr"}
"""The language in which a shelter line is called, where we have texts in it."""
_HOME = {
    # boxes (south, north, west, east) around metropolitan France and around each département and territory overseas
    "FR": (
        (41.2, 51.3, -5.4, 9.8),
        (14.3, 18.3, -63.3, -60.7),
        (2.0, 6.0, -54.7, -51.5),
        (-21.5, -20.8, 55.1, 55.9),
        (-13.1, -12.5, 44.9, 45.4),
        (46.7, 47.2, -56.6, -56.0),
        (-23.0, -17.5, 158.0, 172.0),
        (-28.0, -7.5, -155.0, -134.0),
    ),
}


class Understands(Protocol):
    """The one thing the dialogue asks of understanding."""

    def understand(self, text: str, hints: Hints) -> Understanding:
        """What ``text`` means; never raises."""


@dataclass(frozen=True)
class House:
    """The parts of the dialogue and the settings that they share."""

    catalogue: Catalogue
    directory: Directory
    understander: Understands
    emergency: danger.Numbers
    country: str
    zone: ZoneInfo
    staff_language: str
    donate_url: str
    towns: tuple[str, ...]
    team: bool

    def local(self, moment: datetime) -> datetime:
        """``moment`` on the clock of the country."""
        return moment.astimezone(self.zone)

    def hear(self, text: str, hints: Hints) -> Understanding:
        """What ``text`` means."""
        return self.understander.understand(text, hints)

    def sign(self, need: str) -> str:
        """The emoji that stands for a need."""
        known = self.directory.taxonomy.need(need)
        return known.emoji if known else SIGNS.get(need.partition(".")[0], "📍")

    def usual(self, voice: Voice) -> Markup:
        """The numbers to call when nothing else helps, as one line of markup."""
        return danger.usual(voice, self.emergency.numbers(self.country))

    def abroad(self, wish: Wish) -> bool:
        """Whether a position surely lies outside the country we know (only known for some countries)."""
        boxes = _HOME.get(self.country)
        if not boxes or wish.lat is None or wish.lon is None:
            return False
        return not any(s <= wish.lat <= n and w <= wish.lon <= e for s, n, w, e in boxes)

    def country_name(self, voice: Voice) -> str:
        """How the country is called."""
        spoken = voice.language if self.catalogue.speaks(voice.language) else "en"
        names = Locale.parse(self.catalogue.locale(spoken)).territories
        return str(names.get(self.country, self.country))

    # --- for staff ------------------------------------------------------------------------------------------

    def staff(self) -> Voice:
        """The catalogue in the language of the staff."""
        return Voice(self.catalogue, self.staff_language)

    def topic(self, wish: Wish) -> str:
        """The needs of a wish in a few plain words, for the title of a topic."""
        return ", ".join(str(self.staff().need(need)) for need in wish.needs).lower()

    def looks_for(self, wish: Wish) -> Markup:
        """One line for staff: what, where, when."""
        staff = self.staff()
        where = escape(wish.place) or (staff.say("topic.here") if wish.located else "")
        when = self.when(staff, wish)
        what = " · ".join(filter(None, (escape(self.topic(wish)), where, when)))
        return staff.say("topic.looks_for", what=Markup(what)) if what else Markup("")

    def when(self, voice: Voice, wish: Wish, now: datetime | None = None) -> str:
        """The time that was asked for: tonight, tomorrow, Saturday 28 November; nothing when it is now."""
        if wish.start is None or wish.end is None:
            return ""
        start = self.local(wish.start)
        if now is None:
            return voice.catalogue.date(voice.language, start.date())
        today = self.local(now)
        if start <= today:
            return ""
        if start.date() == today.date():
            return voice.say("place.tonight") if start.hour >= 17 else voice.opens(start, today)
        if (start.date() - today.date()).days == 1:
            return voice.say("place.tomorrow")
        return voice.catalogue.date(voice.language, start.date())
