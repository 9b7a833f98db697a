"""The guide: everything a person can do, led to its answer. Pure: (case) → Turn."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.dialogue import controls
from bot.dialogue.answers import Answers
from bot.dialogue.controls import Controls
from bot.dialogue.danger import Numbers
from bot.dialogue.guidance import Guidance
from bot.dialogue.house import House, Understands
from bot.dialogue.presses import Presses
from bot.dialogue.reply import Reply
from bot.dialogue.talk import Talk, text_of
from bot.dialogue.voice import Voice
from bot.dialogue.wish import STALE, Wish
from bot.directory import Directory
from bot.model import Case, Conversation, Handoff, Inbound, Kind, Memory, Owner, Turn

TOWNS = ("Paris", "Bordeaux", "Nantes")
_DECIMALS = 5  # of a position: one metre


class Guide:
    """Answers a person while the bot has the talk.

    ``towns`` are offered as buttons when we ask where; ``team`` False: no staff group stands behind the bot, and
    nothing promises one. ``donate_url``: the association's page for gifts.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        directory: Directory,
        understander: Understands,
        emergency: Numbers,
        *,
        country: str = "FR",
        timezone: str = "Europe/Paris",
        staff_language: str = "fr",
        donate_url: str = "",
        towns: Sequence[str] = TOWNS,
        team: bool = True,
    ) -> None:
        self._house = House(
            catalogue=catalogue,
            directory=directory,
            understander=understander,
            emergency=emergency,
            country=country,
            zone=ZoneInfo(timezone),
            staff_language=staff_language,
            donate_url=donate_url,
            towns=tuple(towns),
            team=team,
        )
        answers = Answers(self._house)
        self.guidance = Guidance(self._house, answers)
        self._controls = Controls(self._house)
        self._presses = Presses(self._house, answers, self._controls)
        self._talk = Talk(self._house, answers, self._controls, self._presses)

    def respond(self, case: Case) -> Turn:
        """What the bot says to an event of a person; a closed talk comes back to the bot.

        Always something to say or a handoff, except for what needs no answer (a reaction, a deletion, an edit that
        changes nothing).
        """
        reply = self._begin(case)
        inbound = reply.inbound
        match inbound.kind:
            case Kind.COMMAND:
                return self._controls.command(reply) or self._talk.answer(reply, text_of(inbound))
            case Kind.CHOICE:
                return self._presses.press(reply)
            case Kind.TEXT:
                return self._talk.answer(reply, inbound.text)
            case Kind.LOCATION:
                return self._position(reply)
            case Kind.EDIT:
                return self._edited(reply)
            case Kind.MEDIA | Kind.CONTACT | Kind.OTHER:
                return self._unread(reply)
            case _:
                return Turn(reply.conversation, handled=f"ignored:{inbound.kind.value}")

    def listen(self, case: Case) -> tuple[str, Handoff | None, str]:
        """What the bot hears while a human has the talk: the language, the danger if there is one, its fixed text."""
        reply = self._begin(case)
        text = text_of(reply.inbound)
        if reply.inbound.kind is Kind.CHOICE or not text.strip():
            return reply.conversation.language, None, ""
        heard = self._talk.hear(reply, text)
        alarm = self._talk.alarm(heard.meaning, heard.wish)
        fixed = self._talk.words(reply, alarm.reason) if alarm else ""
        return reply.conversation.language, alarm, fixed

    def is_control(self, inbound: Inbound) -> bool:
        """Whether the bot may answer ``inbound`` although a human has the talk: help, language, erasing."""
        return controls.is_control(inbound)

    def wants_human(self, case: Case) -> bool:
        """Whether a text asks for a human, in any language."""
        inbound = case.event
        if not isinstance(inbound, Inbound) or inbound.kind is not Kind.TEXT or len(inbound.text) > 200:
            return False
        return self._talk.hear(self._begin(case), inbound.text).meaning.intent == "human"

    def wants_bot(self, inbound: Inbound) -> bool:
        """Whether the person asks for the bot while a human has the talk, in any language."""
        return controls.wants_bot(inbound, self._house.catalogue)

    def numbers(self, language: str) -> str:
        """The usual emergency numbers as one line of markup."""
        return self._house.usual(Voice(self._house.catalogue, language))

    # --- what is no text ------------------------------------------------------------------------------------

    def _begin(self, case: Case) -> Reply:
        """A reply with the conversation as it stands: open, with a language, without what is too old to be true."""
        inbound, conversation = case.event, case.conversation
        if conversation is None or not isinstance(inbound, Inbound):
            raise TypeError("only what a person did can be answered")
        last = conversation.last_inbound_at
        if last is not None and case.now - last > STALE:
            conversation = conversation.with_(memory=Memory())
        if conversation.owner is Owner.CLOSED:
            conversation = conversation.with_(owner=Owner.BOT, closed_at=None)
        conversation = conversation.with_(last_inbound_at=case.now)
        if not conversation.language and inbound.kind is not Kind.TEXT:
            phone = self._house.catalogue.normal(inbound.sender.language)
            conversation = conversation.with_(language=phone or self._house.staff_language)
        return Reply(case, inbound, conversation, self._house.catalogue, shown=_shown(inbound))

    def _position(self, reply: Reply) -> Turn:
        """A shared position: where, at last."""
        spot = reply.inbound.location
        if spot is None or not _on_earth(spot.lat, spot.lon):
            return self._unread(reply)
        return self._presses.go(reply, self._here(reply.conversation, spot.lat, spot.lon))

    def _here(self, conversation: Conversation, lat: float, lon: float) -> Wish:
        wish = Wish.of(conversation.memory).with_(place="", departement="", offset=0)
        return wish.with_(lat=round(lat, _DECIMALS), lon=round(lon, _DECIMALS))

    def _edited(self, reply: Reply) -> Turn:
        """An edit is answered when it asks something else; a moving position is only remembered."""
        inbound = reply.inbound
        if inbound.location is not None:
            if _on_earth(inbound.location.lat, inbound.location.lon):
                wish = self._here(reply.conversation, inbound.location.lat, inbound.location.lon)
                reply.change(memory=wish.kept(reply.memory))
            return reply.turn("edit:position", needs_answer=False)
        if inbound.media:
            return self._unread(reply)
        if self._talk.same(reply, inbound.text):
            return reply.turn("edit:same", needs_answer=False)
        return self._talk.answer(reply, inbound.text)

    def _unread(self, reply: Reply) -> Turn:
        """A photo, a voice message, a card: for a human. Words that come with it are read all the same."""
        inbound = reply.inbound
        sticker = bool(inbound.media) and all(media.kind == "sticker" for media in inbound.media)
        if sticker:
            return self._talk.sign(reply, f"{inbound.text}{inbound.emoji}")
        need = str(self._house.staff().say("topic.media"))
        if not inbound.text.strip():
            reply.human("media", need=need)
            return reply.turn("media")
        return self._captioned(reply, need)

    def _captioned(self, reply: Reply, need: str) -> Turn:
        """Media with words: danger is heard, a need is answered, and a human looks at it in any case."""
        heard = self._talk.hear(reply, reply.inbound.text)
        if heard.meaning.crisis or (heard.meaning.needs and heard.meaning.action == "answer" and heard.wish.located):
            turn = self._talk.answer(reply, reply.inbound.text)
            if turn.handoff is None:
                reply.human("media", need=need, about=self._house.looks_for(heard.wish))
            return reply.turn(f"media+{turn.handled}")
        reply.human("media", need=need, about=self._house.looks_for(heard.wish) if heard.wish.needs else "")
        return reply.turn("media")


def _shown(inbound: Inbound) -> str:
    """What an event without a text is written down as."""
    if inbound.kind is Kind.COMMAND:
        return f"/{inbound.command} {inbound.arguments}".strip()
    if inbound.location is not None:
        return f"{inbound.location.lat:.5f}, {inbound.location.lon:.5f}"
    return ""


def _on_earth(lat: float, lon: float) -> bool:
    """Whether these are degrees at all (also false for what is not a number)."""
    return abs(lat) <= 90 and abs(lon) <= 180
