"""A report in a terminal: tables, in the staff language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from bot.model import plain
from handoff.reports.figures import Count, Figures
from handoff.reports.words import ReportWords

_Line = tuple[str, str, str]


def show(figures: Figures, words: ReportWords, console: Console) -> None:
    """Prints the report; one kind sentence when nobody has written."""
    title = f"{words.label('title')} · {words.period(figures.since, figures.until)}"
    console.print(title, style="bold", markup=False, highlight=False)
    if figures.empty:
        console.print(words.label("empty"), markup=False, highlight=False)
        return
    total = words.say(
        "total", conversations=words.number(figures.conversations), messages=words.number(figures.messages)
    )
    console.print(plain(total), markup=False, highlight=False)
    for key, lines in _tables(figures, words):
        if lines:
            console.print()
            console.print(_table(words, words.label(f"title.{key}"), lines))


def _tables(figures: Figures, words: ReportWords) -> Iterable[tuple[str, Sequence[_Line]]]:
    def group(name: str, counts: Sequence[Count], whole: int) -> list[_Line]:
        return [_line(words, words.name(name, count.name), count.count, whole) for count in counts]

    everybody, opinions = figures.conversations, (*figures.useful, *figures.survey)
    dangers = [Count(count.name.partition(":")[2], count.count, count.people) for count in figures.dangers]
    yield "who", group("who", figures.who, everybody)
    yield "answers", _answers(figures, words, group("by", figures.answered_by, everybody))
    yield "waits", _waits(figures, words)
    yield "needs", [_line(words, words.need(c.name), c.count, figures.asked_needs) for c in figures.needs]
    yield "dangers", group("danger", dangers, everybody)
    yield "languages", [_line(words, words.language_name(c.name), c.count, everybody) for c in figures.languages]
    yield "hours", [_line(words, f"{c.name} h", c.count, figures.messages) for c in figures.hours if c.count]
    yield "weekdays", [_line(words, words.weekday(int(c.name)), c.count, figures.messages) for c in figures.weekdays]
    yield "handed_over", group("reason", figures.handed_over, everybody)
    yield "ended", group("ended", figures.ended, everybody)
    yield "opinions", _opinions(figures, words) if any(count.count for count in opinions) else []
    shield = (("flooded", figures.flooded), ("banned", figures.banned))
    yield "shield", [_line(words, words.label(key), n, everybody) for key, n in shield if n]


def _line(words: ReportWords, name: str, count: int, whole: int) -> _Line:
    return name, words.number(count), words.percent(count, whole)


def _answers(figures: Figures, words: ReportWords, lines: Sequence[_Line]) -> list[_Line]:
    return [
        *lines,
        _line(words, words.label("oriented"), figures.oriented, figures.asked_needs),
        _line(words, words.label("unanswered"), figures.unanswered, figures.asked),
        _line(words, words.label("told"), figures.told, figures.conversations),
    ]


def _waits(figures: Figures, words: ReportWords) -> list[_Line]:
    """Waiting times by the clock, then in duty hours."""
    lines: list[_Line] = []
    for which, waits in (("all", figures.waits), ("duty", figures.waits_on_duty)):
        if waits is not None and waits.count:
            for key, seconds in (("half", waits.half), ("nine", waits.nine), ("longest", waits.longest)):
                name = f"{words.label(f'waits.{which}')} · {words.label(f'waits.{key}')}"
                lines.append((name, words.duration(seconds), ""))
    return lines or [(words.label("waits.none"), "", "")]


def _opinions(figures: Figures, words: ReportWords) -> list[_Line]:
    lines = []
    for key, counts in (("useful", figures.useful), ("survey", figures.survey)):
        numbers = {count.name: words.number(count.count) for count in counts}
        lines.append((words.label(key, **numbers), "", ""))
    return lines


def _table(words: ReportWords, title: str, lines: Sequence[_Line]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    table.add_column(words.label("column.item"), style="cyan", min_width=34)
    table.add_column(words.label("column.count"), justify="right", min_width=8)
    table.add_column(words.label("column.share"), justify="right", min_width=6)
    for line in lines:
        table.add_row(*line)
    return table
