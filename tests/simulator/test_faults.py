"""Faults on demand, and the log of calls."""

import asyncio

import aiohttp
import pytest

from simulator import Simulator, SimulatorError
from tests.simulator.client import Scene, refused


async def test_errors_on_demand(scene: Scene) -> None:
    chat = scene.amina.id
    scene.sim.fail_next("sendMessage", kind="429", retry_after=7)
    error = await refused(scene.api("sendMessage", chat_id=chat, text="x"))
    assert (error.code, error.parameters) == (429, {"retry_after": 7})
    scene.sim.fail_next("sendMessage", kind="500", times=2)
    assert (await refused(scene.api("sendMessage", chat_id=chat, text="x"))).code == 500
    assert (await refused(scene.api("sendMessage", chat_id=chat, text="x"))).code == 500
    scene.sim.fail_next("*", kind="400:message thread not found")
    error = await refused(scene.api("getMe"))
    assert error.description == "Bad Request: message thread not found"
    scene.sim.fail_next("sendMessage", kind="403:user is deactivated")
    assert (await refused(scene.api("sendMessage", chat_id=chat, text="x"))).description == (
        "Forbidden: user is deactivated"
    )
    assert (await scene.api("sendMessage", chat_id=chat, text="x"))["text"] == "x"
    with pytest.raises(SimulatorError):
        scene.sim.fail_next(kind="flood")


async def test_a_fault_waits_for_its_chat_and_method(scene: Scene) -> None:
    scene.sim.fail_next("sendMessage", chat_id=scene.group.id, kind="500")
    await scene.api("sendMessage", chat_id=scene.amina.id, text="x")
    await scene.api("sendChatAction", chat_id=scene.group.id, action="typing")
    assert (await refused(scene.api("sendMessage", chat_id=scene.group.id, text="x"))).code == 500


async def test_a_proxy_page_is_no_json(scene: Scene) -> None:
    scene.sim.fail_next("getMe", kind="502")
    async with scene.api.session.get(f"{scene.sim.url}/bot{scene.bot.token}/getMe") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")


@pytest.mark.parametrize(("kind", "sent"), [("cut_before", 1), ("cut_after", 2)])
async def test_cut_connections(scene: Scene, kind: str, sent: int) -> None:
    scene.sim.fail_next("sendMessage", kind=kind)
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await scene.api("sendMessage", chat_id=scene.amina.id, text="x")
    assert len(scene.sim.chat(scene.amina, scene.bot)) == sent


async def test_no_answer_until_the_client_gives_up(scene: Scene) -> None:
    scene.sim.fail_next("getMe", kind="timeout")
    waiting = asyncio.ensure_future(scene.api("getMe"))
    await scene.sim.wait_for(lambda: scene.sim.calls_of("getMe"))
    assert not waiting.done()
    waiting.cancel()
    await scene.api("getMe")


async def test_stopping_ends_everything_that_waits(scene: Scene) -> None:
    scene.sim.fail_next("sendMessage", kind="timeout")
    hanging = asyncio.ensure_future(scene.api("sendMessage", chat_id=scene.amina.id, text="x"))
    polling = asyncio.ensure_future(scene.api("getUpdates", timeout=50))
    await scene.sim.wait_for(lambda: scene.sim.calls_of("sendMessage"))
    await asyncio.wait_for(scene.sim.stop(), 5)
    results = await asyncio.wait_for(asyncio.gather(hanging, polling, return_exceptions=True), 5)
    assert all(isinstance(found, aiohttp.ClientError | list) for found in results)


async def test_calls_are_kept(scene: Scene) -> None:
    await scene.api("sendMessage", chat_id=scene.amina.id, text="a")
    await refused(scene.api("sendMessage", chat_id=1, text="b"))
    good, bad = scene.sim.calls_of("sendMessage")
    assert (good.ok, good.params["text"], good.result["text"]) == (True, "a", "a")
    assert (bad.ok, bad.error) == (False, "400 Bad Request: chat not found")
    assert good.at == scene.sim.world.clock()


async def test_only_loopback() -> None:
    with pytest.raises(SimulatorError):
        await Simulator().start(host="0.0.0.0")  # noqa: S104 - what must be refused


async def test_waiting_for_a_condition_ends(scene: Scene) -> None:
    with pytest.raises(TimeoutError):
        await scene.sim.wait_for(lambda: False, 0.01)
