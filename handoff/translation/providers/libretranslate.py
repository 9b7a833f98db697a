"""LibreTranslate, on a server of one's own: ``POST /translate``, ``GET /languages`` (read in its app.py, 1.9.6)."""

from __future__ import annotations

from typing import Any, Final

from handoff.translation import languages
from handoff.translation.types import ProviderConfig, ProviderError, Reach
from handoff.translation.wire import Wire

NAME: Final = "libretranslate"
REACH: Final[Reach] = "address"

_CODES: Final = {
    # Servers before 1.7 wrote zh and pb.
    "zh": ("zh-Hans", "zh"),
    "pt": ("pt", "pt-BR", "pb"),
    "prs": ("prs", "fa"),  # written Dari and Persian are close enough to be read by both
    "no": ("nb", "no"),
    "ku": ("ku", "kmr"),
}


class LibreTranslate:
    """One server. Which pairs it has is read at the first use: models differ from server to server."""

    name = NAME

    def __init__(self, config: ProviderConfig) -> None:
        self._key = config.key
        self._wire = Wire(config.url)
        self._targets: dict[str, frozenset[str]] | None = None

    def supports(self, source: str | None, target: str) -> bool:
        """Whether the server has the pair; True while its list has not been read."""
        return self._targets is None or self._pair(source, target) is not None

    async def translate(self, text: str, source: str | None, target: str) -> str:
        """Raises ProviderError."""
        if self._targets is None:
            await self._read_languages()
        pair = self._pair(source, target)
        if pair is None:
            raise ProviderError(False, f"unsupported: {source or '?'} → {target}")
        body = {"q": text, "source": pair[0], "target": pair[1], "format": "text"}
        answer = await self._wire.post("/translate", {**body, "api_key": self._key} if self._key else body)
        translated = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(translated, str):
            raise ProviderError(True, "bad_answer: no translatedText")
        return translated

    def spare(self) -> bool:
        """Always: the service sets its own limits, and says so."""
        return True

    async def check(self) -> str:
        """How many languages it has; when French is among them, how many from French."""
        targets = await self._read_languages()
        from_french = len(targets.get("fr", frozenset()) - {"fr"})
        return f"LibreTranslate answers: {len(targets)} languages, {from_french} from French."

    async def close(self) -> None:
        """Closes the connections."""
        await self._wire.close()

    def _pair(self, source: str | None, target: str) -> tuple[str, str] | None:
        known = self._targets or {}
        targets = _CODES.get(target, (target,))
        if source is None:
            return next((("auto", code) for code in targets if code in known), None)
        for code in _CODES.get(source, (source,)):
            for wanted in targets:
                if wanted in known.get(code, ()):
                    return code, wanted
        return None

    async def _read_languages(self) -> dict[str, frozenset[str]]:
        answer: Any = await self._wire.get("/languages")
        try:
            read = {
                str(entry["code"]): frozenset(str(code) for code in entry.get("targets") or ())
                for entry in answer
                if languages.code(entry["code"])
            }
        except (TypeError, KeyError, AttributeError):
            raise ProviderError(True, "bad_answer: /languages") from None
        if not read:
            raise ProviderError(True, "bad_answer: no languages")
        every = frozenset(read)
        # Servers before 1.3.9 list no targets: every pair is meant.
        self._targets = {code: targets or every for code, targets in read.items()}
        return self._targets


def build(config: ProviderConfig) -> LibreTranslate:
    """The provider for the server at ``config.url``."""
    return LibreTranslate(config)
