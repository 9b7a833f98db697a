"""A second opinion: a linear model over character n-grams, learnt from the lexicons; it hears what no phrase says.

Words are cut into runs of letters (``_`` is the edge of a word), runs are hashed into rows of one matrix, rows are
summed. The sum of a word is remembered, so that most messages cost a few additions. Learnt by ``relais lexicon learn``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.errors import SettingsError
from bot.understanding.types import NEEDS, REPLIES

CLASSES = (*NEEDS, *REPLIES, "crisis", "none")
ROWS = 1 << 17
_SIZES = (2, 3, 4, 5)
_REMEMBERED = 8_000
_READ = 120
"""Words of a message that are weighed; a phone message has a dozen."""

Floats = npt.NDArray[np.float32]


def pieces(words: Sequence[str]) -> Iterator[list[int]]:
    """The rows of each word, then those of each two words that follow one another."""
    for word in words:
        yield word_rows(word)
    for one, other in pairwise(words):
        yield [pair_row(one, other)]


def word_rows(word: str) -> list[int]:
    """The rows of one folded word: the whole of it and its runs of 2 to 5 letters."""
    edged = f"_{word}_"
    size = len(edged)
    grams = [edged[at : at + n] for n in _SIZES for at in range(size - n + 1)]
    return [crc32(gram.encode()) & (ROWS - 1) for gram in (f"={word}", *grams)]


def pair_row(one: str, other: str) -> int:
    """The row of two words that follow one another."""
    return crc32(f"{one} {other}".encode()) & (ROWS - 1)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of a message: one logit a class, in the order of ``CLASSES``."""

    logits: tuple[float, ...]

    def of(self, name: str) -> float:
        """The logit of one class."""
        return self.logits[CLASSES.index(name)]

    @property
    def best(self) -> str:
        """The class that is likeliest."""
        return CLASSES[max(range(len(CLASSES)), key=self.logits.__getitem__)]


class Model:
    """Weights of ``ROWS`` × classes in one byte each, with a scale a class; ``gate`` weighs model against phrases."""

    def __init__(self, weights: npt.NDArray[np.int8], scale: Floats, bias: Floats, gate: Floats) -> None:
        self._weights = weights
        self._scale = scale
        self._bias = bias
        self.gate = tuple(float(one) for one in gate)
        self._words: dict[str, tuple[Floats, int]] = {}

    @classmethod
    def load(cls, path: Path) -> Model:
        """Reads what ``relais lexicon learn`` wrote; raises SettingsError when the file cannot be used."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                if tuple(kept["classes"].tolist()) != CLASSES or kept["weights"].shape != (ROWS, len(CLASSES)):
                    raise ValueError("it was learnt for other intents")
                return cls(kept["weights"], kept["scale"], kept["bias"], kept["gate"])
        except (OSError, ValueError, KeyError) as error:
            raise SettingsError(f"{path} cannot be used ({error}): run `relais lexicon learn` again.") from error

    def with_gate(self, gate: Floats) -> Model:
        """The same model behind another gate."""
        return Model(self._weights, self._scale, self._bias, gate)

    def save(self, path: Path) -> None:
        """Writes the file that :meth:`load` reads."""
        np.savez_compressed(
            path,
            classes=np.array(CLASSES),
            weights=self._weights,
            scale=self._scale,
            bias=self._bias,
            gate=np.array(self.gate, dtype=np.float32),
        )

    def hear(self, words: Sequence[str]) -> Opinion:
        """The opinion on a message given as folded words."""
        words = words[:_READ]
        total = np.zeros(len(CLASSES), dtype=np.float32)
        grams = 0
        for word in words:
            known = self._words.get(word)
            if known is None:
                known = self._weigh(word)
            total += known[0]
            grams += known[1]
        if len(words) > 1:
            pairs = [pair_row(one, other) for one, other in pairwise(words)]
            total += self._weights[pairs].sum(axis=0, dtype=np.int32)
            grams += len(pairs)
        logits = total * self._scale / max(grams, 1) ** 0.5 + self._bias
        return Opinion(tuple(logits.tolist()))

    def _weigh(self, word: str) -> tuple[Floats, int]:
        rows = word_rows(word[:60])
        found = self._weights[rows].sum(axis=0, dtype=np.int32).astype(np.float32), len(rows)
        if len(self._words) >= _REMEMBERED:
            self._words.clear()
        self._words[word] = found
        return found
