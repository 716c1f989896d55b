"""Which expressions are the answer to a request that is written by hand, or its JSON."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from .tree import last_name

_SENDERS = frozenset({"post", "request", "send", "urlopen", "fetch"})
_STEPS = 8


def is_answer(node: Any, leads: Callable[[Any], Any], depth: int = 0) -> bool:
    """Say whether an expression is the answer to a hand-written chat request, or its JSON.

    Args:
        node: The expression.
        leads: Says what in an expression leads to a chat request, if anything does.
        depth: Through how many steps it was followed.
    """
    if node is None or depth > _STEPS:
        return False
    kind = node.__class__
    if kind in (ast.Await, ast.NamedExpr):
        return is_answer(node.value, leads, depth + 1)
    if kind is ast.Attribute:
        return is_answer(node.value, leads, depth + 1)
    if kind is ast.Call:
        if last_name(node.func) in _SENDERS and leads(node) is node:
            return True
        if last_name(node.func) == "loads" and node.args:
            return is_answer(node.args[0], leads, depth + 1)
        return node.func.__class__ is ast.Attribute and is_answer(node.func.value, leads, depth + 1)
    if kind is ast.Name:
        return any(
            b.how in ("value", "with") and b.value is not None
            and is_answer(b.value, leads, depth + 1)
            for b in node.scope.bindings.get(node.id, ())
        )  # fmt: skip
    return False
