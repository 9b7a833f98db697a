"""What is counted of a turn: the one place where facts are made. Pure: (case, turn) → facts.

Three things are looked at: what the dialogue or the desk says it did (``Turn.handled``), which parts leave for the
person, and how the conversation changed. Each fact comes from one of them only, so that nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.model import Case, Conversation, Fact, Inbound, Kind, Outbound, Owner, Ring, To, Turn

SAME_ASKING = timedelta(hours=6)
"""Who names a need again after so long a silence asks anew; before that it is the same asking (more, tomorrow …)."""
FRESH = timedelta(hours=24)
"""So long the dialogue remembers a talk."""
MOST_LISTS = 3
"""An answer shows the places of so many needs at most; the others are buttons."""

ASKED: Mapping[str, str] = {
    "start": "greet",
    "greet": "greet",
    "sign": "greet",
    "thanks": "thanks",
    "faq": "about",
    "donate": "donate",
    "update": "update",
    "asked": "human",
    "unknown": "unknown",
    "sign:alarming": "unknown",
    "media": "unknown",
    "error": "unknown",
    "set aside": "unknown",
}
"""``handled`` (or the reason of a handoff) → what was asked for, where no need was named."""

CRISES = frozenset({"suicide", "violence", "medical", "child", "danger"})
"""The reasons of a handoff that speak of danger."""

COUNTED = frozenset(
    {
        *ASKED, "answer", "ask_place", "ask_which", "ask_need", "ask_meant", "nothing_near", "crisis", "known",
        "useful", "not_useful", "survey", "map", "handoff", "no_desk", "set aside", "staff answer", "canned", "place",
        "clock", "closed", "handed back", "slowed down", "banned",
    }
)  # fmt: skip
"""What a turn can have done (before the colon) that leads to a fact."""

UNCOUNTED = frozenset(
    {
        # settings and small things of the person
        "help", "language", "languages", "forget", "edit", "old_button", "empty", "relayed", "blocked", "unblocked",
        # staff among themselves
        "note", "taken", "staff help", "staff edit", "staff reaction", "refused", "already closed",
        "already with the bot", "general talk", "learn", "original", "say", "assign", "assigned", "lang", "need",
        "move", "moved", "queue", "stats",
        "unbanned", "weekly report", "board", "bot",
        # machinery
        "ignored", "delivery", "desk delivery", "clock stopped", "group moved", "album", "nobody", "forgotten",
    }
)  # fmt: skip
"""What leads to no fact of its own. A message of a person is counted as written and answered in any case."""

_MESSAGES = frozenset({Kind.TEXT, Kind.COMMAND, Kind.MEDIA, Kind.LOCATION, Kind.CONTACT, Kind.OTHER})
_RINGS = frozenset({"clock", "clock stopped", "handed back"})
"""What a ring of the answer clock does; any other is the answer at the end of a flood."""
_NO_ANSWERS = frozenset({"closed", "handed back", "banned", "unbanned"})
"""What staff do that is told to the person and is no answer."""
_HELD = (Owner.WAITING, Owner.STAFF)


def head(handled: str) -> str:
    """The first word of ``handled``: what ``COUNTED`` and ``UNCOUNTED`` list."""
    return handled.removeprefix("media+").partition(":")[0]


def facts_of(case: Case, turn: Turn, *, crisis: str = "") -> tuple[Fact, ...]:
    """The facts of one finished turn; none for staff talk outside every conversation and for an erased person.

    ``crisis``: the danger that was heard while a human had the talk (``handled`` does not say it then).
    """
    before, after = case.conversation, turn.conversation
    if before is None or after is None or turn.forget:
        return ()
    event = case.event
    facts: list[Fact] = []
    if isinstance(event, Inbound) and event.desk:
        facts += _of_staff(case, before, turn)
    elif isinstance(event, Inbound):
        facts += [Fact("wrote", event.kind.value)] if event.kind in _MESSAGES else []
        facts += _of_person(case, event.sent_at, before, after, turn, crisis)
    elif isinstance(event, Ring) and head(turn.handled) not in _RINGS:
        facts += _of_person(case, before.waiting_since, before, after, turn, crisis)  # a flood is answered at its end
    return (*facts, *_handed_over(before, after, turn), *_changed(case, before, after, turn))


# --- the person -----------------------------------------------------------------------------------------------


def _of_person(
    case: Case, since: datetime | None, before: Conversation, after: Conversation, turn: Turn, crisis: str
) -> list[Fact]:
    """What the person asked at ``since``, who answered at once, and whether places that fit were shown."""
    opinion = _opinion(turn.handled)
    if opinion:
        return [opinion]
    facts = [Fact("asked", value) for value in _asked(case, before, after, turn.handled, crisis)]
    if any(_answers(part) for part in turn.say):
        by = "known" if head(turn.handled) == "known" else "bot"
        facts.append(Fact("answered", by, _seconds(since, case.now)))
    if after.memory.shown and any(part.to is To.PERSON and part.key == "answer" for part in turn.say):
        facts += [Fact("oriented", need) for need in after.memory.needs[:MOST_LISTS]]
    return facts


def _opinion(handled: str) -> Fact | None:
    """Whether the answer was useful, whether the talk helped: said with a button."""
    what, _, value = handled.partition(":")
    if what == "useful":
        return Fact("useful", "yes")
    if "not_useful" in (what, value):
        return Fact("useful", "no")
    if value == "not_helped":
        return Fact("survey", "no")
    return Fact("survey", value) if what == "survey" and value in ("yes", "no") else None


def _asked(case: Case, before: Conversation, after: Conversation, handled: str, crisis: str) -> list[str]:
    """What was asked for: a danger first, then needs that are new, else what the message was."""
    danger = crisis or _danger(handled)
    recent = before.memory.needs if _silence(case, before) <= SAME_ASKING else ()
    named = _named(before, after, handled, fresh=_silence(case, before) <= FRESH)
    needs = [need for need in named if need not in recent]
    if danger:
        return [f"crisis:{danger}", *needs]
    intent = _intent(handled)
    return needs or ([intent] if intent else [])


def _danger(handled: str) -> str:
    """The danger of a turn: ``crisis:suicide``, ``media+crisis:child``, ``handoff:medical`` …"""
    what, _, kind = handled.removeprefix("media+").partition(":")
    if what == "crisis":
        return kind or "danger"
    return kind if what in ("handoff", "no_desk") and kind in CRISES else ""


def _intent(handled: str) -> str:
    """What a message was that named no need."""
    what, _, value = handled.removeprefix("media+").partition(":")
    if what in ("handoff", "no_desk"):
        return ASKED.get(value, "")
    return ASKED.get(handled) or ASKED.get(what, "")


def _named(before: Conversation, after: Conversation, handled: str, *, fresh: bool = True) -> tuple[str, ...]:
    """The needs that this turn was about; those that are new in the memory where ``handled`` does not say so."""
    what, _, value = handled.removeprefix("media+").partition(":")
    needs = after.memory.needs
    if what == "answer" and value not in ("no_more", "nothing_open"):
        return tuple(filter(None, value.split(",")))
    about = value if what in ("handoff", "no_desk") else what
    if about in ("answer", "ask_place", "ask_which", "nothing_near"):
        return needs
    known = before.memory.needs if fresh else ()
    return tuple(need for need in needs if need not in known)


# --- staff ----------------------------------------------------------------------------------------------------


def _of_staff(case: Case, before: Conversation, turn: Turn) -> list[Fact]:
    """What staff sent to the person is an answer; the words that close a talk or give it back are none."""
    what = head(turn.handled)
    if what in _NO_ANSWERS or not any(part.to is To.PERSON and part.answers for part in turn.say):
        return []
    waited = _seconds(before.waiting_since, case.now)
    by = what if what in ("canned", "known") else "staff"
    facts = [Fact("answered", by, waited)]
    return [*facts, Fact("oriented", next(iter(before.memory.needs), ""))] if what == "place" else facts


# --- what changed ---------------------------------------------------------------------------------------------


def _handed_over(before: Conversation, after: Conversation, turn: Turn) -> list[Fact]:
    """A human was called: once a talk, not again while one is already awaited."""
    what, _, reason = turn.handled.partition(":")
    if what == "handoff":
        return [Fact("handed_over", reason)]
    if turn.handoff is not None and before.owner is not Owner.WAITING:
        return [Fact("handed_over", turn.handoff.reason)]  # the desk has not completed this turn
    if what == "set aside" and after.owner is Owner.WAITING and before.owner not in _HELD:
        return [Fact("handed_over", "error")]
    return []


def _changed(case: Case, before: Conversation, after: Conversation, turn: Turn) -> list[Fact]:
    """How the talk went on: closed, given back, told to wait, slowed down, banned."""
    facts: list[Fact] = []
    waited = _seconds(before.waiting_since, case.now)
    staff = isinstance(case.event, Inbound) and case.event.desk
    by = "staff" if staff else "silence" if isinstance(case.event, Ring) else "person"
    if after.owner is Owner.CLOSED and before.owner is not Owner.CLOSED:
        facts.append(Fact("closed", by, waited))
    if head(turn.handled) == "handed back":
        facts.append(Fact("handed_back", by, waited))
    if any(part.key == "desk.still_waiting" for part in turn.say):
        facts.append(Fact("told", "", waited))
    if after.pace.told and not before.pace.told:
        facts.append(Fact("flooded"))
    if after.banned_until is not None and before.banned_until is None:
        facts.append(Fact("banned"))
    return facts


# --- small things ---------------------------------------------------------------------------------------------


def _answers(part: Outbound) -> bool:
    """Whether ``part`` is an answer of the bot. What the desk says of itself (nobody reads) is none."""
    return part.to is To.PERSON and part.answers and not part.key.startswith("desk.")


def _silence(case: Case, before: Conversation) -> timedelta:
    """How long the person had said nothing; for ever when this is the first word."""
    return case.now - before.last_inbound_at if before.last_inbound_at else timedelta.max


def _seconds(since: datetime | None, now: datetime) -> int | None:
    """Whole seconds from ``since`` to ``now``, never negative; None when nobody waited."""
    return None if since is None else max(0, int((now - since).total_seconds()))
