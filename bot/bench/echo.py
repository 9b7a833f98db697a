"""The bot to compare with: aiogram as its documentation shows it, polling, storing nothing.

Run as ``python -m bot.bench.echo ADDRESS TOKEN``; aiogram is imported here because this *is* an aiogram bot.
"""

import asyncio
import sys


async def main(address: str, token: str) -> None:
    """Says back what it hears until the process is stopped."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "?")

    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    await dispatcher.start_polling(Bot(token, session=session))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
