"""The things of the simulated world: users, bots, chats, topics, messages.

Messages keep their body in the shape of the Bot API (``raw``). A raw body is never changed in place: an edit
puts a new one there, so that updates that wait in a queue keep what was true when they were made.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from simulator.updates import Inbox
    from simulator.webhook import Webhook

Json = dict[str, Any]

GENERAL = 1
"""The id of the General topic in Telegram's clients; no message carries it and no bot may send it."""

ANONYMOUS_ADMIN: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""The user that stands as author of what an anonymous admin writes (a fixed account of Telegram)."""

Status = Literal["creator", "administrator", "member", "left", "kicked"]


@dataclass(slots=True, eq=False)
class User:
    """A person with a Telegram account."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    raw: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        raw: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            value = getattr(self, name)
            if value:
                raw[name] = value
        self.raw = raw

    @property
    def name(self) -> str:
        """The name as clients show it."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True, eq=False)
class Bot:
    """A bot account; ``inbox`` holds its updates and ``webhook`` is set while it has one."""

    id: int
    token: str
    username: str
    name: str
    inbox: "Inbox"
    privacy: bool = False
    webhook: "Webhook | None" = None
    raw: Json = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.raw = {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}


@dataclass(frozen=True, slots=True)
class BotRights:
    """What a bot may do in a group; without ``admin`` the other rights count for nothing."""

    admin: bool = True
    manage_topics: bool = True
    delete: bool = True
    pin: bool = True
    restrict: bool = True
    invite: bool = True
    change_info: bool = True


@dataclass(slots=True, eq=False)
class Member:
    """A place in a group: ``who`` is the account, ``rights`` are set for bots."""

    who: User | Bot
    status: Status = "member"
    rights: BotRights = field(default_factory=lambda: BotRights(admin=False))
    anonymous: bool = False

    @property
    def present(self) -> bool:
        """Whether the account is in the group now."""
        return self.status not in ("left", "kicked")

    @property
    def is_admin(self) -> bool:
        """Whether the account administers the group."""
        return self.status in ("creator", "administrator")


@dataclass(slots=True, eq=False)
class Topic:
    """A topic of a forum; ``id`` is its message_thread_id."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    closed: bool = False
    deleted: bool = False
    icon: str | None = None


@dataclass(slots=True, eq=False)
class Chat:
    """What private chats and groups have in common: an id, numbered messages, pins."""

    id: int
    messages: "dict[int, Message]" = field(default_factory=dict)
    last_id: int = 0
    pinned: list[int] = field(default_factory=list)
    raw: Json = field(default_factory=dict)

    def next_id(self) -> int:
        """Take the next message id of this chat."""
        self.last_id += 1
        return self.last_id

    @property
    def is_group(self) -> bool:
        """Whether this is a group or a supergroup."""
        return self.id < 0

    @property
    def key(self) -> str:
        """The name of this chat for the web page."""
        return f"g:{self.id}"


@dataclass(slots=True, eq=False)
class PrivateChat(Chat):
    """The chat of one person with one bot."""

    bot: Bot = field(kw_only=True)
    user: User = field(kw_only=True)
    started: bool = False
    blocked: bool = False
    keyboard: Json | None = None

    def __post_init__(self) -> None:
        self.raw = {"id": self.id, "first_name": self.user.first_name, "type": "private"}
        for name in ("last_name", "username"):
            if name in self.user.raw:
                self.raw[name] = self.user.raw[name]

    @property
    def key(self) -> str:
        """The name of this chat for the web page."""
        return f"p:{self.bot.id}:{self.user.id}"


@dataclass(slots=True, eq=False)
class Group(Chat):
    """A group; ``supergroup`` and ``forum`` say which kind."""

    title: str = ""
    forum: bool = False
    supergroup: bool = True
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None

    def __post_init__(self) -> None:
        # Message 1 of a supergroup tells that it was made, which is why General has the id 1.
        self.last_id = max(self.last_id, GENERAL)
        self.refresh()

    def refresh(self) -> None:
        """Rebuild the Bot API shape after a change of title or kind."""
        raw: Json = {"id": self.id, "title": self.title}
        if self.forum:
            raw["is_forum"] = True
        raw["type"] = "supergroup" if self.supergroup else "group"
        self.raw = raw

    def member(self, account_id: int) -> Member | None:
        """Return the member who is in the group now, or None."""
        found = self.members.get(account_id)
        return found if found is not None and found.present else None

    def open_topics(self) -> list[Topic]:
        """Return the topics that were not deleted, oldest first."""
        return [topic for topic in self.topics.values() if not topic.deleted]


@dataclass(slots=True, eq=False)
class Message:
    """One message; the same object for everyone who sees it."""

    chat: Chat
    id: int
    raw: Json
    author: int
    has_files: bool = False
    deleted: bool = False
    root: int | None = None
    keyboard: Json | None = None
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def chat_id(self) -> int:
        """The id of the chat, as the Bot API knows it."""
        return self.chat.id

    @property
    def text(self) -> str:
        """The text or the caption, empty where there is none."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def thread(self) -> int | None:
        """The topic of the message, None in General and elsewhere."""
        return self.raw.get("message_thread_id") if self.raw.get("is_topic_message") else None

    @property
    def date(self) -> int:
        """Unix time of sending."""
        return int(self.raw["date"])

    @property
    def edited(self) -> bool:
        """Whether the message was edited since."""
        return "edit_date" in self.raw

    @property
    def from_bot(self) -> bool:
        """Whether a bot wrote it (an anonymous admin does not count as one)."""
        return bool(self.raw.get("from", {}).get("is_bot")) and "sender_chat" not in self.raw

    @property
    def reply_to(self) -> int | None:
        """The id of the quoted message; None when it only stands in a topic."""
        quoted = self.raw.get("reply_to_message")
        if quoted is None or "forum_topic_created" in quoted:
            return None
        return int(quoted["message_id"])

    @property
    def buttons(self) -> list[Json]:
        """The inline buttons, row after row, in one list."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def is_service(self) -> bool:
        """Whether Telegram made it (a topic was created, someone joined) rather than a person or bot."""
        return not SERVICE_FIELDS.isdisjoint(self.raw)


@dataclass(slots=True, eq=False)
class Press:
    """A button that was pressed: what the bot answered and whether it did; ``at`` is Unix time."""

    id: str
    user: User
    bot: Bot
    message: Message
    data: str
    at: float
    answered: bool = False
    text: str | None = None
    alert: bool = False
    url: str | None = None


SERVICE_FIELDS = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "group_chat_created",
        "supergroup_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
    }
)
"""Fields of Message that only service messages have, as far as the simulator makes them."""
