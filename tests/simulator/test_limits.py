"""Flood limits and the record of actions."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Limits
from simulator.limits import Flood
from tests.simulator.client import Clock, Scene, refused


async def test_twenty_a_minute_in_a_group_over_everything(limited: Scene, clock: Clock) -> None:
    group = limited.group.id
    thread = await limited.topic()
    sent = await limited.api("sendMessage", chat_id=group, message_thread_id=thread, text="1")
    await limited.api("editMessageText", chat_id=group, message_id=sent["message_id"], text="2")
    await limited.api("copyMessage", chat_id=group, from_chat_id=group, message_id=sent["message_id"])
    await limited.api("editForumTopic", chat_id=group, message_thread_id=thread, name="autre")
    for _ in range(15):
        clock.forward(0.1)
        await limited.api("sendMessage", chat_id=group, text="x")
    error = await refused(limited.api("sendMessage", chat_id=group, text="too much"))
    assert (error.code, error.parameters) == (429, {"retry_after": 59})
    assert error.description == "Too Many Requests: retry after 59"
    await limited.api("sendChatAction", chat_id=group, action="typing")
    await limited.api("sendMessage", chat_id=limited.amina.id, text="others are not held up")
    clock.forward(59)
    await limited.api("sendMessage", chat_id=group, text="again")
    assert limited.sim.actions_in_window(group) <= 20


async def test_one_a_second_in_a_private_chat_with_a_burst(limited: Scene, clock: Clock) -> None:
    async def send() -> Any:
        return await limited.api("sendMessage", chat_id=limited.amina.id, text="x")

    for _ in range(3):
        await send()
    assert (await refused(send())).parameters == {"retry_after": 1}
    clock.forward(1)
    await send()
    assert (await refused(send())).code == 429
    clock.forward(10)
    for _ in range(3):
        await send()


async def test_thirty_a_second_in_all(limited: Scene, clock: Clock) -> None:
    people = [limited.sim.add_user(f"P{number}") for number in range(31)]
    for person in people:
        limited.sim.say(person, limited.bot, "hi")
    for person in people[:30]:
        await limited.api("sendMessage", chat_id=person.id, text="x")
    assert (await refused(limited.api("sendMessage", chat_id=people[30].id, text="x"))).code == 429
    clock.forward(1)
    await limited.api("sendMessage", chat_id=people[30].id, text="x")


async def test_an_album_counts_every_picture(limited: Scene) -> None:
    sent = limited.sim.send_album(limited.camille, limited.group, [("photo", None)] * 10)
    params = {
        "chat_id": limited.group.id,
        "from_chat_id": limited.group.id,
        "message_ids": [message.id for message in sent],
    }
    await limited.api("copyMessages", **params)
    await limited.api("copyMessages", **params)
    assert (await refused(limited.api("sendMessage", chat_id=limited.group.id, text="x"))).code == 429
    assert limited.sim.actions_in_window(limited.group.id) == 20


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 3)), max_size=120))
def test_never_more_than_twenty_in_any_minute(steps: list[tuple[float, int]]) -> None:
    flood, now, done = Flood(Limits.real()), 0.0, []
    for pause, cost in steps:
        now += pause
        wait = flood.take(1, -100, cost, now)
        if wait is None:
            done += [now] * cost
        else:
            now += wait
            if flood.take(1, -100, cost, now) is None:
                done += [now] * cost
    most = max((sum(1 for at in done if 0 <= round(at - start, 6) < 60) for start in done), default=0)
    assert most <= 20
    assert flood.most_in_window(-100) == most


@settings(deadline=None, max_examples=100)
@given(st.lists(st.floats(0, 2), max_size=80))
def test_waiting_as_told_is_always_enough(pauses: list[float]) -> None:
    flood, now = Flood(Limits.real()), 0.0
    for pause in pauses:
        now += pause
        wait = flood.take(1, 42, 1, now)
        if wait is not None:
            now += wait
            assert flood.take(1, 42, 1, now) is None
