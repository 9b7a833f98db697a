"""What people do: write, edit, send files, press buttons, react, block."""

from simulator.entities import detect, parse, utf16_length
from simulator.errors import SimulatorError
from simulator.methods.answers import set_reaction
from simulator.state import (
    ANONYMOUS_ADMIN,
    GENERAL,
    Bot,
    Chat,
    Group,
    Json,
    Member,
    Message,
    Press,
    PrivateChat,
    Topic,
    User,
)
from simulator.world import World, member_json

MAX_TEXT = 4096


class People:
    """The hands of the people and the staff; every method acts at once and returns what was created."""

    world: World

    # --- text -----------------------------------------------------------------------------------

    def say(
        self, user: User, bot: Bot, text: str, reply_to: Message | int | None = None, *, parse_mode: str | None = None
    ) -> Message:
        """Write to a bot in private; longer than 4096 is split as clients do, the last part is returned."""
        return self._write(user, bot, text, None, reply_to, False, parse_mode)

    def say_in(
        self,
        group: Group,
        user: User,
        text: str,
        thread: int | Topic | None = None,
        reply_to: Message | int | None = None,
        anonymous: bool = False,
        *,
        parse_mode: str | None = None,
    ) -> Message:
        """Write in a group: ``thread`` is a topic or its id, None is General; ``anonymous`` needs an admin."""
        return self._write(user, group, text, thread, reply_to, anonymous, parse_mode)

    def _write(
        self,
        user: User,
        to: Bot | Group,
        text: str,
        thread: int | Topic | None,
        reply_to: Message | int | None,
        anonymous: bool,
        mode: str | None,
    ) -> Message:
        text, entities = parse(text, mode)
        if not text:
            raise SimulatorError("Telegram sends no empty message")
        if utf16_length(text) <= MAX_TEXT:
            content: Json = {"text": text, "entities": entities} if entities else {"text": text}
            return self._send(user, to, content, thread, reply_to, anonymous)
        parts = [part for part in _split(text) if part.strip()]
        for part in parts[:-1]:
            self._send(user, to, _plain(part.strip()), thread, reply_to, anonymous)
        return self._send(user, to, _plain(parts[-1].strip()), thread, reply_to, anonymous)

    def edit(self, user: User, message: Message, text: str) -> Message:
        """Change the text or the caption of one's own message."""
        self._own(user, message)
        plain, entities = parse(text, None)
        name, marks = ("text", "entities") if "text" in message.raw else ("caption", "caption_entities")
        if name == "text" and not plain:
            raise SimulatorError("Telegram keeps no empty message")
        if message.raw.get(name) == plain:
            return message
        self.world.change(message, {name: plain or None, marks: entities or None})
        self.world.announce(message, "edited_message")
        return message

    def delete_message(self, user: User, message: Message) -> None:
        """Delete a message; no bot is told."""
        chat = message.chat
        if isinstance(chat, Group) and message.author != user.id and not self._member(chat, user).is_admin:
            raise SimulatorError("only admins delete messages of others")
        self.world.remove(message)

    # --- buttons and reactions ------------------------------------------------------------------

    def press(self, user: User, message: Message, data: str | None = None) -> Press:
        """Press an inline button (the first one without ``data``); any data may be sent, as with a forged client."""
        bot = next((bot for bot in self.world.bots.values() if bot.id == message.author), None)
        if bot is None:
            raise SimulatorError("only messages of bots have buttons")
        if data is None:
            data = next(button["callback_data"] for button in message.buttons if "callback_data" in button)
        world = self.world
        press = Press(str(world.random.randrange(1 << 62)), user, bot, message, data, world.clock())
        world.presses[press.id] = press
        shown = {"chat": message.chat.raw, "message_id": message.id, "date": 0}
        body: Json = {
            "id": press.id,
            "from": user.raw,
            "message": shown if message.deleted else world.show(message, bot),
            "chat_instance": str(abs(message.chat.id) * 7919 % (1 << 62)),
            "data": data,
        }
        bot.inbox.push("callback_query", body, f"u{user.id}")
        world.pulse.touch()
        return press

    def react(self, user: User, message: Message, emoji: str | None) -> Message:
        """React to a message, or take the reaction back with None."""
        old, new = set_reaction(message, user.id, emoji)
        if old != new:
            body: Json = {
                "chat": message.chat.raw,
                "message_id": message.id,
                "user": user.raw,
                "date": self.world.now(),
                "old_reaction": old,
                "new_reaction": new,
            }
            for bot in self._reaction_readers(message.chat):
                bot.inbox.push("message_reaction", body, f"r{message.chat.id}")
            self.world.tell("reaction", message)
        return message

    def _reaction_readers(self, chat: Chat) -> list[Bot]:
        if isinstance(chat, PrivateChat):
            return [chat.bot]
        members = self.world.bots_in(chat) if isinstance(chat, Group) else []
        return [member.who for member in members if member.is_admin and isinstance(member.who, Bot)]

    # --- blocking -------------------------------------------------------------------------------

    def block(self, user: User, bot: Bot) -> None:
        """Block a bot: it is told, and everything it sends is refused with 403."""
        self._switch(user, bot, blocked=True)

    def unblock(self, user: User, bot: Bot) -> None:
        """Let a bot write again."""
        self._switch(user, bot, blocked=False)

    def _switch(self, user: User, bot: Bot, *, blocked: bool) -> None:
        chat = self.world.chat_with(bot, user)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        free, out = member_json(Member(bot)), member_json(Member(bot, "kicked"))
        self.world.set_member(chat, bot, user, free if blocked else out, out if blocked else free)
        self.world.publish({"type": "blocked", "chat": chat.key, "blocked": blocked})

    # --- how it is done -------------------------------------------------------------------------

    def _own(self, user: User, message: Message) -> None:
        if message.author != user.id or message.deleted:
            raise SimulatorError("people change only their own messages")

    def _member(self, group: Group, user: User) -> Member:
        member = group.member(user.id)
        if member is None:
            raise SimulatorError(f"{user.first_name} is not in {group.title}")
        return member

    def _send(
        self,
        user: User,
        to: Bot | Group,
        content: Json,
        thread: int | Topic | None,
        reply_to: Message | int | None,
        anonymous: bool,
        *,
        has_files: bool = False,
    ) -> Message:
        chat: Chat = self.world.chat_with(to, user) if isinstance(to, Bot) else to
        reply = chat.messages.get(reply_to) if isinstance(reply_to, int) else reply_to
        topic, sender, sender_chat = None, user.raw, None
        if isinstance(chat, PrivateChat):
            if chat.blocked:
                raise SimulatorError(f"{user.first_name} has blocked this bot")
            chat.started = True
        elif isinstance(chat, Group):
            topic = self._place(chat, user, thread, reply)
            if anonymous:
                sender, sender_chat = ANONYMOUS_ADMIN, chat.raw
        message = self.world.post(
            chat,
            sender,
            content,
            author=user.id,
            topic=topic,
            reply=reply,
            sender_chat=sender_chat,
            has_files=has_files,
        )
        self.world.announce(message)
        return message

    def _place(self, group: Group, user: User, thread: int | Topic | None, reply: Message | None) -> Topic | None:
        member = self._member(group, user)
        if group.migrated_to is not None:
            raise SimulatorError(f"{group.title} has become {group.migrated_to}")
        number = thread.id if isinstance(thread, Topic) else thread
        if number is None and reply is not None:
            number = reply.thread
        if number in (None, 0, GENERAL) or not group.forum:
            return None
        topic = group.topics.get(number or 0)
        if topic is None or topic.deleted:
            raise SimulatorError(f"there is no topic {number} in {group.title}")
        if topic.closed and not member.is_admin:
            raise SimulatorError(f"the topic {topic.name} is closed")
        return topic


def _split(text: str) -> list[str]:
    size = MAX_TEXT if text.isascii() else MAX_TEXT // 2
    return [text[start : start + size] for start in range(0, len(text), size)]


def _plain(text: str) -> Json:
    entities = detect(text, [])
    return {"text": text, "entities": entities} if entities else {"text": text}
