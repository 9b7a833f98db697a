"""A loopback server that speaks like Google's gtx address, LibreTranslate and DeepL, and fails on demand.

Its translation is no language, but it looks like one: words change, tokens, numbers and the target's script are right.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

KEY = "secret-key"
_TOKEN = re.compile(r"⟦\d+⟧")
_ALPHABETS = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهو",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхц",
    "ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩც",
}
_ALPHABETS["fa"] = _ALPHABETS["prs"] = _ALPHABETS["ps"] = _ALPHABETS["ar"]
_ALPHABETS["ru"] = _ALPHABETS["uk"]
CAPTCHA = "<!DOCTYPE html><html><body>Our systems have detected unusual traffic</body></html>"


def translated(text: str, target: str) -> str:
    """Every letter becomes another one of the target's alphabet (Latin when it is not known here)."""
    alphabet = _ALPHABETS.get(target.split("-", maxsplit=1)[0].lower(), "zabcdefghijklmnopqrstuvwxy")

    def word(match: re.Match[str]) -> str:
        return "".join(alphabet[ord(char.lower()) % 26] for char in match.group())

    out, at = [], 0
    for token in _TOKEN.finditer(text):
        out += [re.sub(r"[^\W\d_]", word, text[at : token.start()]), token.group()]
        at = token.end()
    return "".join([*out, re.sub(r"[^\W\d_]", word, text[at:])])


@dataclass(frozen=True)
class Asked:
    """One request: which service, what it was asked, and everything it was sent."""

    service: str
    text: str
    source: str
    target: str
    sent: dict[str, Any]


TEXTS: dict[str, Callable[[str, str], str]] = {
    "ok": translated,
    "echo": lambda text, target: text,
    "empty": lambda text, target: "",
    "emoji": lambda text, target: "🤖",
    "drop": lambda text, target: _TOKEN.sub("", translated(text, target)),
    "double": lambda text, target: _TOKEN.sub(lambda m: m.group() * 2, translated(text, target)),
    "brackets": lambda text, target: translated(text, target).replace("⟦", "[").replace("⟧", "]"),
    "swap": lambda text, target: translated(text, target).replace("⟦0⟧", "⟦7⟧"),
    "spaced": lambda text, target: translated(text, target).replace("⟦", "⟦ ").replace("⟧", " ⟧"),
    "latin": lambda text, target: translated(text, "es"),
    "numbers": lambda text, target: re.sub(r"(?<!⟦)\d+(?!⟧)", "", translated(text, target)),
    "long": lambda text, target: translated(text, target) * 30,
}
"""What a 200 may carry."""
MODES = (*TEXTS, "429", "302", "403", "456", "500", "400", "captcha", "null", "object", "not-json", "slow")


class FakeProviders:
    """``async with FakeProviders() as fake``: ``fake.url``; ``fake.mode`` is how it answers, ``fake.asked`` what came.

    ``fake.script`` holds modes for the next requests, before ``mode`` counts again. ``auto_only``: echoes whatever is
    sent with a source language, as an engine does that was told the wrong one.
    """

    def __init__(self) -> None:
        self.mode = "ok"
        self.script: list[str] = []
        self.auto_only = False
        self.languages: dict[str, list[str]] = {
            code: ["ar", "en", "es", "fa", "fr", "pt-BR", "uk", "zh-Hans"]
            for code in ("ar", "en", "es", "fa", "fr", "pt-BR", "uk", "zh-Hans")
        }
        self.retry_after = ""
        self.asked: list[Asked] = []
        self.arrived = asyncio.Event()
        self.url = ""
        self._over = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/translate_a/single", self._google)
        app.router.add_get("/prefix/translate_a/single", self._google)
        app.router.add_post("/translate", self._libretranslate)
        app.router.add_get("/languages", self._languages)
        app.router.add_post("/v2/translate", self._deepl)
        app.router.add_get("/v2/usage", self._usage)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        assert self._runner is not None
        await self._runner.cleanup()

    async def _answer(self, asked: Asked, shape: Callable[[str], Any], empty: Any, other: Any) -> web.StreamResponse:
        self.asked.append(asked)
        self.arrived.set()
        mode = self.script.pop(0) if self.script else self.mode
        if self.auto_only and mode == "ok" and asked.source.lower() not in ("auto", ""):
            mode = "echo"
        if mode in TEXTS:
            return web.json_response(shape(TEXTS[mode](asked.text, asked.target)))
        if mode == "slow":
            await self._over.wait()
        if mode == "captcha":
            return web.Response(text=CAPTCHA, content_type="text/html")
        if mode == "not-json":
            return web.Response(text="")
        if mode in ("null", "object"):
            return web.json_response(empty if mode == "null" else other)
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        if mode == "302":
            headers["Location"] = "/sorry"
        said = {"error": "Slowdown", "message": "Slowdown"}
        return web.json_response(said, status=int(mode) if mode.isdigit() else 200, headers=headers)

    async def _google(self, request: web.Request) -> web.StreamResponse:
        query = dict(request.query)
        asked = Asked("google", query["q"], query["sl"], query["tl"], {**query, "dt": request.query.getall("dt")})

        def shape(text: str) -> Any:
            # Google answers sentence by sentence; halves stand for that.
            half = len(text) // 2
            parts = [[text[:half], "…", None, None, 10], [text[half:], "…", None, None, 10], [None, None, "t"]]
            return [parts, None, "auto", None, None, None, 0.93, [], [["fr"], None, [0.93], ["fr"]]]

        return await self._answer(asked, shape, [None, None, "fr"], {"sentences": [{"trans": "x"}], "src": "fr"})

    async def _libretranslate(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        asked = Asked("libretranslate", body["q"], body["source"], body["target"], body)
        return await self._answer(asked, lambda text: {"translatedText": text}, {"translatedText": None}, [1])

    async def _languages(self, request: web.Request) -> web.StreamResponse:
        if self.mode in ("500", "403"):
            return web.json_response({"error": "no"}, status=int(self.mode))
        return web.json_response(
            [{"code": code, "name": code, "targets": targets} for code, targets in self.languages.items()]
        )

    async def _deepl(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        sent = {**body, "authorization": request.headers.get("Authorization", "")}
        asked = Asked("deepl", body["text"][0], body.get("source_lang", ""), body["target_lang"], sent)

        def shape(text: str) -> Any:
            return {"translations": [{"detected_source_language": "FR", "text": text, "billed_characters": len(text)}]}

        return await self._answer(asked, shape, {"translations": [{"text": None}]}, {"translations": {}})

    async def _usage(self, request: web.Request) -> web.StreamResponse:
        if self.mode in ("403", "456"):
            return web.json_response({"message": "no"}, status=int(self.mode))
        return web.json_response({"character_count": 12345, "character_limit": 500000})
