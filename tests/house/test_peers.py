"""Twenty failures that other systems had, each with the report in which people describe it; none may happen here.

Those that a smaller test holds already (a kill between two steps: tests/flow/test_kill.py; the budget of a group:
tests/house/test_day.py) are shown here by what a person and staff see.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import RawEvent, talk_lane
from tests.house.conftest import eventually, running, settings_for
from tests.house.test_main_job import button

HUMAN = "je veux parler à quelqu'un"


async def handed(house, name="Moussa"):
    """A person with a talk that waits for staff: (person, topic, a member of staff)."""
    person = house.person(name)
    await house.ask(person, HUMAN if name == "Moussa" else {"John": "I want to talk to a human"}[name])
    number = len(house.sim.topics(house.group)) - 1
    return person, await house.topic(max(0, number)), house.world.staff[0]


def seen_in(house, topic, text):
    return [m for m in house.in_topic(topic) if text in (m.text or "")]


async def test_01_a_repeated_update_is_one_message(house):
    """chatwoot#15450: retries of the messenger made duplicate rows."""
    person, topic, _ = await handed(house)
    house.sim.say(person, house.bot, "une seule fois")
    await house.until(lambda: seen_in(house, topic, "une seule fois"))
    payload = next(call for call in reversed(house.sim.calls_of("getUpdates")) if "une seule fois" in str(call.result))
    update = next(one for one in payload.result if "une seule fois" in str(one))
    lane = talk_lane("telegram", str(house.bot.id), str(person.id))
    await house.app.receive(
        [RawEvent("telegram", str(house.bot.id), str(update["update_id"]), json.dumps(update), lane)]
    )
    house.sim.say(person, house.bot, "et la suite")
    await house.until(lambda: seen_in(house, topic, "et la suite"))
    assert sum(m.text.count("une seule fois") for m in house.in_topic(topic)) == 1


async def test_02_a_burst_and_an_album_are_one_conversation(house):
    """chatwoot#14071, #14058: quick messages and albums opened several conversations."""
    moussa = house.person("Moussa")
    for text in ("bonjour", HUMAN, "vite", "svp"):
        house.sim.say(moussa, house.bot, text)
    house.sim.send_album(moussa, house.bot, [("photo", None), ("photo", None), ("photo", None)])
    topic = await house.topic()
    await house.until(lambda: sum("photo" in m.raw for m in house.in_topic(topic)) == 3)
    assert len(house.sim.topics(house.group)) == 1


async def test_03_a_send_that_failed_is_sent_again_and_shown_as_it_is(house):
    """chatwoot#14120: "retry" showed sent and sent nothing."""
    moussa, topic, camille = await handed(house)
    house.sim.fail_next("sendMessage", chat_id=moussa.id, kind="500", times=1)
    answer = house.sim.say_in(house.group, camille, "Bonjour Moussa", topic)
    await house.until(lambda: "👍" in answer.reactions.values())
    assert [m.text for m in house.said(moussa)].count("Bonjour Moussa") == 1


async def test_04_what_can_never_arrive_ends_with_a_reason(house):
    """fazer-ai/chatwoot#682: a job died and the bubble said "sent" for ever."""
    moussa, topic, camille = await handed(house)
    house.sim.fail_next("sendMessage", chat_id=moussa.id, kind="400:Bad Request: no such thing", times=9)
    answer = house.sim.say_in(house.group, camille, "Bonjour", topic)
    await house.until(lambda: "💔" in answer.reactions.values())
    await house.until(lambda: seen_in(house, topic, "Non arrivé"))


async def test_05_an_old_topic_that_answers_not_found_is_made_again(house):
    """tdlib/telegram-bot-api#596: after a million messages old topics answer "message thread not found"."""
    moussa, topic, _ = await handed(house)
    house.sim.fail_next(
        "sendMessage", chat_id=house.group.id, kind="400:Bad Request: message thread not found", times=1
    )
    house.sim.say(moussa, house.bot, "toujours là ?")

    def again():
        fresh = [t for t in house.sim.topics(house.group) if t.id != topic.id]
        return fresh and seen_in(house, fresh[0], "toujours là ?")

    await house.until(again)


