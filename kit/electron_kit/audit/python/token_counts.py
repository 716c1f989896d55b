"""Whether tokens that are counted hold turns back, or are counted for their price, or to be told.

What is compared, given back or handed to what checks may hold back; what is multiplied by a price,
printed, or put into a record does not.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from .logged_names import reads_of
from .tree import last_name, walk

_CHECKS = re.compile(
    r"(?i)check|limit|budget|quota|\bfits?|exceed|enforce|ensure|guard|allow|valid|trim|trunc|"
    r"prune|compact|within|\b(?:min|max)$"
)
_SAME = {"int", "float", "round", "abs", "sum", "ceil", "floor", "len"}
_THROUGH = (ast.Await, ast.BinOp, ast.UnaryOp, ast.keyword, ast.NamedExpr, ast.BoolOp)
# A text that says it, a record that holds it.
_TOLD = (ast.Expr, ast.JoinedStr, ast.FormattedValue, ast.Dict)
_DEEPEST = 4


def may_hold_back(count: Any) -> bool:
    """Say whether what counts tokens may keep a list short.

    Args:
        count: The call that counts.
    """
    return _weighs(count, 0, set())


def _weighs(node: Any, depth: int, seen: set[str]) -> bool:
    child, at = node, node.parent
    while True:
        kind = at.__class__
        if kind is ast.Compare:
            # ``if used > 0`` only asks whether there are any.
            return not any(_is_nothing(side) for side in [at.left, *at.comparators])
        if kind is ast.Call and at.func is not child:
            called = last_name(at.func)
            if called not in _SAME:
                return _CHECKS.search(called) is not None
        elif kind in _TOLD:
            return False
        elif kind in (ast.Assign, ast.AugAssign, ast.AnnAssign):
            targets = at.targets if kind is ast.Assign else [at.target]
            return depth >= _DEEPEST or any(_is_weighed(t, depth, seen) for t in targets)
        elif kind not in _THROUGH:
            # Given back, a part's edge, a branch: for others to say.
            return True
        child, at = at, at.parent


def _is_nothing(side: Any) -> bool:
    return side.__class__ is ast.Constant and side.value in (0, None)


def _is_weighed(target: Any, depth: int, seen: set[str]) -> bool:
    """Say whether what a count was put into is weighed anywhere."""
    if target.__class__ is ast.Name:
        if target.id in seen:
            return False
        seen.add(target.id)
        return any(_weighs(read, depth + 1, seen) for read in reads_of(target))
    if target.__class__ is ast.Attribute:
        compares = target.scope.module.nodes[ast.Compare]
        return any(
            n.__class__ is ast.Attribute and n.attr == target.attr
            for compare in compares
            if not any(_is_nothing(side) for side in [compare.left, *compare.comparators])
            for n in walk(compare)
        )
    # An entry of a record is read by whoever has the record.
    return target.__class__ is not ast.Subscript
