"""What the desk asks of the dialogue: the bot's best answer, cards in the person's language, buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.app import build_guide
from bot.dialogue import codes
from bot.directory import Directory, Place, Service, Taxonomy
from bot.model import Conversation, Memory
from bot.resources import folder
from bot.settings import load_settings

NOW = datetime(2026, 11, 24, 13, 2, tzinfo=UTC)  # a Tuesday, 14:02 in Paris
TAXONOMY = Taxonomy.load(folder("directory_data") / "taxonomy.yaml")
SHOWERS = next(iter(sorted(TAXONOMY.for_needs(("wash.shower",)))))
BATHS = Place(
    "paris-bains-douches:BD13",
    "Bains-douches Petitot",
    address="1 rue Petitot",
    postcode="75019",
    city="Paris",
    lat=48.8765,
    lon=2.3925,
    services=(Service(SHOWERS, hours="Mo-Su 07:30-18:00"),),
    checked_at=date(2026, 11, 1),
)
TWIN = replace(BATHS, id="entourage-2014:237", name="Bains-Douches Petitot", checked_at=date(2014, 1, 1), postcode="")
OTHER = replace(BATHS, id="x:2", name="Accueil Oberkampf", lat=48.8640, lon=2.3720)


@pytest.fixture(scope="module")
def guidance():
    directory = Directory((TWIN, BATHS, OTHER), TAXONOMY, country="FR", timezone="Europe/Paris")
    return build_guide(load_settings(), directory).guidance


def talk(language="fr", **memory):
    return Conversation("id", "lane", "telegram", "1", "2", "Héron 1", NOW, language=language, memory=Memory(**memory))


def test_a_place_is_found_by_its_name_once_and_its_card_is_in_the_persons_language(guidance):
    (slip,) = guidance.places("petitot", talk("en"), NOW)
    assert slip.name == "Bains-douches Petitot, Paris"
    assert "open until" in slip.card
    assert len(slip.id.encode()) <= 20
    assert guidance.place(slip.id, talk(), NOW).name == slip.name
    assert guidance.place("nothing", talk(), NOW) is None


def test_a_need_and_a_place_in_staffs_words_find_what_is_near(guidance):
    found = guidance.places("douche paris 19e", talk("ar"), NOW)
    assert found
    assert any("Petitot" in slip.name for slip in found)


def test_without_words_it_is_what_the_person_looks_for(guidance):
    assert not guidance.places("", talk(), NOW)
    near = talk(needs=("wash.shower",), lat=48.87, lon=2.38, place="Belleville")
    assert guidance.places("", near, NOW)


def test_the_best_answer_is_short_and_never_given_for_a_danger(guidance):
    near = talk(lat=48.87, lon=2.38, place="Belleville")
    best = guidance.best(near, "je cherche une douche", NOW)
    assert "🚿" in best
    assert best.count("🕒") <= 2
    assert guidance.best(near, "je veux plus vivre", NOW) == ""
    assert guidance.best(near, "ma fille doit changer d'école", NOW).count("🕒") <= 2
    assert "?" in guidance.best(talk(), "je cherche une douche", NOW)


def test_buttons_are_read_back_by_the_dialogue(guidance):
    for language in ("fr", "ar", "ti"):
        (helped,) = guidance.helped(language)
        assert [codes.read(choice.data).value for choice in helped] == ["yes", "no"]
        assert codes.read(guidance.to_bot(language)[0][0].data).action is codes.Action.BOT
        assert codes.read(guidance.human(language)[0][0].data).action is codes.Action.HUMAN
        assert all(choice.label for choice in helped)
