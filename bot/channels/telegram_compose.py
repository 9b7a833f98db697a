"""A part that says something → the Bot API methods that say it, in order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiogram import methods, types

from bot.channels.render import cut as shorten
from bot.channels.render import measure, split
from bot.channels.telegram_media import SENDERS, TELEGRAM, Item, album_part, albums
from bot.model import Act, Choice, Part, plain

log = structlog.get_logger(__name__)

Method = methods.TelegramMethod[Any]
Markup = types.InlineKeyboardMarkup | types.ReplyKeyboardMarkup | types.ReplyKeyboardRemove
NO_PREVIEW = types.LinkPreviewOptions(is_disabled=True)
"""Previews cost data that people may not have."""
HERE = "📍"
"""What the message says that only brings or takes away the button under the chat."""
ABOVE = "👆"
"""What carries the buttons of an album without a text: an album itself cannot."""
_LINKS = ("https://", "http://", "tg://")


def is_group(chat: str) -> bool:
    """Whether a chat id is that of a group or a channel."""
    return chat.startswith("-")


def chat_id(chat: str) -> int | str:
    """A chat id as the Bot API wants it."""
    return int(chat) if chat.lstrip("-").isdecimal() else chat


def place(part: Part) -> dict[str, Any]:
    """Where a part goes: the chat, and the topic. General is no topic: sending its id is an error."""
    found: dict[str, Any] = {"chat_id": chat_id(part.chat)}
    if is_group(part.chat) and part.thread.isdecimal() and part.thread != "1":
        found["message_thread_id"] = int(part.thread)
    if part.body.silent:
        found["disable_notification"] = True
    return found


def keyboard(choices: Sequence[Sequence[Choice]]) -> types.InlineKeyboardMarkup | None:
    """Buttons under a message; a row that is too long goes on in the next, a button nobody could press is left out."""
    rows: list[list[types.InlineKeyboardButton]] = []
    for row in choices:
        buttons = [button for choice in row if (button := _button(choice)) is not None]
        width = TELEGRAM.choices_per_row
        rows += [buttons[start : start + width] for start in range(0, len(buttons), width)]
    return types.InlineKeyboardMarkup(inline_keyboard=rows[: TELEGRAM.choice_rows]) if rows else None


def _button(choice: Choice) -> types.InlineKeyboardButton | None:
    label = shorten(choice.label.strip(), TELEGRAM.choice_label)
    if label and choice.url.startswith(_LINKS):
        return types.InlineKeyboardButton(text=label, url=choice.url)
    if label and not choice.url and 0 < len(choice.data.encode()) <= TELEGRAM.choice_data_bytes:
        return types.InlineKeyboardButton(text=label, callback_data=choice.data)
    log.warning("telegram.button_left_out", data_bytes=len(choice.data.encode()), link=bool(choice.url))
    return None


def position_keyboard(label: str) -> types.ReplyKeyboardMarkup:
    """The button that sends one's position; it goes away once it was used."""
    button = types.KeyboardButton(text=shorten(label, TELEGRAM.choice_label), request_location=True)
    return types.ReplyKeyboardMarkup(keyboard=[[button]], resize_keyboard=True, one_time_keyboard=True)


