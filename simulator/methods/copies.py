"""copyMessage(s) and forwardMessage(s)."""

from simulator.errors import bad_request
from simulator.methods.common import (
    Place,
    caption_of,
    find_chat,
    find_markup,
    find_message,
    find_place,
    post,
    writable,
)
from simulator.methods.media import new_album_id
from simulator.methods.registry import Call, method, one
from simulator.params import Params
from simulator.state import Json, Message
from simulator.world import origin

_CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "animation",
    "audio",
    "document",
    "photo",
    "sticker",
    "video",
    "video_note",
    "voice",
    "caption",
    "caption_entities",
    "contact",
    "venue",
    "location",
)


def content_of(message: Message) -> Json:
    """Return what a copy of a message says (never who said it); a live position becomes a still one."""
    content = {name: message.raw[name] for name in _CONTENT if name in message.raw}
    if "location" in content:
        point = content["location"]
        content["location"] = {"latitude": point["latitude"], "longitude": point["longitude"]}
    return content


def _many(params: Params) -> int:
    ids = params.json("message_ids")
    return max(1, len(ids)) if isinstance(ids, list) else 1


def _copy(call: Call, message: Message, *, album: str | None = None, alone: bool) -> Message:
    chat = writable(call)
    content = content_of(message)
    if alone and call.params.values.get("caption") is not None and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= caption_of(call)
    if call.params.flag("remove_caption"):
        content.pop("caption", None)
        content.pop("caption_entities", None)
    if album:
        content["media_group_id"] = album
    place = find_place(call, chat)
    markup = find_markup(call)
    return post(call, chat, place, content, markup, has_files=message.has_files)


@method("copyMessage", one)
def copy_message(call: Call) -> Json:
    """Copy a message without its author; returns its new id only."""
    writable(call)
    source = find_chat(call, "from_chat_id")
    message = find_message(source, call.params.integer("message_id"), "copy")
    if message.is_service:
        raise bad_request("message can't be copied")
    return {"message_id": _copy(call, message, alone=True).id}


def _each(call: Call) -> list[tuple[Message, str | None]]:
    """Return the messages of a call that can be found, with the album each belongs to in the new chat."""
    source = find_chat(call, "from_chat_id")
    found = [source.messages.get(number) for number in call.params.numbers("message_ids")]
    messages = [message for message in found if message is not None and not message.is_service]
    albums: dict[str, str] = {}
    pairs: list[tuple[Message, str | None]] = []
    for message in messages:
        old = message.raw.get("media_group_id")
        if old is not None and old not in albums:
            albums[old] = new_album_id(call.world.random.randrange)
        pairs.append((message, albums.get(old) if old is not None else None))
    return pairs


@method("copyMessages", _many)
def copy_messages(call: Call) -> list[Json]:
    """Copy several messages; albums stay albums, what cannot be found is left out."""
    writable(call)
    pairs = _each(call)
    if not pairs:
        raise bad_request("there are no messages to copy")
    return [{"message_id": _copy(call, message, album=album, alone=False).id} for message, album in pairs]


def _forward(call: Call, message: Message, album: str | None) -> Message:
    if message.raw.get("has_protected_content"):
        raise bad_request("the message can't be forwarded")
    chat = writable(call)
    place = find_place(call, chat)
    content = {**content_of(message), "forward_origin": origin(message)}
    if album:
        content["media_group_id"] = album
    return post(call, chat, Place(place.topic, None, {}), content, has_files=message.has_files)


@method("forwardMessage", one)
def forward_message(call: Call) -> Json:
    """Forward a message: it shows who wrote it."""
    writable(call)
    source = find_chat(call, "from_chat_id")
    message = find_message(source, call.params.integer("message_id"), "forward")
    if message.is_service:
        raise bad_request("the message can't be forwarded")
    return call.world.show(_forward(call, message, None), call.bot)


@method("forwardMessages", _many)
def forward_messages(call: Call) -> list[Json]:
    """Forward several messages; albums stay albums."""
    writable(call)
    pairs = _each(call)
    if not pairs:
        raise bad_request("there are no messages to forward")
    return [{"message_id": _forward(call, message, album).id} for message, album in pairs]
