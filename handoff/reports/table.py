"""A report as one tidy table (CSV): no ids, no text, and no group so small that somebody could be known by it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from handoff.reports.figures import Count, Figures
from handoff.reports.waits import Waits

HEADER = ("section", "item", "count", "share")
"""``share`` is from 0 to 1 with three digits, of the whole that docs/reports.md names; empty where none is meant."""
FEWEST = 5
"""A group of fewer people is written as "< 5": with a rare language and a small town, three are known by name."""
HIDDEN = f"< {FEWEST}"

_Line = tuple[str, str, str, str]


def csv_of(figures: Figures) -> str:
    """The whole report as CSV (comma, CRLF, UTF-8), the daily series at the end."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows(_totals(figures))
    writer.writerows(_sections(figures))
    writer.writerows(_waits("waits", figures.waits))
    if figures.waits_on_duty is not None:
        writer.writerows(_waits("waits_on_duty", figures.waits_on_duty))
    writer.writerows(_daily(figures))
    return out.getvalue()


def _totals(figures: Figures) -> list[_Line]:
    since, until = figures.since.isoformat(), figures.until.isoformat()
    lines: list[_Line] = [("period", "since", since, ""), ("period", "until", until, "")]
    everybody = figures.conversations
    lines += _group("total", [_people("conversations", everybody)], None)
    lines += _group("total", [Count("messages", figures.messages, everybody)], None)
    lines += _group("total", [_people("asked", figures.asked)], everybody)
    lines += _group("total", [_people("named_a_need", figures.asked_needs)], everybody)
    lines += _part("answers", "oriented", figures.oriented, figures.asked_needs)
    lines += _part("answers", "unanswered", figures.unanswered, figures.asked)
    lines += _group("answers", [_people("told", figures.told)], everybody)
    lines += _group("shield", [_people("flooded", figures.flooded)], everybody)
    lines += _group("shield", [_people("banned", figures.banned)], everybody)
    return lines


def _sections(figures: Figures) -> list[_Line]:
    everybody, messages = figures.conversations, figures.messages
    return [
        *_group("who", figures.who, everybody, whole=True),
        *_group("needs", figures.needs, figures.asked_needs),
        *_group("dangers", figures.dangers, everybody),
        *_group("languages", figures.languages, everybody, whole=True),
        *_group("channels", figures.channels, everybody, whole=True),
        *_group("answered_by", figures.answered_by, everybody),
        *_group("handed_over", figures.handed_over, everybody),
        *_group("ended", figures.ended, everybody),
        *_group("useful", figures.useful, sum(count.count for count in figures.useful), whole=True),
        *_group("survey", figures.survey, sum(count.count for count in figures.survey), whole=True),
        *_group("hours", figures.hours, messages, whole=True),
        *_group("weekdays", figures.weekdays, messages, whole=True),
    ]


def _waits(section: str, waits: Waits) -> list[_Line]:
    """Seconds; with fewer than ``FEWEST`` people nothing is shown, for then each time is that of one of them."""
    shown = waits.people >= FEWEST
    values = {"answers": waits.count, "half": waits.half, "nine_of_ten": waits.nine, "longest": waits.longest}
    if not waits.count:
        return [(section, "answers", "0", "")]
    return [(section, name, str(value) if shown else HIDDEN, "") for name, value in values.items()]


def _daily(figures: Figures) -> list[_Line]:
    lines: list[_Line] = []
    for name in ("messages", "conversations", "oriented", "by_bot", "by_staff"):
        counts = []
        for day in figures.days:
            count = int(getattr(day, name))
            people = day.conversations if name == "messages" else count
            counts.append(Count(day.day.isoformat(), count, people))
        lines += _group(f"day_{name}", counts, None, whole=name == "messages")
    return lines


# --- what is hidden -------------------------------------------------------------------------------------------


def hidden(counts: Sequence[Count], *, whole: bool = False) -> frozenset[str]:
    """The names of the groups that are not shown: those of 1 to 4 people.

    ``whole``: the groups add up to a total that is shown. Then one hidden group could be found by subtracting, and the
    smallest other one is hidden with it.
    """
    small = {count.name for count in counts if 0 < count.people < FEWEST}
    if whole and len(small) == 1:
        others = [count for count in counts if count.people >= FEWEST]
        if others:
            small.add(min(others, key=lambda count: (count.people, count.name)).name)
    return frozenset(small)


def _group(section: str, counts: Sequence[Count], total: int | None, *, whole: bool = False) -> list[_Line]:
    """The lines of one section; ``total`` is what shares are of, None where no share is meant."""
    small = hidden(counts, whole=whole)
    lines: list[_Line] = []
    for count in counts:
        if count.name in small:
            lines.append((section, count.name, HIDDEN, ""))
        else:
            share = f"{count.count / total:.3f}" if total else ""
            lines.append((section, count.name, str(count.count), share))
    return lines


def _people(name: str, count: int) -> Count:
    return Count(name, count, count)


def _part(section: str, name: str, count: int, whole: int) -> list[_Line]:
    """A part of a whole that is shown: hidden also when fewer than ``FEWEST`` are not in it."""
    if 0 < whole - count < FEWEST:
        return [(section, name, HIDDEN if count < FEWEST else f"> {whole - FEWEST}", "")]
    return _group(section, [_people(name, count)], whole)
