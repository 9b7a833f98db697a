"""Settings: every default means something, every wrong value is one clear sentence and exit status 2."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("RELAIS_TELEGRAM_TOKEN", "hello", "BotFather"),
        ("RELAIS_PORT", "eighty", "RELAIS_PORT"),
        ("RELAIS_DESK_GROUPS", "12345", "-1001234567890"),
        ("RELAIS_DUTY_HOURS", "9h-18h", "Mo-Fr 09:00-18:00"),
        ("RELAIS_TRANSLATORS", "babelfish", "choose among"),
        ("RELAIS_TIMEZONE", "Paris", "Europe/Paris"),
        ("RELAIS_SECRET_KEY", "short", "16 characters"),
        ("RELAIS_PUBLIC_URL", "example.org", "https://example.org"),
        ("RELAIS_TRANSLATORS", "deepl", "RELAIS_DEEPL_KEY"),
        ("RELAIS_TRANSLATORS", "libretranslate", "RELAIS_LIBRETRANSLATE_URL"),
        ("RELAIS_TELEGRAM_WEBHOOK_SECRET", "abc", "RELAIS_PUBLIC_URL"),
        ("RELAIS_RETENTION_DAYS", "0", "RELAIS_RETENTION_DAYS"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_says_what_to_do(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert says in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_secret_is_never_repeated_in_the_sentence(monkeypatch):
    monkeypatch.setenv("RELAIS_TELEGRAM_TOKEN", "123:not-long")
    monkeypatch.setenv("RELAIS_SECRET_KEY", "tooshort")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "not-long" not in str(caught.value)
    assert "tooshort" not in str(caught.value)


def test_groups_share_the_work_by_departement(monkeypatch):
    monkeypatch.setenv("RELAIS_DESK_GROUPS", "-100123=75,92; -100456=33")
    groups = load_settings().desk_groups
    assert [(g.chat, g.departements) for g in groups] == [("-100123", ("75", "92")), ("-100456", ("33",))]


def test_the_command_ends_with_status_2_and_no_traceback(tmp_path):
    env = {**os.environ, "RELAIS_PORT": "many", "RELAIS_DATA_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-m", "bot.cli", "serve"], env=env, capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert run.returncode == 2
    assert "RELAIS_PORT" in run.stderr
    assert "Traceback" not in run.stderr


def test_every_setting_is_documented_and_read_somewhere():
    documented = (ROOT / "docs" / "settings.md").read_text()
    code = "\n".join(p.read_text() for folder in ("bot", "handoff") for p in (ROOT / folder).rglob("*.py"))
    for name in Settings.model_fields:
        assert f"`RELAIS_{name.upper()}`" in documented, name
        assert re.search(rf"settings\.{name}\b", code) or name == "database_url", f"nothing reads {name}"
    for name in re.findall(r"`(RELAIS_[A-Z_]+)`", documented):
        assert name.removeprefix("RELAIS_").lower() in Settings.model_fields, name
