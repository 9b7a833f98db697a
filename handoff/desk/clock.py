"""The answer clock: nobody waits in silence. First the topic, then the whole group, then everybody by name; and the
person is told honestly, with numbers and the best the bot has. A talk that staff leave alone goes back to the bot."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import Case, Owner, To, Turn
from handoff.desk.colleagues import colleagues
from handoff.desk.draft import Draft
from handoff.desk.links import topic_link
from handoff.desk.office import Office
from handoff.desk.orders.order import mention
from handoff.desk.orders.turns import best_answer, release

TELL_PERSON_EVERY = 3
"""The person is told at the third ring, and again at every third one after it."""
CALL_FROM = 3
"""The ring from which on members of the group are called by name."""
CALLED = 10
REMINDED = "reminded"
"""The page of the notebook that says when a group was reminded last."""


class AnswerClock:
    """Starts a clock for a message that waits for a human, and says what happens when it rings."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def start(self, draft: Draft) -> None:
        """The person's message waits from now on, unless an earlier one already does."""
        conversation, duty = draft.conversation, self._office.duty
        if conversation.waiting_since is None:
            draft.change(waiting_since=draft.now, clock_stage=0, clock_at=duty.first_ring(draft.now))
        elif conversation.clock_at is None:
            draft.change(clock_at=duty.first_ring(draft.now))

    async def rang(self, case: Case) -> Turn:
        """The clock of a conversation rang."""
        draft = Draft.of(case)
        conversation, office = draft.conversation, self._office
        if conversation.clock_at is not None and conversation.clock_at > case.now:
            return draft.turn("clock:moved")  # it was set anew after this ring had left: that one counts
        if conversation.owner is Owner.STAFF and conversation.waiting_since is None and conversation.clock_at:
            return self._silence(draft)
        if conversation.waiting_since is None or conversation.owner not in (Owner.WAITING, Owner.STAFF):
            draft.change(clock_at=None, clock_stage=0)
            return draft.turn("clock stopped")
        stage = conversation.clock_stage + 1
        waited = office.words.waited(conversation.waiting_since, case.now)
        if stage == 1:
            text = office.words.staff("reminder", who=conversation.pseudonym, waited=waited)
            if conversation.staff_id:
                text = f"{text} {mention(conversation.staff_id, conversation.staff_name)}"
            draft.topic("reminder", text, priority=2)
        else:
            await self._tell_group(draft, waited, stage)
        if stage % TELL_PERSON_EVERY == 0:
            await self._tell_person(draft)
        draft.change(clock_stage=stage, clock_at=office.duty.next_ring(case.now, stage))
        return draft.turn(f"clock:{stage}")

    async def _tell_group(self, draft: Draft, waited: str, stage: int) -> None:
        """One reminder in the group stands for everybody who waits: the group can take twenty messages a minute."""
        conversation, words = draft.conversation, self._office.words
        group = self._office.group_of(conversation)
        page = (await self._office.book.notes(REMINDED)).get(group)
        if page is not None and draft.now - datetime.fromisoformat(page["at"]) < self._office.duty.answer_within / 2:
            return
        draft.keep(REMINDED, group, {"at": draft.now.isoformat()}, draft.now + timedelta(days=1))
        need = conversation.need or words.staff("no_need")
        text = words.staff("reminder_group", who=conversation.pseudonym, waited=waited, need=need)
        link = topic_link(conversation)
        if link:
            text = f'{text} <a href="{link}">{words.staff("open_topic")}</a>'
        others = [one for one in await self._office.book.waiting() if self._office.group_of(one) == group]
        if len(others) > 1:
            text = f"{text}\n{words.staff('reminder_all', n=len(others))}"
        if stage >= CALL_FROM:
            known = await colleagues(self._office.book, group, draft.now)
            names = " ".join(mention(one.id, one.name) for one in known[:CALLED])
            text = f"{text}\n📣 {names}" if names else text
        draft.part("reminder_group", To.GENERAL, "⏰ " + text, chat=group, priority=2)

    async def _tell_person(self, draft: Draft) -> None:
        """The truth, the numbers, and the nearest thing to an answer that the bot has."""
        office, conversation = self._office, draft.conversation
        language = conversation.language
        text = f"{office.words.person(language, 'still_waiting')}\n\n{office.guidance.numbers(language)}"
        best = "" if conversation.urgent else await best_answer(office, draft)
        if best:
            text = f"{text}\n\n{office.words.person(language, 'best')}\n{best}"
        draft.person("still_waiting", text)
        if draft.conversation.clock_stage < TELL_PERSON_EVERY:  # staff need to read it once
            draft.topic("told", office.words.staff("person_told"), priority=2)

    def _silence(self, draft: Draft) -> Turn:
        """Staff have written nothing for a long time and nobody waits: the bot takes over, and says so."""
        words = self._office.words
        release(draft, Owner.BOT)
        language = draft.conversation.language
        draft.person(
            "silence", words.person(language, "handed_back_silence"), choices=self._office.guidance.human(language)
        )
        draft.topic("silence", words.staff("handed_back_silence"))
        return draft.turn("handed back:silence")
