"""What a turn leads to is written whole: messages and what answers them, parts in order, topics, groups that move."""

from dataclasses import replace

from bot.model import Act, Author, Icon, Message, Outbound, Outcome, Owner, To, Topic, Turn
from bot.store import PartDone, PostDone, WorkDone
from tests.store.kit import GROUP, LEASE, answer, asked, claim, hello, mirror, replied, rows, say, talk, waiting


async def _answered(url):
    found = await rows(url, "SELECT id, answered_by FROM messages WHERE needs_answer ORDER BY sequence")
    return dict(found)


async def test_a_message_is_answered_by_the_part_of_its_own_turn(store, database_url):
    item = await say(store, hello(1), lambda item, _c: replied(item, talk()))
    assert await _answered(database_url) == {f"{item.id}.in": f"{item.id}:a"}


async def test_a_message_that_waits_is_answered_by_a_later_part(store, clock, database_url):
    first = await say(store, hello(1), lambda item, _c: Turn(waiting(talk(), clock()), (), (asked(item),), "handoff"))
    assert await _answered(database_url) == {f"{first.id}.in": None}
    staff = Message("2.staff", Author.STAFF, "Bonjour")
    second = await say(
        store,
        hello(2),
        lambda item, c: Turn(c.with_(waiting_since=None, clock_at=None), (answer(),), (staff,), "staff"),
    )
    assert await _answered(database_url) == {f"{first.id}.in": f"{second.id}:a"}


async def test_staff_answer_in_the_same_batch_answers_what_came_before_and_not_what_comes_after(
    store, clock, database_url
):
    await store.receive([hello(1), hello(2), hello(3)])
    [lease] = await claim(store)
    one, two, three = lease.items
    waits = waiting(talk(), clock())
    done = talk(owner=Owner.STAFF)
    results = (
        (one, Turn(waits, (), (asked(one),), "handoff")),
        (two, Turn(done, (answer(),), (Message("s", Author.STAFF, "oui"),), "staff")),
        (three, Turn(waiting(done, clock()), (), (asked(three),), "held")),
    )
    await store.commit_work([WorkDone(lease, results)])
    assert await _answered(database_url) == {f"{one.id}.in": f"{two.id}:a", f"{three.id}.in": None}


async def test_a_bare_answer_without_messages_answers_what_waits(store, clock, database_url):
    first = await say(store, hello(1), lambda item, _c: Turn(talk(), (), (asked(item),), "odd"))
    second = await say(store, hello(2), lambda item, c: Turn(c, (answer(),), (), "press"))
    assert await _answered(database_url) == {f"{first.id}.in": f"{second.id}:a"}


async def test_an_answer_touches_only_its_own_conversation(store, clock, database_url):
    other = await say(
        store, hello(1, "8"), lambda item, _c: Turn(waiting(talk("8"), clock()), (), (asked(item),), "handoff")
    )
    await say(store, hello(2), lambda item, _c: Turn(talk(), (answer(),), (), "press"))
    assert await _answered(database_url) == {f"{other.id}.in": None}


async def test_history_is_the_last_messages_oldest_first_with_all_they_carry(store, clock):
    for number in range(1, 6):
        await say(store, hello(number), lambda item, _c: replied(item, talk()))
    note = Message("n", Author.NOTE, "à voir", "fr", "to see", staff="Camille", at=clock(), revises="x")
    await say(store, hello(6), lambda item, c: Turn(c, (), (asked(item), note), "x"))
    history = await store.history("c7", 3)
    assert [m.text for m in history] == ["message 5", "message 6", "à voir"]
    assert history[-1] == note
    assert await store.history("c7", 100) != history
    assert await store.history("nobody", 5) == []


async def test_the_messengers_ids_are_found_again_on_their_own_side(store):
    item = await say(store, hello(41), lambda item, _c: replied(item, talk()))
    assert await store.message_id("7", "41") == f"{item.id}.in"
    assert await store.message_id("8", "41") == ""


async def test_parts_leave_in_the_order_they_were_said(store):
    async def three(first):
        def turn(_item, _c):
            return Turn(talk(), tuple(answer(f"{first}{n}", key=str(n)) for n in range(3)), (), "x")

        await say(store, hello(first), turn)

    await three(1)
    await three(2)
    seen = []
    while leases := await store.claim_post(9, "p", LEASE):
        [lease] = leases
        seen.append(lease.parts[0].body.text)
        await store.commit_post([PostDone(lease, (PartDone(lease.parts[0], Outcome.SENT, ids=("1",)),))])
    assert seen == ["10", "11", "12", "20", "21", "22"]


