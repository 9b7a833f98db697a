"""The main job, end to end: a person asks, gets open places; else staff answer; nothing is lost."""

import sqlite3
from datetime import UTC, datetime

import pytest


def buttons(message):
    keyboard = (message.raw.get("reply_markup") or message.keyboard or {}).get("inline_keyboard", [])
    return {b["text"]: b.get("callback_data", "") for row in keyboard for b in row}


def button(message, *words):
    return next(data for text, data in buttons(message).items() if any(w in text for w in words))


@pytest.mark.parametrize(
    ("name", "text", "signs"),
    [
        ("Moussa", "jcherche une douche ver gare du nord", ("🚿", "Bains-douches", "km")),
        ("John", "where can I take a shower near gare du nord", ("🚿", "Bains-douches")),
        ("Amina", "أريد الاستحمام قرب باريس", ("🚿",)),
        ("Lucía", "¿dónde puedo ducharme en París?", ("🚿", "Bains-douches")),
    ],
)
async def test_a_need_with_a_place_is_answered_in_the_persons_language(house, name, text, signs):
    answer = await house.ask(house.person(name), text)
    for sign in signs:
        assert sign in answer.text
    assert len(answer.text) < 4096
    assert not house.sim.topics(house.group)


async def test_a_need_without_a_place_asks_where_and_a_position_answers(house):
    john = house.person("John")
    asked = await house.ask(john, "I am hungry")
    assert "?" in asked.text
    house.sim.send_location(john, house.bot, 48.8809, 2.3553)
    await house.until(lambda: any("km" in m.text for m in house.said(john)))
    assert "🍽" in house.said(john)[-1].text


async def test_a_question_nobody_can_answer_reaches_staff_and_their_answer_comes_back(house):
    moussa, camille = house.person("Moussa"), house.world.staff[0]
    await house.ask(moussa, "ma fille doit changer d'école à Bordeaux, j'ai reçu une lettre")
    await house.until(lambda: "équipe" in house.said(moussa)[-1].text)
    topic = await house.topic()
    assert "ma fille doit changer d'école" in house.in_topic(topic)[-1].text
    assert "Moussa" not in topic.name
    answer = house.sim.say_in(house.group, camille, "Bonjour, pouvez-vous m'envoyer une photo de la lettre ?", topic)
    await house.until(lambda: "photo de la lettre" in house.said(moussa)[-1].text)
    await house.until(lambda: "👍" in answer.reactions.values())


async def test_while_a_human_has_the_talk_the_bot_is_quiet_and_comes_back_on_bot(house):
    moussa, camille = house.person("Moussa"), house.world.staff[0]
    await house.ask(moussa, "je veux parler à quelqu'un")
    topic = await house.topic()
    said = len(house.said(moussa))
    house.sim.say(moussa, house.bot, "j'ai faim à Paris")
    await house.until(lambda: any("j'ai faim" in m.text for m in house.in_topic(topic)))
    assert len(house.said(moussa)) == said
    house.sim.say_in(house.group, camille, "/bot", topic)
    await house.until(lambda: len(house.said(moussa)) > said)
    answer = await house.ask(moussa, "j'ai faim à Paris")
    assert "🍽" in answer.text


async def test_a_note_never_leaves(house):
    moussa, camille = house.person("Moussa"), house.world.staff[0]
    await house.ask(moussa, "je veux parler à quelqu'un")
    topic = await house.topic()
    house.sim.say_in(house.group, camille, "// elle a l'air très fatiguée", topic)
    house.sim.say_in(house.group, camille, "/note appeler la mairie", topic)
    house.sim.say_in(house.group, camille, "Bonjour !", topic)
    await house.until(lambda: "Bonjour" in house.said(moussa)[-1].text)
    everything = " ".join(m.text for m in house.said(moussa))
    assert "fatiguée" not in everything
    assert "mairie" not in everything


