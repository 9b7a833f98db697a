"""How reports are shown: text, picture, table, terminal."""

from __future__ import annotations

import csv
import re
import struct
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.catalogue import Catalogue
from bot.channels.render import measure
from bot.model import plain
from bot.resources import folder
from handoff.reports import ReportWords, Row, figures_of
from handoff.reports.drawing import HEIGHT, WIDTH, draw
from handoff.reports.figures import Count
from handoff.reports.pictures import overview, sheet_of
from handoff.reports.sheet import Sheet
from handoff.reports.shifts import Shifts
from handoff.reports.table import FEWEST, HEADER, HIDDEN, csv_of, hidden
from handoff.reports.terminal import show
from handoff.reports.text import LONGEST, text_of
from tests.reports.people import START, crowd

PARIS = ZoneInfo("Europe/Paris")
END = START + timedelta(days=7)
ROOT = folder("locales")
CATALOGUE = Catalogue.load(ROOT)
FRENCH, ENGLISH, ARABIC = (ReportWords(CATALOGUE, code) for code in ("fr", "en", "ar"))


@pytest.fixture(scope="module")
def week():
    return figures_of(crowd(), START, END, PARIS, Shifts("Mo-Sa 09:00-18:00", PARIS, "FR"))


@pytest.fixture(scope="module")
def nothing():
    return figures_of([], START, END, PARIS)


# --- text -----------------------------------------------------------------------------------------------------


def test_the_text_says_what_matters(week):
    said = plain(text_of(week, FRENCH))
    for words in ("Conversations : 2 000", "Personnes", "Repas", "arabe", "Sans réponse", "aux heures d'ouverture"):
        assert words in said.replace("\u202f", " ").replace("\xa0", " ")
    assert "report." not in said


def test_the_text_of_an_empty_time_is_kind(nothing):
    assert "Personne n'a encore écrit" in text_of(nothing, FRENCH)
    assert "Nobody has written yet" in text_of(nothing, ENGLISH)
    assert "None" not in text_of(nothing, FRENCH)


@pytest.mark.parametrize("language", CATALOGUE.languages)
def test_the_text_fits_into_one_message_in_every_language(week, language):
    text = text_of(week, ReportWords(CATALOGUE, language))
    assert 300 < measure(plain(text)) <= LONGEST
    assert text.count("<b>") == text.count("</b>")


KINDS = ("wrote", "asked", "answered", "oriented", "handed_over", "useful", "survey", "closed", "handed_back", "told")
VALUES = st.sampled_from(
    ("eat", "eat.meal", "bot", "staff", "yes", "no", "crisis:child", "unknown", "<b>&", "$x$ _^", "")
)
ROWS = st.builds(
    Row,
    conversation=st.sampled_from([f"person{n}" for n in range(9)]),
    at=st.integers(0, 7 * 86_400 - 1).map(lambda seconds: START + timedelta(seconds=seconds)),
    kind=st.sampled_from(KINDS),
    value=VALUES,
    seconds=st.none() | st.integers(0, 10**6),
    language=st.sampled_from(("", "fr", "ar", "xx", "prs")),
    channel=st.sampled_from(("telegram", "whatsapp")),
)


@given(st.lists(ROWS, max_size=40))
def test_any_rows_can_be_said_and_tabled(rows):
    figures = figures_of(rows, START, END, PARIS)
    text = text_of(figures, FRENCH)
    assert measure(plain(text)) <= LONGEST
    assert "<b>&<" not in text  # what came in is no markup
    table = read(csv_of(figures))
    assert all(len(line) == len(HEADER) for line in table)


# --- pictures -------------------------------------------------------------------------------------------------


