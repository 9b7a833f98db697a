"""What can be asked over ``POST /sim/<action>``: names, parameters, results.

People, bots, groups and messages are named by number: ``user``, ``bot`` (default: the first one), ``group``;
a message by ``message`` together with either ``group`` or ``user`` (its chat). A list in README.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.errors import SimulatorError
from simulator.files import Upload
from simulator.params import Params
from simulator.sending import Data
from simulator.state import Bot, BotRights, Group, Message, Press, User
from simulator.views import view_group, view_message, view_topics

if TYPE_CHECKING:
    from simulator.sim import Simulator


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its values and files, with the things they name."""

    sim: "Simulator"
    values: dict[str, Any]
    files: dict[str, Upload]

    @property
    def params(self) -> Params:
        """The values with the usual leniency."""
        return Params(self.values, self.files)

    def integer(self, name: str) -> int | None:
        """Return a whole number, None where it is missing."""
        return self.params.integer(name)

    def text(self, name: str = "text") -> str:
        """Return a text, empty where it is missing."""
        return self.params.text(name) or ""

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        return self.params.flag(name)

    def user(self) -> User:
        """Return the person named by ``user``."""
        found = self.sim.users.get(self.integer("user") or 0)
        if found is None:
            raise SimulatorError(f"there is no person {self.values.get('user')}")
        return found

    def bot(self) -> Bot:
        """Return the bot named by ``bot``, the first one without."""
        number = self.integer("bot")
        for bot in self.sim.bots:
            if number in (None, bot.id):
                return bot
        raise SimulatorError(f"there is no bot {number}")

    def group(self) -> Group:
        """Return the group named by ``group``."""
        found = self.sim.groups.get(self.integer("group") or 0)
        if found is None:
            raise SimulatorError(f"there is no group {self.values.get('group')}")
        return found

    def to(self) -> Bot | Group:
        """Return where a message goes: the group if one is named, else the bot."""
        return self.group() if self.values.get("group") else self.bot()

    def message(self, name: str = "message") -> Message:
        """Return a message of the named chat."""
        chat = self.group() if self.values.get("group") else self.sim.private_chat(self.user(), self.bot())
        found = chat.messages.get(self.integer(name) or 0)
        if found is None:
            raise SimulatorError(f"there is no message {self.values.get(name)}")
        return found

    def reply(self) -> Message | None:
        """Return the quoted message, None without one."""
        return self.message("reply_to") if self.values.get("reply_to") else None


def _shown(asked: Asked, message: Message) -> dict[str, Any]:
    return view_message(asked.sim.world, message)


def _say(asked: Asked) -> Any:
    to, user = asked.to(), asked.user()
    if isinstance(to, Bot):
        message = asked.sim.say(user, to, asked.text(), asked.reply())
    else:
        thread, anonymous = asked.integer("thread"), asked.flag("anonymous")
        message = asked.sim.say_in(to, user, asked.text(), thread, asked.reply(), anonymous)
    return _shown(asked, message)


def _send(asked: Asked) -> Any:
    kind = asked.text("kind") or "photo"
    options: dict[str, Any] = {"caption": asked.text("caption"), "thread": asked.integer("thread")}
    message = asked.sim.send_media(
        asked.user(), asked.to(), kind, asked.files.get("file"), reply_to=asked.reply(), **options
    )
    return _shown(asked, message)


def _album(asked: Asked) -> Any:
    items: list[tuple[str, Data]] = [("photo", upload) for upload in asked.files.values()]
    items = items or [("photo", None), ("photo", None)]
    options: dict[str, Any] = {"caption": asked.text("caption"), "thread": asked.integer("thread")}
    sent = asked.sim.send_album(asked.user(), asked.to(), items, **options)
    return [_shown(asked, message) for message in sent]


def _location(asked: Asked) -> Any:
    latitude, longitude = asked.params.number("latitude"), asked.params.number("longitude")
    if latitude is None or longitude is None:
        raise SimulatorError("latitude and longitude are needed")
    options: dict[str, Any] = {"live_period": asked.integer("live_period"), "thread": asked.integer("thread")}
    return _shown(asked, asked.sim.send_location(asked.user(), asked.to(), latitude, longitude, **options))


def _contact(asked: Asked) -> Any:
    phone = asked.text("phone") or "+33600000000"
    name = asked.text("name") or None
    return _shown(asked, asked.sim.send_contact(asked.user(), asked.to(), phone, name))


def _press(asked: Asked) -> Any:
    press: Press = asked.sim.press(asked.user(), asked.message(), asked.text("data"))
    return {"press": press.id}


def _react(asked: Asked) -> Any:
    return _shown(asked, asked.sim.react(asked.user(), asked.message(), asked.text("emoji") or None))


def _person(asked: Asked) -> Any:
    code = asked.text("language_code") or None
    user = asked.sim.add_user(asked.text("name") or "Someone", language_code=code)
    return {"id": user.id, "name": user.name, "language": user.language_code}


def _rights(asked: Asked) -> Any:
    names = ("admin", "manage_topics", "delete", "pin", "restrict", "invite", "change_info")
    given = {name: asked.flag(name) for name in names if name in asked.values}
    asked.sim.set_rights(asked.group(), asked.bot(), BotRights(**given))


def _new_group(asked: Asked) -> Any:
    rights = BotRights(admin=not asked.flag("plain"))
    group = asked.sim.add_group(asked.text("title") or "Group", forum=asked.flag("forum"), bot_rights=rights)
    return view_group(asked.sim.world, group)


def _fail(asked: Asked) -> Any:
    asked.sim.fail_next(
        asked.text("method") or "*",
        asked.integer("chat_id"),
        asked.text("kind") or "500",
        asked.integer("times") or 1,
        asked.integer("retry_after") or 3,
    )


def _thread(asked: Asked) -> int:
    return asked.integer("thread") or 0


def _create_topic(asked: Asked) -> Any:
    asked.sim.create_topic(asked.group(), asked.user(), asked.text("name") or "Topic", asked.text("icon") or None)
    return view_topics(asked.group())


ACTIONS: dict[str, Callable[[Asked], Any]] = {
    "say": _say,
    "send": _send,
    "album": _album,
    "location": _location,
    "contact": _contact,
    "press": _press,
    "react": _react,
    "edit": lambda asked: _shown(asked, asked.sim.edit(asked.user(), asked.message(), asked.text())),
    "delete_message": lambda asked: asked.sim.delete_message(asked.user(), asked.message()),
    "block": lambda asked: asked.sim.block(asked.user(), asked.bot()),
    "unblock": lambda asked: asked.sim.unblock(asked.user(), asked.bot()),
    "add_user": _person,
    "add_group": _new_group,
    "join": lambda asked: asked.sim.join(asked.group(), asked.user(), admin=asked.flag("admin")) and None,
    "set_rights": _rights,
    "set_forum": lambda asked: asked.sim.set_forum(asked.group(), asked.flag("on")),
    "migrate": lambda asked: asked.sim.migrate(asked.group()),
    "create_topic": _create_topic,
    "delete_topic": lambda asked: asked.sim.delete_topic(asked.group(), _thread(asked)),
    "close_topic": lambda asked: asked.sim.close_topic(asked.group(), _thread(asked)),
    "reopen_topic": lambda asked: asked.sim.reopen_topic(asked.group(), _thread(asked)),
    "fail_next": _fail,
    "heal": lambda asked: asked.sim.heal(),
}
"""Every action by its name in the URL."""
