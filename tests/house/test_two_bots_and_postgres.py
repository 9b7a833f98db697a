"""The same house with a second bot for the desk, and on PostgreSQL."""

from datetime import UTC, datetime

import pytest

from simulator.demo import populate
from tests.databases import postgres_url  # noqa: F401 - a fixture
from tests.house.conftest import TOKEN, running, settings_for

DESK_TOKEN = "700000002:AAdesk-token-of-the-simulator-00000"


async def test_a_second_bot_serves_the_desk_and_files_cross(sim, tmp_path):
    world = populate(sim, TOKEN)
    desk = sim.add_bot(DESK_TOKEN, "relais_desk_bot", "Relais desk")
    sim.join(world.group, desk, admin=True)
    async with running(sim, world, settings_for(sim, world, tmp_path, desk_token=DESK_TOKEN)) as house:
        moussa, camille = house.person("Moussa"), world.staff[0]
        await house.ask(moussa, "je veux parler à quelqu'un")
        await house.until(lambda: sim.topics(world.group))
        topic = sim.topics(world.group)[0]
        sim.send_photo(moussa, world.bot, caption="ma carte")
        await house.until(lambda: any(m.author == desk.id and "photo" in m.raw for m in sim.topic(world.group, topic)))
        sim.send_document(camille, world.group, b"plan", thread=topic, name="plan.pdf")
        await house.until(lambda: any("document" in m.raw for m in house.said(moussa)))


async def test_the_main_job_on_postgresql(sim, tmp_path, postgres_url):  # noqa: F811 - the fixture
    world = populate(sim, TOKEN)
    settings = settings_for(sim, world, tmp_path, database_url=postgres_url, secret_key="sixteen characters")
    async with running(sim, world, settings) as house:
        moussa = house.person("Moussa")
        assert (await house.ask(moussa, "toilettes à paris 18e")).text
        await house.ask(moussa, "je veux parler à quelqu'un")
        topic = await house.topic()
        answer = sim.say_in(world.group, world.staff[0], "Bonjour !", topic)
        await house.until(lambda: "Bonjour" in house.said(moussa)[-1].text)
        await house.until(lambda: "👍" in answer.reactions.values())
        assert (await house.app.store.audit(datetime.now(UTC))).problems == ()


@pytest.mark.parametrize("kills", [3])
async def test_nothing_is_lost_when_the_process_is_killed(kills, tmp_path):
    from bot.bench.crash import crash_run

    report = await crash_run(12, kills, folder=tmp_path)
    assert report.problems == []
    assert report.kills == kills
    assert report.messages == 48
