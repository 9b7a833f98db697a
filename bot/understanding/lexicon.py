"""``lexicon.yaml`` → :class:`Lexicon`: what people say in one language, checked, with errors that a speaker can mend.

The format stands in ``locales/README.md``. Phrases are separated by commas or line breaks; a word may end in ``*``
(any ending) or start with ``^`` (only where a sentence begins), ``<name>`` stands for a group of words, ``=0.8`` after
a phrase gives it a weight of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.errors import SettingsError
from bot.understanding.normalise import fold, words
from bot.understanding.types import CRISES, NEEDS, REPLIES

TIERS = {"strong": 1.0, "words": 0.62, "hints": 0.35}
"""How much a phrase says: alone enough; enough with a request or little else around it; a nudge."""
SUB_NEEDS = frozenset(
    "eat.water eat.parcel eat.meal eat.baby wash.shower wash.laundry wash.toilets wash.hygiene sleep.tonight"
    " sleep.housing health.dentist health.doctor health.mental health.women health.eyes health.vaccine health.pharmacy"
    " health.hospital health.sexual health.coverage connect.wifi connect.charge connect.phone connect.computer"
    " legal.asylum legal.papers legal.rights social.worker social.money social.info social.day social.cool work.job"
    " work.training transport.ticket family.child family.school family.parent addiction.care".split()
)
AUDIENCES = frozenset(
    "woman man family pregnant couple alone minor adult asylum refugee undocumented dog wheelchair no_worship".split()
)
_NAMES = frozenset(NEEDS) | SUB_NEEDS
_SECTIONS = frozenset(
    "small common asking lacking free refusing but mine others spellings groups needs replies crisis"
    " not_crisis not_needs audience latin extends prefixes suffixes unrelated verb_last".split()
)
_SPLIT = re.compile(r"[,،、\n]+")
_WEIGHT = re.compile(r"\s*=\s*([01](?:\.\d+)?)\s*$")
_PIECE = re.compile(r"<(\w+)>|(\S+)")


class Phrase(NamedTuple):
    """Words in the order they are said. ``label`` is ``kind:name``; symbols are ``word``, ``stem*`` or ``<group>``."""

    symbols: tuple[str, ...]
    label: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What people say in one language, as it stands in the file (words folded)."""

    language: str
    phrases: tuple[Phrase, ...]
    small: frozenset[str]
    common: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    unrelated: tuple[str, ...] = ()
    verb_last: bool = False


