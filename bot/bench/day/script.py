"""The script of the day: who comes when, and what they do. Pure: the same seed gives the same day."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import Enum

from bot.bench.day.words import PHRASES, Phrases

HOURS = (20, 30, 45, 40, 25, 30, 50, 40, 30, 20)
"""How many of 330 people come in each hour of the day: two peaks, before and after lunch."""
FEWEST = 50
FLOODS, DANGERS = 2, 3
FLOOD, BURST = 60, 5
"""Messages of a flood and of a burst."""
INTO_FLOOD = 15.0
"""Seconds after somebody begins a flood at which somebody else is in danger."""


class Do(Enum):
    """What a person does."""

    SAY = "say"
    PHOTO = "photo"
    EDIT = "edit"  # their last message
    BLOCK = "block"


class After(Enum):
    """What a person waits for before the seconds of a step begin."""

    STEP = "step"  # the step before
    HANDED = "handed"  # their topic is there
    ANSWER = "answer"  # a new answer of staff has arrived
    CLOSED = "closed"  # their topic was closed


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a person, ``seconds`` after what ``after`` says. ``marked``: the text carries a mark of its own."""

    do: Do
    text: str = ""
    seconds: float = 0.0
    after: After = After.STEP
    marked: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """One person: ``arrives`` in seconds since the day began."""

    number: int
    kind: str
    language: str
    arrives: float
    steps: tuple[Step, ...]


_SHARES = (
    ("returns", 4),
    ("blocks", 2),
    ("edits", 4),
    ("media", 5),
    ("burst", 5),
    ("unknown", 10),
    ("human", 26),
    ("greets", 6),
    ("simple", 38),
)
"""Of a hundred people that neither flood nor are in danger."""


def plans(people: int, seed: int) -> tuple[Plan, ...]:
    """The plans of a day, in the order in which people come. Raises ValueError for fewer than 50 people: not every
    kind and language would be there."""
    if people < FEWEST:
        raise ValueError(f"a day needs at least {FEWEST} people, not {people}")
    chance = random.Random(seed)  # noqa: S311 - a script, no secret
    kinds = ["flood"] * FLOODS
    for kind, share in _SHARES:
        kinds += [kind] * max(1, round((people - FLOODS - DANGERS) * share / 100))
    kinds = (kinds + ["simple"] * people)[: people - DANGERS]
    come = [(_arrival(chance), kind) for kind in kinds]
    # Who is in danger comes in the middle of each flood: an alarm must not wait behind it.
    dangers = [at + INTO_FLOOD for at, kind in come if kind == "flood"][:DANGERS]
    dangers += [_arrival(chance) for _ in range(DANGERS - len(dangers))]
    come = sorted([*come, *((at, "danger") for at in dangers)])
    languages = list(PHRASES)
    in_danger = [name for name, phrases in PHRASES.items() if phrases.danger]
    made = []
    for number, (at, kind) in enumerate(come):
        language = chance.choice(in_danger) if kind == "danger" else languages[number % len(languages)]
        made.append(Plan(number, kind, language, at, _steps(kind, PHRASES[language], chance)))
    return tuple(made)


def _arrival(chance: random.Random) -> float:
    hour = chance.choices(range(len(HOURS)), HOURS)[0]
    return 3600.0 * (hour + chance.random())


def _steps(kind: str, words: Phrases, chance: random.Random) -> tuple[Step, ...]:
    human = Step(Do.SAY, words.human)
    thanks = Step(Do.SAY, words.thanks, chance.uniform(20, 120), After.ANSWER)
    later = tuple(Step(Do.SAY, text, chance.uniform(30, 180), After.ANSWER) for text in _some(words, chance))
    match kind:
        case "simple":
            asked = [Step(Do.SAY, text, chance.uniform(20, 90)) for text in words.needs[: chance.randint(1, 2)]]
            return (*asked, *([Step(Do.SAY, words.thanks, 40)] if chance.random() < 0.5 else []))
        case "greets":
            return (Step(Do.SAY, words.hello, marked=False), Step(Do.SAY, chance.choice(words.needs), 25))
        case "unknown":
            return (Step(Do.SAY, words.unknown), Step(Do.SAY, words.human, 45), *later, thanks)
        case "burst":
            return (human, *_many(words, BURST, 3.0, chance), *later, thanks)
        case "flood":
            return (human, *_many(words, FLOOD, 0.5, chance), thanks)
        case "media":
            photo = Step(Do.PHOTO, words.more[0], chance.uniform(5, 60), After.HANDED)
            return (human, photo, *later, thanks)
        case "edits":
            return (human, Step(Do.SAY, words.more[0], 10, After.HANDED), Step(Do.EDIT, words.more[1], 15), thanks)
        case "blocks":
            return (human, Step(Do.SAY, words.more[0], 10, After.HANDED), Step(Do.BLOCK, seconds=5))
        case "returns":
            back = Step(Do.SAY, words.human, chance.uniform(60, 1800), After.CLOSED)
            return (human, thanks, back, *later)
        case "danger":
            return (Step(Do.SAY, words.danger), *later, thanks)
        case _:
            return (human, *later, thanks)


def _some(words: Phrases, chance: random.Random) -> tuple[str, ...]:
    return words.more[: chance.randint(0, 2)]


def _many(words: Phrases, count: int, within: float, chance: random.Random) -> list[Step]:
    """``count`` messages one right after the other, once staff can see them."""
    gap = [chance.uniform(within / 3, within) for _ in range(count)]
    first = After.HANDED
    return [Step(Do.SAY, chance.choice(words.more), gap[n], first if n == 0 else After.STEP) for n in range(count)]
