"""Delivery: parts leave in the order of their lane, under the pace; what the messenger said of each is written down.

ok                   sent: the messenger's ids are kept
429                  waits what the server says, that chat only; no attempt is used
5xx, connect error   tried again, more and more slowly; staff see it after the third, after the fifth it is set aside
cut after sending    unknown: tried once more for answers to people, "maybe sent" for everything else
blocked              the conversation says so
topic gone           a topic is made again with a recap in front of the part
group moved          sent to its new id; no attempt is used
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.errors import (
    Blocked,
    ChatMoved,
    DeliveryError,
    DeskUnusable,
    Refused,
    SlowDown,
    TopicGone,
    Uncertain,
    Unreachable,
)
from bot.flow.doorbell import Doorbell
from bot.flow.groups import GroupCommit
from bot.flow.joining import joined
from bot.flow.leases import Leases
from bot.flow.slots import LOOK_EVERY, Slots
from bot.flow.throttle import Throttle
from bot.model import Act, Bucket, Conversation, Outbound, Outcome, Part, Sent, To
from bot.store import PartDone, PostDone, PostLease, Store

log = structlog.get_logger(__name__)

ATTEMPTS = 5
TELL_AT = 3
QUICK = 0.1
"""Seconds: a messenger that takes longer for a part is slow."""
PAUSE = timedelta(seconds=2)
"""How long a lane rests after something that was not the messenger's fault."""
MOVES = 3
"""A group that moved more often than this in one delivery is a mistake of somebody's."""


class Sender(Protocol):
    """A channel, as far as delivery knows it."""

    def pace(self, part: Part) -> tuple[Bucket, ...]:
        """The paces that sending ``part`` is subject to."""

    async def send(self, part: Part) -> Sent:
        """Sends one part; raises an error of the DeliveryError tree."""


