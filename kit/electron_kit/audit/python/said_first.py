"""Words that are shown before anything asks whether a tool is called beside them (C01)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ContentUse, Fact
from .index import Module
from .second_answers import root_of, said
from .tree import ancestors, last_name, place_of, walk

_CALLS = ("tool_calls", "function_call")
_SHOWS = ("print", "write", "markdown", "reply", "answer", "say", "send", "send_message", "echo")
_STRAIGHT = (ast.With, ast.AsyncWith, ast.Try, ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def said_first(module: Module) -> Iterator[Fact]:
    """Yield where an answer's words are shown whatever it is, and its calls are read behind.

    Args:
        module: The module.
    """
    bodies: dict[int, list[Any]] = {}
    for content in module.nodes[ast.Attribute]:
        if content.attr not in ("content", "output_text"):
            continue
        statement = _shown(content)
        function = _straight(statement) if statement is not None else None
        if statement is None or function is None:
            continue
        if id(function) not in bodies:
            bodies[id(function)] = [
                n for n in walk(function) if n.__class__ is ast.Assign or said(n) in _CALLS
            ]
        body = bodies[id(function)]
        names = _names(root_of(content), body)
        reads = [n for n in body if said(n) in _CALLS and root_of(n) & names]
        if reads and all(node.lineno > statement.end_lineno for node in reads):
            yield ContentUse(
                place=place_of(statement), confidence=Confidence.MEDIUM, how="content-first"
            )


def _shown(content: Any) -> Any:
    """Return the statement that shows a content to a person, or None."""
    for parent in ancestors(content):
        if parent.__class__ is ast.Call and last_name(parent.func) in _SHOWS:
            holder = parent.parent
            holder = holder.parent if holder.__class__ is ast.Await else holder
            return holder if holder.__class__ is ast.Expr else None
        if isinstance(parent, ast.stmt):
            return None
    return None


def _straight(statement: Any) -> Any:
    """Return the function that runs a statement whatever an answer is, or None."""
    for parent in ancestors(statement):
        if parent.__class__ in _FUNCTIONS:
            return parent
        if parent.__class__ not in _STRAIGHT:
            return None
    return None


def _names(names: set[str], body: list[Any]) -> set[str]:
    """Return the names of an answer and of its message: ``message = reply.choices[0].message``."""
    given = [
        (node.targets[0].id, root_of(node.value))
        for node in body
        if node.__class__ is ast.Assign
        and node.targets[0].__class__ is ast.Name
        and said(node.value) in ("message", "choices")
    ]
    found = set(names)
    for target, roots in given:
        found |= roots if target in names else {target} if roots & names else set()
    return found
