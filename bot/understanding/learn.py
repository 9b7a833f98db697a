"""Learns the model and its gate: `relais lexicon learn`. Needs scikit-learn; nothing of this runs in the product.

The model learns from every lexicon and from the labelled messages in ``locales/training``. The gate (when to answer)
learns from what a model was *not* taught: languages are held out in turn, with some needs left out altogether, so that
it sees what "never heard of" looks like. No message by which the product is measured is read here.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.errors import SettingsError
from bot.understanding import gate
from bot.understanding.figures import Labelled, read_labelled, with_typos
from bot.understanding.index import Index
from bot.understanding.lexicon import Lexicon, Phrase, load_lexicons
from bot.understanding.model import CLASSES, ROWS, Model, pieces
from bot.understanding.normalise import fold, read
from bot.understanding.types import NEEDS
from bot.understanding.weigh import ENOUGH, weigh

FOLDS = 3
_SMS = "training/disaster_sms.tsv.gz"
_SMS_NEEDS = ("eat", "sleep", "health", "clothes")
_MESSAGES = "training/messages.tsv"
_TYPOS = (0.06, 0.12)
"""Shares of mistyped letters: each message is read as it is and once with each."""
_IN_SCOPE, _EVERYDAY = 2.0, 0.5
"""What a message that asks for something, and an everyday sentence of a lexicon, count for the gate; others: 1."""
_MESSAGE = 2.0
"""What a labelled message counts for the model; a phrase counts 1."""
_ASKED, _AROUND, _BABBLE = 0.6, 5, 300
"""Share of phrases that are also taught behind a request; ordinary words around them, at most one less; sequences of
ordinary words that mean nothing, for each language."""
_STEPS, _REGULAR = 6, 5e-7


@dataclass(frozen=True, slots=True)
class Example:
    """Folded words, what they mean (one of ``CLASSES``), how much they count."""

    words: tuple[str, ...]
    label: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Row:
    """The figures of one need in one held-out message, whether it was right, how much that counts."""

    figures: tuple[float, ...]
    right: bool
    weight: float


def learn(locales: Path, tell: Callable[[str], None]) -> Model:
    """The model and gate of the lexicons below ``locales``; ``tell`` is told what is being done.

    Raises SettingsError when scikit-learn is not installed or a file cannot be read.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise SettingsError(
            "Learning needs scikit-learn: run `make test` once, which sets up the developer's tools, or `uv sync`."
        ) from error
    lexicons = load_lexicons(locales)
    messages = read_labelled(locales / _MESSAGES)
    sms = list(_messages(locales / _SMS))
    dice = random.Random(11)  # noqa: S311 - the same every time
    languages, needs = sorted({_plain(lexicon) for lexicon in lexicons}), list(NEEDS)
    dice.shuffle(languages)
    dice.shuffle(needs)
    rows: list[_Row] = []
    for turn in range(FOLDS):
        held, without = frozenset(languages[turn::FOLDS]), frozenset(needs[turn::FOLDS])
        tell(f"held out, part {turn + 1} of {FOLDS}: {' '.join(sorted(held))}; without {' '.join(sorted(without))}")
        rows += _fold(lexicons, messages, sms, held, without, dice)
    taught = LogisticRegression(C=1.0, max_iter=5000).fit(
        np.array([row.figures[1:] for row in rows]),
        [row.right for row in rows],
        sample_weight=[row.weight for row in rows],
    )
    weights = np.concatenate([taught.intercept_, taught.coef_[0]]).astype(np.float32)
    for name, weight in zip(gate.FIGURES, weights, strict=True):
        tell(f"  gate: {name:<22} {weight:+.2f}")
    tell(f"learning from everything ({len(rows)} held-out readings taught the gate)")
    return fit([*examples(lexicons, dice), *sms, *_labelled(messages)]).with_gate(weights)


def _plain(lexicon: Lexicon) -> str:
    return lexicon.language.partition("@")[0]


