"""Erasing: a person who says /forget leaves nothing behind, and may come back as somebody new."""

from datetime import timedelta

import pytest

from bot.model import Act, Author, Message, Outbound, Outcome, To, Turn
from bot.store import PartDone, PostDone, WorkDone
from bot.store.codec import INTERNAL
from tests.store.kit import (
    GROUP,
    LEASE,
    START,
    answer,
    asked,
    claim,
    everything,
    hello,
    mirror,
    rows,
    say,
    talk,
    waiting,
)

WORDS = "fraises"
CHAT = "770077"


def _confided(item, _conversation):
    """A turn that leaves the person's words everywhere a turn can."""
    reply = answer(f"Des {WORDS} ?", message=f"{item.id}.out")
    said = Message(f"{item.id}.out", Author.BOT, f"Des {WORDS} ?")
    opens = Outbound("t", To.DESK, "Héron", act=Act.OPEN_TOPIC, chat=GROUP)
    return Turn(talk(CHAT), (reply, opens, mirror(f"« {WORDS} »")), (asked(item), said), "answer")


def _forgotten(item, _conversation):
    close = Outbound("close", To.DESK, "", act=Act.CLOSE_TOPIC, chat=GROUP)
    told = Outbound("told", To.DESK, "Héron was forgotten", chat=GROUP)
    return Turn(talk(CHAT), (answer("Adieu", key="bye"), told, close), (asked(item),), "forget", forget=True)


async def _deliver(store):
    """Sends whatever is due; the texts in their order."""
    seen = []
    while leases := await store.claim_post(9, "p", LEASE):
        for lease in leases:
            part = lease.parts[0]
            seen.append(part.body.text or part.body.act.value)
            topic = (GROUP, "55") if part.body.act is Act.OPEN_TOPIC else None
            done = PartDone(part, Outcome.SENT, ids=(f"{len(seen)}",), topic=topic, attempts=1)
            await store.commit_post([PostDone(lease, (done,))])
    return seen


@pytest.mark.parametrize("delivered", [True, False], ids=["delivered", "still on its way"])
async def test_forgetting_leaves_none_of_the_persons_words(store, database_url, delivered):
    await say(store, hello(1, CHAT, f"je veux des {WORDS}"), _confided)
    if delivered:
        await _deliver(store)
    assert WORDS in await everything(database_url)
    await say(store, hello(2, CHAT, f"/forget {WORDS}"), _forgotten)
    left = await _deliver(store)
    assert {"Adieu", "Héron was forgotten", "close_topic"} <= set(left)
    assert f"« {WORDS} »" not in left
    remains = await everything(database_url)
    assert WORDS not in remains
    assert "Adieu" not in remains
    assert await store.history("c" + CHAT, 9) == []
    assert await store.conversation("c" + CHAT) is None


async def test_nothing_names_the_person_once_their_lanes_are_let_go(store, clock, database_url):
    await say(store, hello(1, CHAT), _confided)
    await _deliver(store)
    await say(store, hello(2, CHAT), _forgotten)
    await _deliver(store)
    clock.pass_(60 * 86_400)
    await store.retention(clock() - timedelta(days=30))
    assert CHAT not in (await everything(database_url)).replace("c" + CHAT, "").replace(f"gone:{CHAT}", "")


async def test_a_part_that_is_being_sent_when_the_person_is_forgotten_is_emptied_too(store, database_url):
    await say(store, hello(1, CHAT), _confided)
    leases = await store.claim_post(9, "p", LEASE)
    await say(store, hello(2, CHAT), _forgotten)
    done = [PostDone(lease, (PartDone(lease.parts[0], Outcome.SENT, ids=("1",), attempts=1),)) for lease in leases]
    await store.commit_post(done)
    await _deliver(store)
    assert WORDS not in await everything(database_url)
    assert await rows(database_url, "SELECT key FROM outbox WHERE done_at IS NULL") == []


async def test_a_mirror_that_was_withdrawn_while_it_was_tried_stays_withdrawn(store, clock, database_url):
    await say(store, hello(1, CHAT), lambda item, _c: Turn(talk(CHAT), (mirror(WORDS),), (asked(item),), "x"))
    [lease] = await store.claim_post(9, "p", LEASE)
    await say(store, hello(2, CHAT), _forgotten)
    tried = PartDone(lease.parts[0], Outcome.RETRY, "no line", attempts=1, tell=True)
    await store.commit_post([PostDone(lease, (tried,), again=clock())])
    assert WORDS not in await everything(database_url)
    assert set(await _deliver(store)) == {"Adieu", "Héron was forgotten", "close_topic"}


