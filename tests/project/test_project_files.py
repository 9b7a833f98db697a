"""Dockerfile, compose file, Makefile and documentation say what the code really does."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from bot.cli import app
from bot.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
COMMANDS = get_command(app).commands


def test_the_image_runs_a_real_command_with_real_settings():
    text = (ROOT / "Dockerfile").read_text()
    command = re.search(r'^CMD \["relais", "(\w+)"\]', text, re.M).group(1)
    assert command in COMMANDS
    for name in re.findall(r"RELAIS_([A-Z_]+)=", text):
        assert name.lower() in Settings.model_fields
    assert re.search(r"^USER relais$", text, re.M)
    port = re.search(r"RELAIS_PORT=(\d+)", text).group(1)
    assert f"EXPOSE {port}" in text
    assert f"http://127.0.0.1:{port}/health" in text
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M):
        for name in copied.split():
            assert (ROOT / name).exists(), name


def test_the_image_holds_everything_the_wheel_is_made_of():
    text = (ROOT / "Dockerfile").read_text()
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    for name in (*built["packages"], *built["force-include"]):
        assert re.search(rf"^COPY {name} ", text, re.M), name


def test_the_compose_file_sets_settings_that_load(monkeypatch):
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    environment = compose["services"]["app"]["environment"]
    examples = {"RELAIS_TELEGRAM_TOKEN": "123456:ABCDEFGHIJKLMNOP", "RELAIS_DESK_GROUPS": "-1001234567890"}
    for name, value in environment.items():
        assert name.removeprefix("RELAIS_").lower() in Settings.model_fields, name
        plain = re.sub(r"\$\{([A-Z_]+)[^}]*\}", lambda m: examples.get(m.group(1), "x" * 20), value)
        monkeypatch.setenv(name, plain)
    settings = load_settings()
    assert settings.database.startswith("postgresql+asyncpg://")
    assert set(compose["services"]["app"]["depends_on"]) <= set(compose["services"])


@pytest.mark.parametrize("target", ["demo", "run", "test", "lint", "bench"])
def test_make_has_every_promised_target(target):
    text = (ROOT / "Makefile").read_text()
    recipe = re.search(rf"^{target}: (.*)\n((?:\t.*\n)+)", text, re.M)
    assert "$(READY)" in recipe.group(1)
    for command in re.findall(r"\$\(BIN\)/relais (\w+)", recipe.group(2)):
        assert command in COMMANDS


def test_the_readme_names_only_commands_that_exist():
    text = (ROOT / "README.md").read_text()
    for command in re.findall(r"`relais (\w+)", text):
        assert command in COMMANDS, command
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / link).exists(), link


def test_every_command_explains_itself():
    for name, command in COMMANDS.items():
        assert command.help, name


def test_no_module_outgrows_a_head():
    for folder in ("bot", "handoff", "simulator"):
        for path in (ROOT / folder).rglob("*.py"):
            lines = path.read_text().count("\n")
            assert lines <= 480, f"{path.relative_to(ROOT)} has {lines} lines"
