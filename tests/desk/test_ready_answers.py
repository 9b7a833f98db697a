"""Ready answers, cards of places, originals: what an order sends, and what staff see of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Author, Message, Owner, To
from handoff.translation import Translation
from tests.desk.conftest import NOW, to
from tests.desk.test_turns import give, order, pressed, said


def data(turn):
    return [choice.data for part in turn.say for row in part.choices for choice in row]


async def test_alone_it_lists_and_a_press_sends_in_the_persons_language(bench, held):
    listed = await give(bench, held, order("say"))
    assert len(data(listed)) >= 12
    turn = await give(bench, held, pressed(next(one for one in data(listed) if one.endswith(":letter"))))
    (part,) = to(turn, To.PERSON)
    assert "[" not in part.text  # from the catalogue, no machine
    assert any("а" <= letter <= "я" for letter in part.text)
    assert part.answers
    assert turn.conversation.owner is Owner.STAFF
    assert turn.conversation.waiting_since is None


@pytest.mark.parametrize("typed", ["lettre", "Letre", "letter"])
async def test_it_is_found_by_its_name_misspelt_or_not(bench, held, typed):
    turn = await give(bench, held, order("say", typed))
    assert to(turn, To.PERSON)


async def test_variables_are_filled(bench, held):
    turn = await give(bench, held.with_(language="fr"), order("say", "bonjour"))
    assert "Camille" in to(turn, To.PERSON)[0].text
    turn = await give(bench, held.with_(language="fr"), order("say", "urgence"))
    assert "112" in to(turn, To.PERSON)[0].text


async def test_an_own_answer_is_kept_translated_once_marked_and_removed(bench, held):
    await give(bench, held, order("say", "+douche Les douches ferment à 18 h."))
    for _ in range(2):
        turn = await give(bench, held, order("say", "douche"))
        text = to(turn, To.PERSON)[0].text
        assert text.startswith("[uk] Les douches ferment à 18 h.")
        assert "(" in text
    assert sum("Les douches" in asked for asked in bench.translator.asked) == 1
    await give(bench, held, order("say", "-douche"))
    gone = await give(bench, held, order("say", "douche"))
    assert not any("18 h" in part.text for part in to(gone, To.PERSON))


async def test_what_cannot_be_translated_is_not_sent(bench, held):
    await give(bench, held, order("say", "+douche Les douches ferment à 18 h."))
    bench.translator.quality = "none"
    turn = await give(bench, held, order("say", "douche"))
    assert not to(turn, To.PERSON)
    assert "⚠" in said(turn, To.DESK)


async def test_a_shipped_answer_cannot_be_replaced_by_an_own_one(bench, held):
    await give(bench, held, order("say", "+lettre Autre chose"))
    turn = await give(bench, held.with_(language="fr"), order("say", "lettre"))
    assert "Autre chose" not in to(turn, To.PERSON)[0].text


async def test_one_place_is_sent_with_its_card_none_is_said(bench, held):
    turn = await give(bench, held, order("place", "douche"))
    assert "Petitot" in to(turn, To.PERSON)[0].text
    turn = await give(bench, held, order("place", "piano"))
    assert not to(turn, To.PERSON)
    assert "piano" in said(turn, To.DESK)
    turn = await give(bench, held, order("place"))
    assert "/place" in said(turn, To.DESK)


async def test_the_original_and_what_the_person_read(bench, held):
    past = (
        Message("q", Author.PERSON, "де школа?", "uk", "où est l'école ?", at=NOW),
        Message("a", Author.STAFF, "Rue Petit", translation="вулиця Петі", translator="test", at=NOW),
    )
    turn = await give(bench, held, order("original"), history=past)
    assert "де школа?" in said(turn, To.DESK)
    case = replace(bench.case(held, order("original"), history=past), quoted="a")
    assert "вулиця Петі" in said(await bench.desk.staff(case), To.DESK)


class Two:
    """Two translators, each with its own words."""

    async def translate(self, text, source, target, *, without=()):
        name = next((one for one in ("first", "second") if one not in without), "")
        if not name:
            return Translation(text, source or "", target, "", "none", "no_other")
        return Translation(f"{name}: {text}", source or "", target, name, "good")

    checked = translate


async def test_another_translator_says_it_again(bench, held):
    bench.desk = type(bench.desk)(replace(bench.desk.office, translator=Two()))
    past = (Message("q", Author.PERSON, "де школа?", "uk", "first: де школа?", translator="first", at=NOW),)
    turn = await give(bench, held, pressed("desk:original:again:q"), history=past)
    assert "second: де школа?" in said(turn, To.DESK)
