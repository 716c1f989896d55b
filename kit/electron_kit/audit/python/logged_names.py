"""Names of models that only a log or the record of an answer gets: nothing is asked with them."""

from __future__ import annotations

import ast
import re
from typing import Any

from .kept_arguments import RECORDED
from .tree import enclosing_function, last_name, walk

_LOGGER = re.compile(r"(?i)^_?(?:log|logging|\w*logger|structlog|loguru)$")
_LEVELS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "bind", "print"}
)
_KEPT = (ast.Call, ast.BoolOp, ast.IfExp)


def is_only_logged(node: Any) -> bool:
    """Say whether a name is put where only logs take it from, or into ``MODEL_USED``.

    Args:
        node: The literal.
    """
    statement = node.parent
    while statement.__class__ in _KEPT:
        statement = statement.parent
    if statement.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = statement.targets[0] if statement.__class__ is ast.Assign else statement.target
    if target.__class__ is not ast.Name:
        return False
    if RECORDED.match(target.id.strip("_")):
        return True
    if enclosing_function(statement) is None:
        return False
    reads = reads_of(target)
    return bool(reads) and all(map(_is_logged, reads))


def reads_of(name: ast.Name) -> list[Any]:
    """Return where a name is read in its function, or in its module outside of any.

    Args:
        name: The name where it gets its value.
    """
    function = enclosing_function(name)
    places = name.scope.module.trees if function is None else [function]
    return [
        each
        for place in places
        for each in walk(place)
        if each.__class__ is ast.Name and each.id == name.id and each.ctx.__class__ is ast.Load
    ]


def _is_logged(read: Any) -> bool:
    at = read.parent
    while at.__class__ in (ast.keyword, ast.FormattedValue, ast.JoinedStr, ast.Dict, ast.BinOp):
        at = at.parent
    if at.__class__ is not ast.Call or last_name(at.func) not in _LEVELS:
        return False
    owner = at.func.value if at.func.__class__ is ast.Attribute else None
    return last_name(at.func) == "print" or _LOGGER.search(last_name(owner)) is not None


def is_errors(node: Any) -> bool:
    """Say whether a name is what an error is told: ``raise ModelError(text, model="gpt-4o")``.

    Args:
        node: The literal.
    """
    made = node.parent.parent if node.parent.__class__ is ast.keyword else node.parent
    if made.__class__ is not ast.Call:
        return False
    return last_name(made.func)[:1].isupper() and last_name(made.func).endswith(_ERRORS)


_ERRORS = ("Error", "Exception")
