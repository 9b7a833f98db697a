"""Forum topics: opened, renamed, closed and opened again."""

from __future__ import annotations

from typing import Any

from aiogram import exceptions, methods

from bot.channels import telegram_errors as errors
from bot.channels.render import cut
from bot.channels.telegram_api import TelegramApi
from bot.channels.telegram_compose import Method, chat_id
from bot.errors import Refused, TopicGone, Uncertain
from bot.model import Act, Icon, Part, Sent, plain

TITLE = 128
"""Characters of a topic's title (Bot API, createForumTopic)."""
COLOURS = {
    Icon.WAITING: 0xFFD67E,  # yellow
    Icon.TAKEN: 0x8EEE98,  # green
    Icon.URGENT: 0xFB6F5F,  # red
    Icon.CLOSED: 0x6FB9F0,  # blue
}
"""Four of the six colours that Telegram allows; a topic keeps the colour it was made with."""
EMOJI = {Icon.WAITING: "❓", Icon.TAKEN: "💬", Icon.URGENT: "‼️", Icon.CLOSED: "✅"}
"""What a topic shows later, from the set of getForumTopicIconStickers."""


class Topics:
    """The topics of the staff groups of one bot."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api
        self._icons: dict[str, str] | None = None

    async def do(self, part: Part) -> Sent:
        """One act on a topic; raises aiogram's errors."""
        if part.body.act is Act.OPEN_TOPIC:
            return await self._open(part)
        if not part.thread.isdecimal():
            raise TopicGone("the conversation has no topic")
        fields: dict[str, Any] = {"chat_id": chat_id(part.chat), "message_thread_id": int(part.thread)}
        match part.body.act:
            case Act.EDIT_TOPIC:
                return await self._edit(part, fields)
            case Act.CLOSE_TOPIC:
                return await self._switch(methods.CloseForumTopic(**fields), gone=True)
            case Act.REOPEN_TOPIC:
                return await self._switch(methods.ReopenForumTopic(**fields), gone=False)
            case act:
                raise Refused(f"Telegram knows no {act.value}")

    async def _open(self, part: Part) -> Sent:
        icon = part.body.icon or Icon.WAITING
        title = _title(part) or "…"
        step = methods.CreateForumTopic(chat_id=chat_id(part.chat), name=title, icon_color=COLOURS[icon])
        topic = await self._api.call(step)
        thread = topic.get("message_thread_id") if isinstance(topic, dict) else None
        if not isinstance(thread, int):
            raise Uncertain("the server did not say which topic it made")
        return Sent(thread=str(thread), chat=part.chat)

    async def _edit(self, part: Part, fields: dict[str, Any]) -> Sent:
        if title := _title(part):
            fields["name"] = title
        if part.body.icon is not None and (icon := (await self._known_icons()).get(EMOJI[part.body.icon])):
            fields["icon_custom_emoji_id"] = icon
        if len(fields) == 2:
            return Sent()
        return await self._switch(methods.EditForumTopic(**fields), gone=True)

    async def _known_icons(self) -> dict[str, str]:
        if self._icons is None:
            stickers = await self._api.call(methods.GetForumTopicIconStickers())
            found = [one for one in stickers if isinstance(one, dict)] if isinstance(stickers, list) else []
            self._icons = {str(one.get("emoji")): str(one.get("custom_emoji_id")) for one in found}
        return self._icons

    async def _switch(self, step: Method, *, gone: bool) -> Sent:
        """Does ``step``; ``gone``: a topic that was deleted needs it no more, and is not made again for it."""
        try:
            await self._api.call(step)
        except exceptions.TelegramBadRequest as error:
            text = errors.said(error)
            fine = errors.NOT_MODIFIED.search(text) or (gone and errors.TOPIC_GONE.search(text))
            if not fine:
                raise
        return Sent()


def _title(part: Part) -> str:
    return cut(" ".join(plain(part.body.text).split()), TITLE)
