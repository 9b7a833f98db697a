"""Search: open first, near, fresh; conditions; live changes; the same as a plain search over every place."""

import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory import Access, Audience, Directory, Notice, Place, Query, Service, open_during, status
from bot.directory.audience import asked_mask, refused_mask
from bot.directory.geo import metres
from tests.directory.samples import PARIS, TUESDAY, place, taxonomy

OPEN, CLOSED = "Mo-Fr 09:00-17:00", "Mo-Fr 18:00-20:00"


def directory(*places: Place) -> Directory:
    return Directory(places, taxonomy())


def ask(*needs: str, **more: object) -> Query:
    given_words = {"lat": 48.86, "lon": 2.35, "at": TUESDAY, "limit": 10, **more}
    return Query(needs or ("wash.shower",), **given_words)  # type: ignore[arg-type]  # a test's own words


def ids(found: Directory, query: Query) -> list[str]:
    return [hit.place.id for hit in found.search(query).hits]


def test_open_then_unknown_then_closed_then_near() -> None:
    found = directory(
        place(1, hours=CLOSED, east=10),
        place(2, hours=None, east=20),
        place(3, hours=OPEN, east=2000),
        place(4, hours=OPEN, east=900),
        place(5, hours="foo", east=30),
    )
    assert ids(found, ask()) == ["t:4", "t:3", "t:2", "t:5", "t:1"]
    assert ids(found, ask(open_only=True)) == ["t:4", "t:3"]


def test_closed_ones_by_what_can_be_reached_open_soonest() -> None:
    found = directory(
        place(1, hours="Tu 19:00-20:00", east=100),
        place(2, hours="Tu 11:00-12:00", east=1500),
        place(3, hours="off", east=5),
    )
    answer = found.search(ask())
    assert [hit.place.id for hit in answer.hits] == ["t:2", "t:1", "t:3"]
    assert answer.nothing_open
    assert answer.hits[0].status.opens_at == TUESDAY.replace(hour=11)


def test_same_distance_fresher_first() -> None:
    found = directory(
        place(1, hours=OPEN),
        place(2, hours=OPEN, checked_at=date(2026, 11, 1)),
        place(3, hours=OPEN, checked_at=date(2025, 1, 1)),
    )
    hits = found.search(ask()).hits
    assert [hit.place.id for hit in hits] == ["t:2", "t:3", "t:1"]
    assert [hit.checked_days for hit in hits] == [23, 692, None]
    assert [hit.warnings for hit in hits] == [(), ("stale",), ("undated",)]


def test_two_services_of_one_place_are_one_hit() -> None:
    both = place(
        1, services=(Service("shower", hours=CLOSED), Service("shower", "soir", hours=OPEN), Service("toilets"))
    )
    answer = directory(both, place(2, "toilets", east=50)).search(ask("wash.shower", "wash.toilets"))
    assert answer.total == 2
    assert answer.hits[0].service.name == "soir"


def test_pages() -> None:
    found = directory(*(place(n, hours=OPEN, east=10 * n) for n in range(8)))
    first, second = found.search(ask(limit=3)), found.search(ask(limit=3, offset=3))
    assert [hit.place.id for hit in first.hits + second.hits] == [f"t:{n}" for n in range(6)]
    assert first.total == second.total == 8
    assert found.search(ask(limit=3, offset=30)).hits == ()


def test_nothing_within_reach() -> None:
    answer = directory(place(1, hours=OPEN, east=50_000)).search(ask())
    assert (answer.hits, answer.total, answer.nothing_open, answer.radius_m) == ((), 0, False, 10_000)
    assert directory().search(ask()).total == 0
    assert directory(place(1)).search(ask("rocket")).total == 0


def test_the_radius_is_the_need_s_or_the_asker_s() -> None:
    found = directory(place(1, "toilets", hours=OPEN, east=4000))
    assert found.search(ask("wash.toilets")).total == 0
    assert found.search(ask("wash.toilets", radius_m=5000)).total == 1
    assert found.search(ask("wash.toilets", radius_m=0)).total == 0


def test_distances_are_metres_on_the_ground() -> None:
    hit = directory(place(1, hours=OPEN, east=1234)).search(ask()).hits[0]
    assert abs(hit.distance_m - metres(48.86, 2.35, hit.place.lat or 0, hit.place.lon or 0)) <= 1


