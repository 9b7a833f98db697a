"""Places as people read them: honest hours, honest freshness, names untouched, never too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import ISOLATE, POP, RTL_MARK, Catalogue
from bot.dialogue import cards
from bot.dialogue.cards import LIMIT, Sheet
from bot.dialogue.voice import Voice, french_of
from bot.directory import Access, Audience, Hit, Phone, Place, Service, Status
from bot.model import plain
from bot.resources import folder

CATALOGUE = Catalogue.load(folder("locales"))
ZONE = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=ZONE)  # a Tuesday
PLACE = Place(
    id="t:1",
    name="Bains-douches Petitot",
    address="1 rue Petitot",
    postcode="75019",
    city="Paris",
    lat=48.8757,
    lon=2.3839,
    phones=(Phone("01 45 20 80 16"), Phone("01 45 20 80 17"), Phone("01 45 20 80 18")),
    access=Access(free=True),
    checked_at=date(2026, 11, 12),
)
SHOWER = Service("shower", hours="Mo-Su 07:00-18:00")


def hit(place: Place = PLACE, service: Service = SHOWER, *, open_: bool | None = True, **status: object) -> Hit:
    days = (NOW.date() - place.checked_at).days if place.checked_at else None
    return Hit(place, service, 1_900, Status(open_, **status), days)  # type: ignore[arg-type] # any status of the test


def shown(found: Hit, language: str = "fr", **sheet: object) -> str:
    page = Sheet("🚿", "x", (found,), NOW, NOW.date(), **sheet)  # type: ignore[arg-type] # any field of the test
    return cards.card(Voice(CATALOGUE, language), 1, found, page)


def test_one_place_in_french() -> None:
    text = plain(shown(hit(until=NOW.replace(hour=18))))
    assert text.splitlines() == [
        "1. Bains-douches Petitot · 1,9 km · 25 min à pied",
        "🕒 ouvert jusqu'à 18:00 · gratuit",
        "📍 1 rue Petitot, 75019 Paris · 📞 01 45 20 80 16, 01 45 20 80 17",
        "✔ vérifié il y a 12 jours",
    ]
    assert 'href="https://www.openstreetmap.org/?mlat=48.87570&amp;mlon=2.38390#' in shown(hit())


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"open_": True, "until": NOW.replace(hour=18)}, "ouvert jusqu'à 18:00"),
        ({"open_": True, "until": NOW.replace(day=25, hour=0)}, "ouvert jusqu'à 24:00"),
        ({"open_": True, "until": NOW.replace(day=25, hour=2)}, "ouvert jusqu'à 02:00"),
        ({"open_": True, "until": NOW.replace(day=26, hour=12)}, "ouvert jusqu'à jeudi 12:00"),
        ({"open_": True}, "ouvert jour et nuit"),
        ({"open_": True, "reason": "open_end"}, "ouvert"),
        ({"open_": False, "opens_at": NOW.replace(hour=14)}, "fermé · ouvre à 14:00"),
        ({"open_": False, "opens_at": NOW.replace(day=25, hour=7, minute=30)}, "fermé · ouvre demain à 07:30"),
        ({"open_": False, "opens_at": NOW.replace(day=28, hour=9)}, "fermé · ouvre samedi à 09:00"),
        (
            {"open_": False, "opens_at": NOW.replace(month=12, day=7, hour=9)},
            "fermé · ouvre lundi 7 décembre à 09:00",
        ),
        ({"open_": False}, "fermé"),
        ({"open_": None, "reason": "holiday"}, "jour férié : horaires incertains"),
        ({"open_": None, "reason": "school_holidays"}, "vacances scolaires : horaires incertains"),
        ({"open_": None, "reason": "unreadable"}, "horaires incertains"),
    ],
)
def test_hours(status: dict[str, object], said: str) -> None:
    line = plain(shown(hit(**status))).splitlines()[1]  # type: ignore[arg-type] # any status of the test
    assert line == f"🕒 {said} · gratuit"


def test_hours_that_nobody_could_read_are_shown_as_text() -> None:
    service = Service("shower", hours_text="Du lundi au samedi,  sauf\nvacances")
    assert "🕒 horaires : Du lundi au samedi, sauf vacances" in plain(shown(hit(service=service, open_=None)))
    assert "horaires inconnus" in shown(hit(service=Service("shower"), open_=None))


def test_what_opens_within_the_time_asked_for_is_not_called_closed() -> None:
    saturday = NOW.replace(day=28, hour=0)
    found = hit(open_=False, opens_at=saturday.replace(hour=9))
    page = Sheet("🚿", "x", (found,), saturday, NOW.date(), saturday + timedelta(days=1))
    assert "🕒 ouvre à 09:00" in plain(cards.card(Voice(CATALOGUE, "fr"), 1, found, page))


@pytest.mark.parametrize(
    ("checked", "phones", "said"),
    [
        (date(2026, 11, 24), True, "✔ vérifié aujourd'hui"),
        (date(2026, 6, 1), True, "✔ vérifié il y a 6 mois"),
        (date(2014, 1, 1), True, "⚠ pas vérifié depuis 2014 : appelez avant d'y aller"),
        (date(2014, 1, 1), False, "⚠ pas vérifié depuis 2014 : cela a pu changer"),
        (None, True, "⚠ jamais vérifié : appelez avant d'y aller"),
        (None, False, "⚠ jamais vérifié : cela a pu changer"),
    ],
)
def test_freshness(checked: date | None, phones: bool, said: str) -> None:
    place = replace(PLACE, checked_at=checked, phones=PLACE.phones if phones else ())
    assert plain(shown(hit(place))).splitlines()[-1] == said


def test_conditions() -> None:
    place = replace(
        PLACE,
        worship=True,
        access=Access(appointment=True, registration=True, referral=True, free=False, animals=False, wheelchair=True),
        audience=Audience(genders=("women",), min_age=18),
    )
    line = plain(shown(hit(place))).splitlines()[1]
    assert "pour : femmes · à partir de 18 ans · sur rendez-vous" in line
    assert line.endswith("lieu de culte · payant")
    everyone = replace(PLACE, audience=Audience(unconditional=True))
    assert "pour" not in plain(shown(hit(everyone))).splitlines()[1]
    women = replace(PLACE, audience=Audience(unconditional=True, genders=("women",)))  # no condition, but for women
    assert "pour : femmes" in plain(shown(hit(women))).splitlines()[1]


@pytest.mark.parametrize("language", ["ar", "fr", "en", "es"])
def test_names_and_addresses_are_never_touched_and_never_markup(language: str) -> None:
    place = replace(PLACE, name="<b>Chez</b> & Ali", address="12 <i> rue", city="")
    text = shown(hit(place), language)
    assert "&lt;b&gt;Chez&lt;/b&gt; &amp; Ali" in text
    assert "<b>Chez</b> & Ali" in plain(text)
    assert "12 <i> rue, 75019" in plain(text)


def test_arabic_lines_run_from_the_right_and_names_keep_their_direction() -> None:
    text = shown(hit(until=NOW.replace(hour=18)), "ar")
    assert all(line.startswith(RTL_MARK) for line in text.splitlines())
    assert f"{ISOLATE}Bains-douches Petitot{POP}" in text
    assert f"{ISOLATE}01 45 20 80 16{POP}" in text
    assert text.count(ISOLATE) == text.count(POP)
    assert ISOLATE not in shown(hit(), "fr")


maybe = st.none() | st.booleans()
words = st.text(max_size=300) | st.text(alphabet="&<>\"'", max_size=300)


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    place = Place(
        id="t:1",
        name=draw(words),
        address=draw(words),
        postcode=draw(st.text(max_size=12)),
        city=draw(st.text(max_size=60)),
        lat=draw(st.none() | st.floats(-90, 90)),
        lon=draw(st.none() | st.floats(-180, 180)),
        phones=tuple(Phone(number) for number in draw(st.lists(st.text(max_size=40), max_size=4))),
        access=Access(
            appointment=draw(maybe),
            registration=draw(maybe),
            referral=draw(maybe),
            free=draw(maybe),
            price=draw(words),
            animals=draw(maybe),
        ),
        audience=Audience(
            genders=("women",), other=("violence", "prison", "hiv", "lgbt"), min_age=draw(st.integers(0, 99))
        ),
        worship=draw(st.booleans()),
        checked_at=draw(st.none() | st.dates(date(1990, 1, 1), NOW.date())),
    )
    service = Service("shower", hours_text=draw(st.none() | words), saturated=draw(st.none() | words))
    aware = draw(st.none() | st.integers(-400, 400).map(lambda hours: NOW + timedelta(hours=hours)))
    status = Status(draw(st.none() | st.booleans()), until=aware, opens_at=aware, note=draw(words))
    days = (NOW.date() - place.checked_at).days if place.checked_at else None
    return Hit(place, service, draw(st.integers(0, 10**7)), status, days, ("animals_unknown", "closes_soon"))


@given(found=st.lists(hits(), min_size=1, max_size=3), language=st.sampled_from(CATALOGUE.languages))
def test_never_too_long_and_always_well_formed(found: list[Hit], language: str) -> None:
    voice = Voice(CATALOGUE, language)
    head = voice.say("crisis.violence") + voice.say("sleep.call", number="115")
    sheets = [Sheet("🚿", "one", found, NOW, NOW.date()), Sheet("🍽", "two", found, NOW, NOW.date())]
    text, count = cards.page(voice, sheets, head=head)
    assert len(text) <= LIMIT
    assert 1 <= count <= len(found)
    for tag in ("b", "a"):
        assert text.count(f"<{tag}>") + text.count(f"<{tag} ") == text.count(f"</{tag}>")
    assert text.count(ISOLATE) == text.count(POP)
    assert text.startswith(head)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Gare du Nord", "de la Gare du Nord"),
        ("Lyon", "de Lyon"),
        ("Aubervilliers", "d'Aubervilliers"),
        ("Le Havre", "du Havre"),
        ("Les Lilas", "des Lilas"),
        ("La Rochelle", "de La Rochelle"),
        ("Paris 18e", "de Paris 18e"),
        ("Évry", "d'Évry"),
    ],
)
def test_french_contracts(name: str, said: str) -> None:
    assert french_of(name) == said