def load_lexicons(locales: Path) -> tuple[Lexicon, ...]:
    """Every ``locales/<language>/lexicon.yaml``; raises SettingsError with one sentence when one cannot be used."""
    found: list[Lexicon] = []
    for path in sorted(locales.glob("*/lexicon.yaml")):
        found += read_lexicon(path)
    if not found:
        raise SettingsError(f"There is no lexicon in {locales}: it needs <language>/lexicon.yaml.")
    return tuple(found)


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file that is a mapping; raises SettingsError that names the file and the line."""
    try:
        with path.open("rb") as stream:
            content = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {' '.join(str(error).split())}.") from error
    if not isinstance(content, dict):
        raise SettingsError(f"{path} must be a list of sections with a name each.")
    read: dict[str, Any] = content
    return read


def read_lexicon(path: Path) -> Iterator[Lexicon]:
    """The lexicon of one file, and that of its ``latin`` section (another alphabet) as ``<language>@latin``."""
    content = _extended(path, read_yaml(path))
    language = path.parent.name
    yield _Reader(path, content).lexicon(language)
    latin = content.get("latin")
    if latin is not None:
        if not isinstance(latin, dict):
            raise SettingsError(f"{path}, section latin: it must have the same sections as the file itself.")
        yield _Reader(path, latin).lexicon(f"{language}@latin")


def _extended(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    """What the file says on top of the lexicon it ``extends`` (Dari on top of Persian), section by section."""
    base = content.pop("extends", None)
    if base is None:
        return content
    below = path.parent.parent / str(base) / path.name
    if not below.is_file():
        raise SettingsError(f"{path}, section extends: there is no lexicon {below}.")
    both: dict[str, Any] = _over(_extended(below, read_yaml(below)), content)
    return both


def _over(below: Any, above: Any) -> Any:
    """Two values of one section as one: mappings by name, lists and phrases one after the other."""
    if below is None or above is None:
        return above if below is None else below
    if isinstance(below, dict) or isinstance(above, dict):
        below, above = ({"strong": one} if not isinstance(one, dict) else one for one in (below, above))
        return {name: _over(below.get(name), above.get(name)) for name in {**below, **above}}
    if isinstance(below, list) and isinstance(above, list):
        return [*below, *above]
    if isinstance(below, str) and isinstance(above, str):
        return f"{below}\n{above}"
    return [*(below if isinstance(below, list) else [below]), *(above if isinstance(above, list) else [above])]


def read_emoji(path: Path) -> Lexicon:
    """Signs that mean the same in every language; raises SettingsError when the file cannot be used."""
    return _Reader(path, read_yaml(path)).lexicon("emoji")


class _Reader:
    """One mapping of sections on its way to a Lexicon."""

    def __init__(self, path: Path, content: Mapping[str, Any]) -> None:
        self.path = path
        self.content = content
        unknown = set(content) - _SECTIONS
        if unknown:
            raise self._error(str(min(unknown)), f"there is no such section; known are {', '.join(sorted(_SECTIONS))}")
        self.groups: dict[str, tuple[str, ...]] = {}
        self.sayings: dict[str, tuple[tuple[str, ...], ...]] = {}
        for name, said in self._mapping("groups").items():
            members = [tuple(self._symbols(f"groups.{name}", text)) for text in self._texts(f"groups.{name}", said)]
            self.groups[str(name)] = tuple(member[0] for member in members if len(member) == 1)
            self.sayings[str(name)] = tuple(member for member in members if len(member) > 1)

    def lexicon(self, language: str) -> Lexicon:
        """Everything in the file, checked."""
        phrases = [*self._needs(), *self._named("replies", REPLIES), *self._named("crisis", CRISES)]
        phrases += self._named("audience", AUDIENCES)
        phrases += self._named("not_needs", _NAMES | {"any"})
        for section in ("asking", "lacking", "free", "refusing", "but", "mine", "others", "not_crisis"):
            phrases += self._phrases(section, self.content.get(section, ""), f"{section}:", 1.0)
        spellings = {}
        for right, wrong in self._mapping("spellings").items():
            for said in self._texts(f"spellings.{right}", wrong):
                spellings[" ".join(words(said))] = words(str(right))
        return Lexicon(
            language,
            tuple(phrases),
            self._words("small"),
            self._words("common"),
            spellings,
            self.groups,
            tuple(fold(text) for text in self._texts("prefixes", self.content.get("prefixes"))),
            tuple(fold(text) for text in self._texts("suffixes", self.content.get("suffixes"))),
            tuple(self._sentences()),
            self.content.get("verb_last") is True,
        )

    def _sentences(self) -> Iterator[str]:
        said = self.content.get("unrelated") or []
        if not isinstance(said, list):
            raise self._error("unrelated", "it must be a list with one sentence a line, each behind a dash")
        yield from (str(sentence) for sentence in said)

    def _error(self, where: str, what: str) -> SettingsError:
        return SettingsError(f"{self.path}, section {where}: {what}.")

    def _mapping(self, section: str) -> Mapping[str, Any]:
        content = self.content.get(section) or {}
        if not isinstance(content, dict):
            raise self._error(section, "it must have names with phrases behind them")
        return content

    def _texts(self, where: str, said: Any) -> Iterator[str]:
        if said is None:
            return
        parts = said if isinstance(said, list) else _SPLIT.split(said) if isinstance(said, str) else None
        if parts is None:
            raise self._error(where, "it must hold phrases, separated by commas")
        for part in parts:
            text = str(part).strip()
            if text and not text.startswith("#"):
                yield text

    def _words(self, section: str) -> frozenset[str]:
        return frozenset(word for text in self._texts(section, self.content.get(section)) for word in words(text))

    def _needs(self) -> Iterator[Phrase]:
        for name, tiers in self._mapping("needs").items():
            if name not in _NAMES:
                raise self._error(
                    f"needs.{name}", "there is no such need; the names stand in directory_data/taxonomy.yaml"
                )
            yield from self._tiers("needs", name, tiers, f"need:{name}")

    def _named(self, section: str, known: frozenset[str] | tuple[str, ...]) -> Iterator[Phrase]:
        for name, tiers in self._mapping(section).items():
            if name not in known:
                raise self._error(f"{section}.{name}", f"there is no such name; known are {', '.join(sorted(known))}")
            kind = {"replies": "reply", "not_needs": "not"}.get(section, section)
            yield from self._tiers(section, name, tiers, f"{kind}:{name}")

    def _tiers(self, section: str, name: str, tiers: Any, label: str) -> Iterator[Phrase]:
        if not isinstance(tiers, dict):
            tiers = {"strong": tiers}
        for tier, said in tiers.items():
            if tier not in TIERS:
                raise self._error(f"{section}.{name}.{tier}", f"a list is called {', '.join(TIERS)}")
            yield from self._phrases(f"{section}.{name}.{tier}", said, label, TIERS[tier])

    def _phrases(self, where: str, said: Any, label: str, weight: float) -> Iterator[Phrase]:
        for text in self._texts(where, said):
            own = _WEIGHT.search(text)
            plain = text[: own.start()] if own else text
            symbols = tuple(self._symbols(where, plain))
            if not symbols:
                raise self._error(where, f"“{text}” has no word in it")
            phrase = Phrase(symbols, label, float(own[1]) if own else weight, plain)
            yield phrase
            yield from self._with_sayings(phrase)

    def _with_sayings(self, phrase: Phrase) -> Iterator[Phrase]:
        """The phrase with each member of a group that is more than one word ("left hand") in the group's place."""
        for at, symbol in enumerate(phrase.symbols):
            for words_of_it in self.sayings.get(symbol.strip("<>"), ()) if symbol[0] == "<" else ():
                yield phrase._replace(symbols=(*phrase.symbols[:at], *words_of_it, *phrase.symbols[at + 1 :]))

    def _symbols(self, where: str, text: str) -> Iterator[str]:
        for group, piece in _PIECE.findall(text):
            if group:
                if group not in self.groups:
                    raise self._error(where, f"“{text}” names the group <{group}>, which is not in the section groups")
                yield f"<{group}>"
            elif piece.startswith("^"):
                first, *rest = words(piece[1:]) or (piece,)
                yield f"^{first}"
                yield from rest
            elif piece.endswith("*") and len(piece) > 2:
                *first, last = words(piece[:-1]) or (piece,)
                yield from first
                yield last + "*"
            else:
                yield from words(piece)
