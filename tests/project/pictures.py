"""Makes the pictures of the staff guide from the running demo: ``python -m tests.project.pictures`` (needs Chromium).

The whole product runs on the simulator; only the translator outside is replaced, by a small server on this machine
that speaks LibreTranslate's protocol and knows the sentences of this play by heart, so that no network is needed.
Each picture shows a part of the page at the moment that the guide describes.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from PIL import Image
from playwright.async_api import Page, async_playwright

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LARGEST = 150_000
"""Bytes of one picture: the guide is read on telephones."""
_FLAT = """
html, body, main, .log { background: #dfe9e2 !important }
* { box-shadow: none !important }
#chips, #staff { display: none }
"""
"""The page without its shading and its suggestions: a picture in few colours is a small file."""
PAGE, TRANSLATOR = 8_097, 8_096
_PATIENCE = 90.0  # seconds: Telegram's limits, which the demo keeps, let twenty messages a minute into a group

TRANSLATIONS = {
    "أريد التحدث مع شخص": "Je veux parler à quelqu'un",
    "كيف أسجل ابنتي في المدرسة؟": "Comment inscrire ma fille à l'école ?",
    "Bonjour, dans quelle ville habitez-vous ? Je cherche pour vous.": "مرحباً، في أي مدينة تسكن؟ أبحث لك.",
    "مرحباً، في أي مدينة تسكن؟ أبحث لك.": "Bonjour, dans quelle ville habitez-vous ? Je cherche pour vous.",
    "I want to kill myself": "Je veux me tuer",
}
"""What the translator of the pictures knows."""


@dataclass(frozen=True)
class Play:
    """The page and who is on it."""

    page: Page
    people: dict[str, int]
    group: int

    async def state(self) -> dict[str, Any]:
        """Everything that the simulator holds."""
        answer = await self.page.request.get(f"http://127.0.0.1:{PAGE}/sim/state")
        found: dict[str, Any] = await answer.json()
        return found

    async def act(self, action: str, **fields: Any) -> Any:
        """Does what a person or a member of staff does; raises RuntimeError when the simulator refuses."""
        answer = await self.page.request.post(f"http://127.0.0.1:{PAGE}/sim/{action}", data=fields)
        body = await answer.json()
        if not body.get("ok"):
            raise RuntimeError(f"{action}: {body}")
        return body["result"]

    async def person(self, name: str, text: str) -> None:
        """Somebody writes to the bot."""
        await self.act("say", user=self.people[name], text=text)

    async def staff(self, text: str, thread: int | None = None, reply: int | None = None) -> int:
        """Camille writes in the group or in a topic; the number of the message."""
        more = {"thread": thread, "reply_to": reply}
        fields = {name: value for name, value in more.items() if value}
        sent = await self.act("say", user=self.people["Camille"], group=self.group, text=text, **fields)
        return int(sent["id"])

    async def in_group(self, text: str, thread: int | None = None) -> int:
        """Waits for a message of the bot that holds ``text``; the number of the message."""

        def find(group: dict[str, Any]) -> int | None:
            bot = (m for m in group["messages"] if m["from"].get("bot") and m["thread"] == thread)
            return next((int(m["id"]) for m in bot if text in m["text"]), None)

        return await self.until(find, text)

    async def topic(self, words: str) -> int:
        """Waits for a topic whose title holds ``words``; its number."""

        def find(group: dict[str, Any]) -> int | None:
            return next((int(t["id"]) for t in group["topics"] if words in t["name"]), None)

        return await self.until(find, words)

    async def delivered(self, message: int) -> None:
        """Waits until the bot has marked a message of the staff as arrived."""

        def find(group: dict[str, Any]) -> int | None:
            one = next(m for m in group["messages"] if m["id"] == message)
            return message if any(r["emoji"] == "👍" for r in one["reactions"]) else None

        await self.until(find, "👍")

    async def until(self, find: Callable[[dict[str, Any]], int | None], what: str) -> int:
        """Looks at the group until ``find`` finds; raises TimeoutError after a minute and a half."""
        clock = asyncio.get_running_loop()
        end = clock.time() + _PATIENCE
        while clock.time() < end:
            found = find((await self.state())["groups"][0])
            if found is not None:
                return found
            await asyncio.sleep(0.3)
        raise TimeoutError(f"the group never showed: {what}")

    async def open(self, words: str) -> None:
        """Opens a topic (or "Général") in the team's window."""
        await self.page.locator("#topics .name", has_text=words).first.click()
        await self.page.locator("#topic-name", has_text=words).wait_for()

    async def take(self, name: str, part: str, show: str = "") -> None:
        """Saves a picture of one part of the page, with the message that holds ``show`` in sight."""
        if show:
            await self.page.locator("#team-log").get_by_text(show).last.scroll_into_view_if_needed()
        path = IMAGES / f"desk-{name}.png"
        shot = await self.page.locator(part).screenshot(animations="disabled")
        Image.open(io.BytesIO(shot)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        size = path.stat().st_size
        print(f"{path.name}: {size} bytes")
        if size > LARGEST:
            raise RuntimeError(f"{path.name} is larger than {LARGEST} bytes")


async def perform(play: Play) -> None:
    """The play: three people write, staff answer; a picture at each point."""
    await play.person("Moussa", "comment inscrire mon fils à l'école à Bordeaux ?")
    school = await play.topic("école")
    await play.in_group("Écrivez ici", school)
    await play.open("école")
    await play.take("topic", "#window .thread")
    await _amina(play)
    await play.person("John", "I want to kill myself")
    danger = await play.topic("🔴")
    await play.in_group("Écrivez ici", danger)
    await play.open("🔴")
    await play.take("urgent", "#window")
    await play.staff("/queue")
    await play.in_group("🟡")
    await play.open("Général")
    await play.take("queue", "#window .thread")
    await play.open("école")
    answer = await play.staff("Bonjour, l'inscription se fait à la mairie, avec une preuve d'adresse.", school)
    await play.delivered(answer)
    await play.staff("/say", school)
    await play.in_group("Réponses prêtes", school)
    await play.take("say", "#window .thread", "Réponses prêtes")
    await play.staff("/learn", school, reply=answer)
    await play.in_group("📚", school)
    await play.take("learn", "#window .thread", "À la question")


async def _amina(play: Play) -> None:
    """A talk in Arabic, both sides of it."""
    await play.person("Amina", "أريد التحدث مع شخص")
    talk = await play.topic("· ar")
    await play.in_group("Écrivez ici", talk)
    await play.person("Amina", "كيف أسجل ابنتي في المدرسة؟")
    await play.in_group("Comment inscrire ma fille", talk)
    sent = await play.staff("Bonjour, dans quelle ville habitez-vous ? Je cherche pour vous.", talk)
    await play.delivered(sent)
    await play.page.locator("#people button", has_text="Amina").click()
    await play.open("· ar")
    await play.take("translation", "main")


# --- what it runs on ------------------------------------------------------------------------------------------


async def _translate(request: web.Request) -> web.Response:
    asked = (await request.json())["q"]
    if asked not in TRANSLATIONS:
        print("not known by heart:", asked, file=sys.stderr)
    return web.json_response({"translatedText": TRANSLATIONS.get(asked, asked)})


async def _languages(_: web.Request) -> web.Response:
    codes = ["fr", "ar", "en"]
    return web.json_response([{"code": code, "name": code, "targets": codes} for code in codes])


async def _translator() -> web.AppRunner:
    """The translator that knows the play by heart."""
    app = web.Application()
    app.router.add_post("/translate", _translate)
    app.router.add_get("/languages", _languages)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", TRANSLATOR).start()
    return runner


async def _on_page(ready: asyncio.Event) -> None:
    await ready.wait()
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        page = await browser.new_page(
            viewport={"width": 1180, "height": 950},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            color_scheme="light",
            bypass_csp=True,
        )
        await page.goto(f"http://127.0.0.1:{PAGE}")
        await page.add_style_tag(content=_FLAT)
        await page.locator("#topics li").first.wait_for()
        play = Play(page, {}, 0)
        world = await play.state()
        people = {user["name"].split()[0]: int(user["id"]) for user in world["users"]}
        await perform(Play(page, people, int(world["groups"][0]["id"])))
        await browser.close()


async def make() -> None:
    """Runs the demo in a folder of its own, plays, and stops."""
    from bot.demo import run_demo

    os.environ["RELAIS_TRANSLATORS"] = "libretranslate"
    os.environ["RELAIS_LIBRETRANSLATE_URL"] = f"http://127.0.0.1:{TRANSLATOR}"
    IMAGES.mkdir(parents=True, exist_ok=True)
    stop, ready, translator = asyncio.Event(), asyncio.Event(), await _translator()

    def opened(*_: object) -> None:
        ready.set()

    with tempfile.TemporaryDirectory() as folder:
        run = run_demo(stop, host="127.0.0.1", port=PAGE, browser=False, say=opened, data=Path(folder) / "demo")
        house, play = asyncio.create_task(run), asyncio.create_task(_on_page(ready))
        await asyncio.wait((house, play), return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        play.cancel()
        try:
            await asyncio.gather(house, play)
        finally:
            await translator.cleanup()


if __name__ == "__main__":
    asyncio.run(make())
