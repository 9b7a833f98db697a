"""The one file that knows every other: puts the parts together, starts and stops them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from aiohttp import web

from bot.book import StoredBook, picture_keeper
from bot.catalogue import Catalogue
from bot.channels.base import Channel
from bot.dialogue import Guide
from bot.directory import Directory, Taxonomy
from bot.errors import SettingsError, Unreadable
from bot.flow import Post, Rounds, Sweeper, Worker, doorbell_for, throttle_for
from bot.flow.codec import INTERNAL, read_internal
from bot.model import Conversation, Event, Outbound, RawEvent
from bot.places import Places, fill_if_empty
from bot.reception import Reception
from bot.resources import folder
from bot.settings import Settings
from bot.store import Item, Store
from bot.understanding import Understander
from bot.understanding.emergency import Emergency
from bot.web import Metrics, web_app
from handoff.desk import Desk, DeskGroups, Duty, Office, Rules, orders
from handoff.desk.words import Words
from handoff.translation import ProviderConfig, Translator, build_translator

log = structlog.get_logger(__name__)

CHANNEL_NAMES = {"telegram": "Telegram"}


def utcnow() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass
class App:
    """The house, put together and ready to run."""

    settings: Settings
    store: Store
    directory: Directory
    channels: dict[tuple[str, str], Channel]
    worker: Worker
    post: Post
    sweeper: Sweeper
    rounds: Rounds
    places: Places
    translator: Translator
    doorbell: Any
    readers: Readers
    receives: bool = True
    address: str = ""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, settings: Settings, *, receives: bool = True, clock: Callable[[], datetime] = utcnow
    ) -> AsyncIterator[App]:
        """Builds the house, starts its channels and its web server, and takes it down at the end."""
        async with contextlib.AsyncExitStack() as stack:
            yield await _build(settings, stack, receives=receives, clock=clock)

    async def run(self, stop: asyncio.Event) -> None:
        """Works until ``stop`` is set; then what is in hand is finished. A part that dies takes the house down."""
        loops = [part.run(stop) for part in (self.worker, self.post, self.sweeper, self.rounds)]
        loops.append(self.places.follow(stop))
        if self.receives:
            loops += [channel.run(self.receive, self.readers, stop) for channel in self.channels.values()]
        tasks = [asyncio.create_task(loop) for loop in loops]
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        stopping.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    async def receive(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> None:
        """What a channel calls with raw events: stored when this returns, and the worker is rung for."""
        if await self.store.receive(events, cursor):
            await self.doorbell.ring("work")

    async def health(self) -> Mapping[str, object]:
        """Whether the house can do its work now."""
        try:
            counts = await self.store.counts()
        except Exception as error:
            return {"ok": False, "database": type(error).__name__}
        return {"ok": True, "places": len(self.directory), "channels": [name for name, _ in self.channels], **counts}


def build_directory(settings: Settings) -> Directory:
    """An empty directory for the settings' country and time zone."""
    taxonomy = Taxonomy.load(folder("directory_data") / "taxonomy.yaml")
    return Directory((), taxonomy, country=settings.country, timezone=settings.timezone)


def build_guide(settings: Settings, directory: Directory, catalogue: Catalogue | None = None) -> Guide:
    """The dialogue with everything it needs to think."""
    return Guide(
        catalogue or Catalogue.load(folder("locales")),
        directory,
        Understander.load(folder("locales"), folder("directory_data"), settings.data_dir),
        Emergency.load(folder("directory_data") / "emergency.yaml"),
        country=settings.country,
        timezone=settings.timezone,
        staff_language=settings.staff_language,
        donate_url=settings.donate_url,
        team=bool(settings.desk_groups),
    )


def build_desk(settings: Settings, guide: Guide, catalogue: Catalogue, translator: Translator, store: Store) -> Desk:
    """The staff's side."""
    words = Words(catalogue, settings.staff_language, settings.zone, CHANNEL_NAMES)
    within = timedelta(seconds=settings.answer_within)
    duty = Duty(settings.duty_hours, settings.zone, settings.country, within)
    default = settings.desk_groups[0].chat if settings.desk_groups else ""
    by_departement = {code: group.chat for group in settings.desk_groups for code in group.departements}
    rules = Rules(
        bot_after=timedelta(seconds=settings.bot_after) if settings.bot_after else None,
        known_for=timedelta(days=settings.known_days),
        flood=settings.flood,
        weekly=settings.weekly_report,
    )
    office = Office(
        words=words,
        translator=translator,
        duty=duty,
        groups=DeskGroups(default, by_departement),
        book=StoredBook(store),
        guidance=guide.guidance,
        rules=rules,
        pictures=picture_keeper(settings.data_dir / "pictures"),
    )
    return Desk(office)


