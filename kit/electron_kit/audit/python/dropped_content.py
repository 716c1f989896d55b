"""Turns of a history that call a tool and have lost what was said beside it (C01)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import ContentUse, Fact
from .index import Module
from .resolve.flow import visible
from .tree import last_name, place_of, walk

# The SDK's class of what an assistant said, as it is put into a history.
# What answers a tool: a file that has such turns sends the calls again.
_ANSWER = re.compile(rb"tool_call_id|[\"']tool[\"']|role[\"']\s*:\s*[\"']function|ToolMessage")
_MESSAGE = "ChatCompletionAssistantMessageParam"


def dropped(module: Module) -> Iterator[Fact]:
    """Yield assistant messages with tool calls whose content is None or missing.

    Args:
        module: The module.
    """
    made = [*module.calls.get("dict", ()), *module.calls.get(_MESSAGE, ())]
    for node in [*module.nodes[ast.Dict], *made]:
        entries = _entries(node)
        role = entries.get("role")
        if "tool_calls" not in entries and "function_call" not in entries:
            continue
        if role.__class__ is not ast.Constant or role.value != "assistant":
            continue
        value = entries.get("tool_calls", entries.get("function_call"))
        if (value.__class__ is ast.Constant and value.value is None) or _made_up(value):
            continue
        content = entries.get("content")
        if None in entries or _added_later(node, module):
            continue
        if content is None and not _is_added(node, module) and not _answers(module):
            # A file that answers no tool and adds it to no list keeps a record of what was said.
            continue
        if content is None or (content.__class__ is ast.Constant and content.value in (None, "")):
            yield ContentUse(place=place_of(_told_at(node)), how="content-dropped")


def _answers(module: Module) -> bool:
    return any(_ANSWER.search(unit.data) for unit in module.units)


def _is_added(message: Any, module: Module) -> bool:
    """Say whether a message goes into a list: ``messages.append({…})``, or by its name."""
    holder = message.parent
    if holder.__class__ in (ast.Assign, ast.AnnAssign):
        name = last_name(holder.targets[0] if holder.__class__ is ast.Assign else holder.target)
        return bool(name) and any(
            last_name(given) == name
            for method in ("append", "insert", "extend")
            for call in module.calls.get(method, ())
            for given in call.args
        )
    return holder.__class__ in (ast.Call, ast.List, ast.Starred, ast.BinOp)


def _told_at(message: Any) -> Any:
    """Return where a message without its content is told: where it begins, or at the empty entry.

    Where it begins behind ``messages.append(``, that line says only that something is added.
    """
    holder = message.parent
    if message.__class__ is not ast.Dict or holder.__class__ is not ast.Call:
        return message
    if holder.func.end_lineno != message.lineno:
        return message
    named = (k for k in message.keys if getattr(k, "value", None) == "content")
    return next(named, message)


def _entries(node: Any) -> dict[Any, Any]:
    """Return the entries of a dictionary's display or of ``dict(…)``; None for what is unpacked."""
    if node.__class__ is ast.Call:
        return {k.arg: k.value for k in node.keywords}
    return {
        getattr(key, "value", None): value
        for key, value in zip(node.keys, node.values, strict=True)
        if key is None or key.__class__ is ast.Constant
    }


def _made_up(calls: Any) -> bool:
    """Say whether tool calls are the program's own, and no model asked for them.

    They have a tool's name as a literal, or an id that the program makes for them.
    """
    return calls.__class__ is ast.List and any(
        inner.__class__ is ast.Dict
        and any(
            key.__class__ is ast.Constant
            and (
                (key.value == "name" and value.__class__ is ast.Constant)
                or (key.value == "id" and _is_invented(value))
            )
            for key, value in zip(inner.keys, inner.values, strict=True)
        )
        for inner in walk(calls)
    )


def _is_invented(value: Any) -> bool:
    """Say whether an id is put together here: ``f"call_{n}"``, ``str(uuid4())``."""
    if value.__class__ is ast.Name:
        bound = visible(value.scope.bindings.get(value.id, []), value)
        return bool(bound) and all(
            b.how == "value" and b.value.__class__ is not ast.Name and _is_invented(b.value)
            for b in bound
        )
    if value.__class__ in (ast.JoinedStr, ast.Constant):
        return not any(
            n.__class__ is ast.Attribute and n.attr in ("id", "call_id") for n in walk(value)
        )
    return value.__class__ is ast.Call and any(
        last_name(n) in ("uuid4", "uuid1", "token_hex", "randint")
        for n in walk(value)
        if n.__class__ in (ast.Name, ast.Attribute)
    )


def _added_later(node: Any, module: Module) -> bool:
    """Say whether ``message["content"] = …`` follows the message's display."""
    statement: Any = node.parent
    if statement.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = statement.targets[0] if statement.__class__ is ast.Assign else statement.target
    return any(
        change.__class__ is tuple
        and change[0].scope is statement.scope
        and change[0].slice.__class__ is ast.Constant
        and change[0].slice.value == "content"
        for change in module.items.get(last_name(target), ())
    )
