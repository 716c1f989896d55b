"""The name ``max_completion_tokens`` where it is chosen or kept, to be a body's key later."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Field, FrameworkClient
from .index import Module
from .resolve.resolver import Resolver
from .tree import ancestors, dotted, place_of

CAP = "max_completion_tokens"
_LOG = re.compile(r"(?i)(?:^|\.)(?:print|log\w*|debug|info|warning|error|exception)$")


def cap_names(module: Module, resolver: Resolver) -> Iterator[FrameworkClient]:
    """Yield where a request's field is chosen by its name: ``CAP if newer else "max_tokens"``.

    Args:
        module: The module.
        resolver: The project's resolver.
    """
    if module.is_test:
        return
    for node in module.nodes[ast.Constant]:
        if node.value == CAP and _is_chosen(node, resolver):
            place = place_of(node)
            field = Field(CAP, place, None, None, ())
            yield FrameworkClient(
                place=place, confidence=Confidence.MEDIUM, framework="", symbol="",
                arguments={CAP: field}, endpoint="settings",
            )  # fmt: skip


def _is_shown(node: Any) -> bool:
    """Say whether a value only goes into a log."""
    return any(
        above.__class__ is ast.Call and _LOG.search(dotted(above.func)) for above in ancestors(node)
    )


def _is_chosen(node: Any, resolver: Resolver) -> bool:
    """Say whether the name is kept as a value, or handed to the project's own code."""
    child, parent = node, node.parent
    while parent.__class__ in (ast.IfExp, ast.BoolOp):
        if parent.__class__ is ast.IfExp and child is parent.test:
            return False
        child, parent = parent, parent.parent
    if parent.__class__ is ast.Dict:
        return any(child is value for value in parent.values) and not _is_shown(parent)
    if parent.__class__ in (ast.Assign, ast.AnnAssign, ast.Return):
        return parent.value is child
    call = parent.parent if parent.__class__ is ast.keyword else parent
    if call.__class__ is not ast.Call or _is_asked(call):
        return False
    return any(item.kind in ("func", "class") for item in resolver.of(call.func))


def _is_asked(call: Any) -> bool:
    """Say whether a call is a condition: ``if refused("max_completion_tokens"):``."""
    child, parent = call, call.parent
    while parent.__class__ in (ast.BoolOp, ast.UnaryOp, ast.Compare):
        child, parent = parent, parent.parent
    return getattr(parent, "test", None) is child
