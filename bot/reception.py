"""Where every event of a conversation arrives: dialogue or desk, bot or human. The handler of the worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.dialogue import Guide
from bot.model import (
    Case,
    Conversation,
    Delivery,
    Handoff,
    Inbound,
    Kind,
    Outcome,
    Owner,
    Ring,
    To,
    Turn,
)
from handoff.desk import Desk, pseudonym
from handoff.desk.draft import person_message

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
        """What ``case`` leads to."""
        event = case.event
        if case.conversation is None:
            return self._desk.general(case)
        if isinstance(event, Ring):
            return self._desk.clock.rang(case)
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
        owner = conversation.owner
        held = owner in (Owner.WAITING, Owner.STAFF)
        if held and self._guide.is_control(inbound):
            turn = self._answer(case)
            return await self._desk.follow(case, turn) if turn.forget else self._kept(turn, conversation)
        if self._desk.bot_may_answer(case):
            return await self._desk.follow(case, self._answer(case))
        language, crisis, fixed = self._listen(case)
        return await self._desk.person(case, language, crisis, fixed)

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
            return await self._desk.follow(case, turn)
        return self._desk.reports.delivered(case)
