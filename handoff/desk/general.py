"""The staff group itself, outside every conversation: orders, hints, and otherwise quiet."""

from __future__ import annotations

from bot.model import Case, Inbound, Kind, Turn
from handoff.desk.office import Office
from handoff.desk.orders import PREFIX, General, found


class GroupTalk:
    """What happens when somebody writes or presses in General, or in a topic that belongs to no conversation."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def handle(self, case: Case) -> Turn:
        """An order is done, a reply to a mirror is explained, everything else is the staff's own talk."""
        inbound = case.event
        if not isinstance(inbound, Inbound):
            return Turn(None, handled="ignored:report")
        if inbound.kind is Kind.MOVED and inbound.moved_to:
            return Turn(None, handled="group moved", desk_moved=(inbound.chat, inbound.moved_to))
        if inbound.chat not in self._office.groups.all and not inbound.desk:
            return Turn(None, handled="ignored:foreign group")
        if inbound.sender.is_bot and not inbound.sender.anonymous:
            return Turn(None, handled="ignored:bot")
        order = General(self._office, case, inbound)
        if inbound.kind is Kind.CHOICE:
            return await self._press(order)
        if inbound.kind is Kind.COMMAND and not inbound.forwarded:
            return await self._order(order, inbound.command, inbound.arguments)
        if inbound.kind not in (Kind.TEXT, Kind.MEDIA):
            return order.turn("general talk")
        if inbound.thread and (gone := await self._moved(inbound)):
            order.answer(self._office.words.staff("topic_moved", group=gone))
            return order.turn("refused:moved topic")
        if inbound.reply_to and case.quoted and not case.quoted.startswith("board:"):
            order.answer(self._office.words.staff("write_in_topic"))
            return order.turn("refused:general reply")
        return order.turn("general talk")

    async def _press(self, order: General) -> Turn:
        name, _, arguments = order.inbound.choice.removeprefix(PREFIX).partition(":")
        known = found().get(name)
        if not order.inbound.choice.startswith(PREFIX) or known is None or known.general is None:
            order.seen(self._office.words.staff("old_button"))
            return order.turn("refused:old button")
        return await known.general(order, arguments)

    async def _order(self, order: General, name: str, arguments: str) -> Turn:
        known = found().get("help" if name == "start" else name)
        if known is None or known.general is None:
            key = "unknown_command" if known is None else "in_a_topic"
            order.answer(self._office.words.staff(key, command=name))
            return order.turn("staff help")
        return await known.general(order, arguments)

    async def _moved(self, inbound: Inbound) -> str:
        """Where the conversation of this topic went; empty when it never was one."""
        page = (await self._office.book.notes("moved")).get(f"{inbound.chat}:{inbound.thread}")
        return str(page["group"]) if page else ""
