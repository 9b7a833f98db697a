"""Forum topics with all their traps, rights, migration."""

from typing import Any

import pytest

from simulator import BotRights, SimulatorError
from tests.simulator.client import Scene, refused


async def error(scene: Scene, method: str, **params: Any) -> str:
    return (await refused(scene.api(method, **{"chat_id": scene.group.id, **params}))).description


async def test_the_bot_gets_its_own_service_messages(scene: Scene) -> None:
    thread = await scene.topic("Héron 42")
    await scene.api("sendMessage", chat_id=scene.group.id, message_thread_id=thread, text="not an update")
    await scene.api("editForumTopic", chat_id=scene.group.id, message_thread_id=thread, name="Héron 43")
    await scene.api("closeForumTopic", chat_id=scene.group.id, message_thread_id=thread)
    await scene.api("reopenForumTopic", chat_id=scene.group.id, message_thread_id=thread)
    updates = [update["message"] for update in await scene.api.updates()]
    assert [set(message) & {"text"} for message in updates] == [set()] * 4
    assert updates[0]["forum_topic_created"]["name"] == "Héron 42"
    assert updates[1]["forum_topic_edited"] == {"name": "Héron 43"}
    assert updates[2]["forum_topic_closed"] == {}
    assert all(message["from"]["id"] == scene.bot.id for message in updates)


async def test_messages_in_a_topic_reply_to_its_first_message(scene: Scene) -> None:
    thread = await scene.topic()
    await scene.drain()
    scene.sim.say_in(scene.group, scene.camille, "bonjour", thread)
    message = (await scene.api("getUpdates"))[0]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (thread, True)
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Héron 42"
    assert scene.sim.topic(scene.group, thread)[-1].reply_to is None


async def test_general_has_no_thread_and_reply_threads_are_no_topics(scene: Scene) -> None:
    first = scene.sim.say_in(scene.group, scene.camille, "à tous")
    second = scene.sim.say_in(scene.group, scene.karim, "oui", reply_to=first)
    third = scene.sim.say_in(scene.group, scene.camille, "bien", reply_to=second)
    assert "message_thread_id" not in first.raw
    assert (second.raw["message_thread_id"], third.raw["message_thread_id"]) == (first.id, first.id)
    assert "is_topic_message" not in second.raw
    assert "message thread not found" in await error(scene, "sendMessage", text="x", message_thread_id=first.id)
    assert "message thread not found" in await error(scene, "sendMessage", text="x", message_thread_id=1)
    sent = await scene.api("sendMessage", chat_id=scene.group.id, text="General")
    assert "message_thread_id" not in sent


async def test_a_reply_goes_to_the_topic_of_what_it_answers(scene: Scene) -> None:
    thread = await scene.topic()
    said = scene.sim.say_in(scene.group, scene.camille, "?", thread)
    reply = {"message_id": said.id}
    sent = await scene.api("sendMessage", chat_id=scene.group.id, text="!", reply_parameters=reply)
    assert (sent["message_thread_id"], sent["reply_to_message"]["text"]) == (thread, "?")
    other = await scene.topic("autre")
    sent = await scene.api(
        "sendMessage", chat_id=scene.group.id, text="!", reply_parameters=reply, message_thread_id=other
    )
    assert sent["external_reply"]["message_id"] == said.id
    assert "forum_topic_created" not in sent.get("reply_to_message", {})


async def test_a_deleted_topic_is_gone_without_a_word(scene: Scene) -> None:
    thread = await scene.topic()
    said = scene.sim.say_in(scene.group, scene.camille, "x", thread)
    await scene.drain()
    scene.sim.delete_topic(scene.group, thread)
    assert await scene.api("getUpdates") == []
    assert said.deleted
    assert scene.sim.topics(scene.group) == []
    place = {"message_thread_id": thread}
    assert await error(scene, "sendMessage", text="x", **place) == "Bad Request: message thread not found"
    assert await error(scene, "editForumTopic", name="y", **place) == "Bad Request: TOPIC_ID_INVALID"


async def test_topics_switched_off_are_ignored_silently(scene: Scene) -> None:
    thread = await scene.topic()
    scene.sim.set_forum(scene.group, False)
    sent = await scene.api("sendMessage", chat_id=scene.group.id, text="where?", message_thread_id=thread)
    assert "message_thread_id" not in sent
    assert "is_forum" not in sent["chat"]
    assert await error(scene, "createForumTopic", name="x") == "Bad Request: the chat is not a forum"
    scene.sim.set_forum(scene.group, True)
    assert [topic.id for topic in scene.sim.topics(scene.group)] == [thread]


