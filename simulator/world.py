"""The simulated world: who is there, what was written, who is told."""

import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.faults import Faults
from simulator.files import FileStore, StoredFile, Upload
from simulator.limits import Flood, Limits
from simulator.pulse import Pulse
from simulator.state import Bot, BotRights, Chat, Group, Json, Member, Message, Press, PrivateChat, Topic, User
from simulator.updates import Inbox
from simulator.views import view_message

if TYPE_CHECKING:
    from simulator.webhook import Delivery


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Bot API: ``at`` is Unix time, ``error`` is None when it went well."""

    bot_id: int
    method: str
    params: dict[str, Any]
    at: float
    result: Any = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the bot was (or would have been) told that it worked."""
        return self.error is None


class World:
    """Everything the simulator knows, and the few ways in which it changes."""

    def __init__(self, limits: Limits, clock: Callable[[], float], answer_window: float, seed: int) -> None:
        self.clock = clock
        self.flood = Flood(limits)
        self.faults = Faults()
        self.files = FileStore()
        self.pulse = Pulse()
        self.answer_window = answer_window
        self.random = random.Random(seed)  # noqa: S311 - ids of a toy world, not secrets
        self.bots: dict[str, Bot] = {}
        self.users: dict[int, User] = {}
        self.groups: dict[int, Group] = {}
        self.private: dict[tuple[int, int], PrivateChat] = {}
        self.presses: dict[str, Press] = {}
        self.calls: deque[ApiCall] = deque(maxlen=50_000)
        self.done: Counter[str] = Counter()
        self.delivery: Delivery
        self._icon_files: dict[str, StoredFile] = {}

    # --- who is there ---------------------------------------------------------------------------

    def new_user_id(self) -> int:
        """Return an unused user id (below 2**33, as Telegram's are)."""
        while True:
            found = self.random.randrange(1_000_000_000, 1 << 33)
            if found not in self.users:
                return found

    def new_group_id(self, supergroup: bool) -> int:
        """Return an unused chat id: ``-100…`` for supergroups."""
        number = self.random.randrange(1_000_000_000, 3_000_000_000)
        found = -1_000_000_000_000 - number if supergroup else -number
        return found if found not in self.groups else self.new_group_id(supergroup)

    def new_inbox(self) -> Inbox:
        """Return an empty queue of updates; ids go on rising when a simulator is started anew later."""
        first_id = 100_000_000 + int(self.clock() * 4) % 2_000_000_000
        return Inbox(self.clock, first_id, self.pulse.touch)

    def icon_file(self, icon_id: str) -> StoredFile:
        """Return the sticker file of a topic icon."""
        if icon_id not in self._icon_files:
            self._icon_files[icon_id] = self.files.add("sticker", Upload(b"icon " + icon_id.encode()))
        return self._icon_files[icon_id]

    def chat_with(self, bot: Bot, user: User) -> PrivateChat:
        """Return the private chat of a person with a bot."""
        key = (bot.id, user.id)
        chat = self.private.get(key)
        if chat is None:
            chat = self.private[key] = PrivateChat(user.id, bot=bot, user=user)
        return chat

    def bots_in(self, group: Group) -> list[Member]:
        """Return the bots that are in a group."""
        return [member for member in group.members.values() if member.present and isinstance(member.who, Bot)]

    # --- what is written ------------------------------------------------------------------------

    def now(self) -> int:
        """Unix time in whole seconds."""
        return int(self.clock())

    def post(
        self,
        chat: Chat,
        sender: Json,
        content: Json,
        *,
        author: int | None = None,
        topic: Topic | None = None,
        reply: Message | None = None,
        sender_chat: Json | None = None,
        has_files: bool = False,
        keyboard: Json | None = None,
    ) -> Message:
        """Write a message into a chat; the updates are sent by ``announce``."""
        raw: Json = {"message_id": chat.next_id(), "from": sender, "chat": chat.raw, "date": int(self.clock())}
        if sender_chat is not None:
            raw["sender_chat"] = sender_chat
        root = None
        if reply is not None or topic is not None:
            root = self._place(raw, chat, topic, reply)
            has_files = has_files or (reply is not None and reply.has_files)
        raw.update(content)
        message = Message(chat, raw["message_id"], raw, author or sender["id"], has_files, root=root)
        chat.messages[message.id] = message
        if keyboard is not None:
            message.keyboard = keyboard
            if isinstance(chat, PrivateChat):
                chat.keyboard = None if keyboard.get("remove_keyboard") else keyboard
        if self.pulse.listening:
            self.pulse.publish({"type": "message", "chat": chat.key, "message": view_message(self, message)})
        self.pulse.touch()
        return message

    def _place(self, raw: Json, chat: Chat, topic: Topic | None, reply: Message | None) -> int | None:
        """Write topic, quote and reply thread into a new message; returns the root of a reply thread."""
        if topic is not None:
            raw["message_thread_id"] = topic.id
            raw["is_topic_message"] = True
            # In a topic a message that quotes nothing replies to the service message that made the topic.
            reply = reply or chat.messages.get(topic.id)
        if reply is None:
            return None
        if topic is not None and topic.id not in (reply.id, reply.thread):
            raw["external_reply"] = external_reply(reply)
            return None
        raw["reply_to_message"] = quoted(reply)
        if topic is None and isinstance(chat, Group) and chat.supergroup:
            root = reply.root or reply.id
            raw["message_thread_id"] = root
            return root
        return None

    def announce(self, message: Message, kind: str = "message") -> None:
        """Tell the bots that see a message."""
        chat = message.chat
        if isinstance(chat, PrivateChat):
            if message.author == chat.user.id or message.is_service:
                chat.bot.inbox.push(kind, self.show(message, chat.bot), f"c{chat.id}")
            return
        if isinstance(chat, Group):
            for member in self.bots_in(chat):
                bot = member.who
                if isinstance(bot, Bot) and self._sees(bot, member, message):
                    bot.inbox.push(kind, self.show(message, bot), f"c{chat.id}")

    def _sees(self, bot: Bot, member: Member, message: Message) -> bool:
        if message.is_service:
            return True
        if message.from_bot:
            return False
        if member.is_admin or not bot.privacy:
            return True
        quote = message.raw.get("reply_to_message", {})
        if quote.get("from", {}).get("id") == bot.id:
            return True
        return message.text.startswith("/") or f"@{bot.username}" in message.text

    def show(self, message: Message, bot: Bot) -> Json:
        """Return the body of a message as one bot sees it."""
        if not message.has_files:
            return message.raw
        shown: Json = self.files.render(message.raw, bot.id)
        return shown

    def change(self, message: Message, content: Json, *, marked: bool = True, has_files: bool = False) -> None:
        """Replace content of a message; ``marked`` shows it as edited. None removes a field."""
        raw = {**message.raw, **content}
        for name in [name for name, value in raw.items() if value is None]:
            del raw[name]
        if marked:
            raw["edit_date"] = self.now()
        message.raw = raw
        message.has_files = message.has_files or has_files
        self.tell("edit", message)

    def tell(self, kind: str, message: Message) -> None:
        """Tell the page that something about a message changed."""
        if self.pulse.listening:
            self.pulse.publish({"type": kind, "chat": message.chat.key, "message": view_message(self, message)})
        self.pulse.touch()

    def remove(self, message: Message) -> None:
        """Delete a message; bots are never told (Telegram has no update for it)."""
        message.deleted = True
        message.chat.messages.pop(message.id, None)
        if self.pulse.listening:
            self.pulse.publish({"type": "delete", "chat": message.chat.key, "id": message.id})
        self.pulse.touch()

    def publish(self, event: Json) -> None:
        """Tell the page something and wake those who wait."""
        if self.pulse.listening:
            self.pulse.publish(event)
        self.pulse.touch()

    # --- members --------------------------------------------------------------------------------

    def set_member(
        self, chat: Chat, bot: Bot, by: User | None, before: Json, after: Json, kind: str = "my_chat_member"
    ) -> None:
        """Tell a bot about a change of membership."""
        if before == after:
            return
        sender = by.raw if by is not None else ANYONE
        body = {
            "chat": chat.raw,
            "from": sender,
            "date": self.now(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        bot.inbox.push(kind, body, f"{kind[0]}{chat.id}:{sender['id']}")
        self.pulse.touch()


ANYONE: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
"""Telegram's own account, which stands for a change that nobody in particular made."""


def quoted(message: Message) -> Json:
    """Return the body of a message inside a quote: without its own quote."""
    raw = message.raw
    if "reply_to_message" in raw:
        return {name: value for name, value in raw.items() if name != "reply_to_message"}
    return raw


def origin(message: Message) -> Json:
    """Return where a message came from first (MessageOrigin)."""
    if "forward_origin" in message.raw:
        first: Json = message.raw["forward_origin"]
        return first
    if "sender_chat" in message.raw:
        return {"type": "chat", "sender_chat": message.raw["sender_chat"], "date": message.date}
    return {"type": "user", "sender_user": message.raw["from"], "date": message.date}


EXTERNAL = ("photo", "document", "video", "voice", "audio", "animation", "video_note", "sticker")


def external_reply(message: Message) -> Json:
    """Return the quote of a message of another chat or topic (ExternalReplyInfo)."""
    kept = {name: message.raw[name] for name in (*EXTERNAL, "location", "contact") if name in message.raw}
    place = {"chat": message.chat.raw, "message_id": message.id} if message.chat.is_group else {}
    return {"origin": origin(message), **place, **kept}


def member_json(member: Member) -> Json:
    """Return a ChatMember object."""
    user = member.who.raw
    if member.status == "creator":
        return {"status": "creator", "user": user, "is_anonymous": member.anonymous}
    if member.status == "administrator":
        rights = member.rights if isinstance(member.who, Bot) else BotRights()
        return {
            "status": "administrator",
            "user": user,
            "can_be_edited": False,
            "is_anonymous": member.anonymous,
            "can_manage_chat": True,
            "can_delete_messages": rights.delete,
            "can_manage_video_chats": False,
            "can_restrict_members": rights.restrict,
            "can_promote_members": False,
            "can_change_info": rights.change_info,
            "can_invite_users": rights.invite,
            "can_post_stories": False,
            "can_edit_stories": False,
            "can_delete_stories": False,
            "can_send_welcome_messages": False,
            "can_pin_messages": rights.pin,
            "can_manage_topics": rights.manage_topics,
        }
    if member.status == "kicked":
        return {"status": "kicked", "user": user, "until_date": 0}
    return {"status": member.status, "user": user}
