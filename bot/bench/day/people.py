"""The people of the day: each follows a plan and remembers what they wrote, and when."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.bench.day.board import STAFF_MARK, Board
from bot.bench.day.script import After, Do, Plan, Step
from simulator import Bot, Message, Simulator, User

LOOK_EVERY = 5.0
"""Seconds between two looks at the telephone."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something a person wrote: its mark (empty: none), and when. ``edit``: they changed an earlier message to it."""

    mark: str
    at: float
    message: Message
    edit: bool = False


@dataclass(slots=True)
class Person:
    """One person of the day and what they did so far."""

    plan: Plan
    user: User
    said: list[Said] = field(default_factory=list)
    blocked_at: float | None = None
    answers: list[tuple[float, str]] = field(default_factory=list)  # when an answer of staff arrived, and its mark
    finished: bool = False


class Crowd:
    """Lets every person of the day follow their plan. ``epoch`` is the Unix time at which the day's clock was 0."""

    def __init__(self, sim: Simulator, bot: Bot, board: Board, *, epoch: float, ends: float) -> None:
        self._sim = sim
        self._bot = bot
        self._board = board
        self._epoch = epoch
        self._ends = ends
        self.people: list[Person] = []

    async def play(self, plan: Plan) -> None:
        """One person from their first message to the last; who waits in vain gives up at the end of the day."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(plan.arrives - loop.time())
        user = self._sim.add_user(f"Person {plan.number}", language_code=plan.language)
        person = Person(plan, user)
        self.people.append(person)
        for step in plan.steps:
            if not await self._ready(person, step):
                break
            await asyncio.sleep(step.seconds)
            self._act(person, step)
        person.finished = True

    def read(self, person: Person) -> None:
        """Notes the answers of staff that have arrived since the last look."""
        known = {mark for _at, mark in person.answers}
        for message in self._sim.chat(person.user, self._bot):
            if message.author == self._bot.id:
                for mark in STAFF_MARK.findall(message.text):
                    if mark not in known:
                        known.add(mark)
                        person.answers.append((message.date - self._epoch, mark))

    async def _ready(self, person: Person, step: Step) -> bool:
        """Waits for what a step waits for; False when it does not come before the end of the day."""
        loop = asyncio.get_running_loop()
        seen = len(person.answers)
        while not self._come(person, step.after, seen):
            if loop.time() > self._ends:
                return False
            await asyncio.sleep(LOOK_EVERY)
        return True

    def _come(self, person: Person, after: After, seen: int) -> bool:
        if after is After.STEP:
            return True
        if after is After.ANSWER:
            self.read(person)
            return len(person.answers) > seen
        self._board.look()
        view = self._board.of_person.get(person.plan.number)
        return view is not None and (after is After.HANDED or self._board.closed(view))

    def _act(self, person: Person, step: Step) -> None:
        now = asyncio.get_running_loop().time()
        user, bot = person.user, self._bot
        mark = f"p{person.plan.number:03}x{len(person.said):03}" if step.marked else ""
        text = f"{step.text} [{mark}]" if mark else step.text
        match step.do:
            case Do.SAY:
                message = self._sim.say(user, bot, text)
            case Do.PHOTO:
                message = self._sim.send_photo(user, bot, caption=text)
            case Do.EDIT:
                message = self._sim.edit(user, person.said[-1].message, text)
            case Do.BLOCK:
                self._sim.block(user, bot)
                person.blocked_at = now
                return
        person.said.append(Said(mark, now, message, edit=step.do is Do.EDIT))
