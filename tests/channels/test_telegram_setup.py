"""What the bot says of itself, what the doctor finds, and how fast it may go."""

import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.catalogue import Catalogue
from bot.channels.telegram import TelegramChannel, setup_texts
from bot.channels.telegram_texts import SetupTexts
from bot.model import Act, Outbound, Part, To
from simulator import BotRights, Simulator
from tests.channels.scene import TOKEN, Scene

ROOT = Path(__file__).parents[2]


class Words:
    """A catalogue of two languages, and one whose code Telegram does not take."""

    languages = ("en", "fr", "prs")

    def say(self, language: str, key: str, **values: object) -> str:
        return f"{language} <b>{key}</b> &amp;"


def texts() -> dict[str, SetupTexts]:
    return dict(setup_texts(Words(), {name: f"order.{name}" for name in ("take", "bot", "close", "note", "help")}))


def test_texts_are_plain_and_by_two_letter_codes() -> None:
    found = texts()
    assert list(found) == ["", "en", "fr"]
    assert found[""] == found["en"]
    assert found["fr"].people[0] == ("start", "fr telegram.command.start &")
    assert found["fr"].staff[-1] == ("help", "fr order.help &")
    assert [name for name, _ in found["fr"].staff] == ["take", "bot", "close", "note", "help"]


def test_the_real_catalogue_has_every_text() -> None:
    found = setup_texts(Catalogue.load(ROOT / "locales"))
    assert {"", "fr", "en", "ar", "es"} <= set(found)
    for code, one in found.items():
        said = [one.description, one.short, *(about for _, about in (*one.people, *one.staff))]
        assert all(text and not text.startswith("telegram.") for text in said), (code, said)
        assert len(one.description) <= 512
        assert len(one.short) <= 120
        assert all(len(about) <= 256 for _, about in (*one.people, *one.staff))


def channel(scene: Scene, **more: object) -> TelegramChannel:
    groups = [str(scene.group.id)]
    return TelegramChannel(TOKEN, public=True, api=scene.sim.url, desk_groups=groups, texts=texts(), **more)  # type: ignore[arg-type]  # settings of the test


SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")


async def test_commands_and_descriptions_are_set_once(scene: Scene) -> None:
    for round_number in range(2):
        bot = channel(scene)
        await bot.start()
        await bot.close()
        counts = [len(scene.sim.calls_of(name)) for name in SETTERS]
        assert counts == [6, 3, 3], round_number
    commands = scene.bot.commands
    assert [one["command"] for one in commands["default", "fr"]] == ["start", "help", "language", "forget"]
    staff = [one["command"] for one in commands[f"chat:{scene.group.id}", ""]]
    assert staff == ["take", "bot", "close", "note", "help"]
    assert scene.bot.texts["description", "fr"] == "fr telegram.description &"


async def test_setting_them_may_fail_without_harm(scene: Scene) -> None:
    scene.sim.fail_next("setMyCommands", kind="429", times=3)
    scene.sim.fail_next("getMyDescription", kind="500", times=3)
    bot = channel(scene)
    await bot.start()
    await bot.close()
    assert len(scene.bot.commands) == 3


async def test_a_desk_bot_leaves_the_peoples_commands_alone(pair: tuple[Scene, TelegramChannel]) -> None:
    scene, _ = pair
    people = TelegramChannel(TOKEN, public=True, api=scene.sim.url, desk_groups=[str(scene.group.id)], texts=texts())
    desk = TelegramChannel(
        "700002:desk-token", public=False, api=scene.sim.url, desk_groups=[str(scene.group.id)], texts=texts()
    )
    people.know(desk)
    desk.know(people)
    for one in (people, desk):
        await one.start()
        await one.close()
    bots = {bot.id: bot for bot in scene.sim.bots}
    assert {scope for scope, _ in bots[700001].commands} == {"default"}
    assert {scope for scope, _ in bots[700002].commands} == {f"chat:{scene.group.id}"}


# --- doctor -------------------------------------------------------------------------------------------------------


async def findings(one: TelegramChannel) -> list[tuple[str, str]]:
    found = await one.check()
    assert all(finding.mend or finding.level != "bad" for finding in found)
    assert all(TOKEN not in finding.what + finding.mend for finding in found)
    await one.close()
    return [(finding.level, finding.what) for finding in found]


