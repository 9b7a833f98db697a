"""Inbox items that the house wrote to itself, as events."""

from bot.model import Delivery, Ring, Round
from bot.store import Item
from bot.store.codec import INTERNAL
from bot.store.codec import read_internal as _read

__all__ = ["INTERNAL", "read_internal"]


def read_internal(item: Item) -> Delivery | Ring | Round:
    """The report, ring or look at a staff group in an item of the channel :data:`INTERNAL`."""
    return _read(item.account, item.payload)
