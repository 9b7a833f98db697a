"""A report as a short text for a messenger: markup, in the staff language."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalogue import Markup
from bot.model import plain
from handoff.reports.figures import Count, Figures
from handoff.reports.waits import Waits
from handoff.reports.words import ReportWords

LONGEST = 3_000
"""Characters of the whole text at most, so that it is one message everywhere."""
NEEDS, LANGUAGES, REASONS = 8, 6, 5
"""How many groups of each kind are named; the picture and the table hold the others."""


def text_of(figures: Figures, words: ReportWords) -> str:
    """The report as markup of at most ``LONGEST`` characters; a kind sentence when nobody has written."""
    title = f"📊 <b>{words.say('title')}</b> · {words.period(figures.since, figures.until)}"
    if figures.empty:
        return f"{title}\n\n{words.say('empty')}"
    total = words.say(
        "total", conversations=words.number(figures.conversations), messages=words.number(figures.messages)
    )
    blocks = [
        f"{title}\n{total}",
        _block(words, "who", _shares(words, "who", figures.who, figures.conversations)),
        _block(words, "answers", _answers(figures, words)),
        _block(words, "waits", _waits(figures, words)),
        _block(words, "needs", _needs(figures, words)),
        _block(words, "dangers", _plain(words, "danger", [_danger(count) for count in figures.dangers])),
        _block(words, "languages", _languages(figures, words)),
        _block(words, "hours", [_busiest(figures, words)] if figures.messages else []),
        _block(words, "opinions", _opinions(figures, words)),
        _block(words, "handed_over", _plain(words, "reason", figures.handed_over, REASONS)),
        _block(words, "ended", _plain(words, "ended", figures.ended)),
        _block(words, "shield", _shield(figures, words)),
    ]
    return _fitting([block for block in blocks if block])


def _fitting(blocks: Sequence[str]) -> str:
    """The blocks in order, up to the last that fits: the gravest figures come first."""
    text = ""
    for block in blocks:
        longer = f"{text}\n\n{block}" if text else block
        if len(plain(longer)) > LONGEST or len(longer) > LONGEST + 500:
            break
        text = longer
    return text


def _block(words: ReportWords, key: str, lines: Sequence[str]) -> str:
    return "\n".join((f"<b>{words.say(f'title.{key}')}</b>", *lines)) if lines else ""


def _shares(words: ReportWords, group: str, counts: Sequence[Count], whole: int) -> list[str]:
    return [_share(words, words.name(group, c.name), c.count, whole) for c in counts if c.count]


def _share(words: ReportWords, name: str, count: int, whole: int) -> str:
    return words.say("line", name=name, count=words.number(count), share=words.percent(count, whole))


def _plain(words: ReportWords, group: str, counts: Sequence[Count], most: int = 6) -> list[str]:
    named = [words.say("plain_line", name=words.name(group, c.name), count=words.number(c.count)) for c in counts]
    return _short(words, named, most)


def _short(words: ReportWords, lines: list[str], most: int) -> list[str]:
    """At most ``most`` lines, and how many are left out."""
    if len(lines) <= most + 1:  # "and 1 more" would be as long as the one
        return lines
    return [*lines[:most], words.say("more", count=words.number(len(lines) - most))]


def _needs(figures: Figures, words: ReportWords) -> list[str]:
    lines = [_share(words, words.need(c.name), c.count, figures.asked_needs) for c in figures.needs]
    return _short(words, lines, NEEDS)


def _danger(count: Count) -> Count:
    return Count(count.name.partition(":")[2] or "danger", count.count, count.people)


def _languages(figures: Figures, words: ReportWords) -> list[str]:
    known = sum(count.count for count in figures.languages)
    lines = [_share(words, words.language_name(c.name), c.count, known) for c in figures.languages]
    return _short(words, lines, LANGUAGES)


def _answers(figures: Figures, words: ReportWords) -> list[str]:
    """Who answered, who was shown a place, who got nothing: the last always said, also when it is none."""
    lines = _shares(words, "by", figures.answered_by, figures.conversations)
    if figures.asked_needs:
        lines.append(_share(words, words.label("oriented"), figures.oriented, figures.asked_needs))
    lines.append(_share(words, words.label("unanswered"), figures.unanswered, figures.asked))
    if figures.told:
        lines.append(words.say("plain_line", name=words.label("told"), count=words.number(figures.told)))
    return lines


def _waits(figures: Figures, words: ReportWords) -> list[str]:
    if not figures.waits.count:
        return [words.say("waits.none")]
    lines = [_wait(words, "waits.all", figures.waits)]
    if figures.waits_on_duty is not None:
        lines.append(_wait(words, "waits.duty", figures.waits_on_duty))
    return lines


def _wait(words: ReportWords, which: str, waits: Waits) -> str:
    return words.say(
        "waits.line",
        which=Markup(words.say(which)),
        half=words.duration(waits.half),
        nine=words.duration(waits.nine),
        longest=words.duration(waits.longest),
    )


def _busiest(figures: Figures, words: ReportWords) -> str:
    hour = max(figures.hours, key=lambda count: count.count)
    day = max(figures.weekdays, key=lambda count: count.count)
    return words.say("busiest", day=words.weekday(int(day.name)), hour=hour.name, next=str(int(hour.name) + 1))


def _opinions(figures: Figures, words: ReportWords) -> list[str]:
    lines = []
    for key, counts in (("useful", figures.useful), ("survey", figures.survey)):
        if any(count.count for count in counts):
            lines.append(words.say(key, **{count.name: words.number(count.count) for count in counts}))
    return lines


def _shield(figures: Figures, words: ReportWords) -> list[str]:
    given = (("flooded", figures.flooded), ("banned", figures.banned))
    return [words.say("plain_line", name=words.label(key), count=words.number(n)) for key, n in given if n]
