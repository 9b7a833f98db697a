"""Lanes: what comes in comes once, on the right lane, in order; leases and fences decide who may write."""

import asyncio

from bot.model import Act, Outbound, Outcome, RawEvent, To, Turn
from bot.store import Failed, PartDone, PostDone, Unread, WorkDone
from tests.store.kit import GROUP, LEASE, claim, hello, mirror, replied, rows, say, talk


async def test_the_same_update_twice_is_one_item(store):
    await store.receive([hello(1), hello(1)])
    await store.receive([hello(1)])
    [lease] = await claim(store)
    assert [item.event_id for item in lease.items] == ["1"]


async def test_the_same_event_id_on_another_account_is_another_event(store):
    other = RawEvent("telegram", "2", "1", "{}", lane="talk:telegram:2:7")
    await store.receive([hello(1), other])
    assert len(await claim(store)) == 2


async def test_items_keep_the_order_in_which_they_were_stored(store):
    await store.receive([hello(5), hello(3)])
    await store.receive([hello(4), hello(1)])
    [lease] = await claim(store)
    assert [item.event_id for item in lease.items] == ["5", "3", "4", "1"]


async def test_a_lane_is_leased_once_and_comes_back_with_a_higher_fence(store, clock):
    await store.receive([hello(1)])
    [first] = await claim(store, "a")
    assert await claim(store, "b") == []
    clock.pass_(61)
    [second] = await claim(store, "b")
    assert second.fence > first.fence
    assert second.items == first.items


async def test_a_frozen_worker_that_wakes_up_late_changes_nothing(store, clock, database_url):
    await store.receive([hello(1)])
    [frozen] = await claim(store, "a")
    clock.pass_(61)
    [lease] = await claim(store, "b")
    late = replied(frozen.items[0], talk(), "too late")
    assert await store.commit_work([WorkDone(frozen, ((frozen.items[0], late),))]) == [frozen.lane]
    assert await rows(database_url, "SELECT * FROM messages") == []
    assert await rows(database_url, "SELECT * FROM conversations") == []
    good = replied(lease.items[0], talk(), "in time")
    assert await store.commit_work([WorkDone(lease, ((lease.items[0], good),))]) == []
    assert await store.commit_work([WorkDone(frozen, ((frozen.items[0], late),))]) == [frozen.lane]
    assert len(await rows(database_url, "SELECT * FROM outbox")) == 1


async def test_one_lost_fence_harms_only_its_own_lane(store, clock, database_url):
    await store.receive([hello(1, "7"), hello(2, "8"), hello(3, "9")])
    leases = {lease.lane: lease for lease in await claim(store, "a")}
    lost = leases["talk:telegram:1:8"]
    await store.give_back(lost.lane, lost.fence, clock())
    [taken] = await claim(store, "b")
    assert taken.lane == lost.lane
    done = [
        WorkDone(lease, ((lease.items[0], replied(lease.items[0], talk(lease.lane[-1]))),)) for lease in leases.values()
    ]
    assert await store.commit_work(done) == [lost.lane]
    assert await rows(database_url, "SELECT chat FROM outbox ORDER BY chat") == [("7",), ("9",)]
    assert await rows(database_url, "SELECT id FROM conversations ORDER BY id") == [("c7",), ("c9",)]
    assert await rows(database_url, "SELECT event_id FROM inbox WHERE state = 'new'") == [("2",)]


async def test_a_lost_lane_stays_with_its_new_holder(store, clock):
    await store.receive([hello(1)])
    [frozen] = await claim(store, "a")
    clock.pass_(61)
    await claim(store, "b")
    await store.give_back(frozen.lane, frozen.fence, clock())
    assert await claim(store, "c") == []


async def test_renewing_keeps_what_is_ours_and_only_that(store, clock):
    await store.receive([hello(1, "7"), hello(2, "8")])
    mine, other = await claim(store, "a")
    await store.give_back(other.lane, other.fence, clock())
    [stolen] = await claim(store, "b")
    clock.pass_(40)
    assert await store.renew([(mine.lane, mine.fence), (other.lane, other.fence)], LEASE) == [mine.lane]
    clock.pass_(40)
    assert [lease.lane for lease in await claim(store, "c")] == [stolen.lane]


async def test_work_put_on_a_lane_while_it_is_worked_on_is_due_afterwards(store):
    await store.receive([hello(1)])
    [lease] = await claim(store)
    await store.receive([hello(2)])
    await store.commit_work([WorkDone(lease, ((lease.items[0], replied(lease.items[0], talk())),))])
    [again] = await claim(store)
    assert [item.event_id for item in again.items] == ["2"]
    assert again.conversation == talk()


async def test_what_comes_behind_a_failure_does_not_use_up_its_attempts(store, clock):
    await store.receive([hello(1)])
    [lease] = await claim(store)
    again = clock() + LEASE
    await store.commit_work([WorkDone(lease, ((lease.items[0], Failed("broken")),), again)])
    await store.receive([hello(2)])
    assert await claim(store) == []
    clock.pass_(61)
    [lease] = await claim(store)
    assert [(item.event_id, item.attempts) for item in lease.items] == [("1", 1), ("2", 0)]


async def test_an_unreadable_event_is_kept_with_its_reason_and_the_lane_goes_on(store, database_url, clock):
    await store.receive([hello(1), hello(2)])
    [lease] = await claim(store)
    await store.commit_work([WorkDone(lease, ((lease.items[0], Unread("no such kind")),))])
    [lease] = await claim(store)
    assert [item.event_id for item in lease.items] == ["2"]
    kept = await rows(database_url, "SELECT state, error, payload FROM inbox WHERE event_id = '1'")
    assert kept == [("unreadable", "no such kind", hello(1).payload)]
    assert any("no such kind" in problem for problem in (await store.audit(clock())).problems)


