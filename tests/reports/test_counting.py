"""What is counted of a turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.danger import LINES
from bot.model import (
    Case,
    Conversation,
    Delivery,
    Fact,
    Handoff,
    Inbound,
    Kind,
    Memory,
    Outbound,
    Outcome,
    Owner,
    Pace,
    Ring,
    Sender,
    To,
    Turn,
)
from handoff.reports.counting import COUNTED, CRISES, UNCOUNTED, facts_of, head
from tests.reports.handled import all_handled

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TALK = Conversation("c1", "lane", "telegram", "1", "5", "Héron 42", NOW - timedelta(days=3))
ANSWER = Outbound("answer", To.PERSON, "…", answers=True)
SAID = Outbound("said", To.PERSON, "…", answers=True)


def wrote(*, desk=False, kind=Kind.TEXT, late=2):
    sender = Sender("9" if desk else "5")
    return Inbound("telegram", "1", "e", kind, "5", sender, NOW - timedelta(seconds=late), desk=desk, text="…")


def count(before, after, handled, *say, event=None, **more):
    crisis = more.pop("crisis", "")
    case = Case("7", before, event or wrote(), NOW)
    return list(facts_of(case, Turn(after, tuple(say), handled=handled, **more), crisis=crisis))


def needs(*keys, shown=()):
    return TALK.with_(memory=Memory(needs=keys, shown=shown), last_inbound_at=NOW)


def test_everything_a_turn_can_do_is_counted_or_listed_as_uncounted():
    found = all_handled()
    assert {"answer:", "crisis:", "handoff:", "staff answer", "greet", "nothing_near", "closed", "clock:"} <= found
    found.discard("media+")  # what follows the plus stands in the list by itself
    unknown = sorted(text for text in found if head(text) not in COUNTED | UNCOUNTED)
    assert not unknown, f"counting does not know {unknown}: list them in COUNTED or UNCOUNTED"
    assert not COUNTED & UNCOUNTED


def test_the_dangers_are_those_of_the_dialogue():
    assert frozenset(LINES) == CRISES


def test_a_list_of_places_is_asked_answered_and_oriented():
    facts = count(TALK, needs("eat", "wash.shower", shown=("p1",)), "answer:eat,wash.shower", ANSWER)
    assert facts == [
        Fact("wrote", "text"),
        Fact("asked", "eat"),
        Fact("asked", "wash.shower"),
        Fact("answered", "bot", 2),
        Fact("oriented", "eat"),
        Fact("oriented", "wash.shower"),
    ]


def test_the_same_need_is_asked_once_in_a_talk():
    asked = needs("eat").with_(last_inbound_at=NOW - timedelta(minutes=3))
    shown = needs("eat", shown=("p1",))
    kinds = [fact.kind for fact in count(asked, shown, "answer:eat", ANSWER)]
    assert kinds == ["wrote", "answered", "oriented"]  # where they are was asked first: one question
    more = count(shown, shown, "answer:eat", ANSWER, event=wrote(kind=Kind.CHOICE))
    assert [fact.kind for fact in more] == ["answered", "oriented"]


def test_a_need_is_asked_anew_after_hours_of_silence():
    before = needs("eat").with_(last_inbound_at=NOW - timedelta(hours=7))
    assert Fact("asked", "eat") in count(before, needs("eat"), "ask_place", SAID)


def test_what_the_talk_remembers_is_not_asked_again_by_another_message():
    before = needs("eat").with_(last_inbound_at=NOW - timedelta(hours=7))
    assert [f.value for f in count(before, needs("eat"), "handoff:unknown") if f.kind == "asked"] == ["unknown"]
    stale = needs("eat").with_(last_inbound_at=NOW - timedelta(days=2))
    assert [f.value for f in count(stale, needs("eat"), "handoff:unknown") if f.kind == "asked"] == ["eat"]


@pytest.mark.parametrize(
    ("handled", "value"),
    [
        ("start", "greet"), ("greet", "greet"), ("sign", "greet"), ("thanks", "thanks"), ("faq:robot", "about"),
        ("donate", "donate"), ("handoff:donate", "donate"), ("handoff:update", "update"), ("handoff:asked", "human"),
        ("no_desk:asked", "human"), ("handoff:unknown", "unknown"), ("handoff:media", "unknown"),
        ("handoff:error", "unknown"), ("handoff:suicide", "crisis:suicide"), ("media+crisis:child", "crisis:child"),
        ("unknown", "unknown"), ("sign:alarming", "unknown"), ("crisis:violence", "crisis:violence"),
    ],
)  # fmt: skip
def test_what_was_asked(handled, value):
    assert [f.value for f in count(TALK, TALK, handled, SAID) if f.kind == "asked"] == [value]


@pytest.mark.parametrize("handled", ["help", "languages", "language:fr", "forget:ask", "edit:same", "old_button"])
def test_settings_ask_nothing(handled):
    assert not [f for f in count(TALK, TALK, handled, SAID) if f.kind not in ("wrote", "answered")]


def test_danger_beside_a_need_counts_both():
    facts = count(TALK, needs("sleep.tonight", shown=("p",)), "handoff:medical", replace(ANSWER, answers=False))
    assert facts == [
        Fact("wrote", "text"),
        Fact("asked", "crisis:medical"),
        Fact("asked", "sleep.tonight"),
        Fact("oriented", "sleep.tonight"),
        Fact("handed_over", "medical"),
    ]


def test_danger_heard_while_staff_have_the_talk():
    held = TALK.with_(owner=Owner.STAFF)
    facts = count(held, held.with_(urgent=True), "relayed", crisis="violence")
    assert facts == [Fact("wrote", "text"), Fact("asked", "crisis:violence")]


def test_nothing_near_is_a_question_and_a_handover_not_an_answer():
    facts = count(TALK, needs("pets").with_(owner=Owner.WAITING), "handoff:nothing_near", SAID_NOT)
    assert facts == [Fact("wrote", "text"), Fact("asked", "pets"), Fact("handed_over", "nothing_near")]


SAID_NOT = replace(SAID, answers=False)


def test_nobody_behind_the_bot_is_no_answer():
    nobody = Outbound("desk.handoff", To.PERSON, "…", answers=True)
    assert count(TALK, TALK, "no_desk:unknown", nobody) == [Fact("wrote", "text"), Fact("asked", "unknown")]


def test_a_handover_is_counted_once():
    waiting = TALK.with_(owner=Owner.WAITING, waiting_since=NOW - timedelta(minutes=5))
    night = count(waiting, waiting, "unknown", SAID_NOT)  # the bot goes on while nobody is on duty
    assert night == [Fact("wrote", "text"), Fact("asked", "unknown")]
    unfinished = count(TALK, TALK, "unknown", handoff=Handoff("unknown"))
    assert Fact("handed_over", "unknown") in unfinished


def test_an_opinion_is_nothing_else():
    press = wrote(kind=Kind.CHOICE)
    assert count(TALK, TALK, "useful", event=press) == [Fact("useful", "yes")]
    assert count(TALK, TALK, "survey:yes", SAID, event=press) == [Fact("survey", "yes")]
    waiting = needs("eat").with_(owner=Owner.WAITING)
    assert count(TALK, waiting, "handoff:not_useful", event=press) == [
        Fact("useful", "no"),
        Fact("handed_over", "not_useful"),
    ]
    assert count(TALK, waiting, "handoff:not_helped", event=press) == [
        Fact("survey", "no"),
        Fact("handed_over", "not_helped"),
    ]


def test_staff_answer_with_the_wait_of_the_person():
    waiting = TALK.with_(owner=Owner.WAITING, waiting_since=NOW - timedelta(minutes=12))
    held = waiting.with_(owner=Owner.STAFF, waiting_since=None)
    part = Outbound("desk.answer", To.PERSON, "…", answers=True)
    assert count(waiting, held, "staff answer", part, event=wrote(desk=True)) == [Fact("answered", "staff", 720)]
    assert count(held, held, "staff answer", part, event=wrote(desk=True)) == [Fact("answered", "staff")]
    assert count(waiting, held, "canned:hello", part, event=wrote(desk=True)) == [Fact("answered", "canned", 720)]
    hungry = waiting.with_(memory=Memory(needs=("eat",)))
    assert count(hungry, hungry.with_(owner=Owner.STAFF), "place:sent", part, event=wrote(desk=True)) == [
        Fact("answered", "staff", 720),
        Fact("oriented", "eat"),
    ]


def test_a_known_answer_is_known():
    assert Fact("answered", "known", 2) in count(TALK, TALK, "known:17", SAID)


def test_how_a_talk_with_staff_ends():
    waiting = TALK.with_(owner=Owner.STAFF, waiting_since=NOW - timedelta(hours=1))
    closed, back = waiting.with_(owner=Owner.CLOSED), waiting.with_(owner=Owner.BOT)
    words = Outbound("desk.closed", To.PERSON, "…", answers=True)
    assert count(waiting, closed, "closed", words, event=wrote(desk=True)) == [Fact("closed", "staff", 3600)]
    assert count(waiting, back, "handed back", words, event=wrote(desk=True)) == [Fact("handed_back", "staff", 3600)]
    assert count(waiting, back, "handed back:silence", event=Ring(NOW)) == [Fact("handed_back", "silence", 3600)]
    assert count(waiting, back, "handed back:person", words) == [
        Fact("wrote", "text"),
        Fact("handed_back", "person", 3600),
    ]


def test_who_is_told_to_wait():
    waiting = TALK.with_(owner=Owner.WAITING, waiting_since=NOW - timedelta(hours=1))
    told = Outbound("desk.still_waiting", To.PERSON, "…")
    assert count(waiting, waiting, "clock:3", told, event=Ring(NOW)) == [Fact("told", "", 3600)]
    assert count(waiting, waiting, "clock:2", event=Ring(NOW)) == []


def test_a_flood_is_counted_once_and_answered_once():
    fast = TALK.with_(pace=Pace(NOW, 21))
    slowed = fast.with_(pace=Pace(NOW, 21, told=True), waiting_since=NOW - timedelta(seconds=50))
    assert count(fast, slowed, "slowed down") == [Fact("wrote", "text"), Fact("flooded")]
    assert count(slowed, slowed, "slowed down") == [Fact("wrote", "text")]
    after = needs("eat", shown=("p1",))
    assert count(slowed, after, "answer:eat", ANSWER, event=Ring(NOW)) == [
        Fact("asked", "eat"),
        Fact("answered", "bot", 50),
        Fact("oriented", "eat"),
    ]


def test_a_ban_is_no_answer_and_no_hand_back():
    held = TALK.with_(owner=Owner.STAFF)
    banned = held.with_(owner=Owner.BOT, banned_until=NOW + timedelta(days=1))
    said = Outbound("desk.banned", To.PERSON, "…", answers=True)
    assert count(held, banned, "banned", said, event=wrote(desk=True)) == [Fact("banned")]
    assert count(banned, banned, "banned:refused", said) == [Fact("wrote", "text")]


def test_a_message_that_failed_is_a_handover():
    waiting = TALK.with_(owner=Owner.WAITING)
    facts = count(TALK, waiting, "set aside")
    assert facts == [Fact("wrote", "text"), Fact("asked", "unknown"), Fact("handed_over", "error")]
    lost = Delivery("k", "m", To.PERSON, Outcome.FAILED)
    assert count(TALK, waiting, "handoff:delivery", event=lost) == [Fact("handed_over", "delivery")]


def test_nothing_is_counted_of_the_erased_and_of_talk_among_staff():
    assert count(TALK, TALK, "forget", SAID, forget=True) == []
    assert count(None, None, "general talk", event=wrote(desk=True)) == []
    assert count(TALK, TALK, "note", event=wrote(desk=True)) == []


_WORDS = st.sampled_from(sorted(COUNTED | UNCOUNTED)) | st.text(max_size=20)
_HANDLED = st.one_of(_WORDS, st.builds("{}:{}".format, _WORDS, _WORDS), st.builds("media+{}".format, _WORDS))


@given(
    handled=_HANDLED,
    owners=st.tuples(st.sampled_from(Owner), st.sampled_from(Owner)),
    named=st.lists(st.sampled_from(("eat", "wash", "sleep")), unique=True, max_size=3),
    desk=st.booleans(),
    kind=st.sampled_from(Kind),
    late=st.integers(-5, 10**6),
)
def test_any_turn_can_be_counted_and_no_fact_comes_twice(handled, owners, named, desk, kind, late):
    before, after = TALK.with_(owner=owners[0]), needs(*named).with_(owner=owners[1])
    facts = count(before, after, handled, ANSWER, event=wrote(desk=desk, kind=kind, late=late))
    assert len(facts) == len({(fact.kind, fact.value) for fact in facts})
    assert all(fact.seconds is None or fact.seconds >= 0 for fact in facts)
    assert all(len(fact.kind) <= 20 for fact in facts)
