"""The ``relais understand`` contract: JSON lines in, JSON lines out, in order; and the explanation for people."""

from __future__ import annotations

import json
from typing import TextIO

from bot.understanding.types import Understanding
from bot.understanding.understander import Understander


def run_jsonl(stdin: TextIO, stdout: TextIO, understander: Understander) -> None:
    """Answers each ``{"text": …}`` line with one JSON object; a line that is none is answered with its ``error``."""
    for number, line in enumerate(stdin, 1):
        if not line.strip():
            continue
        stdout.write(json.dumps(_answer(line, number, understander), ensure_ascii=False) + "\n")
    stdout.flush()


def _answer(line: str, number: int, understander: Understander) -> dict[str, object]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": f"line {number} is not JSON"}
    text = asked.get("text") if isinstance(asked, dict) else None
    if not isinstance(text, str):
        return {"error": f'line {number} has no "text"'}
    return understander.understand(text).to_json()


def explain(understanding: Understanding) -> str:
    """Which words, which scores, which rule: one line each."""
    lines = [f"{understanding.intent} ({understanding.confidence:.2f}) → {understanding.action}"]
    if understanding.needs:
        lines.append("needs: " + ", ".join(understanding.needs))
    if understanding.maybe:
        lines.append("did you mean: " + " or ".join(understanding.maybe))
    if understanding.crisis:
        lines.append(f"crisis: {understanding.crisis}")
    if understanding.place:
        place = understanding.place
        lines.append(f"place: {place.label} ({place.kind} {place.code}, {place.score:.2f})")
        lines += [f"  or: {other.label}" for other in place.alternatives]
    if understanding.when:
        when = understanding.when
        lines.append(f"when: {when.kind}, {when.start:%Y-%m-%d %H:%M} to {when.end:%Y-%m-%d %H:%M}")
    if understanding.audience:
        lines.append("for: " + ", ".join(understanding.audience))
    lines += [f"  {reason}" for reason in understanding.why]
    return "\n".join(lines)