async def test_a_farewell_that_has_to_be_tried_again_keeps_its_text_until_it_is_sent(store, clock, database_url):
    await say(store, hello(1, CHAT), _forgotten)
    leases = {lease.lane: lease for lease in await store.claim_post(9, "p", LEASE)}
    lease = leases[f"post:telegram:1:{CHAT}"]
    tried = PartDone(lease.parts[0], Outcome.RETRY, "no line", attempts=1)
    await store.commit_post([PostDone(lease, (tried,), again=clock())])
    [lease] = await store.claim_post(9, "p", LEASE)
    assert (lease.parts[0].body.text, lease.parts[0].attempts) == ("Adieu", 1)
    await store.commit_post([PostDone(lease, (PartDone(lease.parts[0], Outcome.SENT, ids=("1",)),))])
    assert "Adieu" not in await everything(database_url)


async def test_whoever_was_forgotten_may_write_again(store):
    await say(store, hello(1, CHAT), _forgotten)
    await store.receive([hello(2, CHAT)])
    [lease] = await store.claim_work(9, "w", LEASE)
    assert lease.conversation is None
    fresh = talk(CHAT, id="another")
    await store.commit_work([WorkDone(lease, ((lease.items[0], Turn(fresh, (answer(),), (), "x")),))])
    assert await store.conversation(fresh.lane) == fresh


async def test_reports_and_rings_for_the_forgotten_are_dropped(store, clock):
    await say(store, hello(1, CHAT), _confided)
    lease = next(one for one in await store.claim_post(9, "p", LEASE) if "desk" not in one.lane)
    await store.receive([hello(2, CHAT)])
    [work] = await claim(store)
    failed = PartDone(lease.parts[0], Outcome.FAILED, WORDS, tell=True, attempts=1)
    await store.commit_post([PostDone(lease, (failed,))])
    await store.commit_work([WorkDone(work, ((work.items[0], _forgotten(work.items[0], None)),))])
    assert [item.channel for one in await claim(store) for item in one.items if item.channel == INTERNAL] == []


async def test_the_operator_forgets_somebody_while_a_worker_is_busy_with_them(store, database_url):
    await say(store, hello(1, CHAT, WORDS), lambda item, _c: Turn(talk(CHAT), (), (asked(item),), "x"))
    await store.receive([hello(2, CHAT, "encore")])
    [busy] = await claim(store)
    await store.forget("c" + CHAT)
    turn = Turn(talk(CHAT), (answer(),), (asked(busy.items[0], WORDS),), "x")
    assert await store.commit_work([WorkDone(busy, ((busy.items[0], turn),))]) == [busy.lane]
    assert WORDS not in await everything(database_url)
    [again] = await claim(store)
    assert (again.conversation, [i.event_id for i in again.items]) == (None, ["2"])


async def test_forgetting_nobody_is_no_error(store):
    await store.forget("nobody")


async def test_the_account_has_nothing_to_say_about_the_forgotten(store, clock):
    await say(store, hello(1, CHAT), lambda item, _c: Turn(waiting(talk(CHAT), clock()), (), (asked(item),), "x"))
    await say(store, hello(2, CHAT), _forgotten)
    await _deliver(store)
    audit = await store.audit(clock())
    assert audit.ok, audit.problems
    assert audit.counts["conversations"] == 0


# --- what is old --------------------------------------------------------------------------------------------


async def test_retention_deletes_bodies_and_keeps_the_counts(store, clock, database_url):
    await say(store, hello(1, CHAT, WORDS), _confided)
    await _deliver(store)
    await store.cache_put("k", WORDS)
    before = (await store.audit(clock())).counts
    clock.pass_(10 * 86_400)
    await say(store, hello(2, "8", "recent words"), lambda item, _c: Turn(talk("8"), (), (asked(item),), "x"))
    assert await store.retention(clock() - timedelta(days=5)) == 2
    assert await store.retention(clock() - timedelta(days=5)) == 0
    remains = await everything(database_url)
    assert WORDS not in remains
    assert "recent words" in remains
    after = (await store.audit(clock())).counts
    assert (after["messages"], after["answered"]) == (before["messages"] + 1, before["answered"])
    assert [m.text for m in await store.history("c" + CHAT, 9)] == ["", ""]
    assert await store.cache_get("k") is None


async def test_event_keys_outlive_the_time_in_which_a_messenger_repeats_events(store, clock):
    await say(store, hello(1, CHAT), _confided)
    clock.pass_(3600)
    await store.retention(clock())
    await store.receive([hello(1, CHAT)])
    assert [item for lease in await claim(store) for item in lease.items] == []


async def test_lanes_nobody_used_for_long_are_let_go_and_come_back_with_a_higher_fence(store, clock, database_url):
    await store.receive([hello(1, CHAT)])
    [old] = await claim(store)
    await store.commit_work([WorkDone(old, ((old.items[0], Turn(talk(CHAT), (), (), "x")),))])
    await store.receive([hello(2, "8")])
    clock.pass_(100 * 86_400)
    await store.retention(clock() - timedelta(days=90))
    assert await rows(database_url, "SELECT key FROM lanes") == [("talk:telegram:1:8",)]
    await store.receive([hello(3, CHAT)])
    new = next(lease for lease in await claim(store) if lease.lane == old.lane)
    assert new.fence > old.fence
    assert new.conversation == talk(CHAT)
    assert new.until > START
