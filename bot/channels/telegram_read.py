"""A stored update → Inbound, by aiogram's types. What aiogram refuses is read as far as it can be, as ``other``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiogram import types
from pydantic import ValidationError

from bot.channels.telegram_media import media_of
from bot.channels.telegram_raw import MESSAGES, NAME, Spot, event_id, moved, number, spot, table
from bot.errors import Unreadable
from bot.model import Contact, Inbound, Kind, Location, Sender

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,32}))?(?:\s+(.*))?", re.DOTALL)
_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_SERVICE = frozenset(
    """
    new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo
    delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created
    message_auto_delete_timer_changed pinned_message connected_website write_access_allowed
    proximity_alert_triggered boost_added chat_background_set checklist_tasks_done checklist_tasks_added
    direct_message_price_changed forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened
    general_forum_topic_hidden general_forum_topic_unhidden giveaway_created giveaway_completed
    paid_message_price_changed poll_option_added poll_option_deleted video_chat_scheduled video_chat_started
    video_chat_ended video_chat_participants_invited community_chat_added community_chat_removed
    community_chat_joined
    """.split()
)
"""Content types that Telegram writes itself (Bot API, "service message"): nobody waits for an answer."""
_ANONYMOUS = frozenset({1087968824, 136817688})
"""Telegram's own accounts that stand for an anonymous administrator and for a channel."""
_UNKNOWN_EMOJI = "❔"


@dataclass
class Reader:
    """Reads updates for one bot. ``desk`` holds the ids of the staff groups, ``username`` the bot's own name."""

    account: str
    desk: set[str] = field(default_factory=set)
    username: str = ""

    def read(self, payload: str) -> Inbound:
        """The event in ``payload``; raises Unreadable when nothing in it says who wrote where."""
        try:
            raw = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"not JSON: {error}") from None
        if not isinstance(raw, dict):
            raise Unreadable("not a JSON object")
        if _ESCAPED.search(payload):
            raw = _scrubbed(raw)
        where = spot(raw)
        if not where.chat:
            raise Unreadable(f"an update of the kind {where.kind or 'unknown'} without a chat")
        try:
            update = types.Update.model_validate(raw)
        except ValidationError:
            return self._rest(raw, where, payload)
        return self._typed(update, raw, where, payload)

    def _typed(self, update: types.Update, raw: dict[str, Any], where: Spot, payload: str) -> Inbound:
        if update.callback_query:
            return self._press(update.callback_query, raw, where)
        if update.message_reaction:
            return self._reaction(update.message_reaction, raw, where)
        if update.my_chat_member:
            return self._member(update.my_chat_member, raw, where)
        message = next((found for key in MESSAGES if (found := getattr(update, key))), None)
        if message is None:
            return self._rest(raw, where, payload)
        return self._message(message, raw, where, edited="edited" in where.kind)

    def _base(self, raw: dict[str, Any], where: Spot, sender: Sender, at: datetime | None, **known: Any) -> Inbound:
        known.setdefault("chat", where.chat)
        known.setdefault("event_id", number(raw.get("update_id")))
        return Inbound(
            channel=NAME,
            account=self.account,
            sender=sender,
            sent_at=at if at and at.year > 2000 else datetime.now(UTC),
            desk=where.chat in self.desk,
            thread=where.thread,
            raw=raw,
            **known,
        )

    # --- messages -------------------------------------------------------------------------------------------

    def _message(self, message: types.Message, raw: dict[str, Any], where: Spot, *, edited: bool) -> Inbound:
        group_moved = moved(where.body, where.chat)
        known: dict[str, Any] = {
            "kind": self._kind(message, where, edited=edited),
            "message_id": where.message,
            "text": message.text or message.caption or _gist(message),
            "reply_to": _quoted(message),
            "group": message.media_group_id or "",
            "forwarded": message.forward_origin is not None,
            "media": media_of(message, self.account),
            "location": _location(message),
            "contact": _contact(message),
            "emoji": (message.sticker and message.sticker.emoji) or "",
        }
        if known["kind"] is Kind.COMMAND and (match := _COMMAND.fullmatch(known["text"])):
            known |= {"command": match[1].lower(), "arguments": (match[3] or "").strip()}
        if known["kind"] is Kind.EDIT:
            known["target"] = where.message
        if group_moved:
            known |= {"kind": Kind.MOVED, "chat": group_moved[0], "moved_to": group_moved[1]}
        at = _moment(message.edit_date) if edited else message.date
        return self._base(raw, where, _author(message), at, **known)

    def _kind(self, message: types.Message, where: Spot, *, edited: bool) -> Kind:
        # The bot gets its own service messages back; nothing else of its own is ever delivered to it.
        own = message.from_user is not None and str(message.from_user.id) == self.account
        if own or message.content_type in _SERVICE:
            return Kind.SERVICE
        if edited:
            # A live position moves all the time: the first one counts, the rest is no message.
            return Kind.SERVICE if message.location and message.location.live_period else Kind.EDIT
        if message.text is not None:
            return self._text_kind(message.text, where)
        if message.location or message.venue:
            return Kind.LOCATION
        if message.contact:
            return Kind.CONTACT
        return Kind.MEDIA if media_of(message, self.account) else Kind.OTHER

    def _text_kind(self, text: str, where: Spot) -> Kind:
        match = _COMMAND.fullmatch(text)
        if match is None:
            return Kind.TEXT
        other = match[2] and self.username and match[2].lower() != self.username.lower()
        # In a group a command can be for another bot: it is none of ours.
        return Kind.SERVICE if other and not where.private else Kind.COMMAND

    # --- everything else ------------------------------------------------------------------------------------

    def _press(self, query: types.CallbackQuery, raw: dict[str, Any], where: Spot) -> Inbound:
        return self._base(
            raw,
            where,
            _user(query.from_user),
            None,
            kind=Kind.CHOICE,
            choice=query.data or "",
            callback_id=query.id,
            target=where.message,
        )

    def _reaction(self, change: types.MessageReactionUpdated, raw: dict[str, Any], where: Spot) -> Inbound:
        before = [_emoji(reaction) for reaction in change.old_reaction]
        after = [_emoji(reaction) for reaction in change.new_reaction]
        new = [emoji for emoji in after if emoji not in before] or after
        sender = _user(change.user) if change.user else _chat_sender(change.actor_chat)
        emoji = new[-1] if new else ""
        return self._base(raw, where, sender, change.date, kind=Kind.REACTION, target=where.message, emoji=emoji)

    def _member(self, change: types.ChatMemberUpdated, raw: dict[str, Any], where: Spot) -> Inbound:
        kind = Kind.RIGHTS
        if where.private:
            kind = Kind.BLOCKED if change.new_chat_member.status in ("kicked", "left") else Kind.UNBLOCKED
        return self._base(raw, where, _user(change.from_user), change.date, kind=kind)

    def _rest(self, raw: dict[str, Any], where: Spot, payload: str) -> Inbound:
        """A shape that nobody knows yet: what can be read without knowing it, for a human to look at."""
        body = where.body
        writer = table(body.get("from") or body.get("user") or body.get("sender_chat"))
        names = (writer.get("first_name"), writer.get("last_name"), writer.get("title"))
        sender = Sender(
            id=number(writer.get("id")) or where.chat,
            name=" ".join(name for name in names if isinstance(name, str)),
            language=_string(writer.get("language_code")),
            is_bot=writer.get("is_bot") is True,
            anonymous="sender_chat" in body,
        )
        at = _moment(body.get("date"))
        text = next((_string(body.get(key)) for key in ("text", "caption", "data") if _string(body.get(key))), "")
        known = {
            "kind": Kind.OTHER,
            "text": text,
            "message_id": where.message,
            "event_id": event_id(raw, payload),
        }
        return self._base(raw, where, sender, at, **known)


