"""Markup: the little of HTML that every text which leaves is written in."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?(?:b|i|u|s|code|a|blockquote)(?:\s[^<>]*)?>")


def escape(text: str) -> str:
    """``text`` made safe for :attr:`Outbound.text`: whatever a person typed is shown as typed."""
    return html.escape(text, quote=False)


def plain(markup: str) -> str:
    """The text of a markup string without its tags, for messengers that show none."""
    return html.unescape(_TAG.sub("", markup))
