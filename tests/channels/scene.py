"""What the tests of the Telegram channel share."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.channels.telegram import TelegramChannel
from bot.model import Act, Inbound, Outbound, Part, RawEvent, Sent, To
from simulator import Bot, Group, Message, Simulator, Topic, User

TOKEN = "700001:people-token"
DESK_TOKEN = "700002:desk-token"
_keys = itertools.count(1)


@dataclass
class Clock:
    """The simulator's clock, in Unix seconds."""

    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Inbox:
    """A store that keeps what it is given, each event once; it fails as often as it is told to."""

    events: dict[str, RawEvent] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    failures: int = 0
    tries: int = 0

    async def __call__(self, events: Sequence[RawEvent], cursor: tuple[str, str] | None = None) -> None:
        self.tries += 1
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        self.batches.append(len(events))
        for event in events:
            self.events.setdefault(event.event_id, event)
        if cursor:
            self.cursors[cursor[0]] = cursor[1]

    @property
    def all(self) -> list[RawEvent]:
        return list(self.events.values())


@dataclass
class OneReader:
    """The lease, free or held by somebody else."""

    free: bool = True
    holders: list[str] = field(default_factory=list)

    async def acquire(self, name: str, seconds: float) -> bool:
        if self.free and name not in self.holders:
            self.holders.append(name)
        return self.free

    async def release(self, name: str) -> None:
        if name in self.holders:
            self.holders.remove(name)


@dataclass
class Scene:
    """The world of a test."""

    sim: Simulator
    bot: Bot
    amina: User
    camille: User
    group: Group
    channel: TelegramChannel

    def person(self, text: str = "", **fields: Any) -> Part:
        """A part for Amina."""
        return self.part(str(self.amina.id), To.PERSON, text, **fields)

    def desk(self, text: str = "", thread: str = "", **fields: Any) -> Part:
        """A part for the staff group."""
        return self.part(str(self.group.id), To.DESK if thread else To.GENERAL, text, thread=thread, **fields)

    def part(self, chat: str, to: To, text: str, **fields: Any) -> Part:
        outer = {name: fields.pop(name) for name in ("thread", "reply_id", "target_ids", "key") if name in fields}
        key = outer.pop("key", f"part{next(_keys)}")
        account = fields.pop("account", self.channel.account)
        return Part(key, "c1", "telegram", account, chat, Outbound(key, to, text, **fields), **outer)

    async def open_topic(self, title: str = "Héron 42") -> Topic:
        sent = await self.channel.send(self.desk(title, act=Act.OPEN_TOPIC))
        return self.sim.topic_of(self.group, int(sent.thread))

    def updates(self) -> list[dict[str, Any]]:
        """What waits for the bot, taken away."""
        found = [update.json() for update in self.bot.inbox.pending.values()]
        self.bot.inbox.drop()
        return found

    def read(self) -> list[Inbound]:
        """What waits for the bot, as the channel reads it."""
        return [self.channel.read(json.dumps(update)) for update in self.updates()]

    def read_one(self) -> Inbound:
        found = self.read()
        assert len(found) == 1, found
        return found[0]

    def chat(self) -> list[Message]:
        """The bot's messages in Amina's chat."""
        return [message for message in self.sim.chat(self.amina, self.bot) if message.author == self.bot.id]

    def sent(self, sent: Sent) -> list[Message]:
        """The messages in Amina's chat that a part became."""
        chat = self.sim.private_chat(self.amina, self.bot)
        return [chat.messages[int(number)] for number in sent.ids]
