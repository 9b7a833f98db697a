"""Each error of Telegram and of the network, as an error of the house."""

import asyncio

import aiohttp
import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_errors import network_error
from bot.errors import (
    Blocked,
    ChatMoved,
    DeliveryError,
    DeskUnusable,
    Refused,
    SettingsError,
    SlowDown,
    TopicGone,
    Uncertain,
    Unreachable,
)
from bot.model import Act, Location
from simulator import BotRights
from tests.channels.scene import TOKEN, Scene


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("429", SlowDown),
        ("500", Unreachable),
        ("502", Unreachable),
        ("cut_before", Uncertain),
        ("cut_after", Uncertain),
        ("403:bot was blocked by the user", Blocked),
        ("403:user is deactivated", Blocked),
        ("400:chat not found", Blocked),
        ("400:PEER_ID_INVALID", Blocked),
        ("400:message is too long", Refused),
        ("400:something nobody has seen", Refused),
        ("400:VOICE_MESSAGES_FORBIDDEN", Refused),
    ],
)
async def test_to_a_person(scene: Scene, fault: str, expected: type[DeliveryError]) -> None:
    scene.sim.fail_next("sendMessage", kind=fault, retry_after=7)
    with pytest.raises(expected) as raised:
        await scene.channel.send(scene.person("x"))
    assert type(raised.value) is expected
    assert TOKEN not in str(raised.value)
    if isinstance(raised.value, SlowDown):
        assert (raised.value.seconds, raised.value.everywhere) == (7.0, False)
    arrived = [message.text for message in scene.chat()]
    assert arrived == (["x"] if fault == "cut_after" else [])


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("403:bot was kicked from the supergroup chat", DeskUnusable),
        ("403:bot is not a member of the supergroup chat", DeskUnusable),
        ("400:chat not found", DeskUnusable),
        ("400:not enough rights to send text messages to the chat", DeskUnusable),
        ("400:CHAT_ADMIN_REQUIRED", DeskUnusable),
        ("400:TOPIC_CLOSED", DeskUnusable),
        ("400:message thread not found", TopicGone),
        ("400:TOPIC_DELETED", TopicGone),
        ("400:TOPIC_ID_INVALID", TopicGone),
        ("400:message is too long", Refused),
    ],
)
async def test_to_the_desk(scene: Scene, fault: str, expected: type[DeliveryError]) -> None:
    topic = await scene.open_topic()
    scene.sim.fail_next("sendMessage", kind=fault)
    with pytest.raises(expected) as raised:
        await scene.channel.send(scene.desk("x", thread=str(topic.id)))
    assert type(raised.value) is expected


async def test_a_server_that_never_answers_is_uncertain(scene: Scene) -> None:
    channel = TelegramChannel(TOKEN, public=True, api=scene.sim.url, seconds=0.2)
    scene.sim.fail_next("sendMessage", kind="timeout")
    with pytest.raises(Uncertain):
        await channel.send(scene.person("x"))
    await channel.close()


async def test_no_server_at_all_is_surely_not_arrived(scene: Scene) -> None:
    await scene.sim.stop()
    for part in (scene.person("x"), scene.desk("x")):
        with pytest.raises(Unreachable):
            await scene.channel.send(part)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (aiohttp.ConnectionTimeoutError(), Unreachable),
        (aiohttp.ServerDisconnectedError(), Uncertain),
        (aiohttp.SocketTimeoutError(), Uncertain),
        (aiohttp.ClientPayloadError(), Uncertain),
        (TimeoutError(), Uncertain),
        (ConnectionResetError(), Uncertain),
    ],
)
def test_before_and_after(error: Exception, expected: type[DeliveryError]) -> None:
    assert type(network_error(error)) is expected


async def test_a_person_who_blocked_us_or_never_wrote(scene: Scene) -> None:
    scene.sim.block(scene.amina, scene.bot)
    with pytest.raises(Blocked, match="blocked"):
        await scene.channel.send(scene.person("x"))
    stranger = scene.sim.add_user("Nouveau")
    with pytest.raises(Blocked, match="initiate"):
        await scene.channel.send(scene.part(str(stranger.id), scene.person("").body.to, "x"))


