"""What every full-depth language can: name a town and a time in its own letters, and be told what to do in danger."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.catalogue import Catalogue
from bot.resources import folder
from bot.understanding import Hints, Understander
from bot.understanding.types import CRISES, FULL_DEPTH

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=ZoneInfo("Europe/Paris"))
TOWNS = {
    "fr": ("je suis près de Marseille", "Marseille"), "en": ("I am near Marseille", "Marseille"),
    "ar": ("أنا قريب من مرسيليا", "Marseille"), "es": ("estoy cerca de Marsella", "Marseille"),
    "fa": ("من نزدیک مارسی هستم", "Marseille"), "prs": ("من در پاریس هستم", "Paris"),
    "ps": ("زه په پاریس کې یم", "Paris"), "uk": ("я біля Марселя", "Marseille"), "ru": ("я в Марселе", "Marseille"),
    "ro": ("sunt lângă Marsilia", "Marseille"), "ka": ("პარიზში ვარ", "Paris"), "ti": ("ኣብ ፓሪስ ኣለኹ", "Paris"),
    "am": ("ፓሪስ ውስጥ ነኝ", "Paris"), "so": ("waxaan joogaa Lyon", "Lyon"), "tr": ("Marsilya'dayım", "Marseille"),
    "sq": ("jam në Lion", "Lyon"), "pt": ("estou em Marselha", "Marseille"), "bn": ("আমি প্যারিসে আছি", "Paris"),
    "ur": ("میں پیرس میں ہوں", "Paris"), "zh": ("我在马赛", "Marseille"),
}  # fmt: skip


@pytest.mark.parametrize("language", FULL_DEPTH)
def test_a_town_in_its_own_letters(understander: Understander, language: str) -> None:
    text, town = TOWNS[language]
    place = understander.understand(text, Hints(language=language)).place
    assert place is not None
    assert place.name == town


@pytest.mark.parametrize("language", FULL_DEPTH)
@pytest.mark.parametrize("kind", ["tonight", "tomorrow"])
def test_every_word_for_tonight_and_tomorrow(understander: Understander, language: str, kind: str) -> None:
    body = yaml.safe_load((folder("locales") / language / "times.yaml").read_text("utf-8"))
    said = [phrase.strip() for phrase in body[kind].split("|")]
    assert said
    for phrase in said:
        when = understander.understand(phrase, Hints(language=language, now=NOW)).when
        assert when is not None, phrase
        assert when.start.date() == NOW.date() if kind == "tonight" else when.start.date() > NOW.date(), phrase


@pytest.mark.parametrize("language", FULL_DEPTH)
def test_weekdays(understander: Understander, language: str) -> None:
    body = yaml.safe_load((folder("locales") / language / "times.yaml").read_text("utf-8"))
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")):
        phrase = body["weekdays"][name].split("|")[0].strip()
        when = understander.understand(phrase, Hints(language=language, now=NOW)).when
        assert when is not None, phrase
        assert when.start.weekday() == number, phrase


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("fr", "vers 18 heures", 18), ("en", "at 6 pm", 18), ("ru", "в 18 часов", 18), ("uk", "о 18 годині", 18),
        ("zh", "18点", 18), ("ka", "18 საათზე", 18), ("es", "a las 18 horas", 18), ("pt", "às 18 horas", 18),
    ],
)  # fmt: skip
def test_hours(understander: Understander, language: str, text: str, hour: int) -> None:
    when = understander.understand(text, Hints(language=language, now=NOW)).when
    assert when is not None
    assert when.start.hour == hour


@pytest.mark.parametrize("language", FULL_DEPTH)
def test_the_words_for_danger_are_there_in_the_persons_language(language: str) -> None:
    catalogue = Catalogue.load(folder("locales"))
    for kind in CRISES:
        said = catalogue.say(language, f"crisis.{kind}")
        assert said
        assert language == "en" or said != catalogue.say("en", f"crisis.{kind}")