def _moment(seconds: object) -> datetime | None:
    """Unix time as a moment; None when it is none."""
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < 1 << 33 else None


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _scrubbed(value: Any) -> Any:
    """``value`` without NUL and lone surrogates, which no database and no messenger takes."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_scrubbed(item) for item in value]
    if isinstance(value, dict):
        return {key: _scrubbed(item) for key, item in value.items()}
    return value


def _user(user: types.User | None) -> Sender:
    if user is None:
        return Sender(id="", anonymous=True)
    return Sender(
        id=str(user.id),
        name=" ".join(filter(None, (user.first_name, user.last_name))),
        handle=user.username or "",
        language=user.language_code or "",
        is_bot=user.is_bot,
    )


def _chat_sender(chat: types.Chat | None) -> Sender:
    if chat is None:
        return Sender(id="", anonymous=True)
    return Sender(id=str(chat.id), name=chat.title or "", handle=chat.username or "", anonymous=True)


def _author(message: types.Message) -> Sender:
    user = message.from_user
    if message.sender_chat is not None or user is None:
        return _chat_sender(message.sender_chat or message.chat)
    if user.id in _ANONYMOUS:
        return Sender(id=str(user.id), name=user.first_name, anonymous=True)
    return _user(user)


def _quoted(message: types.Message) -> str:
    """The id of the quoted message. In a topic, what quotes nothing replies to the topic's first service message."""
    reply = message.reply_to_message
    if reply is None or reply.forum_topic_created is not None:
        return ""
    if message.is_topic_message and reply.message_id == message.message_thread_id:
        return ""
    return str(reply.message_id)


def _location(message: types.Message) -> Location | None:
    if message.venue is not None:
        point = message.venue.location
        return Location(point.latitude, point.longitude, message.venue.title, message.venue.address)
    if message.location is not None:
        return Location(message.location.latitude, message.location.longitude)
    return None


def _contact(message: types.Message) -> Contact | None:
    card = message.contact
    if card is None:
        return None
    return Contact(" ".join(filter(None, (card.first_name, card.last_name))), card.phone_number)


def _gist(message: types.Message) -> str:
    """A few words about a kind that has no text of its own, so that a human can understand it."""
    if message.poll is not None:
        return "\n".join((message.poll.question, *(f"– {option.text}" for option in message.poll.options)))
    if message.dice is not None:
        return f"{message.dice.emoji} {message.dice.value}"
    if message.game is not None:
        return message.game.title
    if message.checklist is not None:
        return "\n".join((message.checklist.title, *(f"– {task.text}" for task in message.checklist.tasks)))
    if message.invoice is not None:
        return message.invoice.title
    return ""


def _emoji(reaction: Any) -> str:
    if reaction.type == "emoji":
        return str(reaction.emoji)
    return "⭐" if reaction.type == "paid" else _UNKNOWN_EMOJI
