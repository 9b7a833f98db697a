"""Raw updates of the Bot API as plain dictionaries: where each lies, and on which lane it is stored.

No aiogram here: this runs for every update before it is stored, and must accept whatever comes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model import RawEvent, desk_lane, talk_lane

NAME = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
"""What we ask for. Reactions come only when asked for (Bot API, getUpdates)."""
MESSAGES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
    "guest_message",
)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an update belongs: ``body`` is the object under ``kind``; ids are strings, empty when unknown."""

    kind: str
    body: Mapping[str, Any]
    chat: str = ""
    private: bool = False
    thread: str = ""
    message: str = ""


def table(value: object) -> Mapping[str, Any]:
    """``value`` when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def number(value: object) -> str:
    """A JSON number as an id; empty for anything else."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def spot(update: Mapping[str, Any]) -> Spot:
    """Where ``update`` belongs, as far as it says so."""
    kind = next((key for key, value in update.items() if key != "update_id" and isinstance(value, dict)), "")
    body = table(update.get(kind))
    place = table(body.get("message")) if kind == "callback_query" else body
    chat = table(place.get("chat"))
    chat_id = number(chat.get("id"))
    if kind == "callback_query" and not chat_id:
        chat_id = number(table(body.get("from")).get("id"))
    group = chat_id.startswith("-")
    # A reply thread carries an id too, but it is no topic (General and groups without topics).
    topic = group and place.get("is_topic_message") is True
    return Spot(
        kind=kind,
        body=body,
        chat=chat_id,
        private=bool(chat_id) and not group,
        thread=number(place.get("message_thread_id")) if topic else "",
        message=number(place.get("message_id")),
    )


def moved(body: Mapping[str, Any], chat: str) -> tuple[str, str] | None:
    """The old and the new id when a message says that a group became a supergroup."""
    if new := number(body.get("migrate_to_chat_id")):
        return chat, new
    if old := number(body.get("migrate_from_chat_id")):
        return old, chat
    return None


def event_id(update: Mapping[str, Any], payload: str) -> str:
    """The update's id, unique for one bot; a digest of the payload when there is none."""
    return number(update.get("update_id")) or "x" + hashlib.sha256(payload.encode()).hexdigest()[:32]


def as_payload(update: Mapping[str, Any]) -> str:
    """An update as JSON text that every database takes."""
    text = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(update, separators=(",", ":")) if _SURROGATE.search(text) else text


def to_event(update: Mapping[str, Any], payload: str, account: str, *, public: bool, desk: frozenset[str]) -> RawEvent:
    """The raw event of ``update`` with the lane it rides on.

    A private chat with the public bot is a talk. In a staff group a topic, or the message that was pressed or reacted
    to, leads to its conversation; everything else stays on the group's own lane.
    """
    where = spot(update)
    own = desk_lane(NAME, account, where.chat)
    lane, thread, message = own, None, None
    if where.private and public:
        lane = talk_lane(NAME, account, where.chat)
    elif where.chat in desk and not moved(where.body, where.chat):
        thread = (where.chat, where.thread) if where.thread else None
        points = where.kind in ("callback_query", "message_reaction") and where.message
        message = (where.chat, where.message) if points else None
        lane = "" if thread or message else own
    return RawEvent(
        channel=NAME,
        account=account,
        event_id=event_id(update, payload),
        payload=payload,
        lane=lane,
        thread=thread,
        message=message,
        desk_lane="" if lane else own,
    )
