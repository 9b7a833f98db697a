"""googletrans 4.0.2: the unofficial address of Google's translator, without key or contract.

It fails silently by default, so nothing of what it says is believed: it raises on errors, statuses are read on our own
client, shapes are checked, and its ``detect()`` (which answers "en" to every refusal) is never used.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from handoff.translation.pace import Pace
from handoff.translation.types import ProviderConfig, ProviderError, Reach
from handoff.translation.wire import retry_after

if TYPE_CHECKING:
    import httpx

NAME: Final = "google"
REACH: Final[Reach] = "outside"
SECONDS: Final = 5.0
PATIENCE: Final = 5.0
"""How long a request may wait for its turn before the next provider is asked instead."""
KEPT_FREE: Final = 3
"""Requests that could leave at once, below which nothing is translated back."""
BAN_PAUSE: Final = 900.0
"""After a 429 or a captcha; the public record speaks of bans of hours, the breaker makes it longer each time."""

_SAME: Final = (
    "fr en ar es fa ps uk ru ro ka ti am so tr sq pt bn ur it de pl hi ku ckb hy bg ht wo bm ln ff sr hr bs mk be cs sk"
    " sl hu nl sv da fi no lt lv et el ca eu gl mt ga cy is vi id ms th ja ko ta te ne pa gu mr ml kn si my km lo mn"
    " kk ky uz az tg tk sw ha yo ig rw mg sn st xh zu af om ee tw lg ny om qu eo la"
)
_CODES: Final = {code: code for code in _SAME.split()} | {"prs": "fa-AF", "zh": "zh-CN", "he": "iw", "tl": "tl"}
"""The house's codes in Google's. googletrans' own list lacks wo and ff and lower-cases the others: it is bypassed."""


class GoogleTranslate:
    """The gtx address through googletrans; ``config.url`` puts another server in its place (tests, a relay)."""

    name = NAME

    def __init__(
        self, config: ProviderConfig, *, pace: Pace | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._base = config.url
        self._pace = pace or Pace(1.0, 5, clock)
        self._translator: Any = None

    def supports(self, source: str | None, target: str) -> bool:
        """Whether Google has the pair, by our own list."""
        return target in _CODES and (source is None or source in _CODES)

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """Tries twice when the connection or the server fails, never after a refusal. Raises ProviderError."""
        try:
            return await self._once(text, source, target)
        except ProviderError as error:
            if not error.retryable or error.pause or error.ours:
                raise
        await asyncio.sleep(random.uniform(0.1, 0.4))  # noqa: S311 (spreads retries, keeps no secret)
        return await self._once(text, source, target)

    def spare(self) -> bool:
        """Whether enough of the burst is left for messages that come meanwhile."""
        return self._pace.free >= KEPT_FREE

    async def check(self) -> str:
        """Translates one word."""
        answer = await self._once("bonjour", "fr", "en")
        return f"googletrans answers (bonjour → {answer}); it is an unofficial address without a contract."

    async def close(self) -> None:
        """Closes the connections; a later request opens new ones."""
        translator, self._translator = self._translator, None
        if translator is not None:
            await translator.client.aclose()

    async def _once(self, text: str, source: str | None, target: str) -> str:
        import httpx

        if not await self._pace.turn(PATIENCE):
            raise ProviderError(True, "busy: our own pace", ours=True)
        translator = await self._open()
        wanted = _CODES[target]
        try:
            # dest and src only pass googletrans' own validation; sl, tl and hl are what is sent.
            result = await translator.translate(
                text, dest="en", src="auto", sl=_CODES[source] if source else "auto", tl=wanted, hl=wanted, dt=["t"]
            )
        except ProviderError:
            raise
        except httpx.TimeoutException:
            raise ProviderError(True, "slow") from None
        except httpx.InvalidURL:
            raise ProviderError(False, "refused: the text is too long for an address") from None
        except httpx.HTTPError as error:
            raise ProviderError(True, f"unreachable: {type(error).__name__}") from None
        except Exception as error:  # googletrans meets an unknown shape with whatever Python raises
            raise ProviderError(True, f"bad_answer: {type(error).__name__}") from None
        return _read(result._response)

    async def _open(self) -> Any:
        if self._translator is None:
            import googletrans
            import httpx

            # httpx tells the whole address of every request at INFO, and Google's holds the message.
            logging.getLogger("httpx").setLevel(logging.WARNING)
            translator = googletrans.Translator(raise_exception=True, http2=False)
            ours = httpx.AsyncClient(
                transport=_elsewhere(self._base) if self._base else None,
                headers={"User-Agent": googletrans.constants.DEFAULT_USER_AGENT},
                timeout=SECONDS,
                event_hooks={"response": [_look_at_status]},
            )
            theirs, translator.client = translator.client, ours
            self._translator = translator
            await theirs.aclose()
        return self._translator


def _elsewhere(base: str) -> httpx.AsyncBaseTransport:
    """A transport that sends every request to ``base`` in place of Google."""
    import httpx

    class Rewrite(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            there = httpx.URL(base)
            path = there.raw_path.rstrip(b"/") + request.url.raw_path
            request.url = request.url.copy_with(scheme=there.scheme, host=there.host, port=there.port, raw_path=path)
            request.headers["Host"] = there.netloc.decode("ascii")
            return await super().handle_async_request(request)

    return Rewrite()


async def _look_at_status(response: httpx.Response) -> None:
    """Raises for every status but 200, which googletrans would tell in a sentence without a class."""
    status = response.status_code
    if status == 200:
        return
    if status == 429 or 300 <= status < 400 or status == 403:
        pause = max(BAN_PAUSE, retry_after(response.headers.get("retry-after"), BAN_PAUSE))
        raise ProviderError(True, f"busy: {status}", pause=pause)
    if status >= 500:
        raise ProviderError(True, f"unreachable: {status}")
    raise ProviderError(False, f"refused: {status}")


def _read(response: httpx.Response) -> str:
    """The translation in a gtx answer, ``[[["TRAD","SRC",null,null,10],…],null,"ar",…]``; nothing else is believed."""
    data = response.json()
    sentences = data[0] if isinstance(data, list) and data else None
    if not isinstance(sentences, list) or not all(isinstance(part, list) and part for part in sentences):
        raise ProviderError(True, "bad_answer: not the promised shape")
    texts = [part[0] for part in sentences if part[0] is not None]
    if not all(isinstance(text, str) for text in texts):
        raise ProviderError(True, "bad_answer: not the promised shape")
    return "".join(texts)


def build(config: ProviderConfig) -> GoogleTranslate:
    """The provider."""
    return GoogleTranslate(config)