def _fold(
    lexicons: Sequence[Lexicon],
    messages: Sequence[Labelled],
    sms: Sequence[Example],
    held: frozenset[str],
    without: frozenset[str],
    dice: random.Random,
) -> Iterator[_Row]:
    """What a model that never saw some languages' sentences, nor some needs at all, makes of those languages."""
    taught = [_without(lexicon, without, sentences=_plain(lexicon) not in held) for lexicon in lexicons]
    known = [row for row in messages if row.language not in held and row.label not in without]
    model = fit(
        [*examples(taught, dice), *(one for one in sms if one.label not in without), *_labelled(known)],
    )
    indexes = {lexicon.language: Index(lexicon) for lexicon in taught if lexicon.language in held}
    for row in messages:
        if row.language in indexes and row.label != "other":
            accept = row.accept - without
            weight = _IN_SCOPE if accept & set(NEEDS) else 1.0
            typed = (with_typos(row.text, share, dice.randrange(1 << 30)) for share in _TYPOS)
            for text in (row.text, *typed):
                yield from _heard(text, accept, weight, indexes[row.language], model)
    for lexicon in lexicons:
        for sentence in lexicon.unrelated if lexicon.language in indexes else ():
            yield from _heard(sentence, frozenset(), _EVERYDAY, indexes[lexicon.language], model)


def _heard(text: str, accept: frozenset[str], weight: float, index: Index, model: Model) -> Iterator[_Row]:
    words = read(text)
    reading = index.read(words)
    weighed = weigh(reading, words)
    opinion = model.hear(words.folded)
    for need, score in gate.candidates(weighed, opinion).items():
        yield _Row(gate.figures(need, score, weighed, reading, opinion), need in accept, weight)


def _without(lexicon: Lexicon, needs: frozenset[str], *, sentences: bool) -> Lexicon:
    """A lexicon without some needs, and with or without its everyday sentences."""
    kept = tuple(
        phrase
        for phrase in lexicon.phrases
        if not (phrase.label.startswith("need:") and _meaning(phrase.label) in needs)
    )
    return replace(lexicon, phrases=kept, unrelated=lexicon.unrelated if sentences else ())


# --- what is taught ---------------------------------------------------------------------------------------------


def examples(lexicons: Iterable[Lexicon], dice: random.Random) -> Iterator[Example]:
    """Everything that the lexicons teach the model."""
    for lexicon in lexicons:
        asking = [phrase for phrase in lexicon.phrases if phrase.label in ("asking:", "mine:", "lacking:")]
        ordinary = sorted(lexicon.common | lexicon.small)
        for phrase in lexicon.phrases:
            meaning = _meaning(phrase.label)
            if not meaning or phrase.weight < ENOUGH:
                continue
            weight = 1.0 if phrase.weight > 0.8 else 0.5
            grouped = any(symbol.startswith("<") for symbol in phrase.symbols)
            for _ in range(3 if grouped else 1):
                yield Example(_spoken(phrase, lexicon, dice), meaning, weight)
            if meaning in NEEDS or meaning == "crisis":
                before = _spoken(dice.choice(asking), lexicon, dice) if asking and dice.random() < _ASKED else ()
                around = tuple(dice.choices(ordinary, k=dice.randrange(1, _AROUND))) if ordinary else ()
                yield Example((*before, *_spoken(phrase, lexicon, dice), *around), meaning, weight)
        if ordinary:
            for _ in range(_BABBLE):
                yield Example(tuple(dice.choices(ordinary, k=dice.randrange(2, 7))), "none", 0.5)
        for sentence in lexicon.unrelated:
            yield Example(read(sentence).folded, "none")
        for word in sorted(lexicon.common | lexicon.small):
            yield Example((word,), "none", 0.3)


def _meaning(label: str) -> str:
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


def _labelled(messages: Iterable[Labelled]) -> Iterator[Example]:
    """Labelled messages as they are taught to the model."""
    for row in messages:
        label = "none" if row.label == "oos" else row.label
        if label in CLASSES:
            yield Example(read(row.text).folded, label, _MESSAGE)


def _messages(path: Path) -> Iterator[Example]:
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
        counts = Counter(row for rows in pieces(words) for row in rows)
        root = max(sum(counts.values()), 1) ** 0.5
        columns += counts.keys()
        values += [count / root for count in counts.values()]
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(starts) - 1, ROWS), dtype=np.float32)


def fit(taught: Sequence[Example]) -> Model:
    """One against all others for each class, in one byte a weight; without a gate."""
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
    return Model(bytes_, scale, bias, np.zeros(len(gate.FIGURES), dtype=np.float32))
