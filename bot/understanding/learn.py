"""Learns the model and its gates: `relais lexicon learn`. Needs scikit-learn; nothing of this runs in the product.

The model learns from every lexicon and from the labelled messages in ``locales/training``. The gates (when to answer,
when to raise the alarm) learn from what a model was *not* taught: a third of the messages is held out in turn, with
some needs left out altogether, so that it sees what "never heard of" looks like. No message by which the product is
measured is read here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from bot.errors import SettingsError
from bot.understanding import crisis, gate
from bot.understanding.figures import Labelled, read_labelled, with_typos
from bot.understanding.index import Index
from bot.understanding.lessons import Example, examples, fit, from_messages, from_sms, meaning
from bot.understanding.lexicon import Lexicon, load_lexicons
from bot.understanding.model import Model
from bot.understanding.normalise import read
from bot.understanding.types import NEEDS
from bot.understanding.weigh import weigh

FOLDS = 3
_SMS = "training/disaster_sms.tsv.gz"
_MESSAGES = "training/messages.tsv"
_TYPOS = (0.06, 0.12)
"""Shares of mistyped letters: each message is read as it is and once with each."""
_IN_SCOPE, _NEAR_MISS = 2.0, 0.3
"""What a message that asks for something, and one that only sounds like it, count for the gate; others: 1. Of the
latter there are many more among the training messages than people write."""


@dataclass(slots=True)
class _Lines:
    """Figures of held-out messages, whether each was right, and how much it counts."""

    figures: list[tuple[float, ...]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, figures: tuple[float, ...], right: bool, weight: float) -> None:
        """One more."""
        self.figures.append(figures)
        self.right.append(right)
        self.weights.append(weight)


@dataclass(frozen=True, slots=True)
class _Held:
    """What was made of the held-out messages: a line for each need heard, and one a message for danger."""

    needs: _Lines = field(default_factory=_Lines)
    danger: _Lines = field(default_factory=_Lines)

    def hear(self, text: str, row: Labelled | None, without: frozenset[str], index: Index, model: Model) -> None:
        """Reads one message, None being an everyday sentence; ``without`` are the needs that the model never met."""
        words = read(text)
        reading = index.read(words)
        weighed = weigh(reading, words)
        opinion = model.hear(reading.spelt, words.folded)
        accept = row.accept - without if row else frozenset()
        weight = _IN_SCOPE if accept & set(NEEDS) else _NEAR_MISS if row and row.near_miss else 1.0
        for need, score in gate.candidates(weighed, opinion).items():
            self.needs.add(gate.figures(need, score, weighed, reading, opinion), need in accept, weight)
        clear = bool(row and row.clear_danger)
        if clear or "crisis" not in accept:
            heard = crisis.heard(reading, words)
            self.danger.add(gate.alarm_figures(heard, weighed, reading, opinion), clear, 1.0)


def learn(locales: Path, tell: Callable[[str], None]) -> Model:
    """The model and gates of the lexicons below ``locales``; ``tell`` is told what is being done.

    Raises SettingsError when scikit-learn is not installed or a file cannot be read.
    """
    try:
        import sklearn  # noqa: F401 - so that its absence is told before the work begins
    except ImportError as error:
        raise SettingsError(
            "Learning needs scikit-learn: run `make test` once, which sets up the developer's tools, or `uv sync`."
        ) from error
    lexicons = load_lexicons(locales)
    messages = read_labelled(locales / _MESSAGES)
    sms = list(from_sms(locales / _SMS))
    dice = random.Random(11)  # noqa: S311 - the same every time
    needs = list(NEEDS)
    dice.shuffle(messages)
    dice.shuffle(needs)
    held = _Held()
    for turn in range(FOLDS):
        without = frozenset(needs[turn::FOLDS])
        tell(f"held out, part {turn + 1} of {FOLDS}: every third message; without {' '.join(sorted(without))}")
        _fold(lexicons, messages, sms, turn, without, dice, held)
    weights = _gate(held.needs, gate.FIGURES, tell)
    alarm = _gate(held.danger, gate.ALARM_FIGURES, tell)
    _tell_alarm(held.danger, alarm, tell)
    tell(f"learning from everything ({len(held.needs.right)} held-out readings taught the gates)")
    return fit([*examples(lexicons, dice), *sms, *from_messages(messages)]).with_gates(weights, alarm)


def _gate(lines: _Lines, names: Sequence[str], tell: Callable[[str], None]) -> list[float]:
    """The weights of a logistic regression over the lines."""
    from sklearn.linear_model import LogisticRegression

    taught = LogisticRegression(C=1.0, max_iter=5000).fit(
        np.array([figures[1:] for figures in lines.figures]), lines.right, sample_weight=lines.weights
    )
    weights = [float(weight) for weight in (taught.intercept_[0], *taught.coef_[0])]
    for name, weight in zip(names, weights, strict=True):
        tell(f"  {name:<22} {weight:+.2f}")
    return weights


def _tell_alarm(lines: _Lines, weights: Sequence[float], tell: Callable[[str], None]) -> None:
    """What each threshold would have seen of the held-out dangers, phrases alone aside, and how often wrongly."""
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        rang = [figures[1] >= crisis.ENOUGH or gate.confidence(weights, figures) >= least for figures in lines.figures]
        seen = sum(ring and right for ring, right in zip(rang, lines.right, strict=True)) / max(sum(lines.right), 1)
        wrong = sum(ring and not right for ring, right in zip(rang, lines.right, strict=True))
        tell(f"  alarm from {least:.1f} on: {seen:.1%} seen, {wrong / max(lines.right.count(False), 1):.1%} false")


def _fold(
    lexicons: Sequence[Lexicon],
    messages: Sequence[Labelled],
    sms: Sequence[Example],
    turn: int,
    without: frozenset[str],
    dice: random.Random,
    held: _Held,
) -> None:
    """What a model that never saw a third of the messages and sentences, nor some needs at all, makes of that third."""
    kept = [_without(lexicon, without) for lexicon in lexicons]
    taught = [
        replace(lexicon, unrelated=tuple(one for at, one in enumerate(lexicon.unrelated) if at % FOLDS != turn))
        for lexicon in kept
    ]
    known = [row for at, row in enumerate(messages) if at % FOLDS != turn and row.label not in without]
    model = fit([*examples(taught, dice), *(one for one in sms if one.label not in without), *from_messages(known)])
    indexes = {lexicon.language: Index(lexicon) for lexicon in kept}
    for row in messages[turn::FOLDS]:
        index = _index_of(row, indexes)
        if index is not None and row.label != "other":
            typed = (with_typos(row.text, share, dice.randrange(1 << 30)) for share in _TYPOS)
            for text in (row.text, *typed):
                held.hear(text, row, without, index, model)
    for lexicon in lexicons:
        for sentence in lexicon.unrelated[turn::FOLDS]:
            held.hear(sentence, None, without, indexes[lexicon.language], model)


def _index_of(row: Labelled, indexes: Mapping[str, Index]) -> Index | None:
    """The lexicon that a message is read with: that of its language, or the one for its way of writing."""
    latin = indexes.get(f"{row.language}@latin")
    return latin if latin and row.text.isascii() else indexes.get(row.language)


def _without(lexicon: Lexicon, needs: frozenset[str]) -> Lexicon:
    """A lexicon that never heard of some needs."""
    kept = tuple(
        phrase
        for phrase in lexicon.phrases
        if not (phrase.label.startswith("need:") and meaning(phrase.label) in needs)
    )
    return replace(lexicon, phrases=kept)
