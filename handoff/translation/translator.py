"""One door for every translation: masks, asks the providers in order, checks what they say, and never pretends."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import structlog

from handoff.translation import languages
from handoff.translation.attempt import RANK, Attempt
from handoff.translation.breaker import Breaker
from handoff.translation.checks import has_words
from handoff.translation.drift import drift, worth
from handoff.translation.mask import Masked, mask
from handoff.translation.names import Names
from handoff.translation.types import Cache, Provider, ProviderError, Translation, split_reason

log = structlog.get_logger(__name__)

AT_ONCE: Final = 12
"""Requests under way at one provider."""
LONGEST: Final = 12_000
"""Characters of the longest text that is translated."""

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that one request to a provider may take, a translation with everything that is tried, and its check.

    The check's seconds are part of ``total``, not added to it.
    """

    request: float = 8.0
    total: float = 20.0
    back: float = 6.0


PATIENCE: Final = Patience()


@dataclass
class _Run:
    """What has been found so far, so that a timeout does not lose it."""

    best: Translation | None = None
    sent: Masked | None = None
    answer: str = ""
    refusals: list[ProviderError] = field(default_factory=list)

    def reason(self) -> str:
        """Why there is no translation: a passing trouble rather than a lasting one, else the first."""
        passing = [error for error in self.refusals if error.retryable and split_reason(error.reason)[0] != "resting"]
        lasting = [error for error in self.refusals if error.reason != "off"]
        chosen = [*passing, *lasting, *self.refusals]
        return chosen[0].reason if chosen else "off"


