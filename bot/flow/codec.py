"""Inbox items that the house wrote to itself, as events."""

from bot.model import Delivery, Ring
from bot.store import Item
from bot.store.codec import INTERNAL
from bot.store.codec import read_internal as _read

__all__ = ["INTERNAL", "read_internal"]


def read_internal(item: Item) -> Delivery | Ring:
    """The report of the post, or the ring of the clock, in an item of the channel :data:`INTERNAL`."""
    return _read(item.account, item.payload)