async def test_a_group_that_moved(scene: Scene) -> None:
    new = scene.sim.migrate(scene.group)
    with pytest.raises(ChatMoved) as raised:
        await scene.channel.send(scene.desk("x"))
    assert raised.value.chat == str(new)
    moved = scene.sim.groups[new]
    scene.bot.inbox.drop()
    scene.sim.say_in(moved, scene.camille, "bonjour")
    assert scene.read_one().desk


@pytest.mark.parametrize(
    ("rights", "words"),
    [(BotRights(manage_topics=False), "manage topics"), (BotRights(admin=False), "administrator")],
)
async def test_a_desk_without_rights(scene: Scene, rights: BotRights, words: str) -> None:
    scene.sim.set_rights(scene.group, scene.bot, rights)
    with pytest.raises(DeskUnusable, match=words):
        await scene.channel.send(scene.desk("x", act=Act.OPEN_TOPIC))


async def test_a_revoked_token_is_tried_again_and_never_named(scene: Scene) -> None:
    del scene.sim.world.bots[TOKEN]
    with pytest.raises(Unreachable, match="token") as raised:
        await scene.channel.send(scene.person("x"))
    assert TOKEN not in str(raised.value)
    with pytest.raises(SettingsError, match="BotFather"):
        await scene.channel.start()


@pytest.mark.parametrize("token", ["", "abc", "12:x", "123456", "123456:", "123456:a b", " 123456:abc", "123456:abc\n"])
def test_a_malformed_token_is_one_sentence(token: str) -> None:
    with pytest.raises(SettingsError, match="BotFather") as raised:
        TelegramChannel(token, public=True)
    assert "\n" not in str(raised.value)


async def test_an_answer_in_a_new_shape_counts_as_sent(scene: Scene) -> None:
    """A message that was sent must not be sent twice because a field of the answer is new to aiogram."""
    from aiohttp import web

    answers = iter(
        [
            {"ok": True, "result": {"message_id": 5, "date": "soon", "chat": "new"}},
            {"ok": True, "result": [{"message_id": 6}]},
            {"ok": True, "result": "fine"},
        ]
    )

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(next(answers))

    async def broken(_: web.Request) -> web.Response:
        return web.Response(body=b'{"ok": tru')

    async def large(_: web.Request) -> web.Response:
        return web.Response(status=413, text="<html>413 Request Entity Too Large</html>")

    app = web.Application()
    app.router.add_post("/bot{token}/sendMessage", answer)
    app.router.add_post("/bot{token}/deleteMessages", large)
    app.router.add_post("/bot{token}/sendLocation", broken)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    channel = TelegramChannel(TOKEN, public=True, api=f"http://127.0.0.1:{runner.addresses[0][1]}/")
    try:
        assert [(await channel.send(scene.person("x"))).ids for _ in range(3)] == [("5",), ("6",), ()]
        with pytest.raises(Uncertain):
            await channel.send(scene.person(location=Location(1, 2)))
        for act, expected in ((Act.EDIT, Unreachable), (Act.DELETE, Refused)):  # pages of a gateway: 404, 413
            with pytest.raises(expected):
                await channel.send(scene.person("x", act=act, target_ids=("1",)))
    finally:
        await channel.close()
        await runner.cleanup()


async def test_cancelling_a_send_stays_a_cancellation(scene: Scene) -> None:
    scene.sim.fail_next("sendMessage", kind="timeout")
    task = asyncio.ensure_future(scene.channel.send(scene.person("x")))
    await scene.sim.wait_for(lambda: scene.sim.calls_of("sendMessage"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_429_without_a_figure_is_still_slow_down(scene: Scene) -> None:
    scene.sim.fail_next("sendMessage", kind="429", retry_after=0)
    with pytest.raises(SlowDown) as raised:
        await scene.channel.send(scene.person("x"))
    assert raised.value.seconds > 0
