"""The commands, as the operator types them: in a process of their own, beside a simulator."""

import asyncio
import json
import os
import sys
from pathlib import Path

import aiohttp
import pytest

from simulator import Limits, Simulator
from simulator.demo import populate
from simulator.state import BotRights
from tests.house.conftest import TOKEN

ROOT = Path(__file__).parents[2]


async def relais(*arguments, data, **env):
    """Runs `relais`; (exit status, what it printed, what it said on standard error)."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("RELAIS_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", *arguments, cwd=ROOT, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**kept, "RELAIS_DATA_DIR": str(data), "COLUMNS": "200", **env},
    )  # fmt: skip
    printed, said = await asyncio.wait_for(process.communicate(env.get("_stdin", "").encode()), 90)
    return process.returncode, printed.decode(), said.decode()


@pytest.fixture
async def sim():
    async with Simulator(limits=Limits.off()) as simulator:
        yield simulator


def connected(sim, world, **more):
    return {
        "RELAIS_TELEGRAM_TOKEN": TOKEN,
        "RELAIS_TELEGRAM_API": sim.url,
        "RELAIS_DESK_GROUPS": str(world.group.id),
        "RELAIS_TRANSLATORS": "none",
        **more,
    }


async def test_the_doctor_is_content_with_a_good_group(sim, tmp_path):
    world = populate(sim, TOKEN)
    status, printed, said = await relais("doctor", data=tmp_path, **connected(sim, world))
    assert status == 0, printed + said
    assert "✘" not in printed


async def test_the_doctor_says_what_is_wrong_with_a_group_and_how_to_mend_it(sim, tmp_path):
    world = populate(sim, TOKEN)
    sim.set_rights(world.group, world.bot, BotRights(manage_topics=False))
    status, printed, _said = await relais("doctor", data=tmp_path, **connected(sim, world))
    assert status == 1
    assert "topics" in printed
    sim.set_forum(world.group, False)
    status, printed, _said = await relais("doctor", data=tmp_path, **connected(sim, world))
    assert status == 1
    assert "→" in printed


async def test_a_wrong_token_is_one_sentence(sim, tmp_path):
    world = populate(sim, TOKEN)
    wrong = "700000009:AAnobody-knows-this-token-000000000"
    env = connected(sim, world, RELAIS_TELEGRAM_TOKEN=wrong)
    status, printed, _said = await relais("doctor", data=tmp_path, **env)
    assert status == 1
    assert "token" in printed.lower()
    status, _printed, said = await relais("serve", data=tmp_path, **env, RELAIS_PORT="0")
    assert status == 2
    assert "Traceback" not in said
    assert wrong not in said


async def test_serve_without_a_channel_says_what_to_set(tmp_path):
    status, _printed, said = await relais("serve", data=tmp_path)
    assert status == 2
    assert "RELAIS_TELEGRAM_TOKEN" in said


async def test_a_database_that_cannot_be_used_is_one_sentence(tmp_path):
    url = "postgresql+asyncpg://nobody:wrong@127.0.0.1:1/none"
    status, _printed, said = await relais("audit", data=tmp_path, RELAIS_DATABASE_URL=url)
    assert status == 2
    assert "RELAIS_DATABASE_URL" in said
    assert "Traceback" not in said


async def test_audit_of_an_empty_house_is_well(tmp_path):
    status, printed, _said = await relais("audit", data=tmp_path)
    assert status == 0
    assert "accounted for" in printed


CSV = """name;category;address;postcode;city;lat;lon;opening_hours
Douches du Port;shower;1 quai des Chartrons;33000;Bordeaux;44.85;-0.57;Mo-Su 08:00-20:00
Sans position;shower;;;;;;
Mauvaise ligne;shower;x;33000;Bordeaux;cent;deux;
"""


async def test_an_import_tells_every_row_it_could_not_read_and_changes_nothing_twice(tmp_path):
    file = tmp_path / "places.csv"
    file.write_text(CSV)
    status, printed, said = await relais("directory", "import", str(file), data=tmp_path)
    assert status == 1
    assert "1 new" in printed
    assert "line" in said
    status, printed, _said = await relais("directory", "import", str(file), data=tmp_path)
    assert "0 new, 0 changed, 1 as before" in printed
    _status, printed, _said = await relais("directory", "search", "douche", "à", "Bordeaux", data=tmp_path)
    assert "Douches du Port" in printed


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nothing.csv", None),
        ("odd.xyz", "what is this"),
        ("half.geojson", '{"type": "FeatureCollection", "features": [{"ty'),
    ],
)
async def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, name, content):
    file = tmp_path / name
    if content is not None:
        file.write_text(content)
    status, printed, said = await relais("directory", "import", str(file), data=tmp_path)
    assert status in (1, 2)
    assert "Traceback" not in said + printed
    assert name in said or "line" in said


async def test_understand_keeps_its_contract_line_by_line(tmp_path):
    texts = ["j'ai faim", "", "🚿", "وين أنام الليلة", "\u202etxet\u202c", "a" * 100_000]
    lines = "\n".join(json.dumps({"text": text}) for text in texts)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "understand", "--jsonl", cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, _said = await asyncio.wait_for(process.communicate(lines.encode()), 60)
    answers = [json.loads(line) for line in printed.decode().splitlines()]
    assert len(answers) == len(texts)
    for answer in answers:
        assert {"language", "intent", "needs", "crisis", "place", "when", "audience", "action", "confidence"} <= set(
            answer
        )
        assert answer["action"] in ("answer", "ask_place", "reply", "handoff")
    assert answers[0]["needs"][0].startswith("eat")


async def test_health_and_metrics_tell_how_the_house_is(house):
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{house.app.address}/health") as answer:
            health = await answer.json()
            assert answer.status == 200
        async with session.get(f"{house.app.address}/metrics") as answer:
            metrics = await answer.text()
    assert health["ok"]
    assert health["places"] > 2_000
    assert "relais_conversations_waiting 0.0" in metrics
