"""Any message, any size, any kind, any order, twice, forged: stored, answered or handed over."""

import json
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.model import RawEvent, talk_lane
from simulator.demo import populate
from tests.house.conftest import TOKEN, eventually, running, settings_for

SECRET = "a-secret-of-the-webhook"


async def problems(house):
    return (await house.app.store.audit(datetime.now(UTC))).problems


async def answered_or_handed_over(house, person, before=0):
    await house.until(lambda: len(house.said(person)) > before)
    assert house.said(person)[-1].text
    assert await problems(house) == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("🙏🙏🙏", id="emoji"),
        pytest.param("\u200b\u200f\u202e\u2066", id="marks"),
        pytest.param("<b>hi</b><script>alert(1)</script>", id="html"),
        pytest.param("*_[x](y)`~", id="markdown"),
        pytest.param("ا" * 4_000, id="right to left"),
        pytest.param("/unknown thing", id="command"),
        pytest.param(".", id="dot"),
    ],
)
async def test_odd_texts_are_answered_or_handed_over(house, text):
    moussa = house.person("Moussa")
    house.sim.say(moussa, house.bot, text)
    await answered_or_handed_over(house, moussa)


async def test_a_hundred_kilobytes_are_taken(house):
    moussa = house.person("Moussa")
    house.sim.say(moussa, house.bot, "j'ai une longue histoire à raconter " * 2_800)
    await answered_or_handed_over(house, moussa)
    written = len([m for m in house.sim.chat(moussa, house.bot) if m.author == moussa.id])
    assert written > 20  # telephones cut a text that is too long into messages

    async def all_there():
        return (await house.app.store.audit(datetime.now(UTC))).counts["messages"] == written

    await eventually(all_there)


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video", "video_note", "animation", "audio", "sticker"])
async def test_every_kind_of_media_is_answered_or_handed_over(house, kind):
    moussa = house.person("Moussa")
    getattr(house.sim, f"send_{kind}")(moussa, house.bot)
    await answered_or_handed_over(house, moussa)


async def test_an_album_reaches_staff_as_one(house):
    moussa = house.person("Moussa")
    house.sim.send_album(moussa, house.bot, [("photo", None), ("photo", None), ("photo", None)], caption="mes papiers")
    topic = await house.topic()
    await house.until(lambda: sum("photo" in m.raw for m in house.in_topic(topic)) == 3)
    assert len(house.sim.topics(house.group)) == 1
    assert len({m.raw.get("media_group_id") for m in house.in_topic(topic) if "photo" in m.raw}) == 1


async def test_a_contact_and_a_location_far_away_are_taken(house):
    moussa = house.person("Moussa")
    house.sim.send_contact(moussa, house.bot)
    await answered_or_handed_over(house, moussa)
    before = len(house.said(moussa))
    house.sim.send_location(moussa, house.bot, -77.85, 166.67)
    await house.topic()
    assert await problems(house) == ()
    assert len(house.said(moussa)) >= before


async def test_names_full_of_markup_break_nothing(house):
    odd = house.sim.add_user('<b>"&</b> \u202e', language_code="fr")
    house.sim.say(odd, house.bot, "je veux parler à quelqu'un")
    await answered_or_handed_over(house, odd)
    topic = await house.topic()
    assert "&" not in topic.name


async def test_the_same_update_twice_and_out_of_order_is_handled_once(house):
    payloads = {}
    for number in (12, 11, 12, 11):
        payloads[number] = json.dumps(
            {
                "update_id": number,
                "message": {
                    "message_id": number, "date": 1_790_000_000, "text": f"je veux parler à quelqu'un {number}",
                    "chat": {"id": 77, "type": "private", "first_name": "X"},
                    "from": {"id": 77, "is_bot": False, "first_name": "X", "language_code": "fr"},
                },
            }
        )  # fmt: skip
        lane = talk_lane("telegram", str(house.bot.id), "77")
        await house.app.receive([RawEvent("telegram", str(house.bot.id), str(number), payloads[number], lane)])

    async def both():
        return (await house.app.store.audit(datetime.now(UTC))).counts["messages"] == 2

    await eventually(both)


async def test_an_event_that_nobody_can_read_is_kept_with_its_reason(house):
    lane = talk_lane("telegram", str(house.bot.id), "78")
    await house.app.receive([RawEvent("telegram", str(house.bot.id), "900", '{"half": ', lane)])
    await eventually(lambda: problems(house))
    (problem,) = await problems(house)
    assert "unreadable" in problem


async def test_an_old_button_still_gets_an_answer(house):
    moussa = house.person("Moussa")
    answer = await house.ask(moussa, "toilettes à paris 18e")
    await house.ask(moussa, "bonjour")
    before = len(house.said(moussa))
    house.sim.press(moussa, answer, "9z:from:another:age")
    await house.until(lambda: len(house.said(moussa)) > before)


async def test_a_staff_message_in_general_reaches_nobody(house):
    moussa, camille = house.person("Moussa"), house.world.staff[0]
    await house.ask(moussa, "je veux parler à quelqu'un")
    await house.topic()
    before = len(house.said(moussa))
    house.sim.say_in(house.group, camille, "qui prend Moussa ?")
    house.sim.say_in(house.group, camille, "/help")
    await house.until(lambda: any("/close" in m.text for m in house.general()))
    assert len(house.said(moussa)) == before


async def test_staff_commands_of_a_person_in_private_do_nothing_to_others(house):
    moussa, john = house.person("Moussa"), house.person("John")
    await house.ask(moussa, "je veux parler à quelqu'un")
    topic = await house.topic()
    await house.ask(john, "/close")
    house.sim.say(john, house.bot, "/bot")
    await house.topic(1)
    assert not topic.closed
    talk = await house.app.store.conversation(talk_lane("telegram", str(house.bot.id), str(moussa.id)))
    assert talk.owner == "waiting"


async def test_a_webhook_with_a_wrong_secret_is_refused_and_a_right_one_works(sim, tmp_path, unused_tcp_port):
    world = populate(sim, TOKEN)
    url = f"http://127.0.0.1:{unused_tcp_port}"
    settings = settings_for(sim, world, tmp_path, port=unused_tcp_port, public_url=url, telegram_webhook_secret=SECRET)
    async with running(sim, world, settings) as house:
        person = house.person("Moussa")
        answer = await house.ask(person, "toilettes à paris 18e")
        assert "🚻" in answer.text or "18" in answer.text
        body = {"update_id": 1, "message": {"text": "forged"}}
        path = f"{url}/telegram/{house.bot.id}"
        async with aiohttp.ClientSession() as session:
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
                async with session.post(path, json=body, headers=headers) as refused:
                    assert refused.status == 403
        counts = (await house.app.store.audit(datetime.now(UTC))).counts
        assert counts["messages"] == 1
