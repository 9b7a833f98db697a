"""About the person: /lang /ban /unban."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.model import Act, Author, Owner, To, Turn
from handoff.desk import card
from handoff.desk.draft import Draft
from handoff.desk.office import Office
from handoff.desk.orders.order import Order, button, own
from handoff.desk.orders.turns import release
from handoff.desk.relay import staff_message

_SPAN = re.compile(r"(?P<n>\d{1,3})\s*(?P<unit>min|m|h|d|j|w|s)\b", re.IGNORECASE)
_UNITS = {"min": "minutes", "m": "minutes", "h": "hours", "d": "days", "j": "days", "w": "weeks", "s": "weeks"}
"""French too: j is jours, s is semaines."""
LONGEST = timedelta(days=365)
USUAL = timedelta(days=1)
_OFFERED = 8


async def language(office: Office, draft: Draft, arguments: str) -> Turn:
    """Sets the language in which the person reads: a code or a name; alone it shows the language and offers others."""
    words, conversation = office.words, draft.conversation
    code = words.language_code(arguments) if arguments.strip() else ""
    if not code:
        offered = [one for one in words.catalogue.languages if one != conversation.language][:_OFFERED]
        rows = [button(words.language_name(one)[:40], "lang", one) for one in offered]
        key = "lang_unknown" if arguments.strip() else "lang_is"
        text = words.staff(key, language=words.language_name(conversation.language), name=arguments)
        draft.seen()
        draft.topic("lang", text, choices=tuple(tuple(rows[i : i + 2]) for i in range(0, len(rows), 2)))
        return draft.turn("lang:asked")
    draft.change(language=code, language_chosen=True)
    own(draft, "lang", words.staff("lang_set", language=words.language_name(code)))
    return draft.turn("lang:set")


async def ban(office: Office, draft: Draft, arguments: str) -> Turn:
    """The team reads nothing of this person for a while, danger apart. The person is told why and until when; the
    bot goes on answering them."""
    words = office.words
    span, reason = read_span(arguments)
    if span is None or not reason:
        own(draft, "ban", words.staff("ban_how"))
        return draft.turn("refused:ban")
    until = draft.now + min(span, LONGEST)
    release(draft, Owner.BOT)
    draft.change(banned_until=until, ban_reason=reason[:200], urgent=False)
    language = draft.conversation.language
    when = words.day_and_time(until, language)
    said = await office.translator.translate(reason[:200], words.language, language or words.language)
    draft.person(
        "banned",
        words.person(language, "banned", when=when, reason=said.text) + "\n\n" + office.guidance.numbers(language),
        answers=True,
        report=True,
    )
    when = words.day_and_time(until, words.language)
    draft.seen()
    draft.topic("banned", words.staff("banned", who=draft.inbound.sender.name, when=when, reason=reason[:200]))
    return draft.turn("banned")


async def unban(office: Office, draft: Draft, _arguments: str) -> Turn:
    """The team reads this person again; they are told."""
    words = office.words
    if draft.conversation.banned_until is None or draft.conversation.banned_until <= draft.now:
        own(draft, "unban", words.staff("not_banned"))
        return draft.turn("refused:unban")
    draft.change(banned_until=None, ban_reason="")
    draft.person("unbanned", words.person(draft.conversation.language, "unbanned"))
    draft.seen()
    draft.topic("unbanned", words.staff("unbanned", who=draft.inbound.sender.name))
    return draft.turn("unbanned")


def read_span(typed: str) -> tuple[timedelta | None, str]:
    """A length of time and the words beside it: "2h insultes" → two hours, "insultes"; a reason alone is a day."""
    match = _SPAN.search(typed)
    if match is None:
        return (USUAL if typed.strip() else None), typed.strip()
    span = timedelta(**{_UNITS[match["unit"].lower()]: int(match["n"])})
    reason = " ".join((typed[: match.start()] + typed[match.end() :]).split())
    return (span if span else None), reason


async def note(office: Office, draft: Draft, arguments: str) -> Turn:
    """Keeps a note among staff: nothing leaves, text or media."""
    draft.messages.append(staff_message(draft, author=Author.NOTE))
    if not arguments and not draft.inbound.media:
        draft.topic("note", office.words.staff("empty_note"))
    return draft.turn("note")


async def rename(office: Office, draft: Draft, arguments: str) -> Turn:
    """Says in a few words what the talk is about: the title of the topic and the queue show it."""
    need = " ".join(arguments.split())[:60]
    if not need:
        own(draft, "need", office.words.staff("need_how"))
        return draft.turn("refused:need")
    draft.change(need=need)
    draft.part("icon", To.DESK, card.title(draft.conversation), act=Act.EDIT_TOPIC, priority=2)
    return draft.turn("need:set")


ORDERS = (
    Order("note", 20, note),
    Order("lang", 32, language),
    Order("need", 34, rename),
    Order("ban", 40, ban),
    Order("unban", 41, unban),
)
