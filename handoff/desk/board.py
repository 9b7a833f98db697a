"""The queue: who waits, how long, in which language, for what; and the summary pinned in the group, edited in place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Act, Case, Conversation, Entry, Outbound, To, Turn, escape
from handoff.desk.links import topic_link
from handoff.desk.office import Office

KIND = "board"
A_MINUTE = 20
"""Actions a minute that Telegram allows in a group (bots FAQ): what waits leaves at this pace."""
SATURATED = 10
"""Parts that wait for the staff's side from which on staff are told that Telegram slows us down."""
LISTED = 15
_STEP = timedelta(minutes=5)
"""The pinned summary tells waits in steps of five minutes: an edit a minute would eat the group's budget."""


@dataclass(frozen=True)
class Queue:
    """What there is to show of a group at one moment."""

    waiting: tuple[Conversation, ...]
    held: int
    queued: int

    @classmethod
    async def of(cls, office: Office, chat: str) -> Queue:
        """The queue of one group: danger first, then the longest wait."""
        mine = [
            one for one in await office.book.waiting() if office.listed_in(one) == chat or office.group_of(one) == chat
        ]
        mine.sort(key=lambda one: not one.urgent)  # stable: the longest wait stays first in each half
        return cls(tuple(mine), await office.book.held(), await office.book.queued())


def shown(office: Office, queue: Queue, now: datetime, *, rough: bool = False) -> str:
    """The queue as markup. ``rough``: waits in steps of five minutes."""
    words = office.words
    head = words.staff("queue_head", waiting=len(queue.waiting), held=queue.held)
    if not queue.waiting:
        head = words.staff("queue_empty", held=queue.held)
    lines = [f"<b>{head}</b>"]
    lines += [_line(office, one, now, rough=rough) for one in queue.waiting[:LISTED]]
    if len(queue.waiting) > LISTED:
        lines.append(words.staff("queue_more", n=len(queue.waiting) - LISTED))
    if queue.queued >= SATURATED:
        minutes = -(-queue.queued // A_MINUTE)
        lines.append("🐢 " + words.staff("saturated", n=queue.queued, minutes=minutes))
    if not office.duty.open(now):
        opens = office.duty.next_open(now)
        when = words.day_and_time(opens, words.language) if opens else "—"
        lines.append("🌙 " + words.staff("off_duty", when=when))
    return "\n".join(lines)


def _line(office: Office, one: Conversation, now: datetime, *, rough: bool) -> str:
    """🔴 Héron 42 · 12 min · ukrainien · Bordeaux · école"""
    words = office.words
    since = one.waiting_since or now
    waited = now - since
    if rough:
        waited = max(_STEP, waited - waited % _STEP) if waited >= _STEP else timedelta(0)
    link = topic_link(one)
    name = f'<a href="{link}">{escape(one.pseudonym)}</a>' if link else escape(one.pseudonym)
    facts = [
        words.waited(now - waited, now),
        words.language_name(one.language) if one.language else "",
        one.memory.place,
        one.need,
        f"✋ {one.staff_name}" if one.staff_name else "",
    ]
    sign = "🔴" if one.urgent else "🟡"
    return f"{sign} {name} · " + " · ".join(escape(fact) for fact in facts if fact)


class Board:
    """The pinned summary of each group."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def changed(self, chat: str, now: datetime) -> bool:
        """Whether the summary that is pinned in ``chat`` is out of date."""
        _text, digest = await self._now(chat, now)
        page = (await self._office.book.notes(KIND)).get(chat)
        return page is None or page.get("digest") != digest

    async def refresh(self, case: Case, chat: str) -> Turn:
        """Pins the summary, or edits the one that is pinned."""
        text, digest = await self._now(chat, case.now)
        page = (await self._office.book.notes(KIND)).get(chat)
        if page is not None and page.get("digest") == digest:
            return Turn(None, handled="board:same")
        act = Act.EDIT if page is not None else Act.SAY
        name = f"board:{chat}"
        clock = self._office.words.staff("board_at", time=self._office.words.time(case.now))
        part = Outbound(
            "board",
            To.GENERAL,
            f"{text}\n<i>{clock}</i>",
            act=act,
            chat=chat,
            message=name,
            target=name if page is not None else "",
            pin=True,
            silent=True,
            priority=2,
        )
        return Turn(None, (part,), handled="board", notes=(Entry(KIND, chat, {"digest": digest}),))

    async def _now(self, chat: str, now: datetime) -> tuple[str, str]:
        queue = await Queue.of(self._office, chat)
        text = shown(self._office, queue, now, rough=True)
        return text, hashlib.sha256(text.encode()).hexdigest()[:16]
