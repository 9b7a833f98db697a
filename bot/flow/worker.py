"""The worker: leases lanes, hands each event to the handler in order, commits what comes of it under the fence."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.errors import Unreadable
from bot.flow.doorbell import Doorbell
from bot.flow.groups import GroupCommit
from bot.flow.leases import Leases
from bot.flow.slots import LOOK_EVERY, Slots
from bot.model import Case, Conversation, Event, Inbound, Kind, Message, Round, Turn
from bot.store import Failed, Item, Store, Unread, WorkDone, WorkLease

log = structlog.get_logger(__name__)

ATTEMPTS = 5
"""After so many failures an event is set aside: a person must not be muted for ever by one bad letter."""
LONGEST = 45.0
"""Seconds one event may take (two translations at their slowest); then it counts as failed."""
PAUSE = timedelta(seconds=2)
"""How long a lane rests after something that was not its events' fault."""
ALBUM_PAUSE = timedelta(seconds=1)
"""An album comes in parts without an end mark: its lane waits so long after the newest part."""
CUT_AT = 4_000
"""Characters: a longer text may be one that the client cut (Telegram's cut at 4,096 UTF-16 units, at a word)."""
CUT_WITHIN = timedelta(seconds=3)
"""The parts of such a text are sent one right after the other."""
ALBUM = "album"
"""What was done with the further parts of an album: they were read with its first."""

Result = tuple[Item, Turn | Failed | Unread]


class Handler(Protocol):
    """Decides what an event leads to."""

    def begin(self, inbound: Inbound, lane: str, identity: str, now: datetime) -> Conversation:
        """The conversation of somebody new."""

    async def handle(self, case: Case) -> Turn:
        """What ``case`` leads to."""

    def rescue(self, case: Case, error: BaseException) -> Turn:
        """What is done with an event that failed again and again; must not fail."""


