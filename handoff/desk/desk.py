"""The desk: (case, event) → Turn. One gate decides who speaks; while a human has the conversation, the bot is quiet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.model import (
    Act,
    Author,
    Case,
    Conversation,
    Handoff,
    Icon,
    Inbound,
    Kind,
    Message,
    Outbound,
    Owner,
    To,
    Turn,
    escape,
    plain,
)
from handoff.desk import card
from handoff.desk.clock import AnswerClock
from handoff.desk.commands import Commands
from handoff.desk.draft import Draft, person_message, translated
from handoff.desk.duty import Duty
from handoff.desk.relay import Relay
from handoff.desk.reports import Reports
from handoff.desk.words import Translates, Words

JUST_SPOKE = timedelta(minutes=10)
"""A member of staff who wrote so lately is still there: then even the crisis text stays back."""


@dataclass(frozen=True)
class DeskGroups:
    """Which staff group takes which département; the first group is the default. Empty: there is no desk."""

    default: str
    by_departement: Mapping[str, str]

    def group_for(self, conversation: Conversation) -> str:
        """The group that takes ``conversation``; empty when there is no desk."""
        return self.by_departement.get(conversation.memory.departement, self.default)


class Desk:
    """What staff see and do. ``numbers(language)`` gives the emergency numbers as one line of markup."""

    def __init__(
        self,
        words: Words,
        translator: Translates,
        duty: Duty,
        groups: DeskGroups,
        numbers: Callable[[str], str],
    ) -> None:
        self._words = words
        self._duty = duty
        self._groups = groups
        self._numbers = numbers
        self._relay = Relay(words, translator)
        self._commands = Commands(words, self._relay, duty)
        self.reports = Reports(words, self._relay)
        self.clock = AnswerClock(words, duty, groups.group_for, numbers)

    # --- who speaks -----------------------------------------------------------------------------------------

    def bot_may_answer(self, case: Case) -> bool:
        """The one gate: the bot speaks when it owns the talk, or when nobody is on duty and nobody has taken it."""
        conversation = case.conversation
        if conversation is None or conversation.owner in (Owner.BOT, Owner.CLOSED):
            return True
        return conversation.owner is Owner.WAITING and not self._duty.open(case.now)

    def crisis_may_speak(self, case: Case) -> bool:
        """Whether the fixed crisis text goes out although a human has the talk: unless staff wrote just now."""
        conversation = case.conversation
        if conversation is None or conversation.staff_since is None or conversation.owner is not Owner.STAFF:
            return True
        return case.now - conversation.staff_since > JUST_SPOKE

    # --- the person's side ----------------------------------------------------------------------------------

    async def follow(self, case: Case, turn: Turn) -> Turn:
        """Completes the dialogue's turn: opens the desk when it asks for a human, goes on mirroring when one waits."""
        before = case.conversation.owner if case.conversation else Owner.BOT
        if turn.conversation is None or turn.forget:
            return self._forgotten(case, turn)
        if before is Owner.WAITING and not turn.handoff:
            return await self._mirror_night(case, turn)
        if turn.handoff is None:
            return turn
        if before is Owner.WAITING:
            night = await self._mirror_night(case, replace(turn, handoff=None))
            return await self._alarm(night, case, turn.handoff) if turn.handoff.urgent else night
        return await self._open(case, turn, turn.handoff)

    async def person(self, case: Case, language: str, crisis: Handoff | None = None, fixed: str = "") -> Turn:
        """A person wrote while a human has the conversation: staff see it, the clock runs, the bot is quiet.

        ``crisis``: the message speaks of danger; ``fixed`` is the crisis text, said unless staff wrote just now.
        """
        draft = Draft.of(case)
        draft.change(last_inbound_at=case.now, blocked=False)
        if draft.inbound.kind is Kind.CHOICE:
            draft.seen(plain(self._words.person(draft.conversation.language, "team_has_it")))
        await self._relay.to_desk(draft, language)
        if draft.messages[-1].needs_answer:
            self.clock.start(draft)
        if crisis is None:
            return draft.turn("relayed")
        if fixed and self.crisis_may_speak(case):
            draft.person("crisis", fixed)
        return await self._alarm(draft.turn("relayed"), case, crisis)

    async def _open(self, case: Case, turn: Turn, handoff: Handoff) -> Turn:
        draft = Draft.of(case, turn)
        group = self._groups.group_for(draft.conversation)
        if not group:
            return self._nobody(draft, handoff)
        reopened = draft.conversation.topic_asked
        draft.change(
            owner=Owner.WAITING,
            need=handoff.need,
            urgent=handoff.urgent,
            topic_asked=True,
            staff_id="",
            staff_name="",
            staff_since=None,
            closed_at=None,
        )
        self.clock.start(draft)
        if not handoff.told:
            draft.person("handoff", self._told(draft.conversation, case))
        if not reopened:
            icon = Icon.URGENT if handoff.urgent else Icon.WAITING
            title = card.title(draft.conversation, handoff)
            draft.part("topic", To.DESK, title, act=Act.OPEN_TOPIC, icon=icon, chat=group, priority=1)
        elif draft.conversation.topic_icon is Icon.CLOSED:
            draft.part("reopen", To.DESK, act=Act.REOPEN_TOPIC, priority=1)
        draft.change(topic_icon=Icon.WAITING)
        await self._card(draft, handoff)
        if handoff.urgent:
            self._alert(draft, handoff, group)
        return draft.turn(f"handoff:{handoff.reason}")

    async def _card(self, draft: Draft, handoff: Handoff) -> None:
        """The opening card: what was said before, then the message at hand with its translation."""
        case, words = draft.case, self._words
        own = next((m for m in draft.messages if m.id == case.id and m.author is Author.PERSON), None)
        asked = ""
        inbound = case.event if isinstance(case.event, Inbound) else None
        media = inbound.media if inbound else ()
        place = inbound.location if inbound else None
        if own is not None:
            asked, translation = await self._relay.read(own.text, own.language or draft.conversation.language)
            draft.messages[draft.messages.index(own)] = translated(own, translation)
        earlier = await case.history(8) if case.history else ()
        said = "\n".join(escape(m.text[:400]) for m in draft.messages if m.author is Author.BOT)
        text = card.opening(draft.conversation, handoff, card.talk(earlier, words), asked, said, words, draft.now)
        message = "" if media or place or own is None else case.id
        draft.topic("card", text, choices=card.buttons(words), message=message)
        if inbound is not None and (media or place or inbound.contact):
            draft.topic("media", media=media, location=place, contact=inbound.contact, message=case.id)

    def _told(self, conversation: Conversation, case: Case) -> str:
        """What the person is told when a human takes over: when somebody will read it, honestly."""
        language, duty, words = conversation.language, self._duty, self._words
        if duty.open(case.now):
            minutes = max(1, round(duty.answer_within / timedelta(minutes=1)))
            return words.person(language, "handed_over", minutes=minutes)
        opens = duty.next_open(case.now)
        when = words.day_and_time(opens, language) if opens else ""
        key = "out_of_hours" if when else "nobody_reads"
        said = words.person(language, key, when=when) if when else words.person(language, key)
        return f"{said}\n\n{self._numbers(language)}"

    def _nobody(self, draft: Draft, handoff: Handoff) -> Turn:
        """No staff group is set: the person is told so, with numbers; the doctor tells the operator."""
        if not handoff.told:
            text = self._words.person(draft.conversation.language, "nobody_reads")
            draft.person("handoff", f"{text}\n\n{self._numbers(draft.conversation.language)}", answers=True)
        elif not any(part.answers for part in draft.say):
            draft.say = [replace(part, answers=part.to is To.PERSON and bool(part.text)) for part in draft.say]
        return draft.turn(f"no_desk:{handoff.reason}")

    async def _mirror_night(self, case: Case, turn: Turn) -> Turn:
        """Nobody is on duty and the bot went on answering: staff find both sides in the topic tomorrow.

        What the bot says now answers nobody who waits for a human; with nothing to say, the hours are said again.
        """
        draft = Draft.of(case, turn)
        draft.say = [replace(part, answers=False) for part in draft.say]
        draft.change(owner=Owner.WAITING)
        if not any(part.to is To.PERSON and part.act is Act.SAY for part in draft.say):
            draft.person("still_closed", self._told(draft.conversation, case))
        own = next((m for m in draft.messages if m.id == case.id), None)
        if own is not None:
            shown, translation = await self._relay.read(own.text, own.language or draft.conversation.language)
            draft.messages[draft.messages.index(own)] = translated(own, translation)
            inbound = draft.inbound
            carries = bool(inbound.media or inbound.location or inbound.contact)
            draft.topic(
                "mirror",
                shown,
                message=case.id,
                media=inbound.media,
                location=inbound.location,
                contact=inbound.contact,
                merge=not carries,
            )
        for message in [m for m in draft.messages if m.author is Author.BOT]:
            draft.topic(
                f"bot{message.id}", "🤖 " + escape(message.text[:1_000]), message=message.id, merge=True, priority=2
            )
        return draft.turn(turn.handled)

    async def _alarm(self, turn: Turn, case: Case, handoff: Handoff) -> Turn:
        """A danger in a talk that staff already have: red at once, in the topic and in the whole group."""
        draft = Draft.of(case, turn)
        already = draft.conversation.urgent
        draft.change(urgent=True)
        self.clock.start(draft)
        draft.topic("alarm", "🔴 <b>" + self._words.staff("reason." + handoff.reason) + "</b>")
        if not already:
            group = draft.conversation.topic.chat if draft.conversation.topic else ""
            self._alert(draft, handoff, group or self._groups.group_for(draft.conversation))
        return draft.turn(turn.handled)

    def _alert(self, draft: Draft, handoff: Handoff, group: str) -> None:
        text = self._words.staff("alert", who=draft.conversation.pseudonym, need=handoff.need)
        draft.part("alert", To.GENERAL, f"🔴 <b>{text}</b>", chat=group, priority=0)

    def _forgotten(self, case: Case, turn: Turn) -> Turn:
        """The person had everything erased: the topic says so, without a word of what was written."""
        conversation = turn.conversation or case.conversation
        if not turn.forget or conversation is None or not conversation.topic_asked:
            return turn
        note = Outbound("desk.forgotten", To.DESK, self._words.staff("forgotten"), priority=1)
        return replace(turn, say=(*turn.say, note, Outbound("desk.close", To.DESK, act=Act.CLOSE_TOPIC, priority=1)))

    # --- the staff's side -----------------------------------------------------------------------------------

    async def staff(self, case: Case) -> Turn:
        """A member of staff did something in the topic of a conversation."""
        draft = Draft.of(case)
        inbound = draft.inbound
        if inbound.sender.is_bot and not inbound.sender.anonymous:
            return draft.turn("ignored:bot")
        if inbound.kind in (Kind.SERVICE, Kind.RIGHTS, Kind.MOVED):
            return draft.turn("ignored:service")
        if inbound.sender.anonymous:
            return self._refuse(draft, "anonymous")
        if inbound.kind is Kind.CHOICE:
            return self._commands.press(draft)
        if inbound.forwarded and inbound.kind is Kind.COMMAND:
            return draft.turn("ignored:forwarded command")
        if inbound.kind is Kind.COMMAND:
            return await self._commands.run(draft)
        if inbound.kind is Kind.REACTION:
            return self._react(draft)
        if inbound.text.lstrip().startswith("//"):
            return self._commands.note(draft, inbound.text.lstrip()[2:].strip())
        if inbound.kind is Kind.EDIT:
            return await self._edited(draft)
        return await self._answer(draft)

    async def _answer(self, draft: Draft) -> Turn:
        inbound = draft.inbound
        nothing = not (inbound.text.strip() or inbound.media or inbound.location or inbound.contact)
        if nothing or inbound.kind is Kind.OTHER:
            return self._refuse(draft, "cannot_send")
        if draft.conversation.owner is Owner.CLOSED and draft.conversation.topic_icon is Icon.CLOSED:
            draft.part("reopen", To.DESK, act=Act.REOPEN_TOPIC, priority=2)
        self._relay.mark(draft, "👀")
        await self._relay.to_person(draft)
        draft.change(
            owner=Owner.STAFF,
            staff_id=inbound.sender.id,
            staff_name=inbound.sender.name,
            staff_since=draft.now,
            waiting_since=None,
            clock_at=None,
            clock_stage=0,
            closed_at=None,
            topic_icon=Icon.TAKEN,
        )
        return draft.turn("staff answer")

    async def _edited(self, draft: Draft) -> Turn:
        if not draft.case.target or not draft.inbound.text.strip():
            return self._refuse(draft, "cannot_edit")
        await self._relay.edit_to_person(draft)
        return draft.turn("staff edit")

    def _react(self, draft: Draft) -> Turn:
        if not draft.case.target:
            return draft.turn("ignored:reaction")
        draft.part("react", To.PERSON, draft.inbound.emoji, act=Act.REACT, target=draft.case.target, priority=2)
        return draft.turn("staff reaction")

    def _refuse(self, draft: Draft, why: str) -> Turn:
        """Says in the topic, under the message, why it did not go to the person."""
        self._relay.mark(draft, "💔")
        draft.topic("refused", self._words.staff(why))
        return draft.turn(f"refused:{why}")

    # --- the group itself -----------------------------------------------------------------------------------

    def general(self, case: Case) -> Turn:
        """Something happened in a staff group outside every conversation."""
        return self._commands.general(case, self._groups)

    # --- when something broke -------------------------------------------------------------------------------

    def recap(
        self, conversation: Conversation, history: Sequence[Message], case: Case | None = None
    ) -> tuple[Outbound, ...]:
        """The parts that make a deleted topic again: the topic, then what was said so far."""
        now = case.now if case else (conversation.last_inbound_at or conversation.opened_at)
        icon = Icon.URGENT if conversation.urgent else Icon.WAITING
        group = conversation.topic.chat if conversation.topic else self._groups.group_for(conversation)
        title = card.title(conversation)
        text = card.recap(conversation, history, self._words, now)
        return (
            Outbound("topic", To.DESK, title, act=Act.OPEN_TOPIC, icon=icon, chat=group, priority=1),
            Outbound("recap", To.DESK, text, choices=card.buttons(self._words), priority=1),
        )

    def rescue(self, case: Case, error: BaseException) -> Turn:
        """The last net: an event that failed five times is handed over as it is, with nothing that could fail again."""
        if case.conversation is None or not isinstance(case.event, Inbound):
            return Turn(case.conversation, handled=f"set aside:{type(error).__name__}")
        draft = Draft.of(case)
        if not case.event.desk:
            draft.messages.append(person_message(case, case.event, language=draft.conversation.language))
            group = self._groups.group_for(draft.conversation)
            text = self._words.person(draft.conversation.language, "handed_over_error")
            draft.person("handoff", f"{text}\n\n{self._numbers(draft.conversation.language)}", answers=not group)
            if not group:
                return draft.turn("set aside")
            if not draft.conversation.topic_asked:
                title = card.title(draft.conversation)
                draft.part("topic", To.DESK, title, act=Act.OPEN_TOPIC, icon=Icon.WAITING, chat=group, priority=1)
            draft.change(owner=Owner.WAITING, topic_asked=True)
            self.clock.start(draft)
        text = self._words.staff("set_aside", error=type(error).__name__)
        draft.topic(
            "set_aside",
            f"⚠ {text}\n<blockquote>{escape(case.event.text[:3_000])}</blockquote>",
            media=case.event.media if not case.event.desk else (),
            message=case.id,
        )
        return draft.turn("set aside")
