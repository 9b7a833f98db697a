"""What a bot says about itself: getMe, names, descriptions, commands."""

import re

from simulator.errors import bad_request
from simulator.methods.common import find_chat
from simulator.methods.registry import Call, method
from simulator.params import Params
from simulator.state import Json


@method("getMe")
def get_me(call: Call) -> Json:
    """Return the bot itself."""
    return {
        **call.bot.raw,
        "can_join_groups": True,
        "can_read_all_group_messages": not call.bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


@method("logOut")
@method("close")
def log_out(_: Call) -> bool:
    """Accept the move to another Bot API server; nothing changes here."""
    return True


def _language(params: Params) -> str:
    language = params.text("language_code") or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _scope(call: Call) -> str:
    given = call.params.json("scope") or {"type": "default"}
    kind = given.get("type") if isinstance(given, dict) else None
    if kind in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"):
        return str(kind)
    if kind in ("chat", "chat_administrators", "chat_member"):
        inner = Call(call.world, call.bot, Params({"chat_id": given.get("chat_id")}))
        chat = find_chat(inner)
        suffix = f":{given.get('user_id')}" if kind == "chat_member" else ""
        return f"{kind}:{chat.id}{suffix}"
    raise bad_request("can't parse BotCommandScope: unsupported type specified")


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """Set the commands of one scope and language."""
    given = call.params.json("commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands: list[Json] = []
    for item in given:
        name = str(item.get("command", "")).removeprefix("/").lower()
        about = str(item.get("description", ""))
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(about) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": name, "description": about})
    call.bot.commands[_scope(call), _language(call.params)] = commands
    call.world.pulse.touch()
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """Return the commands of one scope and language."""
    return call.bot.commands.get((_scope(call), _language(call.params)), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Remove the commands of one scope and language."""
    call.bot.commands.pop((_scope(call), _language(call.params)), None)
    return True


_TEXTS = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}


def _setter(title: str, field: str, limit: int) -> None:
    @method(f"setMy{title}")
    def set_text(call: Call) -> bool:
        text = call.params.text(field) or ""
        if len(text) > limit:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        call.bot.texts[field, _language(call.params)] = text
        return True

    @method(f"getMy{title}")
    def get_text(call: Call) -> Json:
        texts = call.bot.texts
        default = texts.get((field, "")) or (call.bot.name if field == "name" else "")
        return {field: texts.get((field, _language(call.params))) or default}


for _title, (_field, _limit) in _TEXTS.items():
    _setter(_title, _field, _limit)
