"""The catalogues: complete, with the same values in every language, and every key in use."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import ISOLATE, POP, Catalogue, Markup
from bot.dialogue.codes import AUDIENCE, NEEDS
from bot.directory import Taxonomy
from bot.errors import SettingsError
from bot.model import plain
from bot.resources import folder
from bot.understanding.types import FULL_DEPTH

ROOT = Path(__file__).parents[1]
OURS = "relais.po"
LANGUAGES = FULL_DEPTH
NAMES = re.compile(r"\{(\w+)\}")
BIDI = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
ELSEWHERE = ("telegram.",)
"""Keys that the application hands to a channel as a mapping, group by group."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(folder("locales"))


def messages(language: str, file: str = OURS) -> dict[str, Message]:
    """Key → message of a file of ours in one language."""
    path = folder("locales") / language / "LC_MESSAGES" / file
    with path.open("rb") as stream:
        found = read_po(stream, locale={"prs": "fa_AF"}.get(language, language), abort_invalid=True)
    return {(m.id if isinstance(m.id, str) else m.id[0]): m for m in found if m.id}


KEYS = tuple(messages("fr"))
DESK = "desk.po"
TO_PEOPLE = ("desk.person.", "canned.")
"""How the keys of the desk begin that people read; the others are for staff, in the languages that staff may set."""
STAFF_LANGUAGES = ("fr", "en", "es", "ar")


def test_every_language_is_complete() -> None:
    for language in LANGUAGES:
        found = messages(language)
        assert set(found) == set(KEYS), language
        for key, message in found.items():
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(said), f"{language} {key} says nothing"
            assert not message.fuzzy, f"{language} {key}"


def test_what_the_desk_says_to_people_is_there_in_every_language() -> None:
    french = messages("fr", DESK)
    people = {key for key in french if key.startswith(TO_PEOPLE)}
    assert len(people) > 30
    for language in LANGUAGES:
        found = messages(language, DESK)
        wanted = set(french) if language in STAFF_LANGUAGES else people
        assert set(found) == wanted, (language, set(found) ^ wanted)
        for key in wanted:
            assert set(NAMES.findall(found[key].string)) == set(NAMES.findall(french[key].string)), (language, key)
            assert not BIDI.search(found[key].string), (language, key)
            assert found[key].auto_comments, (language, key)


def test_every_reason_for_a_human_has_words_for_staff(catalogue: Catalogue) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("bot/**/*.py"))
    reasons = set(re.findall(r"""(?:human|Handoff)\(\s*"(\w+)\"""", sources)) | {"suicide", "violence", "medical"}
    assert {"unknown", "asked", "not_helped", "media"} <= reasons
    for reason in reasons:
        for language in STAFF_LANGUAGES:
            assert f"desk.staff.reason.{reason}" in catalogue.keys(language), (reason, language)


def test_reports_are_complete_in_the_languages_of_staff(catalogue: Catalogue) -> None:
    for language in STAFF_LANGUAGES:
        missing = {key for key in catalogue.keys("fr") if key.startswith("report.")} - catalogue.keys(language)
        assert not missing, language


def test_every_key_of_the_desk_is_used() -> None:
    whole, made = used_keys("handoff/**/*.py")
    names = set(messages("fr", DESK))
    prefixes = ("desk.person.", "desk.staff.")
    for key in sorted(names):
        bare = next((key.removeprefix(p) for p in prefixes if key.startswith(p)), key)
        group = bare.partition(".")[0]
        dynamic = group in ("canned", "kind", "reason", "why", "carried", "order")
        made_up = any(p.fullmatch(bare) for p in made)
        assert bare in whole or dynamic or made_up, key


def test_every_key_is_explained_to_translators() -> None:
    for language in LANGUAGES:
        for key, message in messages(language).items():
            assert message.auto_comments, f"{language}: {key} has no comment"


@pytest.mark.parametrize("key", KEYS)
def test_the_same_values_in_every_language(catalogue: Catalogue, key: str) -> None:
    asked = {name for form in catalogue.forms("fr", key) for name in NAMES.findall(form)}
    for language in LANGUAGES:
        forms = catalogue.forms(language, key)
        named = {name for form in forms for name in NAMES.findall(form)}
        assert named == asked, f"{language} {key}"
        assert not any(BIDI.search(form) for form in forms), f"{language} {key}: a stray direction mark"
        for form in forms:
            assert form.count("<b>") == form.count("</b>"), f"{language} {key}"


