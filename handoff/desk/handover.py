"""The person's side of the desk: talks are handed over, mirrored while humans have them, red when there is danger."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
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
from handoff.desk.draft import Draft, translated
from handoff.desk.knowledge import Knowledge
from handoff.desk.links import topic_link
from handoff.desk.office import JUST_SPOKE, Office
from handoff.desk.relay import Relay
from handoff.desk.standing import Standing

ASKED_AGAIN = "asked_again"
"""Said once a talk to who asks for a human while waiting for one."""
FEW = 4
"""Earlier messages of a card that are translated."""
READ_OVER = 600
"""Characters of each."""


class Handover:
    """What happens at the desk when a person writes."""

    def __init__(self, office: Office, relay: Relay, clock: AnswerClock, knowledge: Knowledge) -> None:
        self._office = office
        self._words = office.words
        self._duty = office.duty
        self._groups = office.groups
        self._relay = relay
        self._clock = clock
        self._knowledge = knowledge
        self.standing = Standing(office)

    def crisis_may_speak(self, case: Case) -> bool:
        """Whether the fixed crisis text goes out although a human has the talk: unless staff wrote just now."""
        conversation = case.conversation
        if conversation is None or conversation.staff_since is None or conversation.owner is not Owner.STAFF:
            return True
        return case.now - conversation.staff_since > JUST_SPOKE

    async def follow(self, case: Case, turn: Turn) -> Turn:
        """Completes the dialogue's turn: opens the desk when it asks for a human, goes on mirroring when one waits."""
        before = case.conversation.owner if case.conversation else Owner.BOT
        if turn.conversation is None or turn.forget:
            return self._forgotten(case, turn)
        if before is Owner.WAITING and not turn.handoff:
            return await self._mirror_night(case, turn)
        if turn.handoff is None:
            return turn
        if self.standing.banned(case) and not turn.handoff.urgent:
            return self.standing.refuse(case, turn)
        if before is not Owner.WAITING and not turn.handoff.urgent:
            known = await self._knowledge.answer(case, turn)
            if known is not None:
                return known
        if before is Owner.WAITING:
            night = await self._mirror_night(case, replace(turn, handoff=None))
            return await self._alarm(night, case, turn.handoff) if turn.handoff.urgent else night
        return await self._open(case, turn, turn.handoff)

    async def mirror(
        self, case: Case, language: str, crisis: Handoff | None = None, fixed: str = "", *, again: bool = False
    ) -> Turn:
        """A person wrote while a human has the conversation: staff see it, the clock runs, the bot is quiet.

        ``crisis``: the message speaks of danger; ``fixed`` is the crisis text, said unless staff wrote just now.
        ``again``: somebody who waits for a human asks for one once more.
        """
        draft = Draft.of(case)
        draft.change(last_inbound_at=case.now, blocked=False)
        if draft.inbound.kind is Kind.CHOICE:
            draft.seen(plain(self._words.person(draft.conversation.language, "team_has_it")))
        self._language(draft, language)
        await self._relay.to_desk(draft, language)
        if draft.messages[-1].needs_answer:
            self._clock.start(draft)
        if again and ASKED_AGAIN not in draft.conversation.memory.said:
            memory = draft.conversation.memory
            draft.change(memory=replace(memory, said=(*memory.said, ASKED_AGAIN)))
            draft.person("team_has_it", self._words.person(draft.conversation.language, "team_has_it"))
        if crisis is None:
            return draft.turn("relayed")
        if fixed and self.crisis_may_speak(case):
            draft.person("crisis", fixed)
        return await self._alarm(draft.turn("relayed"), case, crisis)

    def _language(self, draft: Draft, heard: str) -> None:
        """A talk's language changes at the second message in another one: a short message may be misread, and the
        answer would leave in a language that the person cannot read."""
        conversation = draft.conversation
        if not heard or heard == conversation.language:
            draft.change(heard="")
        elif conversation.heard != heard and conversation.language:
            draft.change(heard=heard)
        else:
            draft.change(language=heard, heard="")
            draft.topic("language", self._words.staff("now_writes", language=self._words.language_name(heard)))

    async def _open(self, case: Case, turn: Turn, handoff: Handoff) -> Turn:
        draft = Draft.of(case, turn)
        group = self._office.group_of(draft.conversation)
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
        self._clock.start(draft)
        if not handoff.told:
            rows = self._office.guidance.to_bot(draft.conversation.language)
            draft.person("handoff", self._told(draft.conversation, case), choices=rows)
        if handoff.urgent:
            self._alert(draft, handoff, group)
        if not reopened:
            icon = Icon.URGENT if handoff.urgent else Icon.WAITING
            title = card.title(draft.conversation, handoff)
            draft.part(
                "topic",
                To.DESK,
                title,
                act=Act.OPEN_TOPIC,
                icon=icon,
                chat=group,
                priority=0 if handoff.urgent else 1,
                report=handoff.urgent,
            )
        else:
            if draft.conversation.topic_icon is Icon.CLOSED:
                draft.part("reopen", To.DESK, act=Act.REOPEN_TOPIC, priority=1)
            self._show(draft)
        draft.change(topic_icon=Icon.WAITING)
        await self._card(draft, handoff)
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
        earlier = await self._read_over(earlier, draft.conversation.language)
        told = [m for m in draft.messages if m.author is Author.BOT and not m.id.endswith(".handoff")]
        said = "\n".join(escape(m.translation or m.text[:400]) for m in await self._read_over(told, ""))
        text = card.opening(draft.conversation, handoff, card.talk(earlier, words), asked, said, words, draft.now)
        message = "" if media or place or own is None else case.id
        draft.topic("card", text, choices=card.buttons(words), message=message)
        if inbound is not None and (media or place or inbound.contact):
            draft.topic("media", media=media, location=place, contact=inbound.contact, message=case.id)

    async def _read_over(self, messages: Sequence[Message], language: str) -> list[Message]:
        """The messages with what staff can read of them: the newest few are translated, all at once."""
        spoken = [m for m in messages if m.author is not Author.STAFF and not m.translation and m.text.strip()]

        async def read(message: Message) -> tuple[str, Message]:
            source = message.language or language or None
            answer = await self._office.translator.translate(message.text[:READ_OVER], source, self._words.language)
            good = answer.quality in ("good", "doubtful")
            return message.id, replace(message, translation=answer.text if good else "")

        done = dict(await asyncio.gather(*(read(message) for message in spoken[-FEW:])))
        return [done.get(message.id, message) for message in messages]

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
        return f"{said}\n\n{self._office.guidance.numbers(language)}"

    def _nobody(self, draft: Draft, handoff: Handoff) -> Turn:
        """No staff group is set: the person is told so, with numbers; the doctor tells the operator."""
        if not handoff.told:
            text = self._words.person(draft.conversation.language, "nobody_reads")
            draft.person(
                "handoff", f"{text}\n\n{self._office.guidance.numbers(draft.conversation.language)}", answers=True
            )
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
        self._clock.start(draft)
        if not already:
            self._show(draft)
        draft.topic("alarm", "🔴 <b>" + self._words.staff("reason." + handoff.reason) + "</b>")
        if not already:
            self._alert(draft, handoff, self._office.group_of(draft.conversation))
        return draft.turn(turn.handled)

    def _alert(self, draft: Draft, handoff: Handoff, group: str) -> None:
        text = self._words.staff("alert", who=draft.conversation.pseudonym, need=handoff.need)
        link = topic_link(draft.conversation)
        opened = f' <a href="{link}">{self._words.staff("open_topic")}</a>' if link else ""
        message = f"{draft.case.id}.alert"  # the link is put in when the topic is there
        draft.part("alert", To.GENERAL, f"🔴 <b>{text}</b>{opened}", chat=group, message=message, priority=0)

    def _show(self, draft: Draft) -> None:
        """The topic's title and icon as the talk stands now."""
        icon = Icon.URGENT if draft.conversation.urgent else Icon.WAITING
        title = card.title(draft.conversation)
        draft.part(
            "icon", To.DESK, title, act=Act.EDIT_TOPIC, icon=icon, priority=0 if draft.conversation.urgent else 1
        )

    async def flooded(self, case: Case) -> Turn:
        """A flood while staff have the talk: all of it reaches them, many messages in one; both sides are told."""
        language = case.conversation.language if case.conversation else ""
        draft = Draft.of(case, await self.mirror(case, language))
        self.standing.tell_slow(draft)
        draft.topic("flood", self._words.staff("flood", who=draft.conversation.pseudonym))
        return draft.turn("relayed:flood")

    def _forgotten(self, case: Case, turn: Turn) -> Turn:
        """The person had everything erased: the topic says so, without a word of what was written."""
        conversation = turn.conversation or case.conversation
        if not turn.forget or conversation is None or not conversation.topic_asked:
            return turn
        note = Outbound("desk.forgotten", To.DESK, self._words.staff("forgotten"), priority=1)
        return replace(turn, say=(*turn.say, note, Outbound("desk.close", To.DESK, act=Act.CLOSE_TOPIC, priority=1)))
