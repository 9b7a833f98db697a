"""getUpdates: order, confirmation, life of updates, one reader."""

import asyncio

from tests.simulator.client import Clock, Scene, refused


async def test_updates_wait_until_they_are_confirmed(scene: Scene) -> None:
    for number in range(5):
        scene.sim.say(scene.amina, scene.bot, f"m{number}")
    first = await scene.api("getUpdates", limit=2)
    assert [update["message"]["text"] for update in first] == ["m0", "m1"]
    rest = await scene.api("getUpdates", offset=first[1]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["m2", "m3", "m4"]
    assert len(scene.bot.inbox.pending) == 3


async def test_a_negative_offset_keeps_the_last_ones(scene: Scene) -> None:
    for number in range(5):
        scene.sim.say(scene.amina, scene.bot, f"m{number}")
    last = await scene.api("getUpdates", offset=-2)
    assert [update["message"]["text"] for update in last] == ["m3", "m4"]


async def test_an_offset_far_beyond_the_end_confirms_nothing(scene: Scene) -> None:
    scene.sim.say(scene.amina, scene.bot, "stay")
    assert len(await scene.api("getUpdates", offset=scene.bot.inbox.next_id + 11)) == 1


async def test_the_same_offset_again_at_once_gets_one_update(scene: Scene) -> None:
    for number in range(3):
        scene.sim.say(scene.amina, scene.bot, f"m{number}")
    assert len(await scene.api("getUpdates", offset=1)) == 3
    assert len(await scene.api("getUpdates", offset=1)) == 1


async def test_long_polling_wakes_up_for_an_update(scene: Scene) -> None:
    waiting = asyncio.ensure_future(scene.api("getUpdates", timeout=30))
    await scene.api("getMe")
    scene.sim.say(scene.amina, scene.bot, "hello")
    found = await asyncio.wait_for(waiting, 5)
    assert found[0]["message"]["text"] == "hello"


async def test_a_second_reader_ends_the_first(scene: Scene) -> None:
    first = asyncio.ensure_future(refused(scene.api("getUpdates", timeout=30)))
    await scene.api("getMe")
    second = asyncio.ensure_future(scene.api("getUpdates", timeout=30, offset=2))
    error = await asyncio.wait_for(first, 5)
    assert (error.code, error.description[:34]) == (409, "Conflict: terminated by other getU")
    scene.sim.say(scene.amina, scene.bot, "for the second")
    assert len(await asyncio.wait_for(second, 5)) == 1


async def test_no_polling_while_a_webhook_is_set(scene: Scene) -> None:
    await scene.api("setWebhook", url="http://127.0.0.1:9/")
    error = await refused(scene.api("getUpdates"))
    assert error.code == 409
    assert "can't use getUpdates method while webhook is active" in error.description


async def test_messages_live_a_day_and_presses_150_seconds(scene: Scene, clock: Clock) -> None:
    sent = await scene.api(
        "sendMessage",
        chat_id=scene.amina.id,
        text="?",
        reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]},
    )
    message = scene.sim.private_chat(scene.amina, scene.bot).messages[sent["message_id"]]
    scene.sim.press(scene.amina, message)
    scene.sim.say(scene.amina, scene.bot, "still here")
    clock.forward(151)
    assert ["message" in update for update in await scene.api("getUpdates")] == [True]
    clock.forward(86_400)
    assert await scene.api("getUpdates", offset=1) == []


async def test_reactions_come_only_when_asked_for(scene: Scene) -> None:
    message = scene.sim.say(scene.amina, scene.bot, "hi")
    scene.sim.react(scene.amina, message, "👍")
    assert [list(update)[1] for update in await scene.api.updates(offset=1)] == ["message"]
    await scene.api("getUpdates", offset=3, allowed_updates=["message_reaction"])
    scene.sim.say(scene.amina, scene.bot, "not wanted now")
    scene.sim.react(scene.amina, message, "❤️")
    found = await scene.api("getUpdates", offset=4)
    assert found[0]["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "❤"}]
    assert found[0]["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert len(found) == 1


async def test_an_edit_is_an_update_only_when_something_changed(scene: Scene) -> None:
    message = scene.sim.say(scene.amina, scene.bot, "un")
    scene.sim.edit(scene.amina, message, "un")
    scene.sim.edit(scene.amina, message, "deux")
    found = await scene.api("getUpdates")
    assert [update.get("edited_message", update.get("message"))["text"] for update in found] == ["un", "deux"]
    assert "edit_date" in found[1]["edited_message"]


async def test_an_update_keeps_what_was_true_when_it_was_made(scene: Scene) -> None:
    message = scene.sim.say(scene.amina, scene.bot, "avant")
    scene.sim.edit(scene.amina, message, "après")
    assert (await scene.api("getUpdates"))[0]["message"]["text"] == "avant"


async def test_update_ids_go_on_rising_in_a_simulator_started_later(clock: Clock) -> None:
    from simulator import Simulator

    first = Simulator(clock=clock).add_bot("1234:a").inbox.next_id
    clock.forward(60)
    assert Simulator(clock=clock).add_bot("1234:a").inbox.next_id > first
