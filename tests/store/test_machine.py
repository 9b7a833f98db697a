"""Any history of workers that claim, crash, freeze and wake up late leaves every lane in order, each effect once.

A model of what was put on the lanes is kept beside the store. Hypothesis chooses who does what next. The same machine
plays on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from bot.model import Outcome, Turn
from bot.store import Failed, PartDone, PostDone, Store, WorkDone
from tests.store.kit import DESK, LEASE, TABLES, Time, answer, asked, hello, talk

CHATS = ("a", "b", "c")


class Lanes(RuleBasedStateMachine):
    """Three conversations, any number of workers."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = Time()
        self.store: Store = self.runner.run(self._open())
        self.events = 0
        self.put: dict[str, list[str]] = {chat: [] for chat in CHATS}
        self.work: list[Any] = []
        self.posts: list[Any] = []
        self.sent: dict[str, list[str]] = {chat: [] for chat in CHATS}

    async def _open(self) -> Store:
        store = await Store.open(self.url, desk=DESK, clock=self.clock)
        async with store._db.write() as tx:
            for table in TABLES:
                await tx.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of ours
        return store

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()

    # --- what may happen ------------------------------------------------------------------------------------

    @rule(chats=st.lists(st.sampled_from(CHATS), min_size=1, max_size=4), twice=st.booleans())
    def receive(self, chats: list[str], twice: bool) -> None:
        batch = []
        for chat in chats:
            self.events += 1
            batch.append(hello(self.events, chat))
            self.put[chat].append(str(self.events))
        for _ in range(1 + twice):
            self.runner.run(self.store.receive(batch))

    @rule(limit=st.integers(1, 3), per_lane=st.integers(1, 3))
    def claim(self, limit: int, per_lane: int) -> None:
        self.work += self.runner.run(self.store.claim_work(limit, "w", LEASE, per_lane))

    @rule(seconds=st.sampled_from([1, 30, 61]))
    def time_passes(self, seconds: int) -> None:
        self.clock.pass_(seconds)

    @precondition(lambda self: self.work)
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        self.work.pop(data.draw(st.integers(0, len(self.work) - 1)))

    @precondition(lambda self: self.work)
    @rule(data=st.data(), done=st.integers(0, 3), fails=st.booleans(), keep=st.booleans())
    def commit(self, data: st.DataObject, done: int, fails: bool, keep: bool) -> None:
        """Some of the leases, however old, commit together; some wake up once more later."""
        chosen = data.draw(st.lists(st.sampled_from(range(len(self.work))), min_size=1, max_size=3, unique=True))
        leases = {self.work[n].lane: self.work[n] for n in chosen}.values()
        self.runner.run(self.store.commit_work([self._worked(lease, done, fails) for lease in leases]))
        if not keep:
            self.work = [lease for n, lease in enumerate(self.work) if n not in chosen]

    def _worked(self, lease: Any, done: int, fails: bool) -> WorkDone:
        results: list[Any] = []
        conversation = lease.conversation or talk(lease.lane[-1])
        for item in lease.items[:done]:
            conversation = conversation.with_(need=f"{conversation.need} {item.event_id}".strip())
            results.append((item, Turn(conversation, (answer(item.event_id),), (asked(item),), "x")))
        again = None
        if fails and done < len(lease.items):
            results.append((lease.items[done], Failed("no")))
            again = self.clock() + timedelta(seconds=5)
        return WorkDone(lease, tuple(results), again)

    @rule(limit=st.integers(1, 3))
    def claim_post(self, limit: int) -> None:
        self.posts += self.runner.run(self.store.claim_post(limit, "p", LEASE))

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), outcome=st.sampled_from([Outcome.SENT, Outcome.RETRY]), keep=st.booleans())
    def commit_post(self, data: st.DataObject, outcome: Outcome, keep: bool) -> None:
        """One post lease commits, however old; what the store accepts as sent was sent in its order."""
        number = data.draw(st.integers(0, len(self.posts) - 1))
        lease = self.posts[number] if keep else self.posts.pop(number)
        if not lease.parts:
            return
        part = lease.parts[0]
        done = PostDone(lease, (PartDone(part, outcome, ids=("1",), attempts=part.attempts + 1),))
        lost, _woken = self.runner.run(self.store.commit_post([done]))
        if not lost and outcome is Outcome.SENT and part.body.text not in self.sent[lease.lane[-1]]:
            self.sent[lease.lane[-1]].append(part.body.text)

    # --- what is always so ----------------------------------------------------------------------------------

    async def _seen(self) -> tuple[Any, Any, Any, Any]:
        async with self.store._db.read() as tx:
            parts = (await tx.execute(text("SELECT chat, key FROM outbox ORDER BY lane, position"))).all()
            said = "SELECT conversation_id, body FROM messages ORDER BY conversation_id, sequence"
            messages = (await tx.execute(text(said))).all()
            done = (await tx.execute(text("SELECT lane, event_id FROM inbox WHERE state = 'done' ORDER BY id"))).all()
        states = {chat: await self.store.conversation(f"c{chat}") for chat in CHATS}
        return parts, messages, done, states

    @invariant()
    def done_is_a_prefix_of_what_was_put_in_order_each_effect_once(self) -> None:
        parts, messages, done, states = self.runner.run(self._seen())
        for chat in CHATS:
            finished = [event for lane, event in done if lane.endswith(f":{chat}")]
            assert finished == self.put[chat][: len(finished)]
            assert len([key for where, key in parts if where == chat]) == len(finished)
            texts = [body for conversation, body in messages if conversation == f"c{chat}"]
            assert texts == [f'{{"t": "message {event}"}}' for event in finished]
            state = states[chat]
            assert (state.need.split() if state else []) == finished
            assert self.sent[chat] == finished[: len(self.sent[chat])]


def _play(url: str, **more: Any) -> None:
    machine = type("Machine", (Lanes,), {"url": url})
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(machine, settings=settings(deadline=None, suppress_health_check=quiet, **more))


def test_lanes_on_sqlite() -> None:
    _play("sqlite+aiosqlite:///:memory:", max_examples=60, stateful_step_count=30)


def test_lanes_on_postgresql(postgres_url: str) -> None:
    _play(postgres_url, max_examples=12, stateful_step_count=20)
