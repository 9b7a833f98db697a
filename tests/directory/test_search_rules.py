"""The rules a search must keep: notices and holidays win over weekly hours, rules are respected and explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import Catalogue
from bot.dialogue import cards
from bot.dialogue.voice import Voice
from bot.directory import Access, Audience, Directory, Hit, Notice, Place, Query, Service, status
from bot.directory.hours import coming
from bot.model import plain
from bot.resources import folder
from tests.directory.samples import PARIS, TUESDAY, place, taxonomy

FRENCH = Voice(Catalogue.load(folder("locales")), "fr")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def ask(found: Directory, moment: datetime, **more: object) -> tuple[Hit, ...]:
    given_words = {"lat": 48.86, "lon": 2.35, "limit": 50, **more}
    return found.search(Query(("wash.shower",), at=moment, **given_words)).hits  # type: ignore[arg-type]  # a test's own words


def card(hit: Hit, now: datetime) -> str:
    sheet = cards.Sheet("🚿", "x", (hit,), now, now.date())
    return plain(cards.card(FRENCH, 1, hit, sheet))


# --- nights that never began --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        ("Mo-Su 20:00-08:00; PH off", "2026-12-26T03:00", False),
        ("Mo-Su 20:00-08:00; PH off", "2026-12-26T20:00", True),
        ("Mo-Su 20:00-08:00", "2026-12-26T03:00", None),
        ("Mo-Su 20:00-08:00; We off", "2026-11-26T03:00", False),
        ("Mo-Su 20:00-08:00; PH 22:00-02:00", "2026-12-26T01:59", True),
        ("Mo-Su 20:00-08:00; PH 22:00-02:00", "2026-12-26T03:00", False),
        ("Mo-Sa 20:00-08:00; Su 00:00-10:00; PH off", "2026-12-27T03:00", True),
        ("Mo-Fr 20:00-08:00; Sa,Su 22:00-10:00", "2026-11-28T03:00", True),
        ("Mo-Fr 20:00-08:00; Sa,Su 22:00-10:00", "2026-11-28T09:00", False),
        ("Mo-Fr 20:00-08:00; Sa,Su 22:00-10:00", "2026-11-29T09:00", True),
        ("20:00-08:00", "2026-12-26T03:00", True),
        ("PH,Mo-Su 20:00-08:00", "2026-12-26T03:00", True),
    ],
)
def test_the_morning_belongs_to_the_evening_before(hours: str, moment: str, expected: bool | None) -> None:
    assert status(hours, at(moment)).open is expected


def test_a_closed_night_opens_on_the_next_evening() -> None:
    found = status("Mo-Su 20:00-08:00; PH off", at("2026-12-25T21:00"))
    assert (found.open, found.opens_at) == (False, at("2026-12-26T20:00"))


# --- notices ------------------------------------------------------------------------------------------------


def notice(kind: str, start: str | None, end: str | None, **more: str) -> Notice:
    moments = (datetime.fromisoformat(text) if text else None for text in (start, end))
    return Notice(more.pop("id", "n"), kind, *moments, **more)  # type: ignore[arg-type]  # two moments


def test_a_notice_begins_and_leaves_by_itself() -> None:
    closed = notice("closure", "2026-11-25", "2026-11-27", text="travaux")
    found = Directory((place(1, hours="24/7", notices=(closed,)),), taxonomy())
    seen = [ask(found, TUESDAY + timedelta(days=days))[0].status for days in range(5)]
    assert [one.open for one in seen] == [True, False, False, True, True]
    assert seen[0].until == at("2026-11-25T00:00")
    assert seen[1].opens_at == at("2026-11-27T00:00")
    assert [one.note for one in seen] == ["", "travaux", "travaux", "", ""]


def test_an_open_end_lasts_until_somebody_ends_it() -> None:
    found = Directory((place(1, hours="24/7", notices=(notice("closure", "2026-11-25", None),)),), taxonomy())
    later = ask(found, TUESDAY + timedelta(days=300))[0].status
    assert (later.open, later.opens_at, later.reason) == (False, None, "notice")
    found.replace(place(1, hours="24/7"))
    assert ask(found, TUESDAY + timedelta(days=300))[0].status.open is True


def test_what_comes_is_known_beforehand() -> None:
    tomorrow = notice("closure", "2026-11-25", None, id="tomorrow")
    later = notice("hours", "2026-12-01T09:00", "2026-12-03", id="later")
    others = (
        notice("closure", "2026-11-24T10:00", None, id="now"),
        notice("message", None, None, id="always"),
        notice("closure", "2026-11-20", "2026-11-21", id="over"),
        notice("closure", "2027-03-01", None, id="far"),
        notice("closure", "2026-11-26", "2026-11-25", id="backwards"),
    )
    assert [one.id for one in coming((*others, later, tomorrow), TUESDAY)] == ["tomorrow", "later"]
    assert [one.id for one in coming((later, tomorrow), at("2026-11-25T00:00"))] == ["later"]
    assert [one.id for one in coming(others, TUESDAY, timedelta(days=200))] == ["far"]


def test_a_notice_or_a_holiday_changes_the_order_the_card_and_the_until() -> None:
    weekly = "Mo-Su 09:00-17:00; PH off"
    shut = notice("closure", "2026-11-24", "2026-11-25", text="fuite")
    early = notice("closure", "2026-11-24T12:00", None)
    found = Directory(
        (
            place(1, hours=weekly, notices=(shut,), east=10),
            place(2, hours=weekly, notices=(early,), east=500),
            place(3, hours=weekly, east=900),
        ),
        taxonomy(),
    )
    hits = ask(found, TUESDAY)
    assert [hit.place.id for hit in hits] == ["t:2", "t:3", "t:1"]
    told = [card(hit, TUESDAY) for hit in hits]
    assert "ouvert jusqu'à 12:00" in told[0]
    assert "ouvert jusqu'à 17:00" in told[1]
    assert "ouvert" not in told[2]
    assert "demain à 09:00" in told[2]
    assert "fuite" in told[2]
    christmas = ask(found, at("2026-12-25T10:00"))
    assert all(hit.status.open is False for hit in christmas)
    assert not any("ouvert " in card(hit, at("2026-12-25T10:00")) for hit in christmas)


# --- who may come, and how ----------------------------------------------------------------------------------

RULES = [
    (Audience(genders=("women",)), Access(), "femmes"),
    (Audience(family=("family",)), Access(), "familles"),
    (Audience(min_age=18), Access(), "18"),
    (Audience(max_age=25), Access(), "25"),
    (Audience(statuses=("asylum",)), Access(), "asile"),
    (Audience(), Access(appointment=True), "rendez-vous"),
    (Audience(), Access(registration=True), "inscription"),
    (Audience(), Access(referral=True), "social"),
    (Audience(), Access(free=False, price="2 euros"), "2 euros"),
    (Audience(), Access(animals=False), "animaux"),
    (Audience(), Access(wheelchair=False), "fauteuil"),
]


@pytest.mark.parametrize(("audience", "access", "word"), RULES)
@pytest.mark.parametrize("own", [False, True])
def test_every_rule_is_explained_on_the_card(audience: Audience, access: Access, word: str, *, own: bool) -> None:
    service = Service("shower", hours="24/7", audience=audience if own else None, access=access if own else None)
    house = place(1, services=(service,), audience=Audience() if own else audience, access=Access() if own else access)
    hit = ask(Directory((house,), taxonomy()), TUESDAY)[0]
    assert word in card(hit, TUESDAY).casefold()
    assert word in plain(cards.single(FRENCH, hit, TUESDAY)).casefold()


@pytest.mark.parametrize(
    ("asked", "refused", "welcome"),
    [
        ("man", Audience(genders=("women",)), Audience(genders=("women", "men"))),
        ("woman", Audience(genders=("men",)), Audience()),
        ("minor", Audience(min_age=18), Audience(min_age=16)),
        ("alone", Audience(family=("family",)), Audience(family=("isolated",))),
        ("undocumented", Audience(statuses=("regular",)), Audience(statuses=("regular", "undocumented"))),
    ],
)
def test_nobody_is_sent_where_they_are_refused(asked: str, refused: Audience, welcome: Audience) -> None:
    found = Directory(
        (place(1, hours="24/7", audience=refused), place(2, hours="off", audience=welcome, east=900)), taxonomy()
    )
    assert [hit.place.id for hit in ask(found, TUESDAY, audience=(asked,))] == ["t:2"]
    assert [hit.place.id for hit in ask(found, TUESDAY)] == ["t:1", "t:2"]


@given(st.lists(st.sampled_from(RULES), min_size=1, max_size=4), st.sampled_from(("man", "woman", "minor", "dog")))
@settings(deadline=None, max_examples=60)
def test_a_refusal_holds_wherever_the_page_ends(rules: list[tuple[Audience, Access, str]], asked: str) -> None:
    places = [place(n, hours="24/7", east=n, audience=one[0], access=one[1]) for n, one in enumerate(rules)]
    found = Directory(places, taxonomy())
    every = [hit.place.id for hit in ask(found, TUESDAY, audience=(asked,))]
    paged = [hit.place.id for n in range(4) for hit in ask(found, TUESDAY, audience=(asked,), limit=1, offset=n)]
    assert paged == every
    turned_away: dict[str, Callable[[Audience, Access], bool]] = {
        "man": lambda a, _: a.genders == ("women",),
        "woman": lambda _, __: False,
    }
    turned_away["minor"] = lambda a, _: a.min_age == 18
    turned_away["dog"] = lambda _, a: a.animals is False
    gone: list[Place] = [one for one in places if turned_away[asked](one.audience, one.access)]
    assert set(every) == {one.id for one in places} - {one.id for one in gone}
