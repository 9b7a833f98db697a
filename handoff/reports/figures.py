"""Rows → figures: who writes, what for, in which language, when, who answered, how long they waited. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handoff.reports.days import Day, days_of
from handoff.reports.rows import Row
from handoff.reports.shifts import Shifts
from handoff.reports.waits import Waits, waits_of

MOST_NEEDS = 15
WHO = ("people", "associations", "volunteers", "curious", "others")
"""Who writes, as the reference reports it. The first that fits counts: a person who says hello first is a person."""
BY = ("bot", "known", "staff", "canned")
"""Who answered: the bot, the bot with an answer that staff taught it, staff, staff with a ready-made sentence."""

_CURIOUS = frozenset({"greet", "thanks", "about"})
_INTENTS = _CURIOUS | {"human", "update", "donate", "unknown"}
_PERSONAL = frozenset({"wrote", "asked", "answered", "handed_over", "useful", "survey"})
"""Facts that somebody caused by writing; a bell that rings at night is no conversation."""


@dataclass(frozen=True, slots=True)
class Count:
    """A group: its name, how many there are, and from how many conversations (people) they come."""

    name: str
    count: int
    people: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a report says, for ``since`` up to, not with, ``until`` (aware, on the local clock).

    A conversation is one person on one channel. Groups count conversations, except hours and weekdays (messages).
    ``asked_needs``: conversations that named a need; ``oriented`` of them were shown or sent places that fit.
    ``asked``: conversations that asked anything; ``unanswered`` of them got no answer from bot or human.
    """

    since: datetime
    until: datetime
    conversations: int
    messages: int
    who: tuple[Count, ...]
    needs: tuple[Count, ...]
    dangers: tuple[Count, ...]
    languages: tuple[Count, ...]
    channels: tuple[Count, ...]
    hours: tuple[Count, ...]  # 24, "0" … "23"
    weekdays: tuple[Count, ...]  # 7, "0" is Monday
    answered_by: tuple[Count, ...]
    handed_over: tuple[Count, ...]  # by reason
    ended: tuple[Count, ...]  # closed.staff, handed_back.silence …
    asked: int
    unanswered: int
    asked_needs: int
    oriented: int
    waits: Waits  # until a human answered
    waits_on_duty: Waits | None  # the same without the hours when nobody is on duty
    useful: tuple[Count, ...]  # yes, no
    survey: tuple[Count, ...]  # yes, no
    told: int  # people who were told that nobody has answered yet
    flooded: int
    banned: int
    days: tuple[Day, ...]

    @property
    def empty(self) -> bool:
        """Whether nobody has written."""
        return self.conversations == 0


def figures_of(
    rows: Iterable[Row], since: datetime, until: datetime, zone: ZoneInfo, shifts: Shifts | None = None
) -> Figures:
    """The figures of ``rows`` from ``since`` up to, not with, ``until`` (aware); other rows are left out.

    Days, hours and weekdays are those of ``zone``. ``shifts``: waiting times are also given in duty hours.
    """
    kept = [row for row in rows if since <= row.at < until]
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in kept:
        kinds[row.kind].append(row)
    personal = [row for row in kept if row.kind in _PERSONAL]
    answers = [row for row in kinds["answered"] if row.value in ("staff", "canned") and row.seconds is not None]
    asked, needs = _by_person(kinds["asked"]), [row for row in kinds["asked"] if _is_need(row.value)]
    named, oriented = _people(needs), _people(kinds["oriented"])
    messages = kinds["wrote"]
    return Figures(
        since=since.astimezone(zone),
        until=until.astimezone(zone),
        conversations=len(_people(personal)),
        messages=len(messages),
        who=_who(asked, _people(personal)),
        needs=_grouped(needs)[:MOST_NEEDS],
        dangers=_grouped(row for row in kinds["asked"] if row.value.startswith("crisis")),
        languages=_last(personal, "language"),
        channels=_last(personal, "channel"),
        hours=_clock(messages, 24, lambda at: at.astimezone(zone).hour),
        weekdays=_clock(messages, 7, lambda at: at.astimezone(zone).weekday()),
        answered_by=_fixed(kinds["answered"], BY),
        handed_over=_grouped(kinds["handed_over"]),
        ended=_ended([*kinds["closed"], *kinds["handed_back"]]),
        asked=len(asked),
        unanswered=len(asked.keys() - _people(kinds["answered"])),
        asked_needs=len(named),
        oriented=len(oriented & named),
        waits=waits_of(answers),
        waits_on_duty=waits_of(answers, shifts) if shifts else None,
        useful=_fixed(kinds["useful"], ("yes", "no")),
        survey=_fixed(kinds["survey"], ("yes", "no")),
        told=len(_people(kinds["told"])),
        flooded=len(_people(kinds["flooded"])),
        banned=len(_people(kinds["banned"])),
        days=days_of(kept, _PERSONAL, since, until, zone),
    )


