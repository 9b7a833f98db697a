"""What many methods share: finding the chat, the topic, the quoted message; checking buttons."""

from dataclasses import dataclass

from simulator.entities import parse, utf16_length
from simulator.errors import bad_request, forbidden, migrated
from simulator.methods.registry import Call
from simulator.state import Chat, Group, Json, Member, Message, PrivateChat, Topic
from simulator.world import external_reply

MAX_TEXT = 4096
MAX_CAPTION = 1024


def find_chat(call: Call, name: str = "chat_id") -> Chat:
    """Return the chat of a call; raises 400, or 403 where the bot has no place in it."""
    value = call.params.values.get(name)
    if value is None or value == "":
        raise bad_request(f"{name} is empty")
    world = call.world
    try:
        chat_id = int(value)
    except (TypeError, ValueError):
        raise bad_request("chat not found") from None
    if chat_id > 0:
        user = world.users.get(chat_id)
        if user is None:
            raise bad_request("chat not found")
        return world.chat_with(call.bot, user)
    group = world.groups.get(chat_id)
    if group is None:
        raise bad_request("chat not found")
    if group.migrated_to is not None:
        raise migrated(group.migrated_to)
    membership(call, group)
    return group


def membership(call: Call, group: Group) -> Member:
    """Return the bot's place in a group; raises 400 or 403 when it has none."""
    member = group.members.get(call.bot.id)
    kind = "supergroup" if group.supergroup else "group"
    if member is None:
        raise bad_request("chat not found")
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if member.status == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")
    return member


def writable(call: Call, name: str = "chat_id") -> Chat:
    """Return a chat that the bot may write to."""
    chat = find_chat(call, name)
    if isinstance(chat, PrivateChat):
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    return chat


def find_group(call: Call) -> tuple[Group, Member]:
    """Return the group of a call and the bot's place in it; raises 400 for a private chat."""
    chat = find_chat(call)
    if not isinstance(chat, Group):
        raise bad_request("method is available only for supergroup and channel chats")
    return chat, membership(call, chat)


