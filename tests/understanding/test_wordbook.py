"""Compiled words: the same as the lexicons, made again when anything changes or a file is broken."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.resources import folder
from bot.understanding import Understander
from bot.understanding.wordbook import Wordbook

LEXICON = "small: the, a\nasking: where is\nneeds:\n  eat: soup kitchen\n  wash: {words: tub*}\n"


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """A folder with one small lexicon and the two files that every language shares."""
    home = tmp_path / "locales"
    (home / "en").mkdir(parents=True)
    (home / "en" / "lexicon.yaml").write_text(LEXICON)
    for name in ("emoji.yaml", "languages.yaml"):
        (home / name).write_bytes((folder("locales") / name).read_bytes())
    return home


def needs(locales: Path, text: str, cache: Path | None = None) -> tuple[str, ...]:
    return Understander.load(locales, folder("directory_data"), cache).understand(text).needs


def test_what_was_compiled_reads_like_the_lexicon(locales: Path, tmp_path: Path) -> None:
    cache = tmp_path / "data"
    for _ in range(2):
        assert needs(locales, "where is the soup kitchen", cache) == ("eat",)
    assert len(list(cache.glob("words-*.bin"))) == 1


def test_a_changed_word_is_heard_at_the_next_start_and_the_old_file_goes(locales: Path, tmp_path: Path) -> None:
    cache = tmp_path / "data"
    assert needs(locales, "where is the canteen", cache) == ()
    (locales / "en" / "lexicon.yaml").write_text(LEXICON.replace("soup kitchen", "soup kitchen, canteen"))
    assert needs(locales, "where is the canteen", cache) == ("eat",)
    assert len(list(cache.glob("words-*.bin"))) == 1


@pytest.mark.parametrize("content", [b"", b"half", b"\x80\x05."])
def test_a_broken_file_is_made_again(locales: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "data"
    needs(locales, "soup kitchen", cache)
    (kept,) = cache.glob("words-*.bin")
    kept.write_bytes(content)
    assert needs(locales, "where is the soup kitchen", cache) == ("eat",)
    assert kept.stat().st_size > 1_000


def test_a_folder_that_cannot_be_written_costs_time_only(locales: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert needs(locales, "where is the soup kitchen", blocked) == ("eat",)


def test_prepared_words_lie_beside_the_lexicons(locales: Path) -> None:
    path = Wordbook.prepare(locales)
    assert path.parent == locales
    assert Wordbook.prepare(locales) == path
    assert needs(locales, "where is the soup kitchen") == ("eat",)


def test_a_model_that_is_none_is_said_in_one_sentence(locales: Path) -> None:
    (locales / "model.npz").write_bytes(b"not a model")
    with pytest.raises(SettingsError, match="relais lexicon learn"):
        needs(locales, "soup")
