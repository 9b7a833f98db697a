"""Everything else a person can do."""

from __future__ import annotations

from datetime import timedelta

from bot.dialogue import codes
from bot.dialogue.codes import Action
from bot.dialogue.wish import Wish
from bot.model import Act
from tests.dialogue.person import GARE_DU_NORD, Person, guide

SHOWER = "douche gare du nord"


# --- commands -----------------------------------------------------------------------------------------------


def test_start_in_the_language_of_the_telephone() -> None:
    person = Person(phone="es-MX").commands("start")
    assert person.conversation.language == "es"
    assert person.read.startswith("Hola. Soy Relais")
    assert [label[:1] for label in person.labels[:8]] == ["🍽", "🛏", "🚿", "🏥", "👕", "📄", "🔌", "💬"]
    assert person.labels[8:11] == ["Français", "English", "العربية"]
    assert len(person.labels) == 14  # five languages, and the way to the others


def test_start_in_a_language_without_texts() -> None:
    person = Person(phone="pl").commands("start")
    assert person.conversation.language == "pl"  # staff's answers are translated into it
    assert person.read.startswith("Hello. I am Relais")


def test_help() -> None:
    person = Person().commands("help")
    assert "/forget" in person.read
    assert "💬 Parler à quelqu'un" in person.labels


def test_language_by_button_by_word_and_by_command() -> None:
    person = Person().commands("language")
    assert person.labels[:4] == ["Français", "English", "العربية", "Español"]
    assert "Українська" in person.labels
    assert person.labels[-1] == "💬 Parler à quelqu'un"
    person.presses("العربية")
    assert (person.conversation.language, person.conversation.language_chosen) == ("ar", True)
    assert person.read.startswith("\u200fحسناً")
    assert person.writes("English please").read.startswith("All right")
    assert person.commands("language", "fr").read.startswith("D'accord")
    person.writes("I am looking for a place to eat today")
    assert person.conversation.language == "fr"  # what was chosen stays


def test_a_language_we_have_no_texts_in() -> None:
    person = Person().writes("polski")
    assert person.conversation.language == "pl"
    assert person.read.startswith("Polski: I do not speak this language yet")


def test_forget_asks_first() -> None:
    person = Person().writes(SHOWER).commands("forget")
    assert person.labels == ["Oui, tout effacer", "Non", "💬 Parler à quelqu'un"]
    yes = person.button("Oui").data
    assert "rien" in person.presses("Non").read
    assert not person.sends_data(yes).last.forget  # an old yes asks again
    person.presses("Oui")
    assert person.last.forget
    assert person.read.startswith("C'est effacé.")
    assert person.last.messages == ()
    assert person.conversation.memory.place == ""


def test_an_unknown_command_is_read_as_words() -> None:
    assert Person().commands("douche", "gare du nord").last.handled == "answer:wash.shower"


# --- places and needs ---------------------------------------------------------------------------------------


def test_a_place_before_the_need() -> None:
    person = Person().writes("gare du nord")
    assert person.last.handled == "ask_need"
    assert person.read.startswith("📍 Gare du Nord. De quoi")
    assert person.presses("Se laver").read.startswith("🚿 Douches et hygiène près de la Gare du Nord")


def test_a_position_before_the_need() -> None:
    person = Person().is_at(*GARE_DU_NORD)
    assert person.last.handled == "ask_need"
    assert person.presses("Se laver").read.startswith("🚿 Douches et hygiène près de vous")
    assert person.conversation.memory.departement == "75"  # from the nearest place


def test_need_by_button_then_place() -> None:
    person = Person().commands("start").presses("Manger")
    assert person.last.handled == "ask_place"
    assert person.presses("Bordeaux").read.startswith("🍽 Repas près de Bordeaux")
    assert person.conversation.memory.departement == "33"


def test_another_place() -> None:
    person = Person().writes(SHOWER).presses("Changer de lieu")
    assert person.last.handled == "ask_place"
    person.writes("Bordeaux")
    assert person.reason == "nothing_near"  # there is no shower in this directory
    assert person.conversation.memory.place == "Bordeaux"


def test_a_place_that_does_not_exist_is_asked_again_then_a_human() -> None:
    person = Person().writes("j'ai faim").writes("xqzkw")
    assert person.last.handled == "ask_place"
    assert person.read.startswith("🍽 Je ne trouve pas ce lieu")
    assert person.writes("xqzkw").reason == "unknown"


def test_nothing_within_reach_is_honest() -> None:
    person = Person().writes("douche bordeaux")
    assert "Je n'ai rien trouvé près de Bordeaux pour : Douches." in person.read
    assert "115" in person.read
    assert person.reason == "nothing_near"
    assert person.last.handoff is not None
    assert person.last.handoff.need == "douches"


