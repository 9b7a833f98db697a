"""A text and what came back of it: which losses are noticed, and which changes are no reason to doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.translation.drift import drift, worth
from handoff.translation.drift_words import NEGATIONS, NUMBERS, OPPOSITES

SAME = [
    ("fr", "Vous pouvez dormir ici cette nuit.", "Vous pouvez dormir ici ce soir-là, cette nuit"),
    ("fr", "J'ai 3 enfants et deux lits.", "J'ai trois enfants et 2 lits"),
    ("fr", "Ne venez pas seul.", "Ne viens pas seule."),
    ("fr", "L’hôpital est fermé.", "l'hopital est ferme"),
    ("fr", "Je vais à la mairie et à l'école.", "Je vais à l'école et à la mairie"),
    ("en", "You don't need papers to see the doctor.", "You do not need papers to see the doctor"),
    ("es", "No tengo dinero para el hotel.", "No tengo el dinero para el hotel"),
    ("ar", "أبحث عن مكان للنوم الليلة", "أبحث عن مكان للنوم هذه الليلة"),
    ("zh", "我今天晚上需要一个睡觉的地方", "今晚我需要一个睡觉的地方"),
    ("fr", "Appelez le ⟦0⟧ avant ⟦1⟧.", "Avant ⟦1⟧, appelez le ⟦0⟧."),
    ("fr", "Bonjour", "Salut"),
    ("xx", "Etwas anderes geschieht heute", "Etwas anderes geschieht heute"),
    ("fr", "Il y a 1 000 places.", "Il y a 1.000 places."),
]
MOVED = [
    ("fr", "Ne signez rien avant jeudi.", "Signez tout avant jeudi.", "negation"),
    ("fr", "Vous pouvez entrer avec lui.", "Vous ne pouvez pas entrer avec lui.", "negation"),
    ("fr", "Ne venez pas sans papiers.", "Venez sans papiers.", "negation"),
    ("en", "I can't walk. My foot hurts.", "I can walk. My foot hurts.", "negation"),
    ("es", "Nadie me ha llamado.", "Todos me han llamado.", "negation"),
    ("ar", "لا أستطيع المشي كثيرا", "أستطيع المشي كثيرا", "negation"),
    ("bn", "আমি হাঁটতে পারি না", "আমি হাঁটতে পারি", "negation"),
    ("ru", "Я не могу ходить", "Я могу ходить", "negation"),
    ("fr", "Prenez deux cachets par jour.", "Prenez cinq cachets par jour.", "number"),
    ("fr", "Il reste 7 places.", "Il reste 17 places.", "number"),
    ("fr", "Nous avons 7 places.", "Nous avons des places.", "number"),
    ("fr", "Le foyer est ouvert.", "Le foyer est fermé.", "opposite"),
    ("fr", "Revenez mardi.", "Revenez jeudi.", "opposite"),
    ("en", "The lawyer is coming.", "The doctor is coming.", "opposite"),
    ("es", "Mi hijo está enfermo.", "Mi hija está enferma.", "opposite"),
    ("fr", "Appelez le ⟦0⟧ ou le ⟦1⟧.", "Appelez le ⟦0⟧.", "token"),
    ("fr", "Appelez le ⟦0⟧.", "Appelez le ⟦0⟧ ⟦0⟧.", "token"),
    ("fr", "Le dossier est complet, envoyez une copie à la mairie du quartier.", "Le dossier est complet.", "length"),
    ("fr", "Vous pouvez laisser vos sacs ici.", "La police cherche une voiture rouge.", "words"),
    ("zh", "我今天晚上需要一个睡觉的地方", "警察昨天在火车站找到了他的红色汽车", "words"),
]


@pytest.mark.parametrize(("source", "original", "back"), SAME)
def test_other_words_for_the_same_are_no_reason_to_doubt(source: str, original: str, back: str) -> None:
    found = drift(original, back, source=source)
    assert (found.warn, found.why) == (False, "")


@pytest.mark.parametrize(("source", "original", "back", "why"), MOVED)
def test_a_loss_of_meaning_is_noticed(source: str, original: str, back: str, why: str) -> None:
    found = drift(original, back, source=source)
    assert (found.warn, found.why) == (True, why)


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["fr", "es", "en", "ar", "bn", "zh", "", "xx"]))
def test_any_two_texts_have_a_score_and_a_warning_has_its_sign(original: str, back: str, source: str) -> None:
    found = drift(original, back, source=source)
    assert 0.0 <= found.score <= 1.0
    assert found.warn == bool(found.why)


@given(st.text(max_size=120), st.sampled_from(["fr", "es", "en", "ar", "bn", "zh", "", "xx"]))
def test_a_text_that_comes_back_as_it_went_is_never_doubted(text: str, source: str) -> None:
    assert drift(text, text, source=source).warn is False


@pytest.mark.parametrize(
    ("masked", "expected"),
    [("Oui, merci", False), ("Bonjour ⟦0⟧", False), ("N'y allez pas", True), ("", False), ("Le ⟦0⟧ est fermé", True)],
)
def test_a_word_or_two_are_not_worth_a_request(masked: str, expected: bool) -> None:
    assert worth(masked) is expected


def test_the_tables_speak_of_the_languages_of_staff() -> None:
    for table in (NEGATIONS, NUMBERS, OPPOSITES):
        assert {"fr", "es", "en"} <= set(table)
    for groups in OPPOSITES.values():
        assert all(len(set(group.values())) >= 2 for group in groups)
