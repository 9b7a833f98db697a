"""The five members of staff: shifts, a lunch break with nobody, how fast each reads, and what each does in a topic."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from itertools import count

from bot.bench.day.board import TAKE, Board, TopicView
from bot.bench.day.words import ANSWERS, PHRASES
from simulator import Group, Simulator, User

HOUR = 3600.0
LUNCH = (4.5 * HOUR, 5.25 * HOUR)
IDLE = 20 * 60.0
"""A talk in which nothing was written for so long is closed by whoever sees it."""
_THANKS = tuple(phrases.thanks for phrases in PHRASES.values())


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff: on duty from ``start`` to ``end`` (seconds of the day); ``pace`` stretches what they do.

    ``closes``: stays in the evening until nobody waits.
    """

    user: User
    start: float
    end: float
    pace: float = 1.0
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Something staff wrote for a person: its mark, when, in which topic, whose topic that is."""

    mark: str
    at: float
    topic: int
    person: int


@dataclass(slots=True)
class Team:
    """The members of the day at their work."""

    sim: Simulator
    group: Group
    board: Board
    until: float
    chance: random.Random
    answers: list[Answer] = field(default_factory=list)
    together: int = 0  # how often two of them answered in the same topic at once
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _taken: set[int] = field(default_factory=set)

    async def work(self, member: Member) -> None:
        """One member from the beginning of the shift to its end."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(member.start - loop.time())
        while loop.time() < member.end or (member.closes and loop.time() < self.until and self.board.waiting()):
            if not LUNCH[0] <= loop.time() < LUNCH[1]:
                view = self._choose()
                if view is not None:
                    await self._handle(member, view)
                else:
                    self._tidy(member)
            await asyncio.sleep(self._takes(member, 15.0, 40.0))

    def _takes(self, member: Member, low: float, high: float) -> float:
        return member.pace * self.chance.uniform(low, high)

    def _choose(self) -> TopicView | None:
        """The next topic: red first, then the oldest; now and then one that a colleague has already begun with."""
        waiting = self.board.waiting()
        free = [view for view in waiting if view.id not in self._taken]
        if waiting and self.chance.random() < 0.02:
            return self.chance.choice(waiting)
        return free[0] if free else None

    async def _handle(self, member: Member, view: TopicView) -> None:
        """Reads, perhaps takes the talk first, writes an answer, or closes after a word of thanks."""
        self.together += view.id in self._taken
        mine = view.id not in self._taken
        self._taken.add(view.id)
        try:
            await asyncio.sleep(self._takes(member, 5.0, 20.0))
            said = view.newest
            if self.chance.random() < 0.25 and not self.board.closed(view):
                self._take(member, view)
            await asyncio.sleep(self._takes(member, 15.0, 60.0))
            if self.board.closed(view):
                return  # a colleague was faster
            if any(thanks in said for thanks in _THANKS) and self.chance.random() < 0.8:
                self._close(member, view)
            else:
                self._answer(member, view)
        finally:
            if mine:
                self._taken.discard(view.id)

    def _take(self, member: Member, view: TopicView) -> None:
        """By the button under the card, or by the command."""
        if view.card is not None and not view.card.deleted and self.chance.random() < 0.5:
            self.sim.press(member.user, view.card, TAKE)
        else:
            self._write(member, view, "/take")

    def _answer(self, member: Member, view: TopicView) -> None:
        mark = f"s{next(self._numbers):04}"
        self._write(member, view, f"{self.chance.choice(ANSWERS)} [{mark}]")
        self._held(view, True)
        self.answers.append(Answer(mark, self._now(), view.id, -1 if view.person is None else view.person))

    def _close(self, member: Member, view: TopicView) -> None:
        self._write(member, view, "/close")
        self._held(view, False)

    def _write(self, member: Member, view: TopicView, text: str) -> None:
        """Writes in a topic; the callers have looked whether it is open: members cannot write in a closed one."""
        self.sim.say_in(self.group, member.user, text, view.id)
        self.board.look()

    def _held(self, view: TopicView, held: bool) -> None:
        view.held.append((self._now(), held))

    def _tidy(self, member: Member) -> None:
        """Closes one talk in which nothing has happened for a while."""
        now = self._now()
        for view in self.board.topics.values():
            idle = not view.waits and now - view.touched_at > IDLE and view.id not in self._taken
            if idle and not self.board.closed(view) and view.staff:
                self._close(member, view)
                return

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def members(sim: Simulator, group: Group) -> tuple[Member, ...]:
    """The five of the day; the fourth is slow, the last one closes the house."""
    shifts = (
        ("Camille", 0.0, 5.0, 1.0, False),
        ("Karim", 0.0, 4.5, 1.2, False),
        ("Inès", 1.5, 9.5, 0.9, False),
        ("Paul", 2.0, 9.0, 4.0, False),
        ("Nadia", 5.0, 10.5, 1.0, True),
    )
    team = []
    for name, start, end, pace, closes in shifts:
        user = sim.add_user(name, language_code="fr")
        sim.join(group, user)
        team.append(Member(user, start * HOUR, end * HOUR, pace, closes))
    return tuple(team)
