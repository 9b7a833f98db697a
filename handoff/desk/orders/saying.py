"""/say: ready answers, sent in the language of the person; staff keep their own beside the shipped ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Choice, Entry, Kind, Turn, escape, plain
from handoff.desk.canned import KIND, Canned, answers, find, name_of, prepare, says_something
from handoff.desk.draft import Draft
from handoff.desk.office import Office
from handoff.desk.orders.order import General, Order, button, own
from handoff.desk.spoken import record, send
from handoff.desk.words import Words

BUTTONS = 60
"""Answers that are offered as buttons; further ones are sent by name."""
_SHOWN = 200  # characters of an own answer in the list of the group
_MINUS = "-−–"


@dataclass(frozen=True, slots=True)
class Change:
    """What came of adding or removing an own answer."""

    text: str
    handled: str
    entry: Entry | None = None


async def here(office: Office, draft: Draft, arguments: str) -> Turn:
    """``/say`` lists, ``/say name`` sends, ``/say +name text`` keeps, ``/say -name`` removes."""
    typed, words = arguments.strip(), office.words
    known = await answers(office)
    if not typed:
        return _offer(draft, words, known, words.staff("say_list"))
    pressed = draft.inbound.kind is Kind.CHOICE
    if not pressed and typed[0] in f"+{_MINUS}":
        change = changed(words, known, typed)
        draft.notes += [change.entry] if change.entry else []
        own(draft, "say", change.text)
        return draft.turn(change.handled)
    chosen = next((one for one in known if one.name == typed), None) if pressed else find(typed, known)
    if chosen is None:
        return _offer(draft, words, known, words.staff("say_unknown", name=typed[:60]))
    return await _send(office, draft, chosen)


async def general(order: General, arguments: str) -> Turn:
    """The list in the group; answers are kept and removed there too."""
    typed, words = arguments.strip(), order.office.words
    known = await answers(order.office)
    order.seen()
    if typed and typed[0] in f"+{_MINUS}":
        change = changed(words, known, typed)
        order.notes += [change.entry] if change.entry else []
        order.answer(change.text)
        return order.turn(change.handled)
    lines = [f"• <b>{escape(one.label)}</b> {_first_line(words, one)}" for one in known[:BUTTONS]]
    order.answer("\n".join([*lines, "", words.staff("say_how")]))
    return order.turn("say:asked")


def changed(words: Words, known: Sequence[Canned], typed: str) -> Change:
    """What ``+name text`` or ``-name`` leads to."""
    parts = typed[1:].split(maxsplit=1)
    name = name_of(parts[0]) if parts else ""
    if any(one.shipped and name in (one.name, one.label.casefold()) for one in known):
        return Change(words.staff("say_shipped", name=name), "refused:say")
    if typed[0] in _MINUS:
        if not any(one.name == name for one in known):
            return Change(words.staff("say_unknown", name=name) + "\n" + _names(known), "refused:say")
        return Change(words.staff("say_removed", name=name), "say:removed", Entry(KIND, name, None))
    text = parts[1].strip() if len(parts) > 1 else ""
    if not name or not says_something(text):
        return Change(words.staff("say_how", **_AS_TYPED), "refused:say")
    return Change(words.staff("say_added", name=name), "say:added", Entry(KIND, name, {"text": text, "texts": {}}))


def _offer(draft: Draft, words: Words, known: Sequence[Canned], text: str) -> Turn:
    """The answers as buttons, two a row."""
    buttons = [_button(one) for one in known[:BUTTONS]]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    draft.seen()
    draft.topic("say", f"{text}\n\n{words.staff('say_how', **_AS_TYPED)}", choices=rows)
    return draft.turn("say:asked")


async def _send(office: Office, draft: Draft, chosen: Canned) -> Turn:
    words = office.words
    ready = await prepare(office, chosen, draft.conversation, draft.inbound.sender.name)
    translation = ready.translation
    if translation is not None and translation.quality == "none":
        own(draft, "say", words.staff("say_untranslated", reason=words.why(translation)))
        return draft.turn("refused:untranslated")
    if ready.keep is not None:
        draft.keep(KIND, chosen.name, {**chosen.body, "texts": dict(ready.keep.texts)})
    read = plain(ready.markup)
    written = record(
        draft,
        ready.staff,
        translation="" if read == ready.staff else read,
        translator=translation.provider if translation else "",
    )
    key = "say_sent_auto" if translation else "say_sent"
    send(office, draft, ready.markup, written, words.staff(key, name=chosen.label, text=ready.staff))
    if translation is not None and translation.quality == "doubtful":
        warning = words.staff("sent_doubtful", text=translation.text, reason=words.why(translation))
        draft.topic("doubtful", warning, reply_to=draft.case.id)
    return draft.turn(f"canned:{chosen.name}")


def _button(answer: Canned) -> Choice:
    return button(answer.label[:40], "say", answer.name)


def _first_line(words: Words, answer: Canned) -> str:
    text = answer.text or plain(words.catalogue.say(words.language, f"canned.{answer.name}"))
    line = " ".join(text.split())
    return escape(line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…")


def _names(known: Sequence[Canned]) -> str:
    return escape(", ".join(one.label for one in known))


_AS_TYPED = {"place": "{place}", "staff": "{staff}", "numbers": "{numbers}"}
"""The help shows the names of the values themselves."""

ORDERS = (Order("say", 30, here, general),)
