"""`relais directory import` and `relais directory search`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from bot.app import build_directory, build_guide
from bot.directory import open_format
from bot.errors import SettingsError
from bot.model import Case, Conversation, Inbound, Kind, Sender, plain
from bot.places import Brought, Places, bring, fill_if_empty
from bot.resources import folder
from bot.settings import Settings
from bot.store import Store


async def import_files(
    settings: Settings, files: Sequence[Path], format_name: str | None, *, dry_run: bool, console: Console
) -> Brought:
    """Brings the places of ``files`` in, with a progress bar and a report of every row that could not be read."""
    for path in files:
        if not path.is_file():
            raise SettingsError(f"There is no file {path}.")
    total = Brought()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    store = await Store.open(settings.database, secret=settings.secret_key, alone=False)
    try:
        with Progress(*columns, console=console) as progress:
            for path in files:
                task = progress.add_task(path.name, total=path.stat().st_size)

                def moved(done: int, size: int, task: object = task) -> None:
                    progress.update(task, completed=done, total=size or None)  # type: ignore[arg-type]  # TaskID is an int

                brought = await bring(store, open_format(path, format_name, progress=moved), dry_run=dry_run)
                progress.update(task, completed=path.stat().st_size)
                total.new += brought.new
                total.changed += brought.changed
                total.same += brought.same
                total.unreadable += brought.unreadable
    finally:
        await store.close()
    for row in total.unreadable:
        console.print(f"line {row.line}: {row.reason}", markup=False, highlight=False)
    return total


async def search_as_person(settings: Settings, words: str) -> str:
    """What a person who writes ``words`` would read, as plain text."""
    store = await Store.open(settings.database, secret=settings.secret_key, alone=False)
    try:
        await fill_if_empty(store, folder("directory_data"))
        directory = build_directory(settings)
        await Places(store, directory).load()
    finally:
        await store.close()
    now = datetime.now(UTC)
    inbound = Inbound(
        "console", "", "1", Kind.TEXT, "1", Sender("1", language=settings.staff_language), now, text=words
    )
    talk = Conversation("console", "", "console", "", "1", "console", now)
    turn = build_guide(settings, directory).respond(Case("1", talk, inbound, now))
    return "\n\n".join(plain(part.text) for part in turn.say if part.text)