def find_message(chat: Chat, number: int | None, purpose: str) -> Message:
    """Return a message; raises 400 ``message to <purpose> not found``."""
    message = chat.messages.get(number) if number else None
    if message is None:
        if number is None:
            raise bad_request("message identifier is not specified")
        raise bad_request(f"message to {purpose} not found")
    return message


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: topic, quoted message, and a quote from elsewhere."""

    topic: Topic | None
    reply: Message | None
    extra: Json


def find_place(call: Call, chat: Chat) -> Place:
    """Return topic and quote of a message to be sent; raises the 400 errors of wrong ones."""
    thread = call.params.integer("message_thread_id", 0) or 0
    topic = _topic(call, chat, thread)
    reply, extra = _reply(call, chat)
    if topic is None and isinstance(chat, Group) and chat.forum and reply is not None and reply.thread:
        topic = _topic(call, chat, reply.thread)
    return Place(topic, reply, extra)


def _topic(call: Call, chat: Chat, thread: int) -> Topic | None:
    if not thread or not isinstance(chat, Group) or not chat.forum:
        # A private chat, or topics are switched off: the server ignores the thread without a word.
        return None
    topic = chat.topics.get(thread)
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    if topic.closed:
        member = membership(call, chat)
        if not (member.is_admin and member.rights.manage_topics):
            raise bad_request("TOPIC_CLOSED")
    return topic


def _reply(call: Call, chat: Chat) -> tuple[Message | None, Json]:
    given = call.params.json("reply_parameters")
    lenient = call.params.flag("allow_sending_without_reply")
    if given is None:
        number = call.params.integer("reply_to_message_id")
        given = {"message_id": number} if number else None
    if not given:
        return None, {}
    if not isinstance(given, dict) or not str(given.get("message_id", "")).isdigit():
        raise bad_request("can't parse reply parameters JSON object")
    lenient = lenient or bool(given.get("allow_sending_without_reply"))
    source = chat
    if given.get("chat_id") not in (None, chat.id, str(chat.id)):
        inner = Call(call.world, call.bot, type(call.params)({"chat_id": given["chat_id"]}))
        source = find_chat(inner)
    reply = source.messages.get(int(given["message_id"]))
    if reply is None:
        if lenient:
            return None, {}
        raise bad_request("message to be replied not found")
    extra: Json = {}
    if given.get("quote"):
        if str(given["quote"]) not in reply.text:
            raise bad_request("QUOTE_TEXT_INVALID")
        position = utf16_length(reply.text[: reply.text.index(str(given["quote"]))])
        extra["quote"] = {"text": given["quote"], "position": position, "is_manual": True}
    if source is not chat:
        return None, {**extra, "external_reply": external_reply(reply)}
    return reply, extra


@dataclass(frozen=True, slots=True)
class Markup:
    """Buttons of a message: ``inline`` rides on it, ``keyboard`` goes under the chat."""

    inline: Json | None = None
    keyboard: Json | None = None


_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def find_markup(call: Call) -> Markup:
    """Return the checked buttons of a call; raises 400, e.g. ``BUTTON_DATA_INVALID`` above 64 bytes."""
    given = call.params.json("reply_markup")
    if not given:
        return Markup()
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        rows = [row for row in _rows(given["inline_keyboard"], "inline keyboard") if row]
        for row in rows:
            for button in row:
                _check_button(button)
        return Markup(inline={"inline_keyboard": rows} if rows else None)
    if "keyboard" in given:
        rows = [
            [{"text": button} if isinstance(button, str) else button for button in row]
            for row in _rows(given["keyboard"], "keyboard")
        ]
        if any(not isinstance(button, dict) or not button.get("text") for row in rows for button in row):
            raise bad_request('can\'t parse keyboard button: field "text" must be non-empty')
        return Markup(keyboard={**given, "keyboard": rows})
    if given.get("remove_keyboard") or given.get("force_reply"):
        return Markup(keyboard=given)
    return Markup()


def _rows(value: object, name: str) -> list[list[Json]]:
    if not isinstance(value, list) or any(not isinstance(row, list) for row in value):
        raise bad_request(f"can't parse {name}: expected an Array of Array of buttons")
    return value


def _check_button(button: Json) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://", "tel:", "mailto:")):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def text_fields(call: Call) -> Json:
    """Return ``text`` and ``entities`` of a call; raises 400 when empty or longer than 4096."""
    params = call.params
    given = params.values.get("entities") and params.json("entities")
    text, entities = parse(params.text("text") or "", params.text("parse_mode"), given)
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT // 2 and utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_fields(source: Json) -> Json:
    """Return ``caption`` and ``caption_entities``; raises 400 when longer than 1024."""
    caption = source.get("caption")
    if not caption:
        return {}
    text, entities = parse(str(caption), source.get("parse_mode"), source.get("caption_entities"))
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def caption_of(call: Call) -> Json:
    """Return the caption fields of the parameters of a call."""
    params = call.params
    source = {"caption": params.text("caption"), "parse_mode": params.text("parse_mode")}
    return caption_fields({**source, "caption_entities": params.json("caption_entities")})


def send(call: Call, content: Json, *, has_files: bool = False) -> Json:
    """Send one message of the calling bot and return it as that bot sees it."""
    chat = writable(call)
    place = find_place(call, chat)
    markup = find_markup(call) if call.params.values.get("reply_markup") else _NO_MARKUP
    return call.world.show(post(call, chat, place, content, markup, has_files=has_files), call.bot)


_NO_MARKUP = Markup()


def post(
    call: Call, chat: Chat, place: Place, content: Json, markup: Markup = _NO_MARKUP, *, has_files: bool = False
) -> Message:
    """Write one message of the calling bot into a chat."""
    if place.extra:
        content = {**content, **place.extra}
    if markup.inline is not None:
        content = {**content, "reply_markup": markup.inline}
    if call.params.flag("protect_content"):
        content = {**content, "has_protected_content": True}
    return call.world.post(
        chat,
        call.bot.raw,
        content,
        topic=place.topic,
        reply=place.reply,
        has_files=has_files,
        keyboard=markup.keyboard,
    )
