"""On which lane an update is stored; and that no shape of update breaks the reading."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram_raw import as_payload, to_event
from bot.errors import Unreadable
from tests.channels.updates import (
    BOT,
    DESK,
    GROUP,
    OTHER,
    PRIVATE,
    SIZES,
    event,
    member,
    press,
    private,
    reaction,
    reader,
    topic,
)


def test_private_chats_ride_their_talk() -> None:
    lane = f"talk:telegram:{BOT}:41"
    away = {"chat": PRIVATE, "message_id": 3, "date": 0}
    for kind, body in (
        ("message", private(text="x")),
        ("edited_message", private(text="x")),
        ("callback_query", press(away)),
        ("my_chat_member", member(PRIVATE, "kicked")),
        ("message_reaction", {**reaction([], ["👍"]), "chat": PRIVATE}),
    ):
        found = event(kind, body)
        assert (found.lane, found.thread, found.message, found.desk_lane) == (lane, None, None, ""), kind
        assert (found.channel, found.account, found.event_id) == ("telegram", BOT, "5")
    assert event("message", private(text="x"), public=False).lane == f"desk:telegram:{BOT}:41"


def test_staff_ride_the_conversation() -> None:
    lane = f"desk:telegram:{BOT}:{DESK}"
    found = event("message", topic(text="x"))
    assert (found.lane, found.thread, found.desk_lane) == ("", (DESK, "30"), lane)
    found = event("callback_query", press(topic(text="x")))
    assert (found.lane, found.thread, found.message, found.desk_lane) == ("", (DESK, "30"), (DESK, "8"), lane)
    found = event("callback_query", press({"chat": GROUP, "message_id": 8, "date": 0}))
    assert (found.lane, found.thread, found.message) == ("", None, (DESK, "8"))
    found = event("message_reaction", reaction([], ["👍"]))
    assert (found.lane, found.thread, found.message) == ("", None, (DESK, "8"))


def test_everything_else_rides_the_groups_own_lane() -> None:
    general = {**topic(text="x"), "is_topic_message": False}
    foreign = {"id": int(OTHER), "type": "channel", "title": "x"}
    for kind, body, chat in (
        ("message", general, DESK),
        ("my_chat_member", member(GROUP, "member"), DESK),
        ("message", topic(migrate_from_chat_id=-77), DESK),
        ("message", topic(chat=foreign, text="x"), OTHER),
        ("my_chat_member", member(foreign, "administrator"), OTHER),
        ("poll", {"id": "1"}, ""),
    ):
        assert event(kind, body).lane == f"desk:telegram:{BOT}:{chat}", body


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FULL = {
    "message": topic(text="x", reply_to_message=topic(text="b"), photo=SIZES, location={"latitude": 1, "longitude": 2}),
    "edited_message": private(text="x", edit_date=1_790_000_060),
    "callback_query": press(topic(text="x")),
    "message_reaction": reaction(["👍"], ["❤"]),
    "my_chat_member": member(PRIVATE, "kicked"),
}


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_no_shape_breaks_the_reader(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(FULL)))
    body: dict[str, Any] = copy.deepcopy(FULL[kind])
    place = body
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        inner = place[key]
        if not (isinstance(inner, dict) and inner and data.draw(st.booleans())):
            break
        place = inner
    place[key] = data.draw(JUNK)
    update = {"update_id": 5, kind: body}
    payload = as_payload(update)
    found = to_event(update, payload, BOT, public=True, desk=frozenset({DESK}))
    payload.encode()
    assert bool(found.lane) != bool(found.desk_lane)
    try:
        inbound = reader().read(payload)
    except Unreadable:
        return
    assert inbound.event_id == "5"
    assert inbound.chat


def test_an_update_without_an_id_has_a_name_of_its_own() -> None:
    names = {
        to_event(update, as_payload(update), BOT, public=True, desk=frozenset()).event_id
        for update in ({"message": {"text": "a"}}, {"message": {"text": "b"}}, {"update_id": True, "x": {}})
    }
    assert len(names) == 3
