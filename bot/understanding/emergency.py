"""Emergency numbers by country, as they stand in ``directory_data/emergency.yaml`` with their source and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import SettingsError
from bot.understanding.lexicon import read_yaml

LINES = frozenset("emergency medical police fire sms shelter child suicide women missing_child".split())
"""What a number may be for."""


@dataclass(frozen=True, slots=True)
class Number:
    """One line: the number as it is dialled, where it was read, and when."""

    line: str
    number: str
    source: str
    checked: date


class Emergency:
    """The table of numbers."""

    def __init__(self, default: Mapping[str, Number], countries: Mapping[str, Mapping[str, Number]]) -> None:
        self._default = default
        self._countries = countries

    @classmethod
    def load(cls, path: Path) -> Emergency:
        """Reads the table; raises SettingsError with one sentence when it cannot be trusted."""
        content = read_yaml(path)
        default = _country(path, "default", content.get("default"))
        if "emergency" not in default:
            raise SettingsError(f"{path}, default: it needs the line emergency.")
        countries = content.get("countries") or {}
        return cls(default, {str(code).upper(): _country(path, str(code), rows) for code, rows in countries.items()})

    def numbers(self, country: str) -> Mapping[str, str]:
        """Line → number for a country (ISO 3166, two letters); the European 112 alone where we know no better."""
        return {line: row.number for line, row in self._rows(country).items()}

    def rows(self, country: str) -> tuple[Number, ...]:
        """The same with source and date, for the documentation."""
        return tuple(self._rows(country).values())

    def _rows(self, country: str) -> Mapping[str, Number]:
        return self._countries.get(country.upper(), self._default)


def _country(path: Path, code: str, rows: object) -> dict[str, Number]:
    if not isinstance(rows, dict) or not rows:
        raise SettingsError(f"{path}, {code}: it needs lines with number, source and checked.")
    found = {}
    for line, row in rows.items():
        if line not in LINES:
            raise SettingsError(f"{path}, {code}: {line} is no line; known are {', '.join(sorted(LINES))}.")
        if (
            not isinstance(row, dict)
            or set(row) != {"number", "source", "checked"}
            or not isinstance(row["checked"], date)
        ):
            raise SettingsError(f"{path}, {code}, {line}: it needs number, source and checked (a date).")
        found[str(line)] = Number(str(line), str(row["number"]), str(row["source"]), row["checked"])
    return found
