"""A report as one picture: what it shows, and where it is drawn.

Drawing needs matplotlib, which takes some 70 to 100 MB of memory and a second or two. It runs in a process of its own,
so that the house, which draws now and then, stays small.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from handoff.reports.figures import Count, Figures
from handoff.reports.sheet import ALERT, BOT, STAFF, Bar, Chart, Sheet
from handoff.reports.words import ReportWords

NEEDS, LANGUAGES = 10, 8
"""How many bars are drawn of each kind."""
PATIENCE = 120
"""Seconds that drawing may take: the first time, matplotlib makes a list of the fonts there are."""


def overview(figures: Figures, words: ReportWords) -> bytes:
    """A PNG of 1200 x 1500 pixels: who, answers, needs, languages, hours, weekdays, waiting times.

    Blocks until it is drawn: call it in a thread. RuntimeError when the drawing fails.
    """
    root = str(Path(__file__).parents[2])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "handoff.reports.drawing"],
            input=sheet_of(figures, words).to_json().encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RuntimeError(f"The picture was not drawn: {error}") from error
    if done.returncode:
        raise RuntimeError(f"The picture was not drawn: {done.stderr.decode(errors='replace').strip()[-300:]}")
    return done.stdout


def sheet_of(figures: Figures, words: ReportWords) -> Sheet:
    """What the picture shows.

    Names are in the staff language where that is written in Latin letters, else in English: Arabic and the like need
    shaping that a chart cannot be trusted with.
    """
    words = words.drawn()
    title = f"{words.label('title')} · {words.period(figures.since, figures.until)}"
    if figures.empty:
        return Sheet(title, note=words.label("empty"))
    total = words.label(
        "total", conversations=words.number(figures.conversations), messages=words.number(figures.messages)
    )
    week = [Count(words.weekday(int(day.name)), day.count, day.people) for day in figures.weekdays]
    charts = (
        _who(figures, words),
        _answers(figures, words),
        _needs(figures, words),
        _languages(figures, words),
        _times(words, "hours", figures.hours, step=2),
        _times(words, "weekdays", week),
        _waits(figures, words),
    )
    return Sheet(title, total, charts=charts)


def _bar(words: ReportWords, name: str, count: int, whole: int, colour: str = BOT) -> Bar:
    return Bar(name, count, f"{words.number(count)} · {words.percent(count, whole)}", colour)


def _who(figures: Figures, words: ReportWords) -> Chart:
    bars = [_bar(words, words.name("who", c.name), c.count, figures.conversations) for c in figures.who]
    return Chart(words.label("title.who"), tuple(bars))


def _answers(figures: Figures, words: ReportWords) -> Chart:
    """Who answered; then how many were shown a place, and how many got nothing, each of its own whole."""
    bars = [
        _bar(words, words.name("by", c.name), c.count, figures.conversations, BOT if c.name in _BOTS else STAFF)
        for c in figures.answered_by
        if c.count
    ]
    bars.append(_bar(words, words.label("oriented"), figures.oriented, figures.asked_needs))
    bars.append(_bar(words, words.label("unanswered"), figures.unanswered, figures.asked, ALERT))
    return Chart(words.label("title.answers"), tuple(bars))


_BOTS = ("bot", "known")


def _needs(figures: Figures, words: ReportWords) -> Chart:
    bars = [_bar(words, words.need(c.name), c.count, figures.asked_needs) for c in figures.needs[:NEEDS]]
    return Chart(words.label("title.needs"), tuple(bars), slots=NEEDS)


def _languages(figures: Figures, words: ReportWords) -> Chart:
    """The most spoken, and all others together."""
    whole, rest = figures.conversations, sum(count.count for count in figures.languages[LANGUAGES:])
    bars = [_bar(words, words.language_name(c.name), c.count, whole) for c in figures.languages[:LANGUAGES]]
    if rest:
        bars.append(_bar(words, words.name("who", "others"), rest, whole))
    return Chart(words.label("title.languages"), tuple(bars), slots=NEEDS)


def _times(words: ReportWords, key: str, counts: Sequence[Count], *, step: int = 1) -> Chart:
    title = f"{words.label(f'title.{key}')} ({words.label('axis.messages')})"
    return Chart(title, tuple(Bar(count.name, count.count) for count in counts), standing=True, step=step)


def _waits(figures: Figures, words: ReportWords) -> Chart:
    """In duty hours where there are any: the night is nobody's fault."""
    waits = figures.waits if figures.waits_on_duty is None else figures.waits_on_duty
    which = words.label("waits.all" if figures.waits_on_duty is None else "waits.duty")
    if not waits.count:
        return Chart(words.label("title.waits"), (), empty=words.label("waits.none"))
    times = ((key, getattr(waits, key)) for key in ("half", "nine", "longest"))
    bars = [Bar(words.label(f"waits.{key}"), seconds, words.duration(seconds), STAFF) for key, seconds in times]
    return Chart(f"{words.label('title.waits')}\n({which})", tuple(bars), slots=4)
