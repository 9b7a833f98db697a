"""Whatever may arrive: media, emptiness, 100 kB, edits, old buttons; and what is heard while a human speaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogue import codes
from bot.dialogue.codes import Action
from bot.dialogue.wish import Wish
from bot.model import Act, Case, Contact, Inbound, Kind, Location, Sender, To
from tests.dialogue.person import GARE_DU_NORD, NOW, Person, guide

SHOWER = "douche gare du nord"


@pytest.mark.parametrize(
    "kind", ["photo", "voice", "video", "video_note", "audio", "animation", "document", "hologram"]
)
def test_media_are_for_a_human(kind: str) -> None:
    person = Person().sends(kind)
    assert person.reason == "media"
    assert person.last.messages[0].needs_answer


def test_media_with_words() -> None:
    person = Person().is_at(*GARE_DU_NORD).sends("photo", "je cherche une douche")
    assert person.reason == "media"
    assert "Douches" in person.read
    assert Person().sends("photo", "je veux plus vivre").reason == "suicide"
    assert Person().sends("photo", "regardez").reason == "media"


def test_stickers_and_emoji() -> None:
    assert "💬 Parler à quelqu'un" in Person().sends("sticker", emoji="👋").labels
    assert Person().sends("sticker", emoji="😭").last.handoff is not None
    assert Person().writes("👋🙂").last.handled == "sign"
    assert Person().writes("🆘").last.handoff is not None


def test_contact_and_unknown_kinds() -> None:
    assert Person().does(Kind.CONTACT, contact=Contact("x", "1")).reason == "media"
    assert Person().does(Kind.OTHER).reason == "media"


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u2067\u2069\n", "\ufeff"])
def test_empty(text: str) -> None:
    person = Person().writes(text)
    assert "Votre message est arrivé vide." in person.read
    assert person.labels


def test_a_hundred_thousand_characters() -> None:
    person = Person().writes(
        "je cherche une douche vers gare du nord. " + "Je suis fatigué et il fait froid dehors. " * 2_500
    )
    assert person.last.handled.startswith("answer:wash.shower")
    assert person.read.startswith("Votre message est long : j'ai lu seulement le début.")
    assert len(person.last.messages[0].text) > 100_000


def test_edits() -> None:
    person = Person().writes(SHOWER)
    person.does(Kind.EDIT, "une douche gare du nord", target="101")
    assert person.last.handled == "edit:same"
    assert not person.last.messages[0].needs_answer
    assert person.does(Kind.EDIT, "je cherche à manger gare du nord").last.handled == "answer:eat"
    assert person.does(Kind.EDIT, "je veux plus vivre").reason == "suicide"


def test_a_moving_position_is_remembered_quietly() -> None:
    person = Person().does(Kind.EDIT, location=Location(48.86, 2.35))
    assert person.last.say == ()
    assert person.conversation.memory.lat == 48.86


@pytest.mark.parametrize("kind", [Kind.REACTION, Kind.DELETE])
def test_what_needs_no_answer(kind: Kind) -> None:
    person = Person().does(kind, emoji="👍")
    assert person.last.say == ()
    assert person.last.messages == ()


@pytest.mark.parametrize("data", ["", "desk:take", "0a:ea:::::", "x" * 500, "<b>", "1l::::::zz", "1f::::::"])
def test_old_and_foreign_buttons(data: str) -> None:
    person = Person().sends_data(data)
    assert person.last.say[0].act is Act.SEEN
    assert person.parts
    assert person.labels


def test_a_button_of_an_earlier_answer_still_works() -> None:
    person = Person().writes(SHOWER)
    more = person.button("Plus").data
    person.writes("manger à Bordeaux").waits(timedelta(days=40)).sends_data(more)
    assert "Douches près de vous (suite)" in person.read


def test_a_forged_town_is_shown_as_text() -> None:
    person = Person().sends_data(codes.write(Action.SPOT, Wish(lat=48.88, lon=2.355), "75|<b>x\u202e"))
    assert "&lt;b&gt;x" in person.parts[0].text
    assert "\u202e" not in person.parts[0].text
    assert Person().sends_data(codes.write(Action.TOWN, value="<b>")).parts


def test_positions_off_the_earth() -> None:
    assert Person().is_at(float("nan"), 2).reason == "media"
    assert Person().is_at(91, 200).reason == "media"


def test_markup_is_never_repeated_as_markup() -> None:
    person = Person().writes("<b>douche</b> gare du nord <script>")
    assert "<script>" not in "".join(part.text for part in person.parts)


# --- while a human has the talk -----------------------------------------------------------------------------


def inbound(kind: Kind, **fields: object) -> Inbound:
    return Inbound("telegram", "1", "1", kind, "5", Sender("5", language="fr"), NOW, **fields)  # type: ignore[arg-type]


def test_listening() -> None:
    person = Person()
    listened = person.guide.listen(Case("1", person.conversation, inbound(Kind.TEXT, text="je veux plus vivre"), NOW))
    assert listened[0] == "fr"
    assert listened[1] is not None
    assert listened[1].urgent
    assert "3114" in listened[2]
    quiet = person.guide.listen(Case("1", person.conversation, inbound(Kind.TEXT, text="d'accord"), NOW))
    assert quiet == ("fr", None, "")
    assert person.guide.listen(Case("1", person.conversation, inbound(Kind.MEDIA), NOW))[1] is None


def test_controls() -> None:
    control = guide().is_control
    assert all(control(inbound(Kind.COMMAND, command=command)) for command in ("start", "help", "language", "forget"))
    assert control(inbound(Kind.CHOICE, choice=codes.write(Action.LANGUAGE, value="fr")))
    assert control(inbound(Kind.CHOICE, choice=codes.write(Action.FORGET, value="yes")))
    assert not control(inbound(Kind.CHOICE, choice=codes.write(Action.HUMAN)))
    assert not control(inbound(Kind.CHOICE, choice="zz"))
    assert not control(inbound(Kind.COMMAND, command="stop"))
    assert not control(inbound(Kind.TEXT, text="/help"))


def test_the_usual_numbers() -> None:
    assert "<b>115</b>" in guide().numbers("fr")
    assert "112" in guide().numbers("ar")


def test_buttons_fit_and_end_in_a_human_everywhere() -> None:
    person = Person()
    for text in ("bonjour", SHOWER, "j'ai faim", "merci", "je veux dormir", "gare du nord", "👋", "qui lit ça"):
        person.writes(text)
        assert any("💬" in label for label in person.labels), text
        assert all(len(choice.data.encode()) <= 64 for choice in person.buttons)
        assert all(part.to is To.PERSON for part in person.last.say)


def test_the_language_is_offered_once_when_it_is_not_ours() -> None:
    person = Person(phone="pl").writes("gdzie mogę coś zjeść koło gare du nord")
    assert person.labels[-3:] == ["Français", "English", "العربية"]
    assert "Français" not in person.writes("gare du nord").labels
