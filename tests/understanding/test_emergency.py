"""The table of emergency numbers."""

import re
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.resources import folder
from bot.understanding.emergency import LINES, Emergency


def test_france_and_the_rest() -> None:
    table = Emergency.load(folder("directory_data") / "emergency.yaml")
    france = table.numbers("fr")
    assert set(france) == LINES
    assert (france["medical"], france["sms"], france["suicide"], france["women"]) == ("15", "114", "3114", "3919")
    assert dict(table.numbers("ZZ")) == {"emergency": "112"}
    assert all(row.source and row.checked.year >= 2026 for row in table.rows("FR"))


@pytest.mark.parametrize(
    "text",
    [
        "default: {}",
        "default: {police: {number: '1', source: s, checked: 2026-01-01}}",
        "default: {emergency: {number: '112', source: s}}",
        "default: {emergency: {number: '112', source: s, checked: soon}}",
        "default: {emergency: {number: '112', source: s, checked: 2026-01-01}}\ncountries: {FR: {pizza: {}}}",
    ],
)
def test_a_table_that_cannot_be_trusted_stops(tmp_path: Path, text: str) -> None:
    path = tmp_path / "emergency.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"emergency\.yaml"):
        Emergency.load(path)


@pytest.mark.parametrize("country", ["FR", "BE", "CH", "DE", "ES", "IT", "GB"])
def test_every_country_has_an_emergency_number_and_says_where_each_was_read(country: str) -> None:
    rows = Emergency.load(folder("directory_data") / "emergency.yaml").rows(country)
    assert "emergency" in {row.line for row in rows}
    for row in rows:
        assert row.source
        assert row.checked.year >= 2026
        assert re.fullmatch(r"[0-9 ]{2,13}", row.number)
