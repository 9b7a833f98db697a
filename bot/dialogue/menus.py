"""The buttons under messages. Every row of every message ends in a way to a human."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.catalogue import Catalogue
from bot.dialogue.codes import Action, write
from bot.dialogue.reply import Rows
from bot.dialogue.voice import Voice
from bot.dialogue.wish import Wish
from bot.model import Choice, plain

MENU = ("eat", "sleep", "wash", "health", "clothes", "legal", "connect")
LABEL = 40  # characters: more is cut on a telephone


def human(voice: Voice) -> Choice:
    """Talk to a person."""
    return Choice(plain(voice.say("button.human")), write(Action.HUMAN))


def needs(voice: Voice, wish: Wish | None = None) -> Rows:
    """The menu of needs, around the place of ``wish`` when there is one; the last button is a human."""
    at = (wish or Wish()).with_(needs=(), offset=0, open_only=False)
    buttons = [Choice(plain(voice.say(f"menu.{need}")), write(Action.ANSWER, at.with_(needs=(need,)))) for need in MENU]
    return pairs([*buttons, human(voice)])


def meant(voice: Voice, wish: Wish, needs: Iterable[str]) -> Rows:
    """A button for each need that may have been meant, then a human."""
    asked = (wish.with_(needs=(need,), offset=0) for need in needs)
    buttons = tuple(Choice(cut(plain(voice.need(one.needs[0]))), write(Action.ANSWER, one)) for one in asked)
    return (buttons, (human(voice),))


def towns(voice: Voice, wish: Wish, names: Sequence[str]) -> Rows:
    """The towns people ask from most, then a human."""
    asked = wish.with_(lat=None, lon=None, offset=0)
    buttons = tuple(Choice(name, write(Action.TOWN, asked, name)) for name in names)
    return tuple(filter(None, (buttons, (human(voice),))))


def spots(voice: Voice, found: Iterable[tuple[str, Wish]]) -> Rows:
    """Several places of one name: label and wish of each; the label stands on the button."""
    buttons = [
        Choice(cut(label), write(Action.SPOT, wish, f"{wish.departement}|{wish.place}")) for label, wish in found
    ]
    return (*((button,) for button in buttons), (human(voice),))


def under_answer(voice: Voice, wish: Wish, more: Sequence[Choice], *, shown: bool, closed_too: bool) -> Rows:
    """The buttons under an answer: more, map, open now · useful, not useful · another place, a human."""
    first = list(more)
    here = wish.with_(offset=0)
    if shown:
        first.append(Choice(plain(voice.say("button.map")), write(Action.MAP, wish)))
    if wish.open_only or closed_too:
        flipped = here.with_(open_only=not wish.open_only)
        key = "button.show_all" if wish.open_only else "button.open_only"
        first.append(Choice(plain(voice.say(key)), write(Action.ANSWER, flipped)))
    verdict = (
        Choice(plain(voice.say("button.useful")), write(Action.USEFUL, here)),
        Choice(plain(voice.say("button.useless")), write(Action.USELESS, here)),
    )
    last = (Choice(plain(voice.say("button.move")), write(Action.MOVE, wish.with_(offset=0))), human(voice))
    return tuple(filter(None, (*rows(first, 3), verdict if shown else (), last)))


def more_of(voice: Voice, wish: Wish, count: int, label: str = "") -> Choice:
    """The next places after the first ``count`` of ``wish``."""
    text = " ".join(filter(None, (label, plain(voice.say("button.more")))))
    return Choice(text, write(Action.ANSWER, wish.with_(offset=wish.offset + count)))


def need_button(voice: Voice, sign: str, wish: Wish) -> Choice:
    """Another need at the same place and time."""
    return Choice(cut(f"{sign} {plain(voice.need(wish.needs[0]))}"), write(Action.ANSWER, wish))


def languages(catalogue: Catalogue, codes: Iterable[str]) -> tuple[Choice, ...]:
    """A button a language, in its own name."""
    return tuple(Choice(catalogue.name(code), write(Action.LANGUAGE, value=code)) for code in codes)


def all_languages(voice: Voice) -> Choice:
    """The whole list of languages."""
    return Choice(plain(voice.say("button.languages")), write(Action.LANGUAGES))


def offer(catalogue: Catalogue, likely: Iterable[str], current: str) -> Rows:
    """Three languages, the likeliest first, for somebody whose language we are not sure of."""
    codes = dict.fromkeys(code for code in (*likely, *catalogue.languages) if code and code != current)
    return (languages(catalogue, tuple(codes)[:3]),)


def forget(voice: Voice) -> Rows:
    """Yes or no before everything is erased."""
    return (
        (
            Choice(plain(voice.say("button.forget_yes")), write(Action.FORGET, value="yes")),
            Choice(plain(voice.say("button.forget_no")), write(Action.FORGET, value="no")),
        ),
        (human(voice),),
    )


def pairs(buttons: Sequence[Choice]) -> Rows:
    """The buttons two a row."""
    return rows(buttons, 2)


def rows(buttons: Sequence[Choice], width: int) -> Rows:
    """The buttons ``width`` a row."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def cut(label: str) -> str:
    """A label no longer than a button shows."""
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"
