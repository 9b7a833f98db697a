"""Sends parts to Telegram, and what to do when the server is stricter than expected."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import structlog
from aiogram import exceptions, methods, types

from bot.channels import telegram_errors as errors
from bot.channels.telegram_api import FAULTS, TelegramApi, message_ids
from bot.channels.telegram_change import Changes
from bot.channels.telegram_compose import HERE, Composition, Method, chat_id, keyboard, place
from bot.channels.telegram_files import FileOwner, Files
from bot.channels.telegram_media import Item
from bot.channels.telegram_topics import Topics
from bot.errors import DeskUnusable, Refused
from bot.model import Act, Part, Sent, plain

log = structlog.get_logger(__name__)

_KEPT = 4_096
Value = TypeVar("Value")


@dataclass
class _Progress:
    """What of a part has been sent already: a part of several messages goes on where it was interrupted."""

    done: int = 0
    ids: list[str] = field(default_factory=list)


class _Kept(OrderedDict[Hashable, Value], Generic[Value]):
    """A mapping that forgets its oldest entries."""

    def keep(self, key: Hashable, value: Value) -> None:
        """Sets a value and makes room."""
        self[key] = value
        while len(self) > _KEPT:
            self.popitem(last=False)


class TelegramSender:
    """Sends the parts of one bot. ``owners`` are the bots whose files can be fetched, by account."""

    def __init__(self, api: TelegramApi, account: str, owners: Mapping[str, FileOwner]) -> None:
        self._api = api
        self._files = Files(account, owners)
        self._topics = Topics(api)
        self._changes = Changes(api, self._lenient)
        self._progress: _Kept[_Progress] = _Kept()
        self._keyboards: _Kept[bool] = _Kept()  # chats under which a position button stands

    async def send(self, part: Part) -> Sent:
        """Sends one part; raises an error of the DeliveryError tree."""
        try:
            return await self._do(part)
        except FAULTS as error:
            raise errors.delivery_error(error, part.chat) from error

    async def _do(self, part: Part) -> Sent:
        match part.body.act:
            case Act.SAY:
                sent = await self._say(part)
                return await self._pinned(part, sent) if part.body.pin else sent
            case Act.EDIT if part.body.pin:
                return await self._kept_up(part)
            case Act.EDIT:
                return await self._changes.edit(part)
            case Act.DELETE:
                return await self._changes.delete(part)
            case Act.REACT:
                return await self._changes.react(part)
            case Act.SEEN:
                return await self._changes.seen(part)
            case _:
                return await self._topics.do(part)

    async def _say(self, part: Part) -> Sent:
        mark = (part.key, part.chat, part.thread, part.body)
        progress = self._progress.get(mark) or _Progress()
        items, note = await self._files.ready(part.body.media)
        clear = part.chat in self._keyboards and not part.body.ask_position
        if clear and not progress.done and keyboard(part.body.choices):
            await self._clear_keyboard(part.chat)
        steps = Composition(part, items, clear=clear).compose()
        if not steps and not note:
            raise Refused("the message is empty")
        for number in range(progress.done, len(steps)):
            progress.ids += await self._step(part, items, steps[number], number)
            progress.done = number + 1
            if progress.done < len(steps):
                self._progress.keep(mark, progress)
        self._progress.pop(mark, None)
        return Sent(tuple(progress.ids), note=note)

    async def _kept_up(self, part: Part) -> Sent:
        """Edits what is pinned; when somebody deleted it, it is said and pinned again."""
        try:
            return await self._changes.edit(part)
        except Refused:
            pass
        except exceptions.TelegramBadRequest as error:
            if not errors.NO_MESSAGE.search(errors.said(error)):
                raise
        return await self._pinned(part, await self._say(part))

    async def _pinned(self, part: Part, sent: Sent) -> Sent:
        """Pins what was sent, without a sound; where the bot may not pin, it stays as it is."""
        if sent.ids:
            step = methods.PinChatMessage(
                chat_id=chat_id(part.chat), message_id=int(sent.ids[0]), disable_notification=True
            )
            try:
                await self._api.call(step)
            except FAULTS as error:
                log.warning("telegram.not_pinned", error=type(error).__name__)
        return sent

    async def _step(self, part: Part, items: Sequence[Item], step: Method, number: int) -> list[str]:
        """One message of a part; its ids."""
        try:
            result = await self._lenient(step)
        except exceptions.TelegramBadRequest as error:
            copied = isinstance(step, methods.CopyMessage | methods.CopyMessages)
            if not copied or not errors.NOT_COPIED.search(errors.said(error)):
                raise
            # The message was deleted, but its file can still be sent by its id.
            step = Composition(part, items, copy=False).compose()[number]
            result = await self._lenient(step)
        self._note_keyboard(part.chat, getattr(step, "reply_markup", None))
        await self._check_landing(part, result)
        return message_ids(result)

    async def _lenient(self, step: Method) -> Any:
        """The result of a method; when the server refuses its markup or a button, it goes without."""
        try:
            return await self._api.call(step)
        except exceptions.TelegramBadRequest as error:
            softer = _softer(step, errors.said(error))
            if softer is None:
                raise
            log.warning("telegram.softened", method=step.__api_method__, reason=type(error).__name__)
            return await self._api.call(softer)

    async def _check_landing(self, part: Part, result: Any) -> None:
        """Topics that were switched off swallow a thread's id without a word: what landed elsewhere is taken back."""
        thread = place(part).get("message_thread_id")
        first = result[0] if isinstance(result, list) and result else result
        if not thread or not isinstance(first, dict) or "chat" not in first:
            return
        if first.get("message_thread_id") == thread:
            return
        try:
            ids = [int(number) for number in message_ids(result)]
            await self._api.call(methods.DeleteMessages(chat_id=chat_id(part.chat), message_ids=ids))
        except FAULTS:
            log.warning("telegram.misplaced_message_stays", chat=part.chat)
        raise DeskUnusable("the staff group has no topics any more: switch them on again in its settings")

    def _note_keyboard(self, chat: str, markup: object) -> None:
        if isinstance(markup, types.ReplyKeyboardMarkup):
            self._keyboards.keep(chat, True)
        elif isinstance(markup, types.ReplyKeyboardRemove):
            self._keyboards.pop(chat, None)

    async def _clear_keyboard(self, chat: str) -> None:
        """Takes the position button away by a message that is deleted at once: the next one has its own buttons."""
        self._keyboards.pop(chat, None)
        remove = types.ReplyKeyboardRemove(remove_keyboard=True)
        step = methods.SendMessage(chat_id=chat_id(chat), text=HERE, reply_markup=remove, disable_notification=True)
        try:
            for number in message_ids(await self._api.call(step)):
                await self._api.call(methods.DeleteMessage(chat_id=chat_id(chat), message_id=int(number)))
        except FAULTS as error:
            log.info("telegram.keyboard_stays", error=type(error).__name__)


def _softer(step: Method, text: str) -> Method | None:
    """A method that says the same without what the server cannot parse; None when that would not help."""
    if errors.NOT_PARSED.search(text) and getattr(step, "parse_mode", None) == "HTML":
        name = "text" if "text" in type(step).model_fields else "caption"
        return step.model_copy(update={name: plain(getattr(step, name) or ""), "parse_mode": None})
    if errors.BAD_BUTTON.search(text) and getattr(step, "reply_markup", None) is not None:
        return step.model_copy(update={"reply_markup": None})
    return None
