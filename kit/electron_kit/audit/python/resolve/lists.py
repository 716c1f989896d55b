"""Which list an expression is: by its display, its holder, or where it is kept."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..tree import dotted, enclosing_function, own_nodes
from ..values import Obj
from .flow import loops
from .resolver import Resolver

# Names between a request and its list; a history is handed on through a few functions at most.
_DEPTH = 5
# A list that comes out of something called so, and goes into `SAVES`, is one from turn to turn.
_LOADS = re.compile(r"(?i)load|get|fetch|read|find|histor|memor|session|convers|recall|messages")
SAVES = re.compile(r"_?(?:save|store|persist|update|write|dump|put|set|cache)(?:_|[A-Z]|$)")
_FETCHES = {"get", "setdefault", "pop"}


def list_keys(expression: Any, resolver: Resolver, depth: int = 0) -> list[Any]:
    """Return what the lists that an expression is made of are known by.

    Args:
        expression: Such as a request's messages, or what something is appended to.
        resolver: The project's resolver.
        depth: How far it was followed already.
    """
    if depth > _DEPTH:
        return []
    kind = expression.__class__
    keys: list[Any] = []
    if kind is ast.Subscript and expression.slice.__class__ is ast.Slice:
        return []
    if kind in (ast.Name, ast.Attribute):
        text = dotted(expression)
        if kind is ast.Attribute and text:
            keys.append((id(expression.scope.module), text))
    if kind is ast.Subscript and expression.slice.__class__ is ast.Constant:
        keys.append(
            (id(expression.scope.module), f"{dotted(expression.value)}[{expression.slice.value!r}]")
        )
    keys += _looked_up(expression)
    if kind in (ast.ListComp, ast.GeneratorExp):
        return list_keys(expression.generators[0].iter, resolver, depth + 1)
    if kind is ast.BoolOp:
        for value in expression.values:
            keys += list_keys(value, resolver, depth + 1)
    if kind is ast.BinOp:
        return list_keys(expression.left, resolver, depth + 1) + list_keys(
            expression.right, resolver, depth + 1
        )
    if kind is ast.List:
        for element in expression.elts:
            if element.__class__ is ast.Starred:
                keys += list_keys(element.value, resolver, depth + 1)
    keys += _kept_by_key(expression)
    if kind is ast.Call:
        for given in _given_back(expression, resolver):
            keys += list_keys(given, resolver, depth + 1)
    for item in resolver.of(expression):
        if item.kind == "param" and not item.data[1]:
            keys.append(id(item.node))
            for prepared in _prepared(item.data[0]):
                keys += list_keys(prepared, resolver, depth + 1)
        session = session_key(item)
        if session is not None:
            keys.append(session)
        if item.kind == "list":
            keys.append(id(item.node))
            for copied in _copied(item.node):
                keys += list_keys(copied, resolver, depth + 1)
            if item.node is not expression and item.node.__class__ in (
                ast.BinOp,
                ast.ListComp,
                ast.List,
            ):
                keys += list_keys(item.node, resolver, depth + 1)
    return keys


def _looked_up(expression: Any) -> list[Any]:
    """Return the key of ``shared.get("history", [])``: the one of ``shared["history"]``."""
    calls = values_of(expression) if expression.__class__ is ast.Name else [expression]
    return [
        (id(call.scope.module), f"{dotted(call.func.value)}[{call.args[0].value!r}]")
        for call in calls
        if call.__class__ is ast.Call
        and call.func.__class__ is ast.Attribute
        and call.func.attr in _FETCHES
        and call.args
        and call.args[0].__class__ is ast.Constant
        and dotted(call.func.value)
    ]


def _given_back(call: ast.Call, resolver: Resolver) -> list[Any]:
    """Return what a method of the project's gives back that takes it from where it is kept."""
    return [
        statement.value
        for found in resolver.of(call.func)
        if found.kind == "func" and found.node.__class__ is not ast.Lambda
        for statement in own_nodes(found.node, (ast.Return,))
        if statement.value is not None and container_of(statement.value) is not None
    ]


def _copied(node: Any) -> list[Any]:
    """Return the lists that a list is filled from: ``for m in messages: sent.append(m)``."""
    statement = getattr(node, "parent", None)
    target = statement.targets[0] if statement.__class__ is ast.Assign else None
    if statement.__class__ is ast.AnnAssign:
        target = statement.target
    if target.__class__ is not ast.Name:
        return []
    found = []
    for change in node.scope.module.items.get(target.id, ()):
        if change.__class__ is not ast.Call or change.scope is not node.scope:
            continue
        if change.func.attr == "extend":
            found += change.args[:1]
        elif change.func.attr == "append":
            found += [loop.iter for loop in loops(change) if loop.__class__ is ast.For][:1]
    return found


