"""The account finds every kind of broken promise, and has nothing to say where all are kept."""

import pytest
from sqlalchemy.engine import make_url

from bot.model import Author, Message, Outcome, Owner, Turn
from bot.store import Failed, PartDone, PostDone
from tests.databases import run_sql
from tests.store.kit import LEASE, answer, asked, claim, hello, replied, rows, say, talk, waiting


async def _change(url, statement):
    """Breaks something by hand, past the store."""
    if url.startswith("sqlite"):
        await rows(url, statement)
    else:
        await run_sql(make_url(url), statement)


async def _problems(store, clock):
    audit = await store.audit(clock())
    assert audit.ok == (not audit.problems)
    return audit.problems


async def _deliver(store, outcome=Outcome.SENT):
    for lease in await store.claim_post(9, "p", LEASE):
        done = tuple(PartDone(part, outcome, "why", ids=("1",), attempts=5) for part in lease.parts[:1])
        await store.commit_post([PostDone(lease, done)])


async def test_kept_promises_give_an_empty_account(store, clock):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    await _deliver(store)
    await say(store, hello(2, "8"), lambda item, _c: Turn(waiting(talk("8"), clock()), (), (asked(item),), "handoff"))
    await say(store, hello(3, "9"), lambda item, _c: Turn(talk("9"), (), (asked(item, needs_answer=False),), "thanks"))
    audit = await store.audit(clock())
    assert audit.ok
    assert audit.counts == {
        "conversations": 3, "messages": 3, "answered": 1, "waiting": 1, "on_a_lane": 0, "on_their_way": 0,
        "set_aside": 0, "not_delivered": 0,
    }  # fmt: skip


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.UNKNOWN, Outcome.BLOCKED])
async def test_an_answer_that_arrived_as_far_as_it_can_is_an_answer(store, clock, outcome):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    await _deliver(store, outcome)
    assert await _problems(store, clock) == ()


async def test_a_message_that_nobody_answers_or_waits_for(store, clock):
    item = await say(store, hello(1), lambda item, _c: Turn(talk(), (), (asked(item),), "lost"))
    assert await _problems(store, clock) == (
        f"conversation c7: message {item.id}.in has no answer and no human waits for it",
    )


async def test_an_answer_that_did_not_arrive(store, clock):
    item = await say(store, hello(1), lambda item, _c: replied(item, talk()))
    await _deliver(store, Outcome.FAILED)
    assert await _problems(store, clock) == (
        f"conversation c7: message {item.id}.in has an answer that did not arrive",
    )


async def test_an_answer_that_did_not_arrive_while_a_human_has_the_talk(store, clock):
    await say(store, hello(1), lambda item, _c: replied(item, waiting(talk(), clock())))
    await _deliver(store, Outcome.FAILED)
    assert await _problems(store, clock) == ()


async def test_an_answer_whose_part_is_gone(store, clock, database_url):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    await _deliver(store)
    await _change(database_url, "DELETE FROM outbox")
    assert len(await _problems(store, clock)) == 1


async def test_somebody_waits_and_no_clock_runs(store, clock):
    held = waiting(talk(), clock()).with_(clock_at=None)
    await say(store, hello(1), lambda item, _c: Turn(held, (), (), "x"))
    assert await _problems(store, clock) == ("conversation c7: somebody waits and no clock runs",)


async def test_a_message_in_a_held_talk_without_a_clock(store, clock):
    held = talk(owner=Owner.STAFF)
    await say(store, hello(1), lambda item, _c: Turn(held, (), (asked(item),), "x"))
    assert len(await _problems(store, clock)) == 1


async def test_a_clock_that_did_not_ring(store, clock):
    await say(store, hello(1), lambda item, _c: Turn(waiting(talk(), clock()), (), (asked(item),), "x"))
    clock.pass_(10 * 60 + 14 * 60)
    assert await _problems(store, clock) == ()
    clock.pass_(120)
    assert await _problems(store, clock) == ("conversation c7: its clock was due and did not ring",)


