"""`relais audit`, `relais forget` and `relais stats`: what the operator asks the store."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bot.catalogue import Catalogue
from bot.errors import SettingsError
from bot.resources import folder
from bot.settings import Settings
from bot.store import Store
from handoff.reports import ReportWords, Row, figures_of
from handoff.reports.period import period
from handoff.reports.pictures import overview
from handoff.reports.shifts import Shifts
from handoff.reports.table import csv_of
from handoff.reports.terminal import show


async def audit_report(settings: Settings, console: Console) -> bool:
    """Prints the account of every conversation; True when the promise holds for all of them."""
    store = await Store.open(settings.database, secret=settings.secret_key, alone=False)
    try:
        audit = await store.audit(datetime.now(UTC))
    finally:
        await store.close()
    for name, count in audit.counts.items():
        console.print(f"{count:>8}  {name.replace('_', ' ')}", highlight=False)
    for problem in audit.problems:
        console.print(f"  ✘ {problem}", style="red", markup=False, highlight=False)
    verdict = "Every conversation is accounted for." if audit.ok else f"{len(audit.problems)} need a look."
    console.print(verdict, highlight=False)
    return audit.ok


async def forget_person(settings: Settings, conversation: str) -> str:
    """Erases the person of a conversation; the sentence that says what was done."""
    store = await Store.open(settings.database, secret=settings.secret_key, alone=False)
    try:
        known = await store.conversation(conversation)
        if known is None:
            return f"There is no conversation {conversation}."
        await store.forget(conversation)
    finally:
        await store.close()
    return f"Erased: everything of conversation {conversation}."


# --- relais stats ---------------------------------------------------------------------------------------------


async def stats(
    settings: Settings,
    console: Console,
    *,
    since: str = "",
    until: str = "",
    pictures: Path | None = None,
    csv: Path | None = None,
) -> None:
    """Prints who wrote, what for and how long they waited; writes a PNG and a CSV file where they are asked for.

    ``since`` and ``until``: a day (2026-11-01) or how long ago (7d, 24h, 4w); empty: the last seven days. A folder is
    given a file of its own. SettingsError: a time that is none, a file that cannot be written, a
    picture that cannot be drawn.
    """
    start, end = period(since, until, datetime.now(UTC), settings.zone)
    store = await Store.open(settings.database, secret=settings.secret_key, alone=False)
    try:
        found = await store.facts(start, end)
    finally:
        await store.close()
    rows = [Row(f.conversation, f.at, f.kind, f.value, f.seconds, f.language, f.channel) for f in found]
    shifts = Shifts(settings.duty_hours, settings.zone, settings.country)
    figures = figures_of(rows, start, end, settings.zone, None if shifts.always else shifts)
    words = ReportWords(Catalogue.load(folder("locales")), settings.staff_language)
    show(figures, words, console)
    name = f"relais-{figures.since:%Y-%m-%d}"
    if csv is not None:
        _write(csv, f"{name}.csv", csv_of(figures).encode(), console)
    if pictures is not None:
        os.environ.setdefault("MPLCONFIGDIR", str((settings.data_dir / "matplotlib").resolve()))
        try:
            with console.status("Drawing …"):
                png = await asyncio.to_thread(overview, figures, words)
        except RuntimeError as error:
            raise SettingsError(str(error)) from None
        _write(pictures, f"{name}.png", png, console)


def _write(path: Path, name: str, body: bytes, console: Console) -> None:
    """Writes a file, or one called ``name`` into a folder, and says where."""
    to = path / name if path.is_dir() else path
    try:
        to.write_bytes(body)
    except OSError as error:
        raise SettingsError(f"{to} cannot be written: {error.strerror or error}.") from None
    console.print(f"Written: {to} ({len(body) / 1000:.0f} kB).", highlight=False, markup=False, soft_wrap=True)
