"""Small faults in Python: each mutant of a module is the module with one of them.

Rules here are tables as often as functions, so beside the usual faults an entry is dropped from a tuple or a mapping,
and an argument from a call that builds a row of a table.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}
#: Calls that build a row of a table of rules.
_ROWS = {"Wall", "Open", "Step", "Grounds", "ClockChange", "CaseKind"}
#: What only words are made of.
_WORDS = {"words", "label", "notices", "tone", "done", "hint", "help", "rows", "tones", "called", "prefixed"}
#: With brackets behind them they say types.
_TYPES = {"Literal", "Callable", "Mapping", "Sequence", "Iterator", "dict", "list", "set", "frozenset", "tuple", "type"}
#: Changes the node in place.
Change = Callable[[Any], object]


@dataclass(frozen=True)
class Mutant:
    """A module's text with one fault, and what was changed where."""

    path: str
    line: int
    what: str
    text: str


def mutants(path: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(text)
    told = [part for node in ast.walk(tree) for part in ([node] if _is_no_rule(node) else _annotations(node))]
    passed_over = {id(inner) for part in told for inner in ast.walk(part)}
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in passed_over:
            continue
        for change in _changes(node):
            changed = copy.deepcopy(tree)
            there = next(found for number, found in enumerate(ast.walk(changed)) if number == place)
            before = ast.unparse(there)
            change(there)
            yield Mutant(path, getattr(node, "lineno", 0), _told(before, ast.unparse(there)), ast.unparse(changed))


def _is_no_rule(node: ast.AST) -> bool:
    """Imports, types and words for people."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.arg | ast.JoinedStr):
        return True
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return node.value.id in _TYPES
    return isinstance(node, ast.keyword) and (node.arg in _WORDS or node.arg in {"frozen", "slots"})


def _annotations(node: ast.AST) -> list[ast.expr]:
    """What a line says of types, which no run looks at."""
    found = [node.annotation] if isinstance(node, ast.AnnAssign) else []
    if isinstance(node, ast.FunctionDef) and node.returns is not None:
        found.append(node.returns)
    return found


def _changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for i, kind in enumerate(node.ops):
            if other := _COMPARED.get(type(kind)):
                yield partial(_compare, place=i, kind=other)
    elif isinstance(node, ast.BoolOp):
        yield partial(_set, name="op", value=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    elif isinstance(node, ast.BinOp) and type(node.op) in _COUNTED and not _is_text(node):
        yield partial(_set, name="op", value=_COUNTED[type(node.op)]())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield partial(_set, name="value", value=not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield partial(_set, name="value", value=node.value + 1)
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        for i in range(len(node.elts)):
            yield partial(_drop, name="elts", place=i)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ROWS:
        for i, keyword in enumerate(node.keywords):
            if keyword.arg not in _WORDS:
                yield partial(_drop, name="keywords", place=i)


def _set(node: Any, *, name: str, value: object) -> None:
    setattr(node, name, value)


def _compare(node: Any, *, place: int, kind: type[ast.cmpop]) -> None:
    node.ops[place] = kind()


def _drop(node: Any, *, name: str, place: int) -> None:
    getattr(node, name).pop(place)


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (node.left, node.right))


def _told(before: str, after: str) -> str:
    """The two texts without what they share at both ends."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    start = max(0, start - 30)
    return f"{' '.join(before[start : start + 70].split())} → {' '.join(after[start : start + 70].split())}"
