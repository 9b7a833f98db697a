"""What a person can set at any time, also while a human has the talk: language, help, erasing everything."""

from __future__ import annotations

from functools import lru_cache

from bot.catalogue import Catalogue
from bot.dialogue import codes, faq, menus
from bot.dialogue.codes import Action, Press
from bot.dialogue.house import House
from bot.dialogue.reply import Reply
from bot.dialogue.tongue import NAMED
from bot.dialogue.wish import Wish
from bot.model import Inbound, Kind, Memory, Turn

COMMANDS = {"start": "start", "help": "help", "language": "language", "lang": "language", "forget": "forget"}
BOT_COMMANDS = ("bot", "menu")
EMPTY = "welcome.empty"
_MOST_LANGUAGES = 5
_ASKED = "forget"
"""``Memory.awaiting`` between the question and the yes: an old "yes" button erases nothing by itself."""


def is_control(inbound: Inbound) -> bool:
    """Whether ``inbound`` is one of these, so that the bot may answer it whoever has the talk."""
    if inbound.kind is Kind.COMMAND:
        return inbound.command in COMMANDS
    if inbound.kind is not Kind.CHOICE:
        return False
    press = codes.read(inbound.choice)
    return press is not None and press.action in (Action.LANGUAGE, Action.LANGUAGES, Action.FORGET)


def wants_bot(inbound: Inbound, catalogue: Catalogue) -> bool:
    """Whether the person asks for the bot instead of a human: a button, /bot, /menu, or the words for it."""
    if inbound.kind is Kind.CHOICE:
        press = codes.read(inbound.choice)
        return press is not None and press.action is Action.BOT
    if inbound.kind is Kind.COMMAND:
        return inbound.command in BOT_COMMANDS
    return inbound.kind is Kind.TEXT and faq.fold(inbound.text) in _bot_words(catalogue)


@lru_cache(maxsize=4)
def _bot_words(catalogue: Catalogue) -> frozenset[str]:
    """How people ask for the bot, in all languages, folded."""
    asked = "|".join(catalogue.say(language, "ask.for_bot") for language in catalogue.languages)
    return frozenset(filter(None, map(faq.fold, asked.split("|"))))


class Controls:
    """Welcome, help, language, forget."""

    def __init__(self, house: House) -> None:
        self._house = house

    def command(self, reply: Reply) -> Turn | None:
        """The turn for a command; None when it is none of ours."""
        inbound = reply.inbound
        match COMMANDS.get(inbound.command):
            case "start":
                return self.start(reply)
            case "help":
                voice = reply.voice
                reply.say("help", voice.say("help.text"), menus.needs(voice, Wish.of(reply.memory)))
                return reply.turn("help")
            case "language":
                code = self._house.catalogue.normal(inbound.arguments)
                return self.speak(reply, code) if code in NAMED else self.languages(reply)
            case "forget":
                return self.ask_forget(reply)
            case _ if inbound.command in BOT_COMMANDS:
                return self.welcome(reply, "welcome.again", "bot:here")
            case _:
                return None

    def press(self, reply: Reply, press: Press) -> Turn:
        """The turn for one of these buttons."""
        match press.action, press.value:
            case Action.LANGUAGE, code if code in NAMED:
                return self.speak(reply, code)
            case Action.FORGET, "yes" if reply.memory.awaiting == _ASKED:
                return self._erase(reply)
            case Action.FORGET, "no":
                voice = reply.voice
                reply.remember(awaiting="")
                reply.say("kept", voice.line(voice.say("forget.kept")), menus.needs(voice, Wish.of(reply.memory)))
                return reply.turn("forget:no")
            case Action.FORGET, _:
                return self.ask_forget(reply)
            case _:
                return self.languages(reply)

    def start(self, reply: Reply) -> Turn:
        """Who we are, what one can ask, and the other languages."""
        voice = reply.voice
        text = f"{voice.say('welcome.hello')}\n\n{voice.say('welcome.ask')}"
        others = [code for code in self._house.catalogue.languages if code != reply.conversation.language]
        buttons = [*menus.languages(self._house.catalogue, others[:_MOST_LANGUAGES])]
        if len(others) > _MOST_LANGUAGES:
            buttons.append(menus.all_languages(voice))
        reply.say("welcome", text, (*menus.needs(voice, Wish.of(reply.memory)), *menus.rows(buttons, 3)))
        reply.once("hello")
        return reply.turn("start")

    def welcome(self, reply: Reply, key: str, handled: str) -> Turn:
        """A short word above the menu of needs; the whole welcome when this is the first word of a talk."""
        voice = reply.voice
        text = voice.line(voice.say(key))
        if reply.once("hello"):
            ask = voice.say(key if key == EMPTY else "welcome.ask")
            text = f"{voice.say('welcome.hello')}\n\n{voice.line(ask)}"
        reply.say("welcome", text, menus.needs(voice, Wish.of(reply.memory)))
        return reply.turn(handled)

    def speak(self, reply: Reply, code: str) -> Turn:
        """The person chose ``code``: it stays, whatever they write."""
        reply.change(language=code, language_chosen=True)
        voice, catalogue = reply.voice, self._house.catalogue
        known = catalogue.speaks(code)
        text = voice.say("language.set") if known else voice.say("language.not_mine", language=catalogue.name(code))
        reply.say(
            "language", f"{voice.line(text)}\n\n{voice.say('welcome.ask')}", menus.needs(voice, Wish.of(reply.memory))
        )
        return reply.turn(f"language:{code}")

    def languages(self, reply: Reply) -> Turn:
        """Every language that we have texts in, by its own name."""
        catalogue = self._house.catalogue
        rows = menus.pairs(menus.languages(catalogue, catalogue.languages))
        reply.say("languages", reply.voice.say("language.choose"), (*rows, (menus.human(reply.voice),)))
        return reply.turn("languages")

    def ask_forget(self, reply: Reply) -> Turn:
        """Says what would be erased and asks for a yes."""
        reply.remember(awaiting=_ASKED)
        reply.say("forget", reply.voice.say("forget.ask"), menus.forget(reply.voice))
        return reply.turn("forget:ask")

    def _erase(self, reply: Reply) -> Turn:
        reply.say("forgotten", reply.voice.say("forget.done"))
        reply.change(memory=Memory(), language_chosen=False)
        return reply.forgotten()
