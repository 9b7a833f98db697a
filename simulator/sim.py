"""The simulator: one object with the world, the server and everyone's hands."""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web

from simulator.control import Control
from simulator.errors import SimulatorError
from simulator.faults import Fault
from simulator.limits import Limits
from simulator.methods.receiving import LOOPBACK
from simulator.sending import Sending
from simulator.server import MAX_BODY, BotApi
from simulator.staff import Staff
from simulator.state import Bot, Group, Message, PrivateChat, Topic, User
from simulator.webhook import Delivery
from simulator.world import ApiCall, World


class Simulator(Sending, Staff):
    """A Bot API server on loopback with people and groups in it.

    ``clock`` returns Unix time in seconds; ``answer_window`` is how long a pressed button may be answered (seconds;
    Telegram does not say, observers report 10–20); ``webhook_scale`` shortens the waits between webhook attempts.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        *,
        answer_window: float = 15.0,
        webhook_scale: float = 1.0,
        seed: int | None = None,
    ) -> None:
        chosen = time.time_ns() if seed is None else seed
        self.world = World(limits or Limits.off(), clock, answer_window, chosen)
        self.api = BotApi(self.world)
        self.world.delivery = Delivery(
            clock, self.world.random.uniform, webhook_scale, self.api.execute_answer, self.world.pulse.touch
        )
        self._runner: web.AppRunner | None = None
        self.url = ""

    # --- the server -----------------------------------------------------------------------------

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve on a loopback address (port 0: a free one); returns ``url``. Raises SimulatorError elsewhere."""
        if host not in LOOPBACK:
            raise SimulatorError(f"the simulator serves loopback only, not {host}")
        if self._runner is not None:
            raise SimulatorError("the simulator is running already")
        self.api.stopping.clear()
        app = web.Application(client_max_size=MAX_BODY)
        self.api.register(app)
        Control(self).register(app)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        for bot in self.bots:
            if bot.webhook is not None:
                bot.webhook.start()
        number = runner.addresses[0][1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{number}"
        return self.url

    async def stop(self) -> None:
        """Stop serving; the world stays as it is and can be served again."""
        self.api.stopping.set()
        for bot in self.world.bots.values():
            bot.inbox.close()
            if bot.webhook is not None:
                bot.webhook.stop()
        await self.world.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self.url = ""

    async def __aenter__(self) -> "Simulator":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # --- the world ------------------------------------------------------------------------------

    @property
    def bots(self) -> list[Bot]:
        """All bots."""
        return list(self.world.bots.values())

    @property
    def users(self) -> dict[int, User]:
        """All people by id."""
        return self.world.users

    @property
    def groups(self) -> dict[int, Group]:
        """All groups by id, those that have migrated included."""
        return self.world.groups

    @property
    def calls(self) -> list[ApiCall]:
        """The last 50,000 API calls, oldest first."""
        return list(self.world.calls)

    def count_of(self, method: str) -> int:
        """How many calls of one method went well since the start; cheap, and never forgets."""
        return self.world.done[method]

    def calls_of(self, method: str) -> list[ApiCall]:
        """The calls of one method, oldest first."""
        return [call for call in self.world.calls if call.method == method]

    def add_bot(self, token: str, username: str = "relais_bot", name: str = "Relais", *, privacy: bool = False) -> Bot:
        """Make a bot; ``privacy`` hides group messages that are not for it unless it is an admin."""
        match = re.fullmatch(r"(\d{3,12}):[\w-]{1,64}", token)
        if match is None:
            raise SimulatorError("a token looks like 123456:ABC-def")
        bot = Bot(int(match.group(1)), token, username, name, self.world.new_inbox(), privacy)
        if token in self.world.bots or any(other.id == bot.id for other in self.bots):
            raise SimulatorError(f"there is a bot {bot.id} already")
        self.world.bots[token] = bot
        self.world.publish({"type": "reload"})
        return bot

    def add_user(
        self,
        name: str,
        *,
        language_code: str | None = None,
        username: str | None = None,
        last_name: str | None = None,
        id: int | None = None,
    ) -> User:
        """Make a person; ``language_code`` is the language of their telephone."""
        user = User(id or self.world.new_user_id(), name, last_name, username, language_code)
        self.world.users[user.id] = user
        self.world.publish({"type": "reload"})
        return user

    def chat(self, user: User, bot: Bot) -> list[Message]:
        """Return the messages of a private chat, oldest first."""
        return list(self.private_chat(user, bot).messages.values())

    def private_chat(self, user: User, bot: Bot) -> PrivateChat:
        """Return the private chat of a person with a bot."""
        return self.world.chat_with(bot, user)

    def topics(self, group: Group) -> list[Topic]:
        """Return the topics that were not deleted, oldest first."""
        return group.open_topics()

    def topic(self, group: Group, thread: int | Topic | None) -> list[Message]:
        """Return the messages of a topic (None or 1: General), oldest first, the service ones included."""
        number = thread.id if isinstance(thread, Topic) else thread
        number = None if number in (0, 1) else number
        return [message for message in group.messages.values() if message.thread == number]

    def all_messages(self) -> Iterable[Message]:
        """Go through every message there is."""
        for chat in (*self.world.private.values(), *self.world.groups.values()):
            yield from chat.messages.values()

    # --- watching and disturbing ----------------------------------------------------------------

    async def wait_for(self, predicate: Callable[[], Any], timeout: float = 10.0) -> Any:  # noqa: ASYNC109 - one call, one bound
        """Wait until ``predicate()`` is true and return its value; looks again after every change of the world."""
        return await self.world.pulse.wait_for(predicate, timeout)

    def actions_in_window(self, chat_id: int, seconds: float = 60.0) -> int:
        """Return the largest number of accepted actions in any ``seconds`` in one chat, limits on or off."""
        return self.world.flood.most_in_window(chat_id, seconds)

    def fail_next(
        self,
        method: str = "*",
        chat_id: int | None = None,
        kind: str = "500",
        times: int = 1,
        retry_after: int = 3,
    ) -> Fault:
        """Make the next ``times`` calls of a method fail: ``429``, ``500``, ``502`` (an HTML page), ``400:text``,
        ``403:text``, ``cut_before`` (not done, no answer), ``cut_after`` (done, no answer), ``timeout`` (no answer).
        """
        return self.world.faults.add(Fault(method, chat_id, kind, times, retry_after))

    def heal(self) -> None:
        """Forget all faults that wait."""
        self.world.faults.waiting.clear()