def size(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def inked(png):
    """The share of pixels that are not white."""
    from matplotlib.image import imread

    pixels = imread(BytesIO(png))[:, :, :3]
    return float((pixels.min(axis=2) < 0.9).mean())


def drawn(figures, words):
    return draw(sheet_of(figures, words))


def test_the_picture_has_its_size_and_is_not_blank(week, nothing):
    full, empty = drawn(week, FRENCH), drawn(nothing, FRENCH)
    assert size(full) == size(empty) == (WIDTH, HEIGHT) == (1200, 1500)
    assert inked(full) > 0.05
    assert 0.001 < inked(empty) < 0.05
    assert len(full) < 500_000


def test_the_picture_comes_from_a_process_of_its_own_and_is_the_same(week):
    assert overview(week, FRENCH) == drawn(week, FRENCH)


def test_a_picture_that_cannot_be_drawn_says_why(week, monkeypatch, tmp_path):
    (tmp_path / "matplotlib.py").write_text("raise ImportError('no charts on this machine')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="no charts on this machine"):
        overview(week, FRENCH)


def test_the_same_figures_give_the_same_picture_in_any_thread(week):
    with ThreadPoolExecutor(2) as pool:
        pictures = list(pool.map(lambda words: drawn(week, words), [FRENCH, ENGLISH, FRENCH]))
    assert pictures[0] == pictures[2] != pictures[1]


def test_a_sheet_holds_the_figures(week):
    sheet = sheet_of(week, FRENCH)
    assert Sheet.from_json(sheet.to_json()) == sheet
    assert [chart.title for chart in sheet.charts[:4]] == ["Qui écrit", "Réponses", "Besoins", "Langues"]
    assert [bar.value for bar in sheet.charts[0].bars] == [count.count for count in week.who]
    assert [bar.value for bar in sheet.charts[4].bars] == [count.count for count in week.hours]
    assert sum(bar.value for bar in sheet.charts[3].bars) == week.conversations


@pytest.mark.parametrize("language", CATALOGUE.languages)
def test_pictures_are_in_latin_letters(week, language):
    sheet = sheet_of(week, ReportWords(CATALOGUE, language))
    letters = [char for char in sheet.to_json().encode().decode("unicode_escape") if char.isalpha()]
    assert all(unicodedata.name(char).startswith("LATIN") for char in letters)
    if not CATALOGUE.name(language)[0].isascii():
        assert sheet == sheet_of(week, ENGLISH)


@pytest.mark.filterwarnings("error")  # a sign that the font lacks is a warning
@pytest.mark.parametrize("language", ["es", "tr", "ro", "ar"])
def test_every_sign_is_in_the_font(week, language):
    assert size(drawn(week, ReportWords(CATALOGUE, language))) == (WIDTH, HEIGHT)


@settings(max_examples=8, deadline=None)
@given(st.lists(ROWS, max_size=20))
def test_any_rows_can_be_drawn(rows):
    assert size(drawn(figures_of(rows, START, END, PARIS), FRENCH)) == (WIDTH, HEIGHT)


# --- the table ------------------------------------------------------------------------------------------------


def read(text):
    header, *lines = csv.reader(StringIO(text))
    assert tuple(header) == HEADER
    return [tuple(line) for line in lines]


def test_the_table_holds_the_figures_and_no_id(week):
    text = csv_of(week)
    lines = {(section, item): (count, share) for section, item, count, share in read(text)}
    assert lines[("total", "conversations")][0] == str(week.conversations)
    assert lines[("who", "people")] == (str(week.who[0].count), f"{week.who[0].count / week.conversations:.3f}")
    assert lines[("waits", "half")][0] == str(week.waits.half)
    assert lines[("day_messages", "2026-11-17")][0] == str(week.days[1].messages)
    assert len(lines) == len(read(text))  # no item stands twice
    assert not re.search(r"c\d{5}x", text)
    ids = {row.conversation for row in crowd()}
    assert not ids & set(re.findall(r"\w+", text))


def test_small_groups_are_not_shown():
    rows = [row for row in crowd(60) if row.at < END]
    figures = figures_of(rows, START, END, PARIS)
    lines = read(csv_of(figures))
    counts = {count.name: count for count in figures.languages}
    for section, item, count, share in lines:
        if section == "languages" and counts[item].people < FEWEST:
            assert (count, share) == (HIDDEN, "")
        if section not in ("period", "hours", "weekdays", "waits", "waits_on_duty", "day_messages"):
            assert count in (HIDDEN, "0") or count.startswith(">") or int(count) >= FEWEST
    assert any(count == HIDDEN for _, _, count, _ in lines)


def test_one_small_group_cannot_be_found_by_subtracting():
    groups = [Count("fr", 40, 40), Count("ar", 9, 9), Count("ka", 2, 2)]
    assert hidden(groups) == {"ka"}
    assert hidden(groups, whole=True) == {"ka", "ar"}
    assert hidden([Count("fr", 40, 40), Count("ar", 9, 9)], whole=True) == set()
    assert hidden([Count("fr", 3, 3)], whole=True) == {"fr"}


def test_a_part_that_nearly_everybody_is_in_is_not_shown_either(week):
    nearly = replace(week, oriented=week.asked_needs - 2)
    line = next(line for line in read(csv_of(nearly)) if line[:2] == ("answers", "oriented"))
    assert line[2:] == (f"> {week.asked_needs - FEWEST}", "")


# --- the terminal ---------------------------------------------------------------------------------------------


def printed(figures, words):
    console = Console(file=StringIO(), width=100, force_terminal=False)
    show(figures, words, console)
    return console.file.getvalue()


def test_the_terminal_shows_tables(week, nothing):
    said = printed(week, FRENCH)
    for words in ("Qui écrit", "Personnes", "Besoins", "Repas", "lun.", "Pourquoi un humain", "la moitié"):
        assert words in said
    assert "<b>" not in said
    assert "report." not in said
    assert "Personne n'a encore écrit" in printed(nothing, FRENCH)


# --- the words ------------------------------------------------------------------------------------------------


def test_days_stay_in_their_language_whoever_was_asked_before():
    for code in (*CATALOGUE.languages, *reversed(CATALOGUE.languages)):
        words = ReportWords(CATALOGUE, code)
        assert len({words.weekday(day) for day in range(7)}) == 7
        assert words.period(START, END)
    assert [FRENCH.weekday(day) for day in (0, 6)] == ["lun.", "dim."]
    assert ReportWords(CATALOGUE, "ro").weekday(0) == "lun."
    assert ReportWords(CATALOGUE, "uk").period(START, START + timedelta(days=1)) == "16 лист. 2026"


def test_names_in_the_staff_language():
    assert FRENCH.language_name("uk") == "ukrainien"
    assert FRENCH.language_name("prs") == "dari"
    assert FRENCH.language_name("xx") == "xx"
    assert FRENCH.need("eat.meal") == "Repas chauds"
    assert FRENCH.need("eat.fish") == "Repas"
    assert FRENCH.need("new") == "new"
    assert FRENCH.name("reason", "new") == "new"
    assert [FRENCH.duration(n) for n in (5, 90, 3_900, 200_000)] == ["5 s", "2 min", "1 h 05", "2 j 7 h"]
    assert FRENCH.percent(0, 0) == "–"


def messages(language):
    with (ROOT / language / "LC_MESSAGES" / "report.po").open("rb") as stream:
        return {str(message.id): message for message in read_po(stream, locale=language) if message.id}


def test_both_languages_say_the_same_things():
    french, english = messages("fr"), messages("en")
    assert list(french) == list(english)
    for key, message in french.items():
        assert key.startswith("report.")
        assert message.string, key
        assert english[key].string, key
        assert message.auto_comments == english[key].auto_comments != []
        holes = [set(re.findall(r"\{(\w+)\}", str(m.string))) for m in (message, english[key])]
        assert holes[0] == holes[1], key


def test_every_key_is_in_use():
    source = "".join(path.read_text() for path in (ROOT.parent / "handoff/reports").glob("*.py"))
    groups = ("who.", "danger.", "by.", "reason.", "ended.", "title.", "waits.", "column.")
    for key in messages("fr"):
        name = key.removeprefix("report.")
        assert re.search(rf"""["']{name}["']""", source) or name.startswith(groups), key
        last = name.rpartition(".")[2] if not name.startswith("ended") else name.split(".")[1]
        assert last in source, key


def test_charts_are_loaded_only_when_one_is_drawn():
    asked = "import sys, bot.reports, handoff.reports.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT.parent).returncode == 0
