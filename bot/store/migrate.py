"""Brings a database up to date at start, one process at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from bot.store.database import Database

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 7_265_108  # any number, the same in every process


async def migrate(db: Database) -> None:
    """Runs every migration that is missing."""
    async with db.write() as connection:
        if not db.sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": LOCK})
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
