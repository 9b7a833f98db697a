"""Parts as they arrive: in Amina's chat, in the topics of the staff group."""

import pytest

from bot.channels.telegram import TelegramChannel
from bot.errors import Refused, SlowDown
from bot.model import Act, Choice, Part, Sent, escape
from simulator import Limits, Message, Simulator
from tests.channels.scene import TOKEN, Clock, Scene


def kinds(message: Message) -> list[str]:
    return [entity["type"] for entity in message.raw.get("entities", [])]


# --- text -----------------------------------------------------------------------------------------------------


async def test_markup_arrives_as_entities_without_a_preview(scene: Scene) -> None:
    text = '<b>Gras</b> <i>i</i> <code>c</code> <a href="https://osm.org">carte</a>\n<blockquote>q</blockquote>'
    sent = await scene.channel.send(scene.person(text))
    (message,) = scene.sent(sent)
    assert message.text == "Gras i c carte\nq"
    assert kinds(message) == ["bold", "italic", "code", "text_link", "blockquote"]
    assert message.raw["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize(
    "typed",
    ["<b>", "</b> & <script>alert(1)</script>", "\u202egauche\u200b\u2066", "*_`[", "😀" * 2_000, "1 < 2 && 3 > 2"],
)
async def test_what_people_type_is_shown_as_typed(scene: Scene, typed: str) -> None:
    await scene.channel.send(scene.person(escape(typed)))
    assert scene.chat()[-1].text == typed.strip()


async def test_a_text_of_100_kb_arrives_whole_and_in_order(scene: Scene) -> None:
    text = "".join(f"Phrase {number}. " for number in range(7_000))
    row = ((Choice("Plus", "more"),),)
    sent = await scene.channel.send(scene.person(f"<b>{text}</b>", choices=row))
    messages = scene.sent(sent)
    assert len(messages) == len(sent.ids) > 20
    assert " ".join(message.text for message in messages).split() == text.split()
    assert [bool(message.buttons) for message in messages] == [False] * (len(messages) - 1) + [True]


async def test_markup_that_does_not_close_still_arrives(scene: Scene) -> None:
    await scene.channel.send(scene.person("<b>un <i>deux</b> 3 < 4 <nul> &amp; fin"))
    assert scene.chat()[-1].text == "un deux 3 < 4 <nul> & fin"


async def test_when_the_server_cannot_parse_it_gets_plain_text(scene: Scene) -> None:
    scene.sim.fail_next("sendMessage", kind="400:can't parse entities: unsupported start tag")
    await scene.channel.send(scene.person("<b>A</b> &lt;b&gt;", choices=((Choice("x", "y"),),)))
    message = scene.chat()[-1]
    assert (message.text, kinds(message), len(message.buttons)) == ("A <b>", [], 1)


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200f", "<b> </b>"])
async def test_nothing_to_say_is_refused_before_the_server(scene: Scene, text: str) -> None:
    with pytest.raises(Refused, match="empty"):
        await scene.channel.send(scene.person(text))
    assert not scene.sim.calls_of("sendMessage")


async def test_a_quote_and_a_quote_of_something_deleted(scene: Scene) -> None:
    asked = scene.sim.say(scene.amina, scene.bot, "où ?")
    await scene.channel.send(scene.person("ici", reply_id=str(asked.id)))
    assert scene.chat()[-1].reply_to == asked.id
    scene.sim.delete_message(scene.amina, asked)
    await scene.channel.send(scene.person("là", reply_id=str(asked.id)))
    assert (scene.chat()[-1].text, scene.chat()[-1].reply_to) == ("là", None)


async def test_silent_parts_do_not_ring(scene: Scene) -> None:
    await scene.channel.send(scene.person("x", silent=True))
    assert scene.sim.calls_of("sendMessage")[-1].params["disable_notification"] in (True, "true", "True")


# --- buttons ----------------------------------------------------------------------------------------------------


