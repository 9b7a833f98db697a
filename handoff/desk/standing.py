"""A person's standing with the team: who is not read for now, who wants the bot back, who writes too fast."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model import Case, Owner, Turn
from handoff.desk.draft import Draft, person_message
from handoff.desk.office import Office
from handoff.desk.orders.turns import release

FLOOD_PAUSE = timedelta(minutes=1)
"""How long somebody who floods us waits for the one answer to it all."""


class Standing:
    """Each of these is said to the person, and to staff where they have the talk."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._words = office.words

    def banned(self, case: Case) -> bool:
        """Whether the team does not read this person now."""
        until = case.conversation.banned_until if case.conversation else None
        return until is not None and until > case.now

    def refuse(self, case: Case, turn: Turn) -> Turn:
        """The team does not read this person for now: said each time, with the end and the numbers."""
        draft = Draft.of(case, turn)
        conversation = draft.conversation
        language = conversation.language
        when = self._words.day_and_time(conversation.banned_until or case.now, language)
        text = self._words.person(language, "still_banned", when=when)
        draft.person("banned", f"{text}\n\n{self._office.guidance.numbers(language)}", answers=True)
        return draft.turn("banned:refused")

    def back_to_bot(self, case: Case) -> Turn:
        """The person wants the bot again while staff have the talk, or will: staff are told, nobody waits any more."""
        draft = Draft.of(case)
        language = draft.conversation.language
        draft.messages.append(person_message(case, draft.inbound, language=language))
        release(draft, Owner.BOT)
        draft.change(last_inbound_at=case.now)
        draft.seen()
        draft.person(
            "bot_back",
            self._words.person(language, "bot_back"),
            answers=True,
            choices=self._office.guidance.human(language),
        )
        if draft.conversation.topic_asked:
            draft.topic("bot_back", self._words.staff("bot_back", who=draft.conversation.pseudonym))
        return draft.turn("handed back:person")

    def slow_down(self, case: Case) -> Turn:
        """A flood while the bot has the talk: the message is kept, the person is told once, and one answer comes when
        the minute is over."""
        draft = Draft.of(case)
        draft.messages.append(person_message(case, draft.inbound, language=draft.conversation.language))
        draft.change(last_inbound_at=case.now, owner=Owner.BOT)
        draft.seen()
        self.tell_slow(draft)
        if draft.conversation.waiting_since is None:
            start = draft.conversation.pace.since or case.now
            draft.change(waiting_since=case.now, clock_at=start + FLOOD_PAUSE, clock_stage=0)
        return draft.turn("slowed down")

    def tell_slow(self, draft: Draft) -> None:
        """Tells the person once that all of it is kept and will be answered together."""
        if not draft.conversation.pace.told:
            draft.person("slow_down", self._words.person(draft.conversation.language, "slow_down"))
            draft.change(pace=replace(draft.conversation.pace, told=True))
