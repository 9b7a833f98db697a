"""What went wrong on the way to Telegram → the errors of the house. Honest about "before" and "after" it had left."""

from __future__ import annotations

import re

import aiohttp
from aiogram import exceptions

from bot.errors import (
    Blocked,
    ChatMoved,
    DeliveryError,
    DeskUnusable,
    Refused,
    SlowDown,
    TopicGone,
    Uncertain,
    Unreachable,
)

NOT_MODIFIED = re.compile(r"message is not modified|TOPIC_NOT_MODIFIED|MESSAGE_NOT_MODIFIED")
NOT_PARSED = re.compile(r"can't parse entities|ENTIT(?:Y|IES)_", re.IGNORECASE)
BAD_BUTTON = re.compile(r"BUTTON_|inline keyboard|keyboard button")
NO_TEXT = re.compile(r"no text in the message to edit")
NOT_COPIED = re.compile(r"message to copy not found|can't be copied|no messages to copy|MESSAGE_ID_INVALID")
TOPIC_GONE = re.compile(r"thread not found|TOPIC_DELETED|TOPIC_ID_INVALID|TOPIC_NOT_FOUND|MSG_THREAD", re.IGNORECASE)
OLD_QUERY = re.compile(r"query is too old|QUERY_ID_INVALID")
NO_MESSAGE = re.compile(r"message to (?:react|delete|edit) not found|message to be .* not found|MESSAGE_ID_INVALID")
NO_REACTION = re.compile(r"REACTION_INVALID|REACTIONS?_|can't react")
FILE_TOO_BIG = "the file is too big for Telegram"
TOO_BIG = re.compile(r"file is too big|Request Entity Too Large|FILE_TOO_BIG", re.IGNORECASE)

_BEFORE = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.ServerFingerprintMismatch,
)
"""Raised while the connection is made: nothing has left."""

_PERSON_GONE = re.compile(
    r"chat not found|user is deactivated|user not found|PEER_ID_INVALID|USER_IS_BLOCKED|INPUT_USER_DEACTIVATED"
    r"|can't initiate",
    re.IGNORECASE,
)
_DESK = (
    (
        re.compile(r"not a forum|CHANNEL_FORUM_MISSING"),
        "the staff group has no topics: switch them on in its settings",
    ),
    (
        re.compile(r"TOPIC_CLOSED"),
        "the topic is closed and the bot may not write there: let it manage topics",
    ),
    (
        re.compile(r"not enough rights|need administrator|CHAT_ADMIN_REQUIRED|have no rights|WRITE_FORBIDDEN"),
        "the bot lacks rights in the staff group: make it an administrator that may manage topics",
    ),
    (
        re.compile(r"chat not found|member list is inaccessible|only for supergroup|PEER_ID_INVALID"),
        "the bot does not find the staff group: check its id and add the bot to it",
    ),
)
_REFUSED = (
    (TOO_BIG, FILE_TOO_BIG),
    (
        re.compile(r"caption is too long|message is too long|MESSAGE_TOO_LONG"),
        "the text is too long for Telegram",
    ),
    (re.compile(r"text is empty|must be non-empty"), "the message is empty"),
    (re.compile(r"VOICE_MESSAGES_FORBIDDEN"), "this person does not accept voice messages"),
    (
        re.compile(r"wrong file identifier|FILE_REFERENCE|invalid file_id"),
        "the file is no longer on Telegram",
    ),
    (re.compile(r"message to (?:copy|forward) not found"), "the original was deleted"),
    (re.compile(r"message to edit not found"), "the message to change was deleted"),
    (re.compile(r"message can't be edited"), "this message can no longer be changed"),
    (re.compile(r"message can't be deleted"), "this message can no longer be deleted"),
    (re.compile(r"IMAGE_PROCESS_FAILED|PHOTO_INVALID"), "Telegram cannot read this picture"),
)


def said(error: exceptions.DetailedAiogramError) -> str:
    """What the server said, without its prefix."""
    return re.sub(r"^(?:Bad Request|Forbidden|Unauthorized|Not Found): ", "", error.message or "")


def delivery_error(error: Exception, chat: str) -> DeliveryError:
    """The error of the house for one that arose while something was sent to ``chat``."""
    match error:
        case DeliveryError():
            return error
        case exceptions.TelegramRetryAfter():
            return SlowDown(float(error.retry_after))
        case exceptions.TelegramMigrateToChat():
            return ChatMoved(str(error.migrate_to_chat_id))
        case exceptions.TelegramEntityTooLarge():
            return Refused(FILE_TOO_BIG)
        case exceptions.TelegramForbiddenError():
            return _forbidden(said(error), chat)
        case exceptions.TelegramBadRequest():
            return _bad_request(said(error), chat)
        case exceptions.TelegramUnauthorizedError() | exceptions.TelegramNotFound():
            return Unreachable("Telegram refuses the bot's token, or the address of its server is wrong")
        case exceptions.TelegramServerError() | exceptions.TelegramConflictError():
            return Unreachable(f"Telegram has a fault of its own: {said(error)}")
        case exceptions.TelegramNetworkError():
            return network_error(error.__cause__ or error)
        case exceptions.TelegramAPIError():
            return Refused(f"Telegram refused it: {said(error)}")
        case exceptions.ClientDecodeError():
            return Uncertain("Telegram's answer could not be read")
        case _:
            return network_error(error)


def network_error(error: BaseException) -> Unreachable | Uncertain:
    """Whether a broken connection broke before anything had left, or perhaps after."""
    what = type(error).__name__
    if isinstance(error, _BEFORE):
        return Unreachable(f"no connection to Telegram ({what})")
    return Uncertain(f"the connection to Telegram was cut ({what})")


def _forbidden(text: str, chat: str) -> DeliveryError:
    if chat.startswith("-"):
        return DeskUnusable(f"the bot may not write in the staff group: {text}")
    return Blocked(text)


def _bad_request(text: str, chat: str) -> DeliveryError:
    if TOPIC_GONE.search(text):
        return TopicGone(text)
    if chat.startswith("-"):
        for pattern, sentence in _DESK:
            if pattern.search(text):
                return DeskUnusable(sentence)
    elif _PERSON_GONE.search(text):
        return Blocked(text)
    for pattern, sentence in _REFUSED:
        if pattern.search(text):
            return Refused(sentence)
    return Refused(f"Telegram refused it: {text}")
