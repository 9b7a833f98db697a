"""What is to be done with what was heard: answer, ask where, reply, or hand over. Below the threshold: a human."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.crisis import Danger
from bot.understanding.types import NEEDS, Action, FoundPlace, Hints, Understanding, When
from bot.understanding.weigh import ENOUGH, Weighed

ANSWER = 0.77
"""From this probability on, a need is answered."""
ASK = 0.35
"""From this one on, the person is asked whether it is what they meant; below it a human reads the message."""
_MOST_MEANT = 2
_SURE = 0.75
_MOSTLY = 0.6
"""Of a greeting's or a thanks' words: "hello, my bill is wrong" is not a greeting."""
_PARTLY = 0.5
_MOST_NEEDS = 4


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that was heard in one message."""

    language: str
    languages: tuple[tuple[str, float], ...]
    danger: Danger | None
    heard: Weighed | None
    needs: tuple[tuple[str, float], ...]
    audience: tuple[str, ...]
    place: FoundPlace | None
    when: When | None
    only_place: bool
    why: tuple[str, ...]


def by_phrases(needs: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    """What phrases alone are sure of as if it were a probability: where they have enough, it is enough to answer."""
    share = (1 - ANSWER) / (1 - ENOUGH)
    return tuple((name, 1 - (1 - score) * share if score >= ENOUGH else score) for name, score in needs)


def decide(said: Said, hints: Hints) -> Understanding:
    """The one understanding of a message."""
    needs = [(name, sure) for name, sure in said.needs if sure >= ANSWER][:_MOST_NEEDS]
    if said.danger:  # a human reads it anyway: what may have been asked for beside the danger is answered too
        needs = [(name, sure) for name, sure in said.needs if sure >= ASK][:_MOST_NEEDS]
    intent, needs, confidence = _intent(said, needs)
    maybe = _maybe(said) if intent == "unknown" else ()
    action = _action(intent, needs, said, hints) if not maybe else "reply"
    return Understanding(
        language=said.language,
        languages=said.languages,
        intent=intent,
        needs=tuple(name for name, _ in needs),
        crisis=said.danger.kind if said.danger else None,
        place=said.place,
        when=said.when,
        audience=said.audience,
        action=action,
        confidence=confidence,
        maybe=maybe,
        why=said.why,
    )


def _maybe(said: Said) -> tuple[str, ...]:
    """The needs that may have been meant, the likeliest first: asked with buttons, never answered."""
    return tuple(name for name, sure in said.needs if sure >= ASK)[:_MOST_MEANT]


def _intent(said: Said, needs: list[tuple[str, float]]) -> tuple[str, list[tuple[str, float]], float]:
    """The intent, the needs that stay beside it, and how sure we are of it."""
    if said.danger:
        return "crisis", needs, said.danger.score
    heard = said.heard
    replies = heard.replies if heard else {}
    top = needs[0][1] if needs else 0.0
    for name in ("update", "donate"):
        if replies.get(name, 0.0) >= max(_SURE, top - 0.1):
            return name, [], replies[name]
    human = replies.get("human", 0.0)
    vague = bool(needs) and all(name == "social" for name, _ in needs)
    if human >= (ENOUGH if vague else _SURE) and human >= top:  # "help": a person, not a list of offices
        return "human", needs, human
    if needs:
        return needs[0][0].partition(".")[0], needs, top
    for name in ("update", "donate", "human"):
        if replies.get(name, 0.0) >= ENOUGH:
            return name, [], replies[name]
    if heard:
        for name in ("thanks", "greet"):
            if replies.get(name, 0.0) >= ENOUGH and heard.explained >= (_MOSTLY if name == "greet" else _PARTLY):
                return name, [], replies[name]
    if said.only_place and said.place:
        return "unknown", [], said.place.score
    return "unknown", [], round(1.0 - (heard.best if heard else 0.0), 3)


def _action(intent: str, needs: list[tuple[str, float]], said: Said, hints: Hints) -> Action:
    if intent == "crisis":
        return "handoff"
    if intent in NEEDS and needs:
        known = hints.near is not None or (said.place is not None and not said.place.alternatives)
        return "answer" if known else "ask_place"
    if intent in ("greet", "thanks", "donate") or (intent == "unknown" and said.only_place):
        return "reply"
    return "handoff"
