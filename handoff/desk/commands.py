"""What staff can type or press: /take /close /bot /note /help, in a topic and in the group itself."""

from __future__ import annotations

from typing import Any

from bot.model import Act, Author, Case, Icon, Inbound, Kind, Outbound, Owner, To, Turn
from handoff.desk import card
from handoff.desk.draft import Draft
from handoff.desk.duty import Duty
from handoff.desk.relay import Relay, staff_message
from handoff.desk.words import Words

COMMANDS = ("take", "close", "bot", "note", "help")


class Commands:
    """Staff commands in a topic; each is done at once and says what it did."""

    def __init__(self, words: Words, relay: Relay, duty: Duty) -> None:
        self._words = words
        self._relay = relay
        self._duty = duty

    async def run(self, draft: Draft) -> Turn:
        """A command in the topic of a conversation."""
        match draft.inbound.command:
            case "take":
                return self._take(draft)
            case "close":
                return self._close(draft)
            case "bot":
                return self._to_bot(draft)
            case "note":
                return self.note(draft, draft.inbound.arguments)
            case "help" | "start":
                draft.topic("help", self._words.staff("help"))
                return draft.turn("staff help")
            case other:
                draft.topic("unknown", self._words.staff("unknown_command", command=other), reply_to="")
                return draft.turn("refused:unknown command")

    def press(self, draft: Draft) -> Turn:
        """A button under a card."""
        match draft.inbound.choice:
            case card.TAKE:
                return self._take(draft)
            case card.TO_BOT:
                return self._to_bot(draft)
            case card.CLOSE:
                return self._close(draft)
            case _:
                draft.seen(self._words.staff("old_button"))
                return draft.turn("refused:old button")

    def note(self, draft: Draft, text: str) -> Turn:
        """Keeps a note among staff: nothing leaves, text or media."""
        message = staff_message(draft, author=Author.NOTE)
        draft.messages.append(message)
        if not text and not draft.inbound.media:
            draft.topic("note", self._words.staff("empty_note"))
        return draft.turn("note")

    def _take(self, draft: Draft) -> Turn:
        sender = draft.inbound.sender
        holder = draft.conversation
        if holder.owner is Owner.STAFF and holder.staff_id and holder.staff_id != sender.id:
            draft.seen(self._words.staff("taken_by", who=holder.staff_name))
            if not draft.inbound.callback_id:
                draft.topic("taken", self._words.staff("taken_by", who=holder.staff_name))
            return draft.turn("refused:taken")
        draft.change(
            owner=Owner.STAFF,
            staff_id=sender.id,
            staff_name=sender.name,
            topic_icon=Icon.TAKEN,
            staff_since=None,
            closed_at=None,
        )
        draft.seen()
        draft.topic("taken", self._words.staff("takes", who=sender.name))
        return draft.turn("taken")

    def _to_bot(self, draft: Draft) -> Turn:
        if draft.conversation.owner is Owner.BOT:
            draft.seen(self._words.staff("bot_has_it"))
            if not draft.inbound.callback_id:
                draft.topic("bot", self._words.staff("bot_has_it"))
            return draft.turn("already with the bot")
        self._release(draft, Owner.BOT)
        draft.person(
            "handback", self._words.person(draft.conversation.language, "handed_back"), answers=True, report=True
        )
        draft.seen()
        draft.topic("bot", self._words.staff("handed_back", who=draft.inbound.sender.name))
        return draft.turn("handed back")

    def _close(self, draft: Draft) -> Turn:
        if draft.conversation.owner is Owner.CLOSED:
            draft.seen(self._words.staff("is_closed"))
            if not draft.inbound.callback_id:
                draft.topic("closed", self._words.staff("is_closed"))
            return draft.turn("already closed")
        self._release(draft, Owner.CLOSED)
        draft.change(closed_at=draft.now, topic_icon=Icon.CLOSED, urgent=False)
        draft.person("closed", self._words.person(draft.conversation.language, "closed"), answers=True, report=True)
        draft.seen()
        draft.topic("closed", self._words.staff("closed", who=draft.inbound.sender.name))
        draft.part("close", To.DESK, act=Act.CLOSE_TOPIC, priority=1)
        return draft.turn("closed")

    def _release(self, draft: Draft, owner: Owner) -> None:
        draft.change(
            owner=owner, staff_id="", staff_name="", staff_since=None, waiting_since=None, clock_at=None, clock_stage=0
        )

    # --- outside every conversation -------------------------------------------------------------------------

    def general(self, case: Case, groups: Any) -> Turn:
        """Something in a staff group that belongs to no conversation: help, a hint, or quiet."""
        inbound = case.event
        if not isinstance(inbound, Inbound):
            return Turn(None, handled="ignored:report")
        known = {groups.default, *groups.by_departement.values()}
        if inbound.kind is Kind.MOVED and inbound.moved_to:
            return Turn(None, handled="group moved", desk_moved=(inbound.chat, inbound.moved_to))
        if inbound.chat not in known and not inbound.desk:
            return Turn(None, handled="ignored:foreign group")
        if inbound.sender.is_bot and not inbound.sender.anonymous:
            return Turn(None, handled="ignored:bot")
        say: list[Outbound] = []
        handled = "general talk"
        if inbound.kind is Kind.CHOICE:
            say.append(self._say(inbound, "old_button", act=Act.SEEN))
            handled = "refused:old button"
        elif inbound.kind is Kind.COMMAND and not inbound.forwarded:
            key = "help" if inbound.command in ("help", "start") else "in_a_topic"
            say.append(self._say(inbound, key))
            handled = "staff help"
        elif inbound.reply_to and inbound.kind in (Kind.TEXT, Kind.MEDIA) and case.quoted:
            say.append(self._say(inbound, "write_in_topic"))
            handled = "refused:general reply"
        return Turn(None, tuple(say), handled=handled)

    def _say(self, inbound: Inbound, key: str, act: Act = Act.SAY) -> Outbound:
        return Outbound(
            key,
            To.GENERAL,
            self._words.staff(key),
            act=act,
            chat=inbound.chat,
            thread=inbound.thread,
            callback_id=inbound.callback_id,
            priority=1,
        )
