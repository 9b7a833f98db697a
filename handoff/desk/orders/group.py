"""What concerns the whole group: /queue /stats /move /help."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from bot.model import Act, Icon, Media, To, Turn
from handoff.desk import card
from handoff.desk.board import Queue, shown
from handoff.desk.draft import Draft
from handoff.desk.office import Office
from handoff.desk.orders.order import General, Order, button, own
from handoff.desk.weekly import report

HISTORY = 12
"""Messages that go along when a talk moves to another group."""


async def queue(order: General, _arguments: str) -> Turn:
    """Who waits, how long, in which language, for what."""
    now = order.case.now
    order.seen()
    order.answer(shown(order.office, await Queue.of(order.office, order.inbound.chat), now))
    return order.turn("queue")


async def queue_here(office: Office, draft: Draft, _arguments: str) -> Turn:
    """The same, in a topic."""
    draft.seen()
    draft.topic("queue", shown(office, await Queue.of(office, office.group_of(draft.conversation)), draft.now))
    return draft.turn("queue")


async def stats(order: General, arguments: str) -> Turn:
    """Figures of the last days, with a picture: ``/stats``, ``/stats 30``."""
    days = _days(arguments)
    text, media = await last_days(order.office, order.case.now, days)
    order.seen()
    order.answer(text, media=media)
    return order.turn("stats")


async def stats_here(office: Office, draft: Draft, arguments: str) -> Turn:
    """The same, in a topic."""
    days = _days(arguments)
    text, media = await last_days(office, draft.now, days)
    draft.seen()
    draft.topic("stats", text, media=media)
    return draft.turn("stats")


def _days(typed: str) -> int:
    """The days that were asked for; a week when nothing sensible was."""
    return min(366, int(typed)) if re.fullmatch(r"\s*[1-9]\d{0,3}\s*", typed) else 7


async def last_days(office: Office, now: datetime, days: int) -> tuple[str, tuple[Media, ...]]:
    """The report of the last ``days`` days, today included: its text and its picture."""
    zone = office.words.zone
    first = datetime.combine(now.astimezone(zone).date() - timedelta(days=days - 1), time(), zone)
    return await report(office, first, now)


async def move(office: Office, draft: Draft, arguments: str) -> Turn:
    """Hands the talk to another group, with its history; the old topic says where it went."""
    words, groups = office.words, office.groups
    here = office.group_of(draft.conversation)
    others = [chat for chat in groups.all if chat != here]
    wanted = arguments.strip()
    chosen = groups.by_departement.get(wanted.upper()) or next(
        (chat for chat in others if wanted and wanted in (chat, groups.name(chat))), ""
    )
    if not others:
        own(draft, "move", words.staff("move_nowhere"))
        return draft.turn("refused:move")
    if not chosen or chosen == here:
        rows = tuple((button(words.staff("group", name=groups.name(chat))[:40], "move", chat),) for chat in others[:8])
        draft.seen()
        draft.topic("move", words.staff("move_where"), choices=rows)
        return draft.turn("move:asked")
    draft.seen()
    by, name = draft.inbound.sender.name, groups.name(chosen)
    draft.topic("moved", "➡ " + words.staff("moved", who=by, group=name))
    draft.part("close", To.DESK, act=Act.CLOSE_TOPIC, priority=1)
    topic = draft.conversation.topic
    if topic is not None:
        draft.keep("moved", f"{topic.chat}:{topic.thread}", {"group": name}, draft.now + timedelta(days=30))
    draft.change(group=chosen, staff_id="", staff_name="", topic_icon=Icon.WAITING)
    icon = Icon.URGENT if draft.conversation.urgent else Icon.WAITING
    title = card.title(draft.conversation)
    draft.part("topic", To.DESK, title, act=Act.OPEN_TOPIC, icon=icon, chat=chosen, priority=1)
    history = await draft.case.history(HISTORY) if draft.case.history else ()
    text = card.recap(draft.conversation, history, words, draft.now, key="moved_here", who=by)
    draft.topic("recap", text, choices=card.buttons(words))
    return draft.turn("moved")


ORDERS = (
    Order("queue", 50, queue_here, queue),
    Order("move", 51, move),
    Order("stats", 52, stats_here, stats),
)
