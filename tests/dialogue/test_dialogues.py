"""The eight dialogues that people must meet, word by word where it matters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.catalogue import Catalogue
from bot.dialogue.danger import words
from bot.dialogue.voice import Voice
from bot.model import Kind, Owner, To
from bot.resources import folder
from tests.dialogue.person import GARE_DU_NORD, Person, guide


def test_1_a_need_with_a_place() -> None:
    person = Person().writes("jcherche une douche ver gare du nord")
    assert person.last.handled == "answer:wash.shower"
    lines = person.read.splitlines()
    assert lines[0] == "🚿 Douches près de la Gare du Nord"
    assert lines[1].startswith("1. Douches des femmes · ")
    assert "2. Bains-douches Petitot · 2,2 km · 29 min à pied" in lines
    assert "🕒 ouvert jusqu'à 18:00 · gratuit" in lines
    assert "✔ vérifié il y a 12 jours" in lines
    assert "Douches du matin" not in person.read  # closed, and there are open ones
    assert person.labels == [
        "Plus", "Carte", "Ouvert maintenant", "C'est utile", "Pas utile", "📍 Changer de lieu",
        "💬 Parler à quelqu'un",
    ]  # fmt: skip
    assert len(person.parts) == 1
    assert person.parts[0].answers
    assert person.parts[0].to is To.PERSON
    assert person.last.handoff is None
    assert person.conversation.memory.place == "Gare du Nord"
    assert person.conversation.memory.departement == "75"


def test_1_closed_now_is_never_shown_as_open() -> None:
    person = Person().writes("douche gare du nord").presses("Plus")
    assert "Douches près de la Gare du Nord (suite)" in person.read
    assert "1. Douches du matin" in person.read
    assert "🕒 fermé · ouvre demain à 06:00" in person.read


def test_1_nothing_open_is_said_first() -> None:
    late = Person().waits(timedelta(hours=11, minutes=30)).writes("douche gare du nord")  # 22:30
    lines = late.read.splitlines()
    assert lines[1] == "Je ne connais rien d'ouvert en ce moment."
    assert lines[2] == "Le premier qui ouvre : Douches du matin, demain à 06:00."


def test_2_a_need_without_a_place() -> None:
    person = Person(phone="en").writes("I am hungry")
    assert person.last.handled == "ask_place"
    assert person.read.startswith("🍽 Where are you? Send your position 📍, or write the town")
    assert person.parts[0].ask_position == "📍 Send my position"
    assert person.labels == ["Paris", "Bordeaux", "Nantes", "💬 Talk to a person"]
    person.is_at(*GARE_DU_NORD)
    assert person.read.startswith("🍽 Food near you")
    assert "1. Église Saint-Test" in person.read


def test_2_the_place_may_be_a_button_or_words() -> None:
    assert Person(phone="en").writes("I am hungry").presses("Bordeaux").read.startswith("🍽 Food near Bordeaux")
    assert Person(phone="en").writes("I am hungry").writes("gare du nord").read.startswith("🍽 Food near Gare du Nord")


def test_3_tonight_in_arabic() -> None:
    person = Person(phone="ar").writes("وين أنام الليلة")
    assert person.conversation.language == "ar"
    assert "115" in person.read
    assert "Bonjour, je cherche un lit pour cette nuit." in person.read  # to be read aloud
    assert person.parts[0].ask_position
    person.is_at(*GARE_DU_NORD)
    assert person.read.index("115") < person.read.index("Halte de nuit") < person.read.index("Accueil de jour")
    assert "💬 التحدث مع شخص" in person.labels


def test_4_two_needs() -> None:
    person = Person(phone="en").is_at(*GARE_DU_NORD).writes("need shower + food")
    assert "🚿 Showers near you" in person.read
    assert "🍽 Food near you" in person.read
    assert len(person.parts) == 1
    assert person.read.count("on foot") == 4


def test_4_places_of_worship_go_last_when_refused() -> None:
    person = Person(phone="en").is_at(*GARE_DU_NORD).writes("need shower + food but no church")
    assert person.last.handled.startswith("answer:")
    assert "Restaurant solidaire" in person.read
    assert "Église Saint-Test" not in person.read  # open and nearest, but last when refused
    assert "for: no place of worship" in person.read


def test_5_not_understood() -> None:
    person = Person().writes("pourquoi mon dossier numéro sept est bloqué depuis mardi")
    assert person.reason == "unknown"
    assert person.last.handoff is not None
    assert not person.last.handoff.told  # the desk tells when somebody will answer
    assert person.last.messages[0].needs_answer


def test_5_a_letter_leads_to_a_human_in_the_end() -> None:
    person = Person().writes("ma fille doit changer d'école, j'ai reçu une lettre que je ne comprends pas")
    if person.last.handoff is None:  # read as a need: there is no school in this directory
        assert person.last.handled == "ask_place"
        person.writes("Bordeaux")
    assert person.reason in ("unknown", "asked", "nothing_near")


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("je veux plus vivre", "suicide", ("3114", "15", "112", "114")),
        ("I want to kill myself", "suicide", ("3114", "112")),
        ("mon mari me frappe", "violence", ("17", "112", "3919", "119", "114")),
        ("أريد أن أموت", "suicide", ("3114", "112")),
        ("quiero suicidarme", "suicide", ("3114", "112")),
        ("mi marido me pega", "violence", ("17", "112", "3919", "119", "114")),
    ],
)
def test_6_danger(text: str, kind: str, numbers: tuple[str, ...]) -> None:
    person = Person().writes(text)
    assert person.reason == kind
    assert person.last.handoff is not None
    assert person.last.handoff.urgent
    assert person.last.handoff.told
    assert all(number in person.read for number in numbers)
    assert not person.parts[0].answers  # a human has to
    assert ("/forget" in person.read or "🗑" in " ".join(person.labels)) == (kind == "violence")


def test_6_the_need_is_still_answered_below() -> None:
    person = Person().writes("mon mari me frappe, je cherche une douche vers gare du nord")
    assert person.reason == "violence"
    assert person.read.index("3919") < person.read.index("Douches près de la Gare du Nord")
    assert len(person.parts) == 1


def test_6_elsewhere_only_what_is_known() -> None:
    person = Person(guide=guide("ZZ")).writes("je veux plus vivre")
    assert "112" in person.read
    assert "3114" not in person.read


def test_6_without_a_team_nothing_is_promised() -> None:
    person = Person(guide=guide(team=False)).writes("je veux plus vivre")
    assert "3114" in person.read
    assert "équipe" not in person.read


def test_7_an_association() -> None:
    person = Person().writes("Bonjour, le CCAS ferme exceptionnellement vendredi aprem")
    assert person.reason == "update"


def test_8_someone_kind() -> None:
    person = Person().writes("bravo pour ce que vous faites, comment donner ?")
    assert person.last.handled == "donate"
    assert "https://example.org/don" in person.read
    assert "💬 Parler à quelqu'un" in person.labels
    assert person.last.handoff is None


def test_a_closed_talk_comes_back_to_the_bot() -> None:
    person = Person()
    person.conversation = person.conversation.with_(owner=Owner.CLOSED, closed_at=person.now)
    person.writes("douche gare du nord")
    assert person.conversation.owner is Owner.BOT
    assert person.conversation.closed_at is None


def test_every_message_is_written_down() -> None:
    person = Person().writes("douche gare du nord")
    own, said = person.last.messages
    assert (own.id, own.kind, own.provider_ids, own.needs_answer) == ("1", Kind.TEXT, ("101",), True)
    assert said.id == person.parts[0].message == "1.answer"
    assert said.text == person.read


def test_one_number_is_said_once() -> None:
    voice = Voice(Catalogue.load(folder("locales")), "en")
    said = words(voice, "medical", {"medical": "112", "emergency": "112", "sms": "114"}, team=True)
    assert said.count("112") == 1
    assert "114" in said