class Post:
    """Keeps up to ``slots`` post lanes in work: few, because the repeats after a crash are bounded by them."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[tuple[str, str], Sender],
        throttle: Throttle,
        doorbell: Doorbell,
        *,
        recap: Callable[[Conversation], Awaitable[tuple[Outbound, ...]]],
        holder: str,
        clock: Callable[[], datetime],
        slots: int = 8,
        lease: timedelta = timedelta(seconds=90),
    ) -> None:
        self._store = store
        self._senders = senders
        self._throttle = throttle
        self._doorbell = doorbell
        self._recap = recap
        self._holder = holder
        self._clock = clock
        self._slots = slots
        self._lease = lease
        self._commits: GroupCommit[PostDone] = GroupCommit(self._write)
        self._leases = Leases(store, lease, clock)
        self._took = 0.0  # seconds a part takes to be sent, lately

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until ``stop`` is set, then finishes what is in hand."""
        slots = Slots(self._slots, self._doorbell, "post")
        queue: deque[PostLease] = deque()
        async with self._leases.kept(), slots.listening(stop):
            try:
                while not stop.is_set():
                    if not queue and slots.free:
                        queue.extend(await self._claim(slots.free + self._ahead()))
                    while queue and slots.free:
                        slots.start(self._lane(queue.popleft()))
                    await slots.pause()
                for lease in queue:
                    await self._back(lease, timedelta(0))
                await slots.finish(self._lease.total_seconds())
            finally:
                await slots.drop()

    def _ahead(self) -> int:
        """How many lanes to lease beyond those that are sent at once: none when sending is slow, or somebody's answer
        would wait behind mirrors that were leased before it."""
        return self._slots * 3 if self._took < QUICK else 0

    async def drain(self) -> int:
        """Delivers until no lane is due; how many leases it was. For tests and single runs."""
        done = 0
        while leases := await self._claim(self._slots):
            await asyncio.gather(*(self._lane(lease) for lease in leases))
            done += len(leases)
        return done

    async def _claim(self, limit: int) -> list[PostLease]:
        try:
            leases = await self._store.claim_post(limit, self._holder, self._lease)
        except Exception as error:
            log.warning("post.no_claim", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)
            return []
        for lease in leases:
            self._leases.take(lease.lane, lease.fence)
        return leases

    # --- one lane -------------------------------------------------------------------------------------------

    async def _lane(self, lease: PostLease) -> None:
        try:
            await self._commit(await self._deliver(lease))
        except Exception as error:
            log.exception("post.lane_failed", error=type(error).__name__)
            await self._back(lease, PAUSE)
        finally:
            self._leases.let_go(lease.lane, lease.fence)

    async def _back(self, lease: PostLease, pause: timedelta) -> None:
        self._leases.let_go(lease.lane, lease.fence)
        with contextlib.suppress(Exception):
            await self._store.give_back(lease.lane, lease.fence, self._clock() + pause)

    async def _commit(self, done: PostDone) -> None:
        """Writes how the parts fared. What cannot be written with all its details is written without them: a part that
        has left must not leave again."""
        try:
            await self._commits.commit(done)
        except Exception as error:
            if not done.parts:
                raise
            log.exception("post.not_written", parts=len(done.parts), error=type(error).__name__)
            bare = tuple(PartDone(one.part, one.outcome, attempts=one.attempts) for one in done.parts)
            await self._commits.commit(PostDone(done.lease, bare, again=done.again))

    async def _write(self, done: Sequence[PostDone]) -> None:
        lost, woken = await self._store.commit_post(done)
        if lost:
            log.warning("fence.lost", lanes=len(lost))
        if woken:
            await self._doorbell.ring("work")

    async def _deliver(self, lease: PostLease) -> PostDone:
        """Sends the head of the lane (joined with the texts behind it that may be joined) and says how it fared."""
        if not lease.parts:
            return PostDone(lease)
        head, taken = joined(lease.parts)
        sender = self._senders.get((head.channel, head.account))
        if sender is None:
            failed = PartDone(head, Outcome.FAILED, "this channel is no longer configured", tell=True)
            return PostDone(lease, (failed,))
        buckets = sender.pace(head)
        wait = await self._throttle.reserve(buckets)
        if wait > 0:
            return PostDone(lease, again=self._clock() + timedelta(seconds=wait))
        if not self._leases.holds(lease.lane, lease.fence, lease.until, self._clock()):
            return PostDone(lease)  # a frozen worker that woke up late: the fence will refuse this, nothing is sent
        return await self._attempt(lease, sender, head, taken, buckets)

    async def _attempt(
        self, lease: PostLease, sender: Sender, head: Part, taken: Sequence[Part], buckets: Sequence[Bucket]
    ) -> PostDone:
        moved: tuple[str, str] | None = None
        if _homeless(head):
            return await self._gone(lease, head, TopicGone("the conversation has no topic"), None)
        for _ in range(MOVES):
            started = asyncio.get_running_loop().time()
            try:
                sent = await sender.send(head)
            except ChatMoved as error:
                moved = (head.chat, error.chat)
                head = replace(head, chat=error.chat)
                continue
            except SlowDown as error:
                return await self._slow(lease, error, buckets, moved)
            except TopicGone as error:
                return await self._gone(lease, head, error, moved)
            except Refused as error:
                if len(taken) > 1:  # one of the joined texts is at fault: the first goes alone, the others after it
                    head, taken = replace(lease.parts[0], chat=head.chat), lease.parts[:1]
                    continue
                return replace(self._failed(lease, taken, error), moved=moved)
            except DeliveryError as error:
                return replace(self._failed(lease, taken, error), moved=moved)
            except Exception as error:
                log.exception("send.failed", part=head.key, error=type(error).__name__)
                said = Unreachable(f"{type(error).__name__} in our own code")
                return replace(self._failed(lease, taken, said), moved=moved)
            finally:
                self._took += (asyncio.get_running_loop().time() - started - self._took) / 8
            return PostDone(lease, tuple(_sent(part, head, sent) for part in taken), moved=moved)
        return replace(self._failed(lease, taken, Unreachable("the group keeps moving")), moved=moved)

    async def _slow(
        self, lease: PostLease, error: SlowDown, buckets: Sequence[Bucket], moved: tuple[str, str] | None
    ) -> PostDone:
        """429: that chat waits, everything when the server says so. A bot's own bucket is named ``bot:…``."""
        for bucket in buckets if error.everywhere else [b for b in buckets if not b.key.startswith("bot:")]:
            await self._throttle.freeze(bucket.key, error.seconds)
        again = self._clock() + timedelta(seconds=error.seconds)
        return PostDone(lease, moved=moved, again=again)

    async def _gone(self, lease: PostLease, head: Part, error: TopicGone, moved: tuple[str, str] | None) -> PostDone:
        """The topic was deleted: it is made again, with a recap, in front of the part that did not find it."""
        conversation = await self._store.conversation(head.conversation) if head.conversation else None
        repair = "<" in head.key  # a part of an earlier repair is never repaired itself
        if conversation is None or repair or head.attempts >= ATTEMPTS - 1:
            failed = PartDone(head, Outcome.FAILED, str(error), tell=True, attempts=head.attempts + 1)
            return PostDone(lease, (failed,), moved=moved)
        before = await self._recap(conversation)
        tried = PartDone(head, Outcome.RETRY, str(error), attempts=head.attempts + 1)
        return PostDone(lease, (tried,), before=before, moved=moved)

    def _failed(self, lease: PostLease, taken: Sequence[Part], error: DeliveryError) -> PostDone:
        """What becomes of a part that did not arrive, and of those that were joined with it: they share its end, but
        each has its own attempts."""
        part = taken[0]
        attempts, reason = part.attempts + 1, str(error)[:300]
        done = PartDone(part, Outcome.FAILED, reason, tell=True, attempts=attempts)
        if isinstance(error, Blocked):
            return _all(lease, taken, replace(done, outcome=Outcome.BLOCKED))
        if isinstance(error, Refused):
            return PostDone(lease, (done,))
        if isinstance(error, Uncertain):
            if part.body.to is To.PERSON and part.body.answers and part.attempts == 0:
                return PostDone(lease, (replace(done, outcome=Outcome.RETRY, tell=False),), again=self._later(1))
            return _all(lease, taken, replace(done, outcome=Outcome.UNKNOWN, tell=part.body.to is To.PERSON))
        if isinstance(error, DeskUnusable):
            log.error("desk.unusable", reason=reason)
        if attempts >= ATTEMPTS:
            return PostDone(lease, (done,))
        later = replace(done, outcome=Outcome.RETRY, tell=attempts == TELL_AT)
        return PostDone(lease, (later,), again=self._later(attempts))

    def _later(self, attempts: int) -> datetime:
        """1, 4, 16, 64 seconds from now, each up to half longer."""
        spread = 1 + random.random() / 2  # noqa: S311 - spreading, not secrecy
        return self._clock() + timedelta(seconds=4 ** (attempts - 1) * spread)


def _all(lease: PostLease, taken: Sequence[Part], done: PartDone) -> PostDone:
    """The same end for every part of a joined text; one report says it."""
    rest = (replace(done, part=part, tell=False, attempts=part.attempts + 1) for part in taken[1:])
    return PostDone(lease, (done, *rest))


def _homeless(part: Part) -> bool:
    """A text for a topic that does not exist: without one it would show in the group itself, before everybody."""
    body = part.body
    return body.to is To.DESK and body.act is Act.SAY and bool(part.conversation) and not part.thread


def _sent(part: Part, head: Part, sent: Sent) -> PartDone:
    topic = None
    if part.body.act is Act.OPEN_TOPIC and sent.thread:
        topic = (sent.chat or head.chat, sent.thread)
    tell = part.body.report or bool(sent.note)
    return PartDone(
        replace(part, chat=sent.chat or head.chat), Outcome.SENT, sent.note, sent.ids, topic, tell, part.attempts + 1
    )
