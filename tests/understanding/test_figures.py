"""`relais eval`: the figures of a labelled file."""

import gzip
import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.understanding import Understander
from bot.understanding.figures import count, read_labelled, with_typos
from bot.understanding.types import Understanding
from tests.shared import reference

HEAD = "lang\ttext\tlabel\taccept\tkind\n"


def meant(intent: str, *needs: str, crisis: str | None = None) -> Understanding:
    return Understanding("fr", (), intent, needs, crisis, None, None, (), "handoff", 0.9)


def test_figures_and_misses(tmp_path: Path) -> None:
    path = tmp_path / "said.tsv"
    path.write_text(
        HEAD
        + "fr\tj'ai faim\teat\teat|social\tsentence\n"
        + "fr\tune douche\twash\twash\tsentence\n"
        + "en\the will kill me\tcrisis\tcrisis|legal\tsentence\n"
        + "en\tI fell\tcrisis\tcrisis|health\tsentence\n"
        + "en\tbook a table\toos\toos|other\tnear_miss\n"
        + "en\tI'm happy\toos\toos|other\toos\n"
        + "en\tsomething\tother\tother\tsentence\n"
    )
    answers = [
        meant("eat", "eat"), meant("unknown"), meant("crisis", crisis="violence"), meant("health", "health.doctor"),
        meant("eat", "eat.meal"), meant("unknown"), meant("crisis", crisis="danger"),
    ]  # fmt: skip
    figures, misses = count(read_labelled(path), answers)
    everybody = figures[""]
    assert (everybody.accuracy.hits, everybody.accuracy.of) == (3, 4)
    assert everybody.macro == pytest.approx((1 + 0 + 1) / 3)
    assert everybody.recall.value == 1.0
    assert everybody.met.value == 1.0
    assert everybody.near_miss.value == 1.0
    assert everybody.out_of_scope.value == 0.0
    assert everybody.alarms.hits == 1
    assert figures["fr"].accuracy.value == 0.5
    assert sorted((miss.kind, miss.row.text) for miss in misses) == [
        ("false alarm", "something"), ("false answer", "book a table"), ("handed over", "une douche"),
    ]  # fmt: skip


def test_a_gzipped_file_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "said.tsv.gz"
    path.write_bytes(gzip.compress((HEAD + "fr\tmerci\tthanks\tthanks\tsentence\n").encode()))
    assert [row.text for row in read_labelled(path)] == ["merci"]


@pytest.mark.parametrize(
    ("content", "told"), [(b"a\tb\n1\t2\n", "no column lang"), (b"\xff\xfe\x00", "cannot be read")]
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "said.tsv"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=told):
        read_labelled(path)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_labelled(tmp_path / "nowhere.tsv")


@given(text=st.text(max_size=80), seed=st.integers(0, 1_000))
def test_typos_are_repeatable_and_none_when_none_are_asked_for(text: str, seed: int) -> None:
    assert with_typos(text, 0.1, seed) == with_typos(text, 0.1, seed)
    assert with_typos(text, 0.0, seed) == text


def test_the_same_figures_as_the_reference_scorer(understander: Understander, tmp_path: Path) -> None:
    """`relais eval` counts as the scorer of the reference messages does."""
    rows = read_labelled(reference("eval/dev.tsv"))
    answers = [understander.understand(row.text) for row in rows]
    said = tmp_path / "answers.jsonl"
    said.write_text("".join(json.dumps(answer.to_json()) + "\n" for answer in answers))
    out = tmp_path / "figures.json"
    scorer = [sys.executable, reference("eval/score.py"), reference("eval/dev.tsv"), "--json", out]
    subprocess.run([*scorer, "--command", f"cat {shlex.quote(str(said))}"], check=True, capture_output=True)
    theirs, ours = json.loads(out.read_text()), count(rows, answers)[0][""]
    assert theirs["accuracy"]["macro"] == pytest.approx(ours.macro, abs=1e-4)
    assert theirs["false_answers"]["near_miss"] == pytest.approx(ours.near_miss.value, abs=1e-4)
    assert theirs["crisis"]["recall"] == pytest.approx(ours.recall.value, abs=1e-4)
    assert theirs["crisis"]["alarms"] == pytest.approx(ours.alarms.value, abs=1e-4)
