"""How fast we may send: buckets that fill up again, and chats that are frozen because the server said so."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from bot.model import Bucket

log = structlog.get_logger(__name__)


class Throttle(Protocol):
    """Shares out the right to send."""

    async def reserve(self, buckets: Sequence[Bucket]) -> float:
        """0: go, a token is taken from every bucket. Else: how many seconds to wait; nothing is taken."""

    async def freeze(self, key: str, seconds: float) -> None:
        """Nothing under ``key`` for so long."""

    async def close(self) -> None:
        """Ends what is open."""


HAIR = 1e-9
"""A hair below one token counts as one: sums of fractions never come out whole."""
FEW = 10_000
"""Buckets kept before the first look for those that are full again."""
AWAY = 1.0
"""Seconds to leave Redis alone after it did not answer."""


@dataclass(slots=True)
class _Level:
    tokens: float
    at: float
    full_at: float


class MemoryThrottle:
    """Buckets of one process. ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._levels: dict[str, _Level] = {}
        self._frozen: dict[str, float] = {}
        self._many = FEW

    async def reserve(self, buckets: Sequence[Bucket]) -> float:
        """Takes the tokens of a part from each bucket, or none and says how long to wait."""
        now = self._clock()
        wait = 0.0
        for bucket in buckets:
            wait = max(wait, self._frozen.get(bucket.key, 0.0) - now, self._missing(bucket, now))
        if wait > 0:
            return wait
        for bucket in buckets:
            level = self._levels[bucket.key]
            level.tokens -= _due(bucket)
            level.full_at = now + (bucket.burst - level.tokens) / bucket.rate
        if len(self._levels) + len(self._frozen) > self._many:
            self._forget(now)
        return 0.0

    def _missing(self, bucket: Bucket, now: float) -> float:
        """Seconds until the bucket holds the tokens that are asked for."""
        level = self._levels.get(bucket.key)
        if level is None:
            level = self._levels[bucket.key] = _Level(bucket.burst, now, now)
        level.tokens = min(bucket.burst, level.tokens + (now - level.at) * bucket.rate)
        level.at = now
        due = _due(bucket)
        return 0.0 if level.tokens >= due - HAIR else (due - level.tokens) / bucket.rate

    async def freeze(self, key: str, seconds: float) -> None:
        """Nothing under ``key`` for ``seconds``."""
        self._frozen[key] = max(self._frozen.get(key, 0.0), self._clock() + seconds)

    def _forget(self, now: float) -> None:
        """Drops buckets that are full again and freezes that are over; looks again when there are twice as many."""
        self._levels = {key: level for key, level in self._levels.items() if level.full_at > now}
        self._frozen = {key: until for key, until in self._frozen.items() if until > now}
        self._many = max(FEW, 2 * (len(self._levels) + len(self._frozen)))

    async def close(self) -> None:
        """Nothing is open."""


def _due(bucket: Bucket) -> float:
    """The tokens that a part takes: never more than fit into its bucket, or it would wait for ever."""
    return max(1.0, min(float(bucket.cost), bucket.burst))


_RESERVE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1e6
local wait = 0
local levels, lives = {}, {}
for i, key in ipairs(KEYS) do
  local rate, burst, due = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local held = redis.call('HMGET', key, 'tokens', 'at', 'frozen')
  local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
  tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
  levels[i], lives[i] = tokens, burst / rate
  if tokens < due - 1e-9 then wait = math.max(wait, (due - tokens) / rate) end
  if held[3] then
    wait = math.max(wait, tonumber(held[3]) - now)
    lives[i] = math.max(lives[i], tonumber(held[3]) - now)
  end
end
for i, key in ipairs(KEYS) do
  local taken = wait > 0 and 0 or tonumber(ARGV[3 * i])
  redis.call('HSET', key, 'tokens', string.format('%.17g', levels[i] - taken), 'at', string.format('%.17g', now))
  redis.call('EXPIRE', key, math.ceil(lives[i]) + 60)
end
return string.format('%.17g', wait)
"""
_FREEZE = """
local now = redis.call('TIME')
local untl = now[1] + now[2] / 1e6 + tonumber(ARGV[1])
local held = tonumber(redis.call('HGET', KEYS[1], 'frozen'))
if held and held > untl then untl = held end
redis.call('HSET', KEYS[1], 'frozen', string.format('%.17g', untl))
local life = math.ceil(untl - now[1]) + 60
if redis.call('TTL', KEYS[1]) < life then redis.call('EXPIRE', KEYS[1], life) end
"""


class RedisThrottle:
    """Buckets that several processes share; while Redis is away each process counts for itself."""

    def __init__(self, url: str) -> None:
        import redis.asyncio as redis

        self._redis: Any = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
        self._reserve = self._redis.register_script(_RESERVE)
        self._freeze = self._redis.register_script(_FREEZE)
        self._alone = MemoryThrottle()
        self._away_until: float | None = None

    async def reserve(self, buckets: Sequence[Bucket]) -> float:
        """Takes one token from each bucket, or none and says how long to wait."""
        if not buckets:
            return 0.0
        keys = [f"relais:pace:{bucket.key}" for bucket in buckets]
        numbers = [number for bucket in buckets for number in (bucket.rate, bucket.burst, _due(bucket))]
        wait = await self._ask(self._reserve, keys, numbers)
        return await self._alone.reserve(buckets) if wait is None else float(wait)

    async def freeze(self, key: str, seconds: float) -> None:
        """Nothing under ``key`` for ``seconds``, in every process."""
        await self._alone.freeze(key, seconds)
        await self._ask(self._freeze, [f"relais:pace:{key}"], [seconds])

    async def _ask(self, script: Any, keys: list[str], numbers: list[float]) -> Any:
        """What a script answers (an empty text when it has nothing to say); None while Redis is away."""
        from redis.exceptions import RedisError

        if self._away_until is not None and time.monotonic() < self._away_until:
            return None
        try:
            answer = await script(keys=keys, args=numbers)
        except (RedisError, OSError) as error:
            if self._away_until is None:
                log.warning("throttle.redis_away", error=type(error).__name__)
            self._away_until = time.monotonic() + AWAY
            return None
        self._away_until = None
        return "" if answer is None else answer

    async def close(self) -> None:
        """Ends the connections."""
        await self._redis.aclose()


async def throttle_for(url: str, clock: Callable[[], float] = time.monotonic) -> Throttle:
    """The throttle for a Redis address; in memory, by ``clock``, when there is none."""
    return RedisThrottle(url) if url else MemoryThrottle(clock)
