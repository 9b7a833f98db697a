"""Draws a sheet: ``python -m handoff.reports.drawing`` reads it as JSON and writes a PNG.

On a figure of its own: no pyplot, no window, no display needed. matplotlib keeps a list of fonts in ``MPLCONFIGDIR``.
"""

from __future__ import annotations

import sys
from io import BytesIO
from textwrap import fill
from threading import Lock
from typing import TYPE_CHECKING, Any

from handoff.reports.sheet import Chart, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT, DPI = 1200, 1500, 100
"""The picture in pixels: always the same, and readable on a phone held upright."""

_INK, _SOFT, _GRID = "#1d2733", "#5b6875", "#e3e7eb"
_LONGEST_LABEL, _LONGEST_TITLE = 24, 32
_STYLE: Any = {"font.family": ["DejaVu Sans"], "text.usetex": False, "text.parse_math": False}
"""A font that comes with matplotlib: the same picture on every machine. A $ in a label is a $."""
_ONE_AT_A_TIME = Lock()
"""matplotlib's style belongs to the whole process; while it is ours nobody else draws."""
_ROOMS: tuple[tuple[int, int | slice], ...] = ((0, 0), (0, 1), (1, 0), (1, 1), (2, slice(None)), (3, 0), (3, 1))
"""Where the charts of a sheet stand, in their order: row and column."""


def draw(sheet: Sheet) -> bytes:
    """``sheet`` as a PNG of 1200 x 1500 pixels; the same sheet gives the same bytes."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _ONE_AT_A_TIME, rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        figure.text(0.05, 0.965, sheet.title, fontsize=22, color=_INK, weight="bold", va="center")
        figure.text(0.05, 0.937, sheet.line, fontsize=15, color=_SOFT, va="center")
        if sheet.note:
            note = fill(sheet.note, 48)
            figure.text(0.5, 0.55, note, fontsize=18, color=_SOFT, ha="center", va="center", linespacing=1.6)
        if sheet.charts:
            grid = figure.add_gridspec(
                4, 2, left=0.23, right=0.96, top=0.885, bottom=0.05, hspace=0.5, wspace=0.68, height_ratios=(5, 8, 5, 5)
            )
            for chart, (row, column) in zip(sheet.charts, _ROOMS, strict=True):
                _chart(figure.add_subplot(grid[row, column]), chart)
        png = BytesIO()
        figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
    return png.getvalue()


def _chart(axes: Axes, chart: Chart) -> None:
    title = "\n".join(fill(line, _LONGEST_TITLE) for line in chart.title.splitlines())
    axes.set_title(title, loc="left", fontsize=15, color=_INK, weight="bold", pad=8)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
    if not chart.bars:
        axes.axis("off")
        axes.text(0, 0.8, fill(chart.empty, 32), fontsize=13, color=_SOFT, transform=axes.transAxes)
    elif chart.standing:
        _standing(axes, chart)
    else:
        _lying(axes, chart)


def _lying(axes: Axes, chart: Chart) -> None:
    """The first bar on top; behind each its note."""
    values, places = [bar.value for bar in chart.bars], range(len(chart.bars))
    longest = max(values) or 1
    axes.barh(places, values, color=[bar.colour for bar in chart.bars], height=0.66)
    axes.set_yticks(list(places), [_short(bar.name) for bar in chart.bars], fontsize=12, color=_INK)
    axes.set_xticks([])
    axes.set_xlim(0, longest * 1.42)
    axes.set_ylim(max(len(chart.bars), chart.slots) - 0.5, -0.5)
    for place, bar in enumerate(chart.bars):
        axes.text(bar.value + longest * 0.03, place, bar.note, va="center", fontsize=12, color=_SOFT)


def _standing(axes: Axes, chart: Chart) -> None:
    from matplotlib.ticker import MaxNLocator

    values, places = [bar.value for bar in chart.bars], range(len(chart.bars))
    axes.bar(places, values, color=[bar.colour for bar in chart.bars], width=0.72)
    shown = list(places)[:: chart.step]
    axes.set_xticks(shown, [chart.bars[place].name for place in shown], fontsize=12, color=_INK)
    axes.set_ylim(0, max(values) * 1.12 or 1)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.tick_params(axis="y", labelsize=10, labelcolor=_SOFT)
    axes.grid(axis="y", color=_GRID)
    axes.set_axisbelow(True)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1].rstrip() + "…"


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(Sheet.from_json(sys.stdin.buffer.read().decode())))
