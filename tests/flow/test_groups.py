"""Group commit: what is finished at the same moment shares a transaction; one bad result harms nobody else."""

import asyncio

import pytest

from bot.flow.groups import GroupCommit


async def test_results_that_come_while_one_is_written_share_the_next_transaction():
    groups, begun, released = [], asyncio.Event(), asyncio.Event()

    async def write(results):
        groups.append(list(results))
        begun.set()
        await released.wait()

    commits = GroupCommit(write)
    first = asyncio.create_task(commits.commit(0))
    for _ in range(100):
        if groups:
            break
        await asyncio.sleep(0)
    assert groups
    rest = [asyncio.create_task(commits.commit(n)) for n in range(1, 6)]
    await asyncio.sleep(0)
    released.set()
    await asyncio.gather(first, *rest)
    assert groups == [[0], [1, 2, 3, 4, 5]]


async def test_a_bad_result_fails_alone():
    written = []

    async def write(results):
        if "bad" in results:
            raise ValueError("bad")
        written.extend(results)

    commits = GroupCommit(write)
    outcomes = await asyncio.gather(*(commits.commit(n) for n in ("a", "bad", "b", "c")), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), ValueError, type(None), type(None)]
    assert written == ["a", "b", "c"]


async def test_whoever_stops_waiting_does_not_stop_the_writing():
    written, begun, released = [], asyncio.Event(), asyncio.Event()

    async def write(results):
        begun.set()
        await released.wait()
        written.extend(results)

    commits = GroupCommit(write)
    task = asyncio.create_task(commits.commit("a"))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    released.set()
    await commits.commit("b")
    assert written == ["a", "b"]
