"""LangGraph's states: messages that a checkpointer keeps from turn to turn, and that only grow.

They are told where a turn is handed in: there the thread is chosen, whose history is sent whole.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Fact, GrowingHistory
from .index import Module
from .resolve.resolver import Resolver
from .tree import ancestors, dotted, enclosing_function, last_name, place_of, walk

# Agents that are made ready, with a graph and its state inside.
_AGENTS = ("create_react_agent", "create_agent", "create_deep_agent", "create_supervisor")
_SHORTENS = ("pre_model_hook", "middleware")
_ASKING = ("invoke", "ainvoke", "stream", "astream", "astream_events", "astream_log")
_FRESH = re.compile(r"\buuid\d?\.?|\buuid4\(|token_hex|ObjectId\(")
# What makes a state's list longer with every answer of a node.
_ADDS = {"add_messages", "operator.add", "add"}
_WHOLE = re.compile(
    rb"\bstate(?:\[[\"']messages[\"']\]|\.messages|\.get\([\"']messages[\"'][^)]*\))(?!\s*\[)"
)
_BOUNDS = re.compile(
    rb"(?i)trim_?messages|RemoveMessage|summari[sz]|(?:prune|truncate|shorten|window|compact)\w*\("
)
_LAST = re.compile(rb"messages[\"']?\]?\[-\d*[2-9]\d*:")
# What only people read: texts that stand by themselves, and comments.
_REMARKS = re.compile(
    rb"^[ \t]*[rR]?(\"\"\"|''')(?s:.*?)\1|(?:^|(?<=[ \t]))#(?![^\n]*[\"']\s*[,)]).*$", re.MULTILINE
)


def graph_histories(resolver: Resolver) -> Iterator[Fact]:
    """Yield the fields of states whose messages a thread keeps, and whose nodes send them whole.

    Args:
        resolver: The project's resolver.
    """
    modules = [m for m in resolver.project.modules if not m.is_test]
    ready = [m for m in modules for name in _AGENTS if any(map(_keeps, m.calls.get(name, ())))]
    graphs = [m for m in modules if any(map(_keeps, m.calls.get("compile", ())))]
    if graphs and not _is_sent_whole(resolver):
        graphs = []
    if _is_shortened(resolver) or not (ready or graphs):
        return
    handed = [entry for m in modules for entry in _handed(m, resolver)]
    # A graph of the project's own that is asked in several places has one state: that is told.
    fields = list(_fields(graphs, resolver)) if len(handed) != 1 else []
    yield from fields
    for entry in handed if not fields else ():
        # Never sure: what bounds it may be out of sight.
        yield GrowingHistory(place=place_of(entry), confidence=Confidence.MEDIUM, name="messages")


def _fields(graphs: list[Module], resolver: Resolver) -> Iterator[Fact]:
    """Yield the fields that grow of states whose graphs are asked out of sight."""
    seen: set[int] = set()
    for module in graphs:
        for call in module.calls.get("StateGraph", ()) if not _is_asked_so_often(module) else ():
            for item in resolver.of(call.args[0]) if call.args else ():
                if item.kind == "ext":
                    field = call.args[0] if item.name.endswith(".MessagesState") else None
                else:
                    field = _grown(item.node) if item.kind == "class" else None
                if field is None or id(field) in seen:
                    continue
                seen.add(id(field))
                yield GrowingHistory(
                    place=place_of(field), confidence=Confidence.MEDIUM, name="messages"
                )


def _handed(module: Module, resolver: Resolver) -> Iterator[Any]:
    """Yield the messages that a module's functions hand to a thread, as often as they are called.

    Args:
        module: A module.
        resolver: The project's resolver.
    """
    seen: set[int] = set()
    for name in _ASKING:
        for call in module.calls.get(name, ()):
            config = next((k.value for k in call.keywords if k.arg == "config"), None)
            config = call.args[1] if config is None and len(call.args) > 1 else config
            given = call.args[0] if call.args else None
            if config is None or given is None or not _is_of_thread(config, resolver):
                continue
            for item in resolver.of(given):
                value = _messages(item.node) if item.kind == "dict" else None
                entry = _bound(value)
                if value is None or id(entry) in seen:
                    continue
                seen.add(id(entry))
                added = _added(value)
                if added is not None:
                    yield added
                elif entry.__class__ in (ast.List, ast.Tuple) and _is_said(entry, call, resolver):
                    yield entry.elts[-1]


def _messages(display: Any) -> Any:
    """Return the messages of ``{"messages": …}``, or None."""
    entries = zip(getattr(display, "keys", ()), getattr(display, "values", ()), strict=True)
    return next((v for k, v in entries if getattr(k, "value", None) == "messages"), None)


def _added(value: Any) -> Any:
    """Return where a list that a program keeps itself gets what a person says, or None."""
    if value.__class__ is not ast.Name:
        return None
    for change in value.scope.module.items.get(value.id, ()):
        if change.__class__ is ast.Call and change.func.attr == "append" and _is_persons(change):
            if any(p.__class__ is ast.While for p in ancestors(change)):
                return change
    return None


def _is_persons(change: ast.Call) -> bool:
    """Say whether what is added is a person's turn."""
    return any(
        last_name(n) == "HumanMessage" or getattr(n, "value", None) in ("user", "human")
        for n in walk(change)
    )