async def test_danger_gets_the_numbers_and_rings_at_once(house):
    moussa = house.person("Moussa")
    answer = await house.ask(moussa, "je veux plus vivre")
    assert "3114" in answer.text
    topic = await house.topic()
    assert topic.name.startswith("🔴")
    await house.until(lambda: any("URGENT" in m.text for m in house.general()))


async def test_a_photo_from_a_person_reaches_staff_and_one_from_staff_reaches_the_person(house):
    moussa, camille = house.person("Moussa"), house.world.staff[0]
    await house.ask(moussa, "je veux parler à quelqu'un")
    topic = await house.topic()
    house.sim.send_photo(moussa, house.bot, caption="la lettre")
    await house.until(lambda: any("photo" in m.raw for m in house.in_topic(topic)))
    house.sim.send_photo(camille, house.group, thread=topic, caption="voici le plan")
    await house.until(lambda: any("photo" in m.raw for m in house.said(moussa)))


async def test_a_deleted_topic_is_made_again_with_what_was_said(house):
    moussa = house.person("Moussa")
    await house.ask(moussa, "je veux parler à quelqu'un")
    first = await house.topic()
    house.sim.delete_topic(house.group, first)
    house.sim.say(moussa, house.bot, "vous êtes là ?")

    def again():
        new = [t for t in house.sim.topics(house.group) if t.id != first.id]
        return new and house.in_topic(new[0]) and house.in_topic(new[0])[-1].text == "vous êtes là ?" and new[0]

    second = await house.until(again)
    recap, mirror = house.in_topic(second)
    assert "parler à quelqu'un" in recap.text
    assert mirror.text == "vous êtes là ?"


async def test_a_person_who_blocks_the_bot_is_shown_to_staff(house):
    moussa, camille = house.person("Moussa"), house.world.staff[0]
    await house.ask(moussa, "je veux parler à quelqu'un")
    topic = await house.topic()
    house.sim.block(moussa, house.bot)
    await house.until(lambda: any("🚫" in m.text for m in house.in_topic(topic)))
    answer = house.sim.say_in(house.group, camille, "Vous êtes là ?", topic)
    await house.until(lambda: "💔" in answer.reactions.values())


async def test_the_buttons_of_an_answer_work(house):
    moussa = house.person("Moussa")
    answer = await house.ask(moussa, "toilettes à paris 18e")
    first = answer.text
    house.sim.press(moussa, answer, button(answer, "Plus"))
    await house.until(lambda: house.said(moussa)[-1].text != first)
    last = house.said(moussa)[-1]
    house.sim.press(moussa, last, button(last, "Pas utile", "👎"))
    await house.topic()


async def test_forget_erases_the_person_everywhere(house, tmp_path):
    moussa = house.person("Moussa")
    await house.ask(moussa, "ma fille doit changer d'école à Bordeaux, j'ai reçu une lettre")
    topic = await house.topic()
    asked = await house.ask(moussa, "/forget")
    house.sim.press(moussa, asked, button(asked, "Oui"))
    await house.until(lambda: any("effacement" in m.text for m in house.in_topic(topic)))
    await house.until(lambda: "effacé" in house.said(moussa)[-1].text)
    tables = sqlite3.connect(tmp_path / "relais.sqlite").iterdump()
    assert "changer d'école" not in " ".join(line.replace("''", "'") for line in tables)
    answer = await house.ask(moussa, "bonjour")
    assert answer.text


async def test_everything_is_accounted_for_after_a_day_of_talk(house):
    for name in ("Moussa", "John", "Amina", "Lucía"):
        person = house.person(name)
        await house.ask(person, "/start")
        await house.ask(person, "🚿")
        await house.ask(person, "xqzzt wrrgh kjhh")
        await house.ask(person, "🙏 xqzzt wrrgh kjhh")
        house.sim.say(
            person, house.bot, {"fr": "humain", "en": "human", "ar": "إنسان", "es": "humano"}[person.language_code]
        )
    await house.topic(3)

    async def accounted():
        return (await house.app.store.audit(datetime.now(UTC))).problems

    assert await accounted() == ()