@dataclass
class Composition:
    """The methods of one part, as they are being put together.

    ``copy`` copies the messages in which files lie; without it files are sent by their ids (when the message was
    deleted meanwhile). ``clear`` takes the position button away that an earlier part brought.
    """

    part: Part
    items: Sequence[Item] = ()
    copy: bool = True
    clear: bool = False
    methods: list[Method] = field(default_factory=list)

    def compose(self) -> list[Method]:
        """All methods, in order; empty when there is nothing to say."""
        body = self.part.body
        chunks = list(split(body.text, TELEGRAM.text_limit))
        inline = keyboard(body.choices)
        runs = list(albums(self.items))
        caption = body.text if self._fits(runs, chunks, inline) else ""
        if caption:
            chunks = []
        alone = not chunks and not caption and not body.location and not body.contact
        if alone and inline and runs and len(runs[-1]) > 1:
            chunks = [ABOVE]
        for number, run in enumerate(runs):
            carries = number == 0 if caption else alone and number == len(runs) - 1
            self._files(run, caption if number == 0 else "", inline if carries and len(run) == 1 else None)
        self._texts(chunks, inline)
        self._points(None if chunks or caption else inline)
        self._position(bool(chunks), inline)
        return self.methods

    def _fits(self, runs: Sequence[Sequence[Item]], chunks: Sequence[str], inline: Markup | None) -> bool:
        """Whether the text can ride on the first file."""
        if not runs or not chunks or measure(plain(self.part.body.text)) > TELEGRAM.caption_limit:
            return False
        alone = len(runs[0]) == 1
        return runs[0][0].has_caption and (alone or inline is None)

    def _add(self, kind: type[Method], **fields: Any) -> None:
        """Adds a method; the first one of a part carries the quote."""
        reply = self.part.reply_id
        if not self.methods and reply.isdecimal() and "reply_parameters" in kind.model_fields:
            fields["reply_parameters"] = types.ReplyParameters(message_id=int(reply), allow_sending_without_reply=True)
        self.methods.append(kind(**place(self.part), **fields))

    def _files(self, run: Sequence[Item], caption: str, inline: Markup | None) -> None:
        if len(run) > 1:
            self._album(run, caption)
            return
        item = run[0]
        fields: dict[str, Any] = {"reply_markup": inline} if inline else {}
        if caption:
            fields |= {"caption": split(caption, TELEGRAM.text_limit)[0], "parse_mode": "HTML"}
        spare = bool(self.part.body.text) and not caption
        # A copy keeps the original's own caption unless a new one is given: then the file goes by its id.
        if self.copy and item.source is None and not (spare and item.has_caption):
            fields |= {"from_chat_id": chat_id(item.media.chat), "message_id": int(item.media.message_id)}
            self._add(methods.CopyMessage, **fields)
            return
        self._add(SENDERS[item.kind], **{item.kind: item.file}, **fields)

    def _album(self, run: Sequence[Item], caption: str) -> None:
        copies = self.copy and all(item.source is None for item in run)
        one_chat = len({item.media.chat for item in run}) == 1
        if copies and one_chat and not self.part.body.text and not self.part.reply_id:
            ids = sorted({int(item.media.message_id) for item in run})
            self._add(methods.CopyMessages, from_chat_id=chat_id(run[0].media.chat), message_ids=ids)
            return
        words = split(caption, TELEGRAM.text_limit)[0] if caption else ""
        files = [album_part(item, words if number == 0 else "") for number, item in enumerate(run)]
        self._add(methods.SendMediaGroup, media=files)

    def _texts(self, chunks: Sequence[str], inline: Markup | None) -> None:
        for number, chunk in enumerate(chunks):
            last = number == len(chunks) - 1
            fields: dict[str, Any] = {"reply_markup": self._under(inline)} if last else {}
            self._add(methods.SendMessage, text=chunk, parse_mode="HTML", link_preview_options=NO_PREVIEW, **fields)

    def _under(self, inline: Markup | None) -> Markup | None:
        """What goes under the last text: a message has one kind of buttons only."""
        if inline is not None or is_group(self.part.chat):
            return inline
        if self.part.body.ask_position:
            return position_keyboard(self.part.body.ask_position)
        return types.ReplyKeyboardRemove(remove_keyboard=True) if self.clear else None

    def _points(self, inline: Markup | None) -> None:
        location, contact = self.part.body.location, self.part.body.contact
        if location is not None:
            fields: dict[str, Any] = {
                "latitude": location.lat,
                "longitude": location.lon,
                "reply_markup": inline,
            }
            if location.title:
                fields |= {"title": location.title, "address": location.address or location.title}
            self._add(methods.SendVenue if location.title else methods.SendLocation, **fields)
            inline = None
        if contact is not None:
            name = contact.name.strip() or contact.phone
            self._add(methods.SendContact, phone_number=contact.phone, first_name=name, reply_markup=inline)

    def _position(self, texts: bool, inline: Markup | None) -> None:
        """A second message brings the position button where the first has buttons of its own."""
        label = self.part.body.ask_position
        if label and not is_group(self.part.chat) and (inline is not None or not texts):
            self._add(methods.SendMessage, text=shorten(label, 200), reply_markup=position_keyboard(label))


def actions(part: Part) -> int:
    """How many of Telegram's counted actions a part takes: a long text is several messages, a pin one more."""
    body = part.body
    if body.act is not Act.SAY:
        return 1
    texts = len(split(body.text, TELEGRAM.text_limit))
    files = len(body.media)
    caption = 1 if files and texts == 1 and measure(plain(body.text)) <= TELEGRAM.caption_limit else 0
    return max(1, texts - caption + files + bool(body.location) + bool(body.contact) + body.pin)