class Worker:
    """Keeps up to ``slots`` lanes in work."""

    def __init__(
        self,
        store: Store,
        read: Callable[[Item], Event],
        handler: Handler,
        doorbell: Doorbell,
        *,
        holder: str,
        clock: Callable[[], datetime],
        slots: int = 64,
        lease: timedelta = timedelta(seconds=60),
    ) -> None:
        self._store = store
        self._read = read
        self._handler = handler
        self._doorbell = doorbell
        self._holder = holder
        self._clock = clock
        self._slots = slots
        self._lease = lease
        self._commits: GroupCommit[WorkDone] = GroupCommit(self._write)
        self._leases = Leases(store, lease, clock)

    async def run(self, stop: asyncio.Event) -> None:
        """Works until ``stop`` is set, then finishes what is in hand."""
        slots = Slots(self._slots, self._doorbell, "work")
        async with self._leases.kept(), slots.listening(stop):
            try:
                while not stop.is_set():
                    for lease in await self._claim(slots.free):
                        slots.start(self._lane(lease))
                    await slots.pause()
                await slots.finish(LONGEST)
            finally:
                await slots.drop()

    async def drain(self) -> int:
        """Works until no lane is due; how many lanes were worked on. For tests and single runs."""
        done = 0
        while leases := await self._claim(self._slots):
            await asyncio.gather(*(self._lane(lease) for lease in leases))
            done += len(leases)
        return done

    async def _claim(self, limit: int) -> list[WorkLease]:
        if limit <= 0:
            return []
        try:
            return await self._store.claim_work(limit, self._holder, self._lease)
        except Exception as error:
            log.warning("worker.no_claim", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)
            return []

    # --- one lane -------------------------------------------------------------------------------------------

    async def _lane(self, lease: WorkLease) -> None:
        self._leases.take(lease.lane, lease.fence)
        try:
            results, again = await self._results(lease)
            await self._commit(lease, results, again)
        except Exception as error:
            log.exception("lane.failed", lane=_named(lease.lane), error=type(error).__name__)
            with contextlib.suppress(Exception):
                await self._store.give_back(lease.lane, lease.fence, self._clock() + PAUSE)
        finally:
            self._leases.let_go(lease.lane, lease.fence)

    async def _commit(self, lease: WorkLease, results: Sequence[Result], again: datetime | None) -> None:
        """Writes the results of a lease. When they cannot be written, the first one has failed (not when the whole
        database is away: then that cannot be written either, and the lane is simply given back)."""
        try:
            await self._commits.commit(WorkDone(lease, tuple(results), again))
        except Exception as error:
            if not results:
                raise
            log.exception("lane.not_written", lane=_named(lease.lane), error=type(error).__name__)
            first = _first(results)
            if len(first) < len(results):
                with contextlib.suppress(Exception):
                    await self._commits.commit(WorkDone(lease, tuple(first)))
                    return
            item = first[0][0]
            failed = Failed(f"{type(error).__name__}: {error}"[:500], last=item.attempts + 1 > ATTEMPTS)
            again = self._clock() + _backoff(item.attempts)
            await self._commits.commit(WorkDone(lease, ((item, failed),), again))

    async def _write(self, done: Sequence[WorkDone]) -> None:
        lost = await self._store.commit_work(done)
        if lost:
            log.warning("fence.lost", lanes=len(lost))
        if any(turn.say for one in done for _item, turn in one.results if isinstance(turn, Turn)):
            await self._doorbell.ring("post")

    async def _results(self, lease: WorkLease) -> tuple[list[Result], datetime | None]:
        """Every item of the lease in order, up to the first that has to be tried again."""
        conversation = lease.conversation
        results: list[Result] = []
        events, again = self._events(lease)
        for item, event, merged in events:
            if isinstance(event, Unread):
                log.warning("event.unreadable", event_id=item.id, reason=event.error)
                results.append((item, event))
                continue
            turn = await self._turn(lease, conversation, item, event)
            results.append((item, turn))
            if isinstance(turn, Failed):
                return results, self._clock() + _backoff(item.attempts)
            results += [(part, Turn(None, handled=ALBUM)) for part in merged]
            if isinstance(turn, Unread):
                continue
            if turn.forget:
                return results, None  # what the person writes next begins a new conversation, in a lease of its own
            conversation = turn.conversation or conversation
        return results, again

    async def _turn(
        self, lease: WorkLease, conversation: Conversation | None, item: Item, event: Event
    ) -> Turn | Failed | Unread:
        if conversation is None and not isinstance(event, Inbound | Round):
            return Turn(None, handled="nobody")  # a report or a ring for somebody who has been forgotten
        now = self._clock()
        case = Case(str(item.id), conversation, event, now, history=self._history(conversation))
        try:
            if (
                conversation is None
                and isinstance(event, Inbound)
                and not event.desk
                and lease.lane.startswith("talk:")
            ):
                begun = self._handler.begin(event, lease.lane, secrets.token_hex(6), now)
                case = replace(case, conversation=begun, new=True, history=self._history(begun))
            case = await self._resolved(case)
            async with asyncio.timeout(LONGEST):
                return await self._handler.handle(case)
        except Exception as error:
            log.exception("event.failed", event_id=item.id, attempt=item.attempts + 1, error=type(error).__name__)
            if item.attempts + 1 < ATTEMPTS:
                return Failed(f"{type(error).__name__}: {error}"[:500])
            return self._rescued(case, error)

    def _rescued(self, case: Case, error: Exception) -> Turn | Unread:
        """The handler's last word on an event; when even that fails, the event is set aside and the lane goes on."""
        try:
            return self._handler.rescue(case, error)
        except Exception as worse:
            log.exception("event.set_aside", event_id=case.id, error=type(worse).__name__)
            return Unread(f"set aside: {type(error).__name__}, then {type(worse).__name__}")

    async def _resolved(self, case: Case) -> Case:
        """The case with our ids of the messages that the event quotes or changes."""
        event = case.event
        if not isinstance(event, Inbound) or not (event.reply_to or event.target):
            return case
        quoted = await self._store.message_id(event.chat, event.reply_to) if event.reply_to else ""
        target = await self._store.message_id(event.chat, event.target) if event.target else ""
        return replace(case, quoted=quoted, target=target)

    def _history(self, conversation: Conversation | None) -> Callable[[int], asyncio.Future[Sequence[Message]]] | None:
        if conversation is None:
            return None
        name = conversation.id
        return lambda n: asyncio.ensure_future(self._store.history(name, n))

    # --- reading --------------------------------------------------------------------------------------------

    def _events(self, lease: WorkLease) -> tuple[list[tuple[Item, Event | Unread, list[Item]]], datetime | None]:
        """The events of the lease, albums joined; a time to wait for when an album is still coming."""
        events: list[tuple[Item, Event | Unread, list[Item]]] = []
        for item in lease.items:
            event = self._event(item)
            last = events[-1] if events else None
            if last and isinstance(event, Inbound) and isinstance(last[1], Inbound) and _goes_on(last[1], event):
                events[-1] = (last[0], _joined(last[1], event), [*last[2], item])
                continue
            events.append((item, event, []))
        if not events or not isinstance(events[-1][1], Inbound) or not _may_go_on(events[-1][1]):
            return events, None
        newest = events[-1][2][-1] if events[-1][2] else events[-1][0]
        ready = newest.received_at + ALBUM_PAUSE
        if ready <= self._clock():
            return events, None
        return events[:-1], ready

    def _event(self, item: Item) -> Event | Unread:
        try:
            return self._read(item)
        except Unreadable as error:
            return Unread(str(error))
        except Exception as error:
            log.exception("event.not_read", event_id=item.id, error=type(error).__name__)
            return Unread(f"{type(error).__name__}: {error}"[:500])


