"""Files on Telegram: read from a message, grouped into albums, sent again by id or by bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import methods, types

from bot.channels.base import Capabilities
from bot.model import Media

KINDS = ("animation", "photo", "video", "voice", "audio", "video_note", "sticker", "document")
"""In the order in which a message is looked at: an animation carries a document beside it."""
WITHOUT_CAPTION = frozenset({"sticker", "video_note"})
TELEGRAM = Capabilities(
    text_limit=4096,
    caption_limit=1024,
    choices_per_row=8,
    choice_rows=12,
    choice_label=64,
    choice_data_bytes=64,
    choice_note=200,
    media=frozenset(KINDS),
    album=10,
    max_download=20 << 20,
    max_upload=50 << 20,
    location=True,
    request_location=True,
    edits=True,
    reactions=frozenset(
        (
            "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 "
            "⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 "
            "🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
        ).split()
    ),
    deletions_told=False,
)
"""Telegram's limits (Bot API: sendMessage, InlineKeyboardButton, getFile, ReactionTypeEmoji; the rows are ours)."""
MAX_PHOTO = 10 << 20
"""A photo that is uploaded may have 10 MB (Bot API, sending files); a bigger one goes as a document."""
_NAMES = {
    "photo": "photo.jpg",
    "video": "video.mp4",
    "animation": "animation.mp4",
    "video_note": "video.mp4",
    "voice": "voice.ogg",
    "audio": "audio.mp3",
    "sticker": "sticker.webp",
    "document": "file",
}


SENDERS: dict[str, type[methods.TelegramMethod[Any]]] = {
    "photo": methods.SendPhoto,
    "video": methods.SendVideo,
    "animation": methods.SendAnimation,
    "voice": methods.SendVoice,
    "audio": methods.SendAudio,
    "video_note": methods.SendVideoNote,
    "sticker": methods.SendSticker,
    "document": methods.SendDocument,
}
"""The method that sends each kind; the parameter for the file has the kind's name."""


def media_of(message: types.Message, account: str) -> tuple[Media, ...]:
    """The file of a message, in the biggest size there is; empty without one."""
    for kind in KINDS:
        found: Any = getattr(message, kind)
        if not found:
            continue
        if kind == "photo":
            found = max(found, key=lambda size: size.width * size.height)
        return (
            Media(
                kind=kind,
                file_id=found.file_id,
                account=account,
                chat=str(message.chat.id),
                message_id=str(message.message_id),
                name=getattr(found, "file_name", None) or getattr(found, "title", None) or "",
                mime=getattr(found, "mime_type", None) or "",
                size=found.file_size,
                duration=getattr(found, "duration", None),
            ),
        )
    return ()


@dataclass(frozen=True, slots=True)
class Item:
    """One file on its way out: ``source`` is an id that our bot knows, the bytes, or None to copy the message."""

    media: Media
    source: str | types.BufferedInputFile | None = None

    @property
    def kind(self) -> str:
        """The kind it is sent as."""
        big = isinstance(self.source, types.BufferedInputFile) and len(self.source.data) > MAX_PHOTO
        return "document" if big and self.media.kind == "photo" else self.media.kind

    @property
    def has_caption(self) -> bool:
        """Whether this kind can carry a text."""
        return self.kind not in WITHOUT_CAPTION

    @property
    def file(self) -> str | types.BufferedInputFile:
        """The file itself: the id under which our bot knows it, or its bytes."""
        return self.media.file_id if self.source is None else self.source


def upload(media: Media, data: bytes) -> types.BufferedInputFile:
    """Bytes of ``media`` under the name it had."""
    return types.BufferedInputFile(data, media.name or _NAMES.get(media.kind, "file"))


def copyable(media: Media) -> bool:
    """Whether it is known in which message ``media`` lies."""
    return bool(media.chat) and media.message_id.isdecimal()


def albums(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """``items`` in stretches that Telegram shows as one: photos with videos, documents, audio; the rest alone."""
    run: list[Item] = []
    for item in items:
        if run and not (_family(item) == _family(run[0]) and _family(item) and len(run) < TELEGRAM.album):
            yield tuple(run)
            run = []
        run.append(item)
    if run:
        yield tuple(run)


def _family(item: Item) -> str:
    if item.kind in ("photo", "video"):
        return "picture"
    return item.kind if item.kind in ("document", "audio") else ""


def album_part(item: Item, caption: str) -> types.MediaUnion:
    """One file of an album; ``caption`` is markup."""
    fields: dict[str, Any] = {"media": item.file}
    if caption:
        fields |= {"caption": caption, "parse_mode": "HTML"}
    match item.kind:
        case "photo":
            return types.InputMediaPhoto(**fields)
        case "video":
            return types.InputMediaVideo(**fields)
        case "audio":
            return types.InputMediaAudio(**fields)
        case _:
            return types.InputMediaDocument(**fields)
