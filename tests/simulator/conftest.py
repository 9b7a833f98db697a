"""Fixtures of the simulator's tests."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from simulator import BotRights, Limits, Simulator
from tests.simulator.client import Api, Clock, Scene

TOKEN = "123456:test"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def _scene(sim: Simulator, session: aiohttp.ClientSession) -> Scene:
    bot = sim.add_bot(TOKEN)
    amina = sim.add_user("Amina", language_code="ar")
    camille, karim = sim.add_user("Camille"), sim.add_user("Karim")
    group = sim.add_group("Équipe", forum=True, bot_rights=BotRights())
    sim.join(group, camille, admin=True)
    sim.join(group, karim)
    sim.say(amina, bot, "/start")
    bot.inbox.drop()
    await sim.start()
    return Scene(sim, bot, amina, camille, karim, group, Api(sim, TOKEN, session))


@pytest.fixture
async def scene(clock: Clock, session: aiohttp.ClientSession) -> AsyncIterator[Scene]:
    """A world without limits whose clock stands still."""
    sim = Simulator(clock=clock, webhook_scale=0.0, seed=7)
    yield await _scene(sim, session)
    await sim.stop()


@pytest.fixture
async def limited(clock: Clock, session: aiohttp.ClientSession) -> AsyncIterator[Scene]:
    """The same with Telegram's limits."""
    sim = Simulator(Limits.real(), clock=clock, webhook_scale=0.0, seed=7)
    yield await _scene(sim, session)
    await sim.stop()