def test_across_the_date_line() -> None:
    island = Place("t:1", "Îlot", lat=-17.0, lon=179.999, services=(Service("shower"),))
    assert directory(island).search(ask(lat=-17.0, lon=-179.999)).total == 1


def test_until_widens_the_moment() -> None:
    saturday = datetime(2026, 11, 28, tzinfo=PARIS)
    found = directory(place(1, hours="Sa 15:00-16:00", east=500), place(2, hours=OPEN, east=10))
    query = ask(at=saturday, until=saturday + timedelta(days=1))
    assert ids(found, query) == ["t:1", "t:2"]
    assert not found.search(query).nothing_open
    assert ids(found, ask(at=saturday, until=saturday + timedelta(days=1), open_only=True)) == ["t:1"]


def test_a_notice_closes_the_place_or_one_service() -> None:
    services = (Service("shower", hours=OPEN), Service("toilets", hours=OPEN))
    whole = place(
        1, services=services, notices=(Notice("n", "closure", datetime(2026, 11, 20, tzinfo=PARIS), text="travaux"),)
    )
    one = place(2, services=services, notices=(Notice("n", "service_closure", service="shower", text="panne"),))
    found = directory(whole, one)
    showers = found.search(ask()).hits
    assert [hit.status.open for hit in showers] == [False, False]
    assert {hit.status.note for hit in showers} == {"travaux", "panne"}
    assert {hit.place.id: hit.status.open for hit in found.search(ask("wash.toilets")).hits} == {
        "t:2": True,
        "t:1": False,
    }
    assert "notice" in showers[0].warnings


def test_hidden_and_closed_for_good_are_never_found_but_can_be_got() -> None:
    found = directory(
        place(1, visible=False),
        place(2, closed_for_good=True),
        Place("t:3", "Nulle part", services=(Service("shower"),)),
    )
    assert found.search(ask()).total == 0
    assert len(found) == 3
    assert found.get("t:2") is not None
    assert {match.place.id for match in found.find_name("Place 1")} == {"t:2"}


@pytest.mark.parametrize(
    ("asked", "audience", "access", "welcome"),
    [
        ("woman", Audience(genders=("men",)), Access(), False),
        ("women", Audience(genders=("women",)), Access(), True),
        ("man", Audience(genders=("women",)), Access(), False),
        ("family", Audience(family=("isolated",)), Access(), False),
        ("minor", Audience(min_age=18), Access(), False),
        ("under18", Audience(min_age=16), Access(), True),
        ("dog", Audience(), Access(animals=False), False),
        ("dog", Audience(), Access(animals=None), True),
        ("wheelchair", Audience(), Access(wheelchair=False), False),
        ("martian", Audience(genders=("men",)), Access(animals=False), True),
    ],
)
def test_nobody_is_sent_where_they_are_surely_refused(
    asked: str, audience: Audience, access: Access, welcome: bool
) -> None:
    found = directory(place(1, audience=audience, access=access, hours=OPEN))
    assert found.search(ask(audience=(asked,))).total == int(welcome)
    assert found.search(ask()).total == 1


def test_a_service_has_its_own_rules() -> None:
    service = Service("shower", hours=OPEN, audience=Audience(genders=("women",)), access=Access(appointment=True))
    found = directory(place(1, services=(service,), audience=Audience(genders=("men",))))
    assert found.search(ask(audience=("woman",))).hits[0].warnings == ("undated", "appointment", "women_only")
    assert found.search(ask(audience=("man",))).total == 0


def test_worship_goes_last_only_when_asked() -> None:
    found = directory(place(1, hours=OPEN, worship=True), place(2, hours=CLOSED, east=500))
    assert ids(found, ask()) == ["t:1", "t:2"]
    answer = found.search(ask(audience=("no_worship",)))
    assert [hit.place.id for hit in answer.hits] == ["t:2", "t:1"]
    assert "worship" in answer.hits[1].warnings


def test_warnings_before_one_walks() -> None:
    late = directory(place(1, hours="Tu 09:00-10:10", east=3000, checked_at=date(2026, 11, 1)))
    assert late.search(ask()).hits[0].warnings == ("closes_soon",)
    rules = Access(free=False, referral=True, registration=True)
    dear = directory(
        place(1, hours="24/7", access=rules, services=(Service("shower", saturated="complet", hours="24/7"),))
    )
    hit = dear.search(ask(audience=("dog", "wheelchair"))).hits[0]
    assert hit.warnings == (
        "undated",
        "registration",
        "referral",
        "paid",
        "animals_unknown",
        "wheelchair_unknown",
        "saturated",
    )


