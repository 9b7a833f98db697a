"""Updates come in by polling and by webhook: stored first, confirmed after."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_raw import ALLOWED_UPDATES
from bot.channels.telegram_receive import MAX_BODY, SECRET_HEADER
from bot.errors import SettingsError
from bot.model import Kind
from simulator import Simulator
from tests.channels.scene import TOKEN, Inbox, OneReader, Scene

SECRET = "s3cret_-"


@contextlib.asynccontextmanager
async def reading(
    scene: Scene, inbox: Inbox, lease: OneReader | None = None
) -> AsyncIterator[Callable[[], dict[str, Any]]]:
    """The channel reads; afterwards it is stopped, which must not take as long as a long poll."""
    stop = asyncio.Event()
    scene.channel._poller.rest = 0.01
    await scene.channel.start()
    task = asyncio.create_task(scene.channel.run(inbox, lease or OneReader(), stop))
    try:
        yield lambda: {"done": task.done()}
    finally:
        stop.set()
        await asyncio.wait_for(task, 5)


# --- polling --------------------------------------------------------------------------------------------------


async def test_polling_stores_in_order_and_then_confirms(scene: Scene) -> None:
    inbox, lease = Inbox(), OneReader()
    for number in range(250):
        scene.sim.say(scene.amina, scene.bot, f"{number}")
    async with reading(scene, inbox, lease):
        await scene.sim.wait_for(lambda: not scene.bot.inbox.pending)
        scene.sim.say(scene.amina, scene.bot, "encore")
        await scene.sim.wait_for(lambda: not scene.bot.inbox.pending)
        assert lease.holders == ["telegram:700001"]
    texts = [scene.channel.read(event.payload).text for event in inbox.all]
    assert texts == [*map(str, range(250)), "encore"]
    assert inbox.batches == [100, 100, 50, 1]
    assert inbox.cursors == {"telegram:700001": inbox.all[-1].event_id}
    assert lease.holders == []
    assert scene.bot.inbox.allowed == frozenset(ALLOWED_UPDATES)


async def test_a_store_that_fails_keeps_the_updates_with_telegram(scene: Scene) -> None:
    inbox = Inbox(failures=3)
    scene.sim.say(scene.amina, scene.bot, "ne me perds pas")
    async with reading(scene, inbox):
        await scene.sim.wait_for(lambda: not scene.bot.inbox.pending)
    assert inbox.tries == 4
    assert [scene.channel.read(event.payload).text for event in inbox.all] == ["ne me perds pas"]


async def test_what_was_not_confirmed_comes_again_and_is_kept_once(scene: Scene) -> None:
    inbox = Inbox()
    scene.sim.say(scene.amina, scene.bot, "x")
    first = dict(scene.bot.inbox.pending)
    for _ in range(2):  # the second reader starts where the first died before it could confirm
        scene.bot.inbox.pending.update(first)
        async with reading(scene, inbox):
            await scene.sim.wait_for(lambda: not scene.bot.inbox.pending)
        scene.channel._poller.offset = None
    assert (len(inbox.events), sum(inbox.batches)) == (1, 2)


@pytest.mark.parametrize("fault", ["500", "502", "cut_before", "cut_after", "429", "400:odd"])
async def test_a_server_in_trouble_is_asked_again(scene: Scene, fault: str) -> None:
    inbox = Inbox()
    scene.sim.say(scene.amina, scene.bot, "x")
    scene.sim.fail_next("getUpdates", kind=fault, times=2, retry_after=0)
    async with reading(scene, inbox):
        await scene.sim.wait_for(lambda: not scene.bot.inbox.pending)
    assert len(inbox.events) == 1


async def test_a_server_that_goes_away_and_comes_back(scene: Scene) -> None:
    inbox = Inbox()
    port = int(scene.sim.url.rpartition(":")[2])
    async with reading(scene, inbox):
        await scene.sim.stop()
        scene.sim.say(scene.amina, scene.bot, "pendant la panne")
        await scene.sim.start(port=port)
        await scene.sim.wait_for(lambda: not scene.bot.inbox.pending)
    assert len(inbox.events) == 1


async def test_a_second_reader_waits_for_the_lease(scene: Scene) -> None:
    inbox, lease = Inbox(), OneReader(free=False)
    scene.sim.say(scene.amina, scene.bot, "x")
    async with reading(scene, inbox, lease) as state:
        assert not state()["done"]
    assert not inbox.events
    assert not scene.sim.calls_of("getUpdates")


async def test_another_program_with_the_token_is_survived(scene: Scene) -> None:
    inbox = Inbox()
    async with reading(scene, inbox):
        await scene.sim.wait_for(lambda: scene.bot.inbox._waiter)
        async with aiohttp.ClientSession() as other:
            await other.post(f"{scene.sim.url}/bot{TOKEN}/getUpdates", json={"timeout": 0, "offset": 1})
        await scene.sim.wait_for(lambda: any(call.error for call in scene.sim.calls_of("getUpdates")))
    assert any("409" in (call.error or "") for call in scene.sim.calls_of("getUpdates"))


async def test_a_webhook_left_behind_is_taken_away(scene: Scene) -> None:
    async with aiohttp.ClientSession() as other:
        await other.post(f"{scene.sim.url}/bot{TOKEN}/setWebhook", json={"url": "http://127.0.0.1:9/"})
    inbox = Inbox()
    scene.sim.say(scene.amina, scene.bot, "x")
    async with reading(scene, inbox):
        await scene.sim.wait_for(lambda: inbox.events)
    assert len(inbox.events) == 1


async def test_start_without_network_is_made_up_for_later(scene: Scene) -> None:
    inbox = Inbox()
    port = int(scene.sim.url.rpartition(":")[2])
    await scene.sim.stop()
    stop = asyncio.Event()
    scene.channel._poller.rest = 0.01
    await scene.channel.start()
    task = asyncio.create_task(scene.channel.run(inbox, OneReader(), stop))
    await scene.sim.start(port=port)
    scene.sim.say(scene.amina, scene.bot, "x")
    await scene.sim.wait_for(lambda: inbox.events)
    stop.set()
    await asyncio.wait_for(task, 5)


async def test_a_group_that_moves_while_we_read_stays_the_desk(scene: Scene) -> None:
    inbox = Inbox()
    async with reading(scene, inbox):
        new = scene.sim.migrate(scene.group)
        scene.sim.say_in(scene.sim.groups[new], scene.camille, "ici")
        await scene.sim.wait_for(lambda: len(inbox.events) >= 3)
    found = [scene.channel.read(event.payload) for event in inbox.all]
    assert [(one.kind, one.desk) for one in found[:2]] == [(Kind.MOVED, True), (Kind.MOVED, True)]
    assert {(one.chat, one.moved_to) for one in found[:2]} == {(str(scene.group.id), str(new))}
    assert (found[2].text, found[2].desk) == ("ici", True)


async def test_a_restart_after_the_group_moved_finds_the_new_id(scene: Scene) -> None:
    new = scene.sim.migrate(scene.group)
    scene.bot.inbox.drop()
    await scene.channel.start()
    scene.sim.say_in(scene.sim.groups[new], scene.camille, "ici")
    assert scene.read_one().desk


# --- webhook --------------------------------------------------------------------------------------------------


class Door:
    """A web server with the channel's routes."""

    def __init__(self, sim: Simulator, inbox: Inbox, group: str = "") -> None:
        self.sim, self.inbox, self.group = sim, inbox, group
        self.url = ""
        self.channel: TelegramChannel

    async def __aenter__(self) -> "Door":
        app = web.Application()
        self.runner = web.AppRunner(app)
        found: list[web.RouteDef] = []

        async def forward(request: web.Request) -> web.StreamResponse:
            answer: web.StreamResponse = await found[0].handler(request)
            return answer

        app.router.add_post("/telegram/700001", forward)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{self.runner.addresses[0][1]}"
        self.url = f"{base}/telegram/700001"
        groups = [self.group] if self.group else []
        self.channel = TelegramChannel(
            TOKEN, public=True, api=self.sim.url, public_url=base, webhook_secret=SECRET, desk_groups=groups
        )
        found += self.channel.routes(self.inbox)
        assert [route.path for route in found] == ["/telegram/700001"]
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.sim.stop()
        await self.session.close()
        await self.channel.close()
        await self.runner.cleanup()

    async def post(self, body: bytes, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with self.session.post(self.url, data=io.BytesIO(body), headers=headers) as answer:
            return answer.status


async def test_the_webhook_stores_and_then_answers(scene: Scene) -> None:
    inbox = Inbox(failures=2)
    async with Door(scene.sim, inbox, str(scene.group.id)) as door:
        await door.channel.start()
        assert scene.sim.calls_of("setWebhook")[-1].params["secret_token"] == SECRET
        stop = asyncio.Event()
        task = asyncio.create_task(door.channel.run(inbox, OneReader(), stop))
        for number in range(20):
            scene.sim.say(scene.amina, scene.bot, str(number))
        await scene.sim.wait_for(lambda: not scene.bot.inbox.pending)
        stop.set()
        await asyncio.wait_for(task, 5)
    assert [door.channel.read(event.payload).text for event in inbox.all] == [*map(str, range(20))]
    assert inbox.tries == 22
    assert not scene.sim.calls_of("getUpdates")


async def test_a_forged_webhook_stores_nothing(scene: Scene) -> None:
    inbox = Inbox()
    async with Door(scene.sim, inbox) as door:
        for secret in (None, "", "s3cret_", SECRET + "x", "ünïcode"):
            assert await door.post(b'{"update_id": 1}', secret) == 403
    assert inbox.tries == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"update_id": 1, "message": {"te', 400),
        (b"", 400),
        (b"[1]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 1, "x": "' + b"a" * MAX_BODY + b'"}', 413),
        (b'{"update_id": 1, "unknown": {}}', 200),
    ],
)
async def test_bad_bodies(scene: Scene, body: bytes, status: int) -> None:
    inbox = Inbox()
    async with Door(scene.sim, inbox) as door:
        assert await door.post(body) == status
    assert len(inbox.events) == (status == 200)


async def test_a_body_that_does_not_say_how_long_it_is(scene: Scene) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * (MAX_BODY // 16)

    async with Door(scene.sim, Inbox()) as door:
        with contextlib.suppress(aiohttp.ClientError):  # the server may close before all is sent
            async with door.session.post(door.url, data=endless(), headers={SECRET_HEADER: SECRET}) as answer:
                assert answer.status == 413
        assert await door.post(b'{"update_id": 1}') == 200


async def test_when_the_store_is_down_the_webhook_says_so(scene: Scene) -> None:
    inbox = Inbox(failures=1)
    async with Door(scene.sim, inbox) as door:
        assert await door.post(b'{"update_id": 1}') == 503
        assert await door.post(b'{"update_id": 1}') == 200
        assert await door.post(b'{"update_id": 1}') == 200
    assert len(inbox.events) == 1


async def test_a_webhook_that_telegram_refuses_stops_the_start(scene: Scene) -> None:
    channel = TelegramChannel(
        TOKEN, public=True, api=scene.sim.url, public_url="http://relais.example", webhook_secret=SECRET
    )
    with pytest.raises(SettingsError, match="webhook"):
        await channel.start()
    await channel.close()


def test_no_door_without_a_secret() -> None:
    assert TelegramChannel(TOKEN, public=True, public_url="https://relais.example").routes(Inbox()) == []
