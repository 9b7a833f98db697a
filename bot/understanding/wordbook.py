"""Every lexicon compiled, and the vote on languages: what a message is read with. Compiled once, then kept in a file.

Reading and compiling some hundred thousand words takes seconds; reading what was compiled, a fraction of one. The file
is named after everything that goes into it (the lexicons, this code, Python), so that a changed word makes a new one.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.index import Index
from bot.understanding.language import Languages
from bot.understanding.lexicon import Lexicon, Phrase, load_lexicons, read_emoji
from bot.understanding.normalise import READ

_PLAINLY = 3
"""Words of a phrase of danger that is believed in whatever language the rest of the message seems to be."""


@dataclass(frozen=True, slots=True)
class Wordbook:
    """The compiled lexicons by language (``ar@latin`` is Arabic in Latin letters), and what stands beside them.

    ``alarms`` are the long phrases of danger of all languages together: one for each way of writing.
    """

    indexes: Mapping[str, Index]
    emoji: Index
    alarms: tuple[Index, ...]
    languages: Languages

    @classmethod
    def load(cls, locales: Path, cache: Path | None = None) -> Wordbook:
        """The words below ``locales``: as they were compiled beside them or in the folder ``cache``, or compiled now.

        What is compiled is kept in ``cache``, where one is given. Raises SettingsError with one sentence that names the
        file and what to mend.
        """
        name = f"words-{_fingerprint(locales)}.bin"
        for kept in (folder / name for folder in (locales, cache) if folder):
            if kept.is_file():
                found = _compiled(kept)
                if isinstance(found, cls):
                    return found
        book = cls.compile(load_lexicons(locales), locales)
        if cache is not None:
            with suppress(OSError):
                book.keep(cache / name)
        return book

    @classmethod
    def prepare(cls, locales: Path) -> Path:
        """Compiles the words and keeps them beside the lexicons, for every start from there; the file's path.

        Raises SettingsError for a lexicon that cannot be used, OSError where the folder cannot be written.
        """
        kept = locales / f"words-{_fingerprint(locales)}.bin"
        if not kept.is_file():
            cls.compile(load_lexicons(locales), locales).keep(kept)
        return kept

    def keep(self, path: Path) -> None:
        """Writes the compiled words in one step, and takes away those of older lexicons."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL))
        part.replace(path)
        for older in path.parent.glob("words-*.bin"):
            if older != path:
                older.unlink(missing_ok=True)

    @classmethod
    def compile(cls, lexicons: Sequence[Lexicon], locales: Path) -> Wordbook:
        """The lexicons, compiled; raises SettingsError when the files beside them cannot be used."""
        said = {lexicon.language: list(_said(lexicon)) for lexicon in lexicons}
        indexes = {lexicon.language: Index(lexicon) for lexicon in lexicons}
        return cls(
            indexes=indexes,
            emoji=Index(read_emoji(locales / "emoji.yaml")),
            alarms=tuple(
                Index(_alarms(name, [one for one in lexicons if one.language.endswith("@latin") == latin], indexes))
                for name, latin in (("alarms", False), ("alarms@latin", True))
            ),
            languages=Languages.load(locales / "languages.yaml", said),
        )


def _compiled(kept: Path) -> object:
    """What was kept in a file; None when it was cut or is of another make, and has to be made again.

    Read bit by bit, with nothing else in memory; among so many new objects there is no garbage to collect yet.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        with suppress(Exception), kept.open("rb") as stream:
            found: object = pickle.load(stream)  # noqa: S301 - our own file, in our own folder
            return found
        return None
    finally:
        if collecting:
            gc.enable()


def _said(lexicon: Lexicon) -> Iterator[str]:
    """What the lexicon shows of its language: phrases and whole sentences, as they are written."""
    for phrase in lexicon.phrases:
        if "<" not in phrase.text and not phrase.label.startswith("not"):
            yield phrase.text.replace("*", "").replace("^", "")
    yield from lexicon.unrelated


def _alarms(name: str, lexicons: Iterable[Lexicon], indexes: Mapping[str, Index]) -> Lexicon:
    """The long phrases of danger of several languages as one lexicon, with the figures of speech against them."""
    phrases: list[Phrase] = []
    groups: dict[str, tuple[str, ...]] = {}
    small: set[str] = set()
    for lexicon in lexicons:
        prefix = f"<{lexicon.language}."
        groups |= {f"{lexicon.language}.{group}": members for group, members in lexicon.groups.items()}
        small |= lexicon.small
        phrases += [
            phrase._replace(symbols=tuple(prefix + one[1:] if one[0] == "<" else one for one in phrase.symbols))
            if any(one[0] == "<" for one in phrase.symbols)
            else phrase
            for phrase in indexes[lexicon.language].phrases()
            if (phrase.label.startswith("crisis:") and len(phrase.symbols) >= _PLAINLY) or phrase.label == "not_crisis:"
        ]
    return Lexicon(name, tuple(dict.fromkeys(phrases)), frozenset(small), frozenset(), groups=groups)


def _fingerprint(locales: Path) -> str:
    """The same as long as nothing changes that the compiled words are made of."""
    made = hashlib.sha256(f"{sys.version} {READ}".encode())
    code = sorted(Path(__file__).parent.glob("*.py"))
    for path in (*sorted(locales.glob("*/lexicon.yaml")), locales / "emoji.yaml", locales / "languages.yaml", *code):
        if path.is_file():
            made.update(path.name.encode() + path.read_bytes())
    return made.hexdigest()[:20]


def everyday(lexicons: Iterable[Lexicon]) -> dict[str, frozenset[str]]:
    """The small words of each language (folded), for the check of the others."""
    return {lexicon.language: lexicon.small for lexicon in lexicons if "@" not in lexicon.language}
