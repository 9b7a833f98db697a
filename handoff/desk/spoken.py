"""What changes when a member of staff has spoken to the person, typed by hand or sent with an order."""

from __future__ import annotations

from bot.model import Act, Author, Icon, Kind, Message, Owner, To
from handoff.desk.draft import Draft
from handoff.desk.office import JUST_SPOKE, Office
from handoff.desk.orders.turns import rest


def spoke(office: Office, draft: Draft) -> None:
    """Staff have the talk from now on and nobody waits any more; a closed topic opens, a collision is told."""
    before, sender = draft.conversation, draft.inbound.sender
    if before.owner is Owner.CLOSED and before.topic_icon is Icon.CLOSED:
        draft.part("reopen", To.DESK, act=Act.REOPEN_TOPIC, priority=2)
    _twice(office, draft)
    draft.change(
        owner=Owner.STAFF,
        staff_id=sender.id,
        staff_name=sender.name,
        staff_since=draft.now,
        waiting_since=None,
        clock_at=None,
        clock_stage=0,
        closed_at=None,
        topic_icon=Icon.TAKEN,
    )
    rest(office, draft)


def _twice(office: Office, draft: Draft) -> None:
    """Two of the staff answer the same person: both messages have left, and both authors are told."""
    before, sender, words = draft.conversation, draft.inbound.sender, office.words
    if before.owner is not Owner.STAFF or not before.staff_id or before.staff_id == sender.id:
        return
    if before.staff_since is None:  # the other has taken the talk and not written yet
        text = words.staff("answered_taken", who=before.staff_name, by=sender.name)
    elif before.waiting_since is None and draft.now - before.staff_since <= JUST_SPOKE:
        time = words.time(before.staff_since)
        text = words.staff("answered_twice", who=before.staff_name, by=sender.name, time=time)
    else:
        return
    draft.topic("twice", "👥 " + text, reply_to=draft.case.id)


def send(office: Office, draft: Draft, markup: str, written: Message, note: str) -> None:
    """Sends ``markup`` to the person as an answer of the staff and shows ``note`` in the topic under the same id.

    ``written`` is the record of it, see :func:`record`.
    """
    spoke(office, draft)
    draft.messages.append(written)
    draft.part("answer", To.PERSON, markup, message=written.id, answers=True, report=True)
    draft.seen()
    draft.topic("sent", note, message=written.id)


def record(draft: Draft, text: str, *, translation: str = "", translator: str = "") -> Message:
    """The record of an answer sent with an order: ``text`` as staff know it, ``translation`` as the person reads it.

    A typed order is the staff message itself; a press has no message of its own in the chat.
    """
    inbound = draft.inbound
    typed = inbound.kind is not Kind.CHOICE
    return Message(
        draft.case.id,
        Author.STAFF,
        text,
        translation=translation,
        staff=inbound.sender.id,
        chat=inbound.chat if typed else "",
        provider_ids=tuple(filter(None, (inbound.message_id, *inbound.more_ids))) if typed else (),
        at=inbound.sent_at,
        translator=translator,
    )
