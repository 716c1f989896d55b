"""Which items of an output a piece of code is about: its tests of an item's type."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ....contract.responses import CALL
from ..tree import walk


def type_test(node: Any, name: str) -> tuple[str, bool] | None:
    """Return the type that an item is tested for, and whether it is to be it; None for others.

    Args:
        node: The test.
        name: The item's name.
    """
    if node.__class__ is not ast.Compare or len(node.ops) != 1:
        return None
    left, operator, right = node.left, node.ops[0].__class__, node.comparators[0]
    if operator not in (ast.Eq, ast.NotEq) or right.__class__ is not ast.Constant:
        return None
    if right.value.__class__ is not str or not _reads_type(left, name):
        return None
    return right.value, operator is ast.Eq


def _reads_type(node: Any, name: str) -> bool:
    if node.__class__ is ast.Attribute:
        return bool(node.attr == "type") and is_name(node.value, name)
    if node.__class__ is ast.Call and node.func.__class__ is ast.Name and node.func.id == "getattr":
        return (
            len(node.args) in (2, 3)
            and is_name(node.args[0], name)
            and getattr(node.args[1], "value", None) == "type"
        )
    return False


def is_call_test(node: Any) -> bool | None:
    """Return whether a test asks for a call, or for anything else; None for other tests."""
    if node.__class__ is not ast.Compare or len(node.ops) != 1:
        return None
    if getattr(node.comparators[0], "value", None) != CALL:
        return None
    return {ast.Eq: True, ast.NotEq: False}.get(node.ops[0].__class__)


def is_name(node: Any, name: str) -> bool:
    """Say whether an expression is a name."""
    return node.__class__ is ast.Name and node.id == name


def tested_first(node: Any, name: str) -> bool:
    """Say whether a test holds only for items of one type."""
    if node.__class__ is ast.BoolOp and node.op.__class__ is ast.And:
        node = node.values[0]
    found = type_test(node, name)
    return found is not None and found[1]


def guarded(body: list[Any], name: str) -> bool:
    """Say whether a loop's body does nothing for items whose type it does not ask for.

    Args:
        body: The loop's statements.
        name: The item's name.
    """
    first = body[0]
    if first.__class__ is ast.If and not first.orelse and len(first.body) == 1:
        found = type_test(first.test, name)
        if found is not None and not found[1] and first.body[0].__class__ is ast.Continue:
            return True
    return all(_guarded(statement, name) for statement in body)


def _guarded(statement: Any, name: str) -> bool:
    if statement.__class__ is not ast.If or not tested_first(statement.test, name):
        return False
    rest = statement.orelse
    return not rest or (len(rest) == 1 and _guarded(rest[0], name))


def types_asked(nodes: list[Any], name: str) -> Iterator[str]:
    """Yield the types that some code tests an item for."""
    for node in nodes:
        for inner in walk(node):
            found = type_test(inner, name)
            if found is not None:
                yield found[0]
