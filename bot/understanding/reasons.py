"""Why a message was read as it was, in lines that staff and translators can follow: words, scores, rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understanding import crisis
from bot.understanding.crisis import Danger
from bot.understanding.gate import ALARM_FIGURES, FIGURES, alarm_figures, confidence, figures
from bot.understanding.model import CLASSES, Model, Opinion
from bot.understanding.normalise import READ, Words
from bot.understanding.reading import Reading
from bot.understanding.weigh import ENOUGH, Weighed

_TELLING = 0.3
"""What a figure must have added to be worth naming."""
_CUES = {
    "asking:": "asks", "lacking:": "lacks", "free:": "free of charge", "mine:": "speaks of themselves",
    "others:": "speaks of others", "refusing:": "refuses", "but:": "but",
}  # fmt: skip


def reasons(
    words: Words,
    votes: tuple[tuple[str, float], ...],
    language: str,
    reading: Reading | None,
    weighed: Weighed | None,
    danger: Danger | None,
    needs: tuple[tuple[str, float], ...],
    model: Model | None,
    opinion: Opinion | None,
) -> Iterator[str]:
    """The lines of ``relais understand --explain``."""
    if words.cut:
        yield f"only the first {READ} characters were read"
    if votes:
        yield "language: " + ", ".join(f"{code} {share:.0%}" for code, share in votes[:3])
    if danger:
        yield f"danger {danger.kind} {danger.score:.2f}: {', '.join(danger.words)}"
    if reading is None or weighed is None:
        return
    yield from _words(words, reading)
    yield from _phrases(weighed, reading)
    yield f"{weighed.explained:.0%} of the words explained in {language or 'emoji'}"
    if model is not None and opinion is not None:
        yield from _gate(reading, weighed, needs, model, opinion)
        alarm = alarm_figures(crisis.heard(reading, words), weighed, reading, opinion)
        yield f"sure of danger: {confidence(model.alarm, alarm):.2f} = {_told(ALARM_FIGURES, model.alarm, alarm)}"


def _words(words: Words, reading: Reading) -> Iterator[str]:
    if reading.guessed:
        yield "read as: " + ", ".join(f"{word} → {guess}" for word, guess in reading.guessed)
    unknown = sorted(reading.content - reading.known)
    if unknown:
        yield "unknown words: " + ", ".join(words.folded[at] for at in unknown)


def _phrases(weighed: Weighed, reading: Reading) -> Iterator[str]:
    for name, score in (*weighed.needs, *weighed.replies.items()):
        found = ", ".join(
            f"“{hit.text}” {hit.weight:.2f}" for hit in weighed.hits if hit.label.split(":")[1].startswith(name)
        )
        yield f"{name} {score:.2f} ({'enough' if score >= ENOUGH else 'too little'} by phrases alone): {found}"
    for label, what in _CUES.items():
        said = dict.fromkeys(hit.text for hit in reading.hits if hit.label == label)
        if said:
            yield f"{what}: " + ", ".join(said)
    near = dict.fromkeys(f"{hit.text} (not {hit.label[4:]})" for hit in reading.hits if hit.label.startswith("not:"))
    if near:
        yield "near miss: " + ", ".join(near)
    harmless = dict.fromkeys(hit.text for hit in reading.hits if hit.label == "not_crisis:")
    if harmless:
        yield "figure of speech: " + ", ".join(harmless)
    if weighed.refused:
        yield "refused: " + ", ".join(hit.text for hit in weighed.refused)


def _gate(
    reading: Reading, weighed: Weighed, needs: tuple[tuple[str, float], ...], model: Model, opinion: Opinion
) -> Iterator[str]:
    """What the model thinks, and what made each need likelier (+) or less likely (-)."""
    best = sorted(zip(CLASSES, opinion.logits, strict=True), key=lambda pair: -pair[1])[:3]
    yield "model: " + ", ".join(f"{name} {logit:+.1f}" for name, logit in best)
    scores = dict(weighed.needs)
    for name, sure in needs[:3]:
        top = name.partition(".")[0]
        score = max((one for need, one in scores.items() if need.partition(".")[0] == top), default=0.0)
        told = _told(FIGURES, model.gate, figures(top, score, weighed, reading, opinion))
        yield f"sure of {name}: {sure:.2f} = {told}"


def _told(names: Sequence[str], weights: Sequence[float], of: Sequence[float]) -> str:
    """What each figure added, the weightiest first."""
    parts = [(weight * figure, name) for name, weight, figure in zip(names, weights, of, strict=True)]
    parts.sort(key=lambda part: -abs(part[0]))
    return ", ".join(f"{part:+.1f} {name}" for part, name in parts if abs(part) >= _TELLING)
