"""kill -9 at any moment: every message is answered exactly once in the store, in order; a repeat may only be seen on
the wire, for the few parts that were being sent."""

import asyncio
import random
import sys
from collections import defaultdict
from itertools import groupby
from pathlib import Path

from bot.store import Store
from tests.store.kit import Time, rows

MESSAGES, CHATS, KILLS, SLOTS = 240, 12, 5, 8
LONG = 60.0


async def _run(url: str, lines: int | None, wire: list[tuple[str, str]]) -> int:
    """Runs the child until it has sent ``lines`` parts and kills it then, or until it ends by itself."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.flow.child", url, str(MESSAGES), str(CHATS),
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert child.stdout is not None
    try:
        async with asyncio.timeout(LONG):
            while line := await child.stdout.readline():
                chat, text = line.decode().rstrip("\n").split("\t")
                wire.append((chat, text))
                if lines is not None and (lines := lines - 1) == 0:
                    child.kill()
            return await child.wait()
    except BaseException:
        child.kill()
        await child.wait()
        raise


async def test_nothing_is_lost_doubled_or_overtaken_by_killing_the_process(sqlite_url):
    dice = random.Random(7)
    wire: list[tuple[str, str]] = []
    for _ in range(KILLS):
        assert await _run(sqlite_url, dice.randint(10, 40), wire) == -9
    assert await _run(sqlite_url, None, wire) == 0

    wanted = {str(c): [f"re: message {n}" for n in range(c, MESSAGES, CHATS)] for c in range(CHATS)}
    stored: dict[str, list[str]] = defaultdict(list)
    for chat, body in await rows(sqlite_url, "SELECT chat, body FROM outbox ORDER BY lane, position"):
        stored[chat].append(body.split('"text":"')[1].split('"')[0])
    assert stored == wanted

    seen: dict[str, list[str]] = defaultdict(list)
    for chat, text in wire:
        seen[chat].append(text)
    assert {chat: [text for text, _again in groupby(texts)] for chat, texts in seen.items()} == wanted
    assert len(wire) - MESSAGES <= KILLS * SLOTS

    store = await Store.open(sqlite_url)
    audit = await store.audit(Time()())
    assert audit.problems == ()
    assert audit.counts["answered"] == MESSAGES
    await store.close()
