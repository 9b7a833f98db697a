"""Delivery: every outcome a messenger can give, and what becomes of the part, of its lane, and who is told."""

from itertools import pairwise

from bot.errors import Blocked, ChatMoved, DeskUnusable, Refused, SlowDown, TopicGone, Uncertain, Unreachable
from bot.flow import Post
from bot.model import Bucket, Outbound, Outcome, Sent, To, Topic
from tests.flow.scene import OPENS, opens_topic, says, states
from tests.store.kit import GROUP, answer, mirror, rows, talk

# --- ok -----------------------------------------------------------------------------------------------------


async def test_ok_keeps_the_messengers_ids(scene, database_url):
    await says(scene, "7", answer("hi", message="m1"))
    await scene.settle()
    assert await rows(database_url, "SELECT state, provider_ids, attempts FROM outbox") == [("sent", "1", 1)]
    linked = "SELECT provider_id FROM links WHERE message_id = 'm1' AND side = 'person'"
    assert await rows(database_url, linked) == [("1",)]
    assert scene.reports() == []


async def test_ok_is_reported_where_the_conversation_wants_to_know(scene):
    await says(scene, "7", answer("hi", message="m1", report=True))
    await scene.settle()
    [report] = scene.reports()
    assert (report.outcome, report.message, report.to) == (Outcome.SENT, "m1", To.PERSON)


async def test_a_note_of_the_messenger_is_always_reported(scene, monkeypatch):
    async def send(part):
        return Sent(("1",), note="too_big")

    monkeypatch.setattr(scene.messenger, "send", send)
    await says(scene, "7", answer("hi"))
    await scene.settle()
    assert [(r.outcome, r.reason) for r in scene.reports()] == [(Outcome.SENT, "too_big")]


# --- 429 ----------------------------------------------------------------------------------------------------


async def test_429_waits_what_the_server_says_in_that_chat_only_and_uses_no_attempt(scene, database_url):
    scene.messenger.fail("7", *(SlowDown(30) for _ in range(9)))
    await says(scene, "7", answer("first"))
    await says(scene, "8", answer("other"))
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
    await says(scene, "7", answer("first"))
    await scene.settle()
    await says(scene, "7", answer("second"))
    await scene.settle()
    assert scene.messenger.texts("7") == []
    await scene.pass_(6)
    assert scene.messenger.texts("7") == ["first", "second"]


async def test_429_everywhere_stops_everything(scene):
    scene.messenger.buckets = (Bucket("bot", 1_000, 1_000),)
    scene.messenger.fail("7", SlowDown(10, everywhere=True))
    await says(scene, "7", answer("first"))
    await scene.settle()
    await says(scene, "8", answer("other"))
    await scene.settle()
    assert scene.messenger.sent == []
    await scene.pass_(11)
    assert {part.body.text for part in scene.messenger.sent} == {"first", "other"}


async def test_the_pace_is_kept(scene):
    scene.messenger.buckets = (Bucket("bot", 1, 2),)
    for number in range(1, 7):
        await says(scene, str(number), answer(f"to {number}"))
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
    await says(scene, "7", answer("lost"))
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
    assert await states(database_url) == ["failed"]


async def test_what_is_behind_a_part_that_is_tried_again_waits_and_leaves_when_it_is_set_aside(scene):
    scene.messenger.fail("7", *(Unreachable("no route") for _ in range(5)))
    await says(scene, "7", answer("lost"))
    await says(scene, "7", answer("next"))
    await scene.pass_(60)
    assert scene.messenger.texts("7") == []
    await scene.pass_(120)
    assert scene.messenger.texts("7") == ["next"]


async def test_new_parts_do_not_use_up_the_attempts_of_the_first(scene):
    scene.messenger.fail("7", *(Unreachable("no route") for _ in range(2)))
    await says(scene, "7", answer("one"))
    await scene.settle()
    for number in range(5):
        await says(scene, "7", answer(f"more {number}"))
        await scene.settle()
    assert len(scene.messenger.tried) == 1
    await scene.pass_(10)
    assert scene.messenger.texts("7")[0] == "one"


async def test_an_error_in_our_own_code_is_treated_like_a_server_that_failed(scene, logs):
    scene.messenger.fail("7", ZeroDivisionError("oops"))
    await says(scene, "7", answer("hi"))
    await scene.settle()
    await scene.pass_(3)
    assert scene.messenger.texts("7") == ["hi"]
    assert any(line["event"] == "send.failed" for line in logs)


async def test_a_desk_that_cannot_be_used_is_said_to_the_operator(scene, logs):
    scene.messenger.fail(GROUP, *(DeskUnusable("the group is not a forum") for _ in range(5)))
    await says(scene, "7", OPENS)
    await scene.pass_(130)
    assert [line["reason"] for line in logs if line["event"] == "desk.unusable"] == ["the group is not a forum"] * 5
    assert [r.outcome for r in scene.reports()] == [Outcome.RETRY, Outcome.FAILED]


# --- cut after sending --------------------------------------------------------------------------------------


