"""No translation: no text leaves the house, everybody reads the original."""

from __future__ import annotations

from typing import Final

from handoff.translation.types import ProviderConfig, ProviderError, Reach

NAME: Final = "none"
REACH: Final[Reach] = "nowhere"


class NoProvider:
    """Refuses every text."""

    name = NAME

    async def translate(self, text: str, source: str | None, target: str) -> str:  # noqa: ARG002 (the port's signature)
        """Always raises ProviderError ``off``."""
        raise ProviderError(False, "off")

    def supports(self, source: str | None, target: str) -> bool:  # noqa: ARG002 (the port's signature)
        """Every pair, so that the reason is ``off``."""
        return True

    def spare(self) -> bool:
        """Nothing is asked here."""
        return False

    async def check(self) -> str:
        """What it means."""
        return "Translation is switched off: no text leaves, staff and people read the original."

    async def close(self) -> None:
        """Nothing to close."""


def build(config: ProviderConfig) -> NoProvider:  # noqa: ARG001 (every provider is built so)
    """The provider."""
    return NoProvider()
