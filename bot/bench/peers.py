"""One engine of understanding, measured: ``python -m bot.bench.peers ENGINE FILE``. Prints one JSON object.

The peers are given what Relais is given: every phrase, figure of speech and everyday sentence of the lexicons. What a
peer says with less than its usual threshold is "none". The language of a message is told to nlp.js, which needs it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.resources import folder
from bot.understanding.figures import Labelled, count, read_labelled
from bot.understanding.types import NEEDS, Understanding

Answer = Callable[[Labelled], str]
_MOST = 200
"""Messages that the slow peers are asked."""
_NLPJS_MOST = 6_000
"""Phrases that nlp.js is taught: it takes minutes for more."""


def main(engine: str, path: Path, home: str = "") -> None:
    """Measures one engine on a labelled file."""
    rows = read_labelled(path)
    if engine in ("token_set", "nlpjs"):
        random.Random(3).shuffle(rows)  # noqa: S311 - the same every time
        rows = rows[:_MOST]
    if engine == "nlpjs":
        print(json.dumps(_nlpjs(rows, Path(home))))
        return
    started = time.perf_counter()
    answer = {"relais": _relais, "phrases": _phrases, "model": _model, "token_set": _token_set, "sklearn": _sklearn}[
        engine
    ]()
    loaded = time.perf_counter() - started
    answers, spent = [], []
    for row in rows:
        before = time.process_time_ns()
        answers.append(answer(row))
        spent.append((time.process_time_ns() - before) / 1_000)
    print(json.dumps(_figures(rows, answers) | _times(spent) | {"load_s": loaded, "mb": _memory()}))


def _relais() -> Callable[[Labelled], Any]:
    from bot.understanding import Understander

    understander = Understander.load(folder("locales"), folder("directory_data"))
    return lambda row: understander.understand(row.text)


def _phrases() -> Callable[[Labelled], Any]:
    from bot.understanding import Understander

    understander = Understander.load(folder("locales"), folder("directory_data"), learnt=False)
    return lambda row: understander.understand(row.text)


def _model() -> Answer:
    from bot.understanding.model import Model
    from bot.understanding.normalise import read
    from bot.understanding.understander import MODEL

    model = Model.load(folder("locales") / MODEL)
    return lambda row: model.hear(read(row.text).folded).best


def _taught() -> Iterator[tuple[str, str, str]]:
    """Language, text and label of everything that the lexicons teach."""
    from bot.understanding.lessons import examples
    from bot.understanding.lexicon import load_lexicons

    dice = random.Random(5)  # noqa: S311 - the same every time
    for lexicon in load_lexicons(folder("locales")):
        for example in examples([lexicon], dice):
            if example.weight >= 0.5 and example.words:
                yield lexicon.language, " ".join(example.words), example.label


def _token_set() -> Answer:
    from rapidfuzz import fuzz, process

    from bot.understanding.normalise import read

    taught = list(_taught())
    texts = [text for _, text, _ in taught]

    def answer(row: Labelled) -> str:
        found = process.extractOne(" ".join(read(row.text).folded), texts, scorer=fuzz.token_set_ratio, score_cutoff=80)
        return taught[found[2]][2] if found else "none"

    return answer


def _sklearn() -> Answer:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    from bot.understanding.normalise import read

    taught = list(_taught())
    machine = make_pipeline(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2), LinearSVC(C=0.5))
    machine.fit([text for _, text, _ in taught], [label for _, _, label in taught])
    return lambda row: str(machine.predict([" ".join(read(row.text).folded)])[0])


def _nlpjs(rows: Sequence[Labelled], home: Path) -> dict[str, float | None]:
    taught = [one for one in _taught() if "@" not in one[0]]
    random.Random(4).shuffle(taught)  # noqa: S311
    lines = [json.dumps(taught[:_NLPJS_MOST]), *(json.dumps({"language": r.language, "text": r.text}) for r in rows)]
    script = Path(__file__).with_name("nlpjs.js")
    run = subprocess.run(  # noqa: S603
        ["node", str(script), str(home.resolve())],  # noqa: S607 - the machine's own
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    said = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    answers = [one["intent"] if one["score"] >= 0.5 and one["intent"] != "None" else "none" for one in said[1:-1]]
    times = _times([one["micro"] for one in said[1:-1]])
    return _figures(rows, answers) | times | {"load_s": said[0]["load"], "mb": said[-1]["mb"]}


def _figures(rows: Sequence[Labelled], answers: Sequence[Any]) -> dict[str, float | None]:
    heard = [one if isinstance(one, Understanding) else _as_understanding(one) for one in answers]
    all_of_them = count(rows, heard)[0][""]
    return {
        "macro": all_of_them.macro,
        "out_of_scope": all_of_them.out_of_scope.value,
        "near_miss": all_of_them.near_miss.value,
        "recall": all_of_them.recall.value,
        "alarms": all_of_them.alarms.value,
    }


def _as_understanding(label: str) -> Understanding:
    needs = (label,) if label in NEEDS else ()
    crisis = "danger" if label == "crisis" else None
    intent = "unknown" if label == "none" else label
    return Understanding("", (), intent, needs, crisis, None, None, (), "handoff", 1.0)


def _times(spent: list[float]) -> dict[str, float | None]:
    spent = sorted(spent)
    return {"p50_ms": spent[len(spent) // 2] / 1_000, "p99_ms": spent[int(len(spent) * 0.99)] / 1_000}


def _memory() -> float:
    """Resident memory of this process, MB."""
    import os

    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