def build_channels(settings: Settings, catalogue: Catalogue) -> dict[tuple[str, str], Channel]:
    """Every channel that is configured, the people's first; the desk's own bot when there is a second token."""
    from bot.channels.telegram import TelegramChannel, setup_texts

    if not settings.telegram_token:
        return {}
    groups = tuple(group.chat for group in settings.desk_groups)
    texts = setup_texts(catalogue, {name: f"desk.staff.order.{name}" for name in orders.found()})
    common: dict[str, Any] = {
        "api": settings.telegram_api,
        "desk_groups": groups,
        "public_url": settings.public_url if settings.webhooks else "",
        "webhook_secret": settings.telegram_webhook_secret,
        "rate": settings.telegram_rate,
        "texts": texts,
    }
    people = TelegramChannel(settings.telegram_token, public=True, **common)
    channels: dict[tuple[str, str], Channel] = {(people.name, people.account): people}
    if settings.desk_token:
        desk = TelegramChannel(settings.desk_token, public=False, **common)
        channels[desk.name, desk.account] = desk
        people.know(desk)
        desk.know(people)
    return channels


def translator_configs(settings: Settings) -> dict[str, ProviderConfig]:
    """Where each translator lies, and its key."""
    return {
        "google": ProviderConfig(settings.google_url, ""),
        "libretranslate": ProviderConfig(settings.libretranslate_url, settings.libretranslate_key),
        "deepl": ProviderConfig(settings.deepl_url, settings.deepl_key),
        "none": ProviderConfig("", ""),
    }


async def _build(
    settings: Settings, stack: contextlib.AsyncExitStack, *, receives: bool, clock: Callable[[], datetime]
) -> App:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("MPLCONFIGDIR", str((settings.data_dir / "matplotlib").resolve()))  # writes nowhere else
    catalogue = Catalogue.load(folder("locales"))
    channels = build_channels(settings, catalogue)
    desk_address = list(channels)[-1] if channels else None
    store = await Store.open(settings.database, secret=settings.secret_key, desk=desk_address, clock=clock)
    stack.push_async_callback(store.close)
    directory = build_directory(settings)
    await fill_if_empty(store, folder("directory_data"))
    places = Places(store, directory)
    await places.load()

    translator = build_translator(
        settings.translators,
        translator_configs(settings),
        StoredCache(store),
        names=directory.names,
        country=settings.country,
        outside=settings.translate_outside,
    )
    stack.push_async_callback(translator.close)
    guide = build_guide(settings, directory, catalogue)
    desk = build_desk(settings, guide, catalogue, translator, store)
    reception = Reception(guide, desk)

    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    doorbell = await doorbell_for(settings.redis_url, holder)
    throttle = await throttle_for(settings.redis_url, asyncio.get_running_loop().time)
    stack.push_async_callback(doorbell.close)
    stack.push_async_callback(throttle.close)

    async def recap(conversation: Conversation) -> tuple[Outbound, ...]:
        return desk.recap(conversation, await store.history(conversation.id, 12))

    house = App(
        settings=settings,
        store=store,
        directory=directory,
        channels=channels,
        worker=Worker(store, reader(channels), reception, doorbell, holder=holder, clock=clock),
        post=Post(store, channels, throttle, doorbell, recap=recap, holder=holder, clock=clock),
        sweeper=Sweeper(store, doorbell, retention=timedelta(days=settings.retention_days), clock=clock),
        places=places,
        translator=translator,
        doorbell=doorbell,
        rounds=Rounds(
            store,
            doorbell,
            desk.due,
            groups=desk.office.groups.all if receives else (),
            desk=desk_address or ("", ""),
            clock=clock,
        ),
        readers=Readers(store, holder),
        receives=receives,
    )
    if receives:
        await _open_doors(house, stack)
    return house


async def _open_doors(house: App, stack: contextlib.AsyncExitStack) -> None:
    """Starts the web server and the channels."""
    settings = house.settings
    routes = [route for channel in house.channels.values() for route in channel.routes(house.receive)]
    runner = web.AppRunner(web_app(Metrics(house.store.counts), house.health, routes), access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        raise SettingsError(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}): set RELAIS_PORT to another."
        ) from None
    port = runner.addresses[0][1] if runner.addresses else settings.port
    house.address = f"http://{settings.host}:{port}"
    for channel in house.channels.values():
        stack.push_async_callback(channel.close)
        await channel.start()


def reader(channels: Mapping[tuple[str, str], Channel]) -> Callable[[Item], Event]:
    """What turns an inbox item into an event: the post's own reports, or the channel that brought it."""

    def read(item: Item) -> Event:
        if item.channel == INTERNAL:
            return read_internal(item)
        channel = channels.get((item.channel, item.account))
        if channel is None:
            raise Unreadable(f"the channel {item.channel} is no longer configured for this account")
        return channel.read(item.payload)

    return read


@dataclass(frozen=True)
class StoredCache:
    """The translation cache, kept in the store."""

    store: Store

    async def get(self, key: str) -> str | None:
        """The kept translation."""
        return await self.store.cache_get(key)

    async def put(self, key: str, text: str) -> None:
        """Keeps a translation."""
        await self.store.cache_put(key, text)


@dataclass(frozen=True)
class Readers:
    """One reader a token: who may poll, as a lease in the store."""

    store: Store
    holder: str

    async def acquire(self, name: str, seconds: float) -> bool:
        """Takes or renews the lease ``name``; False while another process reads."""
        return await self.store.lease_reader(name, self.holder, timedelta(seconds=seconds))

    async def release(self, name: str) -> None:
        """Gives the lease back."""
        await self.store.release_reader(name, self.holder)