def test_far_away() -> None:
    person = Person().writes("j'ai faim").is_at(40.4, -3.7)
    assert person.reason == "nothing_near"
    assert "France" in person.read


def test_only_what_is_open() -> None:
    person = Person().waits(timedelta(hours=3)).writes(SHOWER).presses("Ouvert maintenant")  # 14:00
    assert "Oberkampf" not in person.read
    assert "Petitot" in person.read
    assert "Voir aussi les lieux fermés" in person.labels
    assert "fermé · ouvre demain" in person.presses("Voir aussi").read
    night = Person().waits(timedelta(hours=12)).writes(SHOWER).presses("Ouvert maintenant")
    assert night.read == "Je ne connais rien d'ouvert en ce moment."


def test_more_until_there_is_no_more() -> None:
    person = Person().writes(SHOWER).presses("Plus")
    assert "Plus" not in person.labels
    code = codes.write(Action.ANSWER, Wish(needs=("wash.shower",), lat=48.88, lon=2.355, offset=30))
    assert person.sends_data(code).read == "Je n'ai pas d'autre lieu à vous montrer ici."


def test_map() -> None:
    person = Person().writes(SHOWER).presses("Carte")
    assert person.parts[0].text.count("openstreetmap.org/directions") == 3
    pin = next(part for part in person.last.say if part.location)
    assert pin.location is not None
    assert pin.location.title == "Douches des femmes"


def test_useful_and_not_useful() -> None:
    person = Person().writes(SHOWER)
    useful, useless = person.button("C'est utile").data, person.button("Pas utile").data
    person.sends_data(useful)
    assert [(part.act, part.text) for part in person.last.say] == [(Act.SEEN, "Merci, c'est noté.")]
    assert not person.last.messages[0].needs_answer
    person.sends_data(useless)
    assert person.reason == "not_useful"
    assert person.last.handoff is not None
    assert "Bains-douches Petitot" in person.last.handoff.about
    assert "Gare du Nord" in person.last.handoff.about


def test_a_human() -> None:
    assert Person().writes(SHOWER).presses("Parler à quelqu'un").reason == "asked"
    assert Person().writes("je veux parler à quelqu'un").reason == "asked"


def test_saturday_is_respected_and_shown() -> None:
    person = Person().writes("vêtements samedi gare du nord")
    assert person.read.startswith("👕 Vêtements près de la Gare du Nord · samedi 28 novembre")
    assert "🕒 ouvre à 10:00" in person.read
    assert "rien d'ouvert" not in person.read


def test_a_time_alone_asks_the_same_again() -> None:
    person = Person().writes("vêtements gare du nord")
    assert "Je ne connais rien d'ouvert en ce moment." in person.read
    assert "samedi 28 novembre" in person.writes("samedi").read


def test_for_whom_is_respected_and_shown() -> None:
    person = Person().is_at(*GARE_DU_NORD).writes("je suis un homme, je cherche une douche")
    assert "Douches des femmes" not in person.read
    assert "pour : hommes" in person.read


def test_many_needs() -> None:
    person = Person().is_at(*GARE_DU_NORD).writes("je cherche à manger, une douche, des vêtements et un médecin")
    assert len(person.parts) == 1
    assert person.read.count("à pied") == 3
    assert "Pour le reste, choisissez :" in person.read


def test_domiciliation_is_explained() -> None:
    assert (
        "une adresse où vous recevez vos lettres"
        in Person().is_at(*GARE_DU_NORD).writes("je cherche une domiciliation").read
    )


def test_sleep_outside_the_table_has_no_french_sentence() -> None:
    person = Person(guide=guide("ZZ"), phone="en").writes("where can I sleep tonight")
    assert "115" not in person.read
    assert "Bonjour" not in person.read


def test_yesterday_is_forgotten() -> None:
    person = Person().writes(SHOWER).waits(timedelta(hours=25)).writes("j'ai faim")
    assert person.last.handled == "ask_place"


# --- small talk ---------------------------------------------------------------------------------------------


def test_greeting_thanks_and_faq() -> None:
    person = Person().writes("bonjour")
    assert person.read.startswith("Bonjour. Je suis Relais")
    assert person.writes("bonjour").read == "Bonjour. De quoi avez-vous besoin ?"
    assert person.writes("merci beaucoup").read.startswith("Avec plaisir")
    assert "robot" in person.writes("Vous êtes un robot ?").read
    assert "préfecture" in person.writes("qui lit mes messages ?").read
    assert "gratuit" in person.writes("c'est gratuit ?").read


def test_donations_without_a_page_go_to_a_human() -> None:
    person = Person(guide=guide(donate_url="")).writes("bravo pour ce que vous faites, comment donner ?")
    assert person.reason == "donate"