# --- who ------------------------------------------------------------------------------------------------------


def who(values: Iterable[str]) -> str:
    """Who somebody is who asked for these things: people, associations, volunteers, curious or others."""
    asked = frozenset(values)
    if any(_is_need(value) or value == "human" or value.startswith("crisis") for value in asked):
        return "people"
    if "update" in asked:
        return "associations"
    if "donate" in asked:
        return "volunteers"
    return "curious" if asked and asked <= _CURIOUS else "others"


def _who(asked: dict[str, set[str]], everybody: set[str]) -> tuple[Count, ...]:
    counted = Counter(who(asked.get(person, ())) for person in everybody)
    return tuple(Count(name, counted[name], counted[name]) for name in WHO)


def _is_need(value: str) -> bool:
    return bool(value) and value not in _INTENTS and not value.startswith("crisis")


# --- groups ---------------------------------------------------------------------------------------------------


def _people(rows: Iterable[Row]) -> set[str]:
    return {row.conversation for row in rows}


def _by_person(rows: Iterable[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.conversation].add(row.value)
    return found


def _by_value(rows: Iterable[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.value].add(row.conversation)
    return found


def _sorted(groups: dict[str, set[str]]) -> tuple[Count, ...]:
    """The biggest group first; groups of one size by name, so that the same rows give the same report."""
    counts = [Count(name, len(people), len(people)) for name, people in groups.items()]
    return tuple(sorted(counts, key=lambda count: (-count.count, count.name)))


def _grouped(rows: Iterable[Row]) -> tuple[Count, ...]:
    return _sorted(_by_value(rows))


def _fixed(rows: Sequence[Row], names: Sequence[str]) -> tuple[Count, ...]:
    """Always the same groups in the same order, also those that are empty."""
    groups = _by_value(rows)
    return tuple(Count(name, len(groups.get(name, ())), len(groups.get(name, ()))) for name in names)


def _last(rows: Sequence[Row], name: str) -> tuple[Count, ...]:
    """Conversations by what they used last (a language, a channel): each is in one group."""
    last: dict[str, tuple[datetime, str]] = {}
    for row in rows:
        value = str(getattr(row, name))
        if value and (row.conversation not in last or row.at >= last[row.conversation][0]):
            last[row.conversation] = row.at, value
    groups: dict[str, set[str]] = defaultdict(set)
    for conversation, (_, value) in last.items():
        groups[value].add(conversation)
    return _sorted(groups)


def _ended(rows: Sequence[Row]) -> tuple[Count, ...]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        groups[f"{row.kind}.{row.value}"].add(row.conversation)
    return _sorted(groups)


def _clock(messages: Sequence[Row], size: int, hand: Callable[[datetime], int]) -> tuple[Count, ...]:
    """Messages by where the ``hand`` of a clock (or a week) with ``size`` steps stood."""
    counted = Counter(hand(row.at) for row in messages)
    people: dict[int, set[str]] = defaultdict(set)
    for row in messages:
        people[hand(row.at)].add(row.conversation)
    return tuple(Count(str(step), counted[step], len(people.get(step, ()))) for step in range(size))
