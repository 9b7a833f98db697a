"""Whether to answer: how likely it is that a need was rightly heard, from what the phrases and the model say together.

And whether there is danger. Each is a logistic regression over figures that a person can follow; ``learn.py`` teaches
the weights with messages that were held out, some of whose needs the model never heard of and must leave alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p

from bot.understanding.crisis import Danger
from bot.understanding.model import CLASSES, Model, Opinion
from bot.understanding.reading import Reading
from bot.understanding.types import CRISES, NEEDS, REPLIES
from bot.understanding.weigh import ENOUGH, Weighed

FIGURES = (
    "always", "score", "score is enough", "score × explained", "explained", "unknown words", "length",
    "model: this", "model: none", "model: another need", "model: no need", "asked for", "about others",
    "near miss", "long phrase", "guessed words", "nothing else said",
)  # fmt: skip
_SIGNS = (
    *(f"crisis:{kind}" for kind in CRISES), *(f"need:{name}" for name in NEEDS), *(f"reply:{name}" for name in REPLIES),
    "not_crisis:", "mine:", "others:", "asking:", "lacking:", "free:", "refusing:", "but:",
)  # fmt: skip
"""What a message may speak of, in whatever language: of each the surest phrase counts for or against danger."""
ALARM_FIGURES = (
    "always", "danger phrases", "model: danger", "model: none", "model: a need", "model: no need", "near miss",
    "score of needs", "explained", "length", *_SIGNS,
)  # fmt: skip
ALARM = 0.56
"""From this probability on, a message that no phrase of danger is sure of is danger all the same."""
_NEVER = 0.1
"""Below this one a phrase of danger is not believed: everything around it speaks of something else."""
_CRISIS = CLASSES.index("crisis")
_NEEDS = tuple(CLASSES.index(name) for name in NEEDS)
_NONE = CLASSES.index("none")
_REST = tuple(at for at, name in enumerate(CLASSES) if name not in NEEDS and name != "none")
_REPLIES = tuple(at for at in _REST if at != _CRISIS)
_PERSONAL = frozenset(("mine:", "asking:", "lacking:", "free:"))
_TELLING = 2
"""Meaningful words from which on a message says enough to take the danger from a phrase."""
_CLEARLY = 0.75
"""A need that phrases are so sure of stands by itself where nothing else was said."""


def figures(need: str, score: float, weighed: Weighed, reading: Reading, opinion: Opinion) -> tuple[float, ...]:
    """The figures of one need (its first name) in one message, in the order of ``FIGURES``.

    ``score`` is what the phrases say (0 to 1; 0 when no phrase speaks of it).
    """
    content = len(reading.content)
    unknown = len(reading.content - reading.known) / content if content else 0.0
    said = {hit.label for hit in reading.hits}
    own = [hit for hit in weighed.hits if hit.label.startswith("need:") and hit.label[5:].partition(".")[0] == need]
    logits = opinion.within
    this = CLASSES.index(need)
    return (
        1.0,
        score,
        float(score >= ENOUGH),
        score * weighed.explained,
        weighed.explained,
        unknown,
        log1p(content),
        logits[this],
        logits[_NONE],
        max(logits[at] for at in _NEEDS if at != this),
        max(logits[at] for at in _REST),
        float(bool(said & _PERSONAL)),
        float("others:" in said and "mine:" not in said),
        float(any(label.startswith("not:") for label in said)),
        float(any(len(hit.at) > 1 for hit in own)),
        float(bool(own) and all(hit.guessed for hit in own)),
        float(_says_nothing_else(weighed, reading)),
    )


def alarm_figures(heard: Danger, weighed: Weighed, reading: Reading, opinion: Opinion) -> tuple[float, ...]:
    """The figures of danger in one message, in the order of ``ALARM_FIGURES``; ``heard`` is what the phrases say."""
    logits = opinion.within
    signs = dict.fromkeys(_SIGNS, 0.0)
    for hit in reading.hits:
        label = hit.label.partition(".")[0]
        if hit.weight > signs.get(label, 1.0):
            signs[label] = hit.weight
    return (
        1.0,
        heard.score,
        logits[_CRISIS],
        logits[_NONE],
        max(logits[at] for at in _NEEDS),
        max(logits[at] for at in _REPLIES),
        float(any(hit.label.startswith("not:") for hit in reading.hits)),
        weighed.best,
        weighed.explained,
        log1p(len(reading.content)),
        *signs.values(),
    )


def doubted(
    model: Model, opinion: Opinion, found: Danger | None, heard: Danger, weighed: Weighed, reading: Reading
) -> Danger | None:
    """The danger that stands, once the model was asked. ``found`` is what phrases are sure of, in whatever language.

    ``heard`` is what the phrases of this reading say, however little: where none is sure, model and phrases together
    may be. A phrase is only doubted in the reading that the model heard too, and talk of suicide never is.
    """
    if found is not None and (found != heard or found.kind == "suicide" or len(reading.content) < _TELLING):
        return found
    sure = confidence(model.alarm, alarm_figures(heard, weighed, reading, opinion))
    if found is not None:
        return found if sure >= _NEVER else None
    return Danger(heard.kind if heard.score else "danger", sure, heard.words) if sure >= ALARM else None


def candidates(weighed: Weighed, opinion: Opinion) -> dict[str, float]:
    """The needs (first names) that phrases speak of, with their scores; the one that the model hears best, with 0."""
    scores: dict[str, float] = {}
    for name, score in weighed.needs:
        top = name.partition(".")[0]
        scores[top] = max(score, scores.get(top, 0.0))
    scores.setdefault(max(NEEDS, key=opinion.of), 0.0)
    return scores


def judged(model: Model, opinion: Opinion, weighed: Weighed, reading: Reading) -> tuple[tuple[str, float], ...]:
    """Every need that may have been said with the probability that it was, best first.

    A need that only the model hears counts where nothing was refused and nothing looks like a near miss.
    """
    scores = candidates(weighed, opinion)
    if weighed.refused or any(hit.label.startswith("not:") for hit in reading.hits):
        scores = {top: score for top, score in scores.items() if score}
    sure = {
        top: confidence(model.gate, figures(top, score, weighed, reading, opinion)) for top, score in scores.items()
    }
    names = [name for name, _ in weighed.needs]
    names += [top for top in sure if not any(name.partition(".")[0] == top for name in names)]
    clear = _says_nothing_else(weighed, reading)
    plain = {name: score for name, score in weighed.needs if clear and score >= _CLEARLY}
    believed = ((name, max(sure[name.partition(".")[0]], plain.get(name, 0.0))) for name in names)
    return tuple(sorted(believed, key=lambda pair: -pair[1]))


def _says_nothing_else(weighed: Weighed, reading: Reading) -> bool:
    """Whether phrases account for every word of the writer's own message."""
    said = {hit.label for hit in reading.hits}
    others = "others:" in said and "mine:" not in said
    return weighed.explained == 1.0 and not others and not any(label.startswith("not:") for label in said)


def confidence(weights: Sequence[float], of: Sequence[float]) -> float:
    """The probability, 0 to 1, that the figures ``of`` a need or of danger speak of one."""
    total = sum(weight * figure for weight, figure in zip(weights, of, strict=True))
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))
