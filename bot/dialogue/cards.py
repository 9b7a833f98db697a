"""Places as a person reads them: at most three in one message, each short enough for a cheap telephone.

Names, addresses and free-text hours stay as the place wrote them; everything else is in the person's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.catalogue import Markup
from bot.dialogue.voice import Voice
from bot.directory import STALE_DAYS, Access, Audience, Hit, Place
from bot.model import escape

LIMIT = 3_500
"""Characters of one answer, markup included: below every messenger's own limit, with room for a line around it."""
MOST = 3
_NAME, _ADDRESS, _TEXT, _CONDITIONS = 70, 90, 140, 300
_GROUPS = {"women": "woman", "men": "man", "isolated": "alone", "handicap": "disabled", "mentalHealth": "mental_health"}
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DOUBTS = frozenset({"holiday", "school_holidays"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list: ``sign`` (emoji) and ``title`` (markup), lines said before the places, and the places.

    ``now`` (local) is the moment that was asked for, ``end`` the end of that time when it was a span; ``today`` is
    the day of the answer itself.
    """

    sign: str
    title: str
    hits: Sequence[Hit]
    now: datetime
    today: date
    end: datetime | None = None
    before: tuple[str, ...] = ()


def page(voice: Voice, sheets: Sequence[Sheet], *, head: str = "", foot: str = "") -> tuple[str, int]:
    """The lists as one message of at most LIMIT characters, and how many places of each list it shows at most.

    When it grows too long, first what is said beside the places goes, then the last places. ``head`` and ``foot`` are
    short sentences of ours.
    """
    most = max((len(sheet.hits) for sheet in sheets), default=0)
    for count in range(most, 0, -1):
        for brief in (False, True):
            text = _message(voice, sheets, head, foot, count, brief)
            if len(text) <= LIMIT:
                return text, count
    return _message(voice, sheets, head, foot, 0, True), 0


def _message(voice: Voice, sheets: Sequence[Sheet], head: str, foot: str, count: int, brief: bool) -> str:
    blocks = [head] if head else []
    number = 0
    for sheet in sheets:
        cards = []
        for hit in sheet.hits[:count]:
            number += 1
            cards.append(card(voice, number, hit, sheet, brief=brief))
        title = f"{sheet.sign} <b>{sheet.title}</b>"
        blocks.append("\n".join(filter(None, (voice.lines(title, *sheet.before), *cards))))
    return "\n\n".join(filter(None, (*blocks, foot)))


def single(voice: Voice, hit: Hit, now: datetime) -> str:
    """One place alone, for somebody who is sent there: the whole card, without a number. ``now`` is local."""
    place = hit.place
    name = f"<b>{voice.apart(escape(shorten(place.name, _NAME)))}</b>"
    if hit.distance_m:
        name = f"{name} · {voice.catalogue.distance(voice.language, hit.distance_m)}"
    conditions = shorten_list(list(_conditions(voice, hit)), _CONDITIONS)
    second = " · ".join(filter(None, (f"🕒 {hours(voice, hit, now)}", conditions)))
    third = " · ".join(filter(None, (address(voice, place), phones(voice, place))))
    note = "" if not hit.status.note else f"ℹ {voice.apart(escape(shorten(hit.status.note, _TEXT)))}"
    return voice.lines(name, second, note, third, freshness(voice, place, now.date()))


def card(voice: Voice, number: int, hit: Hit, sheet: Sheet, *, brief: bool = False) -> str:
    """One place in three or four lines."""
    place = hit.place
    name = voice.apart(escape(shorten(place.name, _NAME)))
    first = f"{number}. <b>{name}</b> · {voice.catalogue.distance(voice.language, hit.distance_m)}"
    told = _who(voice, hit.place.rules(hit.service)[0]) if brief else _conditions(voice, hit)
    conditions = shorten_list(list(told), _CONDITIONS)
    second = " · ".join(filter(None, (f"🕒 {hours(voice, hit, sheet.now, sheet.end)}", conditions)))
    third = " · ".join(filter(None, (address(voice, place), phones(voice, place))))
    note = "" if brief or not hit.status.note else f"ℹ {voice.apart(escape(shorten(hit.status.note, _TEXT)))}"
    return voice.lines(first, second, note, third, freshness(voice, place, sheet.today))


def hours(voice: Voice, hit: Hit, now: datetime, end: datetime | None = None) -> str:
    """Open until, opens at, closed, or honestly unknown; seen from ``now`` (local).

    ``end``: a span of time was asked for; what opens before its end is not called closed.
    """
    status = hit.status
    if status.open:
        if status.until:
            soon = voice.say("place.closes_soon") if "closes_soon" in hit.warnings else ""
            return " · ".join(filter(None, (voice.until(status.until, now), soon)))
        return voice.say("place.open_always" if not status.reason else "place.open")
    if status.open is False:
        if status.opens_at and end and status.opens_at < end:
            return voice.say("place.opens_then", when=voice.opens(status.opens_at, now))
        if status.opens_at:
            return voice.say("place.opens", when=voice.opens(status.opens_at, now))
        return voice.say("place.closed")
    if hit.service.hours_text and status.reason != "notice":  # a notice wins over the weekly hours
        return voice.say("place.hours_text", text=shorten(hit.service.hours_text, _TEXT))
    if status.reason in _DOUBTS:
        return voice.say(f"place.doubt_{status.reason}")
    return voice.say("place.hours_unknown" if not hit.service.hours else "place.hours_doubt")


def address(voice: Voice, place: Place) -> str:
    """The address as a link to a map; never translated."""
    town = " ".join(filter(None, (place.postcode, place.city)))
    text = ", ".join(filter(None, (place.address, town if town not in place.address else "")))
    shown = escape(shorten(text, _ADDRESS))
    if place.lat is None or place.lon is None:
        return f"📍 {voice.apart(shown)}" if shown else ""
    shown = shown or escape(f"{place.lat:.5f}, {place.lon:.5f}")
    return f'📍 <a href="{escape(map_link(place.lat, place.lon))}">{voice.apart(shown)}</a>'


def map_link(lat: float, lon: float) -> str:
    """A point on OpenStreetMap."""
    spot = f"{lat:.5f}/{lon:.5f}"
    return f"https://www.openstreetmap.org/?mlat={lat:.5f}&mlon={lon:.5f}#map=18/{spot}"


def walk_link(start: tuple[float, float], lat: float, lon: float) -> str:
    """The way on foot, on OpenStreetMap."""
    route = f"{start[0]:.4f},{start[1]:.4f};{lat:.5f},{lon:.5f}"
    return f"https://www.openstreetmap.org/directions?engine=fossgis_osrm_foot&route={route}"


def phones(voice: Voice, place: Place) -> str:
    """At most two numbers."""
    numbers = [voice.apart(escape(shorten(phone.number, 25))) for phone in place.phones[:2] if phone.number]
    return "📞 " + ", ".join(numbers) if numbers else ""


def freshness(voice: Voice, place: Place, today: date) -> str:
    """When somebody last checked this place; a warning past 180 days or when nobody ever did."""
    checked, alone = place.checked_at, "" if place.phones else "_no_phone"
    if checked is None:
        return voice.say(f"place.unchecked{alone}")
    days = (today - checked).days
    if days > STALE_DAYS:
        return voice.say(f"place.stale{alone}", since=checked.year)
    return voice.say("place.checked", ago=voice.catalogue.ago(voice.language, days))


def _conditions(voice: Voice, hit: Hit) -> Iterator[str]:
    """What one must know before going: what it costs, who may come, how one gets in."""
    audience, access = hit.place.rules(hit.service)
    if hit.service.saturated:
        yield voice.say("place.full")
    yield from _who(voice, audience)  # what may turn somebody away comes first: a long list loses its end
    yield from _how(voice, access)
    if hit.place.worship:
        yield voice.say("place.worship")
    if access.free is not None:
        yield voice.say("place.free" if access.free else "place.paid")
    if access.price and not access.free:
        yield voice.apart(escape(shorten(access.price, 40)))
    for text in (audience.text, access.text):
        if text:
            yield voice.apart(escape(shorten(text, 80)))
    for warning in ("animals_unknown", "wheelchair_unknown"):
        if warning in hit.warnings:
            yield voice.say(f"place.{warning}")


def _how(voice: Voice, access: Access) -> Iterator[str]:
    for key, told in (
        ("appointment", access.appointment),
        ("registration", access.registration),
        ("referral", access.referral),
    ):
        if told:
            yield voice.say(f"place.{key}")
    if access.animals is not None:
        yield voice.say("place.animals" if access.animals else "place.no_animals")
    if access.wheelchair is not None:
        yield voice.say("place.wheelchair" if access.wheelchair else "place.no_wheelchair")


def _who(voice: Voice, audience: Audience) -> Iterator[str]:
    """Whom a place is for, where it is not for everybody."""
    groups = [
        *(audience.genders if len(audience.genders) == 1 else ()),
        *(audience.family if len(audience.family) < 4 else ()),
        *(audience.statuses if len(audience.statuses) < 4 else ()),
        *(audience.other if len(audience.other) < 5 else ()),
    ]
    names = [voice.say(f"audience.{_GROUPS.get(group, group)}") for group in groups]
    if names:
        yield voice.say("place.for", who=Markup(voice.comma.join(names)))
    least, most = audience.min_age or 0, audience.max_age or 99
    if least > 0 and most < 99:
        yield voice.say("place.ages", least=least, most=most)
    elif least > 0:
        yield voice.say("place.age_from", least=least)
    elif most < 99:
        yield voice.say("place.age_to", most=most)


def shorten(text: str, length: int) -> str:
    """``text`` on one line of at most ``length`` characters, without marks that would turn the direction of a line."""
    line = " ".join(_TURNS.sub("", text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def shorten_list(items: Sequence[str], length: int) -> str:
    """As many of ``items`` as fit into ``length`` characters, the first ones first."""
    kept: list[str] = []
    for item in items:
        if sum(map(len, kept)) + len(item) > length and kept:
            break
        kept.append(item)
    return " · ".join(kept)