def _first(results: Sequence[Result]) -> Sequence[Result]:
    """The first result, with the parts of an album that were joined with it."""
    end = 1
    while end < len(results) and isinstance(turn := results[end][1], Turn) and turn.handled == ALBUM:
        end += 1
    return results[:end]


def _goes_on(first: Inbound, second: Inbound) -> bool:
    """Whether ``second`` is a further part of ``first``: of an album, or of a text that the messenger's client cut."""
    if first.sender.id != second.sender.id or first.kind is not second.kind:
        return False
    if first.group or second.group:
        return first.group == second.group
    soon = timedelta(0) <= second.sent_at - first.sent_at <= CUT_WITHIN
    return _cut_off(first) and soon and not second.reply_to


def _may_go_on(event: Inbound) -> bool:
    """Whether a further part may still be on its way."""
    return bool(event.group) or _cut_off(event)


def _cut_off(event: Inbound) -> bool:
    """Whether the newest part of a text is as long as a message can be: what was typed goes on in the next one."""
    return event.kind is Kind.TEXT and len(event.text) - event.joined >= CUT_AT


def _joined(first: Inbound, part: Inbound) -> Inbound:
    """One inbound with all media and all words, in their order."""
    if not part.group:
        text = f"{first.text}\n{part.text}"
        return replace(
            first, text=text, joined=len(first.text) + 1, more_ids=(*first.more_ids, part.message_id),
            sent_at=part.sent_at,
        )  # fmt: skip
    text = "\n".join(filter(None, (first.text, part.text)))
    return replace(first, media=(*first.media, *part.media), text=text)


def _backoff(attempts: int) -> timedelta:
    """1, 2, 4, 8 seconds, each up to half longer: not everybody at the same moment."""
    return timedelta(seconds=2**attempts * (1 + random.random() / 2))  # noqa: S311 - spreading, not secrecy


def _named(lane: str) -> str:
    """A lane's name without the person's chat id, for the log."""
    return ":".join(lane.split(":")[:2])
