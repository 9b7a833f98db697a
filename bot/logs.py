"""Structured logs. No message text, name or number ever goes in: events carry ids, kinds, counts and reasons."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}")
_NEVER = frozenset({"text", "body", "payload", "name", "phone", "handle", "caption", "query"})


def configure(level: str = "info", *, stream: Any = None) -> None:
    """Sends every log line to ``stream`` (standard error), readable in a terminal and JSON elsewhere."""
    out = stream or sys.stderr
    number = getattr(logging, level.upper())
    renderer: Any = structlog.dev.ConsoleRenderer() if out.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_broke,
            discreet,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(number, logging.WARNING), stream=out, format="%(levelname)s %(name)s %(message)s")
    for noisy in ("aiohttp.access", "httpx", "httpcore", "aiogram", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def where_it_broke(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its kind and the lines it came through: its message may hold what people wrote."""
    caught = event.pop("exc_info", None)
    if caught:
        error = caught if isinstance(caught, BaseException) else sys.exc_info()[1]
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            event["raised"] = type(error).__name__
            event["at"] = " > ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames[-8:])
    return event


def discreet(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops what must never be logged and blots out bot tokens (errors of HTTP clients quote addresses)."""
    for key in _NEVER & event.keys():
        del event[key]
    for key, value in event.items():
        if isinstance(value, str) and ":" in value:
            event[key] = _TOKEN.sub("<token>", value)
    return event
