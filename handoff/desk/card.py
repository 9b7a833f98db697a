"""The opening card of a topic, and the recap when a topic had to be made again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model import Author, Choice, Conversation, Handoff, Message, escape
from handoff.desk.words import Words

_LINE = 300
_TALK = 1_800


def title(conversation: Conversation, handoff: Handoff | None = None) -> str:
    """The topic's title: pseudonym, language, town, need; red when urgent. At most 128 characters."""
    urgent = handoff.urgent if handoff else conversation.urgent
    need = handoff.need if handoff else conversation.need
    parts = [conversation.pseudonym, conversation.language, conversation.memory.place, need]
    return ("🔴 " if urgent else "") + " · ".join(filter(None, parts))[:120]


def buttons(words: Words) -> tuple[tuple[Choice, ...], ...]:
    """The buttons under a card."""
    return (
        (
            Choice(words.staff("button.take"), "desk:take"),
            Choice(words.staff("button.place"), "desk:place"),
            Choice(words.staff("button.say"), "desk:say"),
        ),
        (
            Choice(words.staff("button.bot"), "desk:bot"),
            Choice(words.staff("button.close"), "desk:close"),
        ),
    )


def heading(conversation: Conversation, words: Words, now: datetime) -> str:
    """Héron 42 · Telegram · français · Bordeaux · depuis 14:02."""
    since = conversation.waiting_since or now
    facts = [
        words.channel(conversation.channel),
        words.language_name(conversation.language) if conversation.language else "",
        conversation.memory.place,
        words.staff("since", time=words.time(since)),
    ]
    return f"<b>{escape(conversation.pseudonym)}</b> · " + " · ".join(escape(fact) for fact in facts if fact)


def talk(messages: Sequence[Message], words: Words) -> str:
    """The last lines of a talk, newest last, short enough for a card; notes stay out."""
    marks = {Author.PERSON: "👤", Author.BOT: "🤖", Author.STAFF: "👥"}
    lines: list[str] = []
    room = _TALK
    for message in reversed([m for m in messages if m.author in marks]):
        text = message.text or f"[{words.staff('kind.' + message.kind.value)}]"
        if message.author is not Author.STAFF and message.translation:
            text = message.translation
        short = " ".join(text.split())
        short = short if len(short) <= _LINE else short[: _LINE - 1] + "…"
        room -= len(short)
        if room < 0 and lines:
            break
        lines.append(f"{marks[message.author]} {escape(short)}")
    return "\n".join(reversed(lines))


def opening(
    conversation: Conversation, handoff: Handoff, before: str, asked: str, said: str, words: Words, now: datetime
) -> str:
    """The first card of a handoff: who, why a human is wanted, what was said before, what they asked (translated)."""
    parts = [heading(conversation, words, now)]
    reason = words.staff("reason." + handoff.reason)
    parts.append(("🔴 " if handoff.urgent else "🟡 ") + f"<b>{reason}</b>")
    if handoff.about:
        parts.append(handoff.about)
    if before:
        parts.append(f"<blockquote>{before}</blockquote>")
    if asked:
        parts.append(asked)
    if said:
        parts.append(f"🤖 <i>{said}</i>")
    parts.append(words.staff("how"))
    return "\n\n".join(parts)


def recap(
    conversation: Conversation,
    messages: Sequence[Message],
    words: Words,
    now: datetime,
    *,
    key: str = "recap",
    who: str = "",
) -> str:
    """The first message of a topic that replaces another; ``key`` says why."""
    parts = [heading(conversation, words, now), words.staff(key, who=who)]
    said = talk(messages, words)
    if said:
        parts.append(f"<blockquote>{said}</blockquote>")
    return "\n\n".join(parts)