async def test_people_come_before_alerts_and_alerts_before_mirrors(store):
    alert = Outbound("g", To.GENERAL, "!", chat=GROUP, priority=1)
    await say(store, hello(1), lambda item, _c: Turn(talk(), (mirror("m"), alert), (), "x"))
    await say(store, hello(2, "8"), lambda item, _c: Turn(talk("8"), (answer(),), (), "x"))
    leases = await store.claim_post(9, "p", LEASE)
    assert [lease.lane.split(":")[1] for lease in leases] == ["telegram", "general", "desk"]


async def test_an_alert_makes_its_lane_urgent_and_a_mirror_on_an_idle_lane_does_not(store):
    async def lanes_in_order():
        leases = await store.claim_post(9, "p", LEASE)
        for lease in leases:
            done = tuple(PartDone(part, Outcome.SENT, ids=("1",)) for part in lease.parts)
            await store.commit_post([PostDone(lease, done)])
        return [lease.lane[-1] for lease in leases]

    await say(store, hello(1), lambda item, _c: Turn(talk(), (mirror("m", priority=1),), (), "x"))
    assert await lanes_in_order() == ["7"]
    await say(store, hello(2), lambda item, c: Turn(c, (mirror("m"),), (), "x"))
    both = (mirror("m"), mirror("!", "n", priority=1))
    await say(store, hello(3, "8"), lambda item, _c: Turn(talk("8"), both, (), ""))
    assert await lanes_in_order() == ["8", "7"]


async def test_a_conversation_comes_back_as_it_was_left(store, clock):
    left = waiting(talk(need="sleep", urgent=True, topic_icon=Icon.URGENT, language="ar"), clock())
    await say(store, hello(1), lambda item, _c: Turn(left, (), (asked(item),), "x"))
    assert await store.conversation("c7") == left
    assert await store.conversation(left.lane) == left
    assert await store.conversation("nobody") is None


# --- topics and groups --------------------------------------------------------------------------------------


async def _opened(store, chat="7", thread="55"):
    opens = Outbound("t", To.DESK, "Héron", act=Act.OPEN_TOPIC, chat=GROUP)
    await say(store, hello(1, chat), lambda item, _c: Turn(talk(chat), (opens, mirror("first")), (), "x"))
    [lease] = await store.claim_post(9, "p", LEASE)
    await store.commit_post([PostDone(lease, (PartDone(lease.parts[0], Outcome.SENT, topic=(GROUP, thread)),))])


async def test_a_topic_is_known_to_the_next_part_and_to_the_conversation(store):
    await _opened(store)
    [lease] = await store.claim_post(9, "p", LEASE)
    assert (lease.parts[0].chat, lease.parts[0].thread) == (GROUP, "55")
    assert (await store.conversation("c7")).topic == Topic(GROUP, "55")


async def test_a_turn_never_overwrites_the_topic(store):
    await _opened(store)
    await say(store, hello(2), lambda item, c: Turn(c.with_(topic=None), (), (), "x"))
    assert (await store.conversation("c7")).topic == Topic(GROUP, "55")


async def test_a_group_that_moves_takes_its_topics_and_waiting_parts_along(store):
    await _opened(store)
    general = Outbound("g", To.GENERAL, "!", chat=GROUP)
    await say(store, hello(2, "8"), lambda item, _c: Turn(talk("8"), (general,), (), "x", desk_moved=(GROUP, "-1002")))
    leases = await store.claim_post(9, "p", LEASE)
    assert {lease.parts[0].chat for lease in leases} == {"-1002"}
    assert (await store.conversation("c7")).topic == Topic("-1002", "55")
    for lease in leases:
        await store.commit_post([PostDone(lease, moved=("-1002", "-1003"))])
    assert {lease.parts[0].chat for lease in await store.claim_post(9, "p", LEASE)} == {"-1003"}
    assert (await store.conversation("c7")).topic == Topic("-1003", "55")


