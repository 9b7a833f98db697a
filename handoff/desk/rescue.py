"""When something broke: a deleted topic is made again, and an event that fails for good goes to humans as it is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Act, Case, Conversation, Icon, Inbound, Message, Outbound, Owner, To, Turn, escape
from handoff.desk import card
from handoff.desk.clock import AnswerClock
from handoff.desk.draft import Draft, person_message
from handoff.desk.office import Office


class Rescue:
    """The last nets of the desk."""

    def __init__(self, office: Office, clock: AnswerClock) -> None:
        self._office = office
        self._words = office.words
        self._clock = clock

    def recap(
        self, conversation: Conversation, history: Sequence[Message], case: Case | None = None
    ) -> tuple[Outbound, ...]:
        """The parts that make a deleted topic again: the topic, then what was said so far."""
        now = case.now if case else (conversation.last_inbound_at or conversation.opened_at)
        icon = Icon.URGENT if conversation.urgent else Icon.WAITING
        group = self._office.group_of(conversation)
        title = card.title(conversation)
        text = card.recap(conversation, history, self._words, now)
        return (
            Outbound("topic", To.DESK, title, act=Act.OPEN_TOPIC, icon=icon, chat=group, priority=1),
            Outbound("recap", To.DESK, text, choices=card.buttons(self._words), priority=1),
        )

    def rescue(self, case: Case, error: BaseException) -> Turn:
        """The last net: an event that failed five times is handed over as it is, with nothing that could fail again."""
        if case.conversation is None or not isinstance(case.event, Inbound):
            return Turn(case.conversation, handled=f"set aside:{type(error).__name__}")
        draft = Draft.of(case)
        if not case.event.desk:
            draft.messages.append(person_message(case, case.event, language=draft.conversation.language))
            group = self._office.group_of(draft.conversation)
            text = self._words.person(draft.conversation.language, "handed_over_error")
            draft.person(
                "handoff", f"{text}\n\n{self._office.guidance.numbers(draft.conversation.language)}", answers=not group
            )
            if not group:
                return draft.turn("set aside")
            if not draft.conversation.topic_asked:
                title = card.title(draft.conversation)
                draft.part("topic", To.DESK, title, act=Act.OPEN_TOPIC, icon=Icon.WAITING, chat=group, priority=1)
            draft.change(owner=Owner.WAITING, topic_asked=True)
            self._clock.start(draft)
        text = self._words.staff("set_aside", error=type(error).__name__)
        draft.topic(
            "set_aside",
            f"⚠ {text}\n<blockquote>{escape(case.event.text[:3_000])}</blockquote>",
            media=case.event.media if not case.event.desk else (),
            message=case.id,
        )
        return draft.turn("set aside")
