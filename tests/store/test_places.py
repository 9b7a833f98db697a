"""Places are saved, counted and read; the version tells other processes when to read them again."""

from datetime import date

from bot.store import PlaceRow


def _place(number, digest="d", body=None):
    name = f"src:{number:05d}"
    return PlaceRow(name, "src", digest, body or f'{{"id": "{name}"}}', 48.8, 2.3, date(2026, 11, 1))


async def _bodies(store):
    return [body async for body in store.load_places()]


async def test_saving_says_what_is_new_changed_and_the_same(store):
    assert await store.save_places([_place(1), _place(2)]) == (2, 0, 0)
    changed = _place(2, "e", '{"id": "src:00002", "name": "x"}')
    assert await store.save_places([_place(1), changed, _place(3)]) == (1, 1, 1)
    assert await _bodies(store) == [_place(1).body, changed.body, _place(3).body]
    assert await store.count_places() == 3


async def test_the_version_rises_with_every_change_and_only_then(store):
    assert await store.places_version() == 0
    await store.save_places([_place(1)])
    first = await store.places_version()
    await store.save_places([_place(1)])
    assert await store.places_version() == first
    await store.remove_places(["src:00001"])
    assert await store.places_version() == first + 1
    assert await _bodies(store) == []


async def test_a_place_without_position_or_date(store):
    bare = PlaceRow("a:1", "a", "d", "{}", None, None, None)
    assert await store.save_places([bare]) == (1, 0, 0)
    assert await _bodies(store) == ["{}"]


async def test_the_same_place_twice_in_one_import_is_its_last_version(store):
    assert await store.save_places([_place(1, "a", "old"), _place(1, "b", "new")]) == (1, 0, 1)
    assert await _bodies(store) == ["new"]


async def test_thousands_of_places_are_read_in_order(store):
    rows = [_place(n) for n in range(4_500)]
    assert await store.save_places(rows) == (4_500, 0, 0)
    assert await _bodies(store) == [row.body for row in rows]


async def test_saving_nothing(store):
    assert await store.save_places([]) == (0, 0, 0)
    await store.remove_places([])
    assert await store.count_places() == 0


async def test_a_translation_is_kept_and_replaced(store):
    assert await store.cache_get("k") is None
    await store.cache_put("k", "one")
    await store.cache_put("k", "two")
    assert await store.cache_get("k") == "two"
