"""Telegram as a channel: polling or webhook in, Bot API methods out. aiogram is imported when a bot is made."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiohttp import web

from bot.channels.base import Finding, Lease, Receive
from bot.channels.telegram_raw import ALLOWED_UPDATES, NAME, moved, spot, to_event
from bot.channels.telegram_receive import Poller, Webhook
from bot.channels.telegram_texts import SetupTexts, setup_texts
from bot.errors import ChatMoved, DeliveryError, SettingsError
from bot.model import Act, Bucket, Inbound, Part, RawEvent, Sent, To

__all__ = ["TelegramChannel", "setup_texts"]

log = structlog.get_logger(__name__)

_TOKEN = re.compile(r"(\d{3,16}):[A-Za-z0-9_-]+")
_PRIVATE_RATE, _PRIVATE_BURST = 1.0, 3.0
_GROUP_BURST = 6.0
_GROUP_RATE = (20.0 - _GROUP_BURST) / 60.0
"""Telegram lets a bot act about 20 times a minute in a group, all topics together (bots FAQ; edits and new topics
count, levlam in tdlib/td#2592). Six at once and fourteen a minute after that are never more than 20 in any minute."""


class TelegramChannel:
    """One bot. ``public``: people write to it; otherwise it serves the staff groups alone.

    ``rate`` is parts a second in all, 0 for no pacing; ``texts`` come from ``setup_texts``; ``seconds`` is how long one
    call may take. With ``public_url`` and ``webhook_secret`` updates come by webhook, else they are asked for.
    """

    name = NAME

    def __init__(
        self,
        token: str,
        *,
        public: bool,
        api: str = "https://api.telegram.org",
        desk_groups: Sequence[str] = (),
        public_url: str = "",
        webhook_secret: str = "",
        rate: float = 30.0,
        texts: Mapping[str, SetupTexts] | None = None,
        seconds: float = 40.0,
    ) -> None:
        self.account = _account(token)
        from bot.channels.telegram_api import TelegramApi
        from bot.channels.telegram_check import Checks
        from bot.channels.telegram_media import TELEGRAM
        from bot.channels.telegram_read import Reader
        from bot.channels.telegram_send import TelegramSender
        from bot.channels.telegram_setup import Setup

        self.capabilities = TELEGRAM
        self.public = public
        self._rate = rate
        self._url = f"{public_url.rstrip('/')}/{NAME}/{self.account}" if public_url and webhook_secret else ""
        self._secret = webhook_secret
        self._desk = set(desk_groups)
        self._serves_desk = True
        self._peers: dict[str, TelegramChannel] = {}
        self._api = TelegramApi(token, api, seconds=seconds)
        self._reader = Reader(self.account, self._desk)
        self._sender = TelegramSender(self._api, self.account, self._peers)
        self._setup = Setup(self._api, texts or {})
        self._checks = Checks(self._api)
        self._poller = Poller(self.account, self._api.post, self._to_event)
        self._ready = False

    def know(self, peer: TelegramChannel) -> None:
        """Another bot of ours: its files can be fetched, and a desk bot takes the staff groups over from this one."""
        self._peers[peer.account] = peer
        if self.public and not peer.public:
            self._serves_desk = False
            self._desk.clear()

    # --- in -------------------------------------------------------------------------------------------------

    def read(self, payload: str) -> Inbound:
        """The event in a stored update; raises Unreadable with the reason."""
        return self._reader.read(payload)

    def _to_event(self, update: Mapping[str, Any], payload: str) -> RawEvent:
        where = spot(update)
        change = moved(where.body, where.chat)
        if change and change[0] in self._desk:
            self._desk.add(change[1])
        return to_event(update, payload, self.account, public=self.public, desk=frozenset(self._desk))

    def routes(self, receive: Receive) -> list[web.RouteDef]:
        """The webhook's route, ``POST /telegram/<account>``; none when updates are asked for."""
        return Webhook(self.account, self._secret, self._to_event).routes(receive) if self._url else []

    async def run(self, receive: Receive, lease: Lease, stop: asyncio.Event) -> None:
        """Asks for updates until ``stop`` is set; with a webhook only waits for it."""
        seconds = self._poller.rest
        while not self._ready and not stop.is_set():
            await self._prepare()
            if not self._ready:
                stopping = asyncio.ensure_future(stop.wait())
                await asyncio.wait((stopping,), timeout=seconds)
                stopping.cancel()
                seconds = min(30.0, seconds * 2)
        if self._url:
            await stop.wait()
        else:
            await self._poller.run(receive, lease, stop)

    async def start(self) -> None:
        """Sets webhook or polling and the bot's texts; says in the log what staff groups lack.

        Raises SettingsError when Telegram refuses the token; when it cannot be reached, ``run`` tries again.
        """
        await self._prepare()

    async def _prepare(self) -> None:
        from aiogram import exceptions, methods

        from bot.channels.telegram_api import FAULTS

        try:
            me = await self._checks.me()
            if self._url:
                await self._api.call(
                    methods.SetWebhook(url=self._url, secret_token=self._secret, allowed_updates=list(ALLOWED_UPDATES))
                )
            else:
                await self._api.call(methods.DeleteWebhook())
        except (exceptions.TelegramUnauthorizedError, exceptions.TelegramNotFound):
            raise SettingsError(
                f"Telegram refuses the token of the bot {self.account}: copy it again from @BotFather."
            ) from None
        except exceptions.TelegramBadRequest as error:
            raise SettingsError(f"Telegram refuses the webhook {self._url}: {error.message}.") from None
        except FAULTS as error:
            log.warning("telegram.not_ready", account=self.account, error=type(error).__name__)
            return
        self._ready = True
        self._reader.username = me.username
        await self._greet(me.id)

    async def _greet(self, bot_id: int) -> None:
        """Looks at the staff groups and sets the texts; nothing here keeps the bot from working."""
        groups = []
        for group in sorted(self._desk):
            # A group that became a supergroup has another id than the settings say.
            now = await self._checks.current_id(group)
            self._desk.add(now)
            groups.append(now)
            for finding in await self._checks.group(group, bot_id):
                if finding.level != "ok":
                    log.warning("telegram.staff_group", what=finding.what, mend=finding.mend)
        steps = [self._setup.staff(groups)]
        if self.public:
            steps.append(self._setup.people())
        await asyncio.gather(*steps)

    # --- out ------------------------------------------------------------------------------------------------

    def pace(self, part: Part) -> tuple[Bucket, ...]:
        """The bot's own pace, and the chat's: reactions and signs are no messages and are not counted there."""
        from bot.channels.telegram_compose import actions

        if not self._rate:
            return ()
        whole = Bucket(f"bot:{self.account}", self._rate, max(1.0, self._rate))
        if part.body.act in (Act.REACT, Act.SEEN):
            return (whole,)
        key = f"chat:{self.account}:{part.chat}"
        if part.chat.startswith("-"):
            return (whole, Bucket(key, _GROUP_RATE, _GROUP_BURST, actions(part)))
        return (whole, Bucket(key, _PRIVATE_RATE, _PRIVATE_BURST, actions(part)))

    async def send(self, part: Part) -> Sent:
        """Sends one part; raises an error of the DeliveryError tree."""
        if part.body.to is To.DESK and self._serves_desk and part.chat.startswith("-"):
            # A worker that did not see the group move learns its id here.
            self._desk.add(part.chat)
        try:
            return await self._sender.send(part)
        except ChatMoved as error:
            if part.chat in self._desk:
                self._desk.add(error.chat)
            raise
        except DeliveryError as error:
            log.info("telegram.not_sent", key=part.key, act=part.body.act.value, error=type(error).__name__)
            raise

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file that this bot knows, at most 20 MB; raises Refused or aiogram's errors."""
        return await self._api.download(file_id)

    # --- looking after it -----------------------------------------------------------------------------------

    async def check(self) -> list[Finding]:
        """Token, way of reading, staff groups and rights: one clear sentence each."""
        return await self._checks.all(sorted(self._desk), self._url)

    async def close(self) -> None:
        """Ends the connections."""
        await self._api.close()


def _account(token: str) -> str:
    """The bot's id, which every token starts with; raises SettingsError for anything else."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise SettingsError(
            "RELAIS_TELEGRAM_TOKEN or RELAIS_DESK_TOKEN is not a bot token: copy it whole from @BotFather, "
            "it looks like 123456:ABC-DEF…"
        )
    return match[1]
