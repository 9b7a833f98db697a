"""The staff group as those who look at it see it: topics, what people wrote there, what staff wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simulator import Group, Message

PERSON_MARK = re.compile(r"\[(p(\d{3})x\d{3})\]")
STAFF_MARK = re.compile(r"\[(s\d{4})\]")
TAKE = "desk:take"
"""The data of the button that only a card has."""


@dataclass(slots=True)
class TopicView:
    """One topic. ``marks``: (message id, place in the text, mark) of every mark of a person that was seen in it.

    ``held``: (when, whether a human has the talk from then on), as anybody can tell from what is written.
    """

    id: int
    opened_at: float
    marks: list[tuple[int, int, str]] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)  # mark → when it was seen first
    people: set[int] = field(default_factory=set)
    held: list[tuple[float, bool]] = field(default_factory=list)
    newest: str = ""  # the text of the newest message with a mark
    asked: int = 0  # the id of the newest message with a mark
    asked_at: float = 0.0
    waits_since: float | None = None
    staff: int = 0  # the id of the newest message of staff
    touched_at: float = 0.0
    card: Message | None = None

    @property
    def person(self) -> int | None:
        """The number of the person whose topic this is."""
        return min(self.people) if self.people else None

    @property
    def waits(self) -> bool:
        """Whether the person wrote after staff did."""
        return self.asked > self.staff


class Board:
    """Reads the staff group, each message once; ``epoch`` is the Unix time at which the day's clock was 0."""

    def __init__(self, group: Group, bot: int, epoch: float) -> None:
        self._group = group
        self._bot = bot
        self._epoch = epoch
        self._read = 0
        self.topics: dict[int, TopicView] = {}
        self.of_person: dict[int, TopicView] = {}
        self.in_general: list[str] = []
        self.alarms: list[float] = []  # when something red was shown to the whole group

    def look(self) -> None:
        """Takes in what was written since the last look."""
        messages = self._group.messages
        last = next(reversed(messages), 0)
        for number in range(self._read + 1, last + 1):
            message = messages.get(number)
            if message is not None:
                self._take_in(message)
        self._read = last

    def closed(self, view: TopicView) -> bool:
        """Whether a topic is closed."""
        return self._group.topics[view.id].closed

    def urgent(self, view: TopicView) -> bool:
        """Whether a topic is marked red."""
        return self._group.topics[view.id].name.startswith("🔴")

    def waiting(self) -> list[TopicView]:
        """Topics in which somebody waits for an answer of staff: red first, then the one that waits longest."""
        self.look()
        found = [view for view in self.topics.values() if view.waits and not self.closed(view)]
        return sorted(found, key=lambda view: (not self.urgent(view), view.waits_since or 0.0))

    def _take_in(self, message: Message) -> None:
        marks = [(found.start(), found[1], int(found[2])) for found in PERSON_MARK.finditer(message.text)]
        thread = message.thread
        if thread is None:
            self.in_general += [mark for _at, mark, _person in marks]
            if "🔴" in message.text and message.author == self._bot:
                self.alarms.append(message.date - self._epoch)
            return
        view = self.topics.get(thread)
        if view is None:
            view = self.topics[thread] = TopicView(thread, message.date - self._epoch)
        if message.author == self._bot:
            self._bot_wrote(view, message, marks)
        elif not message.is_service:
            view.staff = message.id
            view.waits_since = None
            view.touched_at = message.date - self._epoch

    def _bot_wrote(self, view: TopicView, message: Message, marks: list[tuple[int, str, int]]) -> None:
        now = message.date - self._epoch
        if any(button.get("callback_data") == TAKE for button in message.buttons):
            view.card = message
            view.held.append((now, True))
        for at, mark, person in marks:
            view.marks.append((message.id, at, mark))
            view.seen.setdefault(mark, now)
            view.people.add(person)
            self.of_person.setdefault(person, view)
        if marks:
            view.newest, view.asked, view.touched_at = message.text, message.id, now
            if view.waits_since is None:
                view.waits_since = now