def test_plural_forms_are_those_of_the_language(catalogue: Catalogue) -> None:
    count = {"fr": 2, "en": 2, "es": 2, "ar": 6, "uk": 3, "ru": 3, "ro": 3}
    plurals = [key for key, message in messages("fr").items() if isinstance(message.id, tuple)]
    assert plurals
    for key in plurals:
        forms = {language: len(catalogue.forms(language, key)) for language in LANGUAGES}
        assert {language: forms[language] for language in count} == count, key
        assert set(forms.values()) <= {1, 2, 3, 6}
        for language in LANGUAGES:  # every number finds a form
            assert all(catalogue.plural(language, key, n, n=n) for n in range(130)), (language, key)


def used_keys(where: str = "bot/**/*.py") -> tuple[set[str], list[re.Pattern[str]]]:
    """Every key written in the code, and a pattern for every key that the code puts together (``f"need.{need}"``)."""
    whole, made = set(), []
    for path in ROOT.glob(where):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.]*" for p in node.values]
                if re.match(r"[a-z]+\\\.", parts[0]):
                    made.append(re.compile("".join(parts)))
    return whole, made


def test_every_key_is_used_and_every_used_key_exists() -> None:
    whole, made = used_keys()
    unused = [
        key
        for key in KEYS
        if key not in whole and not key.startswith(ELSEWHERE) and not any(p.fullmatch(key) for p in made)
    ]
    assert not unused
    groups = {key.partition(".")[0] for key in KEYS} - {"telegram"}
    names = set(NEEDS.values()) | {"place.id"}  # names of needs look like keys
    written = {text for text in whole if re.fullmatch(rf"(?:{'|'.join(groups)})\.[a-z_.]*[a-z]", text)}
    unknown = written - set(KEYS) - names
    assert not unknown


def test_needs_and_audiences_of_the_directory_have_names(catalogue: Catalogue) -> None:
    taxonomy = Taxonomy.load(folder("directory_data") / "taxonomy.yaml")
    keys = catalogue.keys("fr")
    assert set(taxonomy.needs) <= set(NEEDS.values())
    assert {f"need.{name}" for name in NEEDS.values()} <= keys
    assert {f"audience.{name}" for name in AUDIENCE.values()} <= keys


def test_texts_of_telegram_fit(catalogue: Catalogue) -> None:
    for language in LANGUAGES:
        assert len(catalogue.say(language, "telegram.description")) <= 512
        assert len(catalogue.say(language, "telegram.short")) <= 120
        for key in KEYS:
            if key.startswith("telegram.command."):
                assert 1 <= len(catalogue.say(language, key)) <= 100
            if key.startswith(("button.", "menu.")):
                assert len(plain(catalogue.say(language, key))) <= 40


def test_values_are_escaped_and_markup_is_not(catalogue: Catalogue) -> None:
    assert catalogue.say("en", "answer.near", what="<b>", place="A & B") == "&lt;b&gt; near A &amp; B"
    assert catalogue.say("en", "answer.near", what=Markup("<b>x</b>"), place="y") == "<b>x</b> near y"


def test_values_keep_their_direction_in_arabic(catalogue: Catalogue) -> None:
    said = catalogue.say("ar", "sleep.call", number="115")
    assert f"{ISOLATE}115{POP}" in said
    assert ISOLATE not in catalogue.say("fr", "sleep.call", number="115")


def test_fall_back(catalogue: Catalogue, tmp_path: Path) -> None:
    assert catalogue.say("pl", "thanks.text") == catalogue.say("en", "thanks.text")
    assert catalogue.say("fr", "no.such.key") == "no.such.key"
    write(tmp_path, "fr", 'msgid "a.b"\nmsgstr "bonjour {who}"\n')
    write(tmp_path, "en", 'msgid "a.c"\nmsgstr "hello"\n')
    small = Catalogue.load(tmp_path)
    assert small.say("en", "a.b", who="x") == "bonjour x"
    assert small.say("en", "a.b") == "bonjour {who}"
    assert small.say("en", "a.b", other="x") == "bonjour "


