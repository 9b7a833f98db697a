"""A second opinion: a linear model over character n-grams, learnt from the lexicons; it hears what no phrase says.

Words are cut into runs of letters (``_`` is the edge of a word), runs are hashed into rows of one matrix, rows are
summed. Learnt by ``relais lexicon learn``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.errors import SettingsError
from bot.understanding.types import NEEDS, REPLIES

CLASSES = (*NEEDS, *REPLIES, "crisis", "none")
ROWS = 1 << 19
_LAST = ROWS - 1
_SIZES = (8, 12, 16, 20)
"""Bytes of the runs of letters: four a letter."""
_LETTERS = 60
LIMIT = 8.0
"""The most that one opinion counts."""
_READ = 120
"""Words of a message that are weighed; a phone message has a dozen."""

Floats = npt.NDArray[np.float32]


def pieces(words: Sequence[str]) -> list[int]:
    """The rows of some folded words: of each its whole and its runs of 2 to 5 letters, then of each two neighbours."""
    rows: list[int] = []
    for word in words:
        letters = f"_{word[:_LETTERS]}_".encode("utf-32-le")
        size = len(letters)
        rows.append(crc32(f"={word}".encode()) & _LAST)
        rows += [crc32(letters[at : at + n]) & _LAST for n in _SIZES for at in range(0, size - n + 1, 4)]
    rows += [crc32(f"{one} {other}".encode()) & _LAST for one, other in pairwise(words)]
    return rows


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of a message: one logit a class, in the order of ``CLASSES``.

    ``within`` are the same, no further from zero than ``LIMIT``: what one opinion may count.
    """

    logits: tuple[float, ...]
    within: tuple[float, ...]

    def of(self, name: str) -> float:
        """The logit of one class."""
        return self.logits[CLASSES.index(name)]

    @property
    def best(self) -> str:
        """The class that is likeliest."""
        return CLASSES[max(range(len(CLASSES)), key=self.logits.__getitem__)]


class Model:
    """Weights of ``ROWS`` × classes in one byte each, with a scale a class.

    ``gate`` and ``alarm`` weigh it against the phrases: whether a need is answered, whether there is danger.
    """

    def __init__(
        self,
        weights: npt.NDArray[np.int8],
        scale: Floats,
        bias: Floats,
        gate: Sequence[float] = (),
        alarm: Sequence[float] = (),
    ) -> None:
        self._weights = weights
        self._scale = scale
        self._bias = bias
        self.gate = tuple(float(one) for one in gate)
        self.alarm = tuple(float(one) for one in alarm)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Reads what ``relais lexicon learn`` wrote; raises SettingsError when the file cannot be used."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                if tuple(kept["classes"].tolist()) != CLASSES or kept["weights"].shape != (ROWS, len(CLASSES)):
                    raise ValueError("it was learnt for other intents")
                return cls(kept["weights"], kept["scale"], kept["bias"], kept["gate"], kept["alarm"])
        except (OSError, ValueError, KeyError) as error:
            raise SettingsError(f"{path} cannot be used ({error}): run `relais lexicon learn` again.") from error

    def with_gates(self, gate: Sequence[float], alarm: Sequence[float]) -> Model:
        """The same model behind other gates."""
        return Model(self._weights, self._scale, self._bias, gate, alarm)

    def save(self, path: Path) -> None:
        """Writes the file that :meth:`load` reads."""
        np.savez_compressed(
            path,
            classes=np.array(CLASSES),
            weights=self._weights,
            scale=self._scale,
            bias=self._bias,
            gate=np.array(self.gate, dtype=np.float32),
            alarm=np.array(self.alarm, dtype=np.float32),
        )

    def hear(self, words: Sequence[str], typed: Sequence[str] = ()) -> Opinion:
        """The opinion on a message given as folded words, slips put right.

        ``typed`` are its words as they stood: what was put right may have been right before, so both count by half.
        """
        logits = self._logits(words)
        if typed and tuple(typed) != tuple(words):
            logits = ((logits + self._logits(typed)) / 2).astype(np.float32)
        return Opinion(tuple(logits.tolist()), tuple(np.clip(logits, -LIMIT, LIMIT).tolist()))

    def _logits(self, words: Sequence[str]) -> Floats:
        rows = pieces(words[:_READ])
        total = self._weights[rows].sum(axis=0, dtype=np.int32).astype(np.float32)
        logits: Floats = total * self._scale / np.float32(max(len(rows), 1) ** 0.5) + self._bias
        return logits
