"""Markup in pieces: every piece fits, closes its tags, and together they say the same."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.render import cut, is_visible, measure, numbered, split
from bot.model import Choice, escape, plain
from simulator.markup import parse

WORDS = st.text(
    st.one_of(
        st.sampled_from("abc éè.!? \n\t<>&;\"'/="),
        st.sampled_from("مرحبا؟ \u200f\u200b\u2068\u2069\u202eשלום"),
        st.sampled_from("😀👨\u200d👩\u200d👧🇫🇷👍🏽e\u0301"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=60,
)
TAGS = ("b", "i", "u", "s", "code", "blockquote", 'a href="https://relais.example/?a=1&amp;b=2"')


def _tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = st.tuples(st.sampled_from(TAGS), inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>")
    return st.lists(st.one_of(one, inner), max_size=6).map("".join)


MARKUP = st.recursive(WORDS.map(escape), _tagged, max_leaves=25)


def _bare(text: str) -> str:
    return "".join(char for char in text if is_visible(char))


@settings(deadline=None, max_examples=300)
@given(MARKUP, st.integers(8, 90))
def test_pieces_fit_parse_and_say_the_same(markup: str, limit: int) -> None:
    pieces = split(markup, limit)
    for piece in pieces:
        text, _ = parse(piece)  # raises where Telegram would refuse
        assert 0 < measure(plain(piece)) <= limit
        assert text == plain(piece)
        assert is_visible(text)
    assert _bare("".join(plain(piece) for piece in pieces)) == _bare(plain(markup))


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from('<>/&;ba "=#x1quot'), max_size=80), st.integers(8, 40))
def test_whatever_looks_like_markup_can_be_parsed(text: str, limit: int) -> None:
    for piece in split(text, limit):
        parse(piece)


@settings(deadline=None)
@given(WORDS, st.integers(3, 50))
def test_cut_fits(text: str, limit: int) -> None:
    assert measure(cut(text, limit)) <= limit
    assert cut(text, 1_000) == text


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("Un. Deux. Trois.", 9, ("Un. Deux.", "Trois.")),
        ("a b\n\nc d e", 7, ("a b", "c d e")),
        ("<b>gras gras gras</b>", 10, ("<b>gras gras</b>", "<b>gras</b>")),
        ('<a href="x">un deux</a>', 4, ('<a href="x">un</a>', '<a href="x">deux</a>')),
        ("<b><i>un</b> deux</i>", 99, ("<b><i>un</i></b><i> deux</i>",)),
        ("un</b> <b>deux", 99, ("un <b>deux</b>",)),
        ("1 < 2 & 3 &eacute; <script>", 99, ("1 &lt; 2 &amp; 3 &amp;eacute; &lt;script&gt;",)),
        ("<i> </i>\u200b", 99, ()),
        ("", 99, ()),
        ("😀😀😀", 4, ("😀😀", "😀")),
        ("ab👨\u200d👩\u200d👧", 9, ("ab", "👨\u200d👩\u200d👧")),
        ("ae\u0301", 2, ("a", "e\u0301")),
        ("هل هذا؟ نعم.", 8, ("هل هذا؟", "نعم.")),
    ],
)
def test_where_it_is_cut(text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert split(text, limit) == pieces


def test_a_hundred_kilobytes_are_split_at_sentences() -> None:
    text = "".join(f"Phrase numéro {number}. " for number in range(6_000))
    pieces = split(f"<blockquote>{text}</blockquote>", 4096)
    assert all(piece.startswith("<blockquote>Phrase") and piece.endswith(".</blockquote>") for piece in pieces)
    assert re.findall(r"\d+", " ".join(pieces)) == [str(number) for number in range(6_000)]
    assert len(pieces) < 40


def test_buttons_become_a_numbered_list() -> None:
    rows = ((Choice("Paris", "1"), Choice("A & B", "2")), (Choice("Carte", url="https://osm.org/?a=1&b=2"),))
    said = numbered("Où <b>êtes</b>-vous ?", rows)
    assert html.unescape(said) == "Où <b>êtes</b>-vous ?\n\n1. Paris\n2. A & B\nCarte: https://osm.org/?a=1&b=2"
    assert numbered("", ()) == ""
