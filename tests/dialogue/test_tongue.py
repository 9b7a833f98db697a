"""The language of a talk: the person's choice, then a sentence; never a short word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.catalogue import Catalogue
from bot.dialogue import faq, tongue
from bot.model import Conversation
from bot.resources import folder
from bot.understanding.types import FoundPlace, Understanding

CATALOGUE = Catalogue.load(folder("locales"))
START = datetime(2026, 11, 24, tzinfo=UTC)


def heard(language: str, share: float = 0.95, place: FoundPlace | None = None) -> Understanding:
    languages = ((language, share),)
    return Understanding(language, languages, "unknown", (), None, place, None, (), "handoff", 0.5)


def settle(
    before: str, language: str, text: str, *, share: float = 0.95, phone: str = "", chosen: bool = False
) -> tuple[str, bool]:
    talk = Conversation("c", "l", "t", "1", "5", "Héron", START, language=before, language_chosen=chosen)
    return tongue.settle(talk, heard(language, share), text, phone)


def test_the_choice_wins() -> None:
    assert settle("fr", "ar", "أين يمكنني أن آكل", chosen=True) == ("fr", False)


@pytest.mark.parametrize(
    ("before", "language", "text", "said"),
    [
        ("ar", "fr", "ok", "ar"),
        ("ar", "fr", "Bonjour", "ar"),
        ("fr", "en", "shower", "fr"),
        ("fr", "en", "where can I eat today", "en"),
        ("fr", "ar", "وين", "ar"),
        ("fr", "ru", "еда", "ru"),
        ("fr", "en", "12 !!! 🍽", "fr"),
        ("ar", "fr", "je cherche une douche", "fr"),
    ],
)
def test_a_short_word_flips_nothing(before: str, language: str, text: str, said: str) -> None:
    assert settle(before, language, text)[0] == said


def test_a_doubtful_sentence_flips_nothing_and_others_are_offered() -> None:
    assert settle("fr", "es", "quiero comer aqui", share=0.6) == ("fr", True)


def test_the_first_words() -> None:
    assert settle("", "en", "I am hungry") == ("en", False)
    assert settle("", "en", "I am hungry", share=0.4) == ("en", True)
    assert settle("", "it", "doccia", share=0.5, phone="fr") == ("fr", True)
    assert settle("", "fr", "douche", phone="fr") == ("fr", False)
    assert settle("", "ar", "أكل", share=0.5, phone="fr") == ("ar", False)


def test_the_name_of_a_place_is_no_language() -> None:
    found = FoundPlace("bordeaux", "Bordeaux", 44.8, -0.57, "commune", "33063", "33", 1.0, (0, 8))
    talk = Conversation("c", "l", "t", "1", "5", "Héron", START, language="ar")
    assert tongue.settle(talk, heard("fr", place=found), "Bordeaux", "") == ("ar", False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("français", "fr"),
        ("Francais", "fr"),
        ("English please", "en"),
        ("in english", "en"),
        ("العربية", "ar"),
        ("عربي", "ar"),
        ("بالعربية من فضلك", "ar"),
        ("español", "es"),
        ("do you speak arabic", "ar"),
        ("vous parlez anglais ?", "en"),
        ("українська", "uk"),
        ("ukrainien", "uk"),
        ("dari", "prs"),
        ("farsi", "fa"),
        ("türkçe", "tr"),
        ("cours de français", ""),
        ("I want to learn French", ""),
        ("français ou anglais", ""),
        ("bonjour", ""),
        ("", ""),
        ("🙂", ""),
    ],
)
def test_a_language_by_its_name(text: str, code: str) -> None:
    assert tongue.named(text, CATALOGUE) == code


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Vous êtes un robot ?", "robot"),
        ("es-tu un robot", "robot"),
        ("are you a bot?", "robot"),
        ("هل أنت روبوت؟", "robot"),
        ("¿Quién lee esto?", "privacy"),
        ("Who reads this?", "privacy"),
        ("c'est anonyme ?", "privacy"),
        ("من يقرأ رسائلي", "privacy"),
        ("is this free?", "free"),
        ("¿es gratis?", "free"),
        ("je cherche un robot de cuisine", ""),
        ("who are your friends", ""),
        ("", ""),
    ],
)
def test_questions_about_relais(text: str, topic: str) -> None:
    assert faq.topic(text, CATALOGUE) == topic