async def test_06_a_rush_stays_within_the_groups_budget(sim, world, tmp_path):
    """tdlib/td#2592: about twenty actions a minute in a group, edits and topics included."""
    async with running(sim, world, settings_for(sim, world, tmp_path, telegram_rate=30)) as house:
        for name in ("Moussa", "John"):
            for n in range(16):
                house.sim.say(house.person(name), house.bot, f"xqzzt wrrgh {n}")
        await house.topic(1)
        assert house.sim.actions_in_window(house.group.id) <= 20


async def test_07_with_topics_switched_off_nothing_lands_before_everybody(house):
    """tdlib/telegram-bot-api#854: a message to a topic that is gone silently landed in the main chat."""
    moussa, _, _ = await handed(house)
    house.sim.set_forum(house.group, False)
    house.sim.say(moussa, house.bot, "un secret")
    await house.until(lambda: house.sim.count_of("deleteMessages") or not seen_secret(house))
    assert not seen_secret(house)


def seen_secret(house):
    return [m for m in house.sim.topic(house.group, None) if "un secret" in (m.text or "") and not m.deleted]


async def test_08_a_deleted_topic_loses_nothing(house):
    """LiveHelperChat/telegram#69: staff deleted a topic and every later message was lost."""
    moussa, topic, _ = await handed(house)
    house.sim.delete_topic(house.group, topic)
    house.sim.say(moussa, house.bot, "je suis toujours là")

    def again():
        fresh = [t for t in house.sim.topics(house.group) if t.id != topic.id]
        return fresh and seen_in(house, fresh[0], "je suis toujours là")

    await house.until(again)


async def test_09_staff_see_what_the_bot_said(house):
    """LiveHelperChat/telegram PR#82: operators saw the person but not the bot's answers, and answered blind."""
    moussa = house.person("Moussa")
    answer = await house.ask(moussa, "une douche à gare du nord")
    await house.ask(moussa, HUMAN)
    card = house.in_topic(await house.topic())[0]
    assert "🤖" in card.text
    assert answer.text.split("\n")[0][:20] in card.text


async def test_10_a_flood_is_slowed_and_told_never_dropped(house):
    """bostrot/telegram-support-bot#56: the anti-spam silently ate messages."""
    moussa = house.person("Moussa")
    for n in range(60):
        house.sim.say(moussa, house.bot, f"allo {n}")
    await house.until(lambda: any("plus vite" in m.text for m in house.said(moussa)))

    async def all_kept():
        counts = (await house.app.store.audit(datetime.now(UTC))).counts
        return counts["messages"] == 60 and counts["on_a_lane"] == 0

    await eventually(all_kept)
    assert (await house.app.store.audit(datetime.now(UTC))).ok


async def test_11_two_of_the_staff_who_answer_at_once_are_told(house):
    """chatwoot#14934: an agent missed a colleague's reply and answered twice."""
    _, topic, camille = await handed(house)
    karim = house.world.staff[1]
    house.sim.say_in(house.group, camille, "Bonjour, ici Camille", topic)
    house.sim.say_in(house.group, karim, "Bonjour, ici Karim", topic)
    await house.until(lambda: seen_in(house, topic, "👥"))


async def test_12_when_nobody_answers_the_team_and_the_person_hear_of_it(sim, world, tmp_path):
    """chatwoot#5672, #13516: nobody online, and the talk stays in limbo."""
    now = [datetime.now(UTC)]
    settings = settings_for(sim, world, tmp_path)
    async with running(sim, world, settings, clock=lambda: now[0]) as house:
        moussa, topic, _ = await handed(house)

        async def pass_(minutes, check):
            now[0] += timedelta(minutes=minutes)
            await house.app.sweeper.sweep()
            await house.until(check)

        await pass_(11, lambda: seen_in(house, topic, "⏰"))
        await pass_(11, lambda: any("⏰" in m.text for m in house.general()))
        await pass_(45, lambda: any("désolé" in m.text for m in house.said(moussa)))


async def test_13_after_the_hand_back_the_bot_speaks_and_the_last_word_of_staff_arrived(house):
    """chatwoot#5668: after the hand-back the bot stayed silent; fazer-ai#457: closing ate the last reply."""
    moussa, topic, camille = await handed(house)
    house.sim.say_in(house.group, camille, "Le dernier mot", topic)
    house.sim.say_in(house.group, camille, "/close", topic)
    await house.until(lambda: any("terminé" in m.text for m in house.said(moussa)))
    texts = [m.text for m in house.said(moussa)]
    assert texts.index("Le dernier mot") < len(texts) - 1
    assert "🍽" in (await house.ask(moussa, "j'ai faim à Paris")).text


