"""``/sim/…``: the same hands over HTTP, the stream, and who may not reach in."""

import asyncio
import json
import sys
from typing import Any

import aiohttp
import pytest

from simulator import Simulator
from simulator.demo import populate
from simulator.samples import png
from tests.simulator.client import Scene, event_set


async def act(scene: Scene, action: str, **values: Any) -> Any:
    async with scene.api.session.post(f"{scene.sim.url}/sim/{action}", json=values) as answer:
        body = await answer.json()
        assert answer.status == 200, body
        return body["result"]


async def get(scene: Scene, path: str) -> Any:
    async with scene.api.session.get(f"{scene.sim.url}/sim/{path}") as answer:
        assert answer.status == 200
        return await answer.json()


async def test_a_conversation_over_http(scene: Scene) -> None:
    person = await act(scene, "add_user", name="Nour", language_code="ar")
    said = await act(scene, "say", user=person["id"], text="bonjour")
    await act(scene, "edit", user=person["id"], message=said["id"], text="bonsoir")
    keys = {"inline_keyboard": [[{"text": "Oui", "callback_data": "yes"}]]}
    sent = await scene.api("sendMessage", chat_id=person["id"], text="?", reply_markup=keys)
    await act(scene, "press", user=person["id"], message=sent["message_id"], data="yes")
    await act(scene, "react", user=person["id"], message=sent["message_id"], emoji="👍")
    await act(scene, "location", user=person["id"], latitude=48.88, longitude=2.35)
    await act(scene, "contact", user=person["id"])
    await act(scene, "album", user=person["id"])
    chat = await get(scene, f"chat?user={person['id']}")
    assert [message["text"] for message in chat["messages"][:2]] == ["bonsoir", "?"]
    assert chat["messages"][1]["reactions"] == [{"by": person["id"], "emoji": "👍"}]
    assert len(await scene.api("getUpdates")) == 7
    await act(scene, "block", user=person["id"])
    assert (await get(scene, f"chat?user={person['id']}"))["blocked"] is True
    await act(scene, "unblock", user=person["id"])


async def test_the_group_over_http(scene: Scene) -> None:
    group, camille = scene.group.id, scene.camille.id
    topics = await act(scene, "create_topic", group=group, user=camille, name="Sujet", icon="💬")
    thread = topics[0]["id"]
    said = await act(scene, "say", user=camille, group=group, thread=thread, text="un")
    await act(scene, "say", user=camille, group=group, text="deux", reply_to=said["id"])
    await act(scene, "close_topic", group=group, thread=thread)
    assert (await get(scene, f"topics?group={group}"))["topics"][0]["closed"] is True
    texts = [message["text"] for message in (await get(scene, f"topic?group={group}&thread={thread}"))["messages"]]
    assert texts == ["", "un", "deux", ""]
    await act(scene, "reopen_topic", group=group, thread=thread)
    await act(scene, "delete_topic", group=group, thread=thread)
    await act(scene, "set_forum", group=group, on=False)
    await act(scene, "set_rights", group=group, admin=False)
    await act(scene, "fail_next", method="getMe", kind="500")
    async with scene.api.session.get(f"{scene.sim.url}/bot{scene.bot.token}/getMe") as answer:
        assert answer.status == 500
    calls = (await get(scene, "calls?method=getMe"))["calls"]
    assert calls[-1]["error"] == "500 Internal Server Error"


async def test_a_picture_by_form_is_shown_again(scene: Scene) -> None:
    form = aiohttp.FormData({"user": str(scene.amina.id), "kind": "photo"})
    form.add_field("file", png(30, 20), filename="x.png", content_type="image/png")
    async with scene.api.session.post(f"{scene.sim.url}/sim/send", data=form) as answer:
        view = (await answer.json())["result"]
    async with scene.api.session.get(scene.sim.url + view["media"]["url"]) as answer:
        assert (await answer.read(), answer.content_type) == (png(30, 20), "image/png")


async def test_active_content_is_never_shown_by_the_page_server(scene: Scene) -> None:
    form = aiohttp.FormData({"user": str(scene.amina.id), "kind": "document"})
    form.add_field("file", b"<script>alert(1)</script>", filename="x.html", content_type="text/html")
    async with scene.api.session.post(f"{scene.sim.url}/sim/send", data=form) as answer:
        view = (await answer.json())["result"]
    async with scene.api.session.get(scene.sim.url + view["media"]["url"]) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}])
async def test_other_web_sites_cannot_reach_in(scene: Scene, headers: dict[str, str]) -> None:
    url = f"{scene.sim.url}/sim/say"
    async with scene.api.session.post(url, json={"user": scene.amina.id, "text": "x"}, headers=headers) as answer:
        assert answer.status == 403
    async with scene.api.session.get(f"{scene.sim.url}/sim/state", headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    ("path", "values", "status"),
    [
        ("say", {"user": 1, "text": "x"}, 400),
        ("say", {"text": "x"}, 400),
        ("press", {"user": "amina", "message": 99}, 400),
        ("set_forum", {"group": 5}, 400),
        ("nothing", {}, 404),
    ],
)
async def test_wrong_requests_get_a_sentence(scene: Scene, path: str, values: Any, status: int) -> None:
    async with scene.api.session.post(f"{scene.sim.url}/sim/{path}", json=values) as answer:
        assert answer.status == status
        assert (await answer.json())["error"]


async def test_the_stream_starts_with_everything_and_goes_on(scene: Scene) -> None:
    async with scene.api.session.get(f"{scene.sim.url}/sim/events") as stream:

        async def event() -> dict[str, Any]:
            while True:
                line = await asyncio.wait_for(stream.content.readline(), 5)
                if line.startswith(b"data: "):
                    found: dict[str, Any] = json.loads(line[6:])
                    return found

        first = await event()
        assert first["type"] == "state"
        assert first["state"]["groups"][0]["title"] == "Équipe"
        scene.sim.say(scene.amina, scene.bot, "coucou")
        assert (await event())["message"]["text"] == "coucou"
        await scene.api("sendChatAction", chat_id=scene.amina.id, action="typing")
        assert (await event())["type"] == "typing"
        scene.sim.add_user("Nouveau")
        assert (await event())["type"] == "state"
        done = asyncio.Event()
        asyncio.get_running_loop().create_task(scene.sim.stop()).add_done_callback(lambda _: done.set())
        await event_set(done)


async def test_the_page_has_no_holes(scene: Scene) -> None:
    async with scene.api.session.get(scene.sim.url) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "<title>Relais</title>" in await answer.text()
    for name in ("..%2fstate.py", "state.py", "nothing.js"):
        async with scene.api.session.get(f"{scene.sim.url}/page/{name}") as answer:
            assert answer.status == 404


async def test_the_demo_world_is_ready() -> None:
    sim = Simulator()
    world = populate(sim, "123456:demo")
    assert [user.language_code for user in world.people] == ["ar", "fr", "en", "es"]
    assert [member.who.name for member in world.group.members.values()][1:] == ["Camille Martin", "Karim Benali"]


async def test_on_its_own() -> None:
    command = (sys.executable, "-m", "simulator", "--port", "0", "--limits", "real")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    url = line.split()[4]
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot123456:simulator/getMe") as answer:
        assert (await answer.json())["ok"] is True
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0
