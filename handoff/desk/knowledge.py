"""What the bot has learnt from staff: an answer that they kept is given again to the same question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.model import Author, Case, Conversation, Inbound, Kind, Memory, Message, Outbound, To, Turn, escape, plain
from handoff.desk.draft import Draft
from handoff.desk.office import Book, Office
from handoff.desk.same_question import same

KIND = "known"
"""Where the notebook keeps what the bot has learnt."""
ANSWERED = frozenset({"unknown", "nothing_near"})
"""Why a human is wanted where a known answer may help; whoever asks for a human gets one."""
LONGEST = 600
"""Characters of a message that may be a known question; longer ones tell a story of their own."""


@dataclass(frozen=True, slots=True)
class Known:
    """One page: ``question`` in ``language``, the question and the answer in the staff language (plain).

    ``at`` and ``until`` are aware; ``texts`` are the answer in other languages, translated once; ``by`` a name.
    """

    key: str
    question: str
    language: str
    question_staff: str
    answer: str
    by: str
    at: datetime
    until: datetime
    uses: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, body: Mapping[str, Any]) -> Known | None:
        """The page as the notebook holds it; None when it cannot be read."""
        try:
            times = {name: datetime.fromisoformat(body[name]) for name in ("at", "until")}
            return cls(key, **{**body, **times})
        except (KeyError, TypeError, ValueError):
            return None

    def body(self) -> dict[str, Any]:
        """The page as the notebook holds it."""
        shown = asdict(self)
        del shown["key"]
        return {**shown, "at": self.at.isoformat(), "until": self.until.isoformat(), "texts": dict(self.texts)}


async def pages(book: Book, kind: str, now: datetime) -> list[Known]:
    """The pages of a kind (learnt, or drafts of it) that are still good, the newest first."""
    found = [Known.of(key, body) for key, body in (await book.notes(kind)).items()]
    return sorted((page for page in found if page and page.until > now), key=lambda page: page.at, reverse=True)


class Knowledge:
    """Gives known answers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def answer(self, case: Case, turn: Turn) -> Turn | None:
        """The dialogue's turn that wants a human, with a known answer in the stead of the human; None: there is none.

        The same answer is not given twice in a talk: who asks again needs somebody.
        """
        asked, conversation = _question(case, turn), turn.conversation
        if asked is None or conversation is None:
            return None
        known = await pages(self._office.book, KIND, case.now)
        if not known:
            return None
        language = asked.language or conversation.language
        found = await self._find(known, asked.text, language)
        if found is None or _mark(found) in conversation.memory.said:
            return None
        spoken = conversation.language or self._office.words.language
        read = await self._in(found, spoken)
        if read is None:
            return None
        return self._given(case, turn, found, read, spoken)

    async def _find(self, known: Sequence[Known], text: str, language: str) -> Known | None:
        """The page that asks the same: in the person's language first, then by way of the staff language."""
        for page in known:
            if page.language == language and same(text, page.question, language):
                return page
        staff = self._office.words.language
        wanted = [page for page in known if page.question_staff]
        if not wanted:
            return None
        if language != staff:
            translation = await self._office.translator.translate(text, language or None, staff)
            if translation.quality != "good":
                return None
            text = translation.text
        return next((page for page in wanted if same(text, page.question_staff, staff)), None)

    async def _in(self, page: Known, language: str) -> str | None:
        """The answer in the person's language (plain); None when it cannot be translated well."""
        if language == self._office.words.language:
            return page.answer
        if language in page.texts:
            return page.texts[language]
        translation = await self._office.translator.checked(page.answer, self._office.words.language, language)
        return translation.text if translation.quality in ("good", "same") else None

    def _given(self, case: Case, turn: Turn, page: Known, read: str, language: str) -> Turn:
        """The finished turn: the answer with where it comes from, a way to a human, one use more."""
        words = self._office.words
        draft = Draft.of(case, turn)
        automatic = language != words.language
        draft.change(memory=_once(draft.conversation, page))
        local = page.at.astimezone(words.zone).date()
        head = words.person(language, "known", when=words.catalogue.date(language, local))
        mark = f"\n<i>{words.person(language, 'automatic')}</i>" if automatic else ""
        foot = words.person(language, "known_foot")
        _say(draft, f"{head}\n\n{escape(read)}{mark}\n\n{foot}", self._office)
        texts = {**page.texts, language: read} if automatic else page.texts
        used = replace(page, uses=page.uses + 1, texts=texts)
        draft.keep(KIND, page.key, used.body(), page.until)
        if draft.conversation.topic_asked:
            when = words.day_and_time(page.at, words.language)
            draft.topic("known", words.staff("known_given", when=when, answer=page.answer[:300]))
        return replace(draft.turn(f"known:{page.key}"), facts=turn.facts)


def _question(case: Case, turn: Turn) -> Message | None:
    """The text for which a human is wanted, when a known answer may stand in."""
    handoff = turn.handoff
    if handoff is None or handoff.urgent or handoff.reason not in ANSWERED:
        return None
    if not isinstance(case.event, Inbound) or case.event.kind is not Kind.TEXT or case.event.media:
        return None
    own = next((m for m in turn.messages if m.id == case.id and m.author is Author.PERSON), None)
    return own if own is not None and 0 < len(own.text) <= LONGEST else None


def _say(draft: Draft, text: str, office: Office) -> None:
    """An answer of the bot: counted as one, so its key is not the desk's."""
    message, language = f"{draft.case.id}.known", draft.conversation.language
    rows = office.guidance.human(language)
    draft.say.append(Outbound("known", To.PERSON, text, message=message, answers=True, choices=rows))
    draft.messages.append(Message(message, Author.BOT, plain(text), language, at=draft.now))


def _mark(page: Known) -> str:
    return f"known:{page.key}"


def _once(conversation: Conversation, page: Known) -> Memory:
    """What the talk remembers, the page given to it too."""
    memory = conversation.memory
    return replace(memory, said=(*memory.said, _mark(page)))
