"""The worker: in order, once; what fails is tried again and then rescued; nothing stops a lane for good."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import Unreadable
from bot.flow import MemoryDoorbell, Worker
from bot.model import Author, Conversation, Inbound, Message, Outcome, Turn
from bot.store import PartDone, PostDone
from tests.flow.scene import LONG, Running, Scene, reads, until
from tests.store.kit import LEASE, Folk, answer, claim, hello, rows, said, talk


@pytest.fixture
def scene(store, clock):
    return Scene(store, clock)


def _texts(scene):
    return [case.event.text for case in scene.folk.seen if isinstance(case.event, Inbound)]


async def test_messages_are_handled_in_order_and_answered_in_order(scene):
    await scene.store.receive([hello(n) for n in (1, 2, 3)])
    await scene.settle()
    assert _texts(scene) == ["message 1", "message 2", "message 3"]
    assert scene.messenger.texts("7") == ["re: message 1", "re: message 2", "re: message 3"]
    assert (await scene.store.audit(scene.clock())).ok


async def test_the_conversation_begins_once_and_is_handed_on(scene):
    scene.folk.turn = lambda case: said(case, need=case.conversation.need + "x")
    await scene.store.receive([hello(1), hello(2)])
    await scene.settle()
    await scene.store.receive([hello(3)])
    await scene.settle()
    assert [case.new for case in scene.folk.seen] == [True, False, False]
    assert len({case.conversation.id for case in scene.folk.seen}) == 1
    assert [case.conversation.need for case in scene.folk.seen] == ["", "x", "xx"]


async def test_a_failure_is_tried_again_later_and_the_order_is_kept(scene):
    failures = [ValueError("once"), ValueError("twice")]

    def turn(case):
        if case.event.text == "message 1" and failures:
            raise failures.pop()
        return said(case)

    scene.folk.turn = turn
    await scene.store.receive([hello(1), hello(2)])
    await scene.settle()
    assert scene.messenger.sent == []
    await scene.pass_(10)
    assert scene.messenger.texts("7") == ["re: message 1", "re: message 2"]


async def test_an_event_that_fails_five_times_is_rescued_and_the_lane_goes_on(scene):
    def turn(case):
        if case.event.text == "message 1":
            raise ValueError("always")
        return said(case)

    scene.folk.turn = turn
    await scene.store.receive([hello(1), hello(2)])
    await scene.pass_(60)
    assert len([t for t in _texts(scene) if t == "message 1"]) == 5
    [(case, error)] = scene.folk.rescued
    assert (case.event.text, str(error)) == ("message 1", "always")
    assert scene.messenger.texts("7") == ["re: message 2"]


async def test_attempts_are_spread_over_time_whatever_comes_behind(scene):
    def turn(case):
        raise ValueError("always")

    scene.folk.turn = turn
    for number in range(1, 8):
        await scene.store.receive([hello(number)])
        await scene.settle()
    assert _texts(scene) == ["message 1"]
    assert scene.folk.rescued == []


async def test_a_turn_that_cannot_be_written_counts_as_a_failure_and_is_set_aside(scene, database_url):
    def turn(case):
        turned = said(case)
        if case.event.text == "message 2":  # a second conversation on the lane: the database refuses it
            return Turn(turned.conversation.with_(id="other"), turned.say, turned.messages, "x")
        return turned

    scene.folk.turn = turn
    await scene.store.receive([hello(n) for n in (1, 2, 3)])
    await scene.settle()
    assert scene.messenger.texts("7") == ["re: message 1"]
    await scene.pass_(200)
    assert scene.messenger.texts("7") == ["re: message 1", "re: message 3"]
    assert await rows(database_url, "SELECT event_id FROM inbox WHERE state = 'failed'") == [("2",)]
    assert any("is failed" in problem for problem in (await scene.store.audit(scene.clock())).problems)


async def test_what_cannot_be_read_is_kept_with_its_reason_and_the_lane_goes_on(store, clock, database_url):
    scene = Scene(store, clock)

    def read(item):
        if item.event_id == "1":
            raise Unreadable("a shape nobody knows")
        if item.event_id == "2":
            raise KeyError("chat")
        return reads(item)

    scene.worker = Worker(store, read, scene.folk, scene.bell, holder="w", clock=clock)
    await store.receive([hello(1), hello(2), hello(3)])
    await scene.settle()
    assert _texts(scene) == ["message 3"]
    kept = await rows(database_url, "SELECT error FROM inbox WHERE state = 'unreadable' ORDER BY id")
    assert kept == [("a shape nobody knows",), ("KeyError: 'chat'",)]


async def test_an_album_is_one_event_and_waits_for_its_late_parts(scene):
    await scene.store.receive([hello(1, group="g", kind="media"), hello(2, group="g", kind="media", text="caption")])
    await scene.settle()
    assert scene.folk.seen == []
    scene.clock.pass_(0.9)
    await scene.store.receive([hello(3, group="g", kind="media")])
    scene.clock.pass_(0.2)
    await scene.settle()
    assert scene.folk.seen == []
    scene.clock.pass_(1)
    await scene.settle()
    assert _texts(scene) == ["message 1\ncaption\nmessage 3"]
    assert (await scene.store.counts())["events_on_lanes"] == 0


async def test_an_album_is_complete_when_something_else_follows(scene):
    await scene.store.receive([hello(1, group="g"), hello(2, group="g"), hello(3)])
    await scene.settle()
    assert _texts(scene) == ["message 1\nmessage 2", "message 3"]


async def test_two_albums_in_a_row_stay_two(scene):
    await scene.store.receive([hello(1, group="g"), hello(2, group="h")])
    scene.clock.pass_(2)
    await scene.settle()
    assert _texts(scene) == ["message 1", "message 2"]


async def test_what_follows_a_forget_in_the_same_batch_begins_a_new_conversation(scene, database_url):
    def turn(case):
        turned = said(case)
        forget = case.event.text == "message 2"
        return Turn(turned.conversation, turned.say, turned.messages, "x", forget=forget)

    scene.folk.turn = turn
    await scene.store.receive([hello(n) for n in (1, 2, 3)])
    await scene.settle()
    first, second, third = scene.folk.seen
    assert first.conversation.id == second.conversation.id != third.conversation.id
    assert third.new
    assert scene.messenger.texts("7") == ["re: message 1", "re: message 2", "re: message 3"]
    assert [m.text for m in await scene.store.history(third.conversation.id, 9)] == ["message 3"]
    assert await scene.store.history(first.conversation.id, 9) == []


async def test_reports_for_somebody_forgotten_disturb_nobody(scene):
    await scene.store.receive([hello(1)])
    await scene.worker.drain()
    [lease] = await scene.store.claim_post(1, "p", LEASE)
    failed = PartDone(lease.parts[0], Outcome.FAILED, "no", tell=True, attempts=1)
    await scene.store.commit_post([PostDone(lease, (failed,))])
    scene.folk.turn = lambda case: Turn(case.conversation, (), (), "forget", forget=True)
    await scene.store.receive([hello(2)])
    await scene.settle()
    assert await claim(scene.store) == []
    assert scene.folk.rescued == []


async def test_quotes_and_edits_are_given_by_our_own_ids(scene):
    await scene.store.receive([hello(41)])
    await scene.settle()
    await scene.store.receive([hello(42, reply_to="41"), hello(43, target="41"), hello(44, reply_to="nobody")])
    await scene.settle()
    first = f"{scene.folk.seen[0].id}.in"
    assert [(c.quoted, c.target) for c in scene.folk.seen[1:]] == [(first, ""), ("", first), ("", "")]


async def test_a_handler_may_read_the_history(scene):
    read = []

    async def turn(case):
        read.append([m.text for m in await case.history(2)])
        return said(case)

    scene.folk.turn = turn
    for number in range(1, 5):
        await scene.store.receive([hello(number)])
        await scene.settle()
    assert read == [[], ["message 1"], ["message 1", "message 2"], ["message 2", "message 3"]]


# --- running ------------------------------------------------------------------------------------------------


async def test_a_slow_conversation_keeps_nobody_else_waiting(scene):
    released, other = asyncio.Event(), asyncio.Event()

    async def turn(case):
        if case.event.chat == "slow":
            await released.wait()
        else:
            other.set()
        return said(case)

    scene.folk.turn = turn
    async with Running(scene.worker):
        await scene.store.receive([hello(1, "slow")])
        await scene.bell.ring("work")
        await until(lambda: _is(len(scene.folk.seen) == 1))
        await scene.store.receive([hello(2, "quick")])
        await scene.bell.ring("work")
        await asyncio.wait_for(other.wait(), LONG)
        released.set()


async def _is(value):
    return value


async def test_stopping_finishes_what_is_in_hand_and_starts_nothing_new(scene):
    started, released = asyncio.Event(), asyncio.Event()

    async def turn(case):
        started.set()
        await released.wait()
        return said(case)

    scene.folk.turn = turn
    running = Running(scene.worker)
    await running.__aenter__()
    await scene.store.receive([hello(1)])
    await scene.bell.ring("work")
    await asyncio.wait_for(started.wait(), LONG)
    running.stop.set()
    await scene.store.receive([hello(2, "8")])
    released.set()
    await running.__aexit__()
    assert _texts(scene) == ["message 1"]
    assert (await scene.store.audit(scene.clock())).counts["messages"] == 1


async def test_a_worker_that_is_cancelled_takes_its_tasks_along(scene):
    async def turn(case):
        await asyncio.Event().wait()

    scene.folk.turn = turn
    running = Running(scene.worker)
    await running.__aenter__()
    await scene.store.receive([hello(1)])
    await scene.bell.ring("work")
    await until(lambda: _is(scene.folk.seen))
    before = asyncio.all_tasks()
    running.task.cancel()
    await asyncio.gather(running.task, return_exceptions=True)
    assert asyncio.all_tasks() < before
    assert len(asyncio.all_tasks()) == 1


async def test_a_handler_slower_than_the_lease_keeps_its_lane(store):
    """With the real clock: the lease of 0.3 s is renewed while the handler takes longer than two of them."""
    from datetime import UTC, datetime

    def clock():
        return datetime.now(UTC)

    lease = timedelta(seconds=0.3)
    store._db.clock = clock
    folk, bell = Folk(), MemoryDoorbell()
    begun = asyncio.Event()

    async def turn(case):
        begun.set()
        end = asyncio.get_running_loop().time() + 0.8
        await until(lambda: _is(asyncio.get_running_loop().time() > end))
        return said(case)

    folk.turn = turn
    worker = Worker(store, reads, folk, bell, holder="slow", clock=clock, lease=lease)
    async with Running(worker):
        await store.receive([hello(1)])
        await bell.ring("work")
        await asyncio.wait_for(begun.wait(), LONG)
        stolen = []

        async def answered():
            stolen.extend(await store.claim_work(9, "thief", lease))
            return (await store.counts())["events_on_lanes"] == 0

        await until(answered)
    assert stolen == []
    assert len(folk.seen) == 1


async def test_a_database_that_is_away_for_a_moment_costs_only_time(scene, monkeypatch):
    away = [OSError("gone"), OSError("gone")]
    real = scene.store.commit_work

    async def commit(done):
        if away:
            raise away.pop()
        return await real(done)

    monkeypatch.setattr(scene.store, "commit_work", commit)
    await scene.store.receive([hello(1)])
    await scene.pass_(10)
    assert scene.messenger.texts("7") == ["re: message 1"]
    assert (await scene.store.audit(scene.clock())).ok


async def test_staff_and_person_ride_one_lane_in_the_order_they_came(scene):
    def turn(case):
        if case.event.desk:
            staff = Message(f"{case.id}.staff", Author.STAFF, case.event.text)
            return Turn(case.conversation, (answer(case.event.text),), (staff,), "staff")
        return said(case)

    scene.folk.turn = turn
    await scene.store.receive([hello(1), hello(2, text="from staff", desk=True), hello(3)])
    await scene.settle()
    assert scene.messenger.texts("7") == ["re: message 1", "from staff", "re: message 3"]
    found: Conversation | None = await scene.store.conversation(talk().lane)
    assert found is not None
