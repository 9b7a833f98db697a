"""DeepL's REST API v2 (``POST /v2/translate``), with a key and a contract."""

from __future__ import annotations

from typing import Final

from handoff.translation.types import ProviderConfig, ProviderError, Reach
from handoff.translation.wire import Wire

NAME: Final = "deepl"
REACH: Final[Reach] = "outside"
FREE, PAID = "https://api-free.deepl.com", "https://api.deepl.com"

# DeepL's list for texts, as its public mock has it since January 2026, when 81 languages more left their trial. They
# work with no model asked for, as here. Without am, ti, so, bm, ff, yo, rw and km: those go to the next provider.
_RECOGNISED: Final = frozenset(
    "ar bg cs da de el en es et fi fr he hu id it ja ko lt lv no nl pl pt ro ru sk sl sv tr uk vi zh".split()
)
_TOLD: Final = frozenset(
    "af az be bn bs ca ckb eo eu fa ga gl gu ha hi hr ht hy ig is ka kk ku ky ln mg mk ml mn mr ms mt my ne oc om pa"
    " prs ps sq sr st sw ta te tg th tk tl tn ts tt ur uz wo xh yi zu".split()
)
_SPECIAL: Final = {"no": "NB", "ku": "KMR"}
_TARGETS: Final = {"en": "EN-GB", "pt": "PT-PT", "zh": "ZH-HANS"}
"""Where a target has variants; a source is told without (EN, PT, ZH)."""


class DeepL:
    """DeepL at ``config.url``; a key that ends in ``:fx`` belongs to the free address."""

    name = NAME

    def __init__(self, config: ProviderConfig) -> None:
        default = FREE if config.key.endswith(":fx") else PAID
        # RELAIS_DEEPL_URL has the free address as its default: a paid key there would only be refused.
        url = default if config.url.rstrip("/") in ("", FREE, PAID) else config.url
        self._wire = Wire(url, {"Authorization": f"DeepL-Auth-Key {config.key}"})

    def supports(self, source: str | None, target: str) -> bool:
        """Whether DeepL has the pair. It recognises some languages by itself; ``source`` None is worth a try."""
        known = _RECOGNISED | _TOLD
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

    def spare(self) -> bool:
        """Always: the service sets its own limits, and says so."""
        return True

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
