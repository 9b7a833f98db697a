"""Files of a part on their way out: copied by our own bot, fetched through another bot of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from aiogram import exceptions

from bot.channels import telegram_errors as errors
from bot.channels.telegram_api import FAULTS
from bot.channels.telegram_media import TELEGRAM, Item, copyable, upload
from bot.errors import Refused, Unreachable
from bot.model import Media

TOO_BIG, GONE = "too_big", "file_gone"
"""What is noted about a file that could not be carried."""


class FileOwner(Protocol):
    """Another bot of ours, that can download what only it knows."""

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file."""


class Files:
    """Makes files ready for one bot. ``owners`` are the bots whose files can be fetched, by account."""

    def __init__(self, account: str, owners: Mapping[str, FileOwner]) -> None:
        self._account = account
        self._owners = owners

    async def ready(self, media: Sequence[Media]) -> tuple[list[Item], str]:
        """The files that can leave, and a word about one that cannot; raises Unreachable or SlowDown."""
        items, note = [], ""
        for one in media:
            if one.path:
                try:
                    items.append(Item(one, upload(one, await asyncio.to_thread(Path(one.path).read_bytes))))
                except OSError:
                    note = GONE
                continue
            if one.account in ("", self._account):
                items.append(Item(one, None if copyable(one) else one.file_id))
                continue
            try:
                items.append(Item(one, upload(one, await self._fetch(one))))
            except Refused as error:
                note = TOO_BIG if errors.TOO_BIG.search(str(error)) else GONE
        return items, note

    async def _fetch(self, media: Media) -> bytes:
        """The bytes of another bot's file; raises Refused when it cannot be had, Unreachable when not now."""
        owner = self._owners.get(media.account)
        if owner is None:
            raise Refused("the bot that has the file is not configured")
        if media.size is not None and media.size > TELEGRAM.max_download:
            raise Refused(errors.FILE_TOO_BIG)
        try:
            return await owner.download(media.file_id)
        except (exceptions.TelegramBadRequest, exceptions.TelegramRetryAfter) as error:
            raise errors.delivery_error(error, "") from error
        except FAULTS as error:
            # Nothing has left yet, whatever happened on the way here.
            raise Unreachable(f"the file could not be fetched ({type(error).__name__})") from error
