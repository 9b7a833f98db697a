"""Reactions and answers to pressed buttons."""

from simulator.errors import bad_request
from simulator.methods.common import find_message, writable
from simulator.methods.registry import Call, method
from simulator.state import Json, Message

REACTIONS = frozenset(
    (
        "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 "
        "🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 "
        "💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
    ).split()
)
"""Emoji that Telegram allows as reactions (Bot API, ReactionTypeEmoji)."""

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def plain_emoji(emoji: str) -> str:
    """Return an emoji without variation selectors, as Telegram compares them."""
    return emoji.replace("\ufe0f", "")


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """Set the one reaction of the bot, or remove it; raises 400 ``REACTION_INVALID`` off Telegram's list."""
    chat = writable(call)
    message = find_message(chat, call.params.integer("message_id"), "react")
    given = call.params.json("reaction") or []
    if not isinstance(given, list):
        raise bad_request("can't parse reaction types JSON object")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for item in given:
        emoji = item.get("emoji") if isinstance(item, dict) and item.get("type") == "emoji" else None
        if emoji is None or plain_emoji(str(emoji)) not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    if message.is_service:
        raise bad_request("MESSAGE_NOT_MODIFIED")
    set_reaction(message, call.bot.id, str(given[0]["emoji"]) if given else None)
    call.world.tell("reaction", message)
    return True


def set_reaction(message: Message, who: int, emoji: str | None) -> tuple[list[Json], list[Json]]:
    """Replace someone's reaction; returns the old and the new one as ReactionType lists."""
    old = message.reactions.pop(who, None)
    if emoji is not None:
        message.reactions[who] = emoji
    return _types(old), _types(emoji)


def _types(emoji: str | None) -> list[Json]:
    return [{"type": "emoji", "emoji": plain_emoji(emoji)}] if emoji else []


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """End the waiting of a pressed button; raises 400 when it was pressed too long ago."""
    params = call.params
    press = call.world.presses.get(params.text("callback_query_id") or "")
    if press is None or press.bot is not call.bot or call.world.clock() - press.at > call.world.answer_window:
        raise bad_request(_TOO_OLD)
    text = params.text("text")
    if text is not None and len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answered = True
    press.text, press.alert, press.url = text or None, params.flag("show_alert"), params.text("url")
    call.world.publish(
        {"type": "answer", "user": press.user.id, "press": press.id, "text": press.text, "alert": press.alert}
    )
    return True
