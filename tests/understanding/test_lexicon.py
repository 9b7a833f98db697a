"""The lexicon format: what a speaker may write, and how mistakes are told."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.resources import folder
from bot.understanding.index import Index
from bot.understanding.lexicon import SUB_NEEDS, load_lexicons, read_lexicon
from bot.understanding.normalise import read
from bot.understanding.types import NEEDS

PARENT_SAYS_IT = {"work.job", "addiction.care"}
"""Sub-needs that people name by their parent: "work" is a job, "addiction" is care."""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "xx" / "lexicon.yaml"
    path.parent.mkdir()
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


def test_every_language_speaks_of_every_need() -> None:
    """Full depth: each need and sub-need, each danger, each reply has phrases."""
    crises = {"suicide", "violence", "medical", "child", "danger"}
    for lexicon in load_lexicons(folder("locales")):
        if "@" in lexicon.language:
            continue
        labels = {phrase.label for phrase in lexicon.phrases}
        needs = {label[5:] for label in labels if label.startswith("need:")}
        assert set(NEEDS) <= {need.partition(".")[0] for need in needs}, lexicon.language
        assert needs >= SUB_NEEDS - PARENT_SAYS_IT, lexicon.language
        assert {f"crisis:{kind}" for kind in crises} <= labels, lexicon.language
        assert {f"reply:{name}" for name in ("greet", "thanks", "human", "update", "donate")} <= labels
        assert len(lexicon.phrases) >= 500, lexicon.language
