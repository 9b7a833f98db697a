"""Leaves a provider alone after failures, longer each time, and lets one request try again afterwards."""

from __future__ import annotations

from collections.abc import Callable


class Breaker:
    """One provider's breaker. ``clock`` gives seconds that only rise.

    It opens after ``threshold`` failures in a row, for ``rest`` seconds, twice as long each further time up to
    ``longest``; a failure that names its own pause opens it at once, for at least that long. When the rest is over one
    request may try; its outcome closes or reopens the breaker.
    """

    def __init__(
        self, clock: Callable[[], float], *, threshold: int = 3, rest: float = 60.0, longest: float = 3600.0
    ) -> None:
        self._clock = clock
        self._threshold = threshold
        self._rest = rest
        self._longest = longest
        self._failures = 0
        self._openings = 0
        self._until: float | None = None
        self._trial = False

    @property
    def resting(self) -> float:
        """Seconds until a request may try again; 0 when one may now."""
        return 0.0 if self._until is None else max(0.0, self._until - self._clock())

    def enter(self) -> bool:
        """Whether a request may leave now. Every True is followed by one of succeeded, failed and left."""
        if self._until is None:
            return True
        if self._trial or self.resting > 0:
            return False
        self._trial = True
        return True

    def succeeded(self) -> None:
        """The request was answered: everything is forgiven."""
        self._failures = self._openings = 0
        self._until = None
        self._trial = False

    def failed(self, pause: float = 0.0) -> None:
        """The provider is in trouble; ``pause`` is what it asked for, in seconds."""
        tried, self._trial = self._trial, False
        self._failures += 1
        if not (pause or tried or self._failures >= self._threshold):
            return
        if self.resting > 0 and not pause:
            return  # a request that left before the breaker opened: the rest stands
        grown = self._rest * 2.0**self._openings
        if self.resting <= 0:
            self._openings = min(self._openings + 1, 16)
        until = self._clock() + max(pause, min(grown, self._longest))
        self._until = max(self._until or until, until)
        self._failures = 0

    def left(self) -> None:
        """The request ended without saying anything about the provider (given up, or this text was refused)."""
        self._trial = False
