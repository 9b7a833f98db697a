"""Worker and post while they run: the slow keep nobody waiting, stopping loses nothing, leases are renewed."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.errors import Unreachable
from bot.flow import MemoryDoorbell, MemoryThrottle, Post, Worker
from bot.model import Author, Conversation, Inbound, Message, Outcome, Turn
from tests.flow.scene import LONG, Running, Scene, reads, says, until
from tests.store.kit import DESK, Folk, answer, hello, rows, said, talk


def _texts(scene):
    return [case.event.text for case in scene.folk.seen if isinstance(case.event, Inbound)]


# --- the worker ---------------------------------------------------------------------------------------------


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


# --- the post -----------------------------------------------------------------------------------------------


async def test_a_slow_send_keeps_no_other_chat_waiting(scene):
    released = asyncio.Event()

    async def during(part):
        if part.chat == "slow":
            await released.wait()

    scene.messenger.during = during
    await says(scene, "slow", answer("slow"))
    async with Running(scene.post):

        async def tried():
            return scene.messenger.tried

        await until(tried)
        await says(scene, "quick", answer("quick"))

        async def arrived():
            return scene.messenger.texts("quick")

        await until(arrived)
        released.set()
    assert scene.messenger.texts("slow") == ["slow"]


async def test_stopping_gives_back_what_was_not_begun_and_finishes_what_was(scene, database_url):
    released, begun = asyncio.Event(), asyncio.Event()

    async def during(part):
        begun.set()
        await released.wait()

    scene.messenger.during = during
    for number in range(1, 20):
        await says(scene, str(number), answer(f"to {number}"))
    running = Running(scene.post)
    await running.__aenter__()
    await begun.wait()
    running.stop.set()
    released.set()
    await running.__aexit__()
    assert len(scene.messenger.sent) == 8
    assert await rows(database_url, "SELECT key FROM lanes WHERE lease_until IS NOT NULL") == []
    await scene.settle()
    assert len(scene.messenger.sent) == 19


async def test_a_frozen_post_that_wakes_up_late_sends_nothing(scene, clock):
    await says(scene, "7", answer("hi"))
    [lease] = await scene.store.claim_post(1, "p", timedelta(seconds=60))
    clock.pass_(61)
    await scene.post._lane(lease)
    assert scene.messenger.tried == []
    await scene.settle()
    assert scene.messenger.texts("7") == ["hi"]


async def test_a_part_that_was_sent_is_not_sent_again_because_its_details_cannot_be_written(scene, monkeypatch):
    real = scene.store.commit_post

    async def commit(done):
        if any(part.ids for one in done for part in one.parts):
            raise ValueError("no such thing")
        return await real(done)

    monkeypatch.setattr(scene.store, "commit_post", commit)
    await says(scene, "7", answer("hi"))
    await scene.pass_(10)
    assert scene.messenger.texts("7") == ["hi"]
    assert (await scene.store.counts())["parts_on_their_way"] == 0


async def test_a_send_slower_than_the_lease_is_not_sent_twice(store):
    """With the real clock: a lease of 0.3 s is renewed while the send takes longer than two of them."""

    def clock():
        return datetime.now(UTC)

    store._db.clock = clock
    scene = Scene(store, clock, throttle=MemoryThrottle())
    lease = timedelta(seconds=0.3)
    scene.post = Post(
        store, {DESK: scene.messenger}, scene.post._throttle, scene.bell, recap=scene.post._recap, holder="p",
        clock=clock, lease=lease,
    )  # fmt: skip
    stolen, end = [], asyncio.get_running_loop().time() + 0.8

    async def during(_part):
        async def later():
            stolen.extend(await store.claim_post(9, "thief", lease))
            return asyncio.get_running_loop().time() > end

        await until(later)

    scene.messenger.during = during
    await says(scene, "7", answer("hi"))
    async with Running(scene.post):

        async def done():
            return (await store.counts())["parts_on_their_way"] == 0

        await until(done)
    assert stolen == []
    assert scene.messenger.texts("7") == ["hi"]


async def test_a_message_that_staff_wrote_is_told_where_it_is(scene):
    def turn(case):
        if case.event.__class__.__name__ != "Inbound":
            return Turn(case.conversation, handled="report")
        staff = Message(f"{case.id}.staff", Author.STAFF, "Bonjour")
        return Turn(case.conversation, (answer("Bonjour", message=staff.id, report=True),), (staff,), "staff")

    scene.folk.turn = turn
    scene.messenger.fail("7", Unreachable("x"), Unreachable("x"), Unreachable("x"))
    await scene.store.receive([hello(1)])
    await scene.settle()
    await scene.pass_(40)
    assert [r.outcome for r in scene.reports()] == [Outcome.RETRY, Outcome.SENT]
