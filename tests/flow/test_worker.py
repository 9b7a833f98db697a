"""The worker: in order, once; what fails is tried again and then rescued; nothing stops a lane for good."""

from bot.errors import Unreadable
from bot.flow import Worker
from bot.model import Inbound, Outcome, Turn
from bot.store import PartDone, PostDone
from tests.flow.scene import Scene, reads
from tests.store.kit import LEASE, claim, hello, rows, said


def _texts(scene):
    return [case.event.text for case in scene.folk.seen if isinstance(case.event, Inbound)]


async def test_messages_are_handled_in_order_and_answered_in_order(scene):
    await scene.store.receive([hello(n) for n in (1, 2, 3)])
    await scene.settle()
    assert _texts(scene) == ["message 1", "message 2", "message 3"]
    assert scene.messenger.texts("7") == ["re: message 1", "re: message 2", "re: message 3"]
    assert (await scene.store.audit(scene.clock())).ok


async def test_the_conversation_begins_once_and_is_handed_on(scene):
    scene.folk.turn = lambda case: said(case, need=case.conversation.need + "x")
    await scene.store.receive([hello(1), hello(2)])
    await scene.settle()
    await scene.store.receive([hello(3)])
    await scene.settle()
    assert [case.new for case in scene.folk.seen] == [True, False, False]
    assert len({case.conversation.id for case in scene.folk.seen}) == 1
    assert [case.conversation.need for case in scene.folk.seen] == ["", "x", "xx"]


async def test_a_failure_is_tried_again_later_and_the_order_is_kept(scene):
    failures = [ValueError("once"), ValueError("twice")]

    def turn(case):
        if case.event.text == "message 1" and failures:
            raise failures.pop()
        return said(case)

    scene.folk.turn = turn
    await scene.store.receive([hello(1), hello(2)])
    await scene.settle()
    assert scene.messenger.sent == []
    await scene.pass_(10)
    assert scene.messenger.texts("7") == ["re: message 1", "re: message 2"]


async def test_an_event_that_fails_five_times_is_rescued_and_the_lane_goes_on(scene):
    def turn(case):
        if case.event.text == "message 1":
            raise ValueError("always")
        return said(case)

    scene.folk.turn = turn
    await scene.store.receive([hello(1), hello(2)])
    await scene.pass_(60)
    assert len([t for t in _texts(scene) if t == "message 1"]) == 5
    [(case, error)] = scene.folk.rescued
    assert (case.event.text, str(error)) == ("message 1", "always")
    assert scene.messenger.texts("7") == ["re: message 2"]


async def test_attempts_are_spread_over_time_whatever_comes_behind(scene):
    def turn(case):
        raise ValueError("always")

    scene.folk.turn = turn
    for number in range(1, 8):
        await scene.store.receive([hello(number)])
        await scene.settle()
    assert _texts(scene) == ["message 1"]
    assert scene.folk.rescued == []


async def test_a_turn_that_cannot_be_written_counts_as_a_failure_and_is_set_aside(scene, database_url):
    def turn(case):
        turned = said(case)
        if case.event.text == "message 2":  # a second conversation on the lane: the database refuses it
            return Turn(turned.conversation.with_(id="other"), turned.say, turned.messages, "x")
        return turned

    scene.folk.turn = turn
    await scene.store.receive([hello(n) for n in (1, 2, 3)])
    await scene.settle()
    assert scene.messenger.texts("7") == ["re: message 1"]
    await scene.pass_(200)
    assert scene.messenger.texts("7") == ["re: message 1", "re: message 3"]
    assert await rows(database_url, "SELECT event_id FROM inbox WHERE state = 'failed'") == [("2",)]
    assert any("is failed" in problem for problem in (await scene.store.audit(scene.clock())).problems)


async def test_what_cannot_be_read_is_kept_with_its_reason_and_the_lane_goes_on(store, clock, database_url):
    scene = Scene(store, clock)

    def read(item):
        if item.event_id == "1":
            raise Unreadable("a shape nobody knows")
        if item.event_id == "2":
            raise KeyError("chat")
        return reads(item)

    scene.worker = Worker(store, read, scene.folk, scene.bell, holder="w", clock=clock)
    await store.receive([hello(1), hello(2), hello(3)])
    await scene.settle()
    assert _texts(scene) == ["message 3"]
    kept = await rows(database_url, "SELECT error FROM inbox WHERE state = 'unreadable' ORDER BY id")
    assert kept == [("a shape nobody knows",), ("KeyError: 'chat'",)]


