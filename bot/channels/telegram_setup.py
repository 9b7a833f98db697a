"""Tells Telegram what a bot says of itself: commands and descriptions, in every language, only where they changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from aiogram import methods, types

from bot.channels.render import cut
from bot.channels.telegram_api import FAULTS, TelegramApi
from bot.channels.telegram_compose import Method, chat_id
from bot.channels.telegram_texts import SetupTexts

log = structlog.get_logger(__name__)

_ABOUT, _SHORT, _COMMAND = 512, 120, 256
"""Characters of a description, a short description and a command's description (Bot API)."""


class Setup:
    """Sets the texts of one bot. What Telegram has already is not sent again: these calls are limited."""

    def __init__(self, api: TelegramApi, texts: Mapping[str, SetupTexts]) -> None:
        self._api = api
        # the Bot API takes two-letter ISO 639-1 codes; a telephone set to Dari ("prs") gets the texts for everybody
        self._texts = {code: said for code, said in texts.items() if len(code) in (0, 2)}

    async def people(self) -> None:
        """Commands and descriptions that people see."""
        steps = []
        for code, texts in self._texts.items():
            steps += [
                self._commands(texts.people, None, code),
                self._text(
                    methods.GetMyDescription(language_code=code or None),
                    methods.SetMyDescription(description=cut(texts.description, _ABOUT), language_code=code or None),
                ),
                self._text(
                    methods.GetMyShortDescription(language_code=code or None),
                    methods.SetMyShortDescription(
                        short_description=cut(texts.short, _SHORT), language_code=code or None
                    ),
                ),
            ]
        await asyncio.gather(*steps)

    async def staff(self, groups: Iterable[str]) -> None:
        """Commands that only the staff groups see."""
        steps = []
        for group in groups:
            scope = types.BotCommandScopeChat(chat_id=chat_id(group))
            steps += [self._commands(texts.staff, scope, code) for code, texts in self._texts.items()]
        await asyncio.gather(*steps)

    async def _commands(
        self, commands: tuple[tuple[str, str], ...], scope: types.BotCommandScopeChat | None, code: str
    ) -> None:
        wanted = [{"command": name, "description": cut(about, _COMMAND)} for name, about in commands]
        fields: dict[str, Any] = {"scope": scope, "language_code": code or None}
        given = [types.BotCommand(command=one["command"], description=one["description"]) for one in wanted]
        await self._unless(methods.GetMyCommands(**fields), wanted, methods.SetMyCommands(commands=given, **fields))

    async def _text(self, get: Method, put: methods.SetMyDescription | methods.SetMyShortDescription) -> None:
        wanted = put.model_dump(include={"description", "short_description"}, exclude_none=True)
        await self._unless(get, wanted, put)

    async def _unless(self, get: Method, wanted: object, put: Method) -> None:
        """Calls ``put`` unless ``get`` says that it is so already; a failure is logged and tried at the next start."""
        try:
            if _known(await self._api.call(get)) != wanted:
                await self._api.call(put)
        except FAULTS as error:
            log.warning("telegram.setup_failed", method=put.__api_method__, error=type(error).__name__)


def _known(answer: Any) -> Any:
    """What Telegram has, without fields that a newer server adds."""
    if isinstance(answer, list):
        return [{key: one.get(key) for key in ("command", "description")} for one in answer if isinstance(one, dict)]
    if isinstance(answer, dict):
        return {key: answer[key] for key in ("description", "short_description") if key in answer}
    return answer
