"""`relais stats`: from a real store to tables, a picture and a table file."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.errors import SettingsError
from bot.model import Fact
from bot.reports import stats
from bot.settings import Settings
from bot.store import Store
from tests.store.kit import Time, hello, replied, say, talk

NAME = "Zoubida Introuvable"


@pytest.fixture
async def settings(tmp_path):
    """A house in which six people have asked for food, one of them in words that no report may show."""
    settings = Settings(data_dir=tmp_path, staff_language="en")
    now = Time()
    now.now = datetime.now(UTC) - timedelta(hours=1)
    store = await Store.open(settings.database, clock=now)
    for number in range(6):
        event = hello(number, chat=str(100 + number), text=f"{NAME} a faim")
        conversation = talk(str(100 + number), language="fr")
        facts = (Fact("wrote", "text"), Fact("asked", "eat"), Fact("answered", "staff", 120 + number))
        await say(store, event, counted(conversation, facts))
    await store.close()
    return settings


def counted(conversation, facts):
    """The turn that answers an event and counts ``facts``."""
    return lambda item, _lease: replace(replied(item, conversation), facts=facts)


def screen():
    return Console(file=StringIO(), width=120, force_terminal=False)


async def test_stats_prints_and_writes(settings, tmp_path):
    console, table, picture = screen(), tmp_path / "out.csv", tmp_path / "out.png"
    await stats(settings, console, since="7d", until="", pictures=picture, csv=table)
    said = console.file.getvalue()
    for words in ("Conversations: 6", "Food", "French", "By the team", "half", str(table), str(picture)):
        assert words in said
    assert picture.read_bytes().startswith(b"\x89PNG")
    lines = list(csv.reader(StringIO(table.read_text())))
    assert ["needs", "eat", "6", "1.000"] in lines
    for hidden in (NAME, "conversation_id", "100", "telegram:"):
        assert hidden not in table.read_text()
    assert NAME not in said


async def test_a_folder_is_given_files_of_their_own(settings, tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    await stats(settings, screen(), pictures=folder, csv=folder)
    assert sorted(path.suffix for path in folder.iterdir()) == [".csv", ".png"]


async def test_nothing_in_that_time_is_said_kindly(settings):
    console = screen()
    await stats(settings, console, since="2020-01-01", until="2020-01-31")
    assert "Nobody has written yet" in console.file.getvalue()


@pytest.mark.parametrize("wrong", [{"since": "soon"}, {"until": "2026-99-99"}, {"since": "1d", "until": "2d"}])
async def test_a_wrong_time_stops_with_one_sentence(settings, wrong):
    with pytest.raises(SettingsError, match="--"):
        await stats(settings, screen(), **wrong)


async def test_a_file_that_cannot_be_written_is_named(settings, tmp_path):
    with pytest.raises(SettingsError, match="cannot be written"):
        await stats(settings, screen(), csv=tmp_path / "missing" / "out.csv")
