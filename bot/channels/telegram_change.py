"""What is done to messages that are there already: edited, deleted, reacted to; and the sign that a press was seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import exceptions, methods, types

from bot.channels import telegram_errors as errors
from bot.channels.render import cut, split
from bot.channels.telegram_api import TelegramApi, message_ids
from bot.channels.telegram_compose import NO_PREVIEW, Method, chat_id, keyboard, place
from bot.channels.telegram_media import TELEGRAM
from bot.errors import Refused
from bot.model import Part, Sent, plain

LEFT_OVER = "…"
"""What a message says of which the edited text has nothing left."""


class Changes:
    """Changes to messages of one bot; ``lenient`` calls a method and softens it when the server is strict."""

    def __init__(self, api: TelegramApi, lenient: Callable[[Method], Awaitable[Any]]) -> None:
        self._api = api
        self._lenient = lenient

    async def edit(self, part: Part) -> Sent:
        """Replaces text and buttons; a text may need more or fewer messages than before. Nothing new is fine."""
        ids = [int(number) for number in part.target_ids if number.isdecimal()]
        if not ids:
            raise Refused("the message to change is not known")
        inline = keyboard(part.body.choices)
        chunks = split(part.body.text, TELEGRAM.text_limit)
        if not chunks:
            await self._change(methods.EditMessageReplyMarkup(**_at(part, ids[-1]), reply_markup=inline))
            return Sent(part.target_ids)
        last = min(len(chunks), len(ids)) - 1
        for number, message_id in enumerate(ids):
            if number < len(chunks):
                await self._text(part, message_id, chunks[number], inline if number == last else None)
            else:
                await self._leave_over(part, message_id)
        more: list[str] = []
        for chunk in chunks[len(ids) :]:
            step = methods.SendMessage(**place(part), text=chunk, parse_mode="HTML", link_preview_options=NO_PREVIEW)
            more += message_ids(await self._lenient(step))
        return Sent((*part.target_ids, *more))

    async def _text(self, part: Part, message_id: int, text: str, inline: types.InlineKeyboardMarkup | None) -> None:
        """Changes the text of a message, or the caption when it is a file."""
        fields: dict[str, Any] = {**_at(part, message_id), "parse_mode": "HTML", "reply_markup": inline}
        try:
            await self._change(methods.EditMessageText(text=text, link_preview_options=NO_PREVIEW, **fields))
        except exceptions.TelegramBadRequest as error:
            if not errors.NO_TEXT.search(errors.said(error)):
                raise
            caption = split(text, TELEGRAM.caption_limit)[0]
            await self._change(methods.EditMessageCaption(caption=caption, **fields))

    async def _leave_over(self, part: Part, message_id: int) -> None:
        """Empties a message whose text is gone; a file of an album has no text and stays."""
        try:
            await self._change(methods.EditMessageText(text=LEFT_OVER, **_at(part, message_id)))
        except exceptions.TelegramBadRequest as error:
            if not errors.NO_TEXT.search(errors.said(error)):
                raise

    async def _change(self, step: Method) -> None:
        try:
            await self._lenient(step)
        except exceptions.TelegramBadRequest as error:
            if not errors.NOT_MODIFIED.search(errors.said(error)):
                raise

    async def delete(self, part: Part) -> Sent:
        """Deletes messages; one that is gone already is fine."""
        ids = sorted({int(number) for number in part.target_ids if number.isdecimal()})
        for start in range(0, len(ids), 100):
            some = ids[start : start + 100]
            try:
                await self._api.call(methods.DeleteMessages(chat_id=chat_id(part.chat), message_ids=some))
            except exceptions.TelegramBadRequest as error:
                if not errors.NO_MESSAGE.search(errors.said(error)):
                    raise
        return Sent(part.target_ids)

    async def react(self, part: Part) -> Sent:
        """Puts a reaction on a message, or takes it back; what Telegram does not allow is noted, not refused."""
        emoji = part.body.text.replace("\ufe0f", "")
        target = next((number for number in part.target_ids if number.isdecimal()), "")
        if not target or (emoji and emoji not in TELEGRAM.reactions):
            return Sent(note="reaction")
        reaction: list[types.ReactionTypeUnion] = [types.ReactionTypeEmoji(emoji=emoji)] if emoji else []
        step = methods.SetMessageReaction(chat_id=chat_id(part.chat), message_id=int(target), reaction=reaction)
        try:
            await self._api.call(step)
        except exceptions.TelegramBadRequest as error:
            text = errors.said(error)
            if errors.NO_REACTION.search(text):
                return Sent(note="reaction")
            if not (errors.NO_MESSAGE.search(text) or errors.NOT_MODIFIED.search(text)):
                raise
        return Sent((target,))

    async def seen(self, part: Part) -> Sent:
        """Ends the waiting of a pressed button; too late is fine, for nobody waits any more."""
        if not part.body.callback_id:
            return Sent()
        note = cut(plain(part.body.text), TELEGRAM.choice_note) or None
        try:
            await self._api.call(methods.AnswerCallbackQuery(callback_query_id=part.body.callback_id, text=note))
        except exceptions.TelegramBadRequest as error:
            if not errors.OLD_QUERY.search(errors.said(error)):
                raise
        return Sent()


def _at(part: Part, message_id: int) -> dict[str, Any]:
    return {"chat_id": chat_id(part.chat), "message_id": message_id}
