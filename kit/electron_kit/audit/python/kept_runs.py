"""Runs that give back all that was said, which is kept to be the next run's history (B06).

pydantic-ai's ``agent.run(text, message_history=past)`` adds the text by itself, so nothing is
joined to the list in sight: ``past = result.all_messages()`` is where it gets longer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from .lifetimes import dies_young
from .resolve.members import class_of
from .resolve.resolver import Resolver
from .tree import ancestors, dotted, enclosing_function, last_name
from .turns import bounded_name, counted

_GIVES_ALL = ("all_messages",)
_TAKES = ("get", "setdefault")
# What shortens a history before it is sent, wherever it is kept.
_SHORTENS = (b"history_processors", b"ProcessHistory")
# Where something is kept: what holds it, and by which key.
Slot = tuple[str, str, object]


def kept_run(call: ast.Call, resolver: Resolver) -> Any:
    """Return where what a run gave back is kept for the next, or None.

    Args:
        call: The run.
        resolver: The project's resolver.
    """
    given = next((k.value for k in call.keywords if k.arg == "message_history"), None)
    if given is None or _is_shortened(resolver):
        return None
    loop = next((p for p in ancestors(call) if p.__class__ is ast.While), None)
    if loop is not None and counted(loop, resolver):
        return None
    slots = dict.fromkeys(_slots(given, 0))
    module = call.scope.module
    for name in _GIVES_ALL:
        for back in module.calls.get(name, ()):
            for slot, holder in _put(back):
                if slot not in slots or not _lasts(holder, back, resolver):
                    continue
                if not bounded_name(last_name(holder), call):
                    return back
    return None


def _slots(node: Any, depth: int) -> Iterator[Slot]:
    """Yield where an expression's value may be kept."""
    kind = node.__class__
    if kind is ast.Attribute:
        yield "attribute", dotted(node), None
    elif kind is ast.Subscript and node.slice.__class__ is not ast.Slice:
        yield "item", dotted(node.value), _key(node.slice)
    elif kind is ast.Call and last_name(node.func) in _TAKES and node.args:
        yield "item", dotted(getattr(node.func, "value", None)), _key(node.args[0])
    elif kind is ast.BoolOp:
        yield from _slots(node.values[0], depth)
    elif kind is ast.IfExp:
        yield from _slots(node.body, depth)
    elif kind is ast.Name and depth < 2:
        scope = node.scope
        while node.id not in scope.bindings and scope.parent is not None:
            scope = scope.parent
        if scope.node is None:
            yield "name", node.id, None
        for binding in scope.bindings.get(node.id, ()):
            if binding.how == "value" and binding.value is not None:
                yield from _slots(binding.value, depth + 1)


def _key(node: Any) -> object:
    """Return a fixed key; a key that is not fixed is one of many."""
    return node.value if node.__class__ is ast.Constant else None


def _put(back: ast.Call) -> Iterator[tuple[Slot, Any]]:
    """Yield where what a run gave back is put, and what holds it."""
    at: Any = back.parent
    if at.__class__ is ast.Assign:
        for target in at.targets:
            if target.__class__ is ast.Name:
                yield ("name", target.id, None), target
            elif target.__class__ is ast.Attribute:
                yield ("attribute", dotted(target), None), target
            elif target.__class__ is ast.Subscript:
                yield ("item", dotted(target.value), _key(target.slice)), target.value
    elif at.__class__ is ast.Call and last_name(at.func) == "set" and len(at.args) > 1:
        # ``user_session.set("past", result.all_messages())``
        owner = getattr(at.func, "value", None)
        yield ("item", dotted(owner), _key(at.args[0])), owner


def _lasts(holder: Any, back: ast.Call, resolver: Resolver) -> bool:
    """Say whether what is kept is there at the next turn."""
    function = enclosing_function(back)
    if "session" in dotted(holder).lower():
        return True
    root = holder
    while root.__class__ in (ast.Attribute, ast.Subscript):
        root = root.value
    if root.__class__ is not ast.Name or function is None:
        return False
    if root.id in ("self", "cls"):
        klass = class_of(root.scope)
        method = getattr(function, "name", "")
        return (
            klass is not None
            and method not in ("__init__", "__post_init__")
            and not dies_young(klass, method, resolver)
        )
    scope = root.scope
    while root.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    if scope.node is not None:
        return False
    # A name that a function sets is the module's only if it says so.
    return root is not holder or root.id in root.scope.globals or not _is_set(holder, back)


def _is_set(holder: Any, back: ast.Call) -> bool:
    statement = back.parent
    return statement.__class__ is ast.Assign and any(t is holder for t in statement.targets)


def _is_shortened(resolver: Resolver) -> bool:
    return any(
        mark in unit.data
        for module in resolver.project.modules
        for unit in module.units
        for mark in _SHORTENS
    )