async def test_14_while_a_human_has_the_talk_buttons_are_quiet_too(house):
    """chatwoot/rasa-agent-bot-demo#12: button presses went around the pause of the bot."""
    moussa = house.person("Moussa")
    answer = await house.ask(moussa, "toilettes à paris 18e")
    await house.ask(moussa, HUMAN)
    topic = await house.topic()
    said = len(house.said(moussa))
    house.sim.press(moussa, answer, button(answer, "Plus"))
    await house.until(lambda: seen_in(house, topic, "bouton"))
    assert len(house.said(moussa)) == said


async def test_15_a_note_and_its_attachment_never_leave(house):
    """chatwoot#306, zammad#4496: a private note, or its attachment, reached the customer."""
    moussa, topic, camille = await handed(house)
    house.sim.send_photo(camille, house.group, thread=topic, caption="// sa photo d'identité")
    house.sim.say_in(house.group, camille, "Bonjour", topic)
    await house.until(lambda: house.said(moussa)[-1].text == "Bonjour")
    assert not any("photo" in m.raw for m in house.said(moussa))


async def test_16_an_answer_goes_to_the_person_of_the_topic_and_to_nobody_else(house):
    """chatwoot#15359, ohld#11: a reply reached another person."""
    moussa, first, camille = await handed(house)
    john, second, _ = await handed(house, "John")
    house.sim.say_in(house.group, camille, "pour John 4711", second)
    house.sim.say_in(house.group, camille, "pour Moussa 4712", first)
    await house.until(lambda: any("4712" in m.text for m in house.said(moussa)))
    await house.until(lambda: any("4711" in m.text for m in house.said(john)))
    assert not any("4711" in m.text for m in house.said(moussa))
    assert not any("4712" in m.text for m in house.said(john))


async def test_17_an_edit_is_a_new_version_and_the_old_one_stays(house):
    """chatwoot#10760: an edited caption wiped the text that staff had acted on."""
    moussa, topic, _ = await handed(house)
    message = house.sim.say(moussa, house.bot, "rendez-vous à 9 h")
    await house.until(lambda: seen_in(house, topic, "9 h"))
    house.sim.edit(moussa, message, "rendez-vous à 10 h")
    await house.until(lambda: seen_in(house, topic, "10 h"))
    assert seen_in(house, topic, "9 h")
    assert seen_in(house, topic, "modifié")


async def test_18_a_short_word_does_not_change_the_language(house):
    """chatwoot#2011 and others: the language flipped on a short word; a failed translation passed for a good one."""
    moussa, topic, camille = await handed(house)
    house.sim.say(moussa, house.bot, "ok thanks")
    await house.until(lambda: seen_in(house, topic, "ok thanks"))
    assert not seen_in(house, topic, "🌐")
    john, topic, _ = await handed(house, "John")
    house.sim.say_in(house.group, camille, "Bonjour, venez demain", topic)
    await house.until(lambda: any("venez demain" in m.text for m in house.said(john)))
    await house.until(lambda: seen_in(house, topic, "sans traduction"))


@pytest.mark.parametrize("kind", ["403:Forbidden: bot was blocked by the user", "400:Bad Request: chat not found"])
async def test_19_what_the_messenger_refuses_is_no_promise_kept(house, kind):
    """chatwoot#10191: after its window the messenger refused, and the survey counted as sent."""
    moussa, topic, camille = await handed(house)
    house.sim.fail_next("sendMessage", chat_id=moussa.id, kind=kind, times=9)
    house.sim.say_in(house.group, camille, "/close", topic)
    await house.until(lambda: seen_in(house, topic, "🚫") or seen_in(house, topic, "Non arrivé"))


async def test_20_a_welcome_that_fails_never_loses_what_the_person_wrote(house):
    """zammad#4278, nyaruka/courier#422: a failing welcome made the message that came in disappear."""
    moussa = house.person("Moussa")
    house.sim.fail_next("sendMessage", chat_id=moussa.id, kind="403:Forbidden: bot was blocked by the user", times=3)
    house.sim.say(moussa, house.bot, "ma fille doit changer d'école à Bordeaux, j'ai reçu une lettre")
    topic = await house.topic()
    assert seen_in(house, topic, "changer d'école")
