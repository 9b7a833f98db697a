"""aiogram, the library of the product, understands everything and raises its own errors."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    MessageReactionUpdated,
    ReactionTypeEmoji,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from simulator import BotRights
from simulator.samples import png
from tests.simulator.client import Log, Scene

KEYS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Oui", callback_data="yes")]])


def make_bot(scene: Scene, token: str | None = None) -> Bot:
    server = TelegramAPIServer.from_base(scene.sim.url)
    return Bot(token or scene.bot.token, session=AiohttpSession(api=server))


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    found = make_bot(scene)
    yield found
    await found.session.close()


def dispatcher(log: Log) -> Dispatcher:
    router = Dispatcher()

    @router.message(F.photo)
    async def photo(message: Message, bot: Bot) -> None:
        assert message.photo
        data = await bot.download(message.photo[-1])
        assert data is not None
        await message.answer_photo(BufferedInputFile(data.read(), "back.png"), caption="la même")

    @router.message(F.text)
    async def echo(message: Message) -> None:
        await message.reply(f"<b>{message.text}</b>", parse_mode="HTML", reply_markup=KEYS)

    @router.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("noté")
        assert isinstance(query.message, Message)
        await query.message.edit_text(f"vous avez dit {query.data}")

    @router.edited_message()
    async def edited(message: Message) -> None:
        log.append(f"edited {message.text}")

    @router.message_reaction()
    async def reacted(event: MessageReactionUpdated) -> None:
        reaction = event.new_reaction[0]
        assert isinstance(reaction, ReactionTypeEmoji)
        log.append(f"reaction {reaction.emoji}")

    @router.my_chat_member()
    async def member(event: object) -> None:
        log.append("blocked")

    return router


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
    uploaded = sim.chat(amina, bot)[-1].raw["photo"][0]
    assert sim.world.files.by_unique[uploaded["file_unique_id"]].data == png(20, 10)
    sim.edit(amina, said, "bonsoir")
    sim.react(amina, answer, "👍")
    sim.block(amina, bot)
    await asyncio.wait_for(log.full.wait(), 5)
    assert sorted(log) == ["blocked", "edited bonsoir", "reaction 👍"]


async def test_polling(scene: Scene, bot: Bot) -> None:
    log = Log()
    router = dispatcher(log)
    task = asyncio.ensure_future(router.start_polling(bot, handle_signals=False, close_bot_session=False))
    try:
        await scene.sim.wait_for(lambda: scene.bot.inbox.allowed)
        await converse(scene, log)
    finally:
        await router.stop_polling()
        await asyncio.wait_for(task, 5)


async def test_webhook(scene: Scene, bot: Bot) -> None:
    log = Log()
    router = dispatcher(log)
    app = web.Application()
    SimpleRequestHandler(router, bot, secret_token="s3cret", handle_in_background=False).register(app, "/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await bot.set_webhook(url, secret_token="s3cret", allowed_updates=router.resolve_used_update_types())
    info = await bot.get_webhook_info()
    assert info.url == url
    try:
        await converse(scene, log)
    finally:
        await bot.delete_webhook()
        await runner.cleanup()


async def test_topics_copies_and_reactions(scene: Scene, bot: Bot) -> None:
    group = scene.group.id
    stickers = await bot.get_forum_topic_icon_stickers()
    topic = await bot.create_forum_topic(group, "Héron 42", icon_custom_emoji_id=stickers[0].custom_emoji_id)
    sent = await bot.send_message(group, "carte", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    staff = scene.sim.say_in(scene.group, scene.camille, "bonjour", topic.message_thread_id)
    await bot.set_message_reaction(group, staff.id, [ReactionTypeEmoji(emoji="👀")])
    copy = await bot.copy_message(scene.amina.id, group, staff.id)
    assert scene.sim.chat(scene.amina, scene.bot)[-1].id == copy.message_id
    album = await bot.send_media_group(
        scene.amina.id,
        [InputMediaPhoto(media=BufferedInputFile(png(9, 9), f"{number}.png"), caption="x") for number in range(2)],
    )
    assert album[0].media_group_id == album[1].media_group_id
    await bot.close_forum_topic(group, topic.message_thread_id)
    await bot.delete_forum_topic(group, topic.message_thread_id)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(group, "x", message_thread_id=topic.message_thread_id)
    me = await bot.get_chat_member(group, bot.id)
    assert me.status == "administrator"
    assert (await bot.get_chat(group)).is_forum


async def test_errors(scene: Scene, bot: Bot) -> None:
    chat = scene.amina.id
    scene.sim.fail_next("sendMessage", kind="429", retry_after=5)
    with pytest.raises(TelegramRetryAfter) as slow:
        await bot.send_message(chat, "x")
    assert slow.value.retry_after == 5
    scene.sim.fail_next("sendMessage", kind="500")
    with pytest.raises(TelegramServerError):
        await bot.send_message(chat, "x")
    scene.sim.fail_next("sendMessage", kind="502")
    with pytest.raises(ClientDecodeError):
        await bot.send_message(chat, "x")
    scene.sim.fail_next("sendMessage", kind="cut_after")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(chat, "sent all the same")
    assert scene.sim.chat(scene.amina, scene.bot)[-1].text == "sent all the same"
    scene.sim.block(scene.amina, scene.bot)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(chat, "x")
    old = scene.sim.add_group("Groupe", supergroup=False, bot_rights=BotRights())
    scene.sim.join(old, scene.camille)
    new = scene.sim.migrate(old)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(old.id, "x")
    assert moved.value.migrate_to_chat_id == new
    stranger = make_bot(scene, "999999:wrong")
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()
    await stranger.session.close()
