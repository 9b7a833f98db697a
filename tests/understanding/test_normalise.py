"""Text → words: what phones do to letters."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.normalise import READ, arabizi, fold, read


def test_folding_meets() -> None:
    assert read("J'AI FAIIIIM, où DORMIR ?").folded == ("j", "ai", "faiim", "ou", "dormir")
    assert fold("أكلٌ") == fold("اكل")
    assert fold("ماء") != fold("ما")
    assert read("e\u0301cole").folded == read("école").folded == ("ecole",)
    assert read("straße ñandú").folded == ("strasse", "nandu")
    assert read("٠٦ ۱۲").folded == ("06", "12")


def test_marks_within_words_stay_words() -> None:
    assert len(read("আমার খাবার দরকার").folded) == 3
    assert len(read("मुझे खाना चाहिए").folded) == 3
    assert read("\u202bأريد\u202c \u200fطعام").folded == ("ارید", "طعام")


def test_emoji_are_words_and_clauses_are_numbered() -> None:
    words = read("🍽️🚿 ok, oui. non")
    assert words.folded == ("🍽", "🚿", "ok", "oui", "non")
    assert words.clause[2] < words.clause[3]
    assert words.sentence[3] < words.sentence[4]


def test_arabizi_spellings_meet() -> None:
    for spellings in (("n9der", "nqder", "nakder"), ("nakol", "nakoul", "nakl"), ("7mam", "hmam"), ("wein", "win")):
        assert len({arabizi(word) for word in spellings}) == 1, spellings


def test_a_long_message_is_cut() -> None:
    words = read("faim " * 50_000)
    assert words.cut
    assert len(words.text) == READ


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=400))
def test_positions_point_into_the_text(text: str) -> None:
    words = read(text)
    assert all(words.text[start:end] == raw for raw, (start, end) in zip(words.raw, words.spans, strict=True))
    assert len(words.folded) == len(words.clause) == len(words.sentence)
