"""From marked-up text to plain text and entities, as the Bot API does it (offsets in UTF-16 units)."""

import re
from typing import Any

from simulator import markdown, markup
from simulator.errors import bad_request

Json = dict[str, Any]

_AUTO = re.compile(
    r"(?P<url>(?:https?://|\bwww\.)[^\s<>\"']+[^\s<>\"'.,;:!?)\]»])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*[a-zA-Z]{2,})"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?\b)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{2,31}\b)"
    r"|(?P<hashtag>(?<![\w#])#[^\W\d]\w*|(?<![\w#])#\d+[^\W\d]\w*)"
    r"|(?P<phone_number>(?<![\w+])\+[1-9](?:[ .-]?\d){7,14}\b)"
)
_HINT = re.compile(r"[/@#+:]|www\.")


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 units, which is what Telegram counts in."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def detect(text: str, taken: list[Json]) -> list[Json]:
    """Return the entities that Telegram finds by itself (links, commands …) outside those already there."""
    if not _HINT.search(text):
        return []
    found = []
    for match in _AUTO.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        inside = any(
            offset < other["offset"] + other["length"] and other["offset"] < offset + length
            for other in taken
            if other["type"] in ("code", "pre", "text_link", "text_mention", "url")
        )
        if not inside:
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    return found


def _trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    stripped = text.rstrip()
    start = utf16_length(stripped) - utf16_length(stripped.lstrip())
    stripped = stripped.lstrip()
    end = utf16_length(stripped)
    kept = []
    for entity in entities:
        left = max(0, entity["offset"] - start)
        right = min(end, entity["offset"] + entity["length"] - start)
        if right > left:
            kept.append({**entity, "offset": left, "length": right - left})
    return stripped, kept


_TYPES = frozenset(
    "bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link "
    "text_mention custom_emoji mention hashtag cashtag bot_command url email phone_number date_time".split()
)


def _given(entities: Any) -> list[Json]:
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    checked = []
    for entity in entities:
        if not isinstance(entity, dict) or entity.get("type") not in _TYPES:
            raise bad_request("can't parse entities: unsupported entity type")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 0:
            raise bad_request("can't parse entities: wrong entity offset or length")
        checked.append(entity)
    return checked


def parse(text: str, mode: str | None, given: Any = None) -> tuple[str, list[Json]]:
    """Return plain text and entities; raises 400 ``can't parse entities…`` as the Bot API words it."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    text = text.replace("\r", "").replace("\0", "")
    entities: list[Json] = []
    if mode:
        name = mode.lower()
        if name == "html":
            text, entities = markup.parse(text)
        elif name == "markdownv2":
            text, entities = markdown.parse_v2(text)
        elif name == "markdown":
            text, entities = markdown.parse_v1(text)
        elif name != "none":
            raise bad_request("unsupported parse_mode")
    elif given:
        entities = _given(given)
    text, entities = _trim(text, entities) if text != text.strip() or entities else (text, [])
    entities = [entity for entity in entities if entity["length"] > 0]
    entities += detect(text, entities)
    if len(entities) > 1:
        entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return text, entities[:100]
