"""Answers to what tools gave that may call tools again, and are shown unlooked at (C01)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ContentUse, Fact
from .index import Module
from .tree import ancestors, enclosing_function, last_name, place_of, walk

_TOOLS = re.compile(rb"\btools\s*=")
_ASKS = re.compile(r"(?i)^a?(?:create|completion|chat|invoke|complete|generate)(?:_|$)")
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def second_answers(module: Module) -> Iterator[Fact]:
    """Yield where the content of an answer is read that was asked for with tools, behind a tool's.

    Nobody asks whether it calls a tool again.

    Args:
        module: The module.
    """
    if not any(_TOOLS.search(unit.data) for unit in module.units):
        return
    for name, calls in list(module.calls.items()):
        for call in calls if _ASKS.search(name) else ():
            read = _read(call) if _has_tools(call) else None
            if read is not None:
                yield ContentUse(
                    place=place_of(read), confidence=Confidence.MEDIUM, how="content-first"
                )


def _has_tools(call: ast.Call) -> bool:
    """Say whether a call gives tools that the model may choose."""
    given = {k.arg: k.value for k in call.keywords}
    if getattr(given.get("tool_choice"), "value", None) == "none":
        return False
    if getattr(given.get("stream"), "value", None) is True:
        return False
    tools = given.get("tools")
    return tools is not None and not (tools.__class__ is ast.Constant and tools.value is None)


def _read(call: ast.Call) -> Any:
    """Return where an answer's content is read whose calls nobody reads, or None."""
    function = enclosing_function(call)
    if function is None or not _is_answered_before(call, function):
        return None
    if any(
        p.__class__ in _LOOPS and _asks_for_calls(p)
        for p in ancestors(call)
        if enclosing_function(p) is function
    ):
        return None
    return content_of(call)


def content_of(call: ast.Call) -> Any:
    """Return where the content of what a call gives is read, if nobody reads its tool calls.

    Args:
        call: What gives an answer.
    """
    function = enclosing_function(call)
    statement: Any = call.parent
    while statement.__class__ is ast.Await:
        statement = statement.parent
    target = statement.targets[0] if statement.__class__ is ast.Assign else None
    if function is None or target.__class__ is not ast.Name:
        return None
    names, contents, end = {target.id}, [], call.end_lineno or call.lineno
    for node in walk(function):
        if getattr(node, "lineno", 0) <= end or not root_of(node) & names:
            continue
        if node.__class__ is ast.Assign and node.targets[0].__class__ is ast.Name:
            if last_name(node.value) in ("message", "delta", "msg") or _is_choice(node.value):
                names.add(node.targets[0].id)
        if said(node) == "content":
            contents.append(node)
        elif said(node) in ("tool_calls", "function_call") or _is_handed_on(node):
            return None
    return contents[0] if contents else None


def _is_answered_before(call: ast.Call, function: Any) -> bool:
    """Say whether a tool's answer is put into the history before a call, in its function."""
    return any(
        node.lineno < call.lineno
        and (
            (node.__class__ is ast.Constant and node.value in ("tool", "tool_call_id"))
            or (node.__class__ is ast.keyword and node.arg == "tool_call_id")
        )
        for node in walk(function)
        if node.__class__ in (ast.Constant, ast.keyword)
    )


def root_of(node: Any) -> set[str]:
    """Return the name that an expression or an assignment's value begins with.

    Args:
        node: The expression, or the assignment.
    """
    at = node.value if node.__class__ is ast.Assign else node
    while at.__class__ in (ast.Attribute, ast.Subscript, ast.Call):
        at = at.func if at.__class__ is ast.Call else at.value
    if node.__class__ is ast.Call:
        # ``getattr(message, "content", "")``, ``handle(message)``
        return {a.id for a in node.args if a.__class__ is ast.Name} | (
            {at.id} if at.__class__ is ast.Name else set()
        )
    return {at.id} if at.__class__ is ast.Name else set()


def _is_choice(value: Any) -> bool:
    return value.__class__ is ast.Subscript and last_name(value.value) == "choices"


def said(node: Any) -> str:
    """Return what of an answer is read: ``message.content``, ``message["content"]``.

    Args:
        node: The expression that may read it.
    """
    if node.__class__ is ast.Attribute:
        return node.attr
    if node.__class__ is ast.Subscript and node.slice.__class__ is ast.Constant:
        return str(node.slice.value)
    if node.__class__ is ast.Call and last_name(node.func) in ("getattr", "hasattr", "get"):
        return next((str(a.value) for a in node.args if a.__class__ is ast.Constant), "")
    return ""


def _is_handed_on(node: Any) -> bool:
    """Say whether the whole answer goes to something else, which may look at its calls."""
    return node.__class__ is ast.Call and last_name(node.func) not in (
        "getattr", "hasattr", "append", "print", "model_dump", "get", "strip", "debug", "info",
    ) and any(a.__class__ is ast.Name for a in node.args)  # fmt: skip


def _asks_for_calls(loop: Any) -> bool:
    """Say whether a loop goes on by the calls of what is asked in it."""
    return any(said(node) in ("tool_calls", "function_call") for node in walk(loop))