async def test_closed_topics(scene: Scene) -> None:
    thread = await scene.topic()
    scene.sim.close_topic(scene.group, thread, scene.camille)
    with pytest.raises(SimulatorError):
        scene.sim.say_in(scene.group, scene.karim, "members cannot", thread)
    scene.sim.say_in(scene.group, scene.camille, "admins can", thread)
    await scene.api("sendMessage", chat_id=scene.group.id, message_thread_id=thread, text="an admin bot can")
    closed = await error(scene, "closeForumTopic", message_thread_id=thread)
    assert closed == "Bad Request: TOPIC_NOT_MODIFIED"
    scene.sim.set_rights(scene.group, scene.bot, BotRights(manage_topics=False))
    assert await error(scene, "sendMessage", text="x", message_thread_id=thread) == "Bad Request: TOPIC_CLOSED"


@pytest.mark.parametrize("rights", [BotRights(admin=False), BotRights(manage_topics=False)])
async def test_rights(scene: Scene, rights: BotRights) -> None:
    scene.sim.set_rights(scene.group, scene.bot, rights)
    assert await error(scene, "createForumTopic", name="x") == "Bad Request: not enough rights to create a topic"
    change = (await scene.api.updates())[0]["my_chat_member"]
    assert change["new_chat_member"]["status"] == ("administrator" if rights.admin else "member")
    member = await scene.api("getChatMember", chat_id=scene.group.id, user_id=scene.bot.id)
    assert member.get("can_manage_topics", False) is False


async def test_pins_and_deletion_need_their_rights(scene: Scene) -> None:
    said = scene.sim.say_in(scene.group, scene.camille, "x")
    scene.sim.set_rights(scene.group, scene.bot, BotRights(pin=False, delete=False))
    assert "not enough rights" in await error(scene, "pinChatMessage", message_id=said.id)
    assert "can't be deleted" in await error(scene, "deleteMessage", message_id=said.id)
    thread = await scene.topic()
    assert "not enough rights" in await error(scene, "deleteForumTopic", message_thread_id=thread)


async def test_names_and_icons(scene: Scene) -> None:
    made = await scene.api("createForumTopic", chat_id=scene.group.id, name="x" * 200)
    assert len(made["name"]) == 128
    assert await error(scene, "createForumTopic", name=" ") == "Bad Request: TOPIC_TITLE_EMPTY"
    assert await error(scene, "createForumTopic", name="x", icon_custom_emoji_id="1") == "Bad Request: DOCUMENT_INVALID"
    thread = await scene.topic("un")
    wrong = await error(scene, "editForumTopic", message_thread_id=thread, name="deux", icon_custom_emoji_id="1")
    assert (wrong, scene.sim.topics(scene.group)[-1].name) == ("Bad Request: DOCUMENT_INVALID", "un")
    assert "icon color" in await error(scene, "createForumTopic", name="x", icon_color=1)


async def test_an_anonymous_admin_has_no_identity(scene: Scene) -> None:
    scene.sim.say_in(scene.group, scene.camille, "qui suis-je ?", anonymous=True)
    message = (await scene.api("getUpdates"))[0]["message"]
    assert message["from"] == {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    assert message["sender_chat"]["id"] == scene.group.id


async def test_privacy_mode_hides_what_is_not_for_the_bot(scene: Scene) -> None:
    other = scene.sim.add_bot("777777:quiet", username="quiet_bot", name="Quiet", privacy=True)
    scene.sim.join(scene.group, other)
    for text in ("entre nous", "/help", "dis @quiet_bot"):
        scene.sim.say_in(scene.group, scene.camille, text)
    await scene.api("sendMessage", chat_id=scene.group.id, text="/other bots are never seen")
    assert [update.body["text"] for update in other.inbox.pending.values()] == ["/help", "dis @quiet_bot"]
    assert len(scene.bot.inbox.pending) == 3


async def test_migration(scene: Scene) -> None:
    group = scene.sim.add_group("Petit groupe", supergroup=False, bot_rights=BotRights())
    scene.sim.join(group, scene.camille, admin=True)
    assert group.id > -1_000_000_000_000
    new = scene.sim.migrate(group, forum=True)
    assert str(new).startswith("-100")
    updates = [update["message"] for update in await scene.api.updates()]
    assert (updates[0]["migrate_to_chat_id"], updates[1]["migrate_from_chat_id"]) == (new, group.id)
    answer = await refused(scene.api("sendMessage", chat_id=group.id, text="x"))
    assert (answer.code, answer.parameters) == (400, {"migrate_to_chat_id": new})
    assert answer.description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert (await scene.api("createForumTopic", chat_id=new, name="x"))["name"] == "x"
