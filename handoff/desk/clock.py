"""The answer clock: nobody waits in silence. First the topic, then the whole group, then the person, honestly."""

from __future__ import annotations

from collections.abc import Callable

from bot.model import Case, Conversation, Owner, To, Turn
from handoff.desk.draft import Draft
from handoff.desk.duty import Duty
from handoff.desk.words import Words

TELL_PERSON_EVERY = 3
"""The person is told at the third ring, and again at every third one after it."""


class AnswerClock:
    """Starts a clock for a message that waits for a human, and says what happens when it rings."""

    def __init__(
        self, words: Words, duty: Duty, group_for: Callable[[Conversation], str], numbers: Callable[[str], str]
    ) -> None:
        self._words = words
        self._duty = duty
        self._group_for = group_for
        self._numbers = numbers

    def start(self, draft: Draft) -> None:
        """The person's message waits from now on, unless an earlier one already does."""
        conversation = draft.conversation
        if conversation.waiting_since is None:
            draft.change(waiting_since=draft.now, clock_stage=0, clock_at=self._duty.first_ring(draft.now))
        elif conversation.clock_at is None:
            draft.change(clock_at=self._duty.first_ring(draft.now))

    def rang(self, case: Case) -> Turn:
        """The clock of a conversation rang."""
        draft = Draft.of(case)
        conversation = draft.conversation
        if conversation.waiting_since is None or conversation.owner not in (Owner.WAITING, Owner.STAFF):
            draft.change(clock_at=None, clock_stage=0)
            return draft.turn("clock stopped")
        stage = conversation.clock_stage + 1
        waited = self._words.waited(conversation.waiting_since, case.now)
        if stage == 1:
            draft.topic("reminder", self._words.staff("reminder", who=conversation.pseudonym, waited=waited))
        else:
            self._tell_group(draft, waited)
        if stage % TELL_PERSON_EVERY == 0:
            text = self._words.person(conversation.language, "still_waiting")
            draft.person("still_waiting", f"{text}\n\n{self._numbers(conversation.language)}")
            draft.topic("told", self._words.staff("person_told"))
        draft.change(clock_stage=stage, clock_at=self._duty.next_ring(case.now, stage))
        return draft.turn(f"clock:{stage}")

    def _tell_group(self, draft: Draft, waited: str) -> None:
        conversation = draft.conversation
        text = self._words.staff("reminder_group", who=conversation.pseudonym, waited=waited, need=conversation.need)
        link = topic_link(conversation)
        if link:
            text = f'{text} <a href="{link}">{self._words.staff("open_topic")}</a>'
        group = conversation.topic.chat if conversation.topic else self._group_for(conversation)
        draft.part("reminder_group", To.GENERAL, "⏰ " + text, chat=group, priority=1)


def topic_link(conversation: Conversation) -> str:
    """The address that opens the conversation's topic in Telegram; empty while there is none."""
    topic = conversation.topic
    if topic is None or not topic.chat.startswith("-100"):
        return ""
    return f"https://t.me/c/{topic.chat[4:]}/{topic.thread}"
