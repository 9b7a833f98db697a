"""Flood limits of Telegram, and a record of what was done when.

Figures: Telegram's bots FAQ (30 messages a second, about one a second in a chat, 20 a minute in a group) and
levlam in tdlib/td#2592 (edits and new topics share the budget of the group; topics share it too).
"""

from collections import deque
from dataclasses import dataclass, field
from math import ceil


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a bot may do before it is answered 429; None means without limit."""

    per_second: int | None = None
    private_per_second: float | None = None
    private_burst: int = 3
    group_actions: int | None = None
    group_window: float = 60.0

    @classmethod
    def real(cls) -> "Limits":
        """Telegram's own limits."""
        return cls(per_second=30, private_per_second=1.0, private_burst=3, group_actions=20)

    @classmethod
    def off(cls) -> "Limits":
        """No limits."""
        return cls()


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(slots=True)
class Flood:
    """Counts accepted actions per bot and chat and says how long the next one must wait."""

    limits: Limits
    _seconds: dict[int, deque[float]] = field(default_factory=dict)
    _buckets: dict[tuple[int, int], _Bucket] = field(default_factory=dict)
    _groups: dict[tuple[int, int], deque[float]] = field(default_factory=dict)
    _history: dict[int, deque[float]] = field(default_factory=dict)

    def take(self, bot_id: int, chat_id: int, cost: int, now: float) -> int | None:
        """Record ``cost`` actions, or return the whole seconds to wait when that is too much."""
        # Microseconds are enough: Unix time as a float is no finer, and rounding keeps waiting as told enough.
        wait = round(self._wait(bot_id, chat_id, cost, now), 6) if self.limits != _OFF else 0.0
        if wait > 0:
            return max(1, ceil(wait))
        history = self._history.get(chat_id)
        if history is None:
            history = self._history[chat_id] = deque(maxlen=100_000)
        for _ in range(cost):
            history.append(now)
        return None

    def _wait(self, bot_id: int, chat_id: int, cost: int, now: float) -> float:
        limits = self.limits
        seconds = self._seconds.setdefault(bot_id, deque())
        overall = _window_wait(seconds, limits.per_second, 1.0, cost, now)
        if chat_id < 0:
            group = self._groups.setdefault((bot_id, chat_id), deque())
            wait = max(overall, _window_wait(group, limits.group_actions, limits.group_window, cost, now))
            if wait <= 0:
                group.extend([now] * cost)
        else:
            wait = max(overall, self._private_wait(bot_id, chat_id, cost, now, overall <= 0))
        if wait <= 0:
            seconds.extend([now] * cost)
        return wait

    def _private_wait(self, bot_id: int, chat_id: int, cost: int, now: float, take: bool) -> float:
        rate = self.limits.private_per_second
        if rate is None:
            return 0.0
        burst = float(max(self.limits.private_burst, cost))
        bucket = self._buckets.setdefault((bot_id, chat_id), _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + max(0.0, now - bucket.at) * rate)
        bucket.at = now
        if round(bucket.tokens, 6) < cost:
            return (cost - bucket.tokens) / rate
        if take:
            bucket.tokens -= cost
        return 0.0

    def most_in_window(self, chat_id: int, seconds: float = 60.0) -> int:
        """Return the largest number of accepted actions in any ``seconds`` in one chat."""
        window: deque[float] = deque()
        most = 0
        for at in self._history.get(chat_id, ()):
            window.append(at)
            while round(at - window[0], 6) >= seconds:
                window.popleft()
            most = max(most, len(window))
        return most


_OFF = Limits()


def _window_wait(times: deque[float], allowed: int | None, window: float, cost: int, now: float) -> float:
    if allowed is None:
        return 0.0
    while times and round(now - times[0], 6) >= window:
        times.popleft()
    if len(times) + cost <= allowed:
        return 0.0
    over = min(len(times) + cost - allowed, len(times))
    return times[over - 1] + window - now if over else 0.0
