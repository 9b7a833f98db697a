"""Who speaks: /take /assign /bot /close. Each is done at once and says what it did."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from bot.model import Act, Author, Choice, Conversation, Icon, Owner, To, Turn
from handoff.desk import card
from handoff.desk.colleagues import Colleague, colleagues
from handoff.desk.draft import Draft
from handoff.desk.office import Office
from handoff.desk.orders.order import Order, button, mention, own

CLOSE_ENOUGH = 80
"""How alike (0–100) a name and what was typed of it must be."""


async def take(office: Office, draft: Draft, _arguments: str) -> Turn:
    """This member of staff answers; the others see it, and the person is told when they wait."""
    sender, before, words = draft.inbound.sender, draft.conversation, office.words
    if before.owner is Owner.STAFF and before.staff_id and before.staff_id != sender.id:
        own(draft, "taken", words.staff("taken_by", who=before.staff_name))
        return draft.turn("refused:taken")
    waited = before.waiting_since is not None and not (before.owner is Owner.STAFF and before.staff_id == sender.id)
    hold(office, draft, sender.id, sender.name)
    draft.seen()
    draft.topic("taken", words.staff("takes", who=sender.name))
    if waited:
        draft.person("someone", words.person(before.language, "someone_answers"))
    return draft.turn("taken")


def hold(office: Office, draft: Draft, staff_id: str, name: str) -> None:
    """Staff have the talk from now on; when nobody waits, the bot comes back after a silence."""
    before = draft.conversation
    if before.topic_icon is Icon.CLOSED:
        draft.part("reopen", To.DESK, act=Act.REOPEN_TOPIC, priority=1)
    if before.topic_icon is not Icon.TAKEN:
        icon = Icon.URGENT if before.urgent else Icon.TAKEN
        draft.part("icon", To.DESK, card.title(before), act=Act.EDIT_TOPIC, icon=icon, priority=2)
    draft.change(
        owner=Owner.STAFF, staff_id=staff_id, staff_name=name, topic_icon=Icon.TAKEN, staff_since=None, closed_at=None
    )
    rest(office, draft)


def rest(office: Office, draft: Draft) -> None:
    """Sets the clock of a talk that staff have and in which nobody waits: when they stay silent the bot comes back."""
    if draft.conversation.waiting_since is None:
        after = office.rules.bot_after
        draft.change(clock_at=draft.now + after if after else None, clock_stage=0)


async def assign(office: Office, draft: Draft, arguments: str) -> Turn:
    """Gives the talk to a colleague, who is called by name; the clock goes on until they write."""
    words = office.words
    known = await colleagues(office.book, office.group_of(draft.conversation), draft.now)
    chosen = _named(arguments, known)
    if chosen is None:
        others = [one for one in known if one.id.isdecimal() and one.id != draft.inbound.sender.id]
        rows = [(button(one.name[:40], "assign", one.id),) for one in others]
        key = "assign_whom" if not arguments else "assign_unknown"
        text = words.staff(key if rows else "assign_nobody", name=arguments)
        draft.seen()
        draft.topic("assign", text, choices=tuple(rows[:8]))
        return draft.turn("assign:asked")
    waits = draft.conversation.waiting_since is not None
    if waits:
        draft.change(owner=Owner.WAITING, staff_id=chosen.id, staff_name=chosen.name, staff_since=None)
    else:
        hold(office, draft, chosen.id, chosen.name)
    draft.seen()
    by = draft.inbound.sender.name
    who = mention(chosen.id, chosen.name)
    draft.topic("assigned", "👉 " + words.staff("assigned", who=words.markup(who), by=by), priority=0)
    return draft.turn("assigned")


def _named(typed: str, known: list[Colleague]) -> Colleague | None:
    """The colleague that was pressed, named, or nearly named; None when none or two are."""
    typed = typed.strip().removeprefix("@")
    if not typed:
        return None
    for one in known:
        if typed == one.id or typed.casefold() in (one.handle.casefold(), one.name.casefold()):
            return one
    names = {one.id: one.name.casefold() for one in known}
    found = process.extract(typed.casefold(), names, scorer=fuzz.partial_ratio, score_cutoff=CLOSE_ENOUGH, limit=2)
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    return next(one for one in known if one.id == found[0][2])


async def to_bot(office: Office, draft: Draft, _arguments: str) -> Turn:
    """The bot answers again; the person is told."""
    words = office.words
    if draft.conversation.owner is Owner.BOT:
        own(draft, "bot", words.staff("bot_has_it"))
        return draft.turn("already with the bot")
    waited = draft.conversation.waiting_since is not None
    release(draft, Owner.BOT)
    language = draft.conversation.language
    text = words.person(language, "handed_back")
    if waited and (best := await best_answer(office, draft)):
        text = f"{text}\n\n{words.person(language, 'best')}\n{best}"
    draft.person("handback", text, answers=True, report=True)
    draft.seen()
    draft.topic("bot", words.staff("handed_back", who=draft.inbound.sender.name))
    return draft.turn("handed back")


async def best_answer(office: Office, draft: Draft) -> str:
    """The nearest thing to an answer that the bot has for what the person wrote last, as markup; empty: nothing."""
    history = await draft.case.history(6) if draft.case.history else ()
    asked = next((m.text for m in reversed(history) if m.author is Author.PERSON and m.text.strip()), "")
    return office.guidance.best(draft.conversation, asked, draft.now) if asked else ""


async def close(office: Office, draft: Draft, _arguments: str) -> Turn:
    """Ends the talk; the person is told and asked once whether it helped."""
    words = office.words
    if draft.conversation.owner is Owner.CLOSED:
        own(draft, "closed", words.staff("is_closed"))
        return draft.turn("already closed")
    release(draft, Owner.CLOSED)
    draft.change(closed_at=draft.now, topic_icon=Icon.CLOSED, urgent=False)
    language = draft.conversation.language
    text = words.person(language, "closed")
    rows: tuple[tuple[Choice, ...], ...] = ()
    if may_ask(draft.conversation, draft):
        text = f"{text}\n\n{words.person(language, 'helped')}"
        rows = office.guidance.helped(language)
        draft.change(asked_at=draft.now)
    draft.person("closed", text, answers=True, report=True, choices=rows)
    draft.seen()
    draft.topic("closed", words.staff("closed", who=draft.inbound.sender.name))
    draft.part("close", To.DESK, act=Act.CLOSE_TOPIC, priority=1)
    return draft.turn("closed")


def may_ask(conversation: Conversation, draft: Draft) -> bool:
    """Whether it is no nagging to ask if the talk helped: at most once a week, and not after a danger."""
    asked = conversation.asked_at
    return not (draft.case.conversation and draft.case.conversation.urgent) and (
        asked is None or (draft.now - asked).days >= 7
    )


def release(draft: Draft, owner: Owner) -> None:
    """Nobody of the staff has the talk any more, and no clock runs."""
    draft.change(
        owner=owner, staff_id="", staff_name="", staff_since=None, waiting_since=None, clock_at=None, clock_stage=0
    )


ORDERS = (
    Order("take", 10, take),
    Order("assign", 11, assign),
    Order("bot", 12, to_bot),
    Order("close", 13, close),
)
