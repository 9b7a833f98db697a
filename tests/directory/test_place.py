"""A place survives its JSON, and bodies of other versions can be read."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from bot.directory import Access, Notice, Place, Service
from tests.directory.samples import places


@given(places())
@settings(deadline=None, max_examples=60)
def test_a_place_survives_its_json(one: Place) -> None:
    assert Place.from_dict(json.loads(json.dumps(one.to_dict()))) == one


def test_notices_rules_and_moments_survive() -> None:
    notice = Notice("n1", "closure", datetime(2026, 12, 24, tzinfo=UTC), None, "congés", service="shower", author="a")
    service = Service("shower", access=Access(free=True), saturated="complet")
    one = Place("s:1", "X", services=(service,), notices=(notice,))
    assert Place.from_dict(one.to_dict()) == one


def test_unknown_keys_are_ignored_and_defaults_left_out() -> None:
    body = Place("s:1", "X").to_dict()
    assert body == {"id": "s:1", "name": "X"}
    newer = {**body, "photos": ["x"], "services": [{"category": "food", "colour": "red"}]}
    assert Place.from_dict(newer).services == (Service("food"),)


@pytest.mark.parametrize(
    "body", [{}, {"id": "s:1"}, {"id": "s:1", "name": "X", "services": 3}, {"id": "a", "name": "b", "lat": "x"}]
)
def test_what_is_no_place_is_a_value_error(body: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Place.from_dict(body)
