"""What people need, in the categories of directories: needs → Soliguide ids, OSM tags, data.inclusion themes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

from bot.errors import SettingsError

RADIUS_M = 10_000
"""How far we look for a need that says nothing else, in metres (Soliguide's own for a position)."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a person may ask for: ``eat``, ``wash.shower`` …; ``categories`` is everything that answers it."""

    key: str
    emoji: str
    categories: frozenset[str]
    radius_m: int = RADIUS_M

    @property
    def label_key(self) -> str:
        """The key of the need's name in the catalogues."""
        return f"need.{self.key}"


class Taxonomy:
    """The needs, the category tree and the words of other directories; made by :meth:`load`."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        tree = body["categories"]
        self.roots: tuple[str, ...] = tuple(tree["roots"])
        self.children: dict[str, tuple[str, ...]] = {name: tuple(below) for name, below in tree["children"].items()}
        self.categories: frozenset[str] = frozenset(self.roots).union(*self.children.values())
        self.aliases: dict[str, str] = dict(body["aliases"])
        self._osm = tuple((_tags(rule), tuple(found)) for rule, found in body["osm"].items())
        self._themes: dict[str, tuple[str, ...]] = {name: tuple(found) for name, found in body["thematiques"].items()}
        self.needs: dict[str, Need] = {key: self._need(key, given) for key, given in body["needs"].items()}
        self._check()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads ``taxonomy.yaml``. SettingsError: it cannot be read or names a category that is not in the tree."""
        try:
            return cls(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506 - a safe loader
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(f"The taxonomy {path} cannot be read: {error}.") from error

    def need(self, key: str) -> Need | None:
        """The need ``key``; an unknown sub-need (``eat.fish``) is answered as its root; None: no such need."""
        return self.needs.get(key) or self.needs.get(key.partition(".")[0])

    def for_needs(self, keys: Iterable[str]) -> frozenset[str]:
        """Every category that answers one of the needs."""
        found = [need.categories for key in keys if (need := self.need(key))]
        return frozenset().union(*found)

    def radius_m(self, keys: Iterable[str]) -> int:
        """How far one looks for these needs: the widest of them, in metres."""
        return max((need.radius_m for key in keys if (need := self.need(key))), default=RADIUS_M)

    def below(self, category: str) -> frozenset[str]:
        """The category and everything below it."""
        return frozenset(self._walk(category))

    def category(self, name: str) -> str | None:
        """The id of today for an id that may be older; None: unknown."""
        name = self.aliases.get(name, name)
        return name if name in self.categories else None

    def from_osm(self, tags: Mapping[str, str]) -> tuple[str, ...]:
        """The categories of an OSM object, in the order of the file; a tag may hold several values (``a;b``)."""
        values = {key: {part.strip() for part in value.split(";")} for key, value in tags.items()}
        found: dict[str, None] = {}
        for rule, categories in self._osm:
            if all(value in values.get(key, ()) for key, value in rule):
                found.update(dict.fromkeys(categories))
        return tuple(found)

    def from_themes(self, themes: Iterable[str]) -> tuple[str, ...]:
        """The categories of data.inclusion themes; unknown themes give none."""
        return tuple(dict.fromkeys(name for theme in themes for name in self._themes.get(theme, ())))

    @property
    def themes(self) -> tuple[str, ...]:
        """The data.inclusion themes we know."""
        return tuple(self._themes)

    def _walk(self, category: str) -> Iterator[str]:
        yield category
        for child in self.children.get(category, ()):
            yield from self._walk(child)

    def _need(self, key: str, given: Mapping[str, Any]) -> Need:
        below = [self.below(name) for name in given.get("categories", ())]
        categories = frozenset(given.get("exactly", ())).union(*below)
        return Need(key, given["emoji"], categories, given.get("radius_m", RADIUS_M))

    def _check(self) -> None:
        named = set(self.children) | set(self.aliases.values())
        named = named.union(*(need.categories for need in self.needs.values()))
        named = named.union(*(found for _, found in self._osm), *self._themes.values())
        if unknown := sorted(named - self.categories):
            raise SettingsError(f"The taxonomy names categories that are not in its tree: {', '.join(unknown)}.")


def _tags(rule: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.partition("=") for part in rule.split("&")]
    return tuple((key, value) for key, _, value in pairs)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
