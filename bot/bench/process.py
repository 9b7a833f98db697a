"""A Relais, or another bot, in a process of its own on a simulator."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from simulator import Simulator
from simulator.demo import DemoWorld

TOKEN = "700000001:AAbench-token-of-the-simulator-000"  # noqa: S105 - opens nothing outside the simulator


def environment(sim: Simulator, world: DemoWorld, data: Path, **more: str) -> dict[str, str]:
    """The environment of a Relais on ``sim``, with no pacing and no translation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    return {
        **kept,
        "RELAIS_DATA_DIR": str(data),
        "RELAIS_TELEGRAM_TOKEN": TOKEN,
        "RELAIS_TELEGRAM_API": sim.url,
        "RELAIS_TELEGRAM_RATE": "0",
        "RELAIS_DESK_GROUPS": str(world.group.id),
        "RELAIS_TRANSLATORS": "none",
        "RELAIS_PORT": "0",
        "RELAIS_LOG_LEVEL": "error",
        **more,
    }


@dataclass
class BotProcess:
    """A bot in a process of its own; ``kill`` is kill -9."""

    arguments: list[str]
    env: dict[str, str]
    process: asyncio.subprocess.Process | None = field(default=None)

    @classmethod
    def relais(cls, env: dict[str, str]) -> BotProcess:
        """`relais serve`."""
        return cls([sys.executable, "-m", "bot.cli", "serve"], env)

    @classmethod
    def echo(cls, sim: Simulator) -> BotProcess:
        """An aiogram bot that stores nothing and says back what it hears."""
        return cls([sys.executable, "-m", "bot.bench.echo", sim.url, TOKEN], dict(os.environ))

    async def start(self) -> None:
        """Starts the process."""
        self.process = await asyncio.create_subprocess_exec(
            *self.arguments, env=self.env, stdout=asyncio.subprocess.DEVNULL, stderr=None
        )

    @property
    def died(self) -> bool:
        """Whether it has ended by itself."""
        return self.process is not None and self.process.returncode is not None

    async def kill(self) -> None:
        """kill -9: nothing is finished, nothing is said."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Asks it to stop and waits."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.returncode is None:
            self.process.send_signal(number)
        try:
            await asyncio.wait_for(self.process.wait(), 30)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
        self.process = None
