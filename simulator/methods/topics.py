"""Forum topics."""

from simulator.errors import ApiError, bad_request
from simulator.icons import COLORS, ICONS
from simulator.methods.common import find_group
from simulator.methods.registry import Call, method, one
from simulator.state import Group, Json, Member, Topic
from simulator.topics import create, delete, event

_ID_INVALID = "TOPIC_ID_INVALID"


def _forum(call: Call, action: str) -> tuple[Group, Member]:
    group, member = find_group(call)
    if not group.forum:
        raise bad_request("the chat is not a forum")
    if not (member.is_admin and member.rights.manage_topics):
        raise bad_request(f"not enough rights to {action} a topic")
    return group, member


def _topic(call: Call, group: Group) -> Topic:
    number = call.params.integer("message_thread_id")
    topic = group.topics.get(number) if number else None
    if topic is None or topic.deleted:
        raise bad_request(_ID_INVALID)
    return topic


def _icon(icon_id: str) -> str | None:
    if not icon_id:
        return None
    if icon_id not in ICONS:
        raise bad_request("DOCUMENT_INVALID")
    return icon_id


def _name(call: Call) -> str:
    name = (call.params.text("name") or "").strip()
    if not name:
        raise bad_request("TOPIC_TITLE_EMPTY")
    # tdlib cuts a longer title instead of refusing it.
    return name[:128]


@method("getForumTopicIconStickers")
def get_forum_topic_icon_stickers(call: Call) -> list[Json]:
    """Return the stickers that anyone may use as topic icons."""
    return [_sticker(call, icon_id, emoji) for icon_id, emoji in ICONS.items()]


def _sticker(call: Call, icon_id: str, emoji: str) -> Json:
    stored = call.world.icon_file(icon_id)
    return {
        "file_id": call.world.files.file_id(stored.unique_id, call.bot.id),
        "file_unique_id": stored.unique_id,
        "type": "custom_emoji",
        "width": 512,
        "height": 512,
        "is_animated": True,
        "is_video": False,
        "emoji": emoji,
        "set_name": "Topics",
        "custom_emoji_id": icon_id,
        "file_size": stored.size,
    }


@method("createForumTopic", one)
def create_forum_topic(call: Call) -> Json:
    """Make a topic; Telegram counts it as a message."""
    group, _ = _forum(call, "create")
    name = _name(call)
    color = call.params.integer("icon_color", COLORS[0]) or COLORS[0]
    if color not in COLORS:
        raise bad_request("invalid forum topic icon color specified")
    topic = create(call.world, group, call.bot.raw, name, color, _icon(call.params.text("icon_custom_emoji_id") or ""))
    body: Json = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}
    if topic.icon_custom_emoji_id:
        body["icon_custom_emoji_id"] = topic.icon_custom_emoji_id
    return body


@method("editForumTopic", one)
def edit_forum_topic(call: Call) -> bool:
    """Rename a topic or give it another icon; the colour stays."""
    group, _ = _forum(call, "edit")
    topic = _topic(call, group)
    changed: Json = {}
    name = _name(call) if call.params.text("name") else topic.name
    icon_id = call.params.text("icon_custom_emoji_id")
    icon = topic.icon_custom_emoji_id if icon_id is None else _icon(icon_id)
    if name != topic.name:
        changed["name"] = topic.name = name
    if icon != topic.icon_custom_emoji_id:
        changed["icon_custom_emoji_id"] = icon or ""
        topic.icon_custom_emoji_id, topic.icon = icon, ICONS.get(icon or "")
    if not changed:
        raise _unmodified()
    event(call.world, group, topic, call.bot.raw, "forum_topic_edited", changed)
    return True


def _unmodified() -> ApiError:
    return bad_request("TOPIC_NOT_MODIFIED")


def _switch(call: Call, closed: bool) -> bool:
    group, _ = _forum(call, "close" if closed else "reopen")
    topic = _topic(call, group)
    if topic.closed == closed:
        raise _unmodified()
    topic.closed = closed
    event(call.world, group, topic, call.bot.raw, "forum_topic_closed" if closed else "forum_topic_reopened", {})
    return True


@method("closeForumTopic", one)
def close_forum_topic(call: Call) -> bool:
    """Close a topic: ordinary members can no longer write there."""
    return _switch(call, closed=True)


@method("reopenForumTopic", one)
def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic again."""
    return _switch(call, closed=False)


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages (needs the right to delete messages)."""
    group, member = find_group(call)
    if not group.forum:
        raise bad_request("the chat is not a forum")
    if not (member.is_admin and member.rights.delete):
        raise bad_request("not enough rights to delete a topic")
    delete(call.world, group, _topic(call, group))
    return True


@method("unpinAllForumTopicMessages")
def unpin_all_forum_topic_messages(call: Call) -> bool:
    """Unpin everything in one topic."""
    group, member = find_group(call)
    topic = _topic(call, group)
    if not (member.is_admin and member.rights.pin):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    inside = [number for number in group.pinned if (found := group.messages.get(number)) and found.thread == topic.id]
    for number in inside:
        group.pinned.remove(number)
    return True