async def test_an_event_that_nobody_works_on(store, clock):
    await store.receive([hello(1), hello(2)])
    assert await _problems(store, clock) == ()
    clock.pass_(16 * 60)
    assert await _problems(store, clock) == (f"lane {talk().lane}: an event is stuck (2 in all)",)


@pytest.mark.parametrize("how", ["UPDATE lanes SET due_at = NULL, lease_until = NULL", "DELETE FROM lanes"])
async def test_a_lane_that_nobody_will_look_at_is_told_and_mended(store, clock, database_url, how):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    await store.receive([hello(2)])
    await _change(database_url, how)
    problems = await _problems(store, clock)
    assert [p.split(": ")[1] for p in problems] == ["an event is stuck (1 in all)", "a part is stuck (1 in all)"]
    assert await claim(store) == []
    assert await store.mend() == 2
    assert await store.mend() == 0
    assert await _problems(store, clock) == ()
    assert [lease.items[0].event_id for lease in await claim(store)] == ["2"]
    await _deliver(store)


async def test_mending_leaves_alone_what_is_worked_on_or_waits_for_its_time(store, clock):
    await store.receive([hello(1), hello(2, "8")])
    first, _second = await claim(store)
    await store.give_back(first.lane, first.fence, clock() + LEASE)
    assert await store.mend() == 0


async def test_a_part_that_nobody_sends(store, clock):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    clock.pass_(16 * 60)
    assert await _problems(store, clock) == ("lane post:telegram:1:7: a part is stuck (1 in all)",)


async def test_a_part_that_waits_for_its_next_attempt_is_not_stuck(store, clock):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    [lease] = await store.claim_post(9, "p", LEASE)
    await store.commit_post([PostDone(lease, again=clock() + 60 * LEASE)])
    clock.pass_(16 * 60)
    assert await _problems(store, clock) == ()


async def test_an_event_that_failed_for_good(store, clock):
    item = await say(store, hello(1), lambda item, _c: Failed("ValueError: no", last=True))
    assert await _problems(store, clock) == (f"event {item.id} is failed: ValueError: no",)


async def test_counts_for_the_metrics(store, clock):
    await say(store, hello(1), lambda item, _c: Turn(waiting(talk(), clock()), (answer(),), (asked(item),), "x"))
    await store.receive([hello(2)])
    clock.pass_(30)
    assert await store.counts() == {
        "events_on_lanes": 1.0, "parts_on_their_way": 1.0, "conversations": 1.0, "conversations_waiting": 1.0,
        "messages": 1.0, "longest_wait_seconds": 30.0,
    }  # fmt: skip


# --- clocks -------------------------------------------------------------------------------------------------


async def test_overdue_clocks_the_longest_due_first(store, clock):
    for number in range(1, 4):
        held = waiting(talk(str(number)), clock()).with_(clock_at=clock() - number * LEASE)
        await say(store, hello(number, str(number)), lambda item, _c, held=held: Turn(held, (), (), "x"))
    due = await store.overdue(clock())
    assert [(name, at) for name, _lane, at in due] == [(f"c{n}", clock() - n * LEASE) for n in (3, 2, 1)]
    assert [name for name, _lane, _at in await store.overdue(clock(), 1)] == ["c3"]
    assert await store.overdue(clock() - 9 * LEASE) == []


async def test_a_time_survives_the_database_to_the_microsecond(store, clock):
    odd = [clock.now.replace(microsecond=n) for n in (1, 123457, 999999, 300001)]
    for number, at in enumerate(odd):
        held = talk(str(number), clock_at=at, waiting_since=at)
        turn = Turn(held, (), (Message(f"m{number}", Author.NOTE, "x", at=at),), "x")
        await say(store, hello(number, str(number)), lambda item, _c, turn=turn: turn)
        assert (await store.history(held.id, 1))[0].at == at
    later = clock() + LEASE
    assert sorted(at for _n, _l, at in await store.overdue(later)) == sorted(odd)