async def test_uncertain_is_tried_once_more_for_an_answer_to_a_person(scene, database_url):
    scene.messenger.fail("7", Uncertain("cut"))
    await says(scene, "7", answer("hi"))
    await scene.pass_(3)
    assert scene.messenger.texts("7") == ["hi"]
    assert await states(database_url) == ["sent"]
    assert scene.reports() == []


async def test_uncertain_twice_is_unknown_and_staff_are_told(scene, database_url):
    scene.messenger.fail("7", Uncertain("cut"), Uncertain("cut again"))
    await says(scene, "7", answer("hi"))
    await scene.pass_(30)
    assert len(scene.messenger.tried) == 2
    assert await states(database_url) == ["unknown"]
    assert [(r.outcome, r.reason) for r in scene.reports()] == [(Outcome.UNKNOWN, "cut again")]


async def test_uncertain_for_everything_else_is_unknown_at_once(scene, database_url):
    await opens_topic(scene)
    scene.messenger.fail(GROUP, Uncertain("cut"))
    scene.messenger.fail("7", Uncertain("cut"))
    await says(scene, "7", mirror("copy", thread="5"), answer("no answer", answers=False))
    await scene.pass_(30)
    assert len(scene.messenger.tried) == 2
    assert await states(database_url) == ["unknown", "unknown"]
    assert [(r.outcome, r.to) for r in scene.reports()] == [(Outcome.UNKNOWN, To.PERSON)]


# --- blocked, refused ---------------------------------------------------------------------------------------


async def test_blocked_is_final_and_reported(scene, database_url):
    scene.messenger.fail("7", Blocked("bot was blocked by the user"))
    await says(scene, "7", answer("hi"))
    await scene.pass_(5)
    assert len(scene.messenger.tried) == 1
    assert await states(database_url) == ["blocked"]
    assert [r.outcome for r in scene.reports()] == [Outcome.BLOCKED]


async def test_refused_is_final_said_in_its_words_and_the_lane_goes_on(scene, database_url):
    scene.messenger.fail("7", Refused("the photo is too big"))
    await says(scene, "7", answer("one", "a"), answer("two", "b"))
    await scene.settle()
    assert scene.messenger.texts("7") == ["two"]
    assert await states(database_url) == ["failed", "sent"]
    assert [(r.outcome, r.reason) for r in scene.reports()] == [(Outcome.FAILED, "the photo is too big")]


async def test_a_channel_that_is_no_longer_configured_is_a_failure_with_a_reason(scene, clock):
    await says(scene, "7", answer("hi"))
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
    await says(scene, "7", OPENS, mirror("first"))
    await scene.settle()
    scene.messenger.fail(GROUP, TopicGone("message thread not found"))
    await says(scene, "7", mirror("second", "m1"), mirror("third", "m2"))
    await scene.settle()
    desk = [(part.body.text, part.thread) for part in scene.messenger.sent if part.chat == GROUP]
    assert desk == [
        ("Héron", ""), ("first", "50"), ("again Héron 7", ""), ("recap", "51"), ("second", "51"), ("third", "51"),
    ]  # fmt: skip
    assert (await scene.store.conversation(talk().lane)).topic == Topic(GROUP, "51")
    assert scene.reports() == []


async def test_a_topic_that_keeps_going_away_ends_as_a_failure(scene):
    await says(scene, "7", OPENS)
    await scene.settle()
    scene.messenger.fail(GROUP, *(TopicGone("gone") for _ in range(40)))
    await says(scene, "7", mirror("second"))
    await scene.pass_(30)
    assert any(r.outcome is Outcome.FAILED for r in scene.reports())
    assert (await scene.store.counts())["parts_on_their_way"] == 0


async def test_a_group_that_moved_is_followed_and_remembered_and_uses_no_attempt(scene, database_url):
    await says(scene, "7", OPENS, mirror("first"))
    await scene.settle()
    scene.messenger.fail(GROUP, ChatMoved("-100200"))
    await says(scene, "7", mirror("second"))
    await scene.settle()
    await says(scene, "7", mirror("third"))
    await scene.settle()
    assert scene.messenger.texts("-100200") == ["second", "third"]
    assert (await scene.store.conversation(talk().lane)).topic.chat == "-100200"
    assert await rows(database_url, "SELECT DISTINCT attempts FROM outbox") == [(1,)]


async def test_a_group_that_moves_in_circles_is_given_up(scene):
    scene.messenger.fail(GROUP, *(ChatMoved("-2") for _ in range(20)))
    scene.messenger.fail("-2", *(ChatMoved(GROUP) for _ in range(20)))
    await says(scene, "7", Outbound("g", To.GENERAL, "!", chat=GROUP))
    await scene.pass_(150)
    assert (await scene.store.counts())["parts_on_their_way"] == 0


async def test_a_text_for_a_topic_that_does_not_exist_never_shows_in_the_group_itself(scene):
    await says(scene, "7", mirror("what the person said"))
    await scene.settle()
    desk = [(part.body.text, part.thread) for part in scene.messenger.sent if part.chat == GROUP]
    assert desk == [("again Héron 7", ""), ("recap", "50"), ("what the person said", "50")]
