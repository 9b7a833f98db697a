"""(conversation, understanding, directory) → Turn: what to say, what to remember, whether a human takes over. Pure."""

from bot.dialogue.guide import Guide

__all__ = ["Guide"]
