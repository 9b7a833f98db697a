"""Files, albums, places and cards as they arrive, with one bot and with two."""

import json

import pytest

from bot.channels.telegram import TelegramChannel
from bot.model import Choice, Contact, Location, Media, Sent, To
from simulator import Message, Upload
from tests.channels.scene import Scene


def media(message: Message, account: str, kind: str = "photo", file_id: str = "unknown") -> Media:
    return Media(kind, file_id, account, str(message.chat_id), str(message.id), size=100)


# --- files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "video_note", "animation", "sticker", "document", "audio"])
async def test_every_kind_is_copied_both_ways_without_a_name(scene: Scene, kind: str) -> None:
    topic = await scene.open_topic()
    given = scene.sim.send_media(scene.amina, scene.bot, kind, duration=2)
    one = media(given, scene.channel.account, kind)
    sent = await scene.channel.send(scene.desk("<b>texte</b>", thread=str(topic.id), media=(one,)))
    shown = [message for message in scene.sim.topic(scene.group, topic) if not message.is_service]
    assert kind in shown[0].raw
    assert len(sent.ids) == (2 if kind in ("sticker", "video_note") else 1)
    assert shown[-1].text == "texte"
    assert not any("forward_origin" in message.raw for message in shown)
    assert not scene.sim.calls_of("getFile")

    back = scene.sim.send_media(scene.camille, scene.group, kind, thread=topic, duration=2)
    sent = await scene.channel.send(scene.person("", media=(media(back, scene.channel.account, kind),)))
    assert kind in scene.sent(sent)[0].raw


async def test_buttons_ride_on_a_single_file(scene: Scene) -> None:
    given = scene.sim.send_photo(scene.amina, scene.bot)
    one = (media(given, scene.channel.account),)
    await scene.channel.send(scene.person("légende", media=one, choices=((Choice("x", "y"),),)))
    message = scene.chat()[-1]
    assert ("photo" in message.raw, message.text, len(message.buttons)) == (True, "légende", 1)


async def test_a_text_too_long_for_a_caption_follows_and_the_old_caption_stays_behind(scene: Scene) -> None:
    given = scene.sim.send_photo(scene.amina, scene.bot, caption="légende d'origine")
    one = scene.read_one().media[0]
    sent = await scene.channel.send(scene.person("mot " * 400, media=(one,), choices=((Choice("x", "y"),),)))
    photo, text = scene.sent(sent)
    assert ("photo" in photo.raw, photo.text, photo.buttons) == (True, "", [])
    assert (text.text, len(text.buttons)) == (("mot " * 400).strip(), 1)
    assert given.text == "légende d'origine"


async def test_an_album_stays_an_album(scene: Scene) -> None:
    topic = await scene.open_topic()
    scene.bot.inbox.drop()
    scene.sim.send_album(scene.amina, scene.bot, [("photo", None), ("video", None), ("photo", None)])
    files = tuple(found.media[0] for found in scene.read())
    sent = await scene.channel.send(scene.desk(thread=str(topic.id), media=(files[2], files[0], files[1])))
    call = scene.sim.calls_of("copyMessages")[-1]
    ids = json.loads(call.params["message_ids"])
    assert ids == sorted(ids)
    shown = [scene.group.messages[int(number)] for number in sent.ids]
    assert len({message.raw["media_group_id"] for message in shown}) == 1
    assert len(shown) == 3


async def test_an_album_with_words_and_a_quote(scene: Scene) -> None:
    asked = scene.sim.say(scene.amina, scene.bot, "voici")
    scene.bot.inbox.drop()
    scene.sim.send_album(scene.amina, scene.bot, [("photo", None), ("photo", None)], caption="avant")
    files = tuple(found.media[0] for found in scene.read())
    sent = await scene.channel.send(scene.person("<i>après</i>", media=files, reply_id=str(asked.id)))
    first, second = scene.sent(sent)
    assert (first.text, second.text, first.reply_to) == ("après", "", asked.id)
    assert first.raw["caption_entities"][0]["type"] == "italic"
    sent = await scene.channel.send(scene.person("choix", media=files, choices=((Choice("x", "y"),),)))
    assert [len(message.buttons) for message in scene.sent(sent)] == [0, 0, 1]
    sent = await scene.channel.send(scene.person("", media=files, choices=((Choice("x", "y"),),)))
    assert [len(message.buttons) for message in scene.sent(sent)] == [0, 0, 1]


