"""The lexicon format: what a speaker may write, and how mistakes are told."""

import json
from pathlib import Path

import jsonschema
import pytest

from bot.errors import SettingsError
from bot.resources import folder
from bot.understanding.check import check
from bot.understanding.index import Index
from bot.understanding.lexicon import AUDIENCES, SUB_NEEDS, Lexicon, load_lexicons, read_lexicon, read_yaml
from bot.understanding.normalise import read
from bot.understanding.types import FULL_DEPTH, NEEDS, PARTIAL
from bot.understanding.weigh import weigh

PARENT_SAYS_IT = {"work.job", "addiction.care"}
"""Sub-needs that people name by their parent: "work" is a job, "addiction" is care."""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "xx" / "lexicon.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_phrases_stems_groups_weights_and_spellings(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "small: au, la\nasking: ^où\n"
        "spellings:\n  douche: [doosh]\n"
        "groups:\n  body: tête, pied*, bas du dos\n"
        "needs:\n  health: {strong: 'mal <body>', words: 'fièvr* =0.4'}\n  wash.shower: douche\n",
    )
    (lexicon,) = read_lexicon(path)
    index = Index(lexicon)

    def labels(text: str) -> dict[str, float]:
        return {hit.label: hit.weight for hit in index.read(read(text)).hits}

    assert labels("mal à la tête") == {"need:health": 1.0}
    assert labels("mal aux pieds") == {"need:health": 1.0}
    assert labels("mal au bas du dos") == {"need:health": 1.0}
    assert labels("fièvreux") == {"need:health": 0.4}
    assert labels("doosh") == {"need:wash.shower": 1.0}
    assert labels("duche") == {"need:wash.shower": pytest.approx(0.8)}
    assert labels("tête mal") == {}
    assert labels("où ça") == {"asking:": 1.0}
    assert labels("là ou ici") == {}
    assert labels("mal. tête") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("neds: {}", "neds"),
        ("needs: {drink: beer}", "drink"),
        ("needs: {eat: {loud: food}}", "loud"),
        ("needs: {eat: 'my <body> hurts'}", "<body>"),
        ("needs: {eat: 3}", "separated by commas"),
        ("crisis: {boredom: so bored}", "boredom"),
        ("needs: [eat]", "needs"),
        ("small: '***'\nneeds: {eat: '…'}", "no word"),
        ("needs: {eat: 'a", "cannot be read"),
        ("- eat", "list of sections"),
        ("latin: food", "latin"),
    ],
)
def test_mistakes_are_told_with_file_and_section(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        list(read_lexicon(path))
    assert told in str(error.value)
    assert str(path) in str(error.value)


def test_no_lexicon_at_all(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no lexicon"):
        load_lexicons(tmp_path)


CRISES = {f"crisis:{kind}" for kind in ("suicide", "violence", "medical", "child", "danger")}
LEXICONS = {lexicon.language: lexicon for lexicon in load_lexicons(folder("locales"))}


@pytest.mark.parametrize("language", FULL_DEPTH)
def test_full_depth_speaks_of_every_need_danger_and_reply(language: str) -> None:
    lexicon = LEXICONS[language]
    labels = {phrase.label for phrase in lexicon.phrases}
    needs = {label[5:] for label in labels if label.startswith("need:")}
    assert set(NEEDS) <= {need.partition(".")[0] for need in needs}
    assert needs >= SUB_NEEDS - PARENT_SAYS_IT
    assert labels >= CRISES
    assert {f"reply:{name}" for name in ("greet", "thanks", "human", "update", "donate")} <= labels
    assert labels >= {"asking:", "lacking:", "free:", "mine:", "others:", "refusing:", "but:", "not_crisis:", "not:any"}
    assert len(lexicon.phrases) >= 500
    assert len(lexicon.unrelated) >= 60
    assert (folder("locales") / language / "times.yaml").is_file()


@pytest.mark.parametrize("language", PARTIAL)
def test_partial_languages_speak_of_the_main_needs_and_of_every_danger(language: str) -> None:
    lexicon = LEXICONS[language]
    labels = {phrase.label for phrase in lexicon.phrases}
    needs = {label[5:].partition(".")[0] for label in labels if label.startswith("need:")}
    assert {"eat", "sleep", "wash", "health", "clothes", "legal", "social", "work", "transport", "family"} <= needs
    assert labels >= CRISES
    assert {"reply:greet", "reply:thanks", "reply:human", "asking:", "not_crisis:"} <= labels
    assert len(lexicon.unrelated) >= 30


def test_every_lexicon_keeps_to_the_schema_that_editors_know() -> None:
    """`lexicon.schema.json` is for the translator's editor; it names the same sections as the reader."""
    schema = json.loads((folder("locales") / "lexicon.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted(folder("locales").glob("*/lexicon.yaml")):
        wrong = [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(read_yaml(path))]
        assert not wrong, path
    assert set(schema["properties"]["needs"]["properties"]) == set(NEEDS) | SUB_NEEDS
    assert set(schema["properties"]["audience"]["properties"]) == AUDIENCES


def test_no_phrase_of_ours_is_dead() -> None:
    dead = [one for lexicon in LEXICONS.values() for one in check(lexicon, {}) if one.kind == "dead"]
    assert not dead


def test_a_lexicon_on_top_of_another(tmp_path: Path) -> None:
    for name, text in (
        ("fa", "small: a\nneeds:\n  eat: nan\n  wash: {words: hamam}\nlatin: {needs: {eat: naan}}\n"),
        ("prs", "extends: fa\nneeds:\n  eat: {words: ghaza}\n  sleep: khab\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lexicon.yaml").write_text(text)
    plain, latin = read_lexicon(tmp_path / "prs" / "lexicon.yaml")
    assert {(phrase.label, phrase.text, phrase.weight) for phrase in plain.phrases} == {
        ("need:eat", "nan", 1.0),
        ("need:eat", "ghaza", 0.62),
        ("need:wash", "hamam", 0.62),
        ("need:sleep", "khab", 1.0),
    }  # fmt: skip
    assert plain.small == {"a"}
    assert [phrase.text for phrase in latin.phrases] == ["naan"]
    (tmp_path / "prs" / "lexicon.yaml").write_text("extends: xx\n")
    with pytest.raises(SettingsError, match="extends"):
        list(read_lexicon(tmp_path / "prs" / "lexicon.yaml"))


def test_what_a_language_writes_onto_words(tmp_path: Path) -> None:
    path = written(tmp_path, "prefixes: በ, ለ\nsuffixes: ში\nneeds: {eat: ምግብ, wash: აბაზანა}\n")
    (lexicon,) = read_lexicon(path)
    index = Index(lexicon)
    for text, label in (("ለምግብ", "need:eat"), ("ምግብ", "need:eat"), ("აბაზანაში", "need:wash")):
        assert [hit.label for hit in index.read(read(text)).hits] == [label]
    assert not index.read(read("በበለ")).hits


def test_where_the_verb_comes_last_requests_and_refusals_stand_behind(tmp_path: Path) -> None:
    lexicon = (
        "asking: istiyorum\nrefusing: istemiyorum\nmine: ben\nneeds: {eat: {words: yemek}, sleep: {words: yatak}}\n"
    )
    (first,) = read_lexicon(written(tmp_path, lexicon))
    (last,) = read_lexicon(written(tmp_path / "last", f"verb_last: true\n{lexicon}"))

    def needs(lexicon: Lexicon, text: str) -> list[str]:
        words = read(text)
        return [need for need, _ in weigh(Index(lexicon).read(words), words).needs]

    assert needs(last, "yemek istemiyorum yatak istiyorum") == ["sleep"]
    assert needs(last, "istemiyorum yemek") == []
    assert needs(first, "istemiyorum yemek") == []
    assert "eat" in needs(first, "yemek istemiyorum")
