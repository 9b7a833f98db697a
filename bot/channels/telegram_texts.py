"""What a bot says of itself, taken from the catalogue. No aiogram here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.model import plain

PEOPLE = ("start", "help", "language", "forget")
_DEFAULTS = ("en", "fr")
_NONE: Mapping[str, str] = {}


class Says(Protocol):
    """The catalogue, as far as it is needed here."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language there is."""

    def say(self, language: str, key: str, /, **values: object) -> str:
        """A sentence as markup."""


@dataclass(frozen=True, slots=True)
class SetupTexts:
    """Commands (name, description) and descriptions in one language, as plain text."""

    people: tuple[tuple[str, str], ...]
    staff: tuple[tuple[str, str], ...]
    description: str
    short: str


def setup_texts(catalogue: Says, staff: Mapping[str, str] = _NONE) -> Mapping[str, SetupTexts]:
    """The texts by language code; the empty code is for everybody else. Telegram takes two-letter codes only.

    ``staff``: the commands of the staff, each with the key of the sentence that describes it.
    """
    found = {code: _texts(catalogue, code, staff) for code in catalogue.languages if len(code) == 2}
    default = next((found[code] for code in _DEFAULTS if code in found), next(iter(found.values()), None))
    return {"": default, **found} if default else {}


def _texts(catalogue: Says, code: str, staff: Mapping[str, str]) -> SetupTexts:
    def text(key: str) -> str:
        return plain(catalogue.say(code, f"telegram.{key}"))

    return SetupTexts(
        people=tuple((name, text(f"command.{name}")) for name in PEOPLE),
        staff=tuple((name, plain(catalogue.say(code, key))) for name, key in staff.items()),
        description=text("description"),
        short=text("short"),
    )