async def test_all_is_well(scene: Scene) -> None:
    found = await findings(channel(scene))
    assert [level for level, _ in found] == ["ok", "ok", "ok"]
    assert "@relais_bot" in found[0][1]
    assert str(scene.group.id) in found[2][1]


@pytest.mark.parametrize(
    ("rights", "level", "words"),
    [
        (BotRights(admin=False), "bad", "simple member"),
        (BotRights(manage_topics=False), "bad", "manage topics"),
        (BotRights(delete=False), "warn", "delete messages"),
        (BotRights(pin=False), "warn", "pin messages"),
    ],
)
async def test_missing_rights(scene: Scene, rights: BotRights, level: str, words: str) -> None:
    scene.sim.set_rights(scene.group, scene.bot, rights)
    assert any(one == level and words in what for one, what in await findings(channel(scene)))


async def test_a_group_that_is_no_forum_is_said_in_the_log_too(scene: Scene) -> None:
    scene.sim.set_forum(scene.group, False)
    bot = channel(scene)
    with capture_logs() as lines:
        await bot.start()
    assert any("has no topics" in line.get("what", "") and line["mend"] for line in lines)
    assert any(level == "bad" and "no topics" in what for level, what in await findings(bot))


async def test_a_group_that_is_not_there(scene: Scene) -> None:
    bot = TelegramChannel(TOKEN, public=True, api=scene.sim.url, desk_groups=["-1001"])
    assert any(level == "bad" and "-1001" in what for level, what in await findings(bot))


async def test_a_group_that_moved_is_named(scene: Scene) -> None:
    new = scene.sim.migrate(scene.group)
    found = await findings(channel(scene))
    assert any(level == "warn" and str(new) in what for level, what in found)


async def test_privacy_mode_matters_only_without_rights(sim: Simulator) -> None:
    bot = sim.add_bot(TOKEN, privacy=True)
    group = sim.add_group("Équipe", forum=True, bot_rights=BotRights())
    one = TelegramChannel(TOKEN, public=True, api=sim.url, desk_groups=[str(group.id)])
    assert not any("Privacy" in what for _, what in await findings(one))
    sim.set_rights(group, bot, BotRights(admin=False))
    assert any("Privacy" in what for _, what in await findings(one))


async def test_webhook_or_polling(scene: Scene) -> None:
    door = channel(scene, public_url="http://127.0.0.1:9", webhook_secret="abc")
    assert any("not set" in what for level, what in await findings(door) if level == "warn")
    await door.start()
    assert any("brought to" in what for _, what in await findings(door))
    assert any("A webhook is set" in what for level, what in await findings(channel(scene)) if level == "warn")


async def test_a_wrong_token_and_a_server_that_is_away(scene: Scene) -> None:
    wrong = TelegramChannel("700009:unknown", public=True, api=scene.sim.url)
    assert await findings(wrong) == [("bad", "Telegram refuses the bot's token.")]
    away = channel(scene)
    await scene.sim.stop()
    ((level, what),) = await findings(away)
    assert (level, what) == ("bad", "Telegram does not answer (ClientConnectorError).")


# --- pace ---------------------------------------------------------------------------------------------------------


def part(chat: str, act: Act = Act.SAY) -> Part:
    return Part("k", "c", "telegram", "700001", chat, Outbound("k", To.DESK, "x", act=act))


def test_pace() -> None:
    bot = TelegramChannel(TOKEN, public=True, rate=30)
    whole, chat = bot.pace(part("41"))
    assert (whole.key, whole.rate) == ("bot:700001", 30)
    assert (chat.key, chat.rate, chat.burst) == ("chat:700001:41", 1, 3)
    for act in (Act.SAY, Act.EDIT, Act.DELETE, Act.OPEN_TOPIC, Act.EDIT_TOPIC, Act.CLOSE_TOPIC, Act.REOPEN_TOPIC):
        _, group = bot.pace(part("-1001", act))
        assert group.burst + 60 * group.rate == pytest.approx(20)
    for act in (Act.REACT, Act.SEEN):
        assert bot.pace(part("-1001", act)) == (whole,)
    assert TelegramChannel(TOKEN, public=True, rate=0).pace(part("41")) == ()


def test_aiogram_is_not_imported_before_a_bot_is_made() -> None:
    code = "import sys, bot.channels.telegram, bot.channels.base; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
