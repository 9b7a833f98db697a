"""Danger: fixed, human-written words with the numbers of the country; nothing here is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.catalogue import Markup
from bot.dialogue.codes import Action, write
from bot.dialogue.reply import Rows
from bot.dialogue.voice import Voice
from bot.model import Choice, plain

LINES = {
    "suicide": ("suicide", "medical", "emergency", "sms"),
    "violence": ("police", "emergency", "women", "child", "sms"),
    "medical": ("medical", "emergency", "sms"),
    "child": ("child", "police", "emergency", "sms"),
    "danger": ("emergency", "police", "fire", "sms"),
}
"""Which lines help with which danger, the first one first."""
USUAL = ("shelter", "emergency")
"""The numbers under "I found nothing" and "nobody is here now"."""


class Numbers(Protocol):
    """The table of emergency numbers."""

    def numbers(self, country: str) -> Mapping[str, str]:
        """Line (emergency, medical, police, fire, sms, shelter, child, suicide, women, missing_child) → number."""


def words(voice: Voice, kind: str, numbers: Mapping[str, str], *, team: bool) -> str:
    """The fixed text for a danger: what matters now, whom to call, that the team is warned (when there is one)."""
    kind = kind if kind in LINES else "danger"
    lines: dict[str, str] = {}
    for line in LINES[kind]:
        if line in numbers:
            lines.setdefault(numbers[line], line)  # in Belgium 112 is the ambulance too: said once
    calls = [_call(voice, line, number) for number, line in lines.items()]
    safe = voice.say("crisis.safe") if kind == "violence" else ""
    last = voice.say("crisis.team" if team else "crisis.alone")
    return voice.lines(voice.say(f"crisis.{kind}"), *calls, last, safe)


def buttons(voice: Voice, kind: str) -> Rows:
    """With violence, the way to erase what was written."""
    erase = Choice(plain(voice.say("button.forget")), write(Action.FORGET, value="ask"))
    return ((erase,),) if kind == "violence" else ()


def usual(voice: Voice, numbers: Mapping[str, str]) -> Markup:
    """The usual numbers as one line."""
    calls = [_number(voice, line, numbers[line]) for line in USUAL if line in numbers]
    return Markup("📞 " + " · ".join(calls)) if calls else Markup("")


def _call(voice: Voice, line: str, number: str) -> str:
    return ("✉ " if line == "sms" else "📞 ") + _number(voice, line, number)


def _number(voice: Voice, line: str, number: str) -> str:
    return f"<b>{voice.apart(number)}</b> {voice.say(f'number.{line}')}"
