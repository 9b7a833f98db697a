"""What is masked, that it comes back to the letter, and that every token that was touched is noticed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.translation.chunks import split
from handoff.translation.mask import TOKEN, check, mask, numbers_in, pieces

ENTITIES = (
    "01 45 20 80 16",
    "06.12.34.56.78",
    "+33 (0)1 84 74 03 51",
    "٠٦١٢٣٤٥٦٧٨",
    "0 800 306 306",
    "115",
    "3114",
    "39 19",
    "9h30",
    "9 h 30",
    "14:00–17:30",
    "9h-12h",
    "24h/24",
    "10:30 pm",
    "24/12/2025",
    "2026-01-02",
    "12,50 €",
    "1 500 €",
    "$20",
    "https://soliguide.fr/fr/fiche/x?y=1",
    "www.restosducoeur.org",
    "soliguide.fr",
    "t.me/relais_bot",
    "accueil@asso.example.org",
    "@relais_bot",
    "12 rue de Belleville, 75020 Paris",
    "12 bis, avenue d'Italie 75013 PARIS CEDEX 13",
    "5 place du 8 Mai 1945",
    "12 rue de belleville 75020 paris",
    "20 boulevard du Général de Gaulle",
    "3-5 quai de la Râpée, 75012 Paris 12e",
    "rue Saint-Maur",
    "gare du Nord",
    "33000 Bordeaux",
    "calle de Alcalá 12, 28014 Madrid",
    "Müllerstraße 12, 13353 Berlin",
    "10 Downing Street",
    "06-12-34-56-78",
    "0612345678",
    "0033612345678",
    "٠١ ٤٥ ٢٠ ٨٠ ١٦",
    "+٣٣ ٦ ١٢ ٣٤ ٥٦ ٧٨",
    "۰۶ ۱۲ ۳۴ ۵۶ ۷۸",
    "9:30 am",
    "9am-5pm",
    "14 h 30",
    "٩:٣٠",
    "١٢/٠٣/٢٠٢٥",
    "5,50€",
    "€5",
)
FRAMES = ("allez vers {} demain", "({})", "اذهب إلى {} غدا", "піти {}, потім чекати", "{}")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("entity", ENTITIES)
def test_what_no_translator_may_touch_is_taken_out(entity: str, frame: str) -> None:
    masked = mask(frame.format(entity))
    assert entity in masked.values
    assert masked.text == frame.format("⟦0⟧")
    assert masked.restore(masked.text) == frame.format(entity)


@pytest.mark.parametrize(
    "text",
    [
        "J'ai 18 ans et 3 enfants.",
        "Il y a 12 places et 200 personnes en 2025.",
        "3 cours de français par semaine",
        "C'est à 10.5 km, dans 15 minutes.",
        "Je cherche une place pour dormir, c'est par où la rue ?",
        "le 15 janvier au soir",
        "👍🏽 merci",
    ],
)
def test_plain_words_and_quantities_are_left_to_the_translator(text: str) -> None:
    assert mask(text).text == text


def test_a_full_stop_or_a_bracket_is_no_part_of_an_address() -> None:
    masked = mask("Voir https://a.org/b. Ou (soliguide.fr). C'est 20 rue de la Paix. Nous sommes ouverts !")
    assert masked.values == ("https://a.org/b", "soliguide.fr", "20 rue de la Paix")


def test_two_digit_emergency_numbers_count_where_the_sentence_speaks_of_calling() -> None:
    assert mask("En danger, faites le 15 ou le 17.").values == ("15", "17")
    assert mask("Le 18, le 112.").values == ("18", "112")
    assert mask("Dans 15 jours. Appelez Paul.").values == ()
    assert mask("اتصل بـ 15").values == ("15",)


def test_the_word_for_the_money_is_translated_but_not_the_amount() -> None:
    assert mask("Le repas coûte 1,50 euros.").text == "Le repas coûte ⟦0⟧ euros."


@pytest.mark.parametrize(
    ("text", "sent", "values"),
    [
        ("de 9h à 12h", "de ⟦0⟧ à ⟦1⟧", ("9h", "12h")),
        ("from 9:30 am to 5 pm", "from ⟦0⟧ to ⟦1⟧", ("9:30 am", "5 pm")),
        ("06 12 34 56 78/07 11 22 33 44", "⟦0⟧/⟦1⟧", ("06 12 34 56 78", "07 11 22 33 44")),
        ("0612345678 0711223344", "⟦0⟧ ⟦1⟧", ("0612345678", "0711223344")),
        ("métro République, sortie 2", "métro ⟦0⟧, sortie 2", ("République",)),
        ("l'arrêt Jules Joffrin", "l'arrêt ⟦0⟧", ("Jules Joffrin",)),
        ("le métro ligne 13", "le métro ligne 13", ()),
        ("le digicode est 12A45", "le digicode est ⟦0⟧", ("12A45",)),
        ("code porte : 4589B", "code porte : ⟦0⟧", ("4589B",)),
        ("le code est bon", "le code est bon", ()),
        ("25 درهم", "⟦0⟧ درهم", ("25",)),
        ("100 zł", "⟦0⟧ zł", ("100",)),
    ],
)
def test_only_what_must_stay_is_taken_out(text: str, sent: str, values: tuple[str, ...]) -> None:
    masked = mask(text)
    assert (masked.text, masked.values) == (sent, values)


def test_names_behind_a_title_are_kept() -> None:
    assert mask("Demandez Mme Boulanger ou M. Petit.").text == "Demandez Mme ⟦0⟧ ou M. ⟦1⟧."


def test_a_token_that_a_person_typed_is_their_text_and_not_ours() -> None:
    text = "je tape ⟦0⟧, ⟦ et ⟧⟧ puis 06 12 34 56 78"
    masked = mask(text)
    assert numbers_in(masked.text) == list(range(len(masked.values)))
    assert masked.restore(masked.text) == text


def test_in_lines_from_the_right_numbers_are_isolated_and_links_are_not() -> None:
    masked = mask("اتصل 01 45 20 80 16 أو https://a.org/b")
    assert masked.restore(masked.text, isolate=True) == "اتصل \u206801 45 20 80 16\u2069 أو https://a.org/b"


MESSY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
SEEDED = st.lists(st.one_of(st.sampled_from([*ENTITIES, "⟦0⟧", "⟦", "⟧", "⟦1⟧", "\n"]), MESSY), max_size=12).map(
    " ".join
)


@settings(deadline=None, max_examples=300)
@given(SEEDED)
def test_masking_and_unmasking_is_the_identity_for_any_text(text: str) -> None:
    masked = mask(text)
    assert masked.restore(masked.text) == text
    assert check(masked.text, masked.text).ok
    assert numbers_in(masked.text) == list(range(len(masked.values)))
    assert "".join(piece for _, piece in pieces(masked.text)) == masked.text


@settings(deadline=None, max_examples=200)
@given(SEEDED, st.integers(20, 200))
def test_long_texts_are_cut_into_parts_that_make_the_whole_and_no_token_is_cut(text: str, limit: int) -> None:
    masked = mask(text).text
    parts = split(masked, limit)
    assert "".join(parts) == masked
    assert all(0 < len(part) <= limit for part in parts)
    assert [n for part in parts for n in numbers_in(part)] == numbers_in(masked)


def test_cuts_fall_between_sentences() -> None:
    text = "Une phrase courte. " * 300
    assert all(part.endswith(". ") for part in split(text))


Change = st.sampled_from(["drop", "double", "renumber", "open", "close", "foreign"])


@settings(deadline=None, max_examples=300)
@given(st.data(), SEEDED.filter(lambda text: mask(text).values), Change)
def test_a_token_that_was_dropped_doubled_or_changed_is_noticed(data: st.DataObject, text: str, change: str) -> None:
    sent = mask(text).text
    hit = data.draw(st.sampled_from(list(TOKEN.finditer(sent))))
    token = hit.group()
    touched = {
        "drop": "",
        "double": token * 2,
        "renumber": f"⟦{int(hit.group(1)) + 1}⟧",
        "open": token[1:],
        "close": token[:-1],
        "foreign": token + "⟦999⟧",
    }[change]
    assert not check(sent, sent[: hit.start()] + touched + sent[hit.end() :]).ok


@settings(deadline=None, max_examples=100)
@given(SEEDED, st.sampled_from(["⟦ {} ⟧", "⟦\u200f{}\u2069⟧"]))
def test_blanks_inside_a_token_do_no_harm(text: str, form: str) -> None:
    masked = mask(text)
    back = TOKEN.sub(lambda match: form.format(match.group(1)), masked.text)
    assert check(masked.text, back).ok
    assert masked.restore(back) == text


@settings(deadline=None, max_examples=300)
@given(st.data(), SEEDED)
def test_whatever_happens_to_the_words_around_them_tokens_come_back_to_the_letter(
    data: st.DataObject, text: str
) -> None:
    """An engine changes, drops, adds and reorders words and tokens: each protected part is there exactly once."""
    masked = mask(text)
    tokens = [f"⟦{number}⟧" for number in range(len(masked.values))]
    words = data.draw(st.lists(st.sampled_from(["palabra", "كلمة", "слово", "12", "!", "字"]), max_size=12))
    shuffled = data.draw(st.permutations([*tokens, *words]))
    glue = data.draw(st.sampled_from([" ", "", "\n"]))
    back = glue.join(shuffled)
    assert check(masked.text, back).ok
    expected = glue.join(masked.values[tokens.index(part)] if part in tokens else part for part in shuffled)
    assert masked.restore(back) == expected


def test_other_digits_inside_a_token_do_no_harm() -> None:
    masked = mask("appelez 01 45 20 80 16")
    assert masked.restore("اتصل ⟦٠⟧") == "اتصل 01 45 20 80 16"
    assert check(masked.text, "اتصل ⟦٠⟧").ok


def test_tokens_may_change_places() -> None:
    masked = mask("de 9h30 au 24/12/2025")
    assert check(masked.text, "⟦1⟧ - ⟦0⟧").ok
    assert masked.restore("⟦1⟧ - ⟦0⟧") == "24/12/2025 - 9h30"


@pytest.mark.parametrize("seed", ["1 ", "a@", "12 rue de la ", "A ", "www.", "1-", "Rue De La ", "1h-", "⟦", "7", "d'"])
def test_hostile_repetitions_are_masked_and_restored(seed: str) -> None:
    text = seed * (12_000 // len(seed))
    masked = mask(text)
    assert masked.restore(masked.text) == text
    assert re.sub(r"⟦\d+⟧", "", masked.text).count("⟦") == 0
