"""``python -m simulator``: the simulator on its own, for a bot in another process."""

import argparse
import asyncio
import contextlib
import signal

from simulator.demo import populate
from simulator.limits import Limits
from simulator.sim import Simulator


async def _serve(port: int, token: str, limits: Limits) -> None:
    sim = Simulator(limits)
    world = populate(sim, token)
    url = await sim.start(port=port)
    print(f"page and Bot API: {url}  token: {token}  staff group: {world.group.id}", flush=True)
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    await done.wait()
    await sim.stop()


def main() -> None:
    """Read the arguments and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="loopback port, 0 for a free one")
    parser.add_argument("--token", default="123456:simulator", help="token of the bot")
    parser.add_argument("--limits", choices=("off", "real"), default="off", help="flood limits")
    given = parser.parse_args()
    limits = Limits.real() if given.limits == "real" else Limits.off()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.port, given.token, limits))


if __name__ == "__main__":
    main()
