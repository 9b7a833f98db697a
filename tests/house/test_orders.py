"""The staff's orders in the whole house: what the person reads, what the topic shows, what the next person gets."""

from __future__ import annotations

import pytest

from bot.settings import DeskGroup
from simulator.state import BotRights
from tests.house.conftest import running, settings_for
from tests.house.test_main_job import button, buttons

QUESTION = "ma fille doit changer d'école à Bordeaux, j'ai reçu une lettre"
ANSWER = "Appelez le service de la scolarité de la mairie"


async def handed(house, name="Moussa", text="je veux parler à quelqu'un"):
    person = house.person(name)
    count = len(house.sim.topics(house.group))
    house.sim.say(person, house.bot, text)
    return person, await house.topic(count), house.world.staff[0]


def shown(house, topic, text):
    return [m for m in house.in_topic(topic) if text in (m.text or "")]


async def test_a_card_of_the_directory_is_sent_from_a_few_words(house):
    moussa, topic, camille = await handed(house)
    house.sim.say_in(house.group, camille, "/place Bains-douches Petitot", topic)
    await house.until(lambda: any("Petitot" in m.text and "🕒" in m.text for m in house.said(moussa)))
    assert shown(house, topic, "📍")


async def test_several_places_are_offered_and_the_pressed_one_is_sent(house):
    moussa, topic, camille = await handed(house)
    house.sim.say_in(house.group, camille, "/place douche gare du nord", topic)
    asked = await house.until(
        lambda: [
            m
            for m in house.in_topic(topic)
            if any("desk:place" in d for d in buttons(m).values()) and len(buttons(m)) != 5
        ]
    )
    name, data = next(iter(buttons(asked[-1]).items()))
    house.sim.press(camille, asked[-1], data)
    await house.until(lambda: any(name.split(",")[0][:12] in m.text for m in house.said(moussa)))


async def test_a_ready_answer_is_read_in_the_language_of_the_person(house):
    john = house.person("John")
    house.sim.say(john, house.bot, "I want to talk to a human")
    topic, camille = await house.topic(), house.world.staff[0]
    house.sim.say_in(house.group, camille, "/say lettre", topic)
    await house.until(lambda: any("photo" in m.text and "letter" in m.text for m in house.said(john)))
    await house.until(lambda: shown(house, topic, "💬"))


async def test_what_staff_teach_is_given_to_the_next_who_asks_the_same(house):
    moussa, topic, camille = await handed(house, text=QUESTION)
    answer = house.sim.say_in(house.group, camille, ANSWER, topic)
    await house.until(lambda: any(ANSWER in m.text for m in house.said(moussa)))
    house.sim.say_in(house.group, camille, "/learn", topic, reply_to=answer)
    review = await house.until(lambda: [m for m in house.in_topic(topic) if "📚" in m.text and buttons(m)])
    house.sim.press(camille, review[-1], button(review[-1], "Garder"))
    await house.until(lambda: shown(house, topic, "Gardé"))
    other = house.sim.add_user("Fatou", language_code="fr")
    house.sim.say(other, house.bot, QUESTION)
    said = await house.until(lambda: [m for m in house.said(other) if ANSWER in m.text])
    assert "équipe" in said[0].text
    assert len(house.sim.topics(house.group)) == 1
    house.sim.press(other, said[0], button(said[0], "💬"))
    await house.topic(1)


async def test_the_queue_the_pinned_summary_and_the_figures(house):
    _, _, camille = await handed(house)
    await house.app.rounds.look()
    board = await house.until(lambda: [m for m in house.general() if "en attente" in m.text or "attend" in m.text])
    assert house.sim.calls_of("pinChatMessage")
    house.sim.say_in(house.group, camille, "/queue")
    await house.until(lambda: sum("🟡" in m.text for m in house.general()) >= 1)
    house.sim.say_in(house.group, camille, "/stats")
    await house.until(lambda: any("📊" in (m.text or "") or "photo" in m.raw for m in house.general()))
    assert board


async def test_a_closed_talk_asks_whether_it_helped_and_a_no_brings_a_human_back(house):
    moussa, topic, camille = await handed(house)
    house.sim.say_in(house.group, camille, "Voilà", topic)
    house.sim.say_in(house.group, camille, "/close", topic)
    asked = await house.until(lambda: [m for m in house.said(moussa) if "Avez-vous trouvé" in m.text])
    house.sim.press(moussa, asked[-1], button(asked[-1], "Non"))
    await house.until(lambda: len(shown(house, topic, "Moussa")) == 0 and len(house.in_topic(topic)) >= 3)
    await house.until(lambda: not topic.closed)


async def test_the_bot_comes_back_when_the_person_asks_for_it_in_any_language(house):
    for name, text in (("Moussa", "robot"), ("John", "robot please")):
        person = house.person(name)
        number = len(house.sim.topics(house.group))
        house.sim.say(
            person, house.bot, {"Moussa": "je veux parler à quelqu'un", "John": "I want to talk to a human"}[name]
        )
        topic = await house.topic(number)
        waiting = await house.until(lambda p=person: [m for m in house.said(p) if buttons(m)])
        if name == "Moussa":
            house.sim.press(person, waiting[-1], button(waiting[-1], "🤖"))
        else:
            house.sim.say(person, house.bot, "bot")
        await house.until(lambda t=topic: shown(house, t, "🤖"))
        assert text


async def test_a_talk_moves_to_another_group_and_the_answer_comes_from_there(sim, world, tmp_path):
    second = sim.add_group("Bordeaux", forum=True, bot_rights=BotRights())
    karim = world.staff[1]
    sim.join(second, karim, admin=True)
    groups = (DeskGroup(str(world.group.id)), DeskGroup(str(second.id), ("33",)))
    async with running(sim, world, settings_for(sim, world, tmp_path, desk_groups=groups)) as house:
        moussa, topic, camille = await handed(house)
        sim.say_in(house.group, camille, "/move 33", topic)
        moved = await house.until(lambda: [t for t in sim.topics(second) if sim.topic(second, t)])
        await house.until(lambda: any("parler à quelqu'un" in (m.text or "") for m in sim.topic(second, moved[0])))
        await house.until(lambda: topic.closed)
        sim.say_in(second, karim, "Bonjour de Bordeaux", moved[0])
        await house.until(lambda: any("Bonjour de Bordeaux" in m.text for m in house.said(moussa)))


async def test_a_banned_person_is_told_and_still_finds_a_place(house):
    moussa, topic, camille = await handed(house)
    house.sim.say_in(house.group, camille, "/ban 2h insultes", topic)
    await house.until(lambda: any("insultes" in m.text for m in house.said(moussa)))
    answer = await house.ask(moussa, "toilettes à paris 18e")
    assert "🚻" in answer.text
    refused = await house.ask(moussa, "je veux parler à quelqu'un")
    assert "112" in refused.text
    danger = await house.ask(moussa, "je veux plus vivre")
    assert "3114" in danger.text
    await house.until(lambda: any("URGENT" in m.text for m in house.general()))


@pytest.mark.parametrize("command", ["/assign", "/original", "/lang", "/help", "/need école", "/unban"])
async def test_every_order_says_what_it_did(house, command):
    _, topic, camille = await handed(house)
    before = len(house.in_topic(topic))
    house.sim.say_in(house.group, camille, command, topic)
    if command.startswith("/need"):
        await house.until(lambda: "école" in topic.name)
    else:
        await house.until(lambda: len(house.in_topic(topic)) > before)
    assert not any("desk.staff" in m.text for m in house.in_topic(topic))
