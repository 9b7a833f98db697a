"""One provider's try at one masked text: cut, cached, asked, its tokens verified and its answer judged."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from handoff.translation.breaker import Breaker
from handoff.translation.cache import cache_key
from handoff.translation.checks import GOOD, Verdict, has_words, judge
from handoff.translation.chunks import split
from handoff.translation.mask import Masked, check, pieces
from handoff.translation.types import Cache, Provider, ProviderError

log = structlog.get_logger(__name__)

MOST_PIECES = 8
"""Requests that a text which lost its tokens is worth."""
RANK: Final = {"same": 0, "good": 1, "doubtful": 2, "none": 3}
"""The qualities, best first."""


@dataclass
class Attempt:
    """``seconds`` bounds each request; ``source`` None: the provider finds out.

    ``gate`` bounds the requests under way at one provider; the time spent before it says nothing about the provider.
    """

    provider: Provider
    breaker: Breaker
    gate: asyncio.Semaphore
    cache: Cache
    seconds: float
    source: str | None
    target: str

    async def whole(self, masked: Masked) -> tuple[str, Verdict, str | None]:
        """The masked translation, what to think of it (never ``none``), and the source language that was right.

        Raises ProviderError when there is no translation to show.
        """
        parts: list[str] = []
        verdicts: list[Verdict] = []
        for chunk in split(masked.text):
            text, verdict = await self._chunk(chunk, masked)
            parts.append(text)
            verdicts.append(verdict)
        return "".join(parts), max(verdicts, key=lambda verdict: RANK[verdict.quality]), self.source

    async def _chunk(self, chunk: str, masked: Masked) -> tuple[str, Verdict]:
        core = chunk.strip()
        if not has_words(core):
            return chunk, Verdict("same")
        start = chunk.index(core)
        text, verdict = await self._sentence(core, masked)
        return chunk[:start] + text + chunk[start + len(core) :], verdict

    async def _sentence(self, core: str, masked: Masked) -> tuple[str, Verdict]:
        key = cache_key(self.provider.name, self.source, self.target, core)
        kept = await self._kept(key)
        if kept is not None and check(core, kept).ok:
            return kept, GOOD
        back = await self._request(core)
        verdict = judge(core, back, self.target)
        if verdict == Verdict("none", "unchanged") and self.source and self.provider.supports(None, self.target):
            # The language we were told is often that of the telephone: let the provider look itself.
            again = await self._request(core, guess=True)
            if judge(core, again, self.target).quality in ("good", "doubtful"):
                back, verdict, self.source = again, judge(core, again, self.target), None
                key = cache_key(self.provider.name, None, self.target, core)
        if verdict.quality == "none":
            raise ProviderError(False, verdict.reason)
        if not check(core, back).ok:
            return await self._piecewise(core, masked, back)
        if verdict.quality == "good":
            await self._keep(key, back)
        return back, verdict

    async def _piecewise(self, core: str, masked: Masked, back: str) -> tuple[str, Verdict]:
        """Translates the words between the tokens one by one: every token stays, the order of words may suffer."""
        lost = check(core, back)
        values = ", ".join(masked.values[number] for number in (*lost.lost, *lost.doubled)[:3])
        refusal = ProviderError(False, f"token_lost: {values}" if values else "token_lost")
        cut = pieces(core)
        if sum(kind == "words" and has_words(text) for kind, text in cut) > MOST_PIECES:
            raise refusal
        parts = []
        for kind, text in cut:
            words = text.strip()
            if kind == "words" and has_words(words):
                answer = (await self._request(words)).strip()
                parts.append(text.replace(words, answer, 1))
            else:
                parts.append(text)
        joined = "".join(parts)
        verdict = judge(core, joined, self.target)
        if verdict.quality == "none" or not check(core, joined).ok:
            raise refusal
        return joined, verdict if verdict.quality == "doubtful" else Verdict("doubtful", "pieces")

    async def _request(self, text: str, *, guess: bool = False) -> str:
        """Asks the provider when its turn has come. Raises ProviderError, whatever went wrong."""
        async with self.gate:
            if not self.breaker.enter():
                raise ProviderError(True, "resting")
            try:
                async with asyncio.timeout(self.seconds):
                    answer = await self.provider.translate(text, None if guess else self.source, self.target)
            except BaseException as error:
                self._count(error)
                if isinstance(error, ProviderError) or not isinstance(error, Exception):
                    raise
                slow = isinstance(error, TimeoutError)
                raise ProviderError(True, "slow" if slow else f"failed: {type(error).__name__}") from None
            self.breaker.succeeded()
            return answer

    def _count(self, error: BaseException) -> None:
        """Tells the breaker: a refused text and a request that was called off say nothing against the provider."""
        pause = error.pause if isinstance(error, ProviderError) else 0.0
        lasting = isinstance(error, ProviderError) and (error.ours or (not error.retryable and not pause))
        if lasting or not isinstance(error, Exception):
            self.breaker.left()
        else:
            self.breaker.failed(pause)

    async def _kept(self, key: str) -> str | None:
        try:
            return await self.cache.get(key)
        except Exception as error:
            log.warning("the translation cache does not answer", error=type(error).__name__)
            return None

    async def _keep(self, key: str, text: str) -> None:
        try:
            await self.cache.put(key, text)
        except Exception as error:
            log.warning("the translation cache does not take anything", error=type(error).__name__)
