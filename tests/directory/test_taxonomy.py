"""The taxonomy knows every category, and every need leads somewhere."""

import json
from pathlib import Path

import pytest

from bot.directory import Taxonomy
from bot.errors import SettingsError
from tests.directory.samples import taxonomy
from tests.shared import reference

SUB_NEEDS = (
    "eat.water eat.parcel eat.meal eat.baby wash.shower wash.laundry wash.toilets wash.hygiene sleep.tonight"
    " sleep.housing health.dentist health.doctor health.mental health.women health.eyes health.vaccine"
    " health.pharmacy health.hospital connect.wifi connect.charge connect.phone connect.computer legal.asylum"
    " legal.papers legal.rights address social.worker social.money social.info social.day social.cool work.job"
    " work.training french transport.ticket family.child family.school family.parent addiction.care clothes"
    " luggage pets eat sleep wash health connect legal social work transport family addiction"
).split()


def test_every_category_of_the_reference_is_in_the_tree() -> None:
    tree = json.loads(reference("data/soliguide/categories.json").read_text(encoding="utf-8"))
    ids = set(tree["roots"]).union(*tree["children"].values())
    assert ids == set(taxonomy().categories)
    assert len(ids) == 127
    assert {name: tuple(below) for name, below in tree["children"].items()} == taxonomy().children


def test_every_theme_is_one_of_data_inclusion() -> None:
    official = json.loads(reference("data/data-inclusion/extra/thematiques.json").read_text(encoding="utf-8"))
    assert set(taxonomy().themes) <= {one["value"] for one in official}
    assert taxonomy().from_themes(["equipement-et-alimentation--habillement", "x--y"]) == ("clothing",)


@pytest.mark.parametrize("key", SUB_NEEDS)
def test_every_need_has_categories_and_a_signpost(key: str) -> None:
    need = taxonomy().needs[key]
    assert need.categories <= taxonomy().categories
    assert need.categories
    assert need.emoji
    assert need.label_key == f"need.{key}"


def test_unknown_needs() -> None:
    assert taxonomy().need("eat.fish") == taxonomy().needs["eat"]
    assert taxonomy().need("rocket") is None
    assert taxonomy().for_needs(["rocket"]) == frozenset()


def test_a_root_stands_for_what_is_below() -> None:
    assert "psychiatry" in taxonomy().for_needs(["health.mental"])
    assert "shower" not in taxonomy().for_needs(["wash.toilets"])


@pytest.mark.parametrize(
    ("tags", "categories"),
    [
        ({"amenity": "toilets"}, ("toilets",)),
        ({"amenity": "toilets", "shower": "yes"}, ("shower", "toilets")),
        (
            {"amenity": "social_facility", "social_facility": "soup_kitchen;food_bank"},
            ("food_distribution", "food_packages"),
        ),
        ({"amenity": "bank"}, ()),
    ],
)
def test_osm_tags(tags: dict[str, str], categories: tuple[str, ...]) -> None:
    assert taxonomy().from_osm(tags) == categories


def test_older_ids() -> None:
    assert taxonomy().category("seated_catering") == "food_distribution"
    assert taxonomy().category("shower") == "shower"
    assert taxonomy().category("rocket") is None


def test_a_broken_taxonomy_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_text("needs: [", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be read"):
        Taxonomy.load(path)
    path.write_text(
        "needs: {a: {emoji: x, categories: [rocket]}}\ncategories: {roots: [food], children: {}}\n"
        "osm: {}\nthematiques: {}\naliases: {}\n",
        encoding="utf-8",
    )
    with pytest.raises(SettingsError, match="rocket"):
        Taxonomy.load(path)
