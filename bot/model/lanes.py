"""The names of lanes."""

from __future__ import annotations


def talk_lane(channel: str, account: str, chat: str) -> str:
    """The lane of one person on one channel: everything about their conversation rides it, whoever wrote it."""
    return f"talk:{channel}:{account}:{chat}"


def desk_lane(channel: str, account: str, chat: str) -> str:
    """The lane of what happens in a staff group outside every conversation."""
    return f"desk:{channel}:{account}:{chat}"
