"""Files: what was uploaded, under which ids, and how they look inside a message.

A ``file_id`` works for one bot only, a ``file_unique_id`` for all (as on Telegram). Inside stored messages files
carry the unique id; ``render`` writes the ids of one bot over it when that bot gets to see the message.
"""

import base64
import struct
from dataclasses import dataclass, field
from typing import Any

from simulator.errors import bad_request

DOWNLOAD_LIMIT = 20 << 20
"""Largest file that getFile gives, in bytes (constant of the official server)."""
UPLOAD_LIMIT = 50 << 20
PHOTO_LIMIT = 10 << 20

_PREFIX = {
    "photo": "AgACAgIAAx",
    "document": "BQACAgIAAx",
    "video": "BAACAgIAAx",
    "voice": "AwACAgIAAx",
    "audio": "CQACAgIAAx",
    "animation": "CgACAgIAAx",
    "video_note": "DQACAgIAAx",
    "sticker": "CAACAgIAAx",
}
_MIME = {
    "photo": "image/jpeg",
    "document": "application/octet-stream",
    "video": "video/mp4",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "animation": "video/mp4",
    "video_note": "video/mp4",
    "sticker": "image/webp",
}
_FOLDER = {"photo": "photos", "video": "videos", "voice": "voice", "audio": "music", "sticker": "stickers"}
_SUFFIX = {"photo": ".jpg", "video": ".mp4", "voice": ".oga", "audio": ".mp3", "sticker": ".webp"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives: bytes, name and type; ``size`` may claim more bytes than there are."""

    data: bytes
    name: str | None = None
    mime: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the server; ``size`` is in bytes, ``duration`` in seconds."""

    unique_id: str
    kind: str
    data: bytes
    size: int
    name: str | None
    mime: str
    path: str
    width: int = 0
    height: int = 0
    duration: int = 0


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF, JPEG, WebP or BMP, or None when it is none of these."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data[:2] == b"BM" and len(data) >= 26:
        width, height = struct.unpack("<ii", data[18:26])
        return int(width), abs(int(height))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8 " and len(data) >= 30:
        width, height = struct.unpack("<HH", data[26:30])
        return int(width) & 0x3FFF, int(height) & 0x3FFF
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


@dataclass(slots=True)
class FileStore:
    """All files of the simulated world."""

    by_unique: dict[str, StoredFile] = field(default_factory=dict)
    by_path: dict[str, StoredFile] = field(default_factory=dict)

    def add(self, kind: str, upload: Upload, *, width: int = 0, height: int = 0, duration: int = 0) -> StoredFile:
        """Keep an uploaded file; raises 400 for a photo that is no picture, 413 for one that is too big."""
        size = upload.size if upload.size is not None else len(upload.data)
        if not upload.data:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            if size > PHOTO_LIMIT:
                raise bad_request("file is too big for a photo")
            found = image_size(upload.data)
            if found is None:
                raise bad_request("IMAGE_PROCESS_FAILED")
            width, height = found
        number = len(self.by_unique)
        unique_id = "AQAD" + base64.urlsafe_b64encode(struct.pack(">Q", 0xA5000000000000 + number)).decode()[:11]
        ending = (upload.name or "").rpartition(".")
        suffix = _SUFFIX.get(kind) or (f".{ending[2]}" if ending[1] else "")
        path = f"{_FOLDER.get(kind, 'documents')}/file_{number}{suffix}"
        mime = (upload.mime or "").partition(";")[0].strip() or _MIME[kind]
        stored = StoredFile(unique_id, kind, upload.data, size, upload.name, mime, path, width, height, duration)
        self.by_unique[unique_id] = self.by_path[path] = stored
        return stored

    def resolve(self, file_id: str, bot_id: int) -> StoredFile:
        """Return the file behind an id that this bot was given; raises 400 otherwise."""
        prefix, _, rest = file_id[:10], None, file_id[10:]
        try:
            owner, unique_id = base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)).decode().split("|")
            stored = self.by_unique[unique_id]
        except (ValueError, KeyError):
            raise bad_request("wrong file identifier/HTTP URL specified") from None
        if owner != str(bot_id) or _PREFIX[stored.kind] != prefix:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored

    def file_id(self, unique_id: str, bot_id: int) -> str:
        """Return the id under which one bot knows a file."""
        tail = base64.urlsafe_b64encode(f"{bot_id}|{unique_id}".encode()).decode().rstrip("=")
        return _PREFIX[self.by_unique[unique_id].kind] + tail

    def render(self, value: Any, bot_id: int) -> Any:
        """Return a copy of a body in which every file carries the ``file_id`` of one bot."""
        if isinstance(value, list):
            return [self.render(item, bot_id) for item in value]
        if not isinstance(value, dict):
            return value
        copy = {name: self.render(item, bot_id) for name, item in value.items()}
        if "file_id" in copy:
            copy["file_id"] = self.file_id(copy["file_unique_id"], bot_id)
        return copy


def describe(stored: StoredFile, extra: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that a file adds to a message, e.g. ``{"voice": {…}}``."""
    base: dict[str, Any] = {"file_id": stored.unique_id, "file_unique_id": stored.unique_id}
    end: dict[str, Any] = {"file_size": stored.size}
    named = {"mime_type": stored.mime} | ({"file_name": stored.name} if stored.name else {})
    size = {"width": stored.width or 320, "height": stored.height or 240}
    length = {"duration": stored.duration or 1}
    kind = stored.kind
    if kind == "photo":
        return {"photo": [{**base, **size, **end}]}
    if kind == "video":
        return {"video": {**base, **size, **length, **named, **end}}
    if kind == "animation":
        shown = {**base, **size, **length, **named, **end}
        return {"animation": shown, "document": {**base, **named, **end}}
    if kind == "voice":
        return {"voice": {**base, **length, "mime_type": stored.mime, **end}}
    if kind == "audio":
        told = {name: extra[name] for name in ("performer", "title") if extra.get(name)}
        return {"audio": {**base, **length, **told, **named, **end}}
    if kind == "video_note":
        return {"video_note": {**base, **length, "length": stored.width or 240, **end}}
    if kind == "sticker":
        emoji = {"emoji": extra["emoji"]} if extra.get("emoji") else {}
        flags = {"type": "regular", "is_animated": False, "is_video": False}
        return {"sticker": {**base, **flags, "width": 512, "height": 512, **emoji, **end}}
    return {"document": {**base, **named, **end}}
