"""Texts that wait one behind the other may leave as one: a chat that is slowed down catches up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Act, Part

MERGED_LIMIT = 3_800
"""Characters of texts joined into one: below Telegram's 4,096, which it counts after reading the markup."""


def joined(parts: Sequence[Part]) -> tuple[Part, tuple[Part, ...]]:
    """The head, joined with the plain texts right behind it that may be joined; and the parts it stands for."""
    head = parts[0]
    taken = [head]
    size = len(head.body.text)
    for part in parts[1:] if _joins(head) else ():
        size += len(part.body.text) + 2
        if not _joins(part) or size > MERGED_LIMIT or (part.chat, part.thread) != (head.chat, head.thread):
            break
        taken.append(part)
    if len(taken) == 1:
        return head, (head,)
    text = "\n\n".join(part.body.text for part in taken)
    return replace(head, body=replace(head.body, text=text)), tuple(taken)


def _joins(part: Part) -> bool:
    body = part.body
    plain = body.act is Act.SAY and not (body.choices or body.media or body.location or body.contact)
    return body.merge and plain and not body.reply_to and bool(body.text)
