"""How the world looks for the page and for other processes: plain JSON, ids and names included."""

from typing import TYPE_CHECKING, Any

from simulator.state import Group, Json, Message, PrivateChat

if TYPE_CHECKING:
    from simulator.world import World

MEDIA = ("photo", "video", "animation", "document", "voice", "audio", "video_note", "sticker")
SERVICE = (
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
)


def _name(raw: Json) -> str:
    return f"{raw['first_name']} {raw['last_name']}" if "last_name" in raw else str(raw["first_name"])


def _sender(message: Message) -> Json:
    raw = message.raw
    if "sender_chat" in raw:
        return {"id": raw["sender_chat"]["id"], "name": raw["sender_chat"]["title"], "bot": False}
    return {"id": raw["from"]["id"], "name": _name(raw["from"]), "bot": bool(raw["from"]["is_bot"])}


def _media(world: "World", raw: Json) -> Json | None:
    kind = next((kind for kind in MEDIA if kind in raw), None)
    if kind is None:
        return None
    value = raw[kind][-1] if kind == "photo" else raw[kind]
    stored = world.files.by_unique[value["file_unique_id"]]
    return {
        "kind": kind,
        "url": f"/sim/file/{stored.unique_id}",
        "name": stored.name,
        "mime": stored.mime,
        "size": stored.size,
        "width": stored.width,
        "height": stored.height,
    }


def _quote(world: "World", message: Message) -> Json | None:
    number = message.reply_to
    if number is None:
        return None
    quoted = message.chat.messages.get(number)
    if quoted is None:
        return {"id": number, "name": "", "text": ""}
    media = _media(world, quoted.raw)
    return {
        "id": number,
        "name": _sender(quoted)["name"],
        "text": quoted.text[:140],
        "media": media and media["kind"],
    }


def view_message(world: "World", message: Message) -> Json:
    """Return a message for the page: only what is shown, with addresses of its files."""
    raw = message.raw
    view: Json = {
        "id": message.id,
        "chat": message.chat.key,
        "from": _sender(message),
        "author": message.author,
        "date": message.date,
        "text": message.text,
        "entities": raw.get("entities") or raw.get("caption_entities") or [],
        "thread": message.thread,
        "edited": message.edited,
        "reactions": [{"by": who, "emoji": emoji} for who, emoji in message.reactions.items()],
    }
    optional: dict[str, Any] = {
        "media": _media(world, raw),
        "reply": _quote(world, message),
        "location": raw.get("location"),
        "contact": raw.get("contact"),
        "venue": raw.get("venue"),
        "album": raw.get("media_group_id"),
        "buttons": raw.get("reply_markup", {}).get("inline_keyboard"),
        "keyboard": message.keyboard,
        "forwarded": "forward_origin" in raw or None,
    }
    view.update({name: value for name, value in optional.items() if value is not None})
    service = next((name for name in SERVICE if name in raw), None)
    if service:
        view["service"] = {"kind": service, "data": raw[service] if "topic" in service else None}
        if service == "new_chat_members":
            view["service"]["data"] = [_name(user) for user in raw[service]]
    return view


def view_topics(group: Group) -> list[Json]:
    """Return the topics of a group that were not deleted."""
    return [
        {"id": topic.id, "name": topic.name, "color": topic.icon_color, "icon": topic.icon, "closed": topic.closed}
        for topic in group.open_topics()
    ]


def view_group(world: "World", group: Group, limit: int = 1500) -> Json:
    """Return a group with its topics, members and last messages."""
    messages = list(group.messages.values())[-limit:]
    return {
        "id": group.id,
        "key": group.key,
        "title": group.title,
        "forum": group.forum,
        "migrated_to": group.migrated_to,
        "members": [
            {
                "id": member.who.id,
                "name": member.who.name,
                "bot": bool(member.who.raw["is_bot"]),
                "admin": member.is_admin,
            }
            for member in group.members.values()
            if member.present
        ],
        "topics": view_topics(group),
        "messages": [view_message(world, message) for message in messages],
    }


def view_private(world: "World", chat: PrivateChat, limit: int = 400) -> Json:
    """Return a private chat with its last messages and the keyboard under it."""
    messages = list(chat.messages.values())[-limit:]
    return {
        "key": chat.key,
        "bot": chat.bot.id,
        "user": chat.user.id,
        "started": chat.started,
        "blocked": chat.blocked,
        "keyboard": chat.keyboard,
        "messages": [view_message(world, message) for message in messages],
    }


def view_world(world: "World") -> Json:
    """Return everything the page needs to start: the hundred last private chats and all groups."""
    return {
        "bots": [{"id": bot.id, "name": bot.name, "username": bot.username} for bot in world.bots.values()],
        "users": [{"id": user.id, "name": user.name, "language": user.language_code} for user in world.users.values()],
        "chats": [view_private(world, chat) for chat in list(world.private.values())[-100:]],
        "groups": [view_group(world, group) for group in world.groups.values()],
        "now": world.clock(),
    }
