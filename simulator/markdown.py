"""MarkdownV2 and the old Markdown mode of the Bot API; errors are worded as by tdlib."""

import re
from dataclasses import dataclass, field
from typing import Any

from simulator.errors import ApiError, bad_request

_RESERVED = set("_*[]()~`>#+-=|{}.!")
_V2 = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_V2_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "PreCode",
    "text_link": "TextUrl",
}


def _wrong(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    offset: int = 0
    entities: list[dict[str, Any]] = field(default_factory=list)
    stack: list[tuple[str, str, int, int]] = field(default_factory=list)

    def put(self, piece: str) -> None:
        """Write plain text."""
        self.out.append(piece)
        self.offset += _units(piece)

    def byte(self, at: int | None = None) -> int:
        """Return the place in bytes, as Telegram's errors count."""
        return len(self.source[: self.at if at is None else at].encode())

    def add(self, kind: str, start: int, **extra: Any) -> None:
        """Note an entity that ends here."""
        self.entities.append({"type": kind, "offset": start, "length": self.offset - start, **extra})

    def code(self) -> None:
        """Read ``code`` or a block of it; only a backslash and a backtick are special inside."""
        start, at = self.offset, self.at
        fence = "```" if self.source.startswith("```", at) else "`"
        kind = "pre" if fence == "```" else "code"
        self.at += len(fence)
        language = ""
        if kind == "pre" and (head := re.match(r"([^\s`]+)\n|\n", self.source[self.at :])):
            language = head.group(1) or ""
            self.at += head.end()
        while not self.source.startswith(fence, self.at):
            if self.at >= len(self.source):
                raise _wrong(f"Can't find end of {_V2_NAMES[kind]} entity at byte offset {self.byte(at)}")
            if self.source[self.at] == "\\" and self.at + 1 < len(self.source):
                self.at += 1
            self.put(self.source[self.at])
            self.at += 1
        self.at += len(fence)
        self.add(kind, start, **({"language": language} if language else {}))

    def link(self) -> None:
        """Close a ``[text](url)``; the closing bracket is under the reader."""
        _, _, start, _ = self.stack.pop()
        self.at += 1
        if not self.source.startswith("(", self.at):
            return
        end = self.at + 1
        while end < len(self.source) and self.source[end] != ")":
            end += 2 if self.source[end] == "\\" else 1
        if end >= len(self.source):
            raise _wrong(f"Can't find end of a URL at byte offset {self.byte()}")
        url = re.sub(r"\\(.)", r"\1", self.source[self.at + 1 : end])
        self.at = end + 1
        if re.match(r"https?://|tg://(?!user)|mailto:|tel:", url):
            self.add("text_link", start, url=url)

    def quote(self) -> None:
        """Read a line mark ``>``; lines that follow each other make one quote."""
        self.at += 1
        last = self.entities[-1] if self.entities else None
        if last and last["type"] == "blockquote" and last["offset"] + last["length"] + 1 == self.offset:
            self.entities.remove(last)
            self.stack.append((">", "blockquote", last["offset"], self.at))
        else:
            self.stack.append((">", "blockquote", self.offset, self.at))

    def end_quote(self) -> None:
        """End a quote at the end of its line."""
        if self.stack and self.stack[-1][0] == ">":
            _, kind, start, _ = self.stack.pop()
            self.add(kind, start)

    def toggle(self, mark: str) -> None:
        """Open a style, or close it when it is the innermost one."""
        if self.stack and self.stack[-1][0] == mark:
            _, kind, start, _ = self.stack.pop()
            self.add(kind, start)
        else:
            self.stack.append((mark, _V2[mark], self.offset, self.at))
        self.at += len(mark)


def _step_v2(reader: _Reader) -> None:
    source, at = reader.source, reader.at
    letter = source[at]
    if letter == "\\" and at + 1 < len(source) and ord(source[at + 1]) < 127:
        reader.put(source[at + 1])
        reader.at += 2
    elif letter == "\n":
        reader.end_quote()
        reader.put(letter)
        reader.at += 1
    elif letter == "`":
        reader.code()
    elif letter == ">" and (at == 0 or source[at - 1] == "\n"):
        reader.quote()
    elif letter == "[" or source.startswith("![", at):
        reader.stack.append(("[", "text_link", reader.offset, at))
        reader.at += 1 if letter == "[" else 2
    elif letter == "]" and reader.stack and reader.stack[-1][0] == "[":
        reader.link()
    elif source.startswith(("__", "||"), at):
        reader.toggle(source[at : at + 2])
    elif letter in "*_~":
        reader.toggle(letter)
    elif letter in _RESERVED:
        text = f"Character '{letter}' is reserved and must be escaped with the preceding '\\'"
        raise _wrong(text)
    else:
        reader.put(letter)
        reader.at += 1


def parse_v2(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return plain text and entities of MarkdownV2 text; raises 400 for what Telegram cannot parse."""
    reader = _Reader(source)
    while reader.at < len(source):
        _step_v2(reader)
    reader.end_quote()
    if reader.stack:
        _, kind, _, at = reader.stack[-1]
        raise _wrong(f"Can't find end of {_V2_NAMES[kind]} entity at byte offset {reader.byte(at)}")
    return "".join(reader.out), reader.entities


_V1 = re.compile(
    r"\\([_*`\[])|```(?:([^\s`]+)\n|\n)?(.*?)```|`([^`]*)`|\*([^*]*)\*|_([^_]*)_"
    r"|\[([^\]]*)\]\(([^)]*)\)|([_*`\[])",
    re.DOTALL,
)


def parse_v1(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return plain text and entities of text in the old Markdown mode (no nesting)."""
    reader = _Reader(source)
    done = 0
    for match in _V1.finditer(source):
        reader.put(source[done : match.start()])
        done = match.end()
        start = reader.offset
        escaped, language, block, code, bold, italic, label, url, lonely = match.groups()
        if escaped:
            reader.put(escaped)
        elif block is not None:
            reader.put(block)
            reader.add("pre", start, **({"language": language} if language else {}))
        elif label is not None:
            reader.put(label)
            reader.add("text_link", start, url=url)
        elif lonely:
            if lonely == "[":
                reader.put(lonely)
                continue
            at = reader.byte(match.start())
            raise _wrong(f"Can't find end of the entity starting at byte offset {at}")
        else:
            kinds = (("code", code), ("bold", bold), ("italic", italic))
            kind, inner = next((kind, inner) for kind, inner in kinds if inner is not None)
            reader.put(inner)
            reader.add(kind, start)
    reader.put(source[done:])
    return "".join(reader.out), reader.entities