async def test_buttons(scene: Scene) -> None:
    wide = tuple(Choice(str(number), f"n{number}") for number in range(10))
    link = Choice("Carte", url="https://osm.org")
    bad = (Choice("trop", "d" * 65), Choice("rien", ""), Choice("", "x"), Choice("mauvais", url="javascript:1"))
    choices = ((Choice("L" * 80, "é" * 32), link), wide, bad)
    await scene.channel.send(scene.person("?", choices=choices))
    rows = scene.chat()[-1].raw["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [2, 8, 2]
    assert rows[0][0] == {"text": "L" * 63 + "…", "callback_data": "é" * 32}
    assert rows[0][1] == {"text": "Carte", "url": "https://osm.org"}


async def test_a_button_that_the_server_refuses_does_not_hold_the_text_back(scene: Scene) -> None:
    await scene.channel.send(scene.person("x", choices=((Choice("Site", url="https://"),),)))
    scene.sim.fail_next("sendMessage", kind="400:BUTTON_URL_INVALID")
    await scene.channel.send(scene.person("y", choices=((Choice("Site", url="https://a.b"),),)))
    assert (scene.chat()[-1].text, scene.chat()[-1].buttons) == ("y", [])


async def test_the_position_button_comes_and_goes(scene: Scene) -> None:
    chat = scene.sim.private_chat(scene.amina, scene.bot)
    await scene.channel.send(scene.person("Où ?", ask_position="📍 Ma position"))
    assert chat.keyboard is not None
    assert chat.keyboard["keyboard"] == [[{"text": "📍 Ma position", "request_location": True}]]
    assert chat.keyboard["one_time_keyboard"] is True
    await scene.channel.send(scene.person("Merci"))
    assert chat.keyboard is None
    assert [message.text for message in scene.chat()] == ["Où ?", "Merci"]


async def test_the_position_button_beside_other_buttons(scene: Scene) -> None:
    chat = scene.sim.private_chat(scene.amina, scene.bot)
    row = ((Choice("Paris", "p"),),)
    sent = await scene.channel.send(scene.person("Où ?", ask_position="📍", choices=row))
    question, button = scene.sent(sent)
    assert [one["text"] for one in question.buttons] == ["Paris"]
    assert (button.text, button.buttons) == ("📍", [])
    assert chat.keyboard is not None
    sent = await scene.channel.send(scene.person("Voici", choices=row))
    assert chat.keyboard is None
    assert [message.text for message in scene.chat()] == ["Où ?", "📍", "Voici"]
    assert len(sent.ids) == 1


async def test_a_group_gets_no_position_button(scene: Scene) -> None:
    await scene.channel.send(scene.desk("x", ask_position="📍"))
    assert "reply_markup" not in scene.sim.calls_of("sendMessage")[-1].params


# --- editing, deleting, reacting ------------------------------------------------------------------------------------


def again(part: Part, sent: Sent, scene: Scene, text: str, **fields: object) -> Part:
    return scene.person(text, act=Act.EDIT, target_ids=sent.ids, **fields)


async def test_an_edit_changes_text_and_buttons(scene: Scene) -> None:
    part = scene.person("un", choices=((Choice("x", "y"),),))
    sent = await scene.channel.send(part)
    for _ in range(2):  # the second time nothing changes, which is fine
        assert (await scene.channel.send(again(part, sent, scene, "<b>deux</b>"))).ids == sent.ids
    (message,) = scene.sent(sent)
    assert (message.text, message.buttons, message.edited) == ("deux", [], True)
    await scene.channel.send(again(part, sent, scene, "", choices=((Choice("z", "z"),),)))
    assert [button["text"] for button in scene.sent(sent)[0].buttons] == ["z"]


async def test_an_edit_of_a_long_text_needs_more_or_fewer_messages(scene: Scene) -> None:
    part = scene.person("mot. " * 1_500)
    sent = await scene.channel.send(part)
    assert len(sent.ids) == 2
    await scene.channel.send(again(part, sent, scene, "court"))
    assert [message.text for message in scene.sent(sent)] == ["court", "…"]
    longer = await scene.channel.send(again(part, sent, scene, "mot. " * 2_500))
    assert longer.ids[:2] == sent.ids
    assert " ".join(message.text for message in scene.sent(longer)) == ("mot. " * 2_500).strip()


async def test_an_edit_of_a_file_changes_its_caption(scene: Scene) -> None:
    scene.sim.send_album(scene.amina, scene.bot)
    files = tuple(found.media[0] for found in scene.read())
    part = scene.person("un", media=files)
    sent = await scene.channel.send(part)
    await scene.channel.send(again(part, sent, scene, "deux"))
    assert [message.text for message in scene.sent(sent)] == ["deux", ""]


async def test_what_cannot_be_edited_is_refused_in_words(scene: Scene) -> None:
    asked = scene.sim.say(scene.amina, scene.bot, "x")
    for ids, words in (((), "not known"), (("999",), "was deleted"), ((str(asked.id),), "no longer be changed")):
        with pytest.raises(Refused, match=words):
            await scene.channel.send(scene.person("y", act=Act.EDIT, target_ids=ids))


async def test_deleting_twice_is_fine(scene: Scene) -> None:
    sent = await scene.channel.send(scene.person("un"))
    for _ in range(2):
        await scene.channel.send(scene.person(act=Act.DELETE, target_ids=sent.ids))
    assert scene.chat() == []


async def test_reactions(scene: Scene) -> None:
    asked = scene.sim.say(scene.amina, scene.bot, "x")
    bot = scene.bot.id

    async def react(emoji: str, target: str = str(asked.id)) -> Sent:
        return await scene.channel.send(scene.person(emoji, act=Act.REACT, target_ids=(target,)))

    for emoji in ("👀", "👍", "❤️", "💔"):
        assert (await react(emoji)).note == ""
        assert asked.reactions[bot].rstrip("\ufe0f") == emoji.rstrip("\ufe0f")
    await react("")
    assert bot not in asked.reactions
    for emoji in ("✅", "⚠️", "texte"):
        assert (await react(emoji)).note == "reaction"
    assert (await react("👍", "999")).note == ""
    assert (await react("👍", "")).note == "reaction"
    scene.sim.fail_next("setMessageReaction", kind="400:REACTION_INVALID")
    assert (await react("👍")).note == "reaction"


async def test_a_press_is_seen_and_too_late_is_fine(scene: Scene, clock: Clock) -> None:
    await scene.channel.send(scene.person("?", choices=((Choice("x", "y"),),)))
    press = scene.sim.press(scene.amina, scene.chat()[-1])
    await scene.channel.send(scene.person("<b>Vu</b>" + " !" * 300, act=Act.SEEN, callback_id=press.id))
    assert press.answered
    assert press.text is not None
    assert press.text.startswith("Vu ! !")
    late = scene.sim.press(scene.amina, scene.chat()[-1])
    clock.now += 200
    await scene.channel.send(scene.person(act=Act.SEEN, callback_id=late.id))
    await scene.channel.send(scene.person(act=Act.SEEN))
    assert not late.answered


# --- going on where it was interrupted ------------------------------------------------------------------------------


async def test_a_part_of_several_messages_goes_on_where_it_stopped(clock: Clock) -> None:
    async with Simulator(Limits(private_per_second=1.0, private_burst=2), clock) as sim:
        bot, amina = sim.add_bot(TOKEN), sim.add_user("Amina")
        sim.say(amina, bot, "/start")
        channel = TelegramChannel(TOKEN, public=True, api=sim.url)
        scene = Scene(sim, bot, amina, amina, sim.add_group("Équipe"), channel)
        part, text = scene.person("mot. " * 4_000), ("mot. " * 4_000).strip()
        for arrived in (2, 4):
            with pytest.raises(SlowDown) as slow:
                await channel.send(part)
            assert len(scene.chat()) == arrived
            clock.now += slow.value.seconds + 1
        sent = await channel.send(part)
        assert len(sent.ids) == len(scene.chat()) == 5
        assert " ".join(message.text for message in scene.sent(sent)) == text
        await channel.close()
