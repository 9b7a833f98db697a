"""`relais doctor`: checks settings, database, directory, Telegram, the staff group and the translator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from rich.console import Console

from bot.app import StoredCache, build_channels, translator_configs
from bot.catalogue import Catalogue
from bot.channels.base import Finding
from bot.errors import RelaisError
from bot.resources import folder
from bot.settings import Settings
from bot.store import Store
from handoff.translation import build_translator

_MARKS = {"ok": "[green]✔[/green]", "warn": "[yellow]![/yellow]", "bad": "[red]✘[/red]"}


async def examine(settings: Settings, console: Console) -> bool:
    """Prints one line for each thing that was looked at; False when something must be mended."""
    well = True
    async for finding in _findings(settings):
        console.print(f"{_MARKS[finding.level]} ", end="")
        console.print(finding.what, markup=False, highlight=False)
        if finding.mend:
            console.print(f"  → {finding.mend}", markup=False, highlight=False, style="dim")
        well = well and finding.level != "bad"
    return well


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    for finding in _of_settings(settings):
        yield finding
    try:
        store = await Store.open(settings.database, secret=settings.secret_key, alone=False)
    except RelaisError as error:
        yield Finding("bad", str(error), "")
        return
    try:
        async for finding in _of_store(store):
            yield finding
        async for finding in _of_translators(settings, store):
            yield finding
    finally:
        await store.close()
    async for finding in _of_channels(settings):
        yield finding


def _of_settings(settings: Settings) -> list[Finding]:
    found = []
    if not settings.telegram_token:
        found.append(Finding("bad", "No bot token is set.", "Set RELAIS_TELEGRAM_TOKEN, or try `relais demo`."))
    if not settings.desk_groups:
        found.append(
            Finding(
                "bad",
                "No staff group is set: nobody would read the questions the bot cannot answer.",
                "Make a group with topics, add the bot as an administrator, and set RELAIS_DESK_GROUPS to its id.",
            )
        )
    if not settings.secret_key:
        found.append(
            Finding(
                "warn",
                "Message bodies are stored as they are.",
                "Set RELAIS_SECRET_KEY (for instance from `openssl rand -hex 32`) to encrypt them.",
            )
        )
    if "google" in settings.translators:
        found.append(
            Finding(
                "warn",
                "googletrans uses an unofficial Google address without a contract: messages leave for Google.",
                "For sensitive talks use your own LibreTranslate, DeepL with a contract, or RELAIS_TRANSLATORS=none.",
            )
        )
    return found


async def _of_store(store: Store) -> AsyncIterator[Finding]:
    yield Finding("ok", f"The database answers ({store.dialect}).", "")
    places = await store.count_places()
    if places:
        yield Finding("ok", f"The directory has {places} places.", "")
    else:
        yield Finding("warn", "The directory is empty.", "`relais serve` fills it; or use `relais directory import`.")
    audit = await store.audit(datetime.now(UTC))
    if audit.ok:
        yield Finding("ok", "Every conversation is accounted for.", "")
    else:
        yield Finding("bad", f"{len(audit.problems)} conversations need a look.", "`relais audit` lists them.")


async def _of_translators(settings: Settings, store: Store) -> AsyncIterator[Finding]:
    configs = translator_configs(settings)
    translator = build_translator(
        settings.translators,
        configs,
        StoredCache(store),
        country=settings.country,
        outside=settings.translate_outside,
    )
    try:
        for provider in translator.providers:
            try:
                yield Finding("ok", await provider.check(), "")
            except Exception as error:
                mend = "Until it answers, staff and people read the original, marked as not translated."
                yield Finding("warn", f"The translator {provider.name} does not answer: {error}", mend)
    finally:
        await translator.close()


async def _of_channels(settings: Settings) -> AsyncIterator[Finding]:
    channels = build_channels(settings, Catalogue.load(folder("locales")))
    for channel in channels.values():
        try:
            for finding in await channel.check():
                yield finding
        finally:
            await channel.close()
