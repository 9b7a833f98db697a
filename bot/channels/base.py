"""What a channel is to the rest of the house: a wire format, its limits, a way in and a way out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from aiohttp import web

from bot.model import Bucket, Inbound, Part, RawEvent, Sent


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a messenger can carry. Text lengths in UTF-16 units, files in bytes; 0: not at all."""

    text_limit: int
    caption_limit: int = 0
    choices_per_row: int = 0
    choice_rows: int = 0
    choice_label: int = 0
    choice_data_bytes: int = 0
    choice_note: int = 0  # the short note that answers a press
    media: frozenset[str] = frozenset()
    album: int = 0  # files in one album
    max_download: int = 0
    max_upload: int = 0
    location: bool = False
    request_location: bool = False
    edits: bool = False
    reactions: frozenset[str] = frozenset()
    deletions_told: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: one clear sentence, and what to do when it is not well."""

    level: Literal["ok", "warn", "bad"]
    what: str
    mend: str = ""


class Receive(Protocol):
    """Takes raw events in. When it returns they are stored for good; when it raises none of them is."""

    async def __call__(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> None:
        """Stores ``events`` and the ``cursor`` (name, value) together."""


class Lease(Protocol):
    """One reader a name: several processes may want to read, one does."""

    async def acquire(self, name: str, seconds: float) -> bool:
        """Takes the lease or makes it longer; False while another process holds it."""

    async def release(self, name: str) -> None:
        """Gives the lease back."""


class Channel(Protocol):
    """One account on one messenger."""

    name: str
    account: str
    capabilities: Capabilities

    def read(self, payload: str) -> Inbound:
        """The event in a stored payload; raises Unreadable with the reason."""

    def pace(self, part: Part) -> tuple[Bucket, ...]:
        """The paces that sending ``part`` is subject to."""

    async def send(self, part: Part) -> Sent:
        """Sends one part; raises an error of the DeliveryError tree."""

    async def start(self) -> None:
        """Makes the account ready to receive; raises SettingsError when a setting cannot work."""

    async def run(self, receive: Receive, lease: Lease, stop: asyncio.Event) -> None:
        """Reads until ``stop`` is set, where the messenger has to be asked for its events."""

    def routes(self, receive: Receive) -> list[web.RouteDef]:
        """The web routes by which the messenger brings its events."""

    async def check(self) -> list[Finding]:
        """Looks at everything that has to be right outside this process; never raises."""

    async def close(self) -> None:
        """Ends what is open."""
