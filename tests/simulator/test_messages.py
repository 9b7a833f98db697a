"""Sending, quoting, editing, deleting, copying; the errors in Telegram's words."""

from typing import Any

import pytest

from simulator import SimulatorError
from tests.simulator.client import Clock, Scene, refused


def button(data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}


async def error(scene: Scene, method: str, **params: Any) -> str:
    found = await refused(scene.api(method, **{"chat_id": scene.amina.id, **params}))
    return f"{found.code} {found.description}"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": " \n "}, "400 Bad Request: message text is empty"),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "400 Bad Request: message is too long"),
        ({"text": "x", "chat_id": 42}, "400 Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "400 Bad Request: chat not found"),
        ({"text": "x", "chat_id": ""}, "400 Bad Request: chat_id is empty"),
        ({"text": "x", "reply_markup": button("x" * 65)}, "400 Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": button("é" * 33)}, "400 Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a\ud800"}, "400 Bad Request: strings must be encoded in UTF-8"),
        (
            {"text": "x", "reply_parameters": {"message_id": "one"}},
            "400 Bad Request: can't parse reply parameters JSON object",
        ),
        ({"text": "x", "reply_markup": [1]}, "400 Bad Request: object expected as reply markup"),
        ({"text": "x", "reply_markup": "{"}, "400 Bad Request: can't parse reply_markup JSON object"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [{"text": "x"}]}},
            "400 Bad Request: can't parse inline keyboard: expected an Array of Array of buttons",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "400 Bad Request: message to be replied not found"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "1. x", "parse_mode": "MarkdownV2"},
            "400 Bad Request: can't parse entities: Character '.' is reserved and must be escaped "
            "with the preceding '\\'",
        ),
    ],
)
async def test_refused_texts(scene: Scene, params: dict[str, Any], expected: str) -> None:
    assert await error(scene, "sendMessage", **params) == expected


