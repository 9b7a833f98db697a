"""The catalogue in one language: sentences, days and hours as a person reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.catalogue import Catalogue, Markup

_VOWEL = re.compile(r"[aeiouyàâéèêëîïôöûüœ]", re.IGNORECASE)
_FEMININE = re.compile(
    r"(gare|place|porte|rue|mairie|cité|goutte|basilique|cathédrale|défense|chapelle)\b", re.IGNORECASE
)
_MASCULINE = re.compile(r"(quartier|pont|parc|boulevard|square|jardin|quai|port|canal|métro)\b", re.IGNORECASE)
_ARTICLES = (("Le ", "du "), ("Les ", "des "))


@dataclass(frozen=True, slots=True)
class Voice:
    """Says things in ``language``."""

    catalogue: Catalogue
    language: str

    def say(self, key: str, **values: object) -> Markup:
        """The sentence ``key``."""
        return Markup(self.catalogue.say(self.language, key, **values))

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return "، " if self.catalogue.direction(self.language) == "rtl" else ", "

    def apart(self, text: str) -> str:
        """``text`` (markup) isolated from the direction of the sentence around it."""
        return self.catalogue.apart(self.language, text)

    def line(self, text: str) -> str:
        """``text`` as a line that runs the way the language does."""
        return self.catalogue.line(self.language, text)

    def lines(self, *parts: str) -> str:
        """The parts that are not empty, each a line of its own."""
        return "\n".join(self.line(part) for part in parts if part)

    def blocks(self, *parts: str) -> str:
        """The parts that are not empty, with a blank line between them."""
        return "\n\n".join(self.line(part) for part in parts if part)

    def need(self, need: str) -> Markup:
        """What a need is called."""
        return self.say(f"need.{need}")

    def near(self, what: str, place: str) -> Markup:
        """Showers near Gare du Nord; « Douches près de la Gare du Nord »; near you when the place has no name."""
        if not place:
            return self.say("answer.here", what=what)
        return self.say("answer.near", what=what, place=self.place(place))

    def place(self, name: str) -> str:
        """The name of a place as it stands behind "near": French contracts it with "de"."""
        return french_of(name) if self.language == "fr" else name

    # --- time -----------------------------------------------------------------------------------------------

    def opens(self, moment: datetime, now: datetime) -> Markup:
        """When something opens, seen from ``now`` (both local): at 14:00, tomorrow at 07:30, Monday at 09:00."""
        time, days = self.catalogue.clock(moment), (moment.date() - now.date()).days
        if days <= 0:
            return self.say("place.at", time=time)
        if days == 1:
            return self.say("place.at_tomorrow", time=time)
        return self.say("place.at_day", day=self.day(moment.date(), now.date()), time=time)

    def until(self, moment: datetime, now: datetime) -> Markup:
        """Open until 18:00; until tomorrow 02:00 when the night is over by then; day and night when it is far away."""
        if moment - now > timedelta(days=6):
            return self.say("place.open_always")
        time, last = self.catalogue.clock(moment), moment
        if time == "00:00":
            time, last = "24:00", moment - timedelta(minutes=1)
        early = moment.hour < 6 and moment - now < timedelta(hours=18)
        if last.date() == now.date() or early:
            return self.say("place.open_until", time=time)
        day = self.day(last.date(), now.date())
        return self.say("place.open_until_day", day=day, time=time)

    def day(self, day: date, today: date) -> str:
        """tomorrow, Monday, or Monday 7 December when it is more than six days away."""
        away = (day - today).days
        if away == 1:
            return self.say("place.tomorrow")
        if 0 <= away <= 6:
            return self.catalogue.weekday(self.language, day)
        return self.catalogue.date(self.language, day)


def french_of(name: str) -> str:
    """``name`` behind the French "de": de Lyon, d'Aubervilliers, du Havre, de la Gare du Nord."""
    for article, contracted in _ARTICLES:
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    if _FEMININE.match(name):
        return f"de la {name}"
    if _MASCULINE.match(name):
        return f"du {name}"
    return f"d'{name}" if _VOWEL.match(name) else f"de {name}"
