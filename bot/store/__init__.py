"""The store: the only room that knows SQL. Tables, migrations, and the named transactions the rest may ask for."""

from bot.store.audit import Audit
from bot.store.notebook import FactRow
from bot.store.post import PartDone, PostDone, PostLease
from bot.store.records import PlaceRow
from bot.store.store import Store
from bot.store.work import Failed, Item, Unread, WorkDone, WorkLease

__all__ = [
    "Audit",
    "FactRow",
    "Failed",
    "Item",
    "PartDone",
    "PlaceRow",
    "PostDone",
    "PostLease",
    "Store",
    "Unread",
    "WorkDone",
    "WorkLease",
]