def _bound(value: Any) -> Any:
    """Return what a name is bound to, if it is bound once; everything else as it is."""
    if value.__class__ is not ast.Name:
        return value
    bound = [b.value for b in value.scope.bindings.get(value.id, ()) if b.how == "value"]
    return bound[0] if len(bound) == 1 else value


def _is_said(entry: Any, call: ast.Call, resolver: Resolver) -> bool:
    """Say whether messages are a person's, who may say as many: no text of the program's own."""
    function = enclosing_function(call)
    parents = list(ancestors(call))
    if function is None and not any(p.__class__ is ast.While for p in parents):
        return False
    if any(e.__class__ is ast.Starred for e in entry.elts):
        return False
    values = resolver.of(_content(entry.elts[-1], resolver)) if entry.elts else ()
    fixed = bool(values) and all(value.kind == "const" for value in values)
    return bool(entry.elts) and not fixed


def _content(message: Any, resolver: Resolver) -> Any:
    """Return what a message says: of a dictionary, ``("user", x)`` and ``HumanMessage(x)``."""
    message = _bound(message)
    if message.__class__ is ast.Dict:
        entries = zip(message.keys, message.values, strict=True)
        return next((v for k, v in entries if getattr(k, "value", None) == "content"), message)
    if message.__class__ is ast.Tuple:
        return message.elts[-1] if message.elts else message
    if message.__class__ is ast.Call:
        named = (k.value for k in message.keywords if k.arg == "content")
        return next(named, message.args[0] if message.args else message)
    return message


def _is_of_thread(config: Any, resolver: Resolver) -> bool:
    """Say whether a configuration names a thread that is there at the next turn."""
    for item in resolver.of(config):
        text = place_of(item.node).text if item.kind == "dict" else ""
        if "thread_id" in text:
            return not _FRESH.search(text)
    # Handed in, or made by a function: named as LangGraph's own.
    return config.__class__ in (ast.Name, ast.Attribute, ast.Call) and (
        "config" in place_of(config).text.lower()
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
    if any(k.arg in _SHORTENS for k in call.keywords):
        return False
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


def _texts(resolver: Resolver) -> list[bytes]:
    return [unit.data for module in resolver.project.every for unit in module.units]


def _is_sent_whole(resolver: Resolver) -> bool:
    """Say whether nodes of a project send a state's messages."""
    return any(map(_WHOLE.search, _texts(resolver)))


def _is_shortened(resolver: Resolver) -> bool:
    """Say whether something in a project shortens a state's messages."""
    if any(_BOUNDS.search(text) and _BOUNDS.search(_said(text)) for text in _texts(resolver)):
        return True
    return any(
        any(_LAST.search(unit.data) and _LAST.search(_said(unit.data)) for unit in module.units)
        and any(map(_is_sent_cut, module.nodes[ast.Subscript]))
        for module in resolver.project.every
    )


def _said(text: bytes) -> bytes:
    """Return a file without what only people read."""
    return _REMARKS.sub(b"", text)


def _is_sent_cut(part: ast.Subscript) -> bool:
    """Say whether the last messages are taken, and not by a node that adds none to them."""
    lower = part.slice.lower if part.slice.__class__ is ast.Slice else None
    if lower.__class__ is not ast.UnaryOp or getattr(lower.operand, "value", 0) in (0, 1):
        return False
    held = part.value
    key = held.slice if held.__class__ is ast.Subscript else None
    if "messages" not in (last_name(held), getattr(key, "value", None)):
        return False
    function = enclosing_function(part)
    arguments = getattr(function, "args", None)
    if arguments is None or not any("state" in a.arg for a in arguments.args):
        return True
    # A node that notes something for a person's file, or chooses the next one.
    return any(
        node.__class__ is ast.Return and "messages" in place_of(node).text
        for node in walk(function)
    )
