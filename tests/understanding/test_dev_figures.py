"""The reference messages written by strangers: measured, never learnt from. The bounds are the goals of this level."""

from __future__ import annotations

import csv
from collections import defaultdict

from bot.understanding import Understander
from bot.understanding.types import NEEDS
from tests.shared import reference
from tests.understanding.labelled import heard

LANGUAGES = {"fr", "en", "ar", "es"}


def test_goals(understander: Understander) -> None:
    with reference("eval/dev.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    labels: dict[str, list[bool]] = defaultdict(list)
    wrong: dict[str, list[bool]] = defaultdict(list)
    dangers: list[bool] = []
    alarms: list[bool] = []
    for row in rows:
        got, accept = heard(understander.understand(row["text"])), {*row["accept"].split("|"), row["label"]}
        if row["label"] == "oos":
            wrong[row["kind"] if row["kind"] == "near_miss" else "oos"].append(bool(got & set(NEEDS)))
        if row["lang"] not in LANGUAGES:
            continue
        if row["label"] not in ("oos", "other"):
            labels[row["label"]].append(bool(got & accept))
        if row["label"] == "crisis" and accept <= {"crisis", "legal", "family"}:
            dangers.append("crisis" in got)
        if "crisis" not in accept:
            alarms.append("crisis" in got)
    assert sum(sum(hits) / len(hits) for hits in labels.values()) / len(labels) >= 0.85
    assert sum(dangers) / len(dangers) >= 0.97
    assert sum(alarms) / len(alarms) <= 0.02
    assert sum(wrong["oos"]) / len(wrong["oos"]) <= 0.025
    assert sum(wrong["near_miss"]) / len(wrong["near_miss"]) <= 0.10