async def test_groups_that_name_each_other_do_not_hang_the_store(store):
    await _opened(store)
    await say(store, hello(2), lambda item, c: Turn(c, (), (), "x", desk_moved=(GROUP, "-1002")))
    await say(store, hello(3), lambda item, c: Turn(c, (), (), "x", desk_moved=("-1002", GROUP)))
    [lease] = await store.claim_post(9, "p", LEASE)
    assert lease.parts[0].chat in (GROUP, "-1002")


async def test_parts_put_in_front_leave_first_and_in_their_order(store):
    await _opened(store)
    [lease] = await store.claim_post(9, "p", LEASE)
    before = (Outbound("topic", To.DESK, "again", act=Act.OPEN_TOPIC, chat=GROUP), Outbound("recap", To.DESK, "recap"))
    tried = PartDone(lease.parts[0], Outcome.RETRY, attempts=1)
    await store.commit_post([PostDone(lease, (tried,), before=before)])
    seen = []
    while leases := await store.claim_post(9, "p", LEASE):
        part = leases[0].parts[0]
        topic = (GROUP, "66") if part.body.act is Act.OPEN_TOPIC else None
        seen.append((part.body.text, part.thread))
        await store.commit_post([PostDone(leases[0], (PartDone(part, Outcome.SENT, topic=topic),))])
    assert seen == [("again", ""), ("recap", "66"), ("first", "66")]


# --- the post -----------------------------------------------------------------------------------------------


async def test_a_late_post_commit_changes_nothing(store, clock, database_url):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    [frozen] = await store.claim_post(9, "a", LEASE)
    clock.pass_(61)
    [lease] = await store.claim_post(9, "b", LEASE)
    late = PostDone(frozen, (PartDone(frozen.parts[0], Outcome.FAILED, "late", tell=True),))
    assert await store.commit_post([late]) == ([frozen.lane], [])
    sent = PostDone(lease, (PartDone(lease.parts[0], Outcome.SENT, ids=("70", "71"), attempts=1),))
    assert await store.commit_post([late, sent]) == ([frozen.lane], [])
    assert await rows(database_url, "SELECT state, provider_ids, error FROM outbox") == [("sent", "70 71", None)]


async def test_a_report_rides_the_conversations_lane_once(store, clock):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    [lease] = await store.claim_post(9, "a", LEASE)
    done = PartDone(lease.parts[0], Outcome.RETRY, "no line", tell=True, attempts=3)
    assert await store.commit_post([PostDone(lease, (done,), again=clock())]) == ([], [talk().lane])
    [work] = await claim(store)
    assert [(item.channel, item.account) for item in work.items] == [("relais", "post")]
    assert '"no line"' in work.items[0].payload


async def test_what_is_quoted_or_changed_is_named_by_the_messengers_ids(store):
    item = await say(store, hello(41), lambda item, _c: replied(item, talk()))
    [lease] = await store.claim_post(9, "a", LEASE)
    shown = replace(lease.parts[0], body=replace(lease.parts[0].body, message=f"{item.id}.out"))
    await store.commit_post([PostDone(lease, (PartDone(shown, Outcome.SENT, ids=("42", "43")),))])
    edit = Outbound("e", To.PERSON, "new", act=Act.EDIT, target=f"{item.id}.out", reply_to=f"{item.id}.in")
    await say(store, hello(44), lambda item, c: Turn(c, (edit,), (), "x"))
    [lease] = await store.claim_post(9, "a", LEASE)
    assert (lease.parts[0].target_ids, lease.parts[0].reply_id) == (("42", "43"), "41")


async def test_a_part_for_a_person_nobody_knows_goes_nowhere(store, database_url):
    await say(store, hello(1), lambda item, _c: Turn(None, (answer(),), (), "x"))
    assert await rows(database_url, "SELECT key FROM outbox") == []


async def test_more_parts_on_a_lane_that_rests_do_not_wake_it(store, clock):
    await say(store, hello(1), lambda item, _c: replied(item, talk()))
    [lease] = await store.claim_post(9, "a", LEASE)
    tried = PartDone(lease.parts[0], Outcome.RETRY, "no line", attempts=1)
    await store.commit_post([PostDone(lease, (tried,), again=clock() + LEASE)])
    await say(store, hello(2), lambda item, _c: replied(item, talk()))
    assert await store.claim_post(9, "a", LEASE) == []
    clock.pass_(61)
    [lease] = await store.claim_post(9, "a", LEASE)
    assert lease.parts[0].attempts == 1
