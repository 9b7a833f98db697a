"""The doorbell: a ring ends a wait, here or in another process; without Redis only time is lost."""

import asyncio

import pytest

from bot.flow import MemoryDoorbell, RedisDoorbell, doorbell_for
from tests.flow.line import Line

LONG = 30.0
"""Longer than any test: a wait that ends before has heard the bell."""


async def _heard(bell, kind="work"):
    await asyncio.wait_for(bell.wait(kind, LONG), LONG / 2)


async def test_a_ring_ends_the_wait():
    bell = MemoryDoorbell()
    waiting = asyncio.create_task(bell.wait("work", LONG))
    await asyncio.sleep(0)
    await bell.ring("work")
    await asyncio.wait_for(waiting, LONG / 2)
    await bell.close()


async def test_a_ring_before_the_wait_counts_once():
    bell = MemoryDoorbell()
    await bell.ring("work")
    await bell.ring("work")
    await _heard(bell)
    waiting = asyncio.create_task(bell.wait("work", LONG))
    done, _ = await asyncio.wait({waiting}, timeout=0.02)
    assert not done
    waiting.cancel()


async def test_kinds_are_apart():
    bell = MemoryDoorbell()
    await bell.ring("post")
    await bell.wait("work", 0.001)
    await _heard(bell, "post")


async def test_a_ring_after_a_wait_that_ran_out_is_heard_by_the_next():
    bell = MemoryDoorbell()
    await bell.wait("work", 0.001)
    await bell.ring("work")
    await _heard(bell)


@pytest.fixture
async def bells(redis_url):
    two = [await doorbell_for(redis_url, "a"), await doorbell_for(redis_url, "b")]
    yield two
    for bell in two:
        await bell.close()


async def _until_heard(ringing, waiting, kind="work"):
    """Rings until the other hears it: its listener may only just be connecting."""
    hearing = asyncio.create_task(waiting.wait(kind, LONG))
    for _ in range(300):
        await ringing.ring(kind)
        done, _pending = await asyncio.wait({hearing}, timeout=0.05)
        if done:
            return
    hearing.cancel()
    pytest.fail("the ring was not heard")


async def test_a_ring_is_heard_in_another_process(bells):
    one, two = bells
    await _until_heard(one, two)
    await _until_heard(two, one)
    await _until_heard(one, two, "post")


async def test_an_own_ring_is_heard_once(bells):
    one, _two = bells
    await one.wait("work", 0.01)
    await one.ring("work")
    await _heard(one)
    await one.wait("work", 0.1)  # the listener reads our own ring of the stream by now
    waiting = asyncio.create_task(one.wait("work", LONG))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    waiting.cancel()


async def test_rings_of_long_ago_wake_nobody(bells):
    one, two = bells
    for _ in range(3):
        await one.ring("work")
    waiting = asyncio.create_task(two.wait("work", LONG))
    done, _ = await asyncio.wait({waiting}, timeout=0.2)
    assert not done
    waiting.cancel()


async def test_a_wait_that_is_cancelled_leaves_the_bell_whole(bells):
    one, two = bells
    for _ in range(20):
        waiting = asyncio.create_task(two.wait("work", LONG))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    await _until_heard(one, two)


async def test_without_redis_only_time_is_lost():
    bell = RedisDoorbell("redis://127.0.0.1:1", "a")
    await bell.wait("work", 0.01)
    await bell.ring("work")
    await _heard(bell)
    await bell.close()


async def test_when_redis_comes_back_rings_cross_again(redis_url):
    async with Line(redis_url) as line:
        one, two = RedisDoorbell(line.url, "a"), RedisDoorbell(redis_url, "b")
        await _until_heard(two, one)
        await line.cut()
        await one.ring("work")
        await _heard(one)
        await line.mend()
        await _until_heard(two, one)
        await _until_heard(one, two)
        await one.close()
        await two.close()


@pytest.mark.parametrize("steps", range(6))
async def test_a_cancel_that_comes_with_a_ring_is_not_lost(steps):
    """A listener that swallowed it would ring on for ever, and the house would never stop."""
    bell = MemoryDoorbell()

    async def listen():
        while True:
            await bell.wait("work", 3600)

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await bell.ring("work")
    for _ in range(steps):
        await asyncio.sleep(0)
    listening.cancel()
    done, _ = await asyncio.wait({listening}, timeout=20)
    assert done
