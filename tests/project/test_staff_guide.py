"""The staff guide says what is true: every order with the words of /help, no other order, every picture, both alike."""

import re
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.model import plain
from bot.resources import folder
from handoff.desk.orders import found

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = {"fr": DOCS / "staff-guide.fr.md", "en": DOCS / "staff-guide.md"}
COMMAND = re.compile(r"(?<![\w/.)])/([a-z_]+)")
ROW = re.compile(r"^\| `/(\w+)`( ◦)? \| (.+?) \| (.+?) \|$", re.MULTILINE)
PICTURE = re.compile(r"!\[(.+?)\]\((.+?)\)")
LARGEST = 150_000
BUTTONS = ("take", "place", "say", "bot", "close", "keep", "drop", "again")


def read(language: str) -> str:
    return GUIDES[language].read_text("utf-8")


@pytest.mark.parametrize("language", GUIDES)
def test_the_table_has_every_order_in_the_order_and_the_words_of_help(language: str) -> None:
    catalogue = Catalogue.load(folder("locales"))
    rows = [(name, words) for name, _, words, _ in ROW.findall(read(language))]
    assert rows == [(name, plain(catalogue.say(language, f"desk.staff.order.{name}"))) for name in found()]


@pytest.mark.parametrize("language", GUIDES)
def test_the_mark_stands_at_the_orders_that_the_group_takes_too(language: str) -> None:
    marked = {name for name, mark, _, _ in ROW.findall(read(language)) if mark}
    assert marked == {order.name for order in found().values() if order.general}


@pytest.mark.parametrize("language", GUIDES)
def test_no_command_is_named_that_does_not_exist(language: str) -> None:
    named = set(COMMAND.findall(PICTURE.sub("", read(language))))
    assert named == set(found())


@pytest.mark.parametrize("language", GUIDES)
def test_the_buttons_are_called_as_they_are(language: str) -> None:
    catalogue = Catalogue.load(folder("locales"))
    for name in BUTTONS:
        assert f"**{plain(catalogue.say(language, f'desk.staff.button.{name}'))}**" in read(language)


@pytest.mark.parametrize("language", GUIDES)
def test_every_picture_exists_is_small_and_is_described(language: str) -> None:
    pictures = PICTURE.findall(read(language))
    assert pictures
    for description, path in pictures:
        assert len(description) > 10
        assert 0 < (DOCS / path).stat().st_size <= LARGEST, path


def test_both_guides_show_the_same_things_at_the_same_places() -> None:
    def shape(language: str) -> list[str]:
        lines = read(language).splitlines()
        heads = [line.partition(" ")[0] if line.startswith("#") else "" for line in lines]
        pictures = [match[2] if (match := PICTURE.match(line)) else "" for line in lines]
        return [head or picture for head, picture in zip(heads, pictures, strict=True) if head or picture]

    assert shape("fr") == shape("en")


def test_every_picture_of_the_guide_is_used() -> None:
    drawn = {f"images/{path.name}" for path in (DOCS / "images").glob("desk-*.png")}
    assert drawn == {path for _, path in PICTURE.findall(read("fr"))}
