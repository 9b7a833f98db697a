"""/learn: the bot gives an answer of the staff again to the same question. A human reads it over first."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model import Author, Choice, Entry, Kind, Message, Turn
from handoff.desk.draft import Draft
from handoff.desk.knowledge import KIND, Known, pages
from handoff.desk.office import Office
from handoff.desk.orders.order import General, Order, button, own
from handoff.desk.same_question import LEAST
from handoff.desk.same_question import words as meaningful

DRAFTS = "learning"
"""Where the notebook keeps what waits for "keep" or "drop"."""
DRAFT_STAYS = timedelta(days=1)
HISTORY = 100
"""Messages in which the question and its answer are looked for."""
LISTED = 10
ASKED = 5
"""Texts of the person among which the question is looked for."""
_SHOWN = 250  # characters of a question or an answer in the list
_LONGEST = 2_000  # characters of an answer that is learnt
_ARROW = "=>"


@dataclass(frozen=True, slots=True)
class Pair:
    """A question (in ``language``; ``staff``: in the staff language, empty when unknown) and the answer to it."""

    question: str
    language: str
    staff: str
    answer: str


async def here(office: Office, draft: Draft, arguments: str) -> Turn:
    """``/learn`` below an answer, or ``/learn question => answer``; the buttons keep it or drop it."""
    verb, _, key = arguments.partition(":")
    if draft.inbound.kind is Kind.CHOICE:
        if verb == "keep":
            return await _keep(office, draft, key)
        if verb == "drop":
            text, handled, entries = await _dropped(office, key, draft.inbound.sender.name, draft.now)
            draft.notes += entries
            draft.seen()
            draft.topic("learn", text)
            return draft.turn(handled)
    words = office.words
    pair = _typed(arguments, words.language) if arguments.strip() else await _found(office, draft)
    if pair is None:
        own(draft, "learn", words.staff("learn_what") + "\n" + words.staff("learn_how"))
        return draft.turn("refused:learn")
    return _review(office, draft, pair)


async def general(order: General, arguments: str) -> Turn:
    """The list of what the bot has learnt, each with a button that takes it out again."""
    verb, _, key = arguments.partition(":")
    order.seen()
    if order.inbound.kind is Kind.CHOICE and verb == "drop":
        text, handled, entries = await _dropped(order.office, key, order.inbound.sender.name, order.case.now)
        order.notes += entries
        order.answer(text)
        return order.turn(handled)
    words = order.office.words
    known = await pages(order.office.book, KIND, order.case.now)
    if not known:
        order.answer(words.staff("learn_none"))
        return order.turn("learn:list")
    order.answer(words.staff("learn_list", n=len(known)), "list")
    for page in known[:LISTED]:
        line = words.staff(
            "learn_line",
            question=_short(page.question_staff or page.question),
            answer=_short(page.answer),
            uses=page.uses,
            until=words.day_and_time(page.until, words.language),
        )
        order.answer(line, f"line{page.key}", choices=((_drop(order.office, page.key),),))
    return order.turn("learn:list")


# --- finding what to learn ------------------------------------------------------------------------------------


def _typed(arguments: str, language: str) -> Pair | None:
    """Question and answer as staff typed them, in their own language."""
    question, arrow, answer = (part.strip() for part in arguments.partition(_ARROW))
    if not arrow or not answer or len(meaningful(question, language)) < LEAST:
        return None
    return Pair(question, language, question, answer)


async def _found(office: Office, draft: Draft) -> Pair | None:
    """The staff message that was replied to, or their last one, and the question of the person before it."""
    said = list(await draft.case.history(HISTORY)) if draft.case.history else []
    at = _answer_at(said, draft.case.quoted)
    asked = _question_before(said, at, draft.conversation.language) if at is not None else None
    if at is None or asked is None:
        return None
    staff = office.words.language
    language = asked.language or draft.conversation.language
    told = asked.text if language == staff else asked.translation
    if not told:
        translation = await office.translator.translate(asked.text, language or None, staff)
        told = translation.text if translation.quality in ("good", "same") else ""
    return Pair(asked.text.strip(), language, told.strip(), said[at].text.strip())


def _answer_at(said: Sequence[Message], quoted: str) -> int | None:
    """Where the answer stands: the quoted message of staff; without a quote the last one."""
    places = [i for i, one in enumerate(said) if one.author is Author.STAFF and one.text.strip()]
    if quoted:
        return next((i for i in reversed(places) if quoted in (said[i].id, said[i].revises)), None)
    return places[-1] if places else None


def _question_before(said: Sequence[Message], at: int, language: str) -> Message | None:
    """What the person asked before the answer: of their texts since staff spoke last, the one that says most. A name
    of a town, a greeting or "I want to talk to somebody" often stands between the question and its answer."""
    asked: list[tuple[int, Message]] = []
    for one in reversed(said[:at]):
        if one.author is Author.STAFF and asked:
            break
        words = len(meaningful(one.text, one.language or language))
        if one.author is Author.PERSON and one.kind in (Kind.TEXT, Kind.EDIT) and words >= LEAST:
            asked.append((words, one))
    return max(asked[:ASKED], key=lambda pair: pair[0])[1] if asked else None


# --- keep, drop -----------------------------------------------------------------------------------------------


def _review(office: Office, draft: Draft, pair: Pair) -> Turn:
    """Shows what would be given to others; nothing is learnt before a human says so."""
    words = office.words
    key = hashlib.sha256(f"{draft.conversation.id}:{draft.case.id}".encode()).hexdigest()[:10]
    page = Known(
        key=key,
        question=pair.question,
        language=pair.language,
        question_staff=pair.staff,
        answer=pair.answer[:_LONGEST],
        by=draft.inbound.sender.name,
        at=draft.now,
        until=draft.now + DRAFT_STAYS,
    )
    draft.keep(DRAFTS, key, page.body(), page.until)
    text = words.staff(
        "learn_review",
        question=pair.staff or pair.question,
        answer=page.answer,
        until=words.day_and_time(draft.now + office.rules.known_for, words.language),
    )
    keep = button(words.staff("button.keep"), "learn", f"keep:{key}")
    draft.seen()
    draft.topic("learn", f"{text}\n{words.staff('learn_how')}", choices=((keep, _drop(office, key)),))
    return draft.turn("learn:asked")


async def _keep(office: Office, draft: Draft, key: str) -> Turn:
    words = office.words
    waiting = {page.key: page for page in await pages(office.book, DRAFTS, draft.now)}
    if key not in waiting:
        done = {page.key: page for page in await pages(office.book, KIND, draft.now)}
        known = key in done
        own(draft, "learn", _kept(office, done[key]) if known else words.staff("learn_gone"))
        return draft.turn("learn:already" if known else "refused:learn")
    until = draft.now + office.rules.known_for
    page = replace(waiting[key], by=draft.inbound.sender.name, until=until)
    draft.keep(KIND, key, page.body(), until)
    draft.keep(DRAFTS, key, None)
    draft.seen()
    draft.topic("learn", _kept(office, page), choices=((_drop(office, key),),))
    return draft.turn("learn:kept")


def _kept(office: Office, page: Known) -> str:
    until = office.words.day_and_time(page.until, office.words.language)
    return office.words.staff("learn_kept", who=page.by, until=until)


async def _dropped(office: Office, key: str, who: str, now: datetime) -> tuple[str, str, list[Entry]]:
    """What is said when somebody drops a draft or a known answer, what was done, and the pages torn out."""
    kinds = [kind for kind in (DRAFTS, KIND) if key in {page.key for page in await pages(office.book, kind, now)}]
    if not kinds:
        return office.words.staff("learn_gone"), "refused:learn", []
    return office.words.staff("learn_dropped", who=who), "learn:dropped", [Entry(kind, key, None) for kind in kinds]


def _drop(office: Office, key: str) -> Choice:
    return button(office.words.staff("button.drop"), "learn", f"drop:{key}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


ORDERS = (Order("learn", 33, here, general),)
