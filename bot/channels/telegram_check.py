"""Looks at what has to be right on Telegram's side: the token, the way of reading, the staff groups and our rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiogram import exceptions, methods

from bot.channels import telegram_errors as errors
from bot.channels.base import Finding
from bot.channels.telegram_api import FAULTS, TelegramApi
from bot.channels.telegram_compose import chat_id

RIGHTS = {
    "can_manage_topics": "manage topics",
    "can_delete_messages": "delete messages",
    "can_pin_messages": "pin messages",
}
"""What the bot must (the first) or should be allowed to do in a staff group."""
_TOKEN = "Copy the token again from @BotFather into RELAIS_TELEGRAM_TOKEN (or RELAIS_DESK_TOKEN)."  # noqa: S105 - no token


@dataclass(frozen=True)
class Me:
    """What getMe says: the bot's id, its name, and whether it may see groups."""

    id: int
    username: str
    joins_groups: bool
    reads_groups: bool


class Checks:
    """The looks at one bot; nothing here raises but ``me``."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api

    async def me(self) -> Me:
        """Who the bot is; raises aiogram's errors."""
        found = await self._api.call(methods.GetMe())
        if not isinstance(found, dict) or not isinstance(found.get("id"), int):
            raise exceptions.ClientDecodeError("this is no Bot API server", ValueError("getMe"), type(found).__name__)
        return Me(
            found["id"],
            str(found.get("username") or ""),
            found.get("can_join_groups") is True,
            found.get("can_read_all_group_messages") is True,
        )

    async def all(self, groups: Iterable[str], webhook: str) -> list[Finding]:
        """Everything, one finding each; ``webhook`` is the address that should be set, empty for polling."""
        try:
            me = await self.me()
        except FAULTS as error:
            return [_no_bot(error)]
        groups = list(groups)
        found = [Finding("ok", f"Telegram knows the bot as @{me.username}.")]
        found += await self.reading(webhook)
        well = True
        for group in groups:
            of_group = await self.group(group, me.id)
            well = well and all(finding.level == "ok" for finding in of_group)
            found += of_group
        if groups and not well and not me.joins_groups:
            mend = "Send /setjoingroups to @BotFather and choose Enable."
            found.append(Finding("bad", f"@{me.username} may not be added to groups.", mend))
        if groups and not well and not me.reads_groups:
            what = f"Privacy mode is on: @{me.username} sees what staff write only as an administrator."
            found.append(Finding("warn", what, "Make the bot an administrator of the staff group."))
        return found

    async def reading(self, webhook: str) -> list[Finding]:
        """How updates come in."""
        try:
            info = await self._api.call(methods.GetWebhookInfo())
        except FAULTS as error:
            return [Finding("warn", f"Telegram does not say how updates come in ({type(error).__name__}).")]
        url, trouble = str(info.get("url") or ""), str(info.get("last_error_message") or "")
        if not webhook:
            if not url:
                return [Finding("ok", "Updates are asked for (polling).")]
            return [
                Finding("warn", f"A webhook is set to {url}.", "`relais serve` takes it away and asks for updates.")
            ]
        if url != webhook:
            return [Finding("warn", f"The webhook is not set to {webhook} yet.", "`relais serve` sets it.")]
        if trouble:
            mend = "Open RELAIS_PUBLIC_URL from outside: it must lead here, with a valid certificate."
            return [Finding("warn", f"Telegram's last try at the webhook failed: {trouble}.", mend)]
        return [Finding("ok", f"Updates are brought to {webhook}.")]

    async def current_id(self, group: str) -> str:
        """The id of a staff group now: a group that becomes a supergroup gets another."""
        try:
            await self._api.call(methods.GetChat(chat_id=chat_id(group)))
        except exceptions.TelegramMigrateToChat as error:
            return str(error.migrate_to_chat_id)
        except FAULTS:
            return group
        return group

    async def group(self, group: str, bot_id: int) -> list[Finding]:
        """One staff group: there, a forum, and the bot may do its work in it."""
        try:
            now = await self.current_id(group)
            chat = await self._api.call(methods.GetChat(chat_id=chat_id(now)))
            member = await self._api.call(methods.GetChatMember(chat_id=chat_id(now), user_id=bot_id))
        except FAULTS as error:
            return [_no_group(group, error)]
        name = f'The staff group "{chat.get("title") or group}" ({now})'
        found = []
        if now != group:
            mend = f"Write {now} into RELAIS_DESK_GROUPS instead of {group}."
            found.append(Finding("warn", f"{name} has a new id.", mend))
        if chat.get("is_forum") is not True:
            mend = "Open the group's settings in Telegram, choose Topics, and switch them on."
            found.append(Finding("bad", f"{name} has no topics.", mend))
        found += _rights(name, member)
        return found or [Finding("ok", f"{name} is ready: topics are on and the bot may manage them.")]


def _rights(name: str, member: dict[str, Any]) -> list[Finding]:
    if member.get("status") not in ("administrator", "creator"):
        mend = "Make the bot an administrator there, with the right to manage topics."
        return [Finding("bad", f"{name} has the bot as a simple member.", mend)]
    if member.get("status") == "creator":
        return []
    found: list[Finding] = []
    for right, words in RIGHTS.items():
        if member.get(right) is not True:
            level = "bad" if right == "can_manage_topics" else "warn"
            mend = f'In the group, open Administrators, choose the bot, and allow "{words}".'
            found.append(Finding(level, f"{name} does not let the bot {words}.", mend))  # type: ignore[arg-type]  # a literal
    return found


def _no_bot(error: BaseException) -> Finding:
    if isinstance(error, exceptions.TelegramUnauthorizedError | exceptions.TelegramNotFound):
        return Finding("bad", "Telegram refuses the bot's token.", _TOKEN)
    why = type(error.__cause__ or error).__name__
    return Finding("bad", f"Telegram does not answer ({why}).", "Check the network and RELAIS_TELEGRAM_API.")


def _no_group(group: str, error: BaseException) -> Finding:
    if isinstance(error, exceptions.TelegramBadRequest | exceptions.TelegramForbiddenError):
        what = f"The bot does not find the staff group {group} ({errors.said(error)})."
        return Finding("bad", what, "Check the id in RELAIS_DESK_GROUPS, and add the bot to the group.")
    return Finding("warn", f"The staff group {group} could not be looked at ({type(error).__name__}).", "Try again.")