async def test_an_event_that_is_set_aside_for_good_shows_in_the_account(store, clock):
    await say(store, hello(1), lambda item, _c: Failed("nothing helps", last=True))
    assert await claim(store) == []
    audit = await store.audit(clock())
    assert audit.counts["set_aside"] == 1
    assert any("nothing helps" in problem for problem in audit.problems)


async def test_a_long_backlog_is_worked_on_in_order_in_pieces(store):
    await store.receive([hello(n) for n in range(1, 8)])
    seen = []
    while leases := await claim(store, per_lane=3):
        [lease] = leases
        assert len(lease.items) <= 3
        seen += [item.event_id for item in lease.items]
        await store.commit_work([WorkDone(lease, tuple((i, Turn(talk(), handled="x")) for i in lease.items))])
    assert seen == [str(n) for n in range(1, 8)]


async def test_two_writers_to_one_lane_at_once_lose_nothing(store):
    await asyncio.gather(*(store.receive([hello(10 * a + b) for b in range(5)]) for a in range(1, 9)))
    [lease] = await claim(store, per_lane=100)
    ids = [item.id for item in lease.items]
    assert len(ids) == 40
    assert ids == sorted(ids)


# --- which lane ---------------------------------------------------------------------------------------------


async def _with_topic(store, chat="7", thread="55"):
    """A conversation whose topic is open in the staff group; its first mirror has the id 900 there."""
    opens = Outbound("t", To.DESK, "Héron", act=Act.OPEN_TOPIC, chat=GROUP)

    def turn(item, _conversation):
        turned = replied(item, talk(chat))
        return Turn(turned.conversation, (opens, mirror("hello", message=f"{item.id}.in")), turned.messages, "x")

    item = await say(store, hello(int(chat), chat), turn)
    for ids, topic in (((), (GROUP, thread)), (("900",), None)):
        [lease] = [lease for lease in await store.claim_post(9, "p", LEASE) if lease.lane.startswith("post:desk")]
        sent = PartDone(lease.parts[0], Outcome.SENT, ids=ids, topic=topic, attempts=1)
        await store.commit_post([PostDone(lease, (sent,))])
    return item


def _from_desk(event, **where):
    return RawEvent("telegram", "1", str(event), '{"from": "desk"}', desk_lane=f"desk:telegram:1:{GROUP}", **where)


async def _lane_of(store, event):
    await store.receive([event])
    [lease] = await claim(store)
    return lease.lane


async def test_a_staff_message_rides_the_lane_of_its_topic(store):
    await _with_topic(store)
    assert await _lane_of(store, _from_desk(100, thread=(GROUP, "55"))) == "talk:telegram:1:7"


async def test_a_staff_reaction_rides_the_lane_of_the_message_it_is_on(store):
    await _with_topic(store)
    assert await _lane_of(store, _from_desk(101, message=(GROUP, "900"))) == "talk:telegram:1:7"


async def test_what_belongs_to_no_conversation_rides_the_groups_own_lane(store):
    await _with_topic(store)
    event = _from_desk(102, thread=(GROUP, "56"), message=(GROUP, "901"))
    assert await _lane_of(store, event) == f"desk:telegram:1:{GROUP}"


async def test_names_longer_than_their_columns_are_shortened_and_stay_different(store):
    lane = "talk:matrix:" + "x" * 400
    await store.receive([RawEvent("matrix", "1", "e" * 300 + n, "{}", lane=lane + n) for n in "ab"])
    await store.receive([RawEvent("matrix", "1", "e" * 300 + "a", "{}", lane=lane + "a")])
    leases = await claim(store)
    assert len(leases) == 2
    assert all(len(lease.items) == 1 and len(lease.lane) <= 200 for lease in leases)


async def test_a_reader_is_one_at_a_time(store, clock):
    assert await store.lease_reader("receive:telegram", "a", LEASE)
    assert await store.lease_reader("receive:telegram", "a", LEASE)
    assert not await store.lease_reader("receive:telegram", "b", LEASE)
    clock.pass_(61)
    assert await store.lease_reader("receive:telegram", "b", LEASE)
    await store.release_reader("receive:telegram", "a")
    assert not await store.lease_reader("receive:telegram", "a", LEASE)
    await store.release_reader("receive:telegram", "b")
    assert await store.lease_reader("receive:telegram", "a", LEASE)


async def test_the_cursor_moves_together_with_the_events(store):
    assert await store.cursor("telegram:1") is None
    await store.receive([hello(1)], ("telegram:1", "2"))
    assert await store.cursor("telegram:1") == "2"
    await store.receive([], ("telegram:1", "9"))
    assert await store.cursor("telegram:1") == "9"


async def test_a_lease_ends_with_its_commit_so_committing_twice_changes_nothing(store, database_url):
    await store.receive([hello(1)])
    [lease] = await claim(store)
    [item] = lease.items
    done = WorkDone(lease, ((item, replied(item, talk())),))
    assert await store.commit_work([done]) == []
    assert await store.commit_work([done]) == [lease.lane]
    assert await store.commit_work([WorkDone(lease, ((item, Failed("thought it was lost")),))]) == [lease.lane]
    assert await rows(database_url, "SELECT state, attempts FROM inbox") == [("done", 0)]
    assert len(await rows(database_url, "SELECT key FROM outbox")) == 1


async def test_a_lane_that_was_let_go_is_neither_renewed_nor_given_back_again(store, clock):
    await store.receive([hello(1)])
    [lease] = await claim(store)
    await store.commit_work([WorkDone(lease, ())])
    assert await store.renew([(lease.lane, lease.fence)], LEASE) == []
    await store.give_back(lease.lane, lease.fence, clock() + LEASE)
    assert len(await claim(store)) == 1
