"""Whatever people type is stored and comes back, or comes back with U+FFFD; nothing typed stops a lane."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.model import Outcome, RawEvent, To, Turn
from bot.store import Failed, PartDone, PostDone, Unread, WorkDone
from bot.store.codec import read_conversation, read_outbound, write_conversation, write_outbound
from bot.store.seal import seal_for
from tests.store.kit import GROUP, LEASE, answer, asked, claim, hello, mirror, say, talk

STRANGE = [
    "a\x00b",
    "a\ud800b",
    "\udfff\x00",
    "\u0001s1:AAAA",
    "\u200fمرحبا\u200e",
    "💊\u200d🔥",
    "<b>&amp;</b>",
    "%s {0} :x ?",
    "'\";--",
]


def _clean(text):
    """NUL may survive inside our own JSON, where it is escaped; what cannot be UTF-8 never does."""
    return "".join("�" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text)


@pytest.mark.parametrize("text", STRANGE)
async def test_strange_texts_go_the_whole_way(store, text):
    clean = _clean(text)
    # what the messenger sends is JSON; a hostile one may hold anything
    raw = RawEvent("telegram", "1", "1", json.dumps({"chat": "7", "id": "1", "text": "x"}) + text, lane=talk().lane)
    await store.receive([raw])
    [lease] = await claim(store)
    [item] = lease.items
    assert item.payload.endswith(clean)
    message = replace(asked(replace(item, payload=hello(1).payload)), text=text, translation=text, staff=text)
    turn = Turn(talk(need=text), (answer(text), mirror(text)), (message,), handled=text)
    await store.commit_work([WorkDone(lease, ((item, turn),))])
    [kept] = await store.history("c7", 1)
    assert {_clean(kept.text), _clean(kept.translation), _clean(kept.staff)} == {clean}
    assert _clean((await store.conversation("c7")).need) == clean
    leases = await store.claim_post(9, "p", LEASE)
    assert {_clean(lease.parts[0].body.text) for lease in leases} == {clean}
    done = [PostDone(one, (PartDone(one.parts[0], Outcome.FAILED, text, tell=True),)) for one in leases]
    await store.commit_post(done)
    [lease] = await claim(store)
    results = ((lease.items[0], Unread(text)), (lease.items[1], Failed(text)))
    assert await store.commit_work([WorkDone(lease, results)]) == []
    assert (await store.audit(lease.until)).counts["set_aside"] == 1


async def test_a_message_of_100_kilobytes_comes_back_whole(store):
    text = "é" * 50_000
    item = await say(store, hello(1, text=text), lambda item, _c: Turn(talk(), (answer(text),), (asked(item),), "x"))
    [message] = await store.history("c7", 1)
    assert message.text == text
    assert item.payload == hello(1, text=text).payload
    [lease] = await store.claim_post(9, "p", LEASE)
    assert lease.parts[0].body.text == text


async def test_an_event_id_nobody_can_write_is_still_known_the_second_time(store):
    events = [RawEvent("telegram", "1", "a\x00\ud800", "{}", lane="talk:\x00")]
    await store.receive(events)
    await store.receive(events)
    [lease] = await claim(store)
    assert len(lease.items) == 1


_seals = {}
TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(TEXT, st.sampled_from(["", "a long enough secret"]))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_shut_opens_again_as_a_text_every_database_takes(text, secret):
    seal = _seals.setdefault(secret, seal_for(secret))
    stored = seal.shut(text)
    assert "\x00" not in stored
    stored.encode()
    opened = seal.open(stored)
    assert opened[1:] == _clean(text)[1:]
    assert len(opened) == len(text)


@given(TEXT)
@settings(deadline=None, max_examples=100)
def test_words_of_the_house_survive_their_json(text):
    part = answer(text, chat=GROUP, priority=1)
    conversation = talk(need=text, language="ar")
    back = read_outbound(write_outbound(part))
    assert replace(back, text="") == replace(part, text="")
    assert back.to is To.PERSON
    left = read_conversation(write_conversation(conversation))
    assert replace(left, need="") == replace(conversation, need="")
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert (back.text, left.need) == (text, text)


def test_a_sealed_text_that_was_cut_is_said_not_guessed():
    seal = seal_for("a long enough secret")
    for broken in (seal.shut("hello")[:-9], "\u0001s1:%%%", "\u0001s1:"):
        with pytest.raises(StoreError):
            seal.open(broken)
