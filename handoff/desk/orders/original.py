"""/original: what the person really wrote, what they have read of us, and another translation of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Author, Choice, Kind, Message, Turn
from handoff.desk.draft import Draft
from handoff.desk.office import Office
from handoff.desk.orders.order import PREFIX, Order, button, own
from handoff.desk.words import READ_LIMIT
from handoff.translation import Translation

HISTORY = 200
"""Messages in which the one that is meant is looked for."""
_SHOWN = 1_500  # characters of each text: both fit into one message
_AGAIN = "again:"
_ROOM = 64 - len(f"{PREFIX}original:{_AGAIN}")  # bytes of a button's data that are left for the id


async def original(office: Office, draft: Draft, arguments: str) -> Turn:
    """Shows both sides of the message that was replied to, else of the person's last one."""
    said = list(await draft.case.history(HISTORY)) if draft.case.history else []
    if draft.inbound.kind is Kind.CHOICE and arguments.startswith(_AGAIN):
        return await _again(office, draft, _by_id(said, arguments.removeprefix(_AGAIN)))
    message = _by_id(said, draft.case.quoted) if draft.case.quoted else _last(said)
    if message is None:
        own(draft, "original", office.words.staff("original_none"))
        return draft.turn("refused:original")
    draft.seen()
    draft.topic("original", _both(office, draft, message), choices=_buttons(office, message), reply_to=message.id)
    return draft.turn("original")


async def _again(office: Office, draft: Draft, message: Message | None) -> Turn:
    words = office.words
    if message is None:
        own(draft, "original", words.staff("original_none"))
        return draft.turn("refused:original")
    found = await _other(office, draft, message)
    draft.seen()
    if found.quality == "none":
        text = words.staff("again_none", reason=words.why(found))
    elif found.quality == "same":
        text = words.staff("original_same", original=message.text[:_SHOWN])
    else:
        text = words.staff("again", provider=found.provider, translation=found.text[:_SHOWN])
    draft.topic("again", text, reply_to=message.id)
    return draft.turn("original:again")


async def _other(office: Office, draft: Draft, message: Message) -> Translation:
    """The text by a translator that has not translated it yet. Who did is asked (of the cache) when nobody noted it."""
    staff, person = office.words.language, _language(draft, message)
    source, target = (person or None, staff) if message.author is Author.PERSON else (staff, person or staff)
    text = message.text[:READ_LIMIT]
    by = message.translator
    if not by:
        first = await office.translator.translate(text, source, target)
        if first.quality in ("none", "same"):
            return first
        by = first.provider
    return await office.translator.translate(text, source, target, without={by})


def _both(office: Office, draft: Draft, message: Message) -> str:
    words = office.words
    if not message.translation:
        return words.staff("original_same", original=message.text[:_SHOWN])
    return words.staff(
        "original_in" if message.author is Author.PERSON else "original_out",
        language=words.language_name(_language(draft, message)),
        original=message.text[:_SHOWN],
        provider=message.translator or "?",
        translation=message.translation[:_SHOWN],
    )


def _buttons(office: Office, message: Message) -> tuple[tuple[Choice, ...], ...]:
    """Another translation, where there is one already and its words were typed by somebody."""
    typed = message.author in (Author.PERSON, Author.STAFF) and message.translation and message.text.strip()
    if not typed or len(message.id.encode()) > _ROOM:
        return ()
    return ((button(office.words.staff("button.again"), "original", f"{_AGAIN}{message.id}"),),)


def _language(draft: Draft, message: Message) -> str:
    """The language on the person's side of a message."""
    return message.language or draft.conversation.language


def _by_id(said: Sequence[Message], id: str) -> Message | None:
    """The message, as it was edited last."""
    return next((one for one in reversed(said) if id and id in (one.id, one.revises)), None)


def _last(said: Sequence[Message]) -> Message | None:
    """The person's last message with words."""
    return next((one for one in reversed(said) if one.author is Author.PERSON and one.text.strip()), None)


ORDERS = (Order("original", 35, original),)
