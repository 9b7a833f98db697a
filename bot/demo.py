"""`relais demo`: the whole product on a simulator, with a page to try it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.app import App
from bot.directory import open_format
from bot.errors import SettingsError
from bot.logs import configure
from bot.places import bring
from bot.resources import folder
from bot.settings import DeskGroup, load_settings
from simulator import Limits, Simulator
from simulator.demo import populate

TOKEN = "700000001:demo-token-of-the-simulator-only"  # noqa: S105 - opens nothing outside the simulator


async def run_demo(
    stop: asyncio.Event, *, host: str, port: int, browser: bool, say: Callable[..., Any], data: Path | None = None
) -> None:
    """Runs simulator and house together until ``stop``; every start begins afresh."""
    simulator = Simulator(limits=Limits.real())
    try:
        await simulator.start(host=host, port=port)
    except OSError as error:
        raise SettingsError(
            f"The page cannot be shown on {host}:{port} ({error.strerror}): try `relais demo --port {port + 1}`."
        ) from None
    try:
        world = populate(simulator, TOKEN)
        await _run_house(stop, simulator, str(world.group.id), browser=browser, say=say, data=data)
    finally:
        await simulator.stop()


async def _run_house(
    stop: asyncio.Event, simulator: Simulator, group: str, *, browser: bool, say: Callable[..., Any], data: Path | None
) -> None:
    place = data or Path("var/demo")
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(place)
    settings = load_settings(
        data_dir=place,
        database_url="",
        redis_url="",
        telegram_token=TOKEN,
        desk_token="",
        telegram_api=simulator.url,
        telegram_webhook_secret="",
        desk_groups=(DeskGroup(group),),
        port=0,
        log_level="warning",
    )
    configure(settings.log_level)
    async with App.open(settings) as house:
        for path in sorted((folder("directory_data") / "demo").glob("*.geojson")):
            await bring(house.store, open_format(path))
        await house.places.load()
        say(f"\n  Relais is open: [bold]{simulator.url}[/bold]")
        say(f"  {len(house.directory)} places. On the left a phone, on the right the team. Ctrl-C stops it.\n")
        if browser:
            with contextlib.suppress(webbrowser.Error):
                await asyncio.to_thread(webbrowser.open, simulator.url)
        await house.run(stop)
