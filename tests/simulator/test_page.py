"""The page in a real browser: a person and the team talk through a small bot that makes bare API calls."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from playwright.async_api import ConsoleMessage, Page, async_playwright, expect

from simulator import Simulator
from simulator.demo import DemoWorld, populate

ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
KEYS = {
    "inline_keyboard": [
        [{"text": "Manger", "callback_data": "eat"}, {"text": "Carte", "url": "https://www.openstreetmap.org/"}]
    ]
}
WHERE = {"keyboard": [[{"text": "Ma position", "request_location": True}], [{"text": "Paris"}]]}
EVIL = "<img src=x onerror=alert(1)> <b>pas gras</b>"


def browser_path() -> str:
    """Return the path of Chromium; without one the test is skipped, or fails where all parts are required."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "Chromium is not on this machine"
        if os.environ.get("RELAIS_TEST_REQUIRE") == "all":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class SmallBot:
    """Answers the person, opens a topic, mirrors both ways, reacts on what staff wrote."""

    def __init__(self, sim: Simulator, world: DemoWorld, session: aiohttp.ClientSession) -> None:
        self.sim, self.world, self.session = sim, world, session
        self.thread = 0
        self.person = 0

    async def api(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.sim.url}/bot{self.world.bot.token}/{method}", json=params) as answer:
            return (await answer.json())["result"]

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.api("getUpdates", offset=offset, timeout=50):
                offset = update["update_id"] + 1
                await self.handle(update)

    async def handle(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            await self.api("answerCallbackQuery", callback_query_id=query["id"], text="C’est noté")
            await self.api("sendMessage", chat_id=query["from"]["id"], text="Où êtes-vous ?", reply_markup=WHERE)
        elif message := update.get("edited_message"):
            await self.api("sendMessage", chat_id=message["chat"]["id"], text=f"corrigé : {message['text']}")
        elif (message := update.get("message")) and message["chat"]["type"] == "private":
            await self.from_person(message)
        elif message and message["from"]["id"] != self.world.bot.id and "text" in message:
            await self.api("sendMessage", chat_id=self.person, text=message["text"])
            heart = [{"type": "emoji", "emoji": "❤"}]
            place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            await self.api("setMessageReaction", **place, reaction=heart)

    async def from_person(self, message: dict[str, Any]) -> None:
        self.person = message["chat"]["id"]
        group = self.world.group.id
        if not self.thread:
            made = await self.api("createForumTopic", chat_id=group, name="Héron 42")
            self.thread = made["message_thread_id"]
        await self.api(
            "copyMessage",
            chat_id=group,
            message_thread_id=self.thread,
            from_chat_id=self.person,
            message_id=message["message_id"],
        )
        if "text" in message:
            text = "<b>Bonjour</b> <a href='https://example.org/'>ici</a> <code>115</code>"
            await self.api("sendMessage", chat_id=self.person, text=text, parse_mode="HTML", reply_markup=KEYS)


@pytest.fixture
async def demo() -> AsyncIterator[tuple[Simulator, DemoWorld]]:
    sim = Simulator()
    world = populate(sim, "123456:page")
    await sim.start()
    async with aiohttp.ClientSession() as session:
        task = asyncio.ensure_future(SmallBot(sim, world, session).run())
        yield sim, world
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await sim.stop()


class Browser:
    """A page, and everything it did that it must not do."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self.note_line)
        page.on("request", lambda request: self.note_address(request.url, home))

    def note_line(self, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.wrong.append(line.text)

    def note_address(self, url: str, home: str) -> None:
        if not url.startswith(home):
            self.wrong.append(url)


@pytest.fixture
async def browser(demo: tuple[Simulator, DemoWorld], request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    width, height = getattr(request, "param", (1280, 800))
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser_path(), args=ARGS)
        context = await chromium.new_context(
            viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce"
        )
        found = Browser(await context.new_page(), demo[0].url)
        await found.page.goto(demo[0].url)
        yield found
        assert found.wrong == []
        await chromium.close()


async def write(page: Page, half: str, text: str) -> None:
    await page.fill(f"#{half}-text", text)
    await page.press(f"#{half}-text", "Enter")


async def test_a_whole_conversation(browser: Browser, demo: tuple[Simulator, DemoWorld]) -> None:
    page, (sim, world) = browser.page, demo
    phone, team = page.locator("#phone-log"), page.locator("#team-log")
    await page.get_by_role("button", name="Amina").click()
    await page.get_by_role("button", name="وين أنام الليلة").click()
    answer = phone.locator(".message:not(.mine) .bubble").first
    await expect(answer.locator("strong")).to_have_text("Bonjour")
    await expect(answer.locator("code")).to_have_text("115")
    await expect(answer.locator("a")).to_have_attribute("rel", "noopener noreferrer")
    await expect(phone.locator(".mine .text")).to_have_attribute("dir", "auto")

    await phone.get_by_role("button", name="Manger").click()
    await expect(page.locator(".toast")).to_have_text("C’est noté")
    await page.locator("#keyboard").get_by_role("button", name="Ma position").click()
    await page.get_by_role("menuitem", name="Bordeaux, gare St-Jean").click()
    await expect(phone.locator(".mine .place")).to_contain_text("44.82560, -0.55630")

    await expect(page.locator("#topic-name")).to_have_text("Héron 42")
    await expect(team.locator(".place")).to_be_visible()
    await write(page, "team", "Bonjour, je suis Camille.")
    await expect(phone.locator(".text", has_text="je suis Camille")).to_be_visible()
    await expect(team.locator(".mine .reactions span")).to_have_text("❤")
    assert sim.topic(world.group, sim.topics(world.group)[0])[-1].author == world.staff[0].id

    await page.click("#phone-attach")
    await page.get_by_role("menuitem", name="Une photo d’exemple").click()
    await expect(team.locator(".photos img")).to_be_visible()
    loaded = "image => image.complete && image.naturalWidth === 320"
    assert await team.locator(".photos img").evaluate(loaded)


async def test_text_stays_text(browser: Browser) -> None:
    page = browser.page
    await write(page, "phone", EVIL)
    await expect(page.locator("#phone-log .mine .text")).to_have_text(EVIL)
    await expect(page.locator("#team-log .text")).to_have_text(EVIL)
    assert await page.locator("#phone-log .mine .text *").count() == 0


async def test_edit_quote_react_block(browser: Browser, demo: tuple[Simulator, DemoWorld]) -> None:
    page, (sim, world) = browser.page, demo
    phone = page.locator("#phone-log")
    moussa = world.people[1]
    await write(page, "phone", "jai fain")
    await phone.locator(".mine .act").click()
    await page.get_by_role("menuitem", name="Modifier").click()
    await write(page, "phone", "j’ai faim")
    await expect(phone.locator(".mine .meta")).to_contain_text("modifié")
    await expect(phone.locator(".text", has_text="corrigé : j’ai faim")).to_be_visible()

    await phone.locator(".message:not(.mine) .act").first.click()
    await page.get_by_role("menuitem", name="👍").click()
    await expect(phone.locator(".reactions span")).to_have_text("👍")
    await phone.locator(".message:not(.mine) .act").first.click()
    await page.get_by_role("menuitem", name="Répondre").click()
    await write(page, "phone", "merci")
    await expect(phone.locator(".mine .quoted")).to_contain_text("Bonjour")

    await page.click("#phone-menu")
    await page.get_by_role("menuitem", name="Bloquer le robot").click()
    await expect(page.locator("#start")).to_have_text("DÉBLOQUER LE ROBOT")
    assert sim.private_chat(moussa, world.bot).blocked
    await page.click("#start")
    await expect(page.locator("#phone-form")).to_be_visible()


async def test_new_person_language_and_topic_deletion(browser: Browser, demo: tuple[Simulator, DemoWorld]) -> None:
    page, (sim, world) = browser.page, demo
    await page.get_by_role("button", name="Autre", exact=True).click()
    await page.get_by_label("Prénom").fill("Олена")
    await page.get_by_label("Langue du téléphone").select_option("uk")
    await page.get_by_role("button", name="Commencer").click()
    await expect(page.get_by_role("button", name="Олена")).to_have_attribute("aria-pressed", "true")
    await page.click("#start")
    await expect(page.locator("#phone-log .mine .text")).to_have_text("/start")
    await expect(page.locator("#topic-name")).to_have_text("Héron 42")
    await page.click("#topic-menu")
    await page.get_by_role("menuitem", name="Supprimer le sujet").click()
    await page.locator("dialog").get_by_role("button", name="Supprimer").click()
    await expect(page.locator("#topic-name")).to_have_text("Général")
    assert sim.topics(world.group) == []
    await page.click("#language")
    await expect(page.locator("#topic-name")).to_have_text("General")
    assert await page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("browser", [(390, 844)], indirect=True)
async def test_on_a_phone_there_are_two_tabs(browser: Browser) -> None:
    page = browser.page
    await expect(page.locator("#team")).to_be_hidden()
    await page.get_by_role("button", name="J’ai faim").click()
    await expect(page.locator("#badge-team")).to_have_text("1")
    await page.get_by_role("tab", name="Équipe").click()
    await expect(page.locator("#phone")).to_be_hidden()
    await page.get_by_role("button", name="Héron 42").click()
    await expect(page.locator("#team-log .text")).to_have_text("J’ai faim")
    await page.get_by_role("button", name="Retour aux conversations").click()
    await expect(page.locator("#topics")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_by_keyboard_alone(browser: Browser) -> None:
    page = browser.page
    await page.focus("#phone-attach")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#phone-log .mine img")).to_be_visible()
    await expect(page.locator("#phone-attach")).to_be_focused()
    unnamed = "[...document.querySelectorAll('button')].filter(b => !b.textContent.trim() && !b.ariaLabel && !b.hidden)"
    assert await page.evaluate(f"{unnamed}.map(b => b.outerHTML)") == []
    assert await page.locator("[role=log][aria-live=polite]").count() == 2
