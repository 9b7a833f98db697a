"""The words of this room: what a translation is, what a provider and a cache must offer, how a provider fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol

from bot.errors import RelaisError

Reach = Literal["nowhere", "address", "outside"]
"""Where a provider takes a text: it stays, it goes where the configured address lies, it leaves the house."""

Quality = Literal["same", "good", "doubtful", "none"]

REASONS: Final = (
    "off",  # translation is switched off
    "unsupported",  # the provider does not know the pair; detail: the pair
    "slow",  # no answer in time
    "unreachable",  # no connection, or the server failed; detail: the status
    "busy",  # the provider asks us to slow down
    "resting",  # left alone for a while after failures
    "refused",  # the provider will not take this request; detail: what it says
    "key",  # the key is missing or wrong
    "quota",  # the paid volume is used up
    "too_long",  # longer than we translate; detail: characters
    "bad_answer",  # not the shape that was promised
    "empty",  # nothing came back
    "unchanged",  # the text came back as it went
    "wrong_script",  # the answer is not in the script of the language
    "length",  # far too short or too long
    "number_lost",  # detail: the numbers
    "token_lost",  # a protected part did not come back; detail: its text
    "pieces",  # translated piece by piece around the protected parts: word order may be odd
    "drift",  # translated back it says something else
    "no_other",  # every provider was left out, or those that are left translate nothing
    "failed",  # anything else; detail: the kind of error
)
"""Every key a reason can start with; ``reason`` is ``key`` or ``key: detail``."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What came of translating a text.

    ``quality``: ``same`` nothing to translate (same language, no words, a bare name); ``good``; ``doubtful`` translated
    but suspicious, ``reason`` says why; ``none`` ``text`` is the original, not translated, ``reason`` says why.
    ``source`` is empty when nobody knows it. ``provider`` is empty when none was asked. ``back`` is ``text`` translated
    back into ``source`` by the same provider, for staff to read what the person will read; empty when that was not
    done.
    """

    text: str
    source: str
    target: str
    provider: str
    quality: Quality
    reason: str = ""
    back: str = ""

    @property
    def reason_key(self) -> str:
        """The key of the reason, one of :data:`REASONS`; empty when there is none."""
        return split_reason(self.reason)[0]

    @property
    def reason_detail(self) -> str:
        """What follows the key of the reason; may hold parts of the message, so it is for staff, never for a log."""
        return split_reason(self.reason)[1]


def split_reason(reason: str) -> tuple[str, str]:
    """A reason as (key, detail)."""
    key, _, detail = reason.partition(": ")
    return key, detail


class ProviderError(RelaisError):
    """A provider gave no translation.

    ``retryable``: the provider itself is in trouble (counts against it), a later try may work; otherwise this text or
    pair is refused. ``pause``: seconds for which the provider must be left alone, 0 when it did not say. ``ours``: we
    did not ask, to keep our own pace; says nothing about the provider.
    """

    tell = "nobody"

    def __init__(self, retryable: bool, reason: str, *, pause: float = 0.0, ours: bool = False) -> None:
        super().__init__(reason)
        self.retryable = retryable
        self.reason = reason
        self.pause = pause
        self.ours = ours


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """Where a provider lies and its key; both may be empty."""

    url: str = ""
    key: str = ""


class Provider(Protocol):
    """One translation service. Languages are the house's codes (see ``languages.py``)."""

    @property
    def name(self) -> str:
        """What it is called in ``RELAIS_TRANSLATORS`` and before staff."""

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """``text`` (at most 1,500 characters) in ``target``; ``source`` None: find out. Raises ProviderError."""

    def supports(self, source: str | None, target: str) -> bool:
        """Whether the pair is worth asking for; True while that is not known yet."""

    def spare(self) -> bool:
        """Whether a request that can be left out (a way back) may go now without making a message wait."""

    async def check(self) -> str:
        """One sentence for ``relais doctor``. Raises ProviderError when it does not work."""

    async def close(self) -> None:
        """Gives its connections back."""


class Cache(Protocol):
    """Where translations are kept. It may forget; a failing cache never fails a translation."""

    async def get(self, key: str) -> str | None:
        """The text kept under ``key`` (ASCII, at most 120 characters)."""

    async def put(self, key: str, text: str) -> None:
        """Keeps ``text``; what is kept has its phone numbers, names and addresses masked."""