async def test_files_that_are_no_album_go_one_by_one(scene: Scene) -> None:
    scene.sim.send_photo(scene.amina, scene.bot)
    scene.sim.send_document(scene.amina, scene.bot)
    scene.sim.send_voice(scene.amina, scene.bot)
    files = tuple(found.media[0] for found in scene.read())
    sent = await scene.channel.send(scene.person("trois", media=files))
    assert [next(k for k in ("photo", "document", "voice") if k in m.raw) for m in scene.sent(sent)] == [
        "photo",
        "document",
        "voice",
    ]
    assert scene.sent(sent)[0].text == "trois"


async def test_a_file_whose_message_was_deleted_goes_by_its_id(scene: Scene) -> None:
    given = scene.sim.send_photo(scene.amina, scene.bot)
    one = scene.read_one().media[0]
    scene.sim.delete_message(scene.amina, given)
    sent = await scene.channel.send(scene.person("encore", media=(one,)))
    (message,) = scene.sent(sent)
    assert ("photo" in message.raw, message.text) == (True, "encore")


# --- two bots -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "video_note", "animation", "sticker", "document", "audio"])
async def test_files_cross_between_two_bots(pair: tuple[Scene, TelegramChannel], kind: str) -> None:
    scene, desk = pair
    scene.sim.send_media(scene.amina, scene.bot, kind, duration=2)
    one = scene.read_one().media[0]
    part = scene.desk("" if kind in ("sticker", "video_note") else "mots", media=(one,), account=desk.account)
    sent = await desk.send(part)
    (number,) = sent.ids
    shown = scene.group.messages[int(number)]
    assert (kind in shown.raw, shown.author, sent.note) == (True, int(desk.account), "")


async def test_an_album_crosses_as_one(pair: tuple[Scene, TelegramChannel]) -> None:
    scene, desk = pair
    scene.sim.send_album(scene.amina, scene.bot, [("photo", None), ("video", None)])
    files = tuple(found.media[0] for found in scene.read())
    sent = await desk.send(scene.desk("deux", media=files, account=desk.account))
    shown = [scene.group.messages[int(number)] for number in sent.ids]
    assert len({message.raw["media_group_id"] for message in shown}) == 1
    assert shown[0].text == "deux"


async def test_a_file_over_20_mb_is_said_and_the_text_still_goes(pair: tuple[Scene, TelegramChannel]) -> None:
    scene, desk = pair
    for size in (21 << 20, None):
        scene.sim.send_document(scene.amina, scene.bot, Upload(b"x", "film.mkv", size=21 << 20))
        one = scene.read_one().media[0]
        known = Media("document", one.file_id, one.account, size=size)
        sent = await desk.send(scene.desk("voici", media=(known,), account=desk.account))
        assert sent.note == "too_big"
        assert [scene.group.messages[int(number)].text for number in sent.ids] == ["voici"]
    alone = await desk.send(scene.desk("", media=(known,), account=desk.account))
    assert alone == Sent(note="too_big")
    assert not scene.sim.calls_of("sendDocument")


async def test_a_file_that_nobody_can_fetch_is_said(pair: tuple[Scene, TelegramChannel]) -> None:
    scene, desk = pair
    for strange in (Media("photo", "nonsense", scene.channel.account), Media("photo", "x", "999")):
        sent = await desk.send(scene.desk("voici", media=(strange,), account=desk.account))
        assert (sent.note, len(sent.ids)) == ("file_gone", 1)


# --- places and cards ---------------------------------------------------------------------------------------------


async def test_positions_and_contacts(scene: Scene) -> None:
    sent = await scene.channel.send(scene.person("Ici :", location=Location(48.88, 2.35)))
    text, point = scene.sent(sent)
    assert (text.text, point.raw["location"]["latitude"]) == ("Ici :", 48.88)
    sent = await scene.channel.send(scene.person(location=Location(48.88, 2.35, "Gare", "18 rue"), silent=True))
    assert scene.sent(sent)[0].raw["venue"]["title"] == "Gare"
    row = ((Choice("x", "y"),),)
    sent = await scene.channel.send(scene.person(contact=Contact("", "+33600000000"), choices=row))
    (card,) = scene.sent(sent)
    assert (card.raw["contact"]["first_name"], len(card.buttons)) == ("+33600000000", 1)


async def test_media_of_nobody_in_particular_go_by_id(scene: Scene) -> None:
    scene.sim.send_photo(scene.amina, scene.bot)
    one = scene.read_one().media[0]
    part = scene.part(str(scene.amina.id), To.PERSON, "", media=(Media("photo", one.file_id),))
    assert "photo" in scene.sent(await scene.channel.send(part))[0].raw
