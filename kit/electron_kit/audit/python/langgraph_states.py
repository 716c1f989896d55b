"""LangGraph's states: messages that a checkpointer keeps from turn to turn, and that only grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Fact, GrowingHistory
from .index import Module
from .resolve.resolver import Resolver
from .tree import ancestors, dotted, last_name, place_of, walk

# What makes a state's list longer with every answer of a node.
_ADDS = {"add_messages", "operator.add", "add"}
_WHOLE = re.compile(
    rb"\bstate(?:\[[\"']messages[\"']\]|\.messages|\.get\([\"']messages[\"'][^)]*\))(?!\s*\[)"
)
_BOUNDS = re.compile(
    rb"(?i)trim_?messages|RemoveMessage|summari[sz]|messages[\"']?\]?\[-\d*[2-9]\d*:|"
    rb"(?:prune|truncate|shorten|window|compact)\w*\("
)


def graph_histories(resolver: Resolver) -> Iterator[Fact]:
    """Yield the fields of states whose messages a thread keeps, and whose nodes send them whole.

    Args:
        resolver: The project's resolver.
    """
    graphs = [
        m
        for m in resolver.project.modules
        if any(map(_keeps, m.calls.get("compile", ()))) and not _is_asked_so_often(m)
    ]
    if not graphs or not _is_sent_whole(resolver):
        return
    seen: set[int] = set()
    for module in graphs:
        for call in module.calls.get("StateGraph", ()):
            for item in resolver.of(call.args[0]) if call.args else ():
                if item.kind == "ext":
                    field = call.args[0] if item.name.endswith(".MessagesState") else None
                else:
                    field = _grown(item.node) if item.kind == "class" else None
                if field is None or id(field) in seen:
                    continue
                seen.add(id(field))
                # Never sure: what bounds it may be out of sight.
                yield GrowingHistory(
                    place=place_of(field), confidence=Confidence.MEDIUM, name="messages"
                )


def _is_asked_so_often(module: Module) -> bool:
    """Say whether a script asks its graph as often as is written in it, and no more."""
    asked = [
        call
        for name in ("invoke", "ainvoke", "stream", "astream")
        for call in module.calls.get(name, ())
        if any(
            key.__class__ is ast.Constant and key.value == "messages"
            for a in call.args[:1]
            if a.__class__ is ast.Dict
            for key in a.keys
        )
    ]
    return bool(asked) and not any(
        parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.While)
        for call in asked
        for parent in ancestors(call)
    )


def _keeps(call: ast.Call) -> bool:
    """Say whether a graph is compiled with what keeps its state: ``compile(checkpointer=…)``."""
    kept = next((k.value for k in call.keywords if k.arg == "checkpointer"), None)
    return kept is not None and getattr(kept, "value", True) not in (None, False)


def _grown(klass: Any) -> Any:
    """Return the field or the base of a state's class whose messages are added to, or None."""
    for base in getattr(klass, "bases", ()):
        if last_name(base) == "MessagesState":
            return base
    for statement in getattr(klass, "body", ()):
        if statement.__class__ is not ast.AnnAssign or "message" not in last_name(statement.target):
            continue
        if any(
            inner.__class__ in (ast.Name, ast.Attribute) and dotted(inner) in _ADDS
            for inner in walk(statement.annotation)
        ):
            return statement
    return None


def _is_sent_whole(resolver: Resolver) -> bool:
    """Say whether nodes of a project send a state's messages, and nothing shortens them."""
    texts = [unit.data for module in resolver.project.every for unit in module.units]
    return any(map(_WHOLE.search, texts)) and not any(map(_BOUNDS.search, texts))
