"""Moments named in messages, seen from Tuesday 24 November 2026, 14:30 in Paris."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.resources import folder
from bot.understanding.times import Times

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=PARIS)
TIMES = Times.load(folder("locales"))

READ = """
fr|maintenant|now|24 14:30|24 15:30
fr|où dormir ce soir|tonight|24 18:00|25 06:00
fr|ou dormir cc soir|tonight|24 18:00|25 06:00
fr|cette nuit|night|24 21:00|25 06:00
fr|c'est ouvert aujourd'hui ?|today|24 14:30|25 00:00
fr|demain matin|tomorrow|25 06:00|25 12:00
fr|dmain|tomorrow|25 00:00|26 00:00
fr|après-demain aprem|day|26 12:00|26 18:00
fr|lundi matin|day|30 06:00|30 12:00
fr|mardi|day|24 14:30|25 00:00
fr|ce week-end|day|28 00:00|30 00:00
fr|samedi à 9h|day|28 09:00|28 10:00
fr|lundi à 6h du soir|day|30 18:00|30 19:00
fr|ce matin|today|24 06:00|24 12:00
fr|à 18h|today|24 18:00|24 19:00
fr|a 18h30 demain|tomorrow|25 18:30|25 19:30
fr|à 9h|tomorrow|25 09:00|25 10:00
fr|le 30|day|30 00:00|01 00:00
fr|le 25|tomorrow|25 00:00|26 00:00
en|right now|now|24 14:30|24 15:30
en|where can I sleep tonight|tonight|24 18:00|25 06:00
en|this evening|tonight|24 18:00|25 06:00
en|tomorow morning|tomorrow|25 06:00|25 12:00
en|on Saturday at 6pm|day|28 18:00|28 19:00
en|food at 6|today|24 18:00|24 19:00
en|at 10:30|tomorrow|25 10:30|25 11:30
en|this afternoon|today|24 12:00|24 18:00
en|friday night|night|27 21:00|28 06:00
en|the 30th|day|30 00:00|01 00:00
en|this weekend|day|28 00:00|30 00:00
es|hoy|today|24 14:30|25 00:00
es|esta noche|tonight|24 18:00|25 06:00
es|mañana por la mañana|tomorrow|25 06:00|25 12:00
es|esta mañana|today|24 06:00|24 12:00
es|pasado mañana|day|26 00:00|27 00:00
es|el viernes por la noche|day|27 18:00|28 00:00
es|a las 6 de la tarde|today|24 18:00|24 19:00
ar|وين أنام الليلة|tonight|24 18:00|25 06:00
ar|هلق|now|24 14:30|24 15:30
ar|daba|now|24 14:30|24 15:30
ar|اليوم|today|24 14:30|25 00:00
ar|بكرا الصبح|tomorrow|25 06:00|25 12:00
ar|يوم الاثنين|day|30 00:00|01 00:00
ar|الساعة ٦ مساء|today|24 18:00|24 19:00
ar|يوم ٣٠|day|30 00:00|01 00:00
de|demain|tomorrow|25 00:00|26 00:00
|tonight|tonight|24 18:00|25 06:00
""".strip().splitlines()


@pytest.mark.parametrize("line", READ)
def test_reads_the_moment(line: str) -> None:
    language, text, kind, start, end = line.split("|")
    when = TIMES.read(text, language, NOW)
    assert when
    assert (when.kind, when.start.strftime("%d %H:%M"), when.end.strftime("%d %H:%M")) == (kind, start, end)
    assert when.text in text
    assert when.start.tzinfo is PARIS


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        ("fr", "le 24 décembre", "2026-12-24"),
        ("fr", "le 1er janvier", "2027-01-01"),
        ("fr", "12/12", "2026-12-12"),
        ("fr", "03/02/2027", "2027-02-03"),
        ("fr", "le 20", "2026-12-20"),
        ("fr", "mardi prochain", "2026-12-01"),
        ("en", "December 24th", "2026-12-24"),
        ("en", "next monday", "2026-11-30"),
        ("es", "el 24 de diciembre", "2026-12-24"),
        ("ar", "٢٤ ديسمبر", "2026-12-24"),
    ],
)
def test_reads_the_date(language: str, text: str, date: str) -> None:
    when = TIMES.read(text, language, NOW)
    assert when
    assert (when.kind, when.start.date().isoformat()) == ("day", date)
    assert when.end - when.start == timedelta(days=1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "j'ai faim"),
        ("fr", "dans le 18"),
        ("fr", "j'ai appelé le 15"),
        ("fr", "24h/24 7j/7"),
        ("fr", "24/7"),
        ("fr", "j'ai 18 ans"),
        ("fr", "75018 paris"),
        ("fr", "le 30 février"),
        ("fr", "je mange le soir"),
        ("fr", "06 12 34 56 78"),
        ("en", "I need food for 3 people"),
        ("en", "the 3 children"),
        ("en", "call 115"),
        ("es", "el 3 piso"),
        ("ar", "انا جوعان"),
        ("fr", ""),
    ],
)
def test_reads_no_moment_where_there_is_none(language: str, text: str) -> None:
    assert TIMES.read(text, language, NOW) is None


def test_after_midnight_tonight_is_what_is_left_of_the_night() -> None:
    late = datetime(2026, 11, 25, 2, 0, tzinfo=PARIS)
    when = TIMES.read("où dormir ce soir", "fr", late)
    assert when
    assert (when.start, when.end.hour, when.end.day) == (late, 6, 25)


@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            "le 24 31 29 février demain lundi matin nuit à 2h30 18:30 ce soir 12/12/2027 prochain at 6 pm".split()
        ),
        max_size=10,
    ).map(" ".join),
    st.sampled_from(["fr", "en", "es", "ar", "", "xx"]),
    st.datetimes(),
    st.sampled_from([PARIS, UTC, ZoneInfo("Indian/Reunion"), ZoneInfo("America/Cayenne"), None]),
)
@settings(deadline=None, max_examples=500)
def test_any_text_at_any_moment(text: str, language: str, now: datetime, zone: ZoneInfo | None) -> None:
    when = TIMES.read(text, language, now.replace(tzinfo=zone))
    if when:
        assert when.start.utcoffset() is not None
        assert when.start.astimezone(UTC) < when.end.astimezone(UTC)
        assert when.text
        assert when.text in text


def test_the_hour_that_summer_time_leaves_out() -> None:
    when = TIMES.read("à 2h30", "fr", datetime(2027, 3, 28, 0, 30, tzinfo=PARIS))
    assert when
    assert when.start.astimezone(UTC) < when.end.astimezone(UTC)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "times.yaml").write_text("nowadays: maintenant\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"times\.yaml"):
        Times.load(tmp_path)