def test_unreadable_files_stop_the_start_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no catalogue"):
        Catalogue.load(tmp_path)
    write(tmp_path, "fr", 'msgid "a.b"\nmsgstr "x"\n')
    write(tmp_path, "fr", 'msgid "a.b"\nmsgstr "y"\n', name="other.po")
    with pytest.raises(SettingsError, match=r"says a\.b a second time"):
        Catalogue.load(tmp_path)


def write(root: Path, language: str, body: str, name: str = "x.po") -> None:
    path = root / language / "LC_MESSAGES" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n{body}', encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "code"),
    [("fr", "fr"), ("pt-BR", "pt"), ("zh-hans", "zh"), ("zh-Hant-TW", "zh"), ("fa-AF", "prs"), ("prs", "prs"),
     ("ckb", "ckb"), ("ckb-IQ", "ckb"), ("ar-SY", "ar"), ("ary", "ar"), ("EN_us", "en"),
     ("", ""), ("x", ""), ("<b>", "")],
)  # fmt: skip
def test_tags(catalogue: Catalogue, tag: str, code: str) -> None:
    assert catalogue.normal(tag) == code


@given(st.text(max_size=20))
def test_any_tag_can_be_used(tag: str) -> None:
    catalogue = SMALL
    code = catalogue.normal(tag)
    assert catalogue.say(code, "thanks.text")
    assert catalogue.name(code or "fr")
    assert catalogue.direction(code) in ("ltr", "rtl")


SMALL = Catalogue.load(folder("locales"))


def test_names_and_directions(catalogue: Catalogue) -> None:
    assert catalogue.languages[:2] == ("fr", "en")
    assert [catalogue.name(code) for code in ("fr", "en", "ar", "es", "prs", "uk")] == [
        "Français", "English", "العربية", "Español", "دری", "Українська",
    ]  # fmt: skip
    assert catalogue.direction("ar") == "rtl"
    assert catalogue.direction("ur") == "rtl"
    assert catalogue.direction("ckb") == "ltr"  # it is answered in English


def test_distance_and_time_by_language(catalogue: Catalogue) -> None:
    assert catalogue.distance("fr", 1_900) == "1,9 km · 25 min à pied"
    assert catalogue.distance("en", 1_900) == "1.9 km · 25 min on foot"
    assert catalogue.distance("es", 300) == "300 m · 4 min a pie"
    assert plain_text(catalogue.distance("ar", 300)) == "300 م · 4 دقائق مشياً"
    assert plain_text(catalogue.distance("ar", 120)) == "120 م · دقيقتان مشياً"
    assert catalogue.distance("fr", 40_000) == "40 km"
    assert catalogue.clock(datetime(2026, 11, 24, 7, 5, tzinfo=UTC)) == "07:05"
    day = date(2026, 11, 28)
    assert [catalogue.date(code, day) for code in ("fr", "en", "es")] == [
        "samedi 28 novembre", "Saturday 28 November", "sábado, 28 de noviembre".replace(",", ""),
    ]  # fmt: skip
    assert catalogue.weekday("ar", day) == "السبت"


def test_ago(catalogue: Catalogue) -> None:
    assert [catalogue.ago("fr", days) for days in (-1, 0, 1, 12, 59, 60, 200)] == [
        "aujourd'hui", "aujourd'hui", "il y a 1 jour", "il y a 12 jours", "il y a 59 jours", "il y a 2 mois",
        "il y a 7 mois",
    ]  # fmt: skip
    assert catalogue.ago("en", 12) == "12 days ago"
    assert re.search("[0-9]", catalogue.ago("ar", 12))


@given(metres=st.floats(0, 1e7), days=st.integers(-10, 100_000))
def test_latin_digits_in_every_language(metres: float, days: int) -> None:
    for language in LANGUAGES:
        text = SMALL.distance(language, metres) + SMALL.ago(language, days)
        assert not re.search(r"[\u0660-\u0669\u06f0-\u06f9]", text)


def plain_text(text: str) -> str:
    return text.replace(ISOLATE, "").replace(POP, "")
