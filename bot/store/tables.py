"""Every table of the house."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

metadata = MetaData()
Big = BigInteger().with_variant(Integer(), "sqlite")


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC, kept as whole microseconds since 1970: it sorts and compares alike in every database.

    Counted in integers: by way of a float a time would lose a microsecond each time it is read and written again.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> Any:
        """UTC datetime → integer."""
        return None if value is None else (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Integer → UTC datetime."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


lanes = Table(
    "lanes",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("kind", String(8), nullable=False),  # work | post | reader
    Column("priority", Integer, nullable=False, default=0),
    Column("due_at", Moment),
    Column("lease_until", Moment),
    Column("holder", String(120)),
    Column("fence", Big, nullable=False, default=0),  # rises with each lease, at least to its time in milliseconds
    Column("tail", Big, nullable=False, default=0),
    Index("lanes_due", "kind", "due_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("channel", String(40), nullable=False),
    Column("account", String(80), nullable=False),
    Column("event_id", String(200), nullable=False),
    Column("lane", String(200), nullable=False),
    Column("payload", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(12), nullable=False, default="new"),  # new | done | failed | unreadable
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("handled", Text),
    Column("done_at", Moment),
    UniqueConstraint("channel", "account", "event_id"),
    Index("inbox_lane", "lane", "state"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("lane", String(200), nullable=False),
    Column("position", Big, nullable=False),
    Column("conversation_id", String(40)),
    Column("side", String(8), nullable=False),  # person | desk | general
    Column("channel", String(40), nullable=False),
    Column("account", String(80), nullable=False),
    Column("chat", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("message_id", String(80), nullable=False, default=""),
    Column("state", String(12), nullable=False, default="queued"),  # queued retry leaving | an Outcome | withdrawn
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("provider_ids", Text, nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Index("outbox_lane", "lane", "done_at", "position"),
    Index("outbox_conversation", "conversation_id"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("lane", String(200), nullable=False, unique=True),
    Column("owner", String(8), nullable=False),
    Column("state", Text, nullable=False),
    Column("waiting_since", Moment),
    Column("clock_at", Moment),
    Column("opened_at", Moment, nullable=False),
    Column("last_inbound_at", Moment),
    Column("closed_at", Moment),
    Column("desk_chat", String(80)),
    Column("desk_thread", String(40)),
    Column("forgotten", Boolean, nullable=False, default=False),
    Index("conversations_clock", "clock_at"),
    Index("conversations_topic", "desk_chat", "desk_thread"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("conversation_id", String(40), nullable=False),
    Column("sequence", Big, nullable=False),
    Column("author", String(8), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("language", String(8), nullable=False, default=""),
    Column("body", Text, nullable=False),  # text, translation, staff as sealed JSON
    Column("at", Moment, nullable=False),
    Column("needs_answer", Boolean, nullable=False, default=False),
    Column("answered_by", String(200)),
    Column("revises", String(80), nullable=False, default=""),
    Index("messages_conversation", "conversation_id", "sequence"),
)

links = Table(
    "links",
    metadata,
    Column("message_id", String(80), primary_key=True),
    Column("side", String(8), primary_key=True),
    Column("chat", String(80), primary_key=True),
    Column("provider_id", String(80), primary_key=True),
    Index("links_provider", "chat", "provider_id"),
)

notebook = Table(
    "notebook",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("body", Text, nullable=False),  # sealed JSON
    Column("at", Moment, nullable=False),
    Column("until", Moment),
)

facts = Table(
    "facts",
    metadata,
    Column("conversation_id", String(40), primary_key=True),
    Column("sequence", Big, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", String(60), nullable=False, default=""),
    Column("seconds", Integer),
    Column("language", String(8), nullable=False, default=""),
    Column("channel", String(40), nullable=False, default=""),
    Index("facts_at", "at"),
)

cursors = Table(
    "cursors", metadata, Column("name", String(120), primary_key=True), Column("value", Text, nullable=False)
)
moves = Table("moves", metadata, Column("old", String(80), primary_key=True), Column("new", String(80), nullable=False))
places = Table(
    "places",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("source", String(120), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("checked_at", String(10)),
    Column("updated_at", Moment, nullable=False),
)
cache = Table(
    "cache",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
