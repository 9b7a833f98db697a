"""The words of the house as JSON, and back; only what differs from the default is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError, to_json

from bot.model import Conversation, Delivery, Outbound, Ring, Round
from bot.store.seal import clean
from bot.store.tables import EPOCH

INTERNAL = "relais"
"""The channel name of inbox items that the house writes to itself."""
CLOCK = "clock"
"""The account name of the answer clock's rings among them."""
ROUNDS = "rounds"
"""The account name of the regular looks at a staff group."""

_OUTBOUND = TypeAdapter(Outbound)
_CONVERSATION = TypeAdapter(Conversation)
_DELIVERY = TypeAdapter(Delivery)
_RING = TypeAdapter(Ring)
_ROUND = TypeAdapter(Round)


def write_outbound(part: Outbound) -> str:
    """An outbound part as JSON."""
    return _written(_OUTBOUND, part, exclude_defaults=True)


def read_outbound(text: str) -> Outbound:
    """The outbound part of a JSON text."""
    return _OUTBOUND.validate_json(text)


def write_conversation(conversation: Conversation) -> str:
    """A conversation as JSON; its topic is kept in columns of its own."""
    return _written(_CONVERSATION, conversation, exclude_defaults=True, exclude={"topic"})


def read_conversation(text: str) -> Conversation:
    """The conversation of a JSON text, without its topic."""
    return _CONVERSATION.validate_json(text)


def write_delivery(report: Delivery) -> str:
    """A report of the post as an inbox payload."""
    return _written(_DELIVERY, report)


def write_ring(ring: Ring) -> str:
    """A ring of the answer clock as an inbox payload."""
    return _written(_RING, ring)


def write_round(look: Round) -> str:
    """A regular look at a staff group as an inbox payload."""
    return _written(_ROUND, look)


def ring_name(conversation: str, due: datetime) -> str:
    """The event id of the ring of a conversation's clock that was due at ``due``: one ring for each time."""
    return f"{conversation}:{(due - EPOCH) // timedelta(microseconds=1)}"


def read_internal(account: str, payload: str) -> Delivery | Ring | Round:
    """The report, ring or look in an inbox item of the channel :data:`INTERNAL`."""
    if account == ROUNDS:
        return _ROUND.validate_json(payload)
    return _RING.validate_json(payload) if account == CLOCK else _DELIVERY.validate_json(payload)


def _written(adapter: TypeAdapter[Any], value: Any, **options: Any) -> str:
    try:
        return adapter.dump_json(value, **options).decode()
    except PydanticSerializationError:  # a lone surrogate somewhere in the texts
        return to_json(_cleaned(adapter.dump_python(value, **options))).decode()


def _cleaned(value: Any) -> Any:
    """The same structure with texts that can be written."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(each) for each in value]
    return value
