"""What staff can type or press, one file a kind of order. The registry is found: a new file needs no other change."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from handoff.desk.orders.order import PREFIX, General, Order, button, mention, own

__all__ = ["PREFIX", "General", "Order", "button", "found", "mention", "own"]


@lru_cache(maxsize=1)
def found() -> dict[str, Order]:
    """Every order by its name, in the order in which /help shows them."""
    orders: list[Order] = []
    for info in pkgutil.iter_modules(__path__):
        orders += getattr(importlib.import_module(f"{__name__}.{info.name}"), "ORDERS", ())
    return {order.name: order for order in sorted(orders, key=lambda order: order.rank)}