async def test_an_album_is_one_event_and_waits_for_its_late_parts(scene):
    await scene.store.receive([hello(1, group="g", kind="media"), hello(2, group="g", kind="media", text="caption")])
    await scene.settle()
    assert scene.folk.seen == []
    scene.clock.pass_(0.9)
    await scene.store.receive([hello(3, group="g", kind="media")])
    scene.clock.pass_(0.2)
    await scene.settle()
    assert scene.folk.seen == []
    scene.clock.pass_(1)
    await scene.settle()
    assert _texts(scene) == ["message 1\ncaption\nmessage 3"]
    assert (await scene.store.counts())["events_on_lanes"] == 0


async def test_an_album_is_complete_when_something_else_follows(scene):
    await scene.store.receive([hello(1, group="g"), hello(2, group="g"), hello(3)])
    await scene.settle()
    assert _texts(scene) == ["message 1\nmessage 2", "message 3"]


async def test_a_text_that_the_client_cut_is_read_as_one(scene):
    long = "x" * 4_050
    await scene.store.receive([hello(1, text=long)])
    await scene.settle()
    assert scene.folk.seen == []
    await scene.store.receive([hello(2, text=long), hello(3, text="the end")])
    scene.clock.pass_(2)
    await scene.settle()
    assert _texts(scene) == [f"{long}\n{long}\nthe end"]
    assert scene.folk.seen[0].event.more_ids == ("2", "3")


async def test_a_long_text_alone_is_read_after_a_moment(scene):
    await scene.store.receive([hello(1, text="x" * 4_050)])
    scene.clock.pass_(2)
    await scene.settle()
    assert len(scene.folk.seen) == 1


async def test_two_albums_in_a_row_stay_two(scene):
    await scene.store.receive([hello(1, group="g"), hello(2, group="h")])
    scene.clock.pass_(2)
    await scene.settle()
    assert _texts(scene) == ["message 1", "message 2"]


async def test_what_follows_a_forget_in_the_same_batch_begins_a_new_conversation(scene, database_url):
    def turn(case):
        turned = said(case)
        forget = case.event.text == "message 2"
        return Turn(turned.conversation, turned.say, turned.messages, "x", forget=forget)

    scene.folk.turn = turn
    await scene.store.receive([hello(n) for n in (1, 2, 3)])
    await scene.settle()
    first, second, third = scene.folk.seen
    assert first.conversation.id == second.conversation.id != third.conversation.id
    assert third.new
    assert scene.messenger.texts("7") == ["re: message 1", "re: message 2", "re: message 3"]
    assert [m.text for m in await scene.store.history(third.conversation.id, 9)] == ["message 3"]
    assert await scene.store.history(first.conversation.id, 9) == []


async def test_reports_for_somebody_forgotten_disturb_nobody(scene):
    await scene.store.receive([hello(1)])
    await scene.worker.drain()
    [lease] = await scene.store.claim_post(1, "p", LEASE)
    failed = PartDone(lease.parts[0], Outcome.FAILED, "no", tell=True, attempts=1)
    await scene.store.commit_post([PostDone(lease, (failed,))])
    scene.folk.turn = lambda case: Turn(case.conversation, (), (), "forget", forget=True)
    await scene.store.receive([hello(2)])
    await scene.settle()
    assert await claim(scene.store) == []
    assert scene.folk.rescued == []


async def test_quotes_and_edits_are_given_by_our_own_ids(scene):
    await scene.store.receive([hello(41)])
    await scene.settle()
    await scene.store.receive([hello(42, reply_to="41"), hello(43, target="41"), hello(44, reply_to="nobody")])
    await scene.settle()
    first = f"{scene.folk.seen[0].id}.in"
    assert [(c.quoted, c.target) for c in scene.folk.seen[1:]] == [(first, ""), ("", first), ("", "")]


async def test_a_handler_may_read_the_history(scene):
    read = []

    async def turn(case):
        read.append([m.text for m in await case.history(2)])
        return said(case)

    scene.folk.turn = turn
    for number in range(1, 5):
        await scene.store.receive([hello(number)])
        await scene.settle()
    assert read == [[], ["message 1"], ["message 1", "message 2"], ["message 2", "message 3"]]
