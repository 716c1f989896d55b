"""Which calls may be requests, by the last part of their name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from .index import Module
from .known import CHAT_METHODS, METHODS, RESOURCES
from .tree import last_name


def candidates_in(module: Module) -> Iterator[ast.Call]:
    """Yield the calls that may be requests, by the last part of the callee's name."""
    for name, calls in list(module.calls.items()):
        if name in CHAT_METHODS:
            yield from calls
        elif name in METHODS:
            # ``get``, ``list`` and the like are everywhere: only below a resource's name.
            for call in calls:
                owner = call.func.value if call.func.__class__ is ast.Attribute else None
                if owner is None or (last_name(owner) or _named(owner)) in RESOURCES:
                    yield call
        elif name in module.bound and any(
            binding.how in ("value", "param", "import", "item")
            for binding in _bindings(module, name)
        ):
            for call in calls:
                if call.func.__class__ is ast.Name:
                    yield call
        elif name in module.attributes:
            yield from calls


def _named(owner: Any) -> str:
    """Return the attribute that ``getattr(client, "models")`` takes."""
    if owner.__class__ is not ast.Call or last_name(owner.func) != "getattr":
        return ""
    name = owner.args[1] if len(owner.args) > 1 else None
    return str(getattr(name, "value", ""))


def _bindings(module: Module, name: str) -> list[Any]:
    found = list(module.scope.bindings.get(name, ()))
    for calls in (module.calls[name][:3],):
        for call in calls:
            scope = call.scope
            while scope is not None:
                found += scope.bindings.get(name, ())
                scope = scope.parent
    return found
