"""What the desk asks of the dialogue: the bot's best answer, cards of places, and the buttons people read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.dialogue import cards, menus
from bot.dialogue.answers import Answers
from bot.dialogue.codes import Action, write
from bot.dialogue.house import House
from bot.dialogue.reply import Rows
from bot.dialogue.voice import Voice
from bot.dialogue.wish import Wish
from bot.directory import Hit, Place
from bot.directory.geo import metres
from bot.model import Choice, Conversation, Slip, plain
from bot.understanding.types import Hints, Understanding

ALIKE = 82.0
"""How alike (0–100) a name must be to what staff typed to be meant."""
MOST = 5
SAME_SPOT_M = 300
BEST = 2
"""Places in the bot's best answer while staff have not answered."""
READ = 2_000
"""Characters of a text that are read."""


def short_id(place_id: str) -> str:
    """Ten hexadecimal digits that stand for a place's id, which may be longer than a button's data."""
    return hashlib.sha256(place_id.encode()).hexdigest()[:10]


class Guidance:
    """Answers the desk in the person's language."""

    def __init__(self, house: House, answers: Answers) -> None:
        self._house = house
        self._answers = answers

    def numbers(self, language: str) -> str:
        """The usual emergency numbers as one line of markup."""
        return self._house.usual(Voice(self._house.catalogue, language))

    def best(self, conversation: Conversation, text: str, now: datetime) -> str:
        """The nearest thing to an answer that the bot has for ``text``, as markup; empty when it has nothing."""
        meaning = self._hear(conversation, text, now)
        needs = meaning.needs or meaning.maybe
        if meaning.crisis or not needs:
            return ""
        voice = self._voice(conversation)
        wish = self._wish(conversation, meaning).with_(needs=needs[:1])
        if not wish.located:
            return voice.line(voice.say("ask.place"))
        found = self._answers.find(voice, wish.current(now), now)
        if not found.sheets:
            return ""
        first = replace(found.sheets[0], hits=found.sheets[0].hits[:BEST])
        text, _ = cards.page(voice, [first], head=voice.blocks(*self._answers.before(voice, wish)))
        return text

    def places(self, words: str, conversation: Conversation, now: datetime) -> Sequence[Slip]:
        """Places that ``words`` of staff name or describe (at most five), the likeliest first."""
        if not words.strip():
            return self._near(conversation, Wish.of(conversation.memory), now)
        named = [match for match in self._house.directory.find_name(words, MOST) if match.score >= ALIKE]
        if named:
            best = [match.place for match in named if match.score >= named[0].score - 5]
            return [self._slip(place, conversation, now) for place in _once(best)]
        hints = Hints(language=self._house.staff_language, now=self._house.local(now), country=self._house.country)
        meaning = self._house.hear(words, hints)
        wish = self._wish(conversation, meaning)
        return self._near(conversation, wish.with_(needs=meaning.needs or wish.needs), now)

    def place(self, id: str, conversation: Conversation, now: datetime) -> Slip | None:
        """One place of the directory by its id or its short id."""
        directory = self._house.directory
        found = directory.get(id) or next(
            (place for key in directory.ids() if short_id(key) == id and (place := directory.get(key))), None
        )
        return self._slip(found, conversation, now) if found and found.visible else None

    def helped(self, language: str) -> Rows:
        """The two buttons of "did you find what you needed?"."""
        voice = Voice(self._house.catalogue, language)
        yes = Choice(plain(voice.say("button.helped_yes")), write(Action.HELPED, value="yes"))
        return ((yes, Choice(plain(voice.say("button.helped_no")), write(Action.HELPED, value="no"))),)

    def to_bot(self, language: str) -> Rows:
        """The button that gives the talk back to the bot."""
        label = plain(Voice(self._house.catalogue, language).say("button.to_bot"))
        return ((Choice(label, write(Action.BOT)),),)

    def human(self, language: str) -> Rows:
        """The button that asks for a human."""
        return ((menus.human(Voice(self._house.catalogue, language)),),)

    # --- small things ---------------------------------------------------------------------------------------

    def _voice(self, conversation: Conversation) -> Voice:
        return Voice(self._house.catalogue, conversation.language or self._house.staff_language)

    def _hear(self, conversation: Conversation, text: str, now: datetime) -> Understanding:
        chosen = conversation.language if conversation.language_chosen else ""
        memory = conversation.memory
        near = (memory.lat, memory.lon) if memory.lat is not None and memory.lon is not None else None
        hints = Hints(
            language=chosen or None,
            spoken=conversation.language or None,
            now=self._house.local(now),
            country=self._house.country,
            near=near,
        )
        return self._house.hear(text[:READ], hints)

    def _wish(self, conversation: Conversation, meaning: Understanding) -> Wish:
        """What was said, with what the talk remembers; a place of which there are several is not guessed."""
        wish = Wish.of(conversation.memory).with_(start=None, end=None, offset=0, open_only=False)
        if meaning.when and meaning.when.kind != "now":
            wish = wish.with_(start=meaning.when.start, end=meaning.when.end)
        place = meaning.place
        if place is None:
            return wish
        if place.alternatives:
            return wish.with_(lat=None, lon=None, place="", departement="")
        return wish.with_(lat=place.lat, lon=place.lon, place=place.name, departement=place.departement)

    def _near(self, conversation: Conversation, wish: Wish, now: datetime) -> list[Slip]:
        if not wish.needs or not wish.located:
            return []
        found = self._answers.find(self._voice(conversation), wish.current(now).with_(needs=wish.needs[:1]), now)
        return [self._slip(hit.place, conversation, now, hit) for hit in found.hits[:MOST]]

    def _slip(self, place: Place, conversation: Conversation, now: datetime, hit: Hit | None = None) -> Slip:
        name = cards.shorten(", ".join(filter(None, (place.name, place.city))), 60)
        memory = conversation.memory
        here = (memory.lat, memory.lon) if memory.lat is not None and memory.lon is not None else None
        local = self._house.local(now)
        hit = hit or self._house.directory.hit_of(place, local, here)
        voice = self._voice(conversation)
        return Slip(short_id(place.id), name, cards.single(voice, hit, local))


def _once(places: Sequence[Place]) -> list[Place]:
    """Places that two sources list under one name at one spot, once: as the one that was checked last tells it."""
    found: list[Place] = []
    for place in places:
        twin = next((number for number, one in enumerate(found) if _twins(one, place)), None)
        if twin is None:
            found.append(place)
        elif (place.checked_at or date.min) > (found[twin].checked_at or date.min):
            found[twin] = place
    return found


def _twins(one: Place, other: Place) -> bool:
    if one.name.casefold() != other.name.casefold():
        return False
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return one.postcode == other.postcode
    return metres(one.lat, one.lon, other.lat, other.lon) < SAME_SPOT_M
