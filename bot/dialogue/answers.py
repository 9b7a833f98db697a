"""From a wish to an answer: places near, or an honest "nothing", or the one question that is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.catalogue import Markup
from bot.dialogue import cards, menus
from bot.dialogue.house import SPOKEN, House
from bot.dialogue.reply import Reply, Rows
from bot.dialogue.voice import Voice
from bot.dialogue.wish import Wish
from bot.directory import Answer, Hit, Query
from bot.model import Choice

SHELTER = ("sleep", "sleep.tonight")
DAY_CENTRES = "social.day"
MOST_NEEDS = 3
_LIMITS = {1: 3, 2: 2, 3: 1}
_KNOWN_TOWN_M = 3_000


@dataclass
class Found:
    """The lists of one answer and what goes with them."""

    sheets: list[cards.Sheet] = field(default_factory=list)
    more: list[tuple[Wish, int, int]] = field(default_factory=list)  # wish, shown, total
    nothing: list[str] = field(default_factory=list)  # needs without any place within reach
    closed_too: bool = False

    @property
    def hits(self) -> list[Hit]:
        """Every place that is shown."""
        return [hit for sheet in self.sheets for hit in sheet.hits]


class Answers:
    """Answers wishes out of the directory."""

    def __init__(self, house: House) -> None:
        self._house = house

    def give(self, reply: Reply, wish: Wish, head: Sequence[str] = (), *, rows: Rows = (), few: bool = False) -> str:
        """Says what there is for ``wish``, below ``head``, in one message; what was done, in a word.

        ``rows`` are buttons put below the others. ``few``: short, because something graver stands above.
        """
        wish = wish.current(reply.now)
        if not wish.located:
            return self.ask_place(reply, wish, head, rows=rows)
        voice = reply.voice
        found = self.find(voice, wish, reply.now, few=few)
        opening = [*head, *self.before(voice, wish)]
        reply.change(memory=self._remembered(reply, wish, found))
        if not found.sheets:
            return self._nothing(reply, wish, opening, rows, found)
        for need in found.nothing:
            opening.append(self._none(voice, wish, need))
        extra = [
            menus.need_button(voice, self._house.sign(need), wish.with_(needs=(need,)))
            for need in wish.needs[MOST_NEEDS:]
        ]
        foot = voice.line(voice.say("answer.rest")) if extra else ""
        text, shown = cards.page(voice, found.sheets, head=voice.blocks(*opening), foot=foot)
        more = self._more(voice, found, shown)
        later = bool(self._house.when(voice, wish, reply.now))  # "open now" would be about another time
        buttons = menus.under_answer(voice, wish, more, shown=bool(shown), closed_too=found.closed_too and not later)
        reply.say("answer", text, (*menus.pairs(extra), *buttons, *rows))
        return "answer:" + ",".join(wish.needs)

    def find(self, voice: Voice, wish: Wish, now: datetime, *, few: bool = False) -> Found:
        """The lists that answer a located ``wish``."""
        found = Found()
        if wish.needs and wish.needs[0] in SHELTER and len(wish.needs) == 1 and not wish.offset and not few:
            self._add(found, voice, wish.with_(needs=("sleep.tonight",)), now, 2)
            self._add(found, voice, self._tomorrow_too(wish.with_(needs=(DAY_CENTRES,)), now), now, 1, beside=True)
            if found.sheets:
                found.nothing.clear()
            return found
        needs = wish.needs[:MOST_NEEDS]
        limit = 1 if few else _LIMITS[len(needs)]
        for need in needs:
            self._add(found, voice, wish.with_(needs=(need,)), now, limit)
        return found

    def ask_place(
        self, reply: Reply, wish: Wish, head: Sequence[str] = (), *, rows: Rows = (), again: bool = False
    ) -> str:
        """Asks where the person is; what can be said without knowing is said first."""
        voice = reply.voice
        reply.change(memory=wish.kept(reply.memory, awaiting="place_again" if again else "place", shown=()))
        sign = self._house.sign(wish.needs[0]) + " " if wish.needs else ""
        question = sign + voice.say("ask.place_again" if again else "ask.place")
        text = voice.blocks(*head, *self.before(voice, wish), question)
        label = str(voice.say("button.position"))
        reply.say("place", text, (*menus.towns(voice, wish, self._house.towns), *rows), ask_position=label)
        return "ask_place"

    # --- the parts of an answer -----------------------------------------------------------------------------

    def _add(self, found: Found, voice: Voice, wish: Wish, now: datetime, limit: int, *, beside: bool = False) -> None:
        """One list for the one need of ``wish``, when there is anything within reach.

        ``beside``: a list that was not asked for; without the places that stand above already, and without "more".
        """
        at = max(now, wish.start) if wish.start else now
        answer = self._search(wish, at, limit + len(found.hits) if beside else limit)
        above = {hit.place.id for hit in found.hits} if beside else set()
        hits = tuple(hit for hit in answer.hits if hit.place.id not in above)[:limit]
        if not hits:
            found.nothing.append(wish.needs[0])
            found.closed_too = found.closed_too or answer.nothing_open
            return
        base, today = self._house.local(at), self._house.local(now).date()
        said = () if beside or wish.offset or not answer.nothing_open else self._nothing_open(voice, wish, hits, now)
        title = self._title(voice, wish, "" if beside else self._house.when(voice, wish, now))
        sign = self._house.sign(wish.needs[0])
        found.sheets.append(cards.Sheet(sign, title, hits, base, today, wish.end, said))
        found.more.append((wish, len(hits), 0 if beside else answer.total))
        rest = answer.total > wish.offset + len(hits)
        found.closed_too = found.closed_too or rest or any(hit.status.open is not True for hit in hits)

    def _search(self, wish: Wish, at: datetime, limit: int) -> Answer:
        """What the directory answers to a located wish."""
        if wish.lat is None or wish.lon is None:
            return Answer((), 0, False, 0)
        query = Query(
            needs=wish.needs,
            lat=wish.lat,
            lon=wish.lon,
            at=at,
            until=wish.end,
            audience=wish.audience,
            open_only=wish.open_only,
            limit=limit,
            offset=wish.offset,
        )
        return self._house.directory.search(query)

    def _title(self, voice: Voice, wish: Wish, when: str) -> str:
        """Showers near Gare du Nord · Saturday 28 November · for: women (more)"""
        names = [voice.say(f"audience.{name}") for name in wish.audience]
        who = voice.say("answer.for", who=Markup(voice.comma.join(names))) if names else ""
        near = voice.near(voice.need(wish.needs[0]), wish.place)
        title = " · ".join(filter(None, (near, when, who)))
        return f"{title} {voice.say('answer.more')}" if wish.offset else title

    def _nothing_open(self, voice: Voice, wish: Wish, hits: Sequence[Hit], now: datetime) -> tuple[str, ...]:
        """Nothing is open: said first, then what opens soonest."""
        when = self._house.when(voice, wish, now)
        first = voice.say("answer.nothing_open_then", when=when) if when else voice.say("answer.nothing_open")
        opening = [(hit.status.opens_at, hit.place.name) for hit in hits if hit.status.opens_at]
        if not opening:
            return (first,)
        moment, name = min(opening, key=lambda pair: pair[0])
        seen = voice.opens(self._house.local(moment), self._house.local(now))
        return first, voice.say("answer.soonest", name=cards.shorten(name, 60), when=seen)

    def before(self, voice: Voice, wish: Wish) -> list[str]:
        """What is said before any list: the shelter line for tonight, what "domiciliation" means."""
        lines: list[str] = []
        if wish.offset:
            return lines
        if any(need in SHELTER for need in wish.needs):
            lines += self._shelter(voice, wish)
        if "address" in wish.needs:
            lines.append(voice.say("answer.address"))
        return lines

    def _shelter(self, voice: Voice, wish: Wish) -> list[str]:
        """Where there is a shelter line it comes first, with a sentence to say in the language of the country."""
        number = self._house.emergency.numbers(self._house.country).get("shelter")
        if not number:
            return []
        call = voice.say("sleep.call", number=number)
        spoken = SPOKEN.get(self._house.country)
        if not spoken:
            return [call]
        key = "sleep.sentence" if wish.place else "sleep.sentence_here"
        sentence = Voice(voice.catalogue, spoken).say(key, place=wish.place)
        if voice.language == spoken:
            return [call, voice.say("sleep.say", sentence=sentence)]
        meaning = voice.say(key, place=wish.place)
        return [call, voice.say("sleep.say_aloud", sentence=sentence, meaning=meaning)]

    def _tomorrow_too(self, wish: Wish, now: datetime) -> Wish:
        """Day centres that open tonight or tomorrow morning."""
        if wish.start and wish.start > now + timedelta(hours=18):
            return wish
        start = wish.start or now
        noon = self._house.local(start).replace(hour=12, minute=0, second=0, microsecond=0)
        end = noon if noon > start + timedelta(hours=1) else noon + timedelta(days=1)
        return wish.with_(start=start, end=end)

    def _none(self, voice: Voice, wish: Wish, need: str) -> str:
        what = voice.need(need)
        if wish.place:
            return voice.say("answer.none", what=what, place=voice.place(wish.place))
        return voice.say("answer.none_here", what=what)

    def _more(self, voice: Voice, found: Found, shown: int) -> list[Choice]:
        """A "more" button for each list that goes on after the ``shown`` places it shows at most."""
        buttons = []
        for wish, count, total in found.more:
            seen = min(count, shown)
            if total > wish.offset + seen:
                sign = self._house.sign(wish.needs[0]) if len(found.more) > 1 else ""
                buttons.append(menus.more_of(voice, wish, seen, sign))
        return buttons

    # --- nothing --------------------------------------------------------------------------------------------

    def _nothing(self, reply: Reply, wish: Wish, head: Sequence[str], rows: Rows, found: Found) -> str:
        """Nothing to show: no more of it, nothing open, or nothing within reach — then a human."""
        voice = reply.voice
        buttons = menus.under_answer(voice, wish, (), shown=False, closed_too=False)
        if wish.offset:
            reply.say("answer", voice.blocks(*head, voice.say("answer.no_more")), (*buttons, *rows))
            return "answer:no_more"
        if wish.open_only and found.closed_too:
            reply.say("answer", voice.blocks(*head, voice.say("answer.nothing_open")), (*buttons, *rows))
            return "answer:nothing_open"
        told = [self._none(voice, wish, need) for need in found.nothing]
        if self._house.abroad(wish):
            told.append(voice.say("answer.far", country=self._house.country_name(voice)))
        numbers = self._house.usual(voice)
        calls = voice.lines(voice.say("answer.call"), numbers) if numbers else ""
        last = (buttons[-1], *rows) if buttons else rows
        reply.say("nothing", voice.blocks(*head, voice.lines(*told), calls), last)
        reply.human("nothing_near", need=self._house.topic(wish), about=self._house.looks_for(wish))
        return "nothing_near"

    def _remembered(self, reply: Reply, wish: Wish, found: Found) -> object:
        """The memory after an answer. The département comes from the nearest place when the person named no town."""
        departement = wish.departement
        near = min((hit for hit in found.hits), key=lambda hit: hit.distance_m, default=None)
        if not departement and near and near.distance_m < _KNOWN_TOWN_M:
            departement = departement_of(near.place.postcode)
        shown = tuple(hit.place.id for hit in found.hits)
        return wish.with_(departement=departement).kept(reply.memory, awaiting="", shown=shown)


def departement_of(postcode: str) -> str:
    """The département of a French postcode: 75, 2A, 971; nothing when it is none."""
    if len(postcode) != 5 or not postcode.isdecimal():
        return ""
    if postcode.startswith(("97", "98")):
        return postcode[:3]
    if postcode.startswith("20"):
        return "2A" if postcode < "20200" else "2B"
    return postcode[:2]
