"""Names of request fields that are kept as texts: ``key = "max_completion_tokens" if new …``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..common.field_names import KEPT_NAMES, READERS
from ..facts import Confidence, Fact, FieldName
from .index import Module
from .tree import last_name, place_of


def field_names(module: Module) -> Iterator[Fact]:
    """Yield the texts that a value may be sent under as a field of a request.

    Args:
        module: The module.
    """
    if module.is_test or not any(
        name.encode() in unit.data for unit in module.units for name in KEPT_NAMES
    ):
        return
    for node in module.nodes[ast.Constant]:
        if node.value in KEPT_NAMES and _is_kept(node):
            yield FieldName(place=place_of(node), name=node.value, confidence=Confidence.MEDIUM)


def _is_kept(node: Any) -> bool:
    """Say whether a text is a value that is kept or handed on, and no key and no test."""
    child, parent = node, node.parent
    while parent.__class__ in (ast.IfExp, ast.BoolOp):
        if parent.__class__ is ast.IfExp and parent.test is child:
            return False
        child, parent = parent, parent.parent
    kind = parent.__class__
    if kind in (ast.Assign, ast.AnnAssign, ast.Return, ast.NamedExpr):
        return getattr(parent, "value", None) is child
    if kind is ast.Dict and not any(value is child for value in parent.values):
        return False
    if kind is ast.Dict and parent.parent.__class__ not in (ast.Call, ast.keyword):
        return True
    call = parent.parent if kind is ast.Dict else parent
    call = call.parent if call.__class__ is ast.keyword else call
    return call.__class__ is ast.Call and last_name(call.func) not in READERS
