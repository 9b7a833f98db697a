"""What the model is taught, and the learning itself. Needs scikit-learn; nothing of this runs in the product."""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding.figures import Labelled
from bot.understanding.lexicon import Lexicon, Phrase
from bot.understanding.model import CLASSES, ROWS, Model, pieces
from bot.understanding.normalise import fold, read
from bot.understanding.types import NEEDS
from bot.understanding.weigh import ENOUGH

_SMS_NEEDS = ("eat", "sleep", "health", "clothes")
_MESSAGE = 5.0
"""What a labelled message counts for the model; a phrase counts 1."""
_ASKED, _AROUND, _BABBLE = 0.6, 5, 300
"""Share of phrases that are also taught behind a request; ordinary words around them, at most one less; sequences of
ordinary words that mean nothing, for each language."""
_STEPS, _REGULAR = 8, 1e-7


@dataclass(frozen=True, slots=True)
class Example:
    """Folded words, what they mean (one of ``CLASSES``), how much they count."""

    words: tuple[str, ...]
    label: str
    weight: float = 1.0


def examples(lexicons: Iterable[Lexicon], dice: random.Random) -> Iterator[Example]:
    """Everything that the lexicons teach the model."""
    for lexicon in lexicons:
        asking = [phrase for phrase in lexicon.phrases if phrase.label in ("asking:", "mine:", "lacking:")]
        ordinary = sorted(lexicon.common | lexicon.small)
        for phrase in lexicon.phrases:
            taught = meaning(phrase.label)
            if not taught or phrase.weight < ENOUGH:
                continue
            weight = 1.0 if phrase.weight > 0.8 else 0.5
            grouped = any(symbol.startswith("<") for symbol in phrase.symbols)
            for _ in range(3 if grouped else 1):
                yield Example(_spoken(phrase, lexicon, dice), taught, weight)
            if taught in NEEDS or taught == "crisis":
                before = _spoken(dice.choice(asking), lexicon, dice) if asking and dice.random() < _ASKED else ()
                around = tuple(dice.choices(ordinary, k=dice.randrange(1, _AROUND))) if ordinary else ()
                yield Example((*before, *_spoken(phrase, lexicon, dice), *around), taught, weight)
        if ordinary:
            for _ in range(_BABBLE):
                yield Example(tuple(dice.choices(ordinary, k=dice.randrange(2, 7))), "none", 0.5)
        for sentence in lexicon.unrelated:
            yield Example(read(sentence).folded, "none")
        for word in sorted(lexicon.common | lexicon.small):
            yield Example((word,), "none", 0.3)


def meaning(label: str) -> str:
    """The class a phrase teaches; empty when it teaches none."""
    kind, _, name = label.partition(":")
    return {
        "need": name.partition(".")[0],
        "reply": name,
        "crisis": "crisis",
        "not": "none",
        "not_crisis": "none",
    }.get(kind, "")


def _spoken(phrase: Phrase, lexicon: Lexicon, dice: random.Random) -> tuple[str, ...]:
    """A phrase as somebody would say it: any member of a group, no ending."""
    return tuple(
        fold(dice.choice(lexicon.groups.get(symbol.strip("<>")) or ("",)).rstrip("*"))
        if symbol.startswith("<")
        else symbol.strip("^*")
        for symbol in phrase.symbols
    )


def from_messages(messages: Iterable[Labelled]) -> Iterator[Example]:
    """Labelled messages as they are taught to the model."""
    for row in messages:
        label = "none" if row.label == "oos" else row.label
        if label in CLASSES:
            yield Example(read(row.text).folded, label, _MESSAGE)


def from_sms(path: Path) -> Iterator[Example]:
    """The labelled text messages that stand beside the lexicons; the needs that their labels surely name."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["label"] in _SMS_NEEDS and (row["note"] or "").startswith("confirmed"):
                yield Example(read(row["text"]).folded, row["label"], 0.5)


# --- the linear model -------------------------------------------------------------------------------------------


def matrix(texts: Iterable[Sequence[str]]) -> Any:
    """Messages × ``ROWS``, sparse: how often each piece occurs, over the root of how many there are."""
    from scipy.sparse import csr_matrix

    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for words in texts:
        counts = Counter(pieces(words))
        root = max(sum(counts.values()), 1) ** 0.5
        columns += counts.keys()
        values += [count / root for count in counts.values()]
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(starts) - 1, ROWS), dtype=np.float32)


def fit(taught: Sequence[Example]) -> Model:
    """One against all others for each class, in one byte a weight; without gates."""
    from sklearn.linear_model import SGDClassifier

    labels = [CLASSES.index(example.label) for example in taught]
    machine = SGDClassifier(
        loss="log_loss", alpha=_REGULAR, max_iter=_STEPS, tol=None, n_jobs=2, random_state=0, average=True
    )
    machine.fit(matrix(one.words for one in taught), labels, sample_weight=[one.weight for one in taught])
    weights = np.zeros((ROWS, len(CLASSES)), dtype=np.float32)
    bias = np.full(len(CLASSES), -6.0, dtype=np.float32)
    for at, label in enumerate(machine.classes_):
        weights[:, label], bias[label] = machine.coef_[at], machine.intercept_[at]
    scale = np.maximum(np.percentile(np.abs(weights), 99.99, axis=0), 1e-6).astype(np.float32) / 127
    bytes_ = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    return Model(bytes_, scale, bias)
