"""What happens to topics, whoever does it: the service messages and the messages that go with them."""

from simulator.icons import ICONS
from simulator.state import Group, Json, Message, Topic
from simulator.views import view_topics
from simulator.world import World


def create(world: World, group: Group, by: Json, name: str, color: int, icon_id: str | None) -> Topic:
    """Make a topic; its id is the id of the service message that announces it."""
    topic = Topic(group.last_id + 1, name, color, icon_id, icon=ICONS.get(icon_id or ""))
    group.topics[topic.id] = topic
    body: Json = {"name": name, "icon_color": color}
    if icon_id:
        body["icon_custom_emoji_id"] = icon_id
    content = {"message_thread_id": topic.id, "is_topic_message": True, "forum_topic_created": body}
    world.announce(world.post(group, by, content))
    show_topics(world, group)
    return topic


def event(world: World, group: Group, topic: Topic, by: Json, name: str, body: Json) -> Message:
    """Write a service message of a topic (edited, closed, reopened); the bot that did it gets it too."""
    message = world.post(group, by, {name: body}, topic=topic)
    world.announce(message)
    show_topics(world, group)
    return message


def delete(world: World, group: Group, topic: Topic) -> None:
    """Delete a topic and its messages; bots are not told."""
    topic.deleted = True
    inside = [message for message in group.messages.values() if message.thread == topic.id]
    for message in inside:
        message.deleted = True
        del group.messages[message.id]
    world.publish({"type": "topic_deleted", "chat": group.key, "id": topic.id})
    show_topics(world, group)


def show_topics(world: World, group: Group) -> None:
    """Tell the page the list of topics."""
    world.publish({"type": "topics", "chat": group.key, "topics": view_topics(group)})
