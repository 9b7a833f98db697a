"""Understanding beside its peers, on the same labelled messages: each engine in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bot.errors import SettingsError

ENGINES = {
    "relais": "relais",
    "phrases": "phrases alone",
    "model": "model alone",
    "token_set": "token_set_ratio",
    "sklearn": "scikit-learn",
    "nlpjs": "nlp.js",
}
_WHAT = """\
relais: phrases, n-gram model and gate. token_set_ratio: rapidfuzz over the same phrases, 200 messages.
scikit-learn: character TF-IDF and a linear SVM. nlp.js: taught 6,000 phrases, 200 messages.
macro: accuracy over intents. oos, near: what is no need, answered. danger: seen; alarm: false. Times: each message
for the first time."""
_NLPJS = "node-nlp@4.27.0"
_HERE = Path(__file__).parent


def bench_understand(console: Console, labelled: Path | None = None) -> None:
    """Prints accuracy, false answers, time and memory of every engine that can run here.

    ``labelled`` is a labelled file; the default is the test suite's own, where there is a checkout. Raises
    SettingsError when there is none.
    """
    path = labelled or _HERE.parents[1] / "tests" / "understanding" / "messages.tsv"
    if not path.is_file():
        raise SettingsError(f"There are no labelled messages at {path}: give some with --labelled FILE.")
    table = Table("engine", *_HEADS, box=SIMPLE, padding=(0, 1, 0, 0), title=path.name)
    for engine, name in ENGINES.items():
        found = _run(engine, path, console)
        if found:
            table.add_row(name, *(_shown(found.get(key)) for key in _KEYS))
    console.print(table)
    console.print(_WHAT, highlight=False)


_HEADS = ("macro", "oos", "near", "danger", "alarm", "load s", "p50 ms", "p99 ms", "MB")
_KEYS = ("macro", "out_of_scope", "near_miss", "recall", "alarms", "load_s", "p50_ms", "p99_ms", "mb")


def _run(engine: str, path: Path, console: Console) -> dict[str, Any] | None:
    """What one engine prints about itself; None, and why, when it cannot run here."""
    more = []
    if engine == "nlpjs":
        home = _node(console)
        if home is None:
            return None
        more = [str(home)]
    run = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bot.bench.peers", engine, str(path), *more],
        capture_output=True,
        text=True,
        cwd=_HERE.parents[1],
        check=False,
    )
    if run.returncode:
        console.print(f"{ENGINES[engine]}: not measured ({run.stderr.strip().splitlines()[-1:]})", highlight=False)
        return None
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def _node(console: Console) -> Path | None:
    """The folder where nlp.js is installed, below ``var``; made with npm the first time."""
    home = Path("var") / "bench" / "nlpjs"
    if (home / "node_modules" / "node-nlp").is_dir():
        return home
    if not shutil.which("npm"):
        console.print("nlp.js: not measured, npm is not installed", highlight=False)
        return None
    home.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(["npm", "install", "--prefix", str(home), _NLPJS], capture_output=True, check=False)  # noqa: S603, S607
    if made.returncode:
        console.print(f"nlp.js: not measured, `npm install {_NLPJS}` failed", highlight=False)
        return None
    return home


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:.0f}"
