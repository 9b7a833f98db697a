"""From HTML and Markdown to entities, with offsets in UTF-16 units."""

from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.entities import parse, utf16_length
from simulator.errors import ApiError


def told(text: str, entities: list[dict[str, Any]]) -> list[tuple[str, str]]:
    raw = text.encode("utf-16-le")
    return [
        (entity["type"], raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le"))
        for entity in entities
    ]


@pytest.mark.parametrize(
    ("mode", "source", "plain", "expected"),
    [
        ("HTML", "<b>a<i>b</i></b>c", "abc", [("bold", "ab"), ("italic", "b")]),
        ("HTML", "😀<b>é</b>", "😀é", [("bold", "é")]),
        ("HTML", "&lt;b&gt; &amp; &quot; &#233; &nbsp;", '<b> & " é &nbsp;', []),
        ("HTML", '<a href="https://x.org?a=1&amp;b=2">x</a>', "x", [("text_link", "x")]),
        ("HTML", '<pre><code class="language-py">x</code></pre>', "x", [("pre", "x")]),
        ("HTML", "<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", "x")]),
        (
            "HTML",
            '<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>',
            "xy",
            [("spoiler", "x"), ("spoiler", "y")],
        ),
        ("HTML", "  <b> x </b>  ", "x", [("bold", "x")]),
        (
            "HTML",
            "<u>u</u><ins>i</ins><s>s</s><del>d</del>",
            "uisd",
            [("underline", "u"), ("underline", "i"), ("strikethrough", "s"), ("strikethrough", "d")],
        ),
        ("MarkdownV2", r"*a _b_* \. `c\`d`", "a b . c`d", [("bold", "a b"), ("italic", "b"), ("code", "c`d")]),
        ("MarkdownV2", "__u__ ~s~ ||h||", "u s h", [("underline", "u"), ("strikethrough", "s"), ("spoiler", "h")]),
        ("MarkdownV2", "[x](https://x.org/\\))", "x", [("text_link", "x")]),
        ("MarkdownV2", ">a\n>b\nc", "a\nb\nc", [("blockquote", "a\nb")]),
        ("MarkdownV2", "```py\nx.y\n```", "x.y", [("pre", "x.y")]),
        (
            "Markdown",
            "*a* _b_ `c` [d](https://x.org)",
            "a b c d",
            [("bold", "a"), ("italic", "b"), ("code", "c"), ("text_link", "d")],
        ),
        (
            None,
            "/start@relais_bot #faim",
            "/start@relais_bot #faim",
            [("bot_command", "/start@relais_bot"), ("hashtag", "#faim")],
        ),
        (None, "https://x.org. a@b.fr", "https://x.org. a@b.fr", [("url", "https://x.org"), ("email", "a@b.fr")]),
        (None, "1/2 et a/b", "1/2 et a/b", []),
    ],
)
def test_parsing(mode: str | None, source: str, plain: str, expected: list[tuple[str, str]]) -> None:
    text, entities = parse(source, mode)
    assert (text, told(text, entities)) == (plain, expected)


@pytest.mark.parametrize(
    ("mode", "source", "expected"),
    [
        ("HTML", "<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("HTML", "é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
        ("HTML", "1 < 2", "Unclosed start tag at byte offset 2"),
        ("HTML", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("MarkdownV2", "a *b", "Can't find end of Bold entity at byte offset 2"),
        ("MarkdownV2", "é `b", "Can't find end of Code entity at byte offset 3"),
        ("MarkdownV2", "a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
        ("Markdown", "a _b", "Can't find end of the entity starting at byte offset 2"),
    ],
)
def test_errors_in_telegrams_words(mode: str, source: str, expected: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse(source, mode)
    assert caught.value.description == f"Bad Request: can't parse entities: {expected}"


anything = st.text(max_size=60).map(lambda text: text.replace("\0", "").replace("\r", ""))


@settings(deadline=None, max_examples=300)
@given(anything, anything, anything)
def test_escaped_html_is_shown_as_it_was(before: str, inside: str, after: str) -> None:
    text, entities = parse(f"x{escape(before)}<b>{escape(inside)}</b>{escape(after)}x", "HTML")
    assert text == f"x{before}{inside}{after}x"
    bold = [piece for kind, piece in told(text, entities) if kind == "bold"]
    assert bold == ([inside] if inside else [])


@settings(deadline=None, max_examples=300)
@given(anything, st.sampled_from(["HTML", "Markdown", "MarkdownV2", None]))
def test_any_text_is_parsed_or_refused(source: str, mode: str | None) -> None:
    try:
        text, entities = parse(source, mode)
    except ApiError:  # Refused in Telegram's words; any other exception fails the test.
        return
    assert all(0 <= entity["offset"] < utf16_length(text) for entity in entities)
    assert all(entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)
