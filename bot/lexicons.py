"""`relais lexicon` and `relais eval`: what a translator sees of understanding, on the console."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.errors import SettingsError
from bot.resources import folder
from bot.understanding import Understander
from bot.understanding.check import Finding, check
from bot.understanding.figures import Figures, Labelled, Miss, Share, count, read_labelled, with_typos
from bot.understanding.lexicon import load_lexicons
from bot.understanding.wordbook import everyday

_WORST = "red"
_SHOWN = {"dead": "never found", "overlap": "two meanings", "dangerous": "dangerous"}


def check_lexicons(languages: Sequence[str], console: Console, *, everything: bool) -> bool:
    """Prints what there is to mend in the lexicons; False when a phrase is dead or cries wolf."""
    lexicons = load_lexicons(folder("locales"))
    known = {lexicon.language.partition("@")[0] for lexicon in lexicons}
    for language in languages:
        if language not in known:
            raise SettingsError(f"There is no lexicon for {language}: known are {', '.join(sorted(known))}.")
    small = everyday(lexicons)
    chosen = [one for one in lexicons if not languages or one.language.partition("@")[0] in languages]
    table = Table("language", "phrases", *_SHOWN.values(), title="Lexicons")
    found: list[Finding] = []
    for lexicon in chosen:
        mine = check(lexicon, small)
        found += mine
        counts = [str(sum(one.kind == kind for one in mine)) for kind in _SHOWN]
        table.add_row(lexicon.language, str(len(lexicon.phrases)), *counts)
    if languages or everything:
        for language, findings in groupby(found, key=lambda one: one.language):
            for one in findings:
                line = f"{language}: {_SHOWN[one.kind]}: “{one.phrase}” {one.about}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(table)
    if found and not (languages or everything):
        console.print("`relais lexicon check LANGUAGE` lists them.", highlight=False)
    return not any(one.kind == "dead" for one in found)


def evaluate(
    path: Path, console: Console, *, languages: Sequence[str], worst: int, typos: float, markdown: bool = False
) -> None:
    """Prints the figures of a labelled file, by language, with the misses that we were surest of.

    ``typos`` is a share of letters to mistype first (0 to 1), each text by its own fixed seed; ``markdown`` prints the
    table alone, as it stands in docs/languages.md.
    """
    rows = [row for row in read_labelled(path) if not languages or row.language in languages]
    if not rows:
        raise SettingsError(f"{path} has no message in {', '.join(languages) or 'any language'}.")
    understander = Understander.load(folder("locales"), folder("directory_data"))
    texts = [with_typos(row.text, typos, seed) for seed, row in enumerate(rows)]
    figures, misses = count(rows, [understander.understand(text) for text in texts])
    if markdown:
        _as_markdown(figures, rows, console)
        return
    console.print(_table(figures, rows))
    everybody = figures[""]
    if everybody.macro is not None:
        console.print(f"macro accuracy over {len(everybody.labels)} intents: {everybody.macro:.3f}", highlight=False)
    for label, share in sorted(everybody.labels.items(), key=lambda pair: -pair[1].of):
        console.print(f"  {label:<10} {_shown(share)}", highlight=False)
    _show_misses(misses, console, worst)


_HEADS = ("language", "messages", "accuracy", "dangers seen", "false alarms", "false answers", "near misses")


def _lines(figures: dict[str, Figures], rows: Iterable[Labelled]) -> Iterator[tuple[str, ...]]:
    """A line a language, the largest first; all together at the end."""
    counts = Counter(row.language for row in rows)
    for language in sorted(figures, key=lambda name: (name == "", -counts[name], name)):
        one = figures[language]
        shares = (one.accuracy, one.recall, one.alarms, one.out_of_scope, one.near_miss)
        yield (language or "all", str(counts[language] or counts.total()), *(_shown(share) for share in shares))


def _table(figures: dict[str, Figures], rows: Iterable[Labelled]) -> Table:
    table = Table(*_HEADS)
    for line in _lines(figures, rows):
        table.add_row(*line)
    return table


def _as_markdown(figures: dict[str, Figures], rows: Iterable[Labelled], console: Console) -> None:
    for line in (_HEADS, ("---",) * len(_HEADS), *_lines(figures, rows)):
        console.print(f"| {' | '.join(line)} |", markup=False, highlight=False, soft_wrap=True)


def _shown(share: Share) -> str:
    return "–" if share.value is None else f"{share.value:.1%} of {share.of}"


def _show_misses(misses: Sequence[Miss], console: Console, worst: int) -> None:
    """Misses by kind with their number, each with those that we were surest of."""
    for kind, same in groupby(sorted(misses, key=lambda miss: miss.kind), key=lambda miss: miss.kind):
        ordered = sorted(same, key=lambda miss: -miss.confidence)
        console.print(f"\n[bold]{kind}: {len(ordered)}[/bold]", highlight=False)
        for miss in ordered[:worst]:
            got = ", ".join(miss.got)
            console.print(
                f"  {miss.confidence:.2f} {miss.row.language:<4} [{_WORST}]{escape(got)}[/{_WORST}] for "
                f"{escape('|'.join(sorted(miss.row.accept)))}: {escape(miss.row.text[:160])}",
                highlight=False,
                soft_wrap=True,
            )