def _kept_by_key(expression: Any) -> list[Any]:
    """Return the key of one of many lists, each kept by whose it is: ``histories[user]``."""
    container = container_of(expression)
    if container is not None:
        return [(id(expression.scope.module), dotted(container), "[]")]
    if expression.__class__ is not ast.Name:
        return []
    # One that comes from out of sight, such as a database.
    values = values_of(expression)
    return [("local", id(v)) for v in values if v.__class__ in (ast.Call, ast.Await)]


def container_of(expression: Any) -> Any:
    """Return what an expression takes a list from by a key that is not fixed, or None."""
    if expression.__class__ is ast.Subscript:
        fixed = expression.slice.__class__ in (ast.Constant, ast.Slice)
        return None if fixed or not dotted(expression.value) else expression.value
    if expression.__class__ is ast.Call and expression.func.__class__ is ast.Attribute:
        owner, first = expression.func.value, expression.args[:1]
        if expression.func.attr in _FETCHES and first and first[0].__class__ is not ast.Constant:
            return owner if dotted(owner) else None
    if expression.__class__ is ast.BoolOp:
        return container_of(expression.values[0])
    if expression.__class__ is ast.Name:
        return next((c for v in values_of(expression) if (c := container_of(v)) is not None), None)
    return None


def values_of(name: ast.Name) -> list[Any]:
    """Return the expressions that a name is assigned in its scope, other names left out."""
    scope = name.scope
    while name.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    values = [b.value for b in scope.bindings.get(name.id, ()) if b.how == "value"]
    return [v for v in values if v is not None and v.__class__ is not ast.Name]


def _prepared(function: Any) -> list[Any]:
    """Return what a node of a flow is handed: ``exec`` takes what ``prep`` returns."""
    name = getattr(function, "name", "")
    klass = getattr(function.scope, "node", None)
    if name not in ("exec", "exec_async") or klass.__class__ is not ast.ClassDef:
        return []
    bindings = klass.inner.bindings.get(name.replace("exec", "prep"), ())
    return [
        statement.value
        for binding in bindings
        if binding.how == "def"
        for statement in ast.walk(binding.node)
        if statement.__class__ is ast.Return and statement.value is not None
    ]


def outlives(base: Any, resolver: Resolver) -> bool:
    """Say whether a list lives longer than the call that makes it longer.

    It belongs to an object, a module, a session, a flow, or is one of many in such a place; or
    the function puts it back where it got it from.
    """
    function = enclosing_function(base)
    text = dotted(base)
    if text.startswith(("self.", "cls.")) and function is not None:
        return getattr(function, "name", "") != "__init__"
    if any(session_key(item) for item in resolver.of(base)):
        return True
    container = container_of(base)
    if container is not None and function is not None:
        held = dotted(container)
        return held.startswith(("self.", "cls.")) or (
            container.__class__ is ast.Name and _of_module(container)
        )
    if base.__class__ is ast.Attribute and function is not None:
        root = base.value
        while root.__class__ is ast.Attribute:
            root = root.value
        return root.__class__ is ast.Name and _of_module(root, value=True)
    if base.__class__ is ast.Subscript:
        klass = getattr(getattr(function, "scope", None), "node", None)
        return klass.__class__ is ast.ClassDef and {"prep", "exec"} <= {
            name.removesuffix("_async") for name in klass.inner.bindings
        }
    if function is None or base.__class__ is not ast.Name:
        return False
    return _of_module(base) or _put_back(base, function)


def _of_module(name: ast.Name, *, value: bool = False) -> bool:
    """Say whether a name is the module's own, and a value's where that is asked."""
    scope = name.scope
    while scope is not None and name.id not in scope.bindings:
        scope = scope.parent
    if scope is None or scope.node is not None:
        return False
    return not value or any(b.how == "value" for b in scope.bindings[name.id])


def _put_back(name: ast.Name, function: Any) -> bool:
    """Say whether a function saves a list that it has loaded."""
    if not any(_LOADS.search(_called(v)) for v in map(_awaited, values_of(name))):
        return False
    for node in ast.walk(function):
        if node.__class__ is ast.Call and SAVES.match(_called(node)):
            given = [*node.args, *(k.value for k in node.keywords)]
            if any(a.__class__ is ast.Name and a.id == name.id for a in given):
                return True
        if node.__class__ is ast.Assign and node.value.__class__ is ast.Name:
            target = node.targets[0]
            if node.value.id == name.id and target.__class__ in (ast.Subscript, ast.Attribute):
                return True
    return False


def _awaited(value: Any) -> Any:
    return value.value if value.__class__ is ast.Await else value


def _called(call: Any) -> str:
    if call.__class__ is not ast.Call:
        return ""
    return call.func.attr if call.func.__class__ is ast.Attribute else dotted(call.func)


def session_key(item: Obj) -> tuple[str, str] | None:
    """Return what ``session.get("history")`` is known by: its list lives with the session."""
    if item.kind != "made" or "session" not in item.name or item.node.__class__ is not ast.Call:
        return None
    first = item.node.args[0] if item.node.args else None
    return ("session", str(first.value)) if first.__class__ is ast.Constant else None
