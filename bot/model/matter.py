"""What a message can carry beside its text: files, positions, business cards."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """One file. ``kind``: photo voice audio video video_note animation document sticker.

    ``account`` owns ``file_id``; ``chat`` and ``message_id`` say where it lies, so that it can be copied without a
    download. ``size`` is in bytes, ``duration`` in seconds; both None when the messenger does not say.
    """

    kind: str
    file_id: str
    account: str = ""
    chat: str = ""
    message_id: str = ""
    name: str = ""
    mime: str = ""
    size: int | None = None
    duration: int | None = None
    path: str = ""  # a file of our own in the data folder, which has no id anywhere yet


@dataclass(frozen=True, slots=True)
class Location:
    """A position in degrees (WGS 84); ``title`` and ``address`` when a place was shared rather than a point."""

    lat: float
    lon: float
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A business card that was shared."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A place as it is handed on: a short id that fits into a button, its name with the town, its card as markup."""

    id: str
    name: str
    card: str = ""
