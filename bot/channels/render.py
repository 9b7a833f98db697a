"""From one markup text to what a messenger takes: in pieces that fit, with tags that close, or as plain lines."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model import Choice, escape

_PIECE = re.compile(
    r"<(?P<end>/?)(?P<tag>b|i|u|s|code|a|blockquote)(?P<rest>(?:\s[^<>]*)?)>"
    r"|&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"
)
_BREAKS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…؟。！？।።։])[\"'»”)\]]*\s"),
    re.compile(r"\s"),
)
"""Where a text may be cut, the best place first: paragraph, line, sentence, word."""
_LOOSE = re.compile("[<>&]")
_PLAIN_ENTITIES = frozenset({"&lt;", "&gt;", "&amp;"})
_JOINERS = "\u200d\ufe0f\ufe0e"
_MARKS = frozenset({"Mn", "Me", "Mc"})


def measure(text: str) -> int:
    """The length of plain text in UTF-16 units, which is what Telegram and many other messengers count in."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Plain ``text`` in at most ``limit`` units, an ellipsis where something is missing."""
    if measure(text) <= limit:
        return text
    return text[: _fit(text, 0, limit - 1)].rstrip() + "…"


def is_visible(text: str) -> bool:
    """Whether plain ``text`` shows anything: blanks, marks of direction and zero-width signs alone do not."""
    return any(not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc", "Cs", "Mn") for char in text)


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of plain text under the same open tags, outermost first; each tag has a number of its own."""

    text: str
    tags: tuple[tuple[int, str], ...]


def _parse(markup: str) -> tuple[list[_Run], bool]:
    """The text of a markup string with the tags that stand over it, and whether it can stay as it is written.

    What is no markup of ours is text; a closing tag that closes nothing is left out.
    """
    runs: list[_Run] = []
    words: list[str] = []
    tags: list[tuple[int, str]] = []
    done, clean = 0, True
    for serial, match in enumerate(_PIECE.finditer(markup)):
        if match.start() > done:
            words.append(between := markup[done : match.start()])
            clean = clean and not _LOOSE.search(between)
        done = match.end()
        tag = match["tag"]
        if tag is None:
            words.append(html.unescape(match.group()))
            clean = clean and match.group() in _PLAIN_ENTITIES
            continue
        if words:
            runs.append(_Run("".join(words), tuple(tags)))
            words = []
        if not match["end"]:
            tags.append((serial, f"<{tag}{match['rest']}>"))
            continue
        index = next((i for i in reversed(range(len(tags))) if _name(tags[i][1]) == tag), None)
        clean = clean and index == len(tags) - 1
        if index is not None:
            del tags[index]
    words.append(markup[done:])
    if any(words):
        runs.append(_Run("".join(words), tuple(tags)))
    return runs, clean and not tags and not _LOOSE.search(markup, done)


def _name(tag: str) -> str:
    return tag[1:-1].split(None, 1)[0]


def _write(runs: Sequence[_Run]) -> str:
    """Markup again, every tag closed in the reverse order of its opening."""
    written: list[str] = []
    opened: list[tuple[int, str]] = []
    for run in runs:
        same = 0
        while same < min(len(opened), len(run.tags)) and opened[same] == run.tags[same]:
            same += 1
        written += [f"</{_name(tag)}>" for _, tag in reversed(opened[same:])]
        written += [tag for _, tag in run.tags[same:]]
        opened = list(run.tags)
        written.append(escape(run.text))
    written += [f"</{_name(tag)}>" for _, tag in reversed(opened)]
    return "".join(written)


def split(markup: str, limit: int) -> tuple[str, ...]:
    """``markup`` in pieces of at most ``limit`` units of visible text, cut between sentences where possible.

    Every piece has all its tags closed; the tags that were open at a cut are opened again in the next piece. Blanks at
    a cut are left out, and so are pieces in which nothing can be seen.
    """
    runs, clean = _parse(markup.strip())
    text = "".join(run.text for run in runs)
    pieces = []
    for start, end in _cuts(text, limit):
        piece = text[start:end]
        if is_visible(piece):
            first = start + len(piece) - len(piece.lstrip())
            pieces.append((first, first + len(piece.strip())))
    if clean and pieces == [(0, len(text))]:
        return (markup.strip(),)
    return tuple(_write(piece) for piece in _slices(runs, pieces))


def _slices(runs: Sequence[_Run], pieces: Sequence[tuple[int, int]]) -> Iterator[list[_Run]]:
    """The runs of every piece, given by start and end in the whole text; one walk for all."""
    index, at = 0, 0
    for start, end in pieces:
        while at + len(runs[index].text) <= start:
            at += len(runs[index].text)
            index += 1
        found, place, run = [], at, index
        while place < end:
            text = runs[run].text
            found.append(_Run(text[max(0, start - place) : end - place], runs[run].tags))
            place += len(text)
            run += 1
        yield found


def _cuts(text: str, limit: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _fit(text, start, limit)
        if end < len(text):
            end = _best(text, start, end)
        yield start, end
        start = end


def _fit(text: str, start: int, limit: int) -> int:
    """The end of a stretch from ``start`` that has at most ``limit`` units, not inside what shows as one sign."""
    end = min(len(text), start + limit)
    while (over := measure(text[start:end]) - limit) > 0:
        end -= (over + 1) // 2
    if end == len(text):
        return end
    for back in range(min(32, end - start)):
        here = end - back
        if not _joined(text[here - 1], text[here]):
            return here
    return max(end, start + 1)


def _joined(before: str, after: str) -> bool:
    return before == "\u200d" or after in _JOINERS or unicodedata.category(after) in _MARKS or _is_tone(after)


def _is_tone(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def _best(text: str, start: int, end: int) -> int:
    """The best place to cut in the last three quarters of a stretch; its end when there is none."""
    least = start + (end - start) // 4
    for wanted in _BREAKS:
        last = 0
        for match in wanted.finditer(text, least, min(len(text), end + 1)):
            last = match.end() if match.end() <= end else max(last, match.start())
        if last > start:
            return last
    return end


def numbered(text: str, choices: Sequence[Sequence[Choice]]) -> str:
    """``text`` with its buttons as lines, for messengers without buttons: a number to answer with, or the link."""
    lines, number = [], 0
    for choice in (choice for row in choices for choice in row):
        if choice.url:
            lines.append(f"{escape(choice.label)}: {escape(choice.url)}")
        else:
            number += 1
            lines.append(f"{number}. {escape(choice.label)}")
    return "\n\n".join(filter(None, (text, "\n".join(lines))))
