"""Translation: one Translator in front of many providers, what must never be translated, cache and breaker."""

from handoff.translation.cache import MemoryCache
from handoff.translation.registry import build_translator
from handoff.translation.translator import Patience, Translator
from handoff.translation.types import (
    REASONS,
    Cache,
    Provider,
    ProviderConfig,
    ProviderError,
    Quality,
    Translation,
    split_reason,
)

__all__ = [
    "REASONS",
    "Cache",
    "MemoryCache",
    "Patience",
    "Provider",
    "ProviderConfig",
    "ProviderError",
    "Quality",
    "Translation",
    "Translator",
    "build_translator",
    "split_reason",
]
