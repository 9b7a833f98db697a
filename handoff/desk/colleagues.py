"""Who works in a staff group. Telegram does not list members to a bot: whoever writes or presses becomes known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.desk.draft import Draft
from handoff.desk.office import Book

KIND = "colleague"
RECENT = timedelta(days=14)
"""Who has not been seen for so long is not called any more."""
STAYS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Colleague:
    """One member of staff, as last seen."""

    id: str
    name: str
    handle: str
    chat: str
    seen: datetime


async def colleagues(book: Book, chat: str, now: datetime) -> list[Colleague]:
    """The members of a group who were seen lately, the latest first."""
    found = [
        Colleague(key, body["name"], body.get("handle", ""), body["chat"], datetime.fromisoformat(body["seen"]))
        for key, body in (await book.notes(KIND)).items()
    ]
    here = [one for one in found if one.chat == chat and now - one.seen <= RECENT]
    return sorted(here, key=lambda one: one.seen, reverse=True)


def saw(draft: Draft) -> None:
    """Remembers who did this."""
    sender, chat = draft.inbound.sender, draft.inbound.chat
    if sender.id and not sender.anonymous and not sender.is_bot:
        body = {"name": sender.name, "handle": sender.handle, "chat": chat, "seen": draft.now.isoformat()}
        draft.keep(KIND, sender.id, body, draft.now + STAYS)
