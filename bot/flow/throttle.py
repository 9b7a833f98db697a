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


@dataclass(slots=True)
class _Level:
    tokens: float
    at: float


class MemoryThrottle:
    """Buckets of one process. ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._levels: dict[str, _Level] = {}
        self._frozen: dict[str, float] = {}

    async def reserve(self, buckets: Sequence[Bucket]) -> float:
        """Takes one token from each bucket, or none and says how long to wait."""
        now = self._clock()
        wait = 0.0
        for bucket in buckets:
            wait = max(wait, self._frozen.get(bucket.key, 0.0) - now, self._missing(bucket, now))
        if wait > 0:
            return wait
        for bucket in buckets:
            self._levels[bucket.key].tokens -= 1
        self._forget(now)
        return 0.0

    def _missing(self, bucket: Bucket, now: float) -> float:
        """Seconds until the bucket holds a whole token."""
        level = self._levels.get(bucket.key)
        if level is None:
            level = self._levels[bucket.key] = _Level(bucket.burst, now)
        level.tokens = min(bucket.burst, level.tokens + (now - level.at) * bucket.rate)
        level.at = now
        # a hair below one counts as one: sums of fractions never come out whole
        return 0.0 if level.tokens >= 1 - 1e-9 else (1 - level.tokens) / bucket.rate

    async def freeze(self, key: str, seconds: float) -> None:
        """Nothing under ``key`` for ``seconds``."""
        self._frozen[key] = max(self._frozen.get(key, 0.0), self._clock() + seconds)

    def _forget(self, now: float) -> None:
        """Drops what has been still for ten minutes: a bucket untouched so long is full again."""
        if len(self._levels) > 10_000:
            self._levels = {key: level for key, level in self._levels.items() if now - level.at < 600}
        if len(self._frozen) > 1_000:
            self._frozen = {key: until for key, until in self._frozen.items() if until > now}

    async def close(self) -> None:
        """Nothing is open."""


_SCRIPT = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1e6
local wait = 0
local levels = {}
for i, key in ipairs(KEYS) do
  local rate, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local held = redis.call('HMGET', key, 'tokens', 'at', 'frozen')
  local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
  tokens = math.min(burst, tokens + (now - at) * rate)
  levels[i] = tokens
  if tokens < 1 then wait = math.max(wait, (1 - tokens) / rate) end
  if held[3] then wait = math.max(wait, tonumber(held[3]) - now) end
end
for i, key in ipairs(KEYS) do
  local taken = wait > 0 and 0 or 1
  redis.call('HSET', key, 'tokens', tostring(levels[i] - taken), 'at', tostring(now))
  redis.call('EXPIRE', key, 3600)
end
return tostring(wait)
"""


class RedisThrottle:
    """Buckets that several processes share; while Redis is away each process counts for itself."""

    def __init__(self, url: str) -> None:
        import redis.asyncio as redis

        self._redis: Any = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
        self._script = self._redis.register_script(_SCRIPT)
        self._alone = MemoryThrottle()
        self._away = False

    async def reserve(self, buckets: Sequence[Bucket]) -> float:
        """Takes one token from each bucket, or none and says how long to wait."""
        if not buckets:
            return 0.0
        from redis.exceptions import RedisError

        keys = [f"relais:pace:{bucket.key}" for bucket in buckets]
        numbers = [number for bucket in buckets for number in (bucket.rate, bucket.burst)]
        try:
            wait = float(await self._script(keys=keys, args=numbers))
        except (RedisError, OSError) as error:
            self._say(error)
            return await self._alone.reserve(buckets)
        self._away = False
        return wait

    async def freeze(self, key: str, seconds: float) -> None:
        """Nothing under ``key`` for ``seconds``, in every process."""
        from redis.exceptions import RedisError

        await self._alone.freeze(key, seconds)
        name = f"relais:pace:{key}"
        try:
            now, micro = await self._redis.time()
            await self._redis.hset(name, "frozen", str(now + micro / 1e6 + seconds))
            await self._redis.expire(name, 3600 + int(seconds))
        except (RedisError, OSError) as error:
            self._say(error)

    def _say(self, error: Exception) -> None:
        if not self._away:
            log.warning("throttle.redis_away", error=type(error).__name__)
        self._away = True

    async def close(self) -> None:
        """Ends the connections."""
        await self._redis.aclose()


async def throttle_for(url: str) -> Throttle:
    """The throttle for a Redis address; in memory when there is none."""
    return RedisThrottle(url) if url else MemoryThrottle()
