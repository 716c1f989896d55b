"""A key that several lines speak of as one: looked for under two names, or read and put back."""

from __future__ import annotations

import ast
from typing import Any

from ..hosts import VARIABLE
from .index import Module
from .tree import place_of, walk

# Lines between a key that is read and the same key put back: a check of it stands there.
_NEAR = 8


def together(module: Module) -> dict[tuple[int | None, int], int]:
    """Return the lines that say once more what a line above them has said, and that line.

    ``os.getenv("OPENAI_API_KEY") or os.getenv("OPENAI_KEY")``, one below the other, and
    ``os.environ["OPENAI_API_KEY"] = key`` after ``key = userdata.get("OPENAI_API_KEY")``.

    Args:
        module: The module.

    Returns:
        Of each such line, by its notebook's cell and its number, the line above it.
    """
    found: dict[tuple[int | None, int], int] = {}
    first: dict[int, int] = {}
    for node in module.saying(lambda text: text.endswith("KEY") and VARIABLE.match(text)):
        before = _read_before(node)
        either = _either(node)
        if either is not None:
            before = first.setdefault(id(either), place_of(node).line)
        before = before or (None if _is_set(node) else _tested_above(node))
        place = place_of(node)
        if before is not None and before != place.line:
            found[place.unit.cell, place.line] = before
    return found


def _either(node: Any) -> Any:
    """Return the outermost ``or`` that looks something up under several names."""
    found = None
    while node.parent.__class__ in (ast.Call, ast.Subscript, ast.Attribute, ast.BoolOp):
        node = node.parent
        if node.__class__ is ast.BoolOp and node.op.__class__ is ast.Or:
            found = node
    return found


def _is_set(node: Any) -> bool:
    """Say whether a variable is set: ``os.environ["OPENAI_API_KEY"] = …``."""
    return isinstance(getattr(node.parent, "ctx", None), ast.Store)


def _tested_above(node: Any) -> int | None:
    """Return the line of a test right above, ``if os.getenv("KEY"):``, that asks for the same."""
    statement = node
    while not isinstance(statement, ast.stmt):
        statement = statement.parent
    test = getattr(statement.parent, "test", None)
    if statement.parent.__class__ is not ast.If or test is None:
        return None
    if statement.parent.body[0] is not statement:
        return None
    for inner in walk(test):
        if inner.__class__ is ast.Constant and inner.value == node.value:
            asked, here = place_of(inner), place_of(node)
            if asked.unit is here.unit and here.line - asked.line == 1:
                return asked.line
    return None


def _read_before(node: Any) -> int | None:
    """Return the line from which a variable's new value was read under its name just before."""
    target = node.parent
    if target.__class__ is not ast.Subscript or target.parent.__class__ is not ast.Assign:
        return None
    value = target.parent.value
    for bound in target.scope.bindings.get(value.id, ()) if value.__class__ is ast.Name else ():
        if bound.how == "value" and bound.value is not None:
            for inner in walk(bound.value):
                if inner.__class__ is ast.Constant and inner.value == node.value:
                    read, put = place_of(inner), place_of(node)
                    if read.unit is put.unit and 0 < put.line - read.line <= _NEAR:
                        return read.line
    return None
