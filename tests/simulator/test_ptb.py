"""python-telegram-bot, a second and unrelated parser, agrees."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from telegram import (
    Bot,
    ForumTopic,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReactionTypeEmoji,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)
from telegram.request import HTTPXRequest

from simulator import BotRights
from simulator.samples import png
from tests.simulator.client import Log, Scene

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="yes")]])
App = Application[Any, Any, Any, Any, Any, Any]


def make_bot(scene: Scene, token: str | None = None) -> Bot:
    base = scene.sim.url
    return Bot(
        token or scene.bot.token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(connection_pool_size=4),
    )


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    async with make_bot(scene) as found:
        yield found


async def echo(update: Update, _: Any) -> None:
    message = update.message
    assert message is not None
    if message.photo:
        data = await (await message.photo[-1].get_file()).download_as_bytearray()
        await message.reply_photo(bytes(data), caption="la même")
    else:
        await message.reply_text(f"*{message.text}*", parse_mode="MarkdownV2", reply_markup=KEYS, do_quote=True)


async def pressed(update: Update, _: Any) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("noté")
    await query.edit_message_text(f"vous avez dit {query.data}")


def application(bot: Bot, log: Log) -> App:
    app = ApplicationBuilder().bot(bot).build()

    async def edited(update: Update, _: Any) -> None:
        assert update.edited_message is not None
        log.append(f"edited {update.edited_message.text}")

    async def reacted(update: Update, _: Any) -> None:
        assert update.message_reaction is not None
        reaction = update.message_reaction.new_reaction[0]
        assert isinstance(reaction, ReactionTypeEmoji)
        log.append(f"reaction {reaction.emoji}")

    async def member(_: Update, __: Any) -> None:
        log.append("blocked")

    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
    app.add_handler(MessageHandler(filters.ALL, echo))
    app.add_handler(CallbackQueryHandler(pressed))
    app.add_handler(MessageReactionHandler(reacted))
    app.add_handler(ChatMemberHandler(member, ChatMemberHandler.MY_CHAT_MEMBER))
    return app


async def converse(scene: Scene, log: Log) -> None:
    sim, amina, bot = scene.sim, scene.amina, scene.bot
    said = sim.say(amina, bot, "bonjour")
    await sim.wait_for(lambda: sim.chat(amina, bot)[-1].buttons)
    answer = sim.chat(amina, bot)[-1]
    assert (answer.text, answer.reply_to) == ("bonjour", said.id)
    press = sim.press(amina, answer)
    await sim.wait_for(lambda: answer.text == "vous avez dit yes")
    assert press.text == "noté"
    sim.send_photo(amina, bot, png(20, 10))
    await sim.wait_for(lambda: sim.chat(amina, bot)[-1].text == "la même")
    sim.edit(amina, said, "bonsoir")
    sim.react(amina, answer, "👍")
    sim.block(amina, bot)
    await asyncio.wait_for(log.full.wait(), 5)
    assert sorted(log) == ["blocked", "edited bonsoir", "reaction 👍"]


async def test_polling(scene: Scene) -> None:
    log = Log()
    app = application(make_bot(scene), log)
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES, timeout=1)
        await app.start()
        await scene.sim.wait_for(lambda: scene.bot.inbox.allowed)
        await converse(scene, log)
        await app.updater.stop()
        await app.stop()


async def test_webhook(scene: Scene) -> None:
    log = Log()
    app = application(make_bot(scene), log)

    async def take(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        update = Update.de_json(await request.json(), app.bot)
        await app.update_queue.put(update)
        return web.Response()

    server = web.Application()
    server.router.add_post("/hook", take)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    async with app:
        await app.bot.set_webhook(url, secret_token="s3cret", allowed_updates=Update.ALL_TYPES)
        await app.start()
        await converse(scene, log)
        await app.bot.delete_webhook()
        await app.stop()
    await runner.cleanup()


async def test_topics_copies_and_reactions(scene: Scene, bot: Bot) -> None:
    group = scene.group.id
    stickers = await bot.get_forum_topic_icon_stickers()
    topic = await bot.create_forum_topic(group, "Héron 42", icon_custom_emoji_id=stickers[0].custom_emoji_id)
    assert isinstance(topic, ForumTopic)
    sent = await bot.send_message(group, "carte", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    staff = scene.sim.say_in(scene.group, scene.camille, "bonjour", topic.message_thread_id)
    await bot.set_message_reaction(group, staff.id, "👀")
    assert list(staff.reactions.values()) == ["👀"]
    copy = await bot.copy_message(scene.amina.id, group, staff.id)
    assert scene.sim.chat(scene.amina, scene.bot)[-1].id == copy.message_id
    album = await bot.send_media_group(scene.amina.id, [InputMediaPhoto(png(9, 9)), InputMediaPhoto(png(8, 8))])
    assert album[0].media_group_id == album[1].media_group_id
    await bot.edit_forum_topic(group, topic.message_thread_id, name="autre")
    await bot.delete_forum_topic(group, topic.message_thread_id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group, "x", message_thread_id=topic.message_thread_id)
    assert (await bot.get_chat_member(group, bot.id)).status == "administrator"
    assert (await bot.get_chat(group)).is_forum


async def test_every_kind_of_update_is_parsed(scene: Scene, bot: Bot) -> None:
    from tests.simulator.test_shapes import everyone_acts

    await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    everyone_acts(scene)
    updates = await bot.get_updates(offset=1, limit=100)
    assert len(updates) > 30
    assert all(update.effective_chat is not None for update in updates)
    assert [update.api_kwargs for update in updates if update.api_kwargs] == []
    messages = [update.effective_message for update in updates if update.effective_message]
    assert [message.api_kwargs for message in messages if message.api_kwargs] == []


async def test_errors(scene: Scene, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    chat = scene.amina.id
    scene.sim.fail_next("sendMessage", kind="429", retry_after=5)
    with pytest.raises(RetryAfter) as slow:
        await bot.send_message(chat, "x")
    assert slow.value.retry_after == timedelta(seconds=5)
    for kind in ("500", "502", "cut_before"):
        scene.sim.fail_next("sendMessage", kind=kind)
        with pytest.raises(NetworkError):
            await bot.send_message(chat, "x")
    scene.sim.block(scene.amina, scene.bot)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(chat, "x")
    old = scene.sim.add_group("Groupe", supergroup=False, bot_rights=BotRights())
    scene.sim.join(old, scene.camille)
    new = scene.sim.migrate(old)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old.id, "x")
    assert moved.value.new_chat_id == new
    await bot.set_webhook("http://127.0.0.1:9/")
    with pytest.raises(Conflict):
        await bot.get_updates()
    stranger = make_bot(scene, "999999:wrong")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
