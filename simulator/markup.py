"""HTML mode of the Bot API; errors are worded as by tdlib."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from simulator.errors import ApiError, bad_request

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)?((?:\s+[^<>]*?)?)\s*/?>|<")
_ATTRIBUTE = re.compile(r"\s+([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    arguments: dict[str, str]


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _wrong(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def _plain(piece: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found.group()), piece) if "&" in piece else piece


def _start(tag: str, rest: str, at: int, offset: int) -> _Open:
    arguments = {}
    for name, double, single, bare in _ATTRIBUTE.findall(rest):
        arguments[name.lower()] = unescape(double or single or bare)
    if tag == "span" and arguments.get("class") != "tg-spoiler":
        raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    return _Open(tag, offset, arguments)


def _entity(opened: _Open, text: str, end: int, stack: list[_Open]) -> dict[str, Any] | None:
    kind = _TAGS[opened.tag]
    entity: dict[str, Any] = {"type": kind, "offset": opened.offset, "length": end - opened.offset}
    if kind == "text_link":
        url = opened.arguments.get("href") or text
        if re.match(r"tg://user\?id=\d+$", url):
            return None
        if not re.match(r"(https?|tg|mailto|tel|ftp)[:]|[\w-]+\.[\w.-]+", url):
            return None
        entity["url"] = url if "://" in url or url.startswith(("mailto:", "tel:")) else f"http://{url}/"
    elif kind == "custom_emoji":
        entity["custom_emoji_id"] = opened.arguments.get("emoji-id", "")
    elif kind == "blockquote" and "expandable" in opened.arguments:
        entity["type"] = "expandable_blockquote"
    elif opened.tag == "code" and stack and stack[-1].tag == "pre":
        language = opened.arguments.get("class", "")
        if language.startswith("language-"):
            stack[-1].arguments["language"] = language.removeprefix("language-")
        return None
    elif kind == "pre" and "language" in opened.arguments:
        entity["language"] = opened.arguments["language"]
    return entity


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return plain text and entities of HTML text; raises 400 for what Telegram cannot parse."""
    parts: list[str] = []
    entities: list[dict[str, Any]] = []
    stack: list[_Open] = []
    offset = done = 0
    for match in _TAG.finditer(source):
        piece = _plain(source[done : match.start()])
        parts.append(piece)
        offset += _units(piece)
        done = match.end()
        at = len(source[: match.start()].encode())
        closing, name, rest = match.group(1), (match.group(2) or "").lower(), match.group(3) or ""
        if match.group() == "<":
            raise _wrong(f"Unclosed start tag at byte offset {at}")
        if not closing:
            if name not in _TAGS:
                raise _wrong(f'Unsupported start tag "{name}" at byte offset {at}')
            stack.append(_start(name, rest, at, offset))
            continue
        if not stack:
            raise _wrong(f"Unexpected end tag at byte offset {at}")
        opened = stack.pop()
        if name and name != opened.tag:
            raise _wrong(f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{name}>"')
        entity = _entity(opened, "".join(parts)[-(offset - opened.offset) :], offset, stack)
        if entity is not None:
            entities.append(entity)
    if stack:
        raise _wrong(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    parts.append(_plain(source[done:]))
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(parts), entities
