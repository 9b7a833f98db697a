"""/place: sends a place of the directory to the person, as a card in their language."""

from __future__ import annotations

from bot.model import Kind, Slip, Turn, plain
from handoff.desk.draft import Draft
from handoff.desk.office import Office
from handoff.desk.orders.order import Order, button, own
from handoff.desk.spoken import record, send

LABEL = 40
"""Characters of a name on a button."""
_WORDS = 200  # characters of what is looked for


async def place(office: Office, draft: Draft, arguments: str) -> Turn:
    """Sends the place that is named or described; several are offered; alone: those near the person that fit."""
    words, typed = office.words, " ".join(arguments.split())[:_WORDS]
    if draft.inbound.kind is Kind.CHOICE and typed:
        chosen = office.guidance.place(typed, draft.conversation, draft.now)
        if chosen is None:
            own(draft, "place", words.staff("place_gone"))
            return draft.turn("refused:place gone")
        return _send(office, draft, chosen)
    found = office.guidance.places(typed, draft.conversation, draft.now)
    if typed and len(found) == 1:
        return _send(office, draft, found[0])
    if typed and not found:
        own(draft, "place", words.staff("place_none", words=typed))
        return draft.turn("refused:no place")
    rows = tuple((button(slip.name[:LABEL], "place", slip.id),) for slip in found)
    key = "place_which" if typed else "place_how"
    draft.seen()
    draft.topic("place", words.staff(key), choices=rows)
    return draft.turn("place:asked")


def _send(office: Office, draft: Draft, slip: Slip) -> Turn:
    words = office.words
    language = draft.conversation.language or words.language
    markup = f"{words.person(language, 'place_sent')}\n\n{slip.card}"
    written = record(draft, f"📍 {slip.name}", translation=plain(markup))
    send(office, draft, markup, written, words.staff("place_sent", name=slip.name))
    return draft.turn("place:sent")


ORDERS = (Order("place", 31, place),)
