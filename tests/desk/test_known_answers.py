"""What staff teach the bot: reviewed first, given to the same question in any language, taken back with one press."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Author, Kind, Message, Owner, To
from handoff.desk.knowledge import KIND
from handoff.desk.same_question import same
from handoff.translation import Translation
from tests.desk.conftest import GROUP, NOW, asks, to, wrote
from tests.desk.test_turns import give, order, pressed, said

QUESTION, ANSWER = "Où puis-je inscrire ma fille à l'école ?", "À la mairie, avec une pièce d'identité."


def talk_of(case_id="1", question=QUESTION, language="fr"):
    return (
        Message("q", Author.PERSON, question, language, at=NOW),
        Message("a", Author.STAFF, ANSWER, staff="7001", at=NOW),
    )


@pytest.fixture
def french(held):
    return held.with_(language="fr")


def data(turn):
    return [choice.data for part in turn.say for row in part.choices for choice in row]


async def taught(bench, french, **more):
    """The bench after staff have taught the answer; the key of the page."""
    review = await give(bench, french, order("learn", reply_to="x"), history=talk_of(**more))
    await give(bench, french, pressed(next(one for one in data(review) if "keep" in one)))
    (key,) = bench.desk.office.book.pages[KIND]
    return key


async def test_a_human_reviews_before_anything_is_learnt(bench, french):
    turn = await give(bench, french, order("learn"), history=talk_of())
    assert QUESTION in said(turn, To.DESK)
    assert ANSWER in said(turn, To.DESK)
    assert not bench.desk.office.book.pages.get(KIND)
    await give(bench, french, pressed(next(one for one in data(turn) if "drop" in one)))
    assert not bench.desk.office.book.pages.get(KIND)


async def test_the_same_question_gets_the_answer_marked_and_without_a_topic(bench, french, talk):
    await taught(bench, french)
    case = bench.case(talk.with_(language="fr"), text="ou puis je inscrire ma fille a l ecole")
    turn = await bench.desk.person.follow(case, asks(case, text=case.event.text))
    (part,) = to(turn, To.PERSON)
    assert ANSWER in part.text
    assert "équipe" in part.text
    assert part.answers
    assert part.choices
    assert not to(turn, To.DESK)
    assert turn.conversation.owner is Owner.BOT
    bench.desk.office.book.keep(turn.notes)
    (page,) = bench.desk.office.book.pages[KIND].values()
    assert page["uses"] == 1


async def test_it_is_not_given_twice_in_a_talk(bench, french, talk):
    await taught(bench, french)
    conversation = talk.with_(language="fr")
    for expected in (Owner.BOT, Owner.WAITING):
        case = bench.case(conversation, text=QUESTION)
        turn = await bench.desk.person.follow(case, asks(case, text=QUESTION))
        assert turn.conversation.owner is expected
        conversation = turn.conversation


_SENTENCES = {("де записати дочку до школи?", "fr"): QUESTION, (ANSWER, "uk"): "У мерії, з посвідченням особи."}


class Dictionary:
    """Translates two sentences rightly and nothing else."""

    async def translate(self, text, source, target, *, without=()):
        if source == target:
            return Translation(text, source, target, "none", "same")
        found = _SENTENCES.get((text, target))
        quality = "good" if found else "none"
        return Translation(found or text, source or "", target, "book", quality, "" if found else "unreachable")

    checked = translate


async def test_in_another_language_it_is_found_and_given_by_translation(bench, french, talk):
    await taught(bench, french)
    bench.desk = type(bench.desk)(replace(bench.desk.office, translator=Dictionary()))
    case = bench.case(talk, text="де записати дочку до школи?")
    turn = await bench.desk.person.follow(case, asks(case, text=case.event.text))
    assert "У мерії" in to(turn, To.PERSON)[0].text
    bench.desk.office.book.keep(turn.notes)
    (page,) = bench.desk.office.book.pages[KIND].values()
    assert page["texts"] == {"uk": "У мерії, з посвідченням особи."}


async def test_a_danger_or_a_wish_for_a_human_always_gets_a_human(bench, french, talk):
    await taught(bench, french)
    for handoff in ({"reason": "asked"}, {"reason": "suicide", "urgent": True}):
        case = bench.case(talk.with_(language="fr"), text=QUESTION)
        turn = await bench.desk.person.follow(case, asks(case, text=QUESTION, **handoff))
        assert turn.conversation.owner is Owner.WAITING


async def test_the_list_in_the_group_undoes_and_what_has_run_out_is_not_given(bench, french, talk):
    key = await taught(bench, french)
    listed = await bench.desk.group.handle(bench.case(None, order("learn", thread="")))
    assert any(QUESTION in part.text for part in listed.say)
    late = NOW + timedelta(days=91)
    case = replace(bench.case(talk.with_(language="fr"), text=QUESTION), now=late)
    assert (await bench.desk.person.follow(case, asks(case, text=QUESTION))).conversation.owner is Owner.WAITING
    drop = wrote(
        "", desk=True, kind=Kind.CHOICE, choice=f"desk:learn:drop:{key}", callback_id="7", thread="", chat=GROUP
    )
    turn = await bench.desk.group.handle(bench.case(None, drop))
    bench.desk.office.book.keep(turn.notes)
    assert not bench.desk.office.book.pages[KIND]


async def test_question_and_answer_can_be_typed(bench, french):
    turn = await give(bench, french, order("learn", "Où inscrire un enfant ? => À la mairie."))
    assert "À la mairie." in said(turn, To.DESK)
    refused = await give(bench, french, order("learn", "rien"))
    assert "=>" in said(refused, To.DESK)


SAME = (
    ("Où puis-je inscrire ma fille à l'école ?", "ou puis je inscrire ma fille a l ecole", "fr"),
    ("comment renouveler mon titre de séjour", "Bonjour, comment renouveler mon titre de sejour svp ?", "fr"),
    ("est-ce que le bus est gratuit ?", "le bus est gratuit ?", "fr"),
    ("comment ouvrir un compte bancaire", "comment ouvrir un compte bancaires", "fr"),
    ("where can I renew my residence permit?", "hello where can i renew my residence permit please", "en"),
    ("how do I open a bank account", "How do I open a bank account??", "en"),
    ("¿dónde puedo inscribir a mi hija?", "donde puedo inscribir a mi hija", "es"),
    ("як відкрити рахунок у банку", "Привіт, як відкрити рахунок у банку?", "uk"),
)
DIFFERENT = (
    ("comment ouvrir un compte bancaire", "comment fermer un compte bancaire", "fr"),
    ("comment ouvrir un compte bancaire", "comment ouvrir un compte épargne", "fr"),
    ("est-ce que le bus est gratuit", "est-ce que le train est gratuit", "fr"),
    ("le bus 12 va à la mairie ?", "le bus 21 va à la mairie ?", "fr"),
    ("je peux travailler avec un récépissé", "je ne peux pas travailler avec un récépissé", "fr"),
    ("puis-je venir avec mon chien", "puis-je venir sans mon chien", "fr"),
    ("inscrire ma fille à l'école à Paris", "inscrire ma fille à l'école à Lyon", "fr"),
    ("où inscrire mon fils au collège", "où inscrire mon fils au lycée", "fr"),
    ("le chien mange l'homme", "l'homme mange le chien", "fr"),
    ("combien coûte le permis", "combien dure le permis", "fr"),
    ("I can work with this paper", "I cannot work with this paper", "en"),
    ("how do I open a bank account", "how do I close a bank account", "en"),
    ("can I bring my son", "can I bring my sister", "en"),
    ("where is the office for refugees", "where is the office for students", "en"),
    ("ماذا أفعل مع هذه الرسالة", "ماذا لا أفعل مع هذه الرسالة", "ar"),
    ("як відкрити рахунок у банку", "як закрити рахунок у банку", "uk"),
    ("можно работать с этой бумагой", "нельзя работать с этой бумагой", "ru"),
    ("¿puedo trabajar con este papel?", "¿no puedo trabajar con este papel?", "es"),
)


@pytest.mark.parametrize(("one", "other", "language"), SAME)
def test_the_same_question_is_recognised(one, other, language):
    assert same(one, other, language)
    assert same(other, one, language)


@pytest.mark.parametrize(("one", "other", "language"), DIFFERENT)
def test_a_near_question_is_another_question(one, other, language):
    assert not same(one, other, language)
    assert not same(other, one, language)


async def test_the_question_is_what_the_person_asked_not_what_stood_in_between(bench, french):
    past = (
        Message("1", Author.PERSON, "comment inscrire mon fils à l'école ?", "fr", at=NOW),
        Message("2", Author.PERSON, "à Bordeaux", "fr", at=NOW),
        Message("3", Author.PERSON, "je veux parler à quelqu'un", "fr", at=NOW),
        Message("a", Author.STAFF, ANSWER, staff="7001", at=NOW),
    )
    turn = await give(bench, french, order("learn"), history=past)
    assert "comment inscrire mon fils" in said(turn, To.DESK)
