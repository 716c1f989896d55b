"""How long an object lives that a list belongs to."""

from __future__ import annotations

import ast
from typing import Any

from .resolve.members import class_of
from .resolve.resolver import Resolver
from .tree import ancestors, dotted, enclosing_function, last_name, walk

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def made_anew(change: Any, base: Any, resolver: Resolver) -> bool:
    """Say whether the object whose list a change makes longer is made for one use each time.

    Wherever the project makes one, it is a function's own, is handed to nobody, and is asked in
    no loop: ``reader = Reader(); reader.add(text); return reader.read()``.

    Args:
        change: What makes the list longer, in a method.
        base: The list there: ``self.messages``.
        resolver: The project's resolver.
    """
    klass = class_of(base.scope)
    method = enclosing_function(change)
    if klass is None or method is None or not dotted(base).startswith("self."):
        return False
    # A loop of its own may go on as long as it likes; an heir may live longer.
    if any(node.__class__ is ast.While for node in walk(klass)) or _has_heirs(klass, resolver):
        return False
    sites = [
        call
        for call in resolver.project.calls(klass.name)
        if any(item.kind == "inst" and item.node is klass for item in resolver.of(call))
    ]
    used = [call for call in sites if not call.scope.module.is_test]
    return bool(used) and all(_passes(call, getattr(method, "name", "")) for call in used)


def is_made(klass: Any, resolver: Resolver) -> bool:
    """Say whether a project makes objects of a class, or of one that inherits from it.

    Args:
        klass: The class.
        resolver: The project's resolver.
    """
    return bool(resolver.project.calls(klass.name)) or _has_heirs(klass, resolver)


def dies_young(klass: Any, method: str, resolver: Resolver, depth: int = 0) -> bool:
    """Say whether every object of a class is made for one use, by itself or in another such.

    Args:
        klass: The class.
        method: What makes its list longer, if that is a method.
        resolver: The project's resolver.
        depth: How far it was followed already.
    """
    if depth > 3 or any(n.__class__ is ast.While for n in walk(klass)):
        return False
    if _has_heirs(klass, resolver):
        return False
    sites = [
        call
        for call in resolver.project.calls(klass.name)
        if not call.scope.module.is_test
        and any(item.kind == "inst" and item.node is klass for item in resolver.of(call))
    ]
    return bool(sites) and all(
        _passes(call, method) or _within_one(call, resolver, depth) for call in sites
    )


def _within_one(call: ast.Call, resolver: Resolver, depth: int) -> bool:
    """Say whether an object belongs to another that is made for one use."""
    statement: Any = call.parent
    target = statement.targets[0] if statement.__class__ is ast.Assign else None
    owner = class_of(call.scope) if target is not None else None
    return (
        owner is not None
        and dotted(target).startswith("self.")
        and dies_young(owner, "", resolver, depth + 1)
    )


def _has_heirs(klass: ast.ClassDef, resolver: Resolver) -> bool:
    return any(
        last_name(base) == klass.name
        for module in resolver.project.every
        for node in module.nodes[ast.ClassDef]
        for base in node.bases
    )


def _passes(call: ast.Call, method: str) -> bool:
    """Say whether an object is gone when the function ends that makes it."""
    function, statement = enclosing_function(call), call.parent
    if function is None or statement.__class__ is not ast.Assign:
        # ``Reader().read(text)``
        return function is not None and statement.__class__ is ast.Attribute
    target = statement.targets[0] if len(statement.targets) == 1 else None
    if target.__class__ is not ast.Name or target.id in call.scope.globals:
        return False
    around = {id(parent) for parent in ancestors(call)}
    return all(
        _only_asked(node, method)
        and enclosing_function(node) is function
        and all(id(p) in around for p in ancestors(node) if p.__class__ in _LOOPS)
        for node in walk(function)
        if node.__class__ is ast.Name and node.id == target.id and node.ctx.__class__ is ast.Load
    )


def _only_asked(name: ast.Name, method: str) -> bool:
    """Say whether an object is asked for something, and what makes its list longer only called."""
    parent: Any = name.parent
    if parent.__class__ is not ast.Attribute:
        return False
    called = parent.parent.__class__ is ast.Call and parent.parent.func is parent
    return called or parent.attr != method
