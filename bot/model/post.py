"""What the post holds: parts on their way, the paces they keep, and what the messenger said."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.outgoing import Outbound


@dataclass(frozen=True, slots=True)
class Part:
    """An outbound part as the post holds it: everything a channel needs to send it.

    ``chat`` and ``thread`` are resolved; ``reply_id`` and ``target_ids`` are the messenger's ids.
    """

    key: str
    conversation: str
    channel: str
    account: str
    chat: str
    body: Outbound
    thread: str = ""
    reply_id: str = ""
    target_ids: tuple[str, ...] = ()
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Bucket:
    """One pace that a part is subject to: ``burst`` actions at once, then ``rate`` a second, under one ``key``.

    ``cost``: the actions of this part (a long text is several messages); more than ``burst`` counts as ``burst``.
    """

    key: str
    rate: float
    burst: float
    cost: int = 1


@dataclass(frozen=True, slots=True)
class Sent:
    """The messenger took a part: its ids there, and the topic when one was opened. ``note`` says what could not be
    carried as asked (a file too big …), in a word for the catalogue."""

    ids: tuple[str, ...] = ()
    thread: str = ""
    chat: str = ""
    note: str = ""
