"""/help: every order in one line, from the registry, so that none is forgotten."""

from __future__ import annotations

from bot.model import Turn
from handoff.desk.draft import Draft
from handoff.desk.office import Office
from handoff.desk.orders.order import General, Order
from handoff.desk.words import Words


def text(words: Words) -> str:
    """What staff can do, as markup."""
    from handoff.desk.orders import found

    lines = [f"/{name} {words.staff(f'order.{name}')}" for name in found()]
    return words.staff("help") + "\n\n" + "\n".join(lines)


async def here(office: Office, draft: Draft, _arguments: str) -> Turn:
    """Help in a topic."""
    draft.seen()
    draft.topic("help", text(office.words))
    return draft.turn("staff help")


async def general(order: General, _arguments: str) -> Turn:
    """Help in the group."""
    order.seen()
    order.answer(text(order.office.words))
    return order.turn("staff help")


ORDERS = (Order("help", 99, here, general),)
