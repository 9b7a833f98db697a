"""The words of the house as JSON, and back; only what differs from the default is written."""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.model import Conversation, Delivery, Outbound, Ring

INTERNAL = "relais"
"""The channel name of inbox items that the house writes to itself."""

_OUTBOUND = TypeAdapter(Outbound)
_CONVERSATION = TypeAdapter(Conversation)
_DELIVERY = TypeAdapter(Delivery)
_RING = TypeAdapter(Ring)


def write_outbound(part: Outbound) -> str:
    """An outbound part as JSON."""
    return _OUTBOUND.dump_json(part, exclude_defaults=True).decode()


def read_outbound(text: str) -> Outbound:
    """The outbound part of a JSON text."""
    return _OUTBOUND.validate_json(text)


def write_conversation(conversation: Conversation) -> str:
    """A conversation as JSON; its topic is kept in columns of its own."""
    return _CONVERSATION.dump_json(conversation, exclude_defaults=True, exclude={"topic"}).decode()


def read_conversation(text: str) -> Conversation:
    """The conversation of a JSON text, without its topic."""
    return _CONVERSATION.validate_json(text)


def write_delivery(report: Delivery) -> str:
    """A report of the post as an inbox payload."""
    return _DELIVERY.dump_json(report).decode()


def write_ring(ring: Ring) -> str:
    """A ring of the answer clock as an inbox payload."""
    return _RING.dump_json(ring).decode()


def read_internal(account: str, payload: str) -> Delivery | Ring:
    """The report or ring in an inbox item of the channel :data:`INTERNAL`."""
    return _RING.validate_json(payload) if account == "clock" else _DELIVERY.validate_json(payload)
