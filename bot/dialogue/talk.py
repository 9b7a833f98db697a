"""What somebody wrote: danger first, then what they need, then everything else; a human for what is left."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.dialogue import danger, faq, menus, tongue
from bot.dialogue.answers import Answers
from bot.dialogue.controls import EMPTY, Controls
from bot.dialogue.house import House
from bot.dialogue.presses import Presses
from bot.dialogue.reply import Reply, Rows
from bot.dialogue.wish import Wish
from bot.directory.audience import known
from bot.model import Handoff, Inbound, Kind, Turn
from bot.understanding.types import FoundPlace, Hints, Understanding

READ = 2_000
"""Characters of a message that are read; the rest stays for the team."""
SHORT = 4
"""A message of so few words beside the place or the time it names says nothing else."""
_HIDDEN = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+")
_ALARMING = frozenset("🆘😢😭💔🩸🔪🤕🤒🚑😰😱")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message, understood."""

    text: str
    meaning: Understanding
    wish: Wish  # what it asks for, with what the talk remembers
    unsure: bool  # of the language


class Talk:
    """Answers texts."""

    def __init__(self, house: House, answers: Answers, controls: Controls, presses: Presses) -> None:
        self._house = house
        self._answers = answers
        self._controls = controls
        self._presses = presses

    # --- listening ------------------------------------------------------------------------------------------

    def hear(self, reply: Reply, text: str) -> Heard:
        """Reads ``text`` and settles the language of the talk."""
        meaning = self._house.hear(text[:READ], self._hints(reply))
        phone = self._house.catalogue.normal(reply.inbound.sender.language)
        language, unsure = tongue.settle(reply.conversation, meaning, text[:READ], phone)
        reply.change(language=language)
        return Heard(text, meaning, self._wish(reply, meaning), unsure)

    def alarm(self, meaning: Understanding, wish: Wish) -> Handoff | None:
        """The urgent handoff when the message speaks of danger."""
        if not meaning.crisis:
            return None
        kind = meaning.crisis if meaning.crisis in danger.LINES else "danger"
        need = str(self._house.staff().say(f"topic.{kind}"))
        return Handoff(kind, need, self._house.looks_for(wish) if wish.needs else "", urgent=True, told=True)

    def words(self, reply: Reply, kind: str) -> str:
        """The fixed text for a danger."""
        numbers = self._house.emergency.numbers(self._house.country)
        return danger.words(reply.voice, kind, numbers, team=self._house.team)

    def _hints(self, reply: Reply) -> Hints:
        conversation, memory = reply.conversation, reply.memory
        chosen = conversation.language if conversation.language_chosen else ""
        spoken = conversation.language or self._house.catalogue.normal(reply.inbound.sender.language)
        near = (memory.lat, memory.lon) if memory.lat is not None and memory.lon is not None else None
        return Hints(
            language=chosen or None,
            spoken=spoken or None,
            now=self._house.local(reply.now),
            country=self._house.country,
            near=near,
            awaiting="place" if memory.awaiting.startswith("place") else None,
        )

    def _wish(self, reply: Reply, meaning: Understanding) -> Wish:
        """What the message asks for; place and "for whom" stay from before, the time does not."""
        wish = Wish.of(reply.memory)
        audience = tuple(dict.fromkeys((*wish.audience, *sorted(known(meaning.audience)))))
        wish = wish.with_(start=None, end=None, offset=0, open_only=False, audience=audience)
        if meaning.when and meaning.when.kind != "now":
            wish = wish.with_(start=meaning.when.start, end=meaning.when.end)
        if meaning.needs:
            wish = wish.with_(needs=meaning.needs)
        if meaning.place and not meaning.place.alternatives:
            wish = at(wish, meaning.place)
        return wish

    # --- answering ------------------------------------------------------------------------------------------

    def answer(self, reply: Reply, text: str) -> Turn:
        """The turn for a text."""
        if not _HIDDEN.sub("", text):
            phone = self._house.catalogue.normal(reply.inbound.sender.language)
            reply.change(language=reply.conversation.language or phone or self._house.staff_language)
            return self._controls.welcome(reply, EMPTY, "empty")
        chosen = tongue.named(text, self._house.catalogue)
        if chosen:
            return self._controls.speak(reply, chosen)
        heard = self.hear(reply, text)
        rows = self._offer(reply, heard)
        alarm = self.alarm(heard.meaning, heard.wish)
        if alarm:
            return self._danger(reply, heard, alarm)
        return self._calm(reply, heard, rows)

    def _danger(self, reply: Reply, heard: Heard, alarm: Handoff) -> Turn:
        """The fixed text; the need, if any, is answered below it in the same message."""
        kind, voice = alarm.reason, reply.voice
        words, rows = self.words(reply, kind), danger.buttons(voice, kind)
        reply.handoff = alarm
        if heard.meaning.needs and heard.wish.located:
            self._answers.give(reply, heard.wish, [words], rows=rows, few=True)
        else:
            reply.change(memory=heard.wish.kept(reply.memory))
            also = self._answers.before(voice, heard.wish) if heard.meaning.needs else ()
            reply.say("crisis", voice.blocks(words, *also), (*rows, (menus.human(voice),)))
        return reply.turn(f"crisis:{kind}")

    def _calm(self, reply: Reply, heard: Heard, rows: Rows) -> Turn:
        meaning, wish = heard.meaning, heard.wish
        head = self._long(reply, heard.text)
        if meaning.needs and meaning.action in ("answer", "ask_place"):
            if meaning.place and meaning.place.alternatives:
                return self._which(reply, wish, meaning.place)
            return reply.turn(self._answers.give(reply, wish, head, rows=rows))
        topic = faq.topic(heard.text, self._house.catalogue)
        if topic:
            voice = reply.voice
            reply.say("faq", voice.line(voice.say(f"faq.{topic}.answer")), (*menus.needs(voice, wish), *rows))
            return reply.turn(f"faq:{topic}")
        if meaning.maybe:
            return self._meant(reply, heard, rows)
        if meaning.intent == "unknown":
            return self._rest(reply, heard, rows)
        return self._social(reply, heard, rows)

    def _social(self, reply: Reply, heard: Heard, rows: Rows) -> Turn:
        """Greetings, thanks, gifts; associations and people who want a human get one."""
        voice, intent = reply.voice, heard.meaning.intent
        match intent:
            case "greet":
                return self._controls.welcome(reply, "welcome.again", "greet")
            case "thanks":
                reply.say("thanks", voice.line(voice.say("thanks.text")), ((menus.human(voice),), *rows))
                return reply.turn("thanks")
            case "donate":
                url = self._house.donate_url
                link = voice.say("donate.link", url=url) if url else ""
                reply.say("donate", voice.lines(voice.say("donate.thanks"), link), ((menus.human(voice),),))
                if not url:
                    reply.human("donate", need=str(self._house.staff().say("topic.donate")))
                return reply.turn("donate")
            case "update":
                reply.human("update", need=str(self._house.staff().say("topic.update")))
                return reply.turn("update")
            case "human":
                reply.human("asked", need=self._house.topic(heard.wish), about=self._house.looks_for(heard.wish))
                return reply.turn("asked")
            case _:
                return self._unknown(reply, heard)

    def _rest(self, reply: Reply, heard: Heard, rows: Rows) -> Turn:
        """No need was said: a place alone, a time alone, an emoji, or something for a human."""
        meaning, wish, place = heard.meaning, heard.wish, heard.meaning.place
        awaited = reply.memory.awaiting
        only = meaning.action == "reply" or awaited.startswith("place")
        if place and only and _words_beside(heard.text, place) <= SHORT:
            if place.alternatives:
                return self._which(reply, wish, place)
            return self._presses.go(reply, wish, rows)
        if _signs_only(heard.text):
            return self.sign(reply, heard.text)
        few = len(heard.text.split()) <= SHORT
        if few and reply.memory.needs and (meaning.when or meaning.audience):
            return reply.turn(self._answers.give(reply, wish, rows=rows))
        if few and awaited == "place" and wish.needs:
            return reply.turn(self._answers.ask_place(reply, wish, rows=rows, again=True))
        return self._unknown(reply, heard)

    def _unknown(self, reply: Reply, heard: Heard) -> Turn:
        """For a human; what was found out goes along."""
        reply.change(memory=heard.wish.kept(reply.memory, awaiting=""))
        need = self._house.topic(heard.wish) if heard.meaning.needs else ""
        reply.human(
            "unknown",
            need=need or str(self._house.staff().say("topic.question")),
            about=self._house.looks_for(heard.wish),
        )
        return reply.turn("unknown")

    def sign(self, reply: Reply, signs: str) -> Turn:
        """Emoji or a sticker: a greeting, unless it looks like somebody who is not well."""
        if any(sign in signs for sign in _ALARMING):
            reply.human("unknown", need=str(self._house.staff().say("topic.question")))
            return reply.turn("sign:alarming")
        return self._controls.welcome(reply, "welcome.sign", "sign")

    def _meant(self, reply: Reply, heard: Heard, rows: Rows) -> Turn:
        """Not sure enough to answer, too sure to say nothing: asked with buttons; who does not press gets a human."""
        if reply.memory.awaiting == "meant":
            return self._unknown(reply, heard)
        voice, wish = reply.voice, heard.wish
        reply.change(memory=wish.kept(reply.memory, awaiting="meant"))
        reply.say("meant", voice.line(voice.say("ask.meant")), (*menus.meant(voice, wish, heard.meaning.maybe), *rows))
        return reply.turn("ask_meant")

    # --- small things ---------------------------------------------------------------------------------------

    def _which(self, reply: Reply, wish: Wish, place: FoundPlace) -> Turn:
        """Several places of one name: asked, never guessed."""
        voice = reply.voice
        found = dict.fromkeys((place, *place.alternatives))
        spots = [(spot.label, at(wish, spot)) for spot in list(found)[:5]]
        reply.change(memory=wish.kept(reply.memory, awaiting="place"))
        reply.say("which", voice.line(voice.say("ask.which")), menus.spots(voice, spots))
        return reply.turn("ask_which")

    def _long(self, reply: Reply, text: str) -> list[str]:
        return [reply.voice.say("answer.long")] if len(text) > READ else []

    def _offer(self, reply: Reply, heard: Heard) -> Rows:
        """Three languages as buttons, once a talk, when we are not sure which one this is or have no texts in it."""
        catalogue, language = self._house.catalogue, reply.conversation.language
        if reply.conversation.language_chosen or not (heard.unsure or not catalogue.speaks(language)):
            return ()
        if not reply.once("languages"):
            return ()
        likely = (catalogue.normal(reply.inbound.sender.language), *(code for code, _ in heard.meaning.languages))
        return menus.offer(catalogue, [code for code in likely if catalogue.speaks(code)], language)

    def same(self, reply: Reply, text: str) -> bool:
        """Whether an edited message still asks what was answered last."""
        if not _HIDDEN.sub("", text):
            return True
        heard = self.hear(reply, text)
        before = Wish.of(reply.memory)
        if heard.meaning.crisis or not heard.meaning.needs or not before.needs:
            return False
        now = heard.wish
        return (now.needs, now.lat, now.lon, now.start) == (before.needs, before.lat, before.lon, before.start)


def at(wish: Wish, place: FoundPlace) -> Wish:
    """``wish`` at ``place``."""
    return wish.with_(lat=place.lat, lon=place.lon, place=place.name, departement=place.departement)


def text_of(inbound: Inbound) -> str:
    """The words of an event; an unknown command is read as what it says."""
    if inbound.kind is Kind.COMMAND:
        return f"{inbound.command} {inbound.arguments}".strip()
    return inbound.text


def _words_beside(text: str, place: FoundPlace) -> int:
    """How many words there are beside the place."""
    start, end = place.span
    return len(re.findall(r"\w+", f"{text[:start]} {text[end:]}"))


def _signs_only(text: str) -> bool:
    """Whether there is no letter and no digit in ``text``."""
    return not any(unicodedata.category(c)[0] in "LN" for c in text)
