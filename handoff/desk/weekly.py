"""The figures, as staff get them in their group: on demand, and of the last week when the new one begins."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta

import structlog

from bot.model import Case, Entry, Media, Outbound, To, Turn
from handoff.desk.office import Office
from handoff.reports.figures import figures_of
from handoff.reports.period import week_of
from handoff.reports.pictures import overview
from handoff.reports.shifts import Shifts
from handoff.reports.text import text_of
from handoff.reports.words import ReportWords

log = structlog.get_logger(__name__)

KIND = "weekly"
KEPT = timedelta(days=40)


async def due(office: Office, chat: str, now: datetime) -> bool:
    """Whether the report of the last full week is to be posted in ``chat`` now: on the first day of the week on which
    staff are on duty, from eight o'clock, once."""
    if not office.rules.weekly or not office.duty.open(now):
        return False
    local = now.astimezone(office.words.zone)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(8), office.words.zone)
    first = office.duty.next_open(monday)
    if first is None or not first <= now < first + timedelta(days=1):
        return False
    page = (await office.book.notes(KIND)).get(chat)
    return page is None or page.get("week") != week_of(now, office.words.zone)[2]


async def post(office: Office, case: Case, chat: str) -> Turn:
    """Posts it, with its picture."""
    start, end, name = week_of(case.now, office.words.zone)
    text, media = await report(office, start, end)
    part = Outbound("weekly", To.GENERAL, text, media=media, chat=chat, priority=2)
    note = Entry(KIND, chat, {"week": name}, case.now + KEPT)
    return Turn(None, (part,), handled="weekly report", notes=(note,))


async def report(office: Office, since: datetime, until: datetime) -> tuple[str, tuple[Media, ...]]:
    """What happened in a span of time: a text, and a picture where pictures can be kept."""
    rows, words = await office.book.facts(since, until), office.words
    duty = office.duty
    shifts = None if duty.always else Shifts(duty.hours, duty.zone, duty.country)
    figures = figures_of(rows, since, until, words.zone, shifts)
    said = ReportWords(words.catalogue, words.language)
    text = text_of(figures, said)
    if office.pictures is None or figures.empty:
        return text, ()
    try:
        data = await asyncio.to_thread(overview, figures, said)
    except RuntimeError as error:
        log.warning("report.no_picture", error=str(error))
        return text, ()
    path = await asyncio.to_thread(office.pictures, f"report-{until:%Y%m%d-%H%M%S}.png", data)
    return text, (Media("photo", "", path=path, name=path.rpartition("/")[2], size=len(data)),)
