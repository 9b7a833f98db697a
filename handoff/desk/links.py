"""Addresses that open a topic in Telegram."""

from __future__ import annotations

from bot.model import Conversation


def topic_link(conversation: Conversation) -> str:
    """The address that opens the conversation's topic in Telegram; empty while there is none."""
    topic = conversation.topic
    if topic is None or not topic.chat.startswith("-100"):
        return ""
    return f"https://t.me/c/{topic.chat[4:]}/{topic.thread}"
