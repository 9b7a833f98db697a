"""The desk: (case, event) → Turn. One gate decides who speaks; while a human has the conversation, the bot is quiet."""

from __future__ import annotations

from bot.model import Act, Case, Kind, Owner, Round, To, Turn
from handoff.desk import weekly
from handoff.desk.board import Board
from handoff.desk.clock import AnswerClock
from handoff.desk.colleagues import saw
from handoff.desk.draft import Draft
from handoff.desk.general import GroupTalk
from handoff.desk.handover import Handover
from handoff.desk.knowledge import Knowledge
from handoff.desk.office import Office
from handoff.desk.orders import PREFIX, found
from handoff.desk.orders.person import note
from handoff.desk.relay import Relay
from handoff.desk.reports import Reports
from handoff.desk.rescue import Rescue
from handoff.desk.spoken import spoke


class Desk:
    """What staff see and do."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._words = office.words
        self._relay = Relay(office.words, office.translator)
        self.clock = AnswerClock(office)
        self.reports = Reports(office.words, self._relay)
        self.person = Handover(office, self._relay, self.clock, Knowledge(office))
        self.group = GroupTalk(office)
        self.board = Board(office)
        rescue = Rescue(office, self.clock)
        self.recap, self.rescue = rescue.recap, rescue.rescue

    # --- who speaks -----------------------------------------------------------------------------------------

    def bot_may_answer(self, case: Case) -> bool:
        """The one gate: the bot speaks when it owns the talk, or when nobody is on duty and nobody has taken it."""
        conversation = case.conversation
        if conversation is None or conversation.owner in (Owner.BOT, Owner.CLOSED):
            return True
        return conversation.owner is Owner.WAITING and not self.office.duty.open(case.now)

    # --- the regular look -----------------------------------------------------------------------------------

    async def due(self, look: Round) -> bool:
        """Whether there is anything to do for a group now: its summary is out of date, or last week's report is due."""
        if await weekly.due(self.office, look.chat, look.at):
            return True
        return await self.board.changed(look.chat, look.at)

    async def round(self, case: Case) -> Turn:
        """Brings the summary of a group up to date; on Mondays the report of the week."""
        if not isinstance(case.event, Round):
            raise TypeError("not a look at a group")
        if await weekly.due(self.office, case.event.chat, case.now):
            return await weekly.post(self.office, case, case.event.chat)
        return await self.board.refresh(case, case.event.chat)

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
        if inbound.forwarded and inbound.kind is Kind.COMMAND:
            return draft.turn("ignored:forwarded command")
        saw(draft)
        if inbound.kind is Kind.CHOICE:
            return await self._press(draft)
        if inbound.kind is Kind.COMMAND:
            return await self._order(draft, inbound.command, inbound.arguments)
        if inbound.kind is Kind.REACTION:
            return self._react(draft)
        if inbound.text.lstrip().startswith("//"):
            return await note(self.office, draft, inbound.text.lstrip()[2:].strip())
        if inbound.kind is Kind.EDIT:
            return await self._edited(draft)
        return await self._answer(draft)

    async def _press(self, draft: Draft) -> Turn:
        """A button gives an order; one that is no order of today is said to be old."""
        data = draft.inbound.choice
        name, _, arguments = data.removeprefix(PREFIX).partition(":")
        order = found().get(name)
        if not data.startswith(PREFIX) or order is None or order.topic is None:
            draft.seen(self._words.staff("old_button"))
            return draft.turn("refused:old button")
        return await order.topic(self.office, draft, arguments)

    async def _order(self, draft: Draft, name: str, arguments: str) -> Turn:
        order = found().get("help" if name == "start" else name)
        if order is None or order.topic is None:
            key = "unknown_command" if order is None else "in_the_group"
            draft.topic("unknown", self._words.staff(key, command=name))
            return draft.turn("refused:unknown command")
        return await order.topic(self.office, draft, arguments)

    async def _answer(self, draft: Draft) -> Turn:
        inbound = draft.inbound
        nothing = not (inbound.text.strip() or inbound.media or inbound.location or inbound.contact)
        if nothing or inbound.kind is Kind.OTHER:
            return self._refuse(draft, "cannot_send")
        self._relay.mark(draft, "👀")
        await self._relay.to_person(draft)
        spoke(self.office, draft)
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
