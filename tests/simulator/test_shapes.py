"""Every object that the server gives has the required fields, only known ones, of the right types."""

import json
from typing import Any

import pytest

from simulator.samples import png, sample
from simulator.server import METHODS
from tests.shared import reference
from tests.simulator.client import Api, Scene
from tests.simulator.shapes import Shapes

REPLY = {
    "inline_keyboard": [[{"text": "Oui", "callback_data": "yes"}, {"text": "Carte", "url": "https://example.org"}]]
}


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    return Shapes.load(reference("data/specs/telegram/api.json"))


def test_every_method_is_an_official_one(shapes: Shapes) -> None:
    assert [name for name in METHODS if name not in shapes.methods] == []
    assert len(METHODS) > 55


def test_the_checker_sees_what_is_wrong(shapes: Shapes) -> None:
    user = {"id": 1, "is_bot": False, "first_name": "A"}
    assert shapes.faults("User", user) == []
    assert shapes.faults("User", {**user, "age": 3}) == ["User.age: unknown field"]
    assert shapes.faults("User", {"id": "1", "is_bot": False, "first_name": "A"}) == ["User.id: '1' is no Integer"]
    assert shapes.faults("User", {"id": True, "is_bot": False, "first_name": "A"}) == ["User.id: True is no Integer"]
    assert shapes.faults("User", {"id": 1, "first_name": "A"}) == ["User.is_bot: missing"]


def everyone_acts(scene: Scene) -> None:
    """Make one of every update that people and staff can cause."""
    sim, bot, amina, camille, group = scene.sim, scene.bot, scene.amina, scene.camille, scene.group
    text = sim.say(amina, bot, "Bonjour /help @relais_bot https://x.org a@b.fr +33 6 12 34 56 78 #faim")
    sim.say(amina, bot, "encore", reply_to=text)
    sim.edit(amina, text, "Bonsoir")
    for kind in ("photo", "document", "voice", "video", "video_note", "animation", "audio", "sticker"):
        sim.send_media(amina, bot, kind, caption="x" if kind not in ("video_note", "sticker") else None)
    sim.send_album(amina, bot, [("photo", None), ("video", None)], caption="deux")
    live = sim.send_location(amina, bot, 48.88, 2.35, live_period=600)
    sim.move_location(amina, live, 48.9, 2.36)
    sim.send_contact(amina, bot)
    sim.send_contact(amina, bot, "+33611111111", "Mère")
    sim.react(amina, text, "👍")
    sim.react(amina, text, None)
    topic = sim.create_topic(group, camille, "À la main", "💬")
    said = sim.say_in(group, camille, "dans le sujet", topic)
    sim.say_in(group, camille, "réponse", topic, reply_to=said)
    general = sim.say_in(group, camille, "en général")
    sim.say_in(group, scene.karim, "fil", reply_to=general)
    sim.say_in(group, camille, "anonyme", topic, anonymous=True)
    sim.send_photo(camille, group, thread=topic, caption="photo")
    sim.close_topic(group, topic, camille)
    sim.reopen_topic(group, topic, camille)
    sim.react(camille, said, "🔥")
    newcomer = sim.add_user("Nour")
    sim.join(group, newcomer, announce=True)
    sim.leave(group, newcomer)
    sim.block(amina, bot)
    sim.unblock(amina, bot)


async def test_updates(scene: Scene, shapes: Shapes) -> None:
    kinds = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]
    await scene.api("getUpdates", allowed_updates=kinds)
    sent = await scene.api("sendMessage", chat_id=scene.amina.id, text="Oui ?", reply_markup=REPLY)
    message = scene.sim.private_chat(scene.amina, scene.bot).messages[sent["message_id"]]
    scene.sim.press(scene.amina, message)
    scene.sim.delete_message(scene.amina, message)
    scene.sim.press(scene.amina, message, "old")
    everyone_acts(scene)
    updates = await scene.api.updates(offset=1)
    seen = {name for update in updates for name in update} - {"update_id"}
    assert seen == set(kinds)
    assert [fault for update in updates for fault in shapes.faults("Update", update)] == []


async def media(api: Api, chat_id: int) -> dict[str, dict[str, Any]]:
    """Send every kind of media by upload and again by its file_id."""
    sent: dict[str, dict[str, Any]] = {}
    kinds = ("Photo", "Document", "Video", "Voice", "Audio", "Animation", "VideoNote", "Sticker")
    for name in kinds:
        field = "video_note" if name == "VideoNote" else name.lower()
        upload = sample(field)
        files = {field: (upload.name or "f", upload.data, upload.mime or "")}
        first = await api.upload(f"send{name}", files, chat_id=chat_id)
        value = first[field][-1] if field == "photo" else first[field]
        sent[field] = await api(f"send{name}", chat_id=chat_id, **{field: value["file_id"]})
        await api("getFile", file_id=value["file_id"])
    return sent


