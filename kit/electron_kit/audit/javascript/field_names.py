"""Names of request fields that are kept as texts: ``ask(url, 'max_completion_tokens', model)``."""

from __future__ import annotations

from collections.abc import Iterator

from ..common.field_names import KEPT_NAMES, READERS
from ..facts import Confidence, Fact, FieldName
from .project import Project
from .syntax import Node, string_value
from .test_files import is_test
from .written import last_name

_WRAPS = ("parenthesized_expression", "as_expression", "satisfies_expression")


def field_names(project: Project) -> Iterator[Fact]:
    """Yield the texts that a value may be sent under as a field of a request.

    Args:
        project: The project.
    """
    for module in project.modules:
        if is_test(module) or not any(name.encode() in module.unit.data for name in KEPT_NAMES):
            continue
        for node in module.strings:
            text = string_value(node)
            if text in KEPT_NAMES and _is_kept(node):
                yield FieldName(place=node.place, name=text or "", confidence=Confidence.MEDIUM)


def _is_kept(node: Node) -> bool:
    """Say whether a text is a value that is kept or handed on, and no key, type or test."""
    child, parent = node, node.parent
    while parent is not None and parent.kind in (*_WRAPS, "ternary_expression"):
        if parent.kind == "ternary_expression" and parent.get("condition") is child:
            return False
        if parent.kind.endswith("s_expression") and parent.children[0] is not child:
            # A type: ``name as "max_tokens" | "max_completion_tokens"``.
            return False
        child, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.kind in ("variable_declarator", "pair", "assignment_pattern"):
        return child in (parent.get("value"), parent.get("right")) and not _is_shown(parent)
    if parent.kind == "assignment_expression":
        return parent.get("right") is child
    if parent.kind == "return_statement" or (
        parent.kind == "arrow_function" and parent.get("body") is child
    ):
        return True
    call = parent.parent if parent.kind == "arguments" else None
    callee = call.get("function") if call is not None and call.kind == "call_expression" else None
    return callee is not None and last_name(callee) not in READERS


def _is_shown(pair: Node) -> bool:
    """Say whether an entry is only printed: ``console.log("asked", { cap: … })``."""
    for above in pair.up():
        if above.kind == "call_expression":
            callee = above.get("function")
            return callee is not None and last_name(callee) in READERS
        if above.kind not in ("object", "pair", "arguments", "array"):
            return False
    return False
