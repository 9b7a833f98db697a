"""A bot of ours on a simulator, with a person, two of the staff and a forum."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import TelegramChannel
from simulator import BotRights, Limits, Simulator
from tests.channels.scene import DESK_TOKEN, TOKEN, Clock, Scene


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sim(clock: Clock) -> AsyncIterator[Simulator]:
    """A simulator without limits; its clock stands still until a test moves it."""
    found = Simulator(Limits.off(), clock, webhook_scale=0.0, seed=11)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def scene(sim: Simulator) -> AsyncIterator[Scene]:
    """One bot for people and staff."""
    bot = sim.add_bot(TOKEN, username="relais_bot")
    amina = sim.add_user("Amina", language_code="ar")
    camille = sim.add_user("Camille", language_code="fr")
    group = sim.add_group("Équipe", forum=True, bot_rights=BotRights())
    sim.join(group, camille, admin=True)
    sim.say(amina, bot, "/start")
    bot.inbox.drop()
    channel = TelegramChannel(TOKEN, public=True, api=sim.url, desk_groups=[str(group.id)], rate=0, seconds=5.0)
    yield Scene(sim, bot, amina, camille, group, channel)
    await channel.close()


@pytest.fixture
async def pair(sim: Simulator) -> AsyncIterator[tuple[Scene, TelegramChannel]]:
    """Two bots: the first for people, the second for the staff group. The scene's channel is the people's."""
    bot = sim.add_bot(TOKEN, username="relais_bot")
    desk_bot = sim.add_bot(DESK_TOKEN, username="relais_desk_bot")
    amina, camille = sim.add_user("Amina", language_code="ar"), sim.add_user("Camille")
    group = sim.add_group("Équipe", forum=True, bot_rights=BotRights(), bots=(desk_bot,))
    sim.join(group, camille, admin=True)
    sim.say(amina, bot, "/start")
    bot.inbox.drop()
    people = TelegramChannel(TOKEN, public=True, api=sim.url, desk_groups=[str(group.id)], rate=0, seconds=5.0)
    desk = TelegramChannel(DESK_TOKEN, public=False, api=sim.url, desk_groups=[str(group.id)], rate=0, seconds=5.0)
    people.know(desk)
    desk.know(people)
    yield Scene(sim, bot, amina, camille, group, people), desk
    await people.close()
    await desk.close()
