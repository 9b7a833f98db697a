"""HTTP for the providers: one lazily made client, and every way to fail told as a ProviderError."""

from __future__ import annotations

import email.utils
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from handoff.translation.types import ProviderError

if TYPE_CHECKING:
    import httpx

USER_AGENT = "Relais (chat for people without a home; translation)"
SECONDS = 7.0
"""A little less than the translator waits, so that the error is ours and tells more."""
KEY_PAUSE, BUSY_PAUSE, LONGEST_PAUSE = 900.0, 30.0, 3_600.0
_DETAIL = 80


def retry_after(value: str | None, default: float) -> float:
    """The seconds a ``Retry-After`` header asks for (a number or a date, RFC 9110 §10.2.3), at most an hour."""
    if not value:
        return default
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return default
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 1.0), LONGEST_PAUSE) if not math.isnan(seconds) else default


class Wire:
    """JSON over HTTP with one server at ``base``; nothing is opened before the first request."""

    def __init__(self, base: str, headers: dict[str, str] | None = None) -> None:
        self._base = base.rstrip("/")
        self._headers = {"User-Agent": USER_AGENT, **(headers or {})}
        self._client: httpx.AsyncClient | None = None

    async def get(self, path: str) -> Any:
        """The JSON of a GET. Raises ProviderError."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON that answers ``body``. Raises ProviderError."""
        return await self._ask("POST", path, body)

    async def close(self) -> None:
        """Closes the connections; a later request opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        import httpx

        if self._client is None:
            limits = httpx.Limits(max_connections=16)
            self._client = httpx.AsyncClient(headers=self._headers, timeout=SECONDS, limits=limits)
        try:
            response = await self._client.request(method, self._base + path, json=body)
        except httpx.TimeoutException:
            raise ProviderError(True, "slow") from None
        except httpx.InvalidURL:
            raise ProviderError(False, "unreachable: the address is not one", pause=KEY_PAUSE) from None
        except httpx.HTTPError as error:
            raise ProviderError(True, f"unreachable: {type(error).__name__}") from None
        if response.status_code != 200:
            raise _refusal(response)
        try:
            return response.json()
        except ValueError:
            raise ProviderError(True, "bad_answer: not JSON") from None


def _refusal(response: httpx.Response) -> ProviderError:
    status = response.status_code
    if status == 429:
        return ProviderError(True, "busy: 429", pause=retry_after(response.headers.get("retry-after"), BUSY_PAUSE))
    if status in (401, 403):
        return ProviderError(False, f"key: {status}", pause=KEY_PAUSE)
    if status == 456:  # DeepL: the volume of the contract is used up
        return ProviderError(False, "quota", pause=LONGEST_PAUSE)
    if status >= 500:
        return ProviderError(True, f"unreachable: {status}")
    if 300 <= status < 400:
        return ProviderError(True, f"bad_answer: {status}")
    return ProviderError(False, f"refused: {status} {_message(response)}".rstrip())


def _message(response: httpx.Response) -> str:
    """What LibreTranslate (``error``) or DeepL (``message``) says, cut short."""
    try:
        body = response.json()
    except ValueError:
        return ""
    said = body.get("error") or body.get("message") if isinstance(body, dict) else ""
    return " ".join(str(said or "").split())[:_DETAIL]
