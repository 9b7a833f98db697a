"""Where every event of a conversation arrives: dialogue or desk, bot or human. The handler of the worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.dialogue import Guide
from bot.model import (
    Author,
    Case,
    Conversation,
    Delivery,
    Handoff,
    Inbound,
    Kind,
    Outcome,
    Owner,
    Pace,
    Ring,
    Round,
    Sender,
    To,
    Turn,
)
from handoff.desk import Desk, pseudonym
from handoff.desk.draft import person_message
from handoff.desk.standing import FLOOD_PAUSE
from handoff.reports.counting import facts_of

log = structlog.get_logger(__name__)


class Clock(Protocol):
    """The time of the house: aware, in UTC."""

    def __call__(self) -> datetime:
        """Now."""


class Reception:
    """Leads an event to the dialogue or to the desk and gives back one Turn. A failure becomes a handoff."""

    def __init__(self, guide: Guide, desk: Desk) -> None:
        self._guide = guide
        self._desk = desk

    def begin(self, inbound: Inbound, lane: str, identity: str, now: datetime) -> Conversation:
        """The conversation of somebody who writes for the first time."""
        return Conversation(
            id=identity,
            lane=lane,
            channel=inbound.channel,
            account=inbound.account,
            chat=inbound.chat,
            pseudonym=pseudonym(identity),
            opened_at=now,
            person=inbound.sender.id,
        )

    async def handle(self, case: Case) -> Turn:
        """What ``case`` leads to, with what is to be counted of it."""
        turn = await self._turn(case)
        return turn if turn.facts else replace(turn, facts=facts_of(case, turn))

    async def _turn(self, case: Case) -> Turn:
        event = case.event
        if isinstance(event, Round):
            return await self._desk.round(case)
        if case.conversation is None:
            return await self._desk.group.handle(case)
        if isinstance(event, Ring):
            return await self._rang(case)
        if isinstance(event, Delivery):
            return await self._delivered(case, event)
        if event.desk:
            return await self._desk.staff(case)
        return await self._person(case, event)

    def rescue(self, case: Case, error: BaseException) -> Turn:
        """What is done with an event that failed again and again."""
        return self._desk.rescue(case, error)

    async def _person(self, case: Case, inbound: Inbound) -> Turn:
        conversation = case.conversation
        assert conversation is not None  # noqa: S101 - handle() has looked
        if inbound.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            return self._desk.reports.blocked(case, blocked=inbound.kind is Kind.BLOCKED)
        if inbound.kind in (Kind.SERVICE, Kind.RIGHTS, Kind.MOVED):
            return Turn(conversation, handled="ignored:service")
        if conversation.blocked:
            conversation = conversation.with_(blocked=False)
            case = replace(case, conversation=conversation)
        conversation = self._paced(conversation, case.now)
        case = replace(case, conversation=conversation)
        held = conversation.owner in (Owner.WAITING, Owner.STAFF)
        if self._floods(conversation) and not self._danger(case):
            if not held:
                return self._desk.person.standing.slow_down(case)
            if not conversation.pace.told:
                return await self._desk.person.flooded(case)
        if held and self._guide.wants_bot(inbound):
            return self._desk.person.standing.back_to_bot(case)
        if held and self._guide.is_control(inbound):
            turn = self._answer(case)
            return await self._desk.person.follow(case, turn) if turn.forget else self._kept(turn, conversation)
        if self._desk.bot_may_answer(case):
            return await self._desk.person.follow(case, self._answer(case))
        language, crisis, fixed = self._listen(case)
        again = conversation.owner is Owner.WAITING and self._asks_again(case)
        turn = await self._desk.person.mirror(case, language, crisis, fixed, again=again)
        return replace(turn, facts=facts_of(case, turn, crisis=crisis.reason if crisis else ""))

    def _answer(self, case: Case) -> Turn:
        """The dialogue's turn; when it fails, a handoff with the message as it is."""
        conversation = case.conversation
        assert conversation is not None  # noqa: S101 - only called with one
        asked = replace(case, conversation=conversation.with_(owner=Owner.BOT))
        try:
            return self._guide.respond(asked)
        except Exception as error:
            log.exception("dialogue.failed", event_id=case.id, error=type(error).__name__)
            inbound = case.event
            messages = (person_message(case, inbound),) if isinstance(inbound, Inbound) else ()
            return Turn(conversation, messages=messages, handled="error", handoff=Handoff("error"))

    # --- how fast somebody writes -------------------------------------------------------------------------------

    def _paced(self, conversation: Conversation, now: datetime) -> Conversation:
        """The conversation with one message more counted; a minute of calm begins anew."""
        pace = conversation.pace
        if pace.since is None or now - pace.since > FLOOD_PAUSE:
            return conversation.with_(pace=Pace(now, 1))
        return conversation.with_(pace=replace(pace, count=pace.count + 1))

    def _floods(self, conversation: Conversation) -> bool:
        return conversation.pace.count > self._desk.office.rules.flood

    def _danger(self, case: Case) -> bool:
        """Danger is heard in a flood too."""
        return self._listen(case)[1] is not None

    async def _rang(self, case: Case) -> Turn:
        """A clock rang: staff's answer clock, or the minute of a flood is over and its last message is answered."""
        conversation = case.conversation
        assert conversation is not None  # noqa: S101 - handle() has looked
        if conversation.owner is not Owner.BOT or not conversation.pace.told:
            return await self._desk.clock.rang(case)
        calm = conversation.with_(pace=Pace(), clock_at=None, clock_stage=0)
        history = await case.history(50) if case.history else ()
        last = next((m for m in reversed(history) if m.author is Author.PERSON and m.text.strip()), None)
        text = last.text if last else ""
        inbound = Inbound(
            conversation.channel, conversation.account, case.id, Kind.TEXT, conversation.chat,
            Sender(conversation.person), case.now, text=text,
        )  # fmt: skip
        asked = replace(case, event=inbound, conversation=calm)
        turn = self._answer(asked)
        turn = replace(turn, messages=tuple(m for m in turn.messages if m.id != case.id))
        done = await self._desk.person.follow(asked, turn)
        if done.conversation is not None and done.conversation.owner is Owner.BOT:
            done = replace(done, conversation=done.conversation.with_(waiting_since=None, clock_at=None))
        return done

    def _kept(self, turn: Turn, before: Conversation) -> Turn:
        """Settings (language, help) may change while a human has the talk; who speaks does not."""
        if turn.conversation is None:
            return turn
        same = turn.conversation.with_(
            owner=before.owner,
            waiting_since=before.waiting_since,
            clock_at=before.clock_at,
            clock_stage=before.clock_stage,
        )
        return replace(turn, conversation=same, handoff=None)

    def _asks_again(self, case: Case) -> bool:
        """Whether somebody who waits for a human asks for one again: silence would be read as a no."""
        try:
            return self._guide.wants_human(case)
        except Exception as error:
            log.exception("listening.failed", event_id=case.id, error=type(error).__name__)
            return False

    def _listen(self, case: Case) -> tuple[str, Handoff | None, str]:
        """What the bot hears while it is quiet: the language, and whether there is danger."""
        try:
            return self._guide.listen(case)
        except Exception as error:
            log.exception("listening.failed", event_id=case.id, error=type(error).__name__)
            return (case.conversation.language if case.conversation else ""), None, ""

    async def _delivered(self, case: Case, report: Delivery) -> Turn:
        conversation = case.conversation
        assert conversation is not None  # noqa: S101 - handle() has looked
        lost = report.outcome is Outcome.FAILED and report.to is To.PERSON
        if lost and conversation.owner in (Owner.BOT, Owner.CLOSED):
            turn = Turn(conversation, handoff=Handoff("delivery", about=report.reason, told=True))
            return await self._desk.person.follow(case, turn)
        return self._desk.reports.delivered(case)
