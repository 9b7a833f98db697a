"""The sweeper: clocks ring once for each time they are due, lost lanes are found again, old words go."""

import asyncio
from datetime import timedelta

import pytest

from bot.flow import MemoryDoorbell, Sweeper
from bot.model import Author, Message, Ring, Turn
from tests.flow.scene import LONG, until
from tests.store.kit import asked, hello, rows, said, say, talk, waiting


@pytest.fixture
def sweeper(store, clock, scene):
    return Sweeper(store, scene.bell, retention=timedelta(days=30), clock=clock)


def _rings(scene):
    return [case.event.due for case in scene.folk.seen if isinstance(case.event, Ring)]


async def _wait(scene, chat="7", event=1):
    """Somebody waits for a human; the clock rings in ten minutes."""
    await say(
        scene.store,
        hello(event, chat),
        lambda item, _c: Turn(waiting(talk(chat), scene.clock()), (), (asked(item),), "x"),
    )
    return scene.clock() + timedelta(minutes=10)


async def test_a_clock_rings_once_for_each_time_it_is_due(scene, sweeper):
    due = await _wait(scene)
    scene.clock.pass_(599)
    assert await sweeper.sweep() == 0
    scene.clock.pass_(1)
    assert [await sweeper.sweep() for _ in range(3)] == [1, 0, 0]
    await scene.settle()
    assert await sweeper.sweep() == 0
    await scene.settle()
    assert _rings(scene) == [due]


async def test_a_clock_that_is_set_again_rings_again(scene, sweeper, clock):
    def turn(case):
        if isinstance(case.event, Ring):
            later = clock() + timedelta(seconds=0.4) if len(_rings(scene)) < 3 else None
            return Turn(case.conversation.with_(clock_at=later), handled="rang")
        return said(case)

    scene.folk.turn = turn
    await _wait(scene)
    clock.pass_(600)
    for _ in range(6):
        await sweeper.sweep()
        await scene.settle()
        clock.pass_(0.4)
    assert len(_rings(scene)) == len(set(_rings(scene))) == 3


async def test_many_overdue_conversations_all_ring_in_the_end(scene, sweeper):
    for number in range(130):
        await _wait(scene, str(number), number + 1)
    scene.clock.pass_(600)
    assert await sweeper.sweep() + await sweeper.sweep() + await sweeper.sweep() == 130


async def test_a_ring_wakes_the_worker(scene, sweeper):
    await _wait(scene)
    scene.clock.pass_(600)
    waiting_ = asyncio.create_task(scene.bell.wait("work", LONG))
    await sweeper.sweep()
    await asyncio.wait_for(waiting_, LONG / 2)


async def test_lanes_that_nobody_would_look_at_are_mended(scene, sweeper, database_url, logs):
    await scene.store.receive([hello(1)])
    async with scene.store._db.write() as tx:
        from sqlalchemy import text

        await tx.execute(text("UPDATE lanes SET due_at = NULL"))
    await scene.settle()
    assert scene.folk.seen == []
    await sweeper.sweep()
    await scene.settle()
    assert len(scene.folk.seen) == 1
    assert any(line["event"] == "lanes.mended" for line in logs)


async def test_what_is_older_than_the_retention_goes(scene, sweeper, database_url):
    note = Message("n", Author.NOTE, "old words", at=scene.clock())
    await say(scene.store, hello(1), lambda item, _c: Turn(talk(), (), (note,), "x"))
    await sweeper.sweep()
    scene.clock.pass_(31 * 86_400)
    await sweeper.sweep()
    assert await rows(database_url, "SELECT body FROM messages") == [("",)]


async def test_the_sweeper_runs_until_it_is_stopped_and_outlives_a_database_away(lite, clock, logs, monkeypatch):
    bell, stop = MemoryDoorbell(), asyncio.Event()
    sweeper = Sweeper(lite, bell, retention=timedelta(days=30), clock=clock)
    monkeypatch.setattr("bot.flow.clock.EVERY", 0.005)
    real, away = lite.overdue, [OSError("gone")]

    async def overdue(now):
        if away:
            raise away.pop()
        return await real(now)

    monkeypatch.setattr(lite, "overdue", overdue)
    await say(lite, hello(1), lambda item, _c: Turn(waiting(talk(), clock()), (), (asked(item),), "x"))
    clock.pass_(600)
    task = asyncio.create_task(sweeper.run(stop))

    async def rung():
        return (await lite.counts())["events_on_lanes"]

    await until(rung)
    stop.set()
    await asyncio.wait_for(task, LONG)
    assert next(line["event"] for line in logs) == "sweep.failed"
