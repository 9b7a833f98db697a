"""The account of a day, from what the messenger's chats hold: nothing lost, nothing to the wrong person, order kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bot.bench.day.board import STAFF_MARK, Board, TopicView
from bot.bench.day.people import Person
from bot.bench.day.staff import Answer
from simulator import Bot, Simulator

NEAR = 2.0
"""Seconds: who has a talk at that very moment cannot be told from outside when it has just changed."""
LONG = 3600.0
"""Seconds of silence after which it cannot be told either: the bot may take a talk back."""


def problems(sim: Simulator, bot: Bot, board: Board, people: Sequence[Person], answers: Sequence[Answer]) -> list[str]:
    """One sentence for everything that is not as promised."""
    board.look()
    return [
        *_shared_topics(board),
        *_wrong_way(sim, bot, people, answers),
        *_unseen(board, people),
        *_unanswered(sim, bot, board, people),
        *_disorder(sim, bot, board, people, answers),
    ]


def _shared_topics(board: Board) -> Iterator[str]:
    """What a person wrote stands in one topic, which is theirs alone, and nowhere in General."""
    for view in board.topics.values():
        if len(view.people) > 1:
            yield f"topic {view.id} shows messages of {len(view.people)} people: {sorted(view.people)}"
    homes: dict[int, set[int]] = defaultdict(set)
    for view in board.topics.values():
        for person in view.people:
            homes[person].add(view.id)
    for person, topics in homes.items():
        if len(topics) > 1:
            yield f"person {person} stands in {len(topics)} topics: {sorted(topics)}"
    for mark in board.in_general:
        yield f"{mark} is shown in General"


def _wrong_way(sim: Simulator, bot: Bot, people: Sequence[Person], answers: Sequence[Answer]) -> Iterator[str]:
    """Every answer of staff is in the right chat, once, and in no other."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for person in people:
        for message in sim.chat(person.user, bot):
            if message.author == bot.id:
                found_here = STAFF_MARK.findall(message.text)
                for mark in found_here:
                    found[mark][person.plan.number] += 1
    by_number = {person.plan.number: person for person in people}
    for answer in answers:
        reader = by_number.get(answer.person)
        blocked = reader is not None and reader.blocked_at is not None and reader.blocked_at <= answer.at + NEAR
        for other in found[answer.mark].keys() - {answer.person}:
            yield f"{answer.mark}, written for person {answer.person}, reached person {other}"
        times = found[answer.mark][answer.person]
        if times > 1 or (times == 0 and not blocked):
            yield f"{answer.mark} reached person {answer.person} {times} times"


def _unseen(board: Board, people: Sequence[Person]) -> Iterator[str]:
    """What a person wrote while humans had the talk is in the topic."""
    for person in people:
        view = board.of_person.get(person.plan.number)
        if view is None:
            continue
        for said in person.said:
            if said.mark and said.mark not in view.seen and _held(view, said.at):
                yield f"{said.mark} was written while humans had the talk, and is not in the topic"


def _held(view: TopicView, at: float) -> bool:
    """Whether humans had the talk at a time, for certain: after a long silence the bot may have taken it back."""
    last, held = 0.0, False
    for when, now_held in sorted(view.held):
        if abs(when - at) <= NEAR:
            return False
        if when < at:
            last, held = when, now_held
    return held and at - last < LONG


def _unanswered(sim: Simulator, bot: Bot, board: Board, people: Sequence[Person]) -> Iterator[str]:
    """Whatever a person wrote stands in their topic, or the bot said something after it."""
    for person in people:
        view = board.of_person.get(person.plan.number)
        heard = [m.id for m in sim.chat(person.user, bot) if m.author == bot.id]
        for said in person.said:
            seen = view is not None and said.mark in view.seen
            if not seen and not any(number > said.message.id for number in heard):
                yield f"person {person.plan.number} wrote {said.mark or 'a greeting'} and nothing came of it"


def _disorder(
    sim: Simulator, bot: Bot, board: Board, people: Sequence[Person], answers: Sequence[Answer]
) -> Iterator[str]:
    """Each side reads the other in the order of writing."""
    for view in board.topics.values():
        first: dict[str, tuple[int, int]] = {}
        for message, place, mark in view.marks:
            first.setdefault(mark, (message, place))
        in_order = [mark for mark, _where in sorted(first.items(), key=lambda one: one[1])]
        if in_order != sorted(in_order):
            yield f"topic {view.id} shows {' '.join(in_order)}"
    written: dict[int, list[str]] = defaultdict(list)
    for answer in answers:
        written[answer.person].append(answer.mark)
    for person in people:
        read = [mark for m in sim.chat(person.user, bot) if m.author == bot.id for mark in STAFF_MARK.findall(m.text)]
        wanted = [mark for mark in written[person.plan.number] if mark in read]
        if list(dict.fromkeys(read)) != wanted:
            yield f"person {person.plan.number} reads {' '.join(read)}, staff wrote {' '.join(wanted)}"
