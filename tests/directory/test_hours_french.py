"""French hours in words: what is read, is read rightly; what is not understood, is not read."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.hours_french import read_hours
from bot.directory.hours_french_text import find_hours, time_phrases
from bot.directory.timetable import is_valid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Du lundi au samedi 11h45-12h45", "Mo-Sa 11:45-12:45"),
        ("Lun, mar, jeu : 9h-12h / 14h-17h", "Mo,Tu,Th 09:00-12:00,14:00-17:00"),
        ("lun-ven 9:00-17:00", "Mo-Fr 09:00-17:00"),
        ("du lundi au vendredi de 9h à 12h et de 14h à 17h", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Du 16 septembre au 13 juillet, du lundi au samedi 11h45-12h45", "Sep 16-Jul 13 Mo-Sa 11:45-12:45"),
        ("De novembre à mars, tous les jours 20h-8h", "Nov-Mar Mo-Su 20:00-08:00"),
        ("Tous les jours sauf le jeudi de 17h30-19h30", "Mo-We,Fr-Su 17:30-19:30"),
        ("Tous les jours 9h-11h sauf le jeudi", "Mo-Su 09:00-11:00; Th off"),
        ("Mercredi, jeudi 11h-16h sauf vacances scolaires", "We,Th 11:00-16:00; SH off"),
        ("Du lundi au vendredi 11h-13h, sauf les jours fériés", "Mo-Fr 11:00-13:00; PH off"),
        ("Mardi 9h-11h30. Fermeture en juillet-août.", "Tu 09:00-11:30; Jul-Aug off"),
        ("Du lundi au vendredi 9h-17h, fermé le 3e jeudi du mois", "Mo-Fr 09:00-17:00; Th[3] off"),
        ("Dimanche fermé, lundi au samedi 8 h 30 - 12 h", "Mo-Sa 08:30-12:00; Su off"),
        ("lundi midi à 14h", "Mo 12:00-14:00"),
        ("lundi de midi à 14h", "Mo 12:00-14:00"),
        ("24h/24", "24/7"),
        ("7j/7, 24h/24", "24/7"),
        ("vendredi 24h/24", "Fr 00:00-24:00"),
        ("Tous les soirs à partir de 19h", "Mo-Su 19:00+"),
        ("Du mardi au vendredi 16h-0h", "Tu-Fr 16:00-24:00"),
        ("19h30-20h45", '19:30-20:45 unknown "jours non précisés"'),
        ("9h-16h Fermée les WE et jours fériés", "Mo-Su 09:00-16:00; Sa,Su,PH off"),
        # not to be read
        ("", None),
        ("sur rendez-vous", None),
        ("lundi matin", None),
        ("un samedi sur deux 10h-16h", None),
        ("Du lundi au vendredi 11h-13h et tous les jours 19h30-21h", None),
        ("Lundi et mercredi 9h-17h, mercredi 10h-18h", None),
        ("mardi, jeudi et samedi 12h", None),
        ("17h-9h le lundi", "Mo 17:00-09:00"),
        ("9h-8h le lundi", None),
        ("lundi 25h-26h", None),
        ("du vendredi au lundi 9h-12h", None),
        ("De mi-octobre à mi-juin lundi 9h-12h", None),
        ("hors vacances scolaires lundi 9h-12h", None),
        ("lundi 9h-12h, 10h-14h", None),
        ("du 45 septembre au 13 juillet lundi 9h-12h", None),
        ("fermé en mars, lundi 9h-12h", "Mo 09:00-12:00; Mar off"),
    ],
)
def test_pure_hours(text: str, expected: str | None) -> None:
    assert read_hours(text) == expected


def _sample() -> list[tuple[str, str]]:
    path = Path(__file__).parent / "entourage_hours.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(expected, text) for expected, text in rows[1:]]


@pytest.mark.parametrize(("expected", "text"), _sample())
def test_descriptions_of_2014_checked_by_hand(expected: str, text: str) -> None:
    """60 of the 288 descriptions with a time (Entourage, MIT), drawn by lot; "-": rightly not read."""
    found = find_hours(text)
    assert (found.hours if found else "-") == expected


def test_the_sample_is_whole() -> None:
    assert len(_sample()) == 60


@pytest.mark.parametrize(
    ("text", "hours", "appointment"),
    [
        ("Sur rendez-vous : Lundi 9h-12h", "Mo 09:00-12:00", True),
        ("Sans rendez-vous : Lundi 14h-19h. Sur rendez-vous : • Consultations", "Mo 14:00-19:00", False),
        ("Repas chauds tous les soirs, à partir de 19h. M° Stalingrad", "Mo-Su 19:00+", False),
    ],
)
def test_by_appointment(text: str, hours: str, appointment: bool) -> None:
    found = find_hours(text)
    assert found
    assert (found.hours, found.appointment) == (hours, appointment)


@pytest.mark.parametrize(
    "text",
    [
        "Lundi 9h-12h. Fermé un mercredi sur deux",
        "Lundi 9h-12h • Vestiaire Mardi 13h30-16h30",
        "Lundi 9h-12h. Réservé aux femmes le lundi",
        "Lundi 9h-12h, mardi selon affluence",
        "Accueil, écoute et orientation",
    ],
)
def test_any_word_of_time_that_is_not_understood_makes_it_unreadable(text: str) -> None:
    assert find_hours(text) is None


def test_what_is_not_read_is_shown() -> None:
    assert time_phrases("Douches. Un samedi sur deux 10h-16h. M° Nation") == "Un samedi sur deux 10h-16h"
    assert len(time_phrases("lundi 9h " * 200)) == 300


vocabulary = st.lists(
    st.sampled_from(
        "lundi mardi jeudis du au 9h 12h30 9h-12h 14h-17h30 et , ( ) : / sauf fermé jours fériés tous les le week-end"
        " matin 24h/24 à partir de en août • . Sur rendez-vous mois 3e M° Nation".split(" ")
    ),
    max_size=12,
).map(" ".join)


@given(st.one_of(st.text(max_size=60), vocabulary))
@settings(deadline=None, max_examples=300)
def test_never_raises_and_gives_only_what_can_be_evaluated(text: str) -> None:
    found = find_hours(text)
    for hours in (read_hours(text), found.hours if found else None):
        assert hours is None or is_valid(hours)
    time_phrases(text)
