"""What happens when a button is pressed: from its data alone where it carries enough, kindly where it does not."""

from __future__ import annotations

from bot.dialogue import cards, codes, menus
from bot.dialogue.answers import Answers
from bot.dialogue.codes import Action, Press
from bot.dialogue.controls import Controls
from bot.dialogue.house import House
from bot.dialogue.reply import Reply, Rows
from bot.dialogue.wish import Wish
from bot.directory.geo import metres
from bot.model import Location, Memory, Turn, escape, plain
from bot.understanding.types import Hints

SAME_SPOT_M = 300
"""A button whose position is so near to the remembered place still goes by its name."""


class Presses:
    """Answers buttons."""

    def __init__(self, house: House, answers: Answers, controls: Controls) -> None:
        self._house = house
        self._answers = answers
        self._controls = controls

    def press(self, reply: Reply) -> Turn:
        """The turn for the pressed button of ``reply.inbound``."""
        press = codes.read(reply.inbound.choice)
        if press is None:
            return self._old(reply)
        reply.shown = self._label(reply, press)
        match press.action:
            case Action.USEFUL:
                return self._useful(reply)
            case Action.USELESS:
                return self._useless(reply, press.wish)
            case Action.HELPED:
                return self._helped(reply, press.value)
            case Action.BOT:
                reply.seen()
                return self._controls.welcome(reply, "welcome.again", "bot:here")
            case Action.HUMAN:
                reply.seen()
                wish = Wish.of(reply.memory)
                reply.human("asked", need=self._house.topic(wish), about=self._house.looks_for(wish))
                return reply.turn("asked")
            case Action.LANGUAGE | Action.LANGUAGES | Action.FORGET:
                reply.seen()
                return self._controls.press(reply, press)
            case _:
                reply.seen()
                return self._search(reply, press)

    def _search(self, reply: Reply, press: Press) -> Turn:
        wish = self._named(press.wish, reply.memory)
        match press.action:
            case Action.TOWN:
                return self._town(reply, wish, press.value)
            case Action.SPOT:
                departement, _, place = press.value.partition("|")
                return self.go(reply, wish.with_(departement=departement[:3], place=_printable(place)))
            case Action.MOVE:
                wish = wish.with_(lat=None, lon=None, place="", departement="")
                return reply.turn(self._answers.ask_place(reply, self._wanted(wish, reply.memory)))
            case Action.MAP:
                return self._map(reply, wish)
            case _:
                return self.go(reply, wish)

    def go(self, reply: Reply, wish: Wish, rows: Rows = ()) -> Turn:
        """The answer to ``wish``, or the question for what it lacks; ``rows`` of buttons go below the others."""
        wish = self._wanted(wish, reply.memory)
        if wish.needs:
            if not wish.located:
                here = Wish.of(reply.memory)
                wish = wish.with_(lat=here.lat, lon=here.lon, place=here.place, departement=here.departement)
            return reply.turn(self._answers.give(reply, wish, rows=rows))
        return reply.turn(self._ask_need(reply, wish, rows))

    def _ask_need(self, reply: Reply, wish: Wish, rows: Rows) -> str:
        """We know where, not what for."""
        voice = reply.voice
        reply.change(memory=wish.kept(reply.memory, awaiting="need"))
        text = voice.say("ask.need", place=wish.place) if wish.place else voice.say("ask.need_here")
        reply.say("need", voice.line(text), (*menus.needs(voice, wish), *rows))
        return "ask_need"

    def _town(self, reply: Reply, wish: Wish, name: str) -> Turn:
        hints = Hints(now=self._house.local(reply.now), country=self._house.country, awaiting="place")
        place = self._house.hear(name, hints).place
        if place is None:
            return reply.turn(self._answers.ask_place(reply, self._wanted(wish, reply.memory), again=True))
        wish = wish.with_(lat=place.lat, lon=place.lon, place=place.name, departement=place.departement)
        return self.go(reply, wish)

    def _map(self, reply: Reply, wish: Wish) -> Turn:
        """The ways on foot as links, and the nearest place as a pin."""
        voice = reply.voice
        hits = self._answers.find(voice, wish.current(reply.now), reply.now).hits if wish.needs else []
        if not hits or wish.lat is None or wish.lon is None:
            reply.say("map", voice.line(voice.say("answer.map_gone")), menus.needs(voice, wish))
            return reply.turn("map:gone")
        lines: list[str] = [voice.say("answer.map")]
        for number, hit in enumerate(hits, start=1):
            place = hit.place
            if place.lat is not None and place.lon is not None:
                link = escape(cards.walk_link((wish.lat, wish.lon), place.lat, place.lon))
                name = voice.apart(escape(cards.shorten(place.name, 70)))
                lines.append(f'{number}. <a href="{link}">{name}</a>')
        reply.say("map", voice.lines(*lines), ((menus.human(voice),),))
        first = hits[0].place
        if first.lat is not None and first.lon is not None:
            title, address = cards.shorten(first.name, 70), cards.shorten(first.address, 90)
            reply.pin("pin", Location(first.lat, first.lon, title, address))
        return reply.turn("map")

    def _useful(self, reply: Reply) -> Turn:
        note = plain(reply.voice.say("press.thanks"))
        if reply.inbound.callback_id:
            reply.seen(note)
        else:
            reply.say("thanks", escape(note))
        return reply.turn("useful", needs_answer=False)

    def _useless(self, reply: Reply, wish: Wish) -> Turn:
        """Not useful: a human sees what was asked and which places were given."""
        reply.seen()
        wish = self._named(wish, reply.memory)
        about: list[str] = [self._house.looks_for(wish)]
        if wish.needs == reply.memory.needs:
            places = [self._house.directory.get(key) for key in reply.memory.shown]
            names = ", ".join(cards.shorten(place.name, 60) for place in places if place)
            about += [self._house.staff().say("topic.shown", names=names)] if names else []
        reply.human("not_useful", need=self._house.topic(wish), about="\n".join(filter(None, about)))
        return reply.turn("not_useful")

    def _helped(self, reply: Reply, value: str) -> Turn:
        """Whether the talk with the team helped; a no is a question that is still open."""
        reply.seen()
        if value == "yes":
            reply.say("thanks", reply.voice.line(reply.voice.say("helped.thanks")))
            return reply.turn("survey:yes", needs_answer=False)
        wish = Wish.of(reply.memory)
        reply.human("not_helped", need=self._house.topic(wish), about=self._house.looks_for(wish))
        return reply.turn("survey:no")

    def _old(self, reply: Reply) -> Turn:
        """A button we cannot read: said kindly, with what works instead."""
        reply.seen()
        voice = reply.voice
        reply.say("old", voice.line(voice.say("press.old")), menus.needs(voice, Wish.of(reply.memory)))
        return reply.turn("old_button")

    # --- small things ---------------------------------------------------------------------------------------

    def _named(self, wish: Wish, memory: Memory) -> Wish:
        """``wish`` with the name of its place, when that is the one we remember."""
        if wish.lat is None or wish.lon is None or memory.lat is None or memory.lon is None:
            return wish
        if metres(wish.lat, wish.lon, memory.lat, memory.lon) > SAME_SPOT_M:
            return wish
        return wish.with_(place=memory.place, departement=memory.departement)

    def _wanted(self, wish: Wish, memory: Memory) -> Wish:
        """``wish`` with the needs, the time and for whom that the talk remembers, where the button says nothing."""
        before = Wish.of(memory)
        if not wish.needs:
            wish = wish.with_(needs=before.needs, start=before.start, end=before.end)
        return wish if wish.audience else wish.with_(audience=before.audience)

    def _label(self, reply: Reply, press: Press) -> str:
        """What the button said, for the record and for staff."""
        voice, wish = reply.voice, press.wish
        key = {
            Action.MAP: "button.map",
            Action.MOVE: "button.move",
            Action.USEFUL: "button.useful",
            Action.USELESS: "button.useless",
            Action.HUMAN: "button.human",
            Action.LANGUAGES: "button.languages",
            Action.BOT: "button.to_bot",
            Action.HELPED: "button.helped_yes" if press.value == "yes" else "button.helped_no",
        }.get(press.action)
        if key:
            return plain(voice.say(key))
        if press.action in (Action.TOWN, Action.LANGUAGE, Action.SPOT):
            return _printable(press.value.rpartition("|")[2])
        needs = ", ".join(plain(voice.need(need)) for need in wish.needs)
        extra = "button.more" if wish.offset else "button.open_only" if wish.open_only else ""
        return " · ".join(filter(None, (needs, plain(voice.say(extra)) if extra else "")))


def _printable(text: str) -> str:
    """``text`` without control and direction marks: it came back from the person's own client."""
    return "".join(c for c in text if c.isprintable()).strip()
