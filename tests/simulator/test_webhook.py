"""Webhooks: order, retries, secret, answers that are calls."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.simulator.client import Clock, Scene, refused

SECRET = "s3cret_-A"


@dataclass
class Receiver:
    """A webhook that answers as told and notes what came."""

    url: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    reply: Callable[[], web.StreamResponse] = web.Response
    gate: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    in_flight: int = 0
    most: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        self.seen.append(await request.json())
        self.headers.append(request.headers)
        self.arrived.set()
        try:
            if self.gate is not None:
                await self.gate.wait()
            if self.statuses:
                return web.Response(status=self.statuses.pop(0))
            return self.reply()
        finally:
            self.in_flight -= 1

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.seen if "message" in update]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/hook", found.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield found
    await runner.cleanup()


async def empty(scene: Scene) -> None:
    await scene.sim.wait_for(lambda: not scene.bot.inbox.pending)


async def test_delivery_with_the_secret(scene: Scene, receiver: Receiver) -> None:
    scene.sim.say(scene.amina, scene.bot, "before")
    await scene.api("setWebhook", url=receiver.url, secret_token=SECRET)
    scene.sim.say(scene.amina, scene.bot, "after")
    await empty(scene)
    assert receiver.texts == ["before", "after"]
    assert receiver.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == SECRET
    assert receiver.headers[0]["Content-Type"] == "application/json"
    info = await scene.api("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)


async def test_a_chat_is_one_queue_and_retries_keep_its_order(scene: Scene, receiver: Receiver) -> None:
    receiver.statuses = [500, 503, 200, 404]
    await scene.api("setWebhook", url=receiver.url)
    for number in range(4):
        scene.sim.say(scene.amina, scene.bot, f"m{number}")
    await empty(scene)
    assert receiver.texts == ["m0", "m0", "m0", "m1", "m1", "m2", "m3"]
    assert receiver.most == 1
    info = await scene.api("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"


async def test_chats_go_side_by_side_and_a_press_may_overtake(scene: Scene, receiver: Receiver) -> None:
    sent = await scene.api(
        "sendMessage",
        chat_id=scene.amina.id,
        text="?",
        reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]},
    )
    message = scene.sim.private_chat(scene.amina, scene.bot).messages[sent["message_id"]]
    receiver.gate = asyncio.Event()
    await scene.api("setWebhook", url=receiver.url)
    scene.sim.say(scene.amina, scene.bot, "first")
    scene.sim.say(scene.amina, scene.bot, "second")
    scene.sim.press(scene.amina, message)
    scene.sim.say_in(scene.group, scene.camille, "staff")
    scene.sim.say_in(scene.group, scene.karim, "staff too")
    while len(receiver.seen) < 3:
        receiver.arrived.clear()
        await asyncio.wait_for(receiver.arrived.wait(), 5)
    assert sorted(receiver.texts) == ["first", "staff"]
    assert any("callback_query" in update for update in receiver.seen)
    receiver.gate.set()
    await empty(scene)
    assert receiver.most == 3
    assert [text for text in receiver.texts if text.startswith("staff")] == ["staff", "staff too"]


async def test_old_updates_are_given_up(scene: Scene, receiver: Receiver, clock: Clock) -> None:
    scene.sim.say(scene.amina, scene.bot, "yesterday")
    clock.forward(86_401)
    await scene.api("setWebhook", url=receiver.url)
    scene.sim.say(scene.amina, scene.bot, "today")
    await empty(scene)
    assert receiver.texts == ["today"]


async def test_the_answer_may_be_a_call(scene: Scene, receiver: Receiver) -> None:
    chat = scene.amina.id
    await scene.api("setWebhook", url=receiver.url)
    receiver.reply = lambda: web.json_response({"method": "sendMessage", "chat_id": chat, "text": "JSON"})
    scene.sim.say(scene.amina, scene.bot, "1")
    await scene.sim.wait_for(lambda: scene.sim.chat(scene.amina, scene.bot)[-1].text == "JSON")

    def multipart() -> web.StreamResponse:
        writer = aiohttp.MultipartWriter("form-data")
        for name, value in (("method", "sendMessage"), ("chat_id", str(chat)), ("text", "parts")):
            writer.append(value).set_content_disposition("form-data", name=name)
        return web.Response(body=writer)

    receiver.reply = multipart
    scene.sim.say(scene.amina, scene.bot, "2")
    await scene.sim.wait_for(lambda: scene.sim.chat(scene.amina, scene.bot)[-1].text == "parts")
    receiver.reply = lambda: web.json_response({"method": "deleteWebhook"})
    scene.sim.say(scene.amina, scene.bot, "3")
    await empty(scene)
    assert (await scene.api("getWebhookInfo"))["url"] == receiver.url


async def test_going_back_to_polling_loses_nothing(scene: Scene, receiver: Receiver) -> None:
    receiver.gate = asyncio.Event()
    await scene.api("setWebhook", url=receiver.url)
    scene.sim.say(scene.amina, scene.bot, "1")
    scene.sim.say(scene.amina, scene.bot, "2")
    await asyncio.wait_for(receiver.arrived.wait(), 5)
    await scene.api("deleteWebhook")
    assert [update["message"]["text"] for update in await scene.api("getUpdates")] == ["1", "2"]
    receiver.gate.set()


async def test_a_server_started_again_goes_on(scene: Scene, receiver: Receiver) -> None:
    await scene.api("setWebhook", url=receiver.url)
    await scene.sim.stop()
    scene.sim.say(scene.amina, scene.bot, "meanwhile")
    await scene.sim.start()
    await empty(scene)
    assert receiver.texts == ["meanwhile"]


async def test_what_a_webhook_may_be(scene: Scene) -> None:
    async def error(**params: Any) -> str:
        return (await refused(scene.api("setWebhook", **params))).description

    assert "An HTTPS URL must be provided" in await error(url="http://example.org/x")
    assert "Failed to resolve host" in await error(url="https://example.org/x")
    assert "unallowed characters" in await error(url="http://127.0.0.1:9/", secret_token="no spaces")
    assert "too long" in await error(url="http://127.0.0.1:9/", secret_token="x" * 257)


async def test_nobody_there_is_an_error_and_a_retry(scene: Scene, receiver: Receiver) -> None:
    scene.sim.world.delivery.scale = 0.001
    await scene.api("setWebhook", url="http://127.0.0.1:9/nobody")
    scene.sim.say(scene.amina, scene.bot, "1")
    await scene.sim.wait_for(lambda: scene.bot.webhook is not None and scene.bot.webhook.attempts >= 3)
    assert (await scene.api("getWebhookInfo"))["last_error_message"].startswith("Connection failed")
    await scene.api("setWebhook", url=receiver.url)
    await empty(scene)
    assert receiver.texts == ["1"]


async def test_gone_for_a_day_removes_the_webhook(scene: Scene, receiver: Receiver, clock: Clock) -> None:
    scene.sim.world.delivery.scale = 0.0

    def gone() -> web.StreamResponse:
        clock.forward(3600)
        return web.Response(status=410)

    receiver.reply = gone
    await scene.api("setWebhook", url=receiver.url)
    scene.sim.say(scene.amina, scene.bot, "1")
    await scene.sim.wait_for(lambda: scene.bot.webhook is None)
