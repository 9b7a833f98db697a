"""The topics of the staff group."""

import pytest

from bot.errors import DeskUnusable, TopicGone
from bot.model import Act, Icon
from tests.channels.scene import Scene


async def test_a_topics_life(scene: Scene) -> None:
    part = scene.desk("🔴 Héron &amp; 42 " + "x" * 200, act=Act.OPEN_TOPIC, icon=Icon.URGENT)
    sent = await scene.channel.send(part)
    topic = scene.sim.topic_of(scene.group, int(sent.thread))
    assert (topic.name[:14], len(topic.name) <= 128, sent.chat) == ("🔴 Héron & 42 x", True, str(scene.group.id))
    assert topic.icon_color == 0xFB6F5F

    async def do(act: Act, text: str = "", icon: Icon | None = None) -> None:
        for _ in range(2):  # what is so already is fine
            await scene.channel.send(scene.desk(text, thread=sent.thread, act=act, icon=icon))

    await do(Act.EDIT_TOPIC, "Autre nom", Icon.TAKEN)
    assert (topic.name, topic.icon) == ("Autre nom", "💬")
    await do(Act.EDIT_TOPIC)
    await do(Act.CLOSE_TOPIC)
    assert topic.closed
    await scene.channel.send(scene.desk("dans un sujet clos", thread=sent.thread))
    await do(Act.REOPEN_TOPIC)
    assert not topic.closed
    scene.sim.delete_topic(scene.group, topic)
    await do(Act.CLOSE_TOPIC)
    await do(Act.EDIT_TOPIC, "x")
    with pytest.raises(TopicGone):
        await do(Act.REOPEN_TOPIC)
    with pytest.raises(TopicGone):
        await scene.channel.send(scene.desk("x", thread=sent.thread))
    with pytest.raises(TopicGone):
        await scene.channel.send(scene.desk("x", act=Act.CLOSE_TOPIC))


async def test_general_has_no_thread(scene: Scene) -> None:
    for thread in ("", "1"):
        await scene.channel.send(scene.desk("alerte", thread=thread))
        assert "message_thread_id" not in scene.sim.calls_of("sendMessage")[-1].params
    assert [message.text for message in scene.sim.topic(scene.group, None)] == ["alerte", "alerte"]


async def test_topics_switched_off_are_noticed_and_nothing_is_left_in_the_open(scene: Scene) -> None:
    topic = await scene.open_topic()
    scene.sim.set_forum(scene.group, False)
    with pytest.raises(DeskUnusable, match="topics"):
        await scene.channel.send(scene.desk("secret", thread=str(topic.id)))
    assert [message.text for message in scene.sim.topic(scene.group, None)] == []
    with pytest.raises(DeskUnusable, match="topics"):
        await scene.channel.send(scene.desk("x", act=Act.OPEN_TOPIC))
