"""The data of buttons: versioned short codes of at most 64 bytes, so that a button of last month still works.

A code carries the whole question (needs, position, time, for whom), not a reference into memory: the answer under
which it stands may be long past. Whatever cannot be read is None, never an error: a person's client may send anything.

    1a:eaws:1r2f41s9x0:3:o:f:      version and action, needs, position, offset, time, for whom and flags, a value
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.dialogue.wish import Wish

VERSION = "1"
LIMIT = 64  # bytes, Telegram's
MOST_NEEDS = 4
MOST_OFFSET = 300
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_LONGEST = 60 * 24 * 400  # minutes
_LAST = 60 * 24 * 366 * 80  # minutes
_GRID = 10_000  # steps a degree: 11 metres
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_POSITION = re.compile(r"[0-9a-z]{10}")
_NUMBER = re.compile(r"[0-9a-z]{1,6}")


class Action(StrEnum):
    """What a button asks for. Letters are never used again for something else."""

    ANSWER = "a"  # the wish as it stands: a need, more of it, only what is open
    MAP = "g"
    MOVE = "c"  # another place for the same needs
    TOWN = "p"  # a town of the menu, by name
    SPOT = "q"  # one of several places of the same name
    USEFUL = "u"
    USELESS = "x"
    HUMAN = "h"
    LANGUAGE = "l"
    LANGUAGES = "k"  # the whole list
    FORGET = "f"  # value: ask, yes or no
    HELPED = "y"  # did the talk help? value: yes or no
    BOT = "b"  # the bot again, while a human has the talk


NEEDS = {
    "ea": "eat", "em": "eat.meal", "ep": "eat.parcel", "ew": "eat.water", "eb": "eat.baby",
    "sl": "sleep", "st": "sleep.tonight", "sh": "sleep.housing",
    "wa": "wash", "ws": "wash.shower", "wl": "wash.laundry", "wt": "wash.toilets", "wh": "wash.hygiene",
    "he": "health", "hd": "health.doctor", "ht": "health.dentist", "hm": "health.mental", "hw": "health.women",
    "hy": "health.eyes", "hv": "health.vaccine", "hp": "health.pharmacy", "hh": "health.hospital",
    "hx": "health.sexual", "hc": "health.coverage", "lz": "leisure",
    "cl": "clothes", "lu": "luggage",
    "co": "connect", "cw": "connect.wifi", "cc": "connect.charge", "cp": "connect.phone", "cm": "connect.computer",
    "le": "legal", "la": "legal.asylum", "lp": "legal.papers", "lr": "legal.rights",
    "ad": "address", "so": "social", "sw": "social.worker", "sm": "social.money", "si": "social.info",
    "sd": "social.day", "sc": "social.cool", "wo": "work", "wj": "work.job", "wg": "work.training", "fr": "french",
    "tr": "transport", "tt": "transport.ticket", "fa": "family", "fc": "family.child", "fs": "family.school",
    "fp": "family.parent", "di": "addiction", "dc": "addiction.care", "pe": "pets",
}  # fmt: skip
_NEED_CODES = {name: code for code, name in NEEDS.items()}
AUDIENCE = {
    "w": "woman", "m": "man", "f": "family", "p": "pregnant", "c": "couple", "a": "alone", "y": "minor", "x": "adult",
    "s": "asylum", "r": "refugee", "u": "undocumented", "d": "dog", "h": "wheelchair", "n": "no_worship",
}  # fmt: skip
_AUDIENCE_CODES = {name: code for code, name in AUDIENCE.items()}
_OPEN_ONLY = "O"


_NOTHING = Wish()


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed, or is about to be offered."""

    action: Action
    wish: Wish = _NOTHING
    value: str = ""


def write(action: Action, wish: Wish | None = None, value: str = "") -> str:
    """The data of a button; a value that does not fit is cut at a character."""
    wish = wish or _NOTHING
    head = ":".join(
        (
            VERSION + action.value,
            "".join(_NEED_CODES[n] for n in wish.needs if n in _NEED_CODES)[: 2 * MOST_NEEDS],
            _position(wish),
            _base36(min(wish.offset, MOST_OFFSET)) if wish.offset else "",
            _time(wish),
            "".join(_AUDIENCE_CODES[a] for a in wish.audience if a in _AUDIENCE_CODES)[:6]
            + (_OPEN_ONLY if wish.open_only else ""),
            "",
        )
    )
    room = LIMIT - len(head)
    return head + value.encode()[:room].decode(errors="ignore")


def read(data: str) -> Press | None:
    """The button behind ``data``; None when it is not one of ours, or of a version we no longer know."""
    fields = data.split(":", 6)
    if len(fields) != 7 or len(data.encode(errors="replace")) > LIMIT or fields[0][:1] != VERSION:
        return None
    try:
        action = Action(fields[0][1:])
    except ValueError:
        return None
    needs = _needs(fields[1])
    position = _read_position(fields[2])
    offset = _read_number(fields[3])
    span = _read_time(fields[4])
    if needs is None or position is None or offset is None or span is None or offset > MOST_OFFSET:
        return None
    flags = fields[5]
    audience = tuple(AUDIENCE[c] for c in flags.replace(_OPEN_ONLY, "") if c in AUDIENCE)
    wish = Wish(
        needs=needs,
        lat=position[0],
        lon=position[1],
        start=span[0],
        end=span[1],
        audience=audience,
        open_only=_OPEN_ONLY in flags,
        offset=offset,
    )
    return Press(action, wish, fields[6])


def _position(wish: Wish) -> str:
    if wish.lat is None or wish.lon is None:
        return ""
    lat, lon = round((wish.lat + 90) * _GRID), round((wish.lon + 180) * _GRID)
    return _base36(max(0, lat)).rjust(5, "0") + _base36(max(0, lon)).rjust(5, "0")


def _read_position(text: str) -> tuple[float | None, float | None] | None:
    if not text:
        return None, None
    if not _POSITION.fullmatch(text):
        return None
    lat, lon = int(text[:5], 36) / _GRID - 90, int(text[5:], 36) / _GRID - 180
    return (round(lat, 4), round(lon, 4)) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _time(wish: Wish) -> str:
    if wish.start is None or wish.end is None:
        return ""
    start = int((wish.start - _EPOCH) / timedelta(minutes=1))
    length = int((wish.end - wish.start) / timedelta(minutes=1))
    return f"{_base36(start)}-{_base36(length)}" if 0 <= start <= _LAST and 0 <= length <= _LONGEST else ""


def _read_time(text: str) -> tuple[datetime | None, datetime | None] | None:
    if not text:
        return None, None
    first, _, last = text.partition("-")
    start, length = _read_number(first), _read_number(last)
    if not first or not last or start is None or length is None or start > _LAST or length > _LONGEST:
        return None
    begin = _EPOCH + timedelta(minutes=start)
    return begin, begin + timedelta(minutes=length)


def _needs(text: str) -> tuple[str, ...] | None:
    codes = [text[i : i + 2] for i in range(0, len(text), 2)]
    if len(codes) > MOST_NEEDS or any(code not in NEEDS for code in codes):
        return None
    return tuple(dict.fromkeys(NEEDS[code] for code in codes))


def _read_number(text: str) -> int | None:
    """A number in base 36; an empty field is 0."""
    if not text:
        return 0
    return int(text, 36) if _NUMBER.fullmatch(text) else None


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits
