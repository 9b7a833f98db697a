"""Updates, as Telegram sends them, in the words of the house."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import Unreadable
from bot.model import Contact, Kind, Location, Media
from tests.channels.scene import Scene
from tests.channels.updates import (
    AMINA,
    BOT,
    CAMILLE,
    DESK,
    FILE,
    GROUP,
    PRIVATE,
    SIZES,
    member,
    press,
    private,
    reaction,
    read,
    reader,
    topic,
)

# --- text -----------------------------------------------------------------------------------------------------


def test_a_text_of_a_person() -> None:
    found = read("message", private(text="où manger ?"))
    assert (found.kind, found.text, found.chat, found.desk) == (Kind.TEXT, "où manger ?", "41", False)
    assert (found.message_id, found.event_id, found.account) == ("7", "5", BOT)
    assert found.sent_at == datetime.fromtimestamp(1_790_000_000, UTC)
    sender = found.sender
    assert (sender.id, sender.name, sender.handle, sender.language) == ("41", "Amina <b> K", "amina", "ar")
    assert (sender.is_bot, sender.anonymous) == (False, False)
    assert found.raw["message"]["text"] == "où manger ?"


@pytest.mark.parametrize(
    ("text", "kind", "command", "arguments"),
    [
        ("/start", Kind.COMMAND, "start", ""),
        ("/START abc_1", Kind.COMMAND, "start", "abc_1"),
        ("/note@relais_bot  deux\nlignes ", Kind.COMMAND, "note", "deux\nlignes"),
        ("/note@Relais_Bot x", Kind.COMMAND, "note", "x"),
        ("// entre nous", Kind.TEXT, "", ""),
        ("//note", Kind.TEXT, "", ""),
        ("/", Kind.TEXT, "", ""),
        ("/é", Kind.TEXT, "", ""),
        (" /start", Kind.TEXT, "", ""),
        ("/start/help", Kind.TEXT, "", ""),
        ("/usr/bin", Kind.TEXT, "", ""),
        ("1/2", Kind.TEXT, "", ""),
    ],
)
def test_commands(text: str, kind: Kind, command: str, arguments: str) -> None:
    for found in (read("message", private(text=text)), read("message", topic(text=text))):
        assert (found.kind, found.command, found.arguments, found.text) == (kind, command, arguments, text)


def test_a_command_for_another_bot_is_none_of_ours() -> None:
    assert read("message", topic(text="/close@other_bot")).kind is Kind.SERVICE
    assert read("message", private(text="/start@other_bot")).kind is Kind.COMMAND


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "\u200f\u202eabc\u2066", "\u200b", "😀", "<b>&amp;</b> *_`[", "\t", "\ud800 seul", "zéro\0fin"],
)
def test_strange_texts_are_kept_but_for_what_no_database_takes(text: str) -> None:
    found = read("message", private(text=text))
    assert found.kind is Kind.TEXT
    assert found.text == text.replace("\0", "").replace("\ud800", "\ufffd")
    found.text.encode()


# --- media ----------------------------------------------------------------------------------------------------

CLIP = {**FILE, "duration": 3, "mime_type": "video/mp4", "file_name": "v.mp4"}


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        ({"photo": SIZES}, "photo", {}),
        ({"voice": {**FILE, "duration": 3, "mime_type": "audio/ogg"}}, "voice", {"mime": "audio/ogg", "duration": 3}),
        ({"audio": {**FILE, "duration": 9, "title": "Chant"}}, "audio", {"name": "Chant", "duration": 9}),
        (
            {"video": {**CLIP, "width": 9, "height": 9}},
            "video",
            {"mime": "video/mp4", "name": "v.mp4", "duration": 3},
        ),
        ({"video_note": {**FILE, "duration": 3, "length": 240}}, "video_note", {"duration": 3}),
        (
            {"animation": {**CLIP, "width": 9, "height": 9}, "document": {**FILE, "file_id": "doc"}},
            "animation",
            {"mime": "video/mp4", "name": "v.mp4", "duration": 3},
        ),
        (
            {"document": {**FILE, "file_name": "lettre.pdf", "mime_type": "application/pdf"}},
            "document",
            {"name": "lettre.pdf", "mime": "application/pdf"},
        ),
        (
            {"sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
            "sticker",
            {},
        ),
    ],
)
def test_every_kind_of_file(content: dict[str, Any], kind: str, expected: dict[str, Any]) -> None:
    found = read("message", private(**content, caption="voilà", media_group_id="G"))
    media = Media(kind, "F1", BOT, "41", "7", size=1234)
    assert found.media == (Media(**{**{f: getattr(media, f) for f in media.__dataclass_fields__}, **expected}),)
    assert (found.kind, found.text, found.group) == (Kind.MEDIA, "voilà", "G")


def test_a_live_photo_is_read_as_its_photo() -> None:
    live = {**FILE, "file_id": "L", "width": 9, "height": 9, "duration": 2}
    assert read("message", private(photo=SIZES, live_photo=live)).media[0].kind == "photo"


def test_the_emoji_of_a_sticker_is_kept() -> None:
    sticker = {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    assert read("message", private(sticker={**sticker, "emoji": "👋"})).emoji == "👋"


# --- places, cards, the rest ----------------------------------------------------------------------------------


def test_positions() -> None:
    point = {"latitude": 48.88, "longitude": 2.35}
    found = read("message", private(location=point))
    assert (found.kind, found.location) == (Kind.LOCATION, Location(48.88, 2.35))
    venue = {"location": point, "title": "Gare du Nord", "address": "18 rue de Dunkerque"}
    found = read("message", private(location=point, venue=venue))
    assert found.location == Location(48.88, 2.35, "Gare du Nord", "18 rue de Dunkerque")


def test_a_live_position_counts_once() -> None:
    point = {"latitude": 48.88, "longitude": 2.35, "live_period": 900}
    assert read("message", private(location=point)).kind is Kind.LOCATION
    assert read("edited_message", private(location=point, edit_date=1_790_000_060)).kind is Kind.SERVICE


def test_a_contact() -> None:
    card = {"phone_number": "+33600000000", "first_name": "Ali", "last_name": "B"}
    found = read("message", private(contact=card))
    assert (found.kind, found.contact) == (Kind.CONTACT, Contact("Ali B", "+33600000000"))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"dice": {"emoji": "🎲", "value": 4}}, "🎲 4"),
        (
            {
                "poll": {
                    "id": "1",
                    "question": "Où ?",
                    "options": [{"text": "Paris", "voter_count": 0, "persistent_id": "p"}],
                    "total_voter_count": 0,
                    "is_closed": False,
                    "is_anonymous": True,
                    "type": "regular",
                    "allows_multiple_answers": False,
                    "allows_revoting": False,
                    "members_only": False,
                }
            },
            "Où ?\n– Paris",
        ),
        ({"game": {"title": "Jeu", "description": "d", "photo": SIZES}}, "Jeu"),
        ({"story": {"chat": PRIVATE, "id": 3}}, ""),
        ({"paid_media": {"star_count": 1, "paid_media": []}}, ""),
        ({"something_new": {"x": 1}}, ""),
        ({"text": 12, "caption": "mal formé"}, "mal formé"),
        ({"text": "sans is_bot", "from": {"id": 41, "first_name": "Amina"}}, "sans is_bot"),
    ],
)
def test_what_nobody_can_read_is_for_a_human(content: dict[str, Any], text: str) -> None:
    found = read("message", private(**content))
    assert (found.kind, found.text, found.chat, found.message_id) == (Kind.OTHER, text, "41", "7")
    assert found.sender.id == "41"


def test_an_update_of_a_new_kind_with_a_chat_is_for_a_human() -> None:
    found = read("telepathy", private(text="je pense"))
    assert (found.kind, found.text, found.chat) == (Kind.OTHER, "je pense", "41")


@pytest.mark.parametrize("payload", ['{"update_id": 5, "mess', "[]", '"x"', '{"update_id": 5}', '{"message": {}}', ""])
def test_what_says_nothing_stays_with_its_reason(payload: str) -> None:
    with pytest.raises(Unreadable, match=r"."):
        reader().read(payload)


# --- edits, presses, reactions ----------------------------------------------------------------------------------


def test_an_edit() -> None:
    found = read("edited_message", private(text="Lyon", edit_date=1_790_000_060))
    assert (found.kind, found.text, found.target, found.message_id) == (Kind.EDIT, "Lyon", "7", "7")
    assert found.sent_at == datetime.fromtimestamp(1_790_000_060, UTC)
    assert read("edited_message", private(text="/help", edit_date=1_790_000_060)).kind is Kind.EDIT


def test_a_press() -> None:
    found = read("callback_query", press(topic(text="carte")))
    assert (found.kind, found.choice, found.callback_id) == (Kind.CHOICE, "desk:take", "991")
    assert (found.chat, found.thread, found.target, found.message_id, found.desk) == (DESK, "30", "8", "", True)
    assert found.sender.id == "52"


def test_a_press_on_a_message_that_can_no_longer_be_seen() -> None:
    gone = {"chat": PRIVATE, "message_id": 3, "date": 0}
    found = read("callback_query", press(gone, **{"from": AMINA}))
    assert (found.kind, found.chat, found.target) == (Kind.CHOICE, "41", "3")
    assert found.sent_at.year >= 2026
    alone = read("callback_query", press(None, **{"from": AMINA, "inline_message_id": "x"}))
    assert (alone.kind, alone.chat, alone.target) == (Kind.CHOICE, "41", "")


@pytest.mark.parametrize(
    ("old", "new", "emoji"),
    [([], ["👍"], "👍"), (["👍"], [], ""), (["👍"], ["👍", "❤"], "❤"), ([], ["*"], "⭐"), ([], ["?"], "❔")],
)
def test_reactions(old: list[str], new: list[str], emoji: str) -> None:
    found = read("message_reaction", reaction(old, new))
    assert (found.kind, found.emoji, found.target, found.message_id) == (Kind.REACTION, emoji, "8", "")


def test_an_anonymous_reaction() -> None:
    assert read("message_reaction", reaction([], ["👍"], actor_chat=GROUP)).sender.anonymous


# --- members and groups -------------------------------------------------------------------------------------------


def test_blocking_and_rights() -> None:
    assert read("my_chat_member", member(PRIVATE, "kicked")).kind is Kind.BLOCKED
    assert read("my_chat_member", member(PRIVATE, "member")).kind is Kind.UNBLOCKED
    rights = read("my_chat_member", member(GROUP, "member"))
    assert (rights.kind, rights.desk) == (Kind.RIGHTS, True)


@pytest.mark.parametrize(
    "content",
    [
        {"new_chat_title": "Autre"},
        {"pinned_message": private(text="x")},
        {"forum_topic_edited": {"name": "x"}},
        {"forum_topic_closed": {}},
        {"forum_topic_reopened": {}},
        {"new_chat_members": [AMINA]},
        {"left_chat_member": AMINA},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    ],
)
def test_the_messengers_own_notes(content: dict[str, Any]) -> None:
    assert read("message", topic(**content)).kind is Kind.SERVICE


def test_what_the_bot_itself_did_comes_back_as_a_note() -> None:
    own = {"id": int(BOT), "is_bot": True, "first_name": "Relais"}
    created = {"forum_topic_created": {"name": "x", "icon_color": 1}}
    assert read("message", topic(**{"from": own}, **created)).kind is Kind.SERVICE
    assert read("message", topic(**{"from": own}, something_new=1)).kind is Kind.SERVICE


def test_a_group_that_moved() -> None:
    old = {"id": -77, "type": "group", "title": "Équipe"}
    gone = read("message", topic(chat=old, migrate_to_chat_id=int(DESK)))
    come = read("message", topic(migrate_from_chat_id=-77))
    for found in (gone, come):
        assert (found.kind, found.chat, found.moved_to) == (Kind.MOVED, "-77", DESK)


def test_topics_quotes_and_their_traps() -> None:
    root = topic(forum_topic_created={"name": "x", "icon_color": 1}, message_id=30)
    assert read("message", topic(text="a", reply_to_message=root)).reply_to == ""
    assert read("message", topic(text="a", reply_to_message=topic(text="b"))).reply_to == "8"
    thread = {"chat": GROUP, "from": CAMILLE, "message_id": 9, "date": 1, "message_thread_id": 5, "text": "x"}
    assert read("message", thread).thread == ""
    assert read("message", topic(text="x")).thread == "30"
    assert read("message", private(text="x", message_thread_id=4, is_topic_message=True)).thread == ""


def test_who_wrote() -> None:
    ghost = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    found = read("message", topic(**{"from": ghost}, sender_chat=GROUP, text="x")).sender
    assert (found.anonymous, found.is_bot, found.name) == (True, False, "Équipe")
    assert read("message", topic(**{"from": ghost}, text="x")).sender.anonymous
    robot = {"id": 9, "is_bot": True, "first_name": "Autre"}
    found = read("message", topic(**{"from": robot}, text="x")).sender
    assert (found.is_bot, found.anonymous) == (True, False)
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "X"}
    assert read("message", topic(text="x", forward_origin=origin)).forwarded


async def test_what_the_simulator_sends_is_read(scene: Scene) -> None:
    sim, amina, bot = scene.sim, scene.amina, scene.bot
    sim.say(amina, bot, "مرحبا")
    sim.send_album(amina, bot, caption="deux")
    for kind in ("voice", "video", "video_note", "animation", "sticker", "document", "audio"):
        sim.send_media(amina, bot, kind)
    sim.send_location(amina, bot, 48.8, 2.3)
    sim.send_contact(amina, bot)
    sim.block(amina, bot)
    kinds = [found.kind for found in scene.read()]
    assert kinds == [Kind.TEXT, *[Kind.MEDIA] * 9, Kind.LOCATION, Kind.CONTACT, Kind.BLOCKED]
