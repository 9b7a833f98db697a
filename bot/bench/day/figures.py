"""The figures of a day, and the table in which they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, nine tenths and largest of some durations, in seconds of the day."""

    half: float
    most: float
    largest: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of ``values``; zeros when there are none."""
        found = sorted(values)
        if not found:
            return cls(0.0, 0.0, 0.0, 0)
        return cls(found[len(found) // 2], found[min(len(found) - 1, len(found) * 9 // 10)], found[-1], len(found))

    def shown(self) -> str:
        """For the table."""
        return f"{_time(self.half)} · {_time(self.most)} · {_time(self.largest)}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured in one day; times in seconds of that day, on which work of the machine takes none.

    ``waits``: from the message that was handed over to the first answer of a human in the person's chat. ``mirrors``:
    from writing to being seen in the topic. ``replies``: from staff's writing to the person's chat. ``alarms``: from a
    word of danger (two of three are said in the middle of somebody else's flood) to the alarm in the whole group;
    ``dangers``: to its card in the topic. ``waiting_peak``: people who wait for staff, at the worst time;
    ``parts_peak``: parts that wait to leave, at the worst time. ``refused``: calls that the messenger answered with
    "too many requests". ``together``: how often two of staff worked in one topic at once.
    """

    conversations: int
    languages: int
    messages: int
    answers: int
    topics: int
    by_bot: float
    waits: Spread
    mirrors: Spread
    replies: Spread
    alarms: Spread
    dangers: Spread
    waiting_peak: int
    parts_peak: int
    group_actions: int
    group_most: int
    refused: int
    together: int

    def table(self) -> Table:
        """The figures as a table."""
        table = Table(title="A day of one association, Telegram's own limits", show_header=False)
        for name, value in (
            ("conversations, languages", f"{self.conversations}, {self.languages}"),
            ("messages of people, answers of staff", f"{self.messages}, {self.answers}"),
            ("handed to humans (topics)", str(self.topics)),
            ("talks the bot answered alone", f"{self.by_bot:.0%}"),
            ("until the first answer of a human: median · 90 % · longest", self.waits.shown()),
            ("until staff see a message: median · 90 % · longest", self.mirrors.shown()),
            ("until the person has the answer: median · 90 % · longest", self.replies.shown()),
            ("until danger is shown to the whole group: median · 90 % · longest", self.alarms.shown()),
            ("until the topic shows it: median · 90 % · longest", self.dangers.shown()),
            ("most people waiting for staff at once", str(self.waiting_peak)),
            ("most parts waiting to leave at once", str(self.parts_peak)),
            ("actions in the staff group; most in any minute", f"{self.group_actions}; {self.group_most}"),
            ("refused by the messenger (429)", str(self.refused)),
            ("two of staff answered the same at once", str(self.together)),
        ):
            table.add_row(name, value)
        return table


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
