"""Everything that a turn can say it did, found in the source: what counting has to know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = (*sorted((ROOT / "bot/dialogue").rglob("*.py")), *sorted((ROOT / "handoff/desk").rglob("*.py")))
SOURCES += (ROOT / "bot/reception.py", ROOT / "bot/flow/worker.py", ROOT / "bot/store/erasing.py")


def all_handled() -> set[str]:
    """Every value of ``Turn.handled``; of a text with a hole the part before the hole (``clock:``)."""
    trees = [ast.parse(path.read_text()) for path in SOURCES]
    functions: dict[str, list[ast.AST]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions.setdefault(node.name, []).append(node)
    said = [value for tree in trees for value in _said(tree)]
    return {text for value in said for text in _texts(value, functions, frozenset())}


def _said(tree: ast.AST) -> Iterator[ast.expr]:
    """The expressions that end up in ``handled``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "turn" and node.args:
            yield node.args[0]
        elif name == "welcome" and len(node.args) == 3:
            yield node.args[2]
        elif name == "Turn" and len(node.args) > 3:
            yield node.args[3]
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "handled")


def _texts(value: ast.expr, functions: dict[str, list[ast.AST]], seen: frozenset[str]) -> Iterator[str]:
    """The texts an expression can be: a text, the start of one, or what a function of ours returns."""
    match value:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]):
            yield text
        case ast.BinOp(left=left):
            yield from _texts(left, functions, seen)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body, functions, seen)
            yield from _texts(orelse, functions, seen)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name not in seen:
            for function in functions.get(name, ()):
                for node in ast.walk(function):
                    if isinstance(node, ast.Return) and node.value is not None:
                        yield from _texts(node.value, functions, seen | {name})
