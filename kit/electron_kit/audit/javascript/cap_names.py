"""The name ``max_completion_tokens`` where it is chosen or kept, to be a body's key later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Confidence, Field, FrameworkClient
from .index import Module
from .resolve import Resolver
from .syntax import Node, string_value
from .test_files import is_test

CAP = "max_completion_tokens"
_CHOICES = frozenset({"ternary_expression", "parenthesized_expression", "binary_expression"})
_LOG = re.compile(r"(?:[\w.]*\.)?(?:console|log|logger|debug)\b", re.I)
_TESTS = frozenset({"===", "==", "!==", "!=", "in"})


def cap_names(resolver: Resolver) -> Iterator[FrameworkClient]:
    """Yield where a request's field is chosen by its name: ``newer ? CAP : "max_tokens"``.

    Args:
        resolver: The project's resolver.
    """
    for module in resolver.project.modules:
        if CAP.encode() in module.unit.data and not is_test(module):
            yield from _of(module, resolver)


def _of(module: Module, resolver: Resolver) -> Iterator[FrameworkClient]:
    for node in module.strings:
        if string_value(node) == CAP and _is_chosen(node, resolver):
            field = Field(CAP, node.place, None, None, ())
            yield FrameworkClient(
                place=node.place, confidence=Confidence.MEDIUM, framework="", symbol="",
                arguments={CAP: field}, endpoint="settings",
            )  # fmt: skip


def _is_chosen(node: Node, resolver: Resolver) -> bool:
    """Say whether the name is kept as a value, or handed to the project's own code."""
    child, parent = node, node.parent
    while parent is not None and parent.kind in _CHOICES:
        operator = parent.get("operator")
        if operator is not None and operator.text in _TESTS:
            return False
        child, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.kind in ("pair", "variable_declarator"):
        value = parent.get("value")
        return value is not None and value.start == child.start and not _is_shown(parent)
    if parent.kind == "assignment_expression":
        right = parent.get("right")
        return right is not None and right.start == child.start
    if parent.kind == "return_statement":
        return True
    callee = parent.parent.get("function") if parent.parent is not None else None
    return (
        parent.kind == "arguments"
        and callee is not None
        and any(item.kind == "function" for item in resolver.of(callee))
    )


def _is_shown(node: Node) -> bool:
    """Say whether a value only goes into a log."""
    return any(
        above.kind == "call_expression" and _LOG.match(above.text[:40]) for above in node.up()
    )