def test_changes_are_seen_at_once() -> None:
    found = directory(place(1, hours=CLOSED))
    found.replace(place(1, hours=OPEN))
    assert found.search(ask()).hits[0].status.open is True
    found.add(place(2, hours=OPEN, east=10))
    assert found.search(ask()).total == len(found) == 2
    found.remove("t:1")
    found.remove("t:1")
    assert ids(found, ask()) == ["t:2"]
    assert found.ids() == ("t:2",)
    assert list(found.names()) == ["Place 2"]


def test_many_changes_leave_a_small_directory() -> None:
    found = directory(*(place(n, hours=OPEN, east=n) for n in range(50)))
    for turn in range(20):
        for number in range(50):
            found.replace(place(number, hours=OPEN, east=number, description=f"{turn}"))
    assert len(found) == 50
    assert ids(found, ask(limit=50)) == [f"t:{n}" for n in range(50)]
    assert found.find_name("Place 17")[0].place.id == "t:17"


# --- against a plain search ---------------------------------------------------------------------------------


def _brute(places: list[Place], query: Query) -> list[str]:
    """The same rules, written plainly."""
    wanted = taxonomy().for_needs(query.needs)
    radius = query.radius_m or taxonomy().radius_m(query.needs)
    best: dict[str, tuple[object, ...]] = {}
    for order, one in enumerate(places):
        distance = round(metres(query.lat, query.lon, one.lat or 0, one.lon or 0))
        for service in one.services:
            if service.category not in wanted or distance > radius:
                continue
            if asked_mask(query.audience) & refused_mask(*one.rules(service)):
                continue
            now = status(service.hours, query.at, one.notices)
            known = now.open
            if query.until and not known:
                known = open_during(service.hours, query.at, query.until, one.notices)
            tier = 1 if known is None else 0 if known else 2
            wait = (now.opens_at - query.at).total_seconds() if now.opens_at else 1e12
            ready = max(wait, distance * 1.3 / 1.2) if tier == 2 else 0
            fresh = -(one.checked_at.toordinal() if one.checked_at else 0)
            last = one.worship and "no_worship" in query.audience
            key = (last, tier, ready, distance, fresh, order)
            if (not query.open_only or tier == 0) and (one.id not in best or key < best[one.id]):
                best[one.id] = key
    return sorted(best, key=lambda identity: best[identity])


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_the_index_finds_what_a_plain_search_finds(seed: int) -> None:
    dice = random.Random(seed)
    hours = (None, OPEN, CLOSED, "24/7", "Sa 10:00-12:00", "Mo-Su 20:00-08:00; PH off", "foo")
    kinds = ("shower", "toilets", "food_distribution", "hygiene_and_wellness", "overnight_stop")

    def make(number: int) -> Place:
        services = tuple(Service(dice.choice(kinds), hours=dice.choice(hours)) for _ in range(dice.randrange(1, 4)))
        return place(
            number,
            east=dice.choice((0, 0, 50, 800, 5000, 20_000)) + dice.random() * 100,
            services=services,
            worship=dice.random() < 0.2,
            audience=Audience(genders=dice.choice(((), ("women",), ("men",)))),
            access=Access(animals=dice.choice((None, True, False))),
            notices=(Notice("n", "closure", datetime(2026, 11, 20, tzinfo=PARIS), TUESDAY + timedelta(6)),)
            if dice.random() < 0.1
            else (),
            checked_at=dice.choice((None, date(2026, 10, 1), date(2020, 1, 1))),
        )

    places = [make(number) for number in range(40)]
    found = directory(*places)
    for number in dice.sample(range(40), 10):
        places = [one for one in places if one.id != f"t:{number}"]
        found.remove(f"t:{number}")
        if dice.random() < 0.7:
            places.append(make(number))
            found.add(places[-1])
    at = TUESDAY + timedelta(hours=dice.randrange(24 * 40))
    query = ask(
        *dice.sample(("wash", "wash.toilets", "eat", "sleep.tonight"), 2),
        at=at,
        until=dice.choice((None, at + timedelta(hours=9))),
        audience=dice.choice(((), ("woman",), ("dog", "no_worship"))),
        open_only=dice.random() < 0.3,
        limit=100,
    )
    assert ids(found, query) == _brute(places, query)
