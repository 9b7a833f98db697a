"""Learns the model and its gate from the lexicons: `relais lexicon learn`. Needs scikit-learn; not used at run time.

The gate sees only what it was not taught: phrases, everyday sentences and whole needs are held out in turn, so that it
learns what "never heard of" looks like. No message that the product is measured with is read here.
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
from bot.understanding.figures import with_typos
from bot.understanding.index import Index
from bot.understanding.lexicon import Lexicon, Phrase, load_lexicons
from bot.understanding.model import CLASSES, ROWS, Model, pieces
from bot.understanding.normalise import fold, read
from bot.understanding.types import NEEDS
from bot.understanding.weigh import ENOUGH, weigh

FOLDS = 6
_SMS = "training/disaster_sms.tsv.gz"
_SMS_NEEDS = ("eat", "sleep", "health", "clothes")
_ASKED, _TYPED, _KEPT, _FOREIGN = 0.4, 0.3, 0.5, 0.05
"""Shares of held-out phrases that are asked for, mistyped, used at all; of sentences read in another language."""
_WHOLE_NEED = 0.12
"""Share of the phrases of a held-out need that is used: all of them would drown the everyday sentences."""
_AROUND = 5
"""Ordinary words that are put around a known phrase, at most one less."""
_BABBLE = 300
"""Ordinary words put together by chance, for each language: they mean nothing, whatever stands beside them."""
_STEPS, _REGULAR = 15, 1e-6


@dataclass(frozen=True, slots=True)
class Example:
    """Folded words, what they mean (one of ``CLASSES``), how much they count."""

    words: tuple[str, ...]
    label: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Held:
    """Something the fold is asked; ``label`` is what should be heard, or ``none``.

    Most of it the fold was not taught; ``known`` phrases it was, and then they stand among other words.
    """

    lexicon: Lexicon
    said: Phrase | str
    label: str
    known: bool = False


def learn(locales: Path, tell: Callable[[str], None]) -> Model:
    """The model and gate of the lexicons below ``locales``; ``tell`` is told what is being done.

    Raises SettingsError when scikit-learn is not installed or a lexicon cannot be read.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise SettingsError(
            "Learning needs scikit-learn: run `make test` once, which sets up the developer's tools, or `uv sync`."
        ) from error
    lexicons = load_lexicons(locales)
    dice = random.Random(11)  # noqa: S311 - the same every time
    sms = list(_messages(locales / _SMS))
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    needs = list(NEEDS)
    dice.shuffle(needs)
    for turn in range(FOLDS):
        tell(f"held out: part {turn + 1} of {FOLDS}, and all of {', '.join(needs[turn::FOLDS])}")
        for figures, well in _fold(lexicons, sms, turn, frozenset(needs[turn::FOLDS]), dice):
            rows.append(figures)
            right.append(well)
    taught = LogisticRegression(C=1.0, max_iter=3000).fit(np.array(rows)[:, 1:], right)
    weights = np.concatenate([taught.intercept_, taught.coef_[0]]).astype(np.float32)
    for name, weight in zip(gate.FIGURES, weights, strict=True):
        tell(f"  gate: {name:<22} {weight:+.2f}")
    tell(f"learning from everything ({len(rows)} held-out readings taught the gate)")
    linear = fit([*examples(lexicons, dice), *sms])
    return linear.with_gate(weights)


def _fold(
    lexicons: Sequence[Lexicon], sms: Sequence[Example], turn: int, needs: frozenset[str], dice: random.Random
) -> Iterator[tuple[tuple[float, ...], bool]]:
    """The figures of what one fold was not taught, and whether each need that was heard was right."""
    taught: list[Lexicon] = []
    held: list[_Held] = []
    for lexicon in lexicons:
        rest, out = _without(lexicon, turn, needs)
        taught.append(rest)
        held += out
    model = fit([*examples(taught, dice), *sms])
    indexes = {lexicon.language: Index(lexicon) for lexicon in taught}
    names = list(indexes)
    for one in held:
        if one.label == "none" and isinstance(one.said, Phrase) and dice.random() >= _WHOLE_NEED:
            continue
        if one.label != "none" and dice.random() >= _KEPT:
            continue
        language = one.lexicon.language
        if one.label == "none" and dice.random() < _FOREIGN:
            language = dice.choice(names)
        yield from _heard(_message(one, dice), one.label, indexes[language], model)


def _heard(text: str, label: str, index: Index, model: Model) -> Iterator[tuple[tuple[float, ...], bool]]:
    words = read(text)
    reading = index.read(words)
    weighed = weigh(reading, words)
    opinion = model.hear(words.folded)
    scores: dict[str, float] = {}
    for name, score in weighed.needs:
        top = name.partition(".")[0]
        scores[top] = max(score, scores.get(top, 0.0))
    scores.setdefault(max(NEEDS, key=opinion.of), 0.0)
    for need, score in scores.items():
        yield gate.figures(need, score, weighed, reading, opinion), need == label


def _without(lexicon: Lexicon, turn: int, needs: frozenset[str]) -> tuple[Lexicon, list[_Held]]:
    """A lexicon without one part of its phrases and sentences, and without some needs altogether."""
    kept: list[Phrase] = []
    held: list[_Held] = []
    for at, phrase in enumerate(lexicon.phrases):
        kind, meaning = phrase.label.partition(":")[0], _meaning(phrase.label)
        if kind == "need" and meaning in needs:
            held.append(_Held(lexicon, phrase, "none"))
        elif kind == "need" and phrase.weight >= ENOUGH and at % FOLDS == turn:
            held.append(_Held(lexicon, phrase, meaning))
        else:
            kept.append(phrase)
            if kind == "need" and phrase.weight >= ENOUGH and at % FOLDS == (turn + 1) % FOLDS:
                held.append(_Held(lexicon, phrase, meaning, known=True))
    sentences = [sentence for at, sentence in enumerate(lexicon.unrelated) if at % FOLDS != turn]
    held += [_Held(lexicon, sentence, "none") for at, sentence in enumerate(lexicon.unrelated) if at % FOLDS == turn]
    common = lexicon.common - _words(lexicon.unrelated) | _words(sentences)
    return replace(lexicon, phrases=tuple(kept), unrelated=tuple(sentences), common=common), held


def _words(sentences: Iterable[str]) -> frozenset[str]:
    return frozenset(word for sentence in sentences for word in read(sentence).folded)


def _message(held: _Held, dice: random.Random) -> str:
    """What was held out, as a message: alone or asked for, typed well or badly."""
    if isinstance(held.said, str):
        text = held.said
    else:
        text = " ".join(_spoken(held.said, held.lexicon, dice))
        if held.known:
            around = sorted(held.lexicon.common | held.lexicon.small)
            text = " ".join((text, *dice.choices(around, k=dice.randrange(_AROUND)))) if around else text
        asking = [phrase for phrase in held.lexicon.phrases if phrase.label == "asking:"]
        if asking and dice.random() < _ASKED:
            text = " ".join((*_spoken(dice.choice(asking), held.lexicon, dice), text))
    return with_typos(text, 0.1, dice.randrange(1 << 30)) if dice.random() < _TYPED else text


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
                before = _spoken(dice.choice(asking), lexicon, dice) if asking and dice.random() < 0.6 else ()
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
