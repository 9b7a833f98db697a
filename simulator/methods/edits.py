"""Changing and deleting messages."""

from simulator.errors import bad_request
from simulator.methods.common import (
    caption_of,
    find_chat,
    find_group,
    find_markup,
    find_message,
    membership,
    text_fields,
    writable,
)
from simulator.methods.media import media_content
from simulator.methods.messages import location_fields
from simulator.methods.registry import Call, method, one
from simulator.state import Chat, Group, Json, Message
from simulator.world import quoted

_DAYS_2 = 48 * 3600
_MEDIA = ("animation", "audio", "document", "photo", "video")


def _own(call: Call) -> Message:
    chat = writable(call)
    message = find_message(chat, call.params.integer("message_id"), "edit")
    if message.author != call.bot.id or message.is_service:
        raise bad_request("message can't be edited")
    return message


def _apply(call: Call, message: Message, content: Json, *, has_files: bool = False) -> Json:
    inline = find_markup(call).inline
    new = {**content, "reply_markup": inline}
    if all(message.raw.get(name) == value for name, value in new.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    call.world.change(message, new, marked=bool(content), has_files=has_files)
    return call.world.show(message, call.bot)


@method("editMessageText", one)
def edit_message_text(call: Call) -> Json:
    """Change the text of an own message."""
    message = _own(call)
    if "text" not in message.raw:
        raise bad_request("there is no text in the message to edit")
    return _apply(call, message, {"entities": None, **text_fields(call)})


@method("editMessageCaption", one)
def edit_message_caption(call: Call) -> Json:
    """Change the caption of an own message with a file."""
    message = _own(call)
    if not any(name in message.raw for name in (*_MEDIA, "voice")):
        raise bad_request("there is no caption in the message to edit")
    return _apply(call, message, {"caption": None, "caption_entities": None, **caption_of(call)})


@method("editMessageReplyMarkup", one)
def edit_message_reply_markup(call: Call) -> Json:
    """Change or remove the inline buttons of an own message."""
    return _apply(call, _own(call), {})


@method("editMessageMedia", one)
def edit_message_media(call: Call) -> Json:
    """Put another file into an own message; a text cannot become a file."""
    message = _own(call)
    if not any(name in message.raw for name in _MEDIA):
        raise bad_request("there is no media in the message to edit")
    item = call.params.json("media")
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia JSON object")
    empty: Json = dict.fromkeys((*_MEDIA, "caption", "caption_entities"))
    return _apply(call, message, {**empty, **media_content(call, item)}, has_files=True)


@method("editMessageLiveLocation", one)
def edit_message_live_location(call: Call) -> Json:
    """Move an own live position."""
    message = _own(call)
    if "live_period" not in message.raw.get("location", {}):
        raise bad_request("message can't be edited")
    return _apply(call, message, {"location": {**message.raw["location"], **location_fields(call.params)}})


@method("stopMessageLiveLocation", one)
def stop_message_live_location(call: Call) -> Json:
    """Stop an own live position where it is."""
    message = _own(call)
    point = message.raw.get("location", {})
    if "live_period" not in point:
        raise bad_request("message can't be edited")
    return _apply(call, message, {"location": {name: point[name] for name in ("latitude", "longitude")}})


def _may_delete(call: Call, chat: Chat, message: Message) -> bool:
    young = call.world.now() - message.date < _DAYS_2
    if isinstance(chat, Group):
        member = membership(call, chat)
        if member.is_admin and member.rights.delete:
            return True
        return young and message.author == call.bot.id
    return young


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Delete a message: own ones and, in private chats, any for 48 hours; with the right, any in a group."""
    chat = find_chat(call)
    message = find_message(chat, call.params.integer("message_id"), "delete")
    if not _may_delete(call, chat, message):
        raise bad_request("message can't be deleted for everyone")
    call.world.remove(message)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Delete several messages; those that are not there are skipped."""
    chat = find_chat(call)
    found = [chat.messages.get(number) for number in call.params.numbers("message_ids")]
    messages = [message for message in found if message is not None]
    if not all(_may_delete(call, chat, message) for message in messages):
        raise bad_request("message can't be deleted for everyone")
    for message in messages:
        call.world.remove(message)
    return True


def _may_pin(call: Call) -> Chat:
    chat = find_chat(call)
    if isinstance(chat, Group):
        _, member = find_group(call)
        if not (member.is_admin and member.rights.pin):
            raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message; a service message says so."""
    chat = _may_pin(call)
    message = find_message(chat, call.params.integer("message_id"), "pin")
    if message.id in chat.pinned:
        return True
    chat.pinned.append(message.id)
    topic = chat.topics.get(message.thread or 0) if isinstance(chat, Group) else None
    content = {"pinned_message": quoted(message)}
    note = call.world.post(chat, call.bot.raw, content, topic=topic, has_files=message.has_files)
    call.world.announce(note)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, the last pinned one when none is named."""
    chat = _may_pin(call)
    number = call.params.integer("message_id")
    if number is None and chat.pinned:
        number = chat.pinned[-1]
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything in a chat."""
    _may_pin(call).pinned.clear()
    return True
