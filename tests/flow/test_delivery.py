"""Delivery: every outcome a messenger can give, and what becomes of the part, of its lane, and who is told."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.errors import Blocked, ChatMoved, DeskUnusable, Refused, SlowDown, TopicGone, Uncertain, Unreachable
from bot.flow import MemoryThrottle, Post
from bot.model import Act, Author, Bucket, Message, Outbound, Outcome, Sent, To, Topic, Turn
from tests.flow.scene import Running, Scene, until
from tests.store.kit import DESK, GROUP, answer, hello, mirror, rows, said, talk

OPENS = Outbound("t", To.DESK, "Héron", act=Act.OPEN_TOPIC, chat=GROUP, priority=1)


@pytest.fixture
def scene(store, clock):
    return Scene(store, clock)


async def _say(scene, chat="7", *parts, event=None, **changes):
    """One message of a person, and the parts its turn sends."""
    scene.folk.turn = lambda case: said(case, *parts, **changes) if case.event.__class__.__name__ == "Inbound" else (
        Turn(case.conversation, handled="report")
    )  # fmt: skip
    number = event or int(len(scene.folk.seen) + 1)
    await scene.store.receive([hello(number, chat)])
    await scene.worker.drain()


async def _states(url):
    """How the parts stand, but for those that open topics."""
    found = await rows(url, "SELECT state, body FROM outbox ORDER BY created_at, position")
    return [state for state, body in found if "open_topic" not in body]


async def _topic(scene, chat="7"):
    """Opens the topic of a conversation; what was sent for it is no longer shown."""
    await _say(scene, chat, OPENS)
    await scene.settle()
    scene.messenger.sent.clear()
    scene.messenger.tried.clear()


# --- ok -----------------------------------------------------------------------------------------------------


async def test_ok_keeps_the_messengers_ids(scene, database_url):
    await _say(scene, "7", answer("hi", message="m1"))
    await scene.settle()
    assert await rows(database_url, "SELECT state, provider_ids, attempts FROM outbox") == [("sent", "1", 1)]
    linked = "SELECT provider_id FROM links WHERE message_id = 'm1' AND side = 'person'"
    assert await rows(database_url, linked) == [("1",)]
    assert scene.reports() == []


async def test_ok_is_reported_where_the_conversation_wants_to_know(scene):
    await _say(scene, "7", answer("hi", message="m1", report=True))
    await scene.settle()
    [report] = scene.reports()
    assert (report.outcome, report.message, report.to) == (Outcome.SENT, "m1", To.PERSON)


async def test_a_note_of_the_messenger_is_always_reported(scene, monkeypatch):
    async def send(part):
        return Sent(("1",), note="too_big")

    monkeypatch.setattr(scene.messenger, "send", send)
    await _say(scene, "7", answer("hi"))
    await scene.settle()
    assert [(r.outcome, r.reason) for r in scene.reports()] == [(Outcome.SENT, "too_big")]


# --- 429 ----------------------------------------------------------------------------------------------------


async def test_429_waits_what_the_server_says_in_that_chat_only_and_uses_no_attempt(scene, database_url):
    scene.messenger.fail("7", *(SlowDown(30) for _ in range(9)))
    await _say(scene, "7", answer("first"))
    await _say(scene, "8", answer("other"))
    await scene.settle()
    assert scene.messenger.texts("8") == ["other"]
    for _ in range(8):
        await scene.pass_(29)
        assert scene.messenger.texts("7") == []
        await scene.pass_(1)
    await scene.pass_(30)
    assert scene.messenger.texts("7") == ["first"]
    assert len(scene.messenger.tried) == 1 + 10
    assert await rows(database_url, "SELECT attempts FROM outbox WHERE chat = '7'") == [(1,)]
    assert scene.reports() == []


async def test_429_keeps_the_order_of_the_chat(scene):
    scene.messenger.fail("7", SlowDown(5))
    await _say(scene, "7", answer("first"))
    await scene.settle()
    await _say(scene, "7", answer("second"))
    await scene.settle()
    assert scene.messenger.texts("7") == []
    await scene.pass_(6)
    assert scene.messenger.texts("7") == ["first", "second"]


async def test_429_everywhere_stops_everything(scene):
    scene.messenger.buckets = (Bucket("bot", 1_000, 1_000),)
    scene.messenger.fail("7", SlowDown(10, everywhere=True))
    await _say(scene, "7", answer("first"))
    await scene.settle()
    await _say(scene, "8", answer("other"))
    await scene.settle()
    assert scene.messenger.sent == []
    await scene.pass_(11)
    assert {part.body.text for part in scene.messenger.sent} == {"first", "other"}


async def test_the_pace_is_kept(scene):
    scene.messenger.buckets = (Bucket("bot", 1, 2),)
    for number in range(1, 7):
        await _say(scene, str(number), answer(f"to {number}"))
    await scene.settle()
    assert len(scene.messenger.sent) == 2
    await scene.pass_(2)
    assert 3 <= len(scene.messenger.sent) <= 4
    await scene.pass_(10)
    assert len(scene.messenger.sent) == 6


# --- 5xx, no connection -------------------------------------------------------------------------------------


async def test_5xx_is_tried_again_more_and_more_slowly_told_at_the_third_and_set_aside_after_the_fifth(
    scene, database_url
):
    scene.messenger.fail("7", *(Unreachable("502 Bad Gateway") for _ in range(5)))
    await _say(scene, "7", answer("lost"))
    await scene.settle()
    times = [scene.clock()]
    while len(scene.messenger.tried) < 5:
        before = len(scene.messenger.tried)
        await scene.pass_(1)
        if len(scene.messenger.tried) > before:
            times.append(scene.clock())
            told = [(r.outcome, r.attempts) for r in scene.reports()]
            tried = len(scene.messenger.tried)
            last = [(Outcome.FAILED, 5)] if tried == 5 else []
            assert told == ([(Outcome.RETRY, 3)] if tried >= 3 else []) + last
    gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
    assert gaps == sorted(gaps)
    assert gaps[0] <= 3
    assert gaps[-1] >= 64
    await scene.settle()
    assert [(r.outcome, r.attempts) for r in scene.reports()] == [(Outcome.RETRY, 3), (Outcome.FAILED, 5)]
    assert await _states(database_url) == ["failed"]


async def test_what_is_behind_a_part_that_is_tried_again_waits_and_leaves_when_it_is_set_aside(scene):
    scene.messenger.fail("7", *(Unreachable("no route") for _ in range(5)))
    await _say(scene, "7", answer("lost"))
    await _say(scene, "7", answer("next"))
    await scene.pass_(60)
    assert scene.messenger.texts("7") == []
    await scene.pass_(120)
    assert scene.messenger.texts("7") == ["next"]


async def test_new_parts_do_not_use_up_the_attempts_of_the_first(scene):
    scene.messenger.fail("7", *(Unreachable("no route") for _ in range(2)))
    await _say(scene, "7", answer("one"))
    await scene.settle()
    for number in range(5):
        await _say(scene, "7", answer(f"more {number}"))
        await scene.settle()
    assert len(scene.messenger.tried) == 1
    await scene.pass_(10)
    assert scene.messenger.texts("7")[0] == "one"


async def test_an_error_in_our_own_code_is_treated_like_a_server_that_failed(scene, logs):
    scene.messenger.fail("7", ZeroDivisionError("oops"))
    await _say(scene, "7", answer("hi"))
    await scene.settle()
    await scene.pass_(3)
    assert scene.messenger.texts("7") == ["hi"]
    assert any(line["event"] == "send.failed" for line in logs)


async def test_a_desk_that_cannot_be_used_is_said_to_the_operator(scene, logs):
    scene.messenger.fail(GROUP, *(DeskUnusable("the group is not a forum") for _ in range(5)))
    await _say(scene, "7", OPENS)
    await scene.pass_(130)
    assert [line["reason"] for line in logs if line["event"] == "desk.unusable"] == ["the group is not a forum"] * 5
    assert [r.outcome for r in scene.reports()] == [Outcome.RETRY, Outcome.FAILED]


# --- cut after sending --------------------------------------------------------------------------------------


async def test_uncertain_is_tried_once_more_for_an_answer_to_a_person(scene, database_url):
    scene.messenger.fail("7", Uncertain("cut"))
    await _say(scene, "7", answer("hi"))
    await scene.pass_(3)
    assert scene.messenger.texts("7") == ["hi"]
    assert await _states(database_url) == ["sent"]
    assert scene.reports() == []


async def test_uncertain_twice_is_unknown_and_staff_are_told(scene, database_url):
    scene.messenger.fail("7", Uncertain("cut"), Uncertain("cut again"))
    await _say(scene, "7", answer("hi"))
    await scene.pass_(30)
    assert len(scene.messenger.tried) == 2
    assert await _states(database_url) == ["unknown"]
    assert [(r.outcome, r.reason) for r in scene.reports()] == [(Outcome.UNKNOWN, "cut again")]


async def test_uncertain_for_everything_else_is_unknown_at_once(scene, database_url):
    await _topic(scene)
    scene.messenger.fail(GROUP, Uncertain("cut"))
    scene.messenger.fail("7", Uncertain("cut"))
    await _say(scene, "7", mirror("copy", thread="5"), answer("no answer", answers=False))
    await scene.pass_(30)
    assert len(scene.messenger.tried) == 2
    assert await _states(database_url) == ["unknown", "unknown"]
    assert [(r.outcome, r.to) for r in scene.reports()] == [(Outcome.UNKNOWN, To.PERSON)]


# --- blocked, refused ---------------------------------------------------------------------------------------


async def test_blocked_is_final_and_reported(scene, database_url):
    scene.messenger.fail("7", Blocked("bot was blocked by the user"))
    await _say(scene, "7", answer("hi"))
    await scene.pass_(5)
    assert len(scene.messenger.tried) == 1
    assert await _states(database_url) == ["blocked"]
    assert [r.outcome for r in scene.reports()] == [Outcome.BLOCKED]


async def test_refused_is_final_said_in_its_words_and_the_lane_goes_on(scene, database_url):
    scene.messenger.fail("7", Refused("the photo is too big"))
    await _say(scene, "7", answer("one", "a"), answer("two", "b"))
    await scene.settle()
    assert scene.messenger.texts("7") == ["two"]
    assert await _states(database_url) == ["failed", "sent"]
    assert [(r.outcome, r.reason) for r in scene.reports()] == [(Outcome.FAILED, "the photo is too big")]


async def test_a_channel_that_is_no_longer_configured_is_a_failure_with_a_reason(scene, clock):
    await _say(scene, "7", answer("hi"))
    bare = Post(
        scene.store, {}, scene.post._throttle, scene.bell, recap=scene.post._recap, holder="p", clock=clock
    )  # fmt: skip
    await bare.drain()
    await scene.settle()
    assert [(r.outcome, r.reason) for r in scene.reports()] == [
        (Outcome.FAILED, "this channel is no longer configured")
    ]


# --- topics and groups --------------------------------------------------------------------------------------


async def test_a_deleted_topic_is_made_again_with_a_recap_and_the_part_is_sent_there_in_order_once(scene):
    await _say(scene, "7", OPENS, mirror("first"))
    await scene.settle()
    scene.messenger.fail(GROUP, TopicGone("message thread not found"))
    await _say(scene, "7", mirror("second", "m1"), mirror("third", "m2"))
    await scene.settle()
    desk = [(part.body.text, part.thread) for part in scene.messenger.sent if part.chat == GROUP]
    assert desk == [
        ("Héron", ""), ("first", "50"), ("again Héron 7", ""), ("recap", "51"), ("second", "51"), ("third", "51"),
    ]  # fmt: skip
    assert (await scene.store.conversation(talk().lane)).topic == Topic(GROUP, "51")
    assert scene.reports() == []


async def test_a_topic_that_keeps_going_away_ends_as_a_failure(scene):
    await _say(scene, "7", OPENS)
    await scene.settle()
    scene.messenger.fail(GROUP, *(TopicGone("gone") for _ in range(40)))
    await _say(scene, "7", mirror("second"))
    await scene.pass_(30)
    assert any(r.outcome is Outcome.FAILED for r in scene.reports())
    assert (await scene.store.counts())["parts_on_their_way"] == 0


async def test_a_group_that_moved_is_followed_and_remembered_and_uses_no_attempt(scene, database_url):
    await _say(scene, "7", OPENS, mirror("first"))
    await scene.settle()
    scene.messenger.fail(GROUP, ChatMoved("-100200"))
    await _say(scene, "7", mirror("second"))
    await scene.settle()
    await _say(scene, "7", mirror("third"))
    await scene.settle()
    assert scene.messenger.texts("-100200") == ["second", "third"]
    assert (await scene.store.conversation(talk().lane)).topic.chat == "-100200"
    assert await rows(database_url, "SELECT DISTINCT attempts FROM outbox") == [(1,)]


async def test_a_group_that_moves_in_circles_is_given_up(scene):
    scene.messenger.fail(GROUP, *(ChatMoved("-2") for _ in range(20)))
    scene.messenger.fail("-2", *(ChatMoved(GROUP) for _ in range(20)))
    await _say(scene, "7", Outbound("g", To.GENERAL, "!", chat=GROUP))
    await scene.pass_(150)
    assert (await scene.store.counts())["parts_on_their_way"] == 0


async def test_a_text_for_a_topic_that_does_not_exist_never_shows_in_the_group_itself(scene):
    await _say(scene, "7", mirror("what the person said"))
    await scene.settle()
    desk = [(part.body.text, part.thread) for part in scene.messenger.sent if part.chat == GROUP]
    assert desk == [("again Héron 7", ""), ("recap", "50"), ("what the person said", "50")]


# --- joined texts -------------------------------------------------------------------------------------------


async def _mirrors(scene, texts, **more):
    await _topic(scene)
    parts = [mirror(text, f"m{n}", merge=True, message=f"d{n}", **more) for n, text in enumerate(texts)]
    await _say(scene, "7", *parts)


async def test_mirrors_that_wait_one_behind_the_other_leave_as_one_and_share_its_id(scene, database_url):
    await _mirrors(scene, ["one", "two", "three"])
    await scene.settle()
    assert scene.messenger.texts(GROUP) == ["one\n\ntwo\n\nthree"]
    links = await rows(
        database_url, "SELECT message_id, provider_id FROM links WHERE side = 'desk' ORDER BY message_id"
    )
    assert [message for message, _id in links] == ["d0", "d1", "d2"]
    assert len({provider_id for _message, provider_id in links}) == 1
    assert (await scene.store.counts())["parts_on_their_way"] == 0


async def test_joined_texts_stay_within_the_limit_and_in_order(scene):
    texts = [f"{n}" * 900 for n in range(9)]
    await _mirrors(scene, texts)
    await scene.settle()
    sent = scene.messenger.texts(GROUP)
    assert "\n\n".join(sent) == "\n\n".join(texts)
    assert len(sent) < 9
    assert all(len(text) <= 3_800 for text in sent)


@pytest.mark.parametrize(
    "between",
    [
        {"merge": False}, {"reply_to": "x"}, {"choices": ((),)}, {"act": Act.EDIT}, {"text": ""},
    ],
    ids=lambda b: next(iter(b)),
)  # fmt: skip
async def test_only_plain_neighbours_are_joined(scene, between):
    await _topic(scene)
    fields = {"merge": True, **between}
    middle = mirror(fields.pop("text", "middle"), "b", thread="5", **fields)
    await _say(
        scene, "7", mirror("one", "a", merge=True, thread="5"), middle, mirror("three", "c", merge=True, thread="5")
    )
    await scene.settle()
    assert [text for text in scene.messenger.texts(GROUP) if text] == [
        text for text in ("one", middle.text, "three") if text
    ]


async def test_a_joined_text_that_is_refused_harms_only_the_part_at_fault(scene, monkeypatch):
    real = scene.messenger.send

    async def send(part):
        if "bad" in part.body.text:
            scene.messenger.tried.append(part)
            raise Refused("can't parse entities")
        return await real(part)

    monkeypatch.setattr(scene.messenger, "send", send)
    await _mirrors(scene, ["one", "bad", "three"])
    await scene.settle()
    assert scene.messenger.texts(GROUP) == ["one", "three"]
    assert [(r.outcome, r.message) for r in scene.reports()] == [(Outcome.FAILED, "d1")]


async def test_a_joined_text_that_is_uncertain_is_unknown_in_all_its_parts(scene, database_url):
    await _mirrors(scene, ["one", "two"])
    scene.messenger.fail(GROUP, Uncertain("cut"))
    await scene.pass_(10)
    assert len(scene.messenger.tried) == 1
    assert await _states(database_url) == ["unknown", "unknown"]


async def test_people_come_before_mirrors(scene):
    await _say(scene, "7", mirror("copy 7", thread="5"))
    await _say(scene, "8", answer("to 8"))
    await _say(scene, "9", mirror("copy 9", thread="5"), answer("to 9"))
    scene.post._slots = 1
    await scene.settle()
    assert [part.chat for part in scene.messenger.sent] == ["8", "9", GROUP, GROUP]


# --- running ------------------------------------------------------------------------------------------------


async def test_a_slow_send_keeps_no_other_chat_waiting(scene):
    released = asyncio.Event()

    async def during(part):
        if part.chat == "slow":
            await released.wait()

    scene.messenger.during = during
    await _say(scene, "slow", answer("slow"))
    async with Running(scene.post):

        async def tried():
            return scene.messenger.tried

        await until(tried)
        await _say(scene, "quick", answer("quick"))

        async def arrived():
            return scene.messenger.texts("quick")

        await until(arrived)
        released.set()
    assert scene.messenger.texts("slow") == ["slow"]


async def test_stopping_gives_back_what_was_not_begun_and_finishes_what_was(scene, database_url):
    released, begun = asyncio.Event(), asyncio.Event()

    async def during(part):
        begun.set()
        await released.wait()

    scene.messenger.during = during
    for number in range(1, 20):
        await _say(scene, str(number), answer(f"to {number}"))
    running = Running(scene.post)
    await running.__aenter__()
    await begun.wait()
    running.stop.set()
    released.set()
    await running.__aexit__()
    assert len(scene.messenger.sent) == 8
    assert await rows(database_url, "SELECT key FROM lanes WHERE lease_until IS NOT NULL") == []
    await scene.settle()
    assert len(scene.messenger.sent) == 19


async def test_a_frozen_post_that_wakes_up_late_sends_nothing(scene, clock):
    await _say(scene, "7", answer("hi"))
    [lease] = await scene.store.claim_post(1, "p", timedelta(seconds=60))
    clock.pass_(61)
    await scene.post._lane(lease)
    assert scene.messenger.tried == []
    await scene.settle()
    assert scene.messenger.texts("7") == ["hi"]


async def test_a_part_that_was_sent_is_not_sent_again_because_its_details_cannot_be_written(scene, monkeypatch):
    real = scene.store.commit_post

    async def commit(done):
        if any(part.ids for one in done for part in one.parts):
            raise ValueError("no such thing")
        return await real(done)

    monkeypatch.setattr(scene.store, "commit_post", commit)
    await _say(scene, "7", answer("hi"))
    await scene.pass_(10)
    assert scene.messenger.texts("7") == ["hi"]
    assert (await scene.store.counts())["parts_on_their_way"] == 0


async def test_a_send_slower_than_the_lease_is_not_sent_twice(store):
    """With the real clock: a lease of 0.3 s is renewed while the send takes longer than two of them."""
    from datetime import UTC, datetime

    def clock():
        return datetime.now(UTC)

    store._db.clock = clock
    scene = Scene(store, clock, throttle=MemoryThrottle())
    lease = timedelta(seconds=0.3)
    scene.post = Post(
        store, {DESK: scene.messenger}, scene.post._throttle, scene.bell, recap=scene.post._recap, holder="p",
        clock=clock, lease=lease,
    )  # fmt: skip
    stolen, end = [], asyncio.get_running_loop().time() + 0.8

    async def during(_part):
        async def later():
            stolen.extend(await store.claim_post(9, "thief", lease))
            return asyncio.get_running_loop().time() > end

        await until(later)

    scene.messenger.during = during
    await _say(scene, "7", answer("hi"))
    async with Running(scene.post):

        async def done():
            return (await store.counts())["parts_on_their_way"] == 0

        await until(done)
    assert stolen == []
    assert scene.messenger.texts("7") == ["hi"]


async def test_a_message_that_staff_wrote_is_told_where_it_is(scene):
    def turn(case):
        if case.event.__class__.__name__ != "Inbound":
            return Turn(case.conversation, handled="report")
        staff = Message(f"{case.id}.staff", Author.STAFF, "Bonjour")
        return Turn(case.conversation, (answer("Bonjour", message=staff.id, report=True),), (staff,), "staff")

    scene.folk.turn = turn
    scene.messenger.fail("7", Unreachable("x"), Unreachable("x"), Unreachable("x"))
    await scene.store.receive([hello(1)])
    await scene.settle()
    await scene.pass_(40)
    assert [r.outcome for r in scene.reports()] == [Outcome.RETRY, Outcome.SENT]
