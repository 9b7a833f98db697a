"""Updates written by hand after the Bot API, and what reads them."""

import json
from typing import Any

from bot.channels.telegram_raw import as_payload, to_event
from bot.channels.telegram_read import Reader
from bot.model import Inbound, RawEvent

BOT, DESK, OTHER = "700001", "-1001234567890", "-1009999999999"
AMINA = {
    "id": 41,
    "is_bot": False,
    "first_name": "Amina <b>",
    "last_name": "K",
    "username": "amina",
    "language_code": "ar",
}
CAMILLE = {"id": 52, "is_bot": False, "first_name": "Camille"}
PRIVATE = {"id": 41, "type": "private", "first_name": "Amina <b>"}
GROUP = {"id": int(DESK), "type": "supergroup", "title": "Équipe", "is_forum": True}
FILE = {"file_id": "F1", "file_unique_id": "U1", "file_size": 1234}


def private(**content: Any) -> dict[str, Any]:
    return {"message_id": 7, "from": AMINA, "chat": PRIVATE, "date": 1_790_000_000, **content}


def topic(**content: Any) -> dict[str, Any]:
    thread = {"message_thread_id": 30, "is_topic_message": True}
    return {"message_id": 8, "from": CAMILLE, "chat": GROUP, "date": 1_790_000_000, **thread, **content}


def reader() -> Reader:
    return Reader(BOT, {DESK}, "relais_bot")


def read(kind: str, body: dict[str, Any]) -> Inbound:
    return reader().read(json.dumps({"update_id": 5, kind: body}))


def event(kind: str, body: dict[str, Any], *, public: bool = True) -> RawEvent:
    update = {"update_id": 5, kind: body}
    return to_event(update, as_payload(update), BOT, public=public, desk=frozenset({DESK}))


SIZES = [{**FILE, "file_id": "small", "width": 90, "height": 90}, {**FILE, "width": 1280, "height": 960}]


def press(message: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    body = {"id": "991", "from": CAMILLE, "chat_instance": "1", "data": "desk:take", **more}
    return body if message is None else {**body, "message": message}


def reaction(old: list[str], new: list[str], **who: Any) -> dict[str, Any]:
    kinds = {"*": {"type": "paid"}, "?": {"type": "custom_emoji", "custom_emoji_id": "1"}}
    who = who or {"user": CAMILLE}
    lists = [[kinds.get(emoji, {"type": "emoji", "emoji": emoji}) for emoji in side] for side in (old, new)]
    where = {"chat": GROUP, "message_id": 8, "date": 1_790_000_000}
    return {**where, **who, "old_reaction": lists[0], "new_reaction": lists[1]}


def member(chat: dict[str, Any], status: str) -> dict[str, Any]:
    bot = {"id": int(BOT), "is_bot": True, "first_name": "Relais"}
    more = {"until_date": 0} if status == "kicked" else {}
    new = {"status": status, "user": bot, **more}
    return {"chat": chat, "from": AMINA, "date": 1, "old_chat_member": {"status": "left", "user": bot}} | {
        "new_chat_member": new
    }
