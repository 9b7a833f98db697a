"""Carries messages between a conversation and its topic, both ways, each side in its own language."""

from __future__ import annotations

from dataclasses import replace

from bot.catalogue import Markup
from bot.model import Act, Author, Inbound, Kind, Message, To, escape
from handoff.desk.draft import Draft, person_message
from handoff.desk.words import READ_LIMIT, Translates, Words
from handoff.translation import Translation

RECEIVED, DELIVERED, NOT_DELIVERED = "👀", "👍", "💔"
"""Reactions on a staff message; bots may only use Telegram's own list."""


class Relay:
    """Both ways of the desk."""

    def __init__(self, words: Words, translator: Translates) -> None:
        self._words = words
        self._translator = translator

    async def read(self, text: str, language: str) -> tuple[str, str]:
        """What staff read of a person's text: (markup with the original beneath, plain translation)."""
        if not text.strip():
            return "", ""
        answer = await self._translator.translate(text[:READ_LIMIT], language or None, self._words.language)
        return self._words.mirrored(answer, text, language), answer.text if answer.quality != "same" else ""

    async def written(self, message: Message, shown: str, language: str) -> tuple[str, Message]:
        """What staff read of a person's ``shown`` words, and ``message`` with its translation and who made it."""
        if not shown.strip():
            return "", message
        answer = await self._translator.translate(shown[:READ_LIMIT], language or None, self._words.language)
        read = self._words.mirrored(answer, shown, language)
        if answer.quality not in ("good", "doubtful"):
            return read, message
        return read, replace(message, translation=answer.text, translator=answer.provider)

    async def to_desk(self, draft: Draft, language: str) -> None:
        """Mirrors what the person wrote into the topic and writes it down."""
        inbound = draft.inbound
        waits = inbound.kind not in (Kind.REACTION, Kind.CHOICE, Kind.DELETE)
        message = person_message(draft.case, inbound, language=language, needs_answer=waits)
        shown, message = await self.written(message, _words_of(inbound), language)
        draft.messages.append(message)
        match inbound.kind:
            case Kind.EDIT:
                shown = self._words.staff("edited", text=Markup(shown))
            case Kind.REACTION:
                key = "reacted" if inbound.emoji else "unreacted"
                shown = self._words.staff(key, emoji=inbound.emoji)
            case Kind.CHOICE:
                shown = self._words.staff("pressed", choice=inbound.choice)
            case Kind.DELETE:
                shown = self._words.staff("deleted")
            case Kind.OTHER:
                shown = "\n".join(filter(None, (self._words.staff("cannot_show"), shown)))
            case _:
                pass
        quoted = draft.case.target if inbound.kind in (Kind.EDIT, Kind.REACTION, Kind.DELETE) else draft.case.quoted
        carries = inbound.media or inbound.location or inbound.contact
        draft.topic(
            "mirror",
            shown or ("" if carries else self._words.staff("empty")),
            message=draft.case.id,
            reply_to=quoted,
            media=inbound.media,
            location=inbound.location,
            contact=inbound.contact,
            merge=not carries and not quoted,
            report=any(m.size and m.size > 20_000_000 for m in inbound.media),
        )

    async def to_person(self, draft: Draft) -> None:
        """Sends what staff wrote in the topic to the person, in the person's language."""
        inbound, conversation = draft.inbound, draft.conversation
        text, language = inbound.text, conversation.language or self._words.language
        translation = translator = ""
        shown = escape(text)
        if text.strip():
            answer = await self._translator.checked(text, self._words.language, language)
            if answer.quality in ("good", "doubtful"):
                translation, shown = answer.text, escape(answer.text)
            if answer.quality == "none":
                shown = f"{shown}\n<i>{self._words.person(language, 'not_translated')}</i>"
                self._untranslated(draft, answer)
            if answer.quality == "doubtful":
                self._doubt(draft, answer)
            translator = answer.provider
        draft.messages.append(replace(staff_message(draft, translation=translation), translator=translator))
        draft.part(
            "answer",
            To.PERSON,
            shown,
            message=draft.case.id,
            reply_to=draft.case.quoted,
            media=inbound.media,
            location=inbound.location,
            contact=inbound.contact,
            answers=True,
            report=True,
        )

    def _untranslated(self, draft: Draft, answer: Translation) -> None:
        """Says that the person reads the staff language, and why: once a talk for each reason."""
        notice, memory = f"untranslated:{answer.reason_key}", draft.conversation.memory
        if notice in memory.said:
            return
        draft.change(memory=replace(memory, said=(*memory.said, notice)))
        text = self._words.staff("sent_untranslated", reason=self._words.why(answer))
        draft.topic("untranslated", text, reply_to=draft.case.id)

    def _doubt(self, draft: Draft, answer: Translation) -> None:
        """Warns under the staff message: what the person has read, and what it means when it is read back."""
        if answer.back:
            text = self._words.staff("drift", text=answer.text, back=answer.back)
        else:
            text = self._words.staff("sent_doubtful", text=answer.text, reason=self._words.why(answer))
        draft.topic("doubtful", text, reply_to=draft.case.id)

    async def edit_to_person(self, draft: Draft) -> None:
        """Changes the person's copy of a staff message that was edited."""
        inbound = draft.inbound
        language = draft.conversation.language or self._words.language
        answer = await self._translator.checked(inbound.text, self._words.language, language)
        if answer.quality == "doubtful":
            self._doubt(draft, answer)
        written = staff_message(draft, translation=answer.text)
        draft.messages.append(replace(written, revises=draft.case.target, translator=answer.provider))
        draft.part(
            "edit",
            To.PERSON,
            escape(answer.text),
            act=Act.EDIT,
            target=draft.case.target,
            report=True,
            message=draft.case.id,
        )

    def mark(self, draft: Draft, emoji: str, target: str = "") -> None:
        """Puts a reaction on a staff message: the event's own, or our message ``target``."""
        inbound = draft.case.event
        own = inbound.message_id if isinstance(inbound, Inbound) and not target else ""
        draft.part(f"mark{emoji}", To.DESK, emoji, act=Act.REACT, target=target, target_id=own, priority=2)


def staff_message(draft: Draft, *, author: Author = Author.STAFF, translation: str = "") -> Message:
    """The record of what a member of staff wrote."""
    inbound = draft.inbound
    ids = tuple(m.message_id for m in inbound.media if m.message_id) or (inbound.message_id, *inbound.more_ids)
    return Message(
        draft.case.id,
        author,
        inbound.text,
        translation=translation,
        kind=inbound.kind,
        staff=inbound.sender.id,
        chat=inbound.chat,
        provider_ids=tuple(filter(None, ids)),
        at=inbound.sent_at,
    )


def _words_of(inbound: Inbound) -> str:
    if inbound.kind is Kind.COMMAND:
        return f"/{inbound.command} {inbound.arguments}".strip()
    return inbound.text
