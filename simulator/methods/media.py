"""Messages with files, albums, and getFile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.errors import ApiError, bad_request
from simulator.files import DOWNLOAD_LIMIT, UPLOAD_LIMIT, StoredFile, Upload, describe
from simulator.methods.common import caption_fields, caption_of, find_markup, find_place, post, send, writable
from simulator.methods.registry import Call, Handler, method, one
from simulator.params import Params
from simulator.state import Json

MEDIA_METHODS = {
    "sendPhoto": "photo",
    "sendDocument": "document",
    "sendVideo": "video",
    "sendVoice": "voice",
    "sendAudio": "audio",
    "sendAnimation": "animation",
    "sendVideoNote": "video_note",
    "sendSticker": "sticker",
}
NO_CAPTION = ("video_note", "sticker")


@dataclass(frozen=True, slots=True)
class _Hints:
    width: int
    height: int
    duration: int


def stored_file(call: Call, kind: str, value: Any, upload: Upload | None, hints: _Hints) -> StoredFile:
    """Return the file that a call sends: a new one, or one known by its id; raises 400 or 413."""
    if upload is not None:
        if len(upload.data) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        return call.world.files.add(kind, upload, width=hints.width, height=hints.height, duration=hints.duration)
    if not isinstance(value, str) or not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        # The simulator never calls anyone outside.
        raise bad_request("failed to get HTTP URL content")
    stored = call.world.files.resolve(value, call.bot.id)
    if stored.kind != kind:
        raise bad_request("type of file mismatch")
    return stored


def _hints(params: Params) -> _Hints:
    width = params.integer("width") or params.integer("length") or 0
    return _Hints(width, params.integer("height") or 0, params.integer("duration") or 0)


def _sender(kind: str) -> Handler:
    def send_media(call: Call) -> Json:
        params = call.params
        writable(call)
        stored = stored_file(call, kind, params.text(kind), params.upload(kind), _hints(params))
        extra = {name: params.text(name) for name in ("performer", "title", "emoji")}
        content = describe(stored, extra)
        if kind not in NO_CAPTION:
            content |= caption_of(call)
        return send(call, content, has_files=True)

    return send_media


for _name, _kind in MEDIA_METHODS.items():
    method(_name, one)(_sender(_kind))


def media_content(call: Call, item: Json) -> Json:
    """Return the message fields of one InputMedia; raises 400 for what Telegram refuses."""
    kind = str(item.get("type"))
    if kind not in ("photo", "video", "document", "audio", "animation"):
        raise bad_request("can't parse InputMedia: type must be non-empty")
    value = str(item.get("media") or "")
    upload = call.params.files.get(value.removeprefix("attach://")) if value.startswith("attach://") else None
    if value.startswith("attach://") and upload is None:
        raise bad_request("can't parse InputMedia: media not found")
    hints = _Hints(*(int(item.get(name) or 0) for name in ("width", "height", "duration")))
    stored = stored_file(call, kind, value, upload, hints)
    return {**describe(stored, item), **caption_fields(item)}


def _album_cost(params: Params) -> int:
    items = params.json("media")
    return max(1, len(items)) if isinstance(items, list) else 1


@method("sendMediaGroup", _album_cost)
def send_media_group(call: Call) -> list[Json]:
    """Send an album; documents and audio files only among their own kind."""
    items = call.params.json("media")
    if not isinstance(items, list) or not 1 < len(items) <= 10:
        raise bad_request("too many messages to send as an album" if items else "there are no messages to send")
    kinds = {str(item.get("type")) for item in items if isinstance(item, dict)}
    if not kinds <= {"photo", "video"} and len(kinds) > 1:
        raise bad_request("documents and audio can't be mixed with other media types")
    if "animation" in kinds:
        raise bad_request("type of InputMedia is invalid for an album")
    chat = writable(call)
    place = find_place(call, chat)
    if find_markup(call).inline:
        raise bad_request("reply markup can't be used in albums")
    contents = [media_content(call, item) for item in items]
    album = new_album_id(call.world.random.randrange)
    sent = [post(call, chat, place, {**content, "media_group_id": album}, has_files=True) for content in contents]
    return [call.world.show(message, call.bot) for message in sent]


def new_album_id(draw: Callable[[int, int], int]) -> str:
    """Return a new media_group_id (a number as text)."""
    return str(draw(10**16, 10**17))


@method("getFile")
def get_file(call: Call) -> Json:
    """Prepare a file for download; raises 400 above 20 MB."""
    file_id = call.params.text("file_id") or ""
    if not file_id:
        raise bad_request("file_id not specified")
    try:
        stored = call.world.files.resolve(file_id, call.bot.id)
    except ApiError:
        raise bad_request("invalid file_id") from None
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }
