"""DeepL's REST API v2 (``POST /v2/translate``), with a key and a contract."""

from __future__ import annotations

from typing import Final

from handoff.translation.types import ProviderConfig, ProviderError
from handoff.translation.wire import Wire

NAME: Final = "deepl"
FREE, PAID = "https://api-free.deepl.com", "https://api.deepl.com"

# As DeepL's public mock listed them in June 2026. Without am, ti, so and bm: those go to the next provider.
_CLASSIC: Final = frozenset(
    "ar bg cs da de el en es et fi fr hu id it ja ko lt lv no nl pl pt ro ru sk sl sv tr uk zh".split()
)
_NEWER: Final = frozenset("fa prs ps ka sq bn ur wo ckb ku ln ha he hi hy vi th".split())
_SPECIAL: Final = {"no": "NB", "ku": "KMR"}
_TARGETS: Final = {"en": "EN-GB", "pt": "PT-PT", "zh": "ZH-HANS"}


class DeepL:
    """DeepL at ``config.url``; a key that ends in ``:fx`` belongs to the free address."""

    name = NAME

    def __init__(self, config: ProviderConfig) -> None:
        default = FREE if config.key.endswith(":fx") else PAID
        # RELAIS_DEEPL_URL has the free address as its default: a paid key there would only be refused.
        url = default if config.url.rstrip("/") in ("", FREE, PAID) else config.url
        self._wire = Wire(url, {"Authorization": f"DeepL-Auth-Key {config.key}"})

    def supports(self, source: str | None, target: str) -> bool:
        """Whether DeepL has the pair; it recognises only the classic languages by itself."""
        known = _CLASSIC | _NEWER
        return target in known and (source is None or source in known)

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """Raises ProviderError."""
        wanted = _TARGETS.get(target) or _SPECIAL.get(target) or target.upper()
        body: dict[str, object] = {"text": [text], "target_lang": wanted, "preserve_formatting": True}
        if source:
            body["source_lang"] = _SPECIAL.get(source, source.upper())
        answer = await self._wire.post("/v2/translate", body)
        try:
            translated = answer["translations"][0]["text"]
        except (TypeError, KeyError, IndexError):
            raise ProviderError(True, "bad_answer: no translations") from None
        if not isinstance(translated, str):
            raise ProviderError(True, "bad_answer: no text")
        return translated

    async def check(self) -> str:
        """How much of the volume is used."""
        usage = await self._wire.get("/v2/usage")
        try:
            used, limit = int(usage["character_count"]), int(usage["character_limit"])
        except (TypeError, KeyError, ValueError):
            raise ProviderError(True, "bad_answer: /v2/usage") from None
        return f"DeepL answers: {used:,} of {limit:,} characters are used."

    async def close(self) -> None:
        """Closes the connections."""
        await self._wire.close()


def build(config: ProviderConfig) -> DeepL:
    """The provider with the key ``config.key``."""
    return DeepL(config)