async def bot_speaks(scene: Scene) -> None:
    """Call the sending and editing methods once each."""
    api, amina = scene.api, scene.amina.id
    sent = await api("sendMessage", chat_id=amina, text="<b>a</b>", parse_mode="HTML", reply_markup=REPLY)
    number = sent["message_id"]
    await api("sendMessage", chat_id=amina, text="r", reply_parameters={"message_id": number, "quote": "a"})
    await api("editMessageText", chat_id=amina, message_id=number, text="b", link_preview_options={"is_disabled": True})
    await api("editMessageReplyMarkup", chat_id=amina, message_id=number, reply_markup=REPLY)
    await api("sendLocation", chat_id=amina, latitude=48.1, longitude=2.1, live_period=900)
    await api("sendVenue", chat_id=amina, latitude=48.1, longitude=2.1, title="Bains", address="1 rue Petitot")
    await api("sendContact", chat_id=amina, phone_number="+33", first_name="Relais")
    await api("sendChatAction", chat_id=amina, action="typing")
    sent_media = await media(api, amina)
    photo = sent_media["photo"]
    await api("editMessageCaption", chat_id=amina, message_id=photo["message_id"], caption="vue")
    document = sent_media["document"]["document"]["file_id"]
    await api(
        "editMessageMedia",
        chat_id=amina,
        message_id=photo["message_id"],
        media={"type": "document", "media": document},
    )
    album = json.dumps([{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b"}])
    files = {"a": ("a.png", png(), "image/png"), "b": ("b.png", png(40, 30), "image/png")}
    await api.upload("sendMediaGroup", files, chat_id=amina, media=album)
    await api("copyMessage", chat_id=scene.group.id, from_chat_id=amina, message_id=number)
    await api("copyMessages", chat_id=scene.group.id, from_chat_id=amina, message_ids=[number, number + 1])
    await api("forwardMessage", chat_id=scene.group.id, from_chat_id=amina, message_id=number)
    await api("forwardMessages", chat_id=scene.group.id, from_chat_id=amina, message_ids=[1, number])
    await api("setMessageReaction", chat_id=amina, message_id=1, reaction=[{"type": "emoji", "emoji": "👀"}])
    await api("pinChatMessage", chat_id=amina, message_id=number)
    await api("getChat", chat_id=amina)
    await api("unpinChatMessage", chat_id=amina)
    await api("deleteMessage", chat_id=amina, message_id=number)
    await api("deleteMessages", chat_id=amina, message_ids=[number + 1, 9999])


async def bot_works(scene: Scene) -> None:
    """Call the methods about groups, topics and the bot itself."""
    api, group = scene.api, scene.group.id
    thread = await scene.topic()
    icon = (await api("getForumTopicIconStickers"))[0]["custom_emoji_id"]
    await api("createForumTopic", chat_id=group, name="Deux", icon_color=16766590, icon_custom_emoji_id=icon)
    await api("sendMessage", chat_id=group, message_thread_id=thread, text="carte")
    await api("editForumTopic", chat_id=group, message_thread_id=thread, name="Héron 43", icon_custom_emoji_id=icon)
    await api("closeForumTopic", chat_id=group, message_thread_id=thread)
    await api("reopenForumTopic", chat_id=group, message_thread_id=thread)
    await api("unpinAllForumTopicMessages", chat_id=group, message_thread_id=thread)
    await api("deleteForumTopic", chat_id=group, message_thread_id=thread)
    await api("getMe")
    await api("getChat", chat_id=group)
    for user in (scene.bot.id, scene.camille.id, scene.amina.id):
        await api("getChatMember", chat_id=group, user_id=user)
    await api("getChatAdministrators", chat_id=group)
    await api("getChatMemberCount", chat_id=group)
    await api("getUserProfilePhotos", user_id=scene.amina.id)
    commands = [{"command": "help", "description": "Aide"}]
    await api("setMyCommands", commands=commands, language_code="fr", scope={"type": "chat", "chat_id": group})
    assert await api("getMyCommands", language_code="fr", scope={"type": "chat", "chat_id": group}) == commands
    await api("deleteMyCommands", language_code="fr", scope={"type": "chat", "chat_id": group})
    for name, field in (("Name", "name"), ("Description", "description"), ("ShortDescription", "short_description")):
        await api(f"setMy{name}", **{field: "Relais"}, language_code="fr")
        assert await api(f"getMy{name}", language_code="fr") == {field: "Relais"}
    await api("getWebhookInfo")
    await api("setWebhook", url="http://127.0.0.1:9/hook", allowed_updates=["message"])
    await api("getWebhookInfo")
    await api("deleteWebhook", drop_pending_updates=True)
    await api("leaveChat", chat_id=group)


async def test_results(scene: Scene, shapes: Shapes) -> None:
    await bot_speaks(scene)
    await bot_works(scene)
    assert [fault for method, value in scene.api.seen for fault in shapes.result_faults(method, value)] == []
    updates = await scene.api.updates()
    assert [fault for update in updates for fault in shapes.faults("Update", update)] == []