async def test_the_longest_text_is_counted_after_parsing(scene: Scene) -> None:
    sent = await scene.api("sendMessage", chat_id=scene.amina.id, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(sent["text"]) == 4096
    assert (await scene.api("sendMessage", chat_id=scene.amina.id, text="x", reply_markup=button("x" * 64)))["text"]


async def test_who_may_be_written_to(scene: Scene) -> None:
    stranger = scene.sim.add_user("Stranger")
    assert await error(scene, "sendMessage", chat_id=stranger.id, text="x") == (
        "403 Forbidden: bot can't initiate conversation with a user"
    )
    scene.sim.block(scene.amina, scene.bot)
    assert await error(scene, "sendMessage", text="x") == "403 Forbidden: bot was blocked by the user"
    change = (await scene.api.updates())[-1]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    with pytest.raises(SimulatorError):
        scene.sim.say(scene.amina, scene.bot, "I cannot")
    scene.sim.unblock(scene.amina, scene.bot)
    assert (await scene.api("sendMessage", chat_id=scene.amina.id, text="x"))["text"] == "x"
    scene.sim.leave(scene.group, scene.bot, kicked=True)
    assert await error(scene, "sendMessage", chat_id=scene.group.id, text="x") == (
        "403 Forbidden: bot was kicked from the supergroup chat"
    )


async def test_tokens_and_methods(scene: Scene) -> None:
    async with scene.api.session.get(f"{scene.sim.url}/bot999999:wrong/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    assert await error(scene, "sendDice") == "404 Not Found: method not found"
    async with scene.api.session.get(f"{scene.sim.url}/bot{scene.bot.token}/getme") as answer:
        assert (await answer.json())["result"]["username"] == "relais_bot"


async def test_parameters_come_in_every_form(scene: Scene) -> None:
    url, chat = f"{scene.sim.url}/bot{scene.bot.token}/sendMessage", str(scene.amina.id)
    async with scene.api.session.get(url, params={"chat_id": chat, "text": "query"}) as answer:
        assert (await answer.json())["result"]["text"] == "query"
    async with scene.api.session.post(url, data={"chat_id": chat, "text": "form"}) as answer:
        assert (await answer.json())["result"]["text"] == "form"
    async with scene.api.session.post(url, data=b"{half", headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400


async def test_a_quote_survives_or_is_waived(scene: Scene) -> None:
    asked = scene.sim.say(scene.amina, scene.bot, "où ?")
    chat = scene.amina.id
    answer = await scene.api("sendMessage", chat_id=chat, text="ici", reply_parameters={"message_id": asked.id})
    assert answer["reply_to_message"]["text"] == "où ?"
    lenient = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await scene.api("sendMessage", chat_id=chat, text="x", reply_parameters=lenient)
    again = scene.sim.say(scene.amina, scene.bot, "merci", reply_to=answer["message_id"])
    assert again.reply_to == answer["message_id"]
    assert "reply_to_message" not in again.raw["reply_to_message"]


async def test_edits(scene: Scene) -> None:
    sent = await scene.api("sendMessage", chat_id=scene.amina.id, text="un", reply_markup=button("a"))
    number = sent["message_id"]
    changed = await scene.api("editMessageText", chat_id=scene.amina.id, message_id=number, text="deux")
    assert changed["text"] == "deux"
    assert "reply_markup" not in changed
    assert "edit_date" in changed
    same = await error(scene, "editMessageText", message_id=number, text="deux")
    assert same.startswith("400 Bad Request: message is not modified")
    assert await error(scene, "editMessageText", message_id=999, text="x") == (
        "400 Bad Request: message to edit not found"
    )
    theirs = scene.sim.say(scene.amina, scene.bot, "mine")
    assert await error(scene, "editMessageText", message_id=theirs.id, text="x") == (
        "400 Bad Request: message can't be edited"
    )
    marked = await scene.api(
        "editMessageReplyMarkup", chat_id=scene.amina.id, message_id=number, reply_markup=button("b")
    )
    assert marked["reply_markup"] == button("b")


async def test_deleting(scene: Scene, clock: Clock) -> None:
    theirs = scene.sim.say(scene.amina, scene.bot, "mine")
    assert await scene.api("deleteMessage", chat_id=scene.amina.id, message_id=theirs.id) is True
    assert theirs.deleted
    assert await error(scene, "deleteMessage", message_id=theirs.id) == "400 Bad Request: message to delete not found"
    old = scene.sim.say(scene.amina, scene.bot, "old")
    clock.forward(48 * 3600)
    assert "can't be deleted" in await error(scene, "deleteMessage", message_id=old.id)
    assert await error(scene, "deleteMessages", message_ids=[3, 2]) == (
        "400 Bad Request: message identifiers must be in a strictly increasing order"
    )


async def test_a_copy_hides_the_author_and_a_forward_shows_it(scene: Scene) -> None:
    said = scene.sim.say(scene.amina, scene.bot, "à moi")
    copy = await scene.api("copyMessage", chat_id=scene.group.id, from_chat_id=scene.amina.id, message_id=said.id)
    assert set(copy) == {"message_id"}
    raw = scene.group.messages[copy["message_id"]].raw
    assert (raw["text"], raw["from"]["id"], "forward_origin" in raw) == ("à moi", scene.bot.id, False)
    forward = await scene.api("forwardMessage", chat_id=scene.group.id, from_chat_id=scene.amina.id, message_id=said.id)
    assert forward["forward_origin"]["sender_user"]["first_name"] == "Amina"
    missing = await error(scene, "copyMessage", from_chat_id=scene.amina.id, message_id=999)
    assert missing == "400 Bad Request: message to copy not found"


async def test_a_keyboard_stays_until_it_is_removed(scene: Scene) -> None:
    keyboard = {"keyboard": [[{"text": "Position", "request_location": True}], ["Paris"]], "resize_keyboard": True}
    sent = await scene.api("sendMessage", chat_id=scene.amina.id, text="où ?", reply_markup=keyboard)
    assert "reply_markup" not in sent
    shown = scene.sim.private_chat(scene.amina, scene.bot).keyboard
    assert shown is not None
    assert shown["keyboard"][1] == [{"text": "Paris"}]
    await scene.api("sendMessage", chat_id=scene.amina.id, text="ok", reply_markup={"remove_keyboard": True})
    assert scene.sim.private_chat(scene.amina, scene.bot).keyboard is None


@pytest.mark.parametrize("emoji", ["👀", "👍", "💔", "❤️", "🤷‍♂️"])
async def test_reactions_of_the_list(scene: Scene, emoji: str) -> None:
    said = scene.sim.say(scene.amina, scene.bot, "x")
    react = {"chat_id": scene.amina.id, "message_id": said.id}
    await scene.api("setMessageReaction", **react, reaction=[{"type": "emoji", "emoji": emoji}])
    assert said.reactions == {scene.bot.id: emoji}
    await scene.api("setMessageReaction", **react, reaction=[])
    assert said.reactions == {}


@pytest.mark.parametrize("emoji", ["✅", "⚠", "x", ""])
async def test_reactions_off_the_list(scene: Scene, emoji: str) -> None:
    reaction = [{"type": "emoji", "emoji": emoji}]
    assert await error(scene, "setMessageReaction", message_id=1, reaction=reaction) == (
        "400 Bad Request: REACTION_INVALID"
    )


async def test_a_very_long_message_is_split_as_clients_do(scene: Scene) -> None:
    scene.sim.say(scene.amina, scene.bot, "x" * 100_000)
    updates = await scene.api.updates()
    assert [len(update["message"]["text"]) for update in updates] == [4096] * 24 + [100_000 - 24 * 4096]


async def test_pressed_buttons_are_answered_in_time_or_not_at_all(scene: Scene, clock: Clock) -> None:
    sent = await scene.api("sendMessage", chat_id=scene.amina.id, text="?", reply_markup=button("yes"))
    message = scene.sim.private_chat(scene.amina, scene.bot).messages[sent["message_id"]]
    press = scene.sim.press(scene.amina, message)
    query = (await scene.api("getUpdates"))[0]["callback_query"]
    assert (query["data"], query["message"]["text"], query["from"]["id"]) == ("yes", "?", scene.amina.id)
    await scene.api("answerCallbackQuery", callback_query_id=query["id"], text="noté", show_alert=True)
    assert (press.answered, press.text, press.alert) == (True, "noté", True)
    late = scene.sim.press(scene.amina, message)
    clock.forward(16)
    old = await refused(scene.api("answerCallbackQuery", callback_query_id=late.id))
    assert old.description == ("Bad Request: query is too old and response timeout expired or query ID is invalid")


async def test_a_button_of_a_deleted_message_brings_an_inaccessible_one(scene: Scene) -> None:
    sent = await scene.api("sendMessage", chat_id=scene.amina.id, text="?", reply_markup=button("yes"))
    message = scene.sim.private_chat(scene.amina, scene.bot).messages[sent["message_id"]]
    scene.sim.delete_message(scene.amina, message)
    scene.sim.press(scene.amina, message)
    query = (await scene.api("getUpdates"))[0]["callback_query"]
    assert query["message"] == {"chat": message.chat.raw, "message_id": message.id, "date": 0}
