"""The ``relais understand`` contract."""

import io
import json

from bot.understanding import Understander
from bot.understanding.contract import explain, run_jsonl

FIELDS = {"language", "intent", "needs", "crisis", "place", "when", "audience", "action", "confidence", "maybe"}


def test_one_line_in_one_line_out_in_order(understander: Understander) -> None:
    asked = ["j'ai faim", "bonjour", "", "une douche à Bordeaux ce soir"]
    out = io.StringIO()
    run_jsonl(io.StringIO("".join(json.dumps({"text": text}) + "\n" for text in asked)), out, understander)
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["intent"] for line in said] == ["eat", "greet", "unknown", "wash"]
    assert all(set(line) == FIELDS for line in said)
    assert said[3]["place"]["name"] == "Bordeaux"
    assert said[3]["when"]["kind"] == "tonight"


def test_lines_that_are_none_are_answered_too(understander: Understander) -> None:
    out = io.StringIO()
    run_jsonl(io.StringIO('half {"a\n[1]\n{"text": 3}\n{"text": "merci"}\n'), out, understander)
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ["error" in line for line in said] == [True, True, True, False]


def test_explain_names_words_and_scores(understander: Understander) -> None:
    told = explain(understander.understand("je suis une femme, doosh ce soir à Bordeaux, je veux mourir", explain=True))
    assert "crisis: suicide" in told
    assert "Bordeaux" in told
    assert "for: woman" in told
    assert "language: fr" in told