class Translator:
    """Translates with ``providers`` in order; each has a breaker.

    ``clock`` gives rising seconds; ``names`` gives the directory's names, which are never translated; ``country`` (ISO)
    says whose phone numbers are recognised without their prefix.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        cache: Cache,
        *,
        clock: Callable[[], float] = time.monotonic,
        names: Callable[[], Iterable[str]] = tuple,
        country: str = "FR",
        patience: Patience = PATIENCE,
    ) -> None:
        self.providers = tuple(providers)
        self._cache = cache
        self._breakers = {provider.name: Breaker(clock) for provider in self.providers}
        self._gates = {provider.name: asyncio.Semaphore(AT_ONCE) for provider in self.providers}
        self._names = Names(names, clock)
        self._country = country
        self._patience = patience
        self._moment = time.monotonic

    async def translate(
        self, text: str, source: str | None, target: str, *, without: Collection[str] = ()
    ) -> Translation:
        """``text`` in ``target``, or the original with quality ``none`` and the reason; never raises.

        ``source`` None or empty: the provider finds out. ``without`` names providers that are not asked (nor what the
        cache has of them), for "translate again with another". Takes at most ``patience.total`` seconds.
        """
        return await self._translate(_Run(), text, source, target, without)

    async def checked(
        self, text: str, source: str | None, target: str, *, without: Collection[str] = ()
    ) -> Translation:
        """Like :meth:`translate`, then translated back by the same provider: ``back``, and ``drift`` when it differs.

        Never raises, and takes no longer than :meth:`translate` may. Without ``back`` nothing was compared: too few
        words, the source unknown, no way back, or no time left; the translation is then what it was without the check.
        """
        run, clock = _Run(), asyncio.get_running_loop().time
        ends = clock() + self._patience.total
        found = await self._translate(run, text, source, target, without)
        left = min(self._patience.back, ends - clock())
        if found.quality not in ("good", "doubtful") or not found.source or run.sent is None or left <= 0:
            return found
        if not worth(run.sent.text):
            return found
        try:
            async with asyncio.timeout(left):
                return await self._compare(run.sent, run.answer, found)
        except (TimeoutError, ProviderError) as error:
            log.info("not translated back", provider=found.provider, error=type(error).__name__)
        except Exception as error:
            log.error("the way back failed", error=type(error).__name__)  # no traceback: it may show the message
        return found

    async def close(self) -> None:
        """Closes every provider; one that cannot does not keep the others open."""
        for provider in self.providers:
            try:
                await provider.close()
            except Exception as error:
                log.warning("a translator did not close", provider=provider.name, error=type(error).__name__)

    async def _translate(
        self, run: _Run, text: str, source: str | None, target: str, without: Collection[str]
    ) -> Translation:
        known, wanted = languages.code(source), languages.code(target)
        untouched = Translation(text, known, wanted, "", "same")
        if known == wanted or not has_words(text):
            return untouched
        refused = replace(untouched, quality="none")
        if len(text) > LONGEST:
            return replace(refused, reason=f"too_long: {len(text)}")
        if self._nobody_left(without):
            return replace(refused, reason="no_other")
        try:
            async with asyncio.timeout(self._patience.total):
                await self._run(run, text, known, wanted, without)
        except TimeoutError:
            run.refusals.insert(0, ProviderError(True, "slow"))
        except Exception as error:
            log.error("translation failed", error=type(error).__name__)  # no traceback: it may show the message
            run.refusals.insert(0, ProviderError(True, f"failed: {type(error).__name__}"))
        return run.best or replace(refused, reason=run.reason())

    def _nobody_left(self, without: Collection[str]) -> bool:
        """Whether ``without`` takes away everybody who translates."""
        asked = {provider.name for provider in self.providers if provider.name != "none"}
        return bool(asked) and asked <= set(without)

    async def _compare(self, sent: Masked, answer: str, found: Translation) -> Translation:
        """``found`` with its way back. Raises ProviderError when there is none, and TimeoutError."""
        provider = next(provider for provider in self.providers if provider.name == found.provider)
        if not provider.supports(found.target, found.source):
            raise ProviderError(False, f"unsupported: {found.target} → {found.source}")
        if not provider.spare():
            raise ProviderError(True, "busy: kept for messages", ours=True)
        attempt = self._attempt(provider, found.target, found.source)
        back, verdict, _ = await attempt.whole(replace(sent, text=answer))
        if verdict.quality == "same":
            raise ProviderError(False, "unchanged")
        moved = drift(sent.text, back, source=found.source)
        read = sent.restore(back, isolate=found.source in languages.RIGHT_TO_LEFT)
        if moved.warn and found.quality == "good":
            log.info("translated back it differs", provider=found.provider, sign=moved.why)
            return replace(found, back=read, quality="doubtful", reason="drift")
        return replace(found, back=read)

    async def _run(self, run: _Run, text: str, source: str, target: str, without: Collection[str]) -> None:
        masked = await self._mask(text)
        if not has_words(masked.text):
            run.best = Translation(text, source, target, "", "same")
            return
        for provider in self.providers:
            if provider.name in without:
                continue
            try:
                found, answer = await self._ask(provider, masked, source, target)
            except ProviderError as error:
                log.info("not translated", provider=provider.name, reason=split_reason(error.reason)[0])
                run.refusals.append(error)
                continue
            if found.quality == "same":
                found = replace(found, text=text)
            if run.best is None or RANK[found.quality] < RANK[run.best.quality]:
                run.best, run.sent, run.answer = found, masked, answer
            if found.quality in ("good", "same"):
                return

    async def _mask(self, text: str) -> Masked:
        try:
            await self._names.refresh()
        except Exception as error:  # the names come from elsewhere: without them we still translate
            log.warning("the names of places could not be read", error=type(error).__name__)
        sendable = _LONE_SURROGATES.sub("\ufffd", text)
        return mask(sendable, self._names.find(sendable), country=self._country)

    async def _ask(self, provider: Provider, masked: Masked, source: str, target: str) -> tuple[Translation, str]:
        """The translation, and as it came: masked."""
        if not provider.supports(source or None, target):
            raise ProviderError(False, f"unsupported: {source or '?'} → {target}")
        answer, verdict, used = await self._attempt(provider, source, target).whole(masked)
        text = masked.restore(answer, isolate=target in languages.RIGHT_TO_LEFT)
        return Translation(text, used or "", target, provider.name, verdict.quality, verdict.reason), answer

    def _attempt(self, provider: Provider, source: str, target: str) -> Attempt:
        breaker, gate = self._breakers[provider.name], self._gates[provider.name]
        return Attempt(provider, breaker, gate, self._cache, self._patience.request, source or None, target)
