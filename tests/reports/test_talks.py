"""Real talks with the real bot, counted as they go: every question once, every answer once."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Case, Fact, Inbound, Kind, Sender
from handoff.reports.counting import facts_of
from tests.dialogue.person import GARE_DU_NORD, Person


class Counted(Person):
    """A person whose talk is counted."""

    def does(self, kind, text="", **fields):
        before = self.conversation
        super().does(kind, text, **fields)
        inbound = Inbound("telegram", "1", "e", kind, "5", Sender("5"), self.now, text=text)
        self.facts = [*getattr(self, "facts", []), *facts_of(Case("e", before, inbound, self.now), self.last)]
        return self

    def of(self, kind):
        return [fact.value for fact in self.facts if fact.kind == kind]


def test_a_meal_found_in_three_steps():
    person = Counted().commands("start").writes("j'ai faim").is_at(*GARE_DU_NORD).writes("merci")
    assert person.of("asked") == ["greet", "eat", "thanks"]
    assert person.of("oriented") == ["eat"]
    assert person.of("answered") == ["bot"] * 4
    assert person.of("wrote") == ["command", "text", "location", "text"]
    assert not person.of("handed_over")


def test_more_and_the_map_ask_nothing_new():
    person = Counted().writes("douche gare du nord")
    asked = person.of("asked")
    assert len(asked) == 1
    assert asked[0].startswith("wash")
    before = person.of("oriented")
    person.presses("Carte")
    assert person.of("asked") == asked
    assert person.of("oriented") == before


def test_another_need_is_another_question():
    person = Counted().writes("manger gare du nord").writes("et où dormir cette nuit ?")
    assert [value.partition(".")[0] for value in person.of("asked")] == ["eat", "sleep"]


def test_the_same_need_the_next_evening_is_asked_anew():
    person = Counted().writes("manger gare du nord").waits(timedelta(hours=20)).writes("manger gare du nord")
    assert len(person.of("asked")) == 2


def test_who_asks_for_a_human_and_who_thanks():
    person = Counted().writes("je veux parler à un humain")
    assert person.of("asked") == ["human"]
    assert person.of("handed_over") == ["asked"]
    assert not person.of("answered")


def test_danger_is_counted_by_its_kind():
    person = Counted().writes("je veux mourir")
    assert person.of("asked") == ["crisis:suicide"]
    assert person.of("handed_over") == ["suicide"]


def test_an_opinion():
    person = Counted().writes("manger gare du nord")
    person.facts = []
    person.presses("C'est utile")
    assert person.facts == [Fact("useful", "yes")]


def test_settings_are_no_questions():
    person = Counted().commands("help").commands("language", "ar").commands("forget")
    assert person.of("asked") == []


def test_a_photo_is_for_a_human():
    person = Counted().sends("photo")
    assert person.of("asked") == ["unknown"]
    assert person.of("handed_over") == ["media"]
    assert person.of("wrote") == [Kind.MEDIA.value]
