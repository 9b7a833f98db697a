"""What tells that a place name follows: "près de", "in", "قرب", "біля"; one file a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SettingsError
from bot.understanding.place_text import Token, tokens

LOOK_BACK = 6
"""How many words before a name are looked at."""
SUPPOSED = ("fr", "en")
"""Whose prepositions count when the language of the message is not known."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = frozenset("near in being from after fillers prefixes suffixes words rarer".split())


@dataclass(frozen=True, slots=True)
class Cue:
    """How plainly the words around announce a place: 0 not, 1 by a preposition, 2 clearly; ``away``: from there."""

    strength: int = 0
    away: bool = False


@dataclass(slots=True)
class _Language:
    near: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    being: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    fillers: set[str] = field(default_factory=set)

    def add(self, other: _Language, *, prepositions: bool) -> None:
        self.near |= other.near
        self.after |= other.after
        self.being |= other.being
        if prepositions:
            self.inside |= other.inside
            self.away |= other.away
            self.fillers |= other.fillers


@dataclass(frozen=True, slots=True)
class _Affixes:
    before: tuple[str, ...]
    behind: tuple[str, ...]


class Cues:
    """The cues of every language; made by :meth:`load`."""

    def __init__(self, bodies: dict[str, dict[str, Any]]) -> None:
        self.frequent = frozenset(word for body in bodies.values() for word in _keys(body, "words"))
        known = self.frequent | {word for body in bodies.values() for word in _keys(body, "rarer")}
        self.known = known | {word + "s" for word in known if len(word) > 3 and word.isascii()}
        read = {name: _language(body) for name, body in bodies.items()}
        self._known = {name: self._together(name, read) for name in read}
        self._supposed = self._together("", read)
        self._affixes = {
            name: _Affixes(tuple(_keys(body, "prefixes")), tuple(_keys(body, "suffixes")))
            for name, body in bodies.items()
            if body.get("prefixes") or body.get("suffixes")
        }
        # endings in another alphabet can be told from anything else, whatever the language of the message
        self._foreign = [each for each in self._affixes.values() if not "".join(each.before + each.behind).isascii()]

    @classmethod
    def load(cls, folder: Path) -> Cues:
        """Reads every ``<language>.yaml`` of the folder. SettingsError: unreadable, or a key that is none."""
        bodies = {}
        for path in sorted(folder.glob("*.yaml")):
            try:
                bodies[path.stem] = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
            except (OSError, yaml.YAMLError) as error:
                raise SettingsError(f"The place words {path} cannot be read: {error}.") from error
            if not isinstance(bodies[path.stem], dict) or bodies[path.stem].keys() - _KEYS:
                raise SettingsError(f"The place words {path} may only have the keys {', '.join(sorted(_KEYS))}.")
        return cls(bodies)

    def before(self, words: Sequence[Token], at: int, end: int, language: str) -> Cue:
        """What leads to the name that begins at word ``at`` and ends before word ``end``."""
        known = self._known.get(language, self._supposed)
        strength, away = 0, False
        for word in reversed(words[max(0, at - LOOK_BACK) : at]):
            key = word.key
            if key in known.near:
                return Cue(2, away)
            if key in known.inside:
                strength += 1
                if strength == 2:
                    return Cue(2, away)
            elif key in known.away:
                strength, away = max(strength, 1), True
            elif strength and key in known.being:
                return Cue(2, away)
            elif key not in known.fillers:
                break
        if end < len(words) and words[end].key in known.after:
            strength += 1
        return Cue(strength, away)

    def is_preposition(self, key: str, language: str) -> bool:
        """Whether the word alone can lead to a place."""
        known = self._known.get(language, self._supposed)
        return key in known.inside or key in known.near or key in known.away or key in known.fillers

    def bare(self, key: str, language: str) -> list[str]:
        """The word without what some languages write onto a place name ("ببوردو", "Париже", "პარიზში", "pariste")."""
        given = self._affixes.get(language)
        rules = self._foreign if not key.isascii() else [given] if given else []
        found = []
        for rule in rules:
            for prefix in rule.before:
                if key.startswith(prefix) and len(key) - len(prefix) > 2:
                    found.append(key[len(prefix) :])
            for suffix in rule.behind:
                if key.endswith(suffix) and len(key) - len(suffix) > 2:
                    found.append(key[: -len(suffix)])
        return found

    def _together(self, name: str, read: dict[str, _Language]) -> _Language:
        known = _Language()
        for other, language in read.items():
            foreign = any(not key.isascii() for key in language.inside)
            known.add(language, prepositions=foreign or (other == name if name else other in SUPPOSED))
        return known


def _keys(body: dict[str, Any], name: str) -> list[str]:
    return [token.key for token in tokens_of(body.get(name) or "")]


def tokens_of(text: str) -> list[Token]:
    """The words of a whole file entry, which may be longer than a message."""
    return [token for line in text.split() for token in tokens(line)]


def _language(body: dict[str, Any]) -> _Language:
    return _Language(*(set(_keys(body, name)) for name in ("near", "in", "being", "from", "after", "fillers")))
