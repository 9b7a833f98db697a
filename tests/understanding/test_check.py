"""`relais lexicon check`: what a translator is told."""

from pathlib import Path

from bot.understanding.check import check
from bot.understanding.lexicon import read_lexicon


def findings(tmp_path: Path, text: str, everyday: dict[str, frozenset[str]] | None = None) -> dict[str, list[str]]:
    path = tmp_path / "xx" / "lexicon.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    (lexicon,) = read_lexicon(path)
    found: dict[str, list[str]] = {}
    for one in check(lexicon, everyday or {}):
        found.setdefault(one.kind, []).append(f"{one.phrase}: {one.about}")
    return found


def test_a_good_lexicon_has_nothing_to_mend(tmp_path: Path) -> None:
    text = (
        "small: the\nneeds:\n  eat: soup kitchen, food*\n  wash: shower\ncrisis: {danger: fire here}\n"
        "unrelated:\n  - The king had three sons.\n"
    )
    assert findings(tmp_path, text) == {}


def test_one_phrase_with_two_meanings(tmp_path: Path) -> None:
    found = findings(tmp_path, "needs:\n  eat: baby milk\n  family: baby milk\n")
    assert found == {"overlap": ["baby milk: stands for need:eat and need:family"]}


def test_a_need_and_its_own_sub_need_are_no_two_meanings(tmp_path: Path) -> None:
    assert findings(tmp_path, "needs:\n  wash: shower\n  wash.shower: shower\n") == {}


def test_a_beginning_that_a_spelling_rewrites_is_never_found(tmp_path: Path) -> None:
    found = findings(tmp_path, "spellings:\n  i need: [ineed]\nneeds:\n  eat: ^ineed food\n")
    assert [line.partition(":")[0] for line in found["dead"]] == ["^ineed food"]


def test_a_phrase_whose_words_a_spelling_puts_right_is_found_all_the_same(tmp_path: Path) -> None:
    assert findings(tmp_path, "spellings:\n  i need: [ineed now]\nneeds:\n  eat: ineed now food\n") == {}


def test_ordinary_words_that_say_everything_alone(tmp_path: Path) -> None:
    found = findings(tmp_path, "common: work\nneeds: {work: work}\n")
    assert "ordinary word" in found["dangerous"][0]


def test_danger_that_is_an_everyday_word_elsewhere(tmp_path: Path) -> None:
    found = findings(tmp_path, "crisis: {danger: fire}\n", {"yy": frozenset(["fire"]), "xx": frozenset()})
    assert "everyday word of yy" in found["dangerous"][0]


def test_everyday_sentences_that_are_heard_as_needs_or_danger(tmp_path: Path) -> None:
    text = (
        "needs: {pets: dog}\ncrisis: {danger: bomb}\n"
        'unrelated:\n  - "Dog!"\n  - "The film has a bomb in it"\n  - "The bread was warm"\n'
    )
    found = findings(tmp_path, text)["dangerous"]
    assert any("hears pets" in line for line in found)
    assert any("hears danger" in line for line in found)
    assert not any("bread" in line for line in found)
