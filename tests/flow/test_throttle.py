"""The throttle: never more than the burst and what has flowed in since, one chat's freeze is its own."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow import MemoryThrottle, RedisThrottle, throttle_for
from bot.model import Bucket
from tests.flow.line import Line


class Seconds:
    now = 1_000.0

    def __call__(self):
        return self.now


BUCKETS = st.builds(Bucket, st.just("b"), st.floats(0.05, 50), st.floats(1, 30))


@given(BUCKETS, st.lists(st.floats(0, 5), max_size=60))
@settings(deadline=None, max_examples=150)
def test_never_more_than_the_burst_and_what_flowed_in(bucket, steps):
    async def run():
        clock = Seconds()
        throttle = MemoryThrottle(clock)
        went = []
        for step in steps:
            clock.now += step
            if await throttle.reserve([bucket]) == 0:
                went.append(clock.now)
        for first in range(len(went)):
            for last in range(first, len(went)):
                allowed = bucket.burst + bucket.rate * (went[last] - went[first]) + 1e-6
                assert last - first + 1 <= allowed

    asyncio.run(run())


@given(BUCKETS, st.integers(1, 40))
@settings(deadline=None, max_examples=80)
def test_whoever_waits_as_long_as_told_goes_next_time(bucket, before):
    async def run():
        clock = Seconds()
        throttle = MemoryThrottle(clock)
        for _ in range(before):
            clock.now += await throttle.reserve([bucket])
        wait = await throttle.reserve([bucket])
        clock.now += wait
        assert wait == 0 or await throttle.reserve([bucket]) == 0

    asyncio.run(run())


async def test_all_buckets_or_none():
    clock = Seconds()
    throttle = MemoryThrottle(clock)
    whole, chat = Bucket("bot", 30, 2), Bucket("chat", 1, 1)
    assert await throttle.reserve([whole, chat]) == 0
    assert await throttle.reserve([whole, chat]) == pytest.approx(1)
    assert await throttle.reserve([whole, Bucket("other", 1, 1)]) == 0  # the refusal took nothing of the whole
    assert await throttle.reserve([]) == 0


async def test_a_freeze_is_that_keys_own_and_the_longest_counts():
    clock = Seconds()
    throttle = MemoryThrottle(clock)
    frozen, free = Bucket("a", 30, 30), Bucket("b", 30, 30)
    await throttle.freeze("a", 5)
    await throttle.freeze("a", 2)
    assert await throttle.reserve([frozen]) == pytest.approx(5)
    assert await throttle.reserve([free]) == 0
    clock.now += 5
    assert await throttle.reserve([frozen]) == 0


async def test_buckets_that_are_full_again_are_dropped_and_no_others():
    clock = Seconds()
    throttle = MemoryThrottle(clock)
    slow = Bucket("slow", 1 / 3600, 1)
    assert await throttle.reserve([slow]) == 0
    for number in range(25_000):
        clock.now += 0.01
        assert await throttle.reserve([Bucket(f"chat:{number}", 1, 3)]) == 0
    assert len(throttle._levels) < 21_000
    assert await throttle.reserve([slow]) > 3_000


# --- Redis --------------------------------------------------------------------------------------------------


@pytest.fixture
async def shared(redis_url):
    throttles = [await throttle_for(redis_url), await throttle_for(redis_url)]
    yield throttles
    for throttle in throttles:
        await throttle.close()


async def test_two_processes_share_one_bucket(shared):
    bucket = Bucket("chat", 0.01, 5)
    waits = await asyncio.gather(*(shared[n % 2].reserve([bucket]) for n in range(20)))
    assert sum(wait == 0 for wait in waits) == 5
    assert all(90 < wait <= 100 for wait in waits if wait)


async def test_two_processes_share_a_freeze(shared):
    one, two = shared
    await one.freeze("chat", 5_000)
    await two.freeze("chat", 3)
    assert await two.reserve([Bucket("chat", 30, 30)]) > 4_900
    assert await one.reserve([Bucket("chat", 30, 30)]) > 4_900
    assert await two.reserve([Bucket("other", 30, 30)]) == 0


async def test_in_redis_too_all_buckets_or_none(shared):
    one, two = shared
    whole, chat = Bucket("bot", 0.01, 2), Bucket("chat", 0.01, 1)
    assert await one.reserve([whole, chat]) == 0
    assert await two.reserve([whole, chat]) > 0
    assert await two.reserve([whole]) == 0
    assert await one.reserve([whole]) > 0
    assert await one.reserve([]) == 0


async def test_in_redis_too_never_more_than_the_burst_and_what_flowed_in(shared, redis_url):
    import redis.asyncio as redis

    bucket = Bucket("chat", 200.0, 3.0)
    asked = redis.Redis.from_url(redis_url)

    async def time():
        seconds, micro = await asked.time()
        return seconds + micro / 1e6

    started, went = await time(), 0
    for n in range(400):
        went += await shared[n % 2].reserve([bucket]) == 0
    assert went <= bucket.burst + bucket.rate * (await time() - started) + 1e-3
    assert went >= 3
    await asked.aclose()


async def test_without_redis_each_process_counts_for_itself_and_comes_back(redis_url):
    async with Line(redis_url) as line:
        throttle = RedisThrottle(line.url)
        bucket = Bucket("chat", 0.01, 3)
        assert await throttle.reserve([bucket]) == 0
        await line.cut()
        assert [await throttle.reserve([bucket]) == 0 for _ in range(5)] == [True, True, True, False, False]
        await throttle.freeze("other", 60)
        assert await throttle.reserve([Bucket("other", 30, 30)]) > 50
        await line.mend()
        throttle._away_until = 0.0  # its pause is over
        assert [await throttle.reserve([bucket]) == 0 for _ in range(3)] == [True, True, False]
        await throttle.close()


async def test_without_an_address_it_is_in_memory():
    throttle = await throttle_for("")
    assert isinstance(throttle, MemoryThrottle)
    await throttle.close()
