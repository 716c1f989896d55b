"""Calls of a framework's class that something else holds: a variable, a parameter, a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..index import Module

# What is said of a model where it is made: without one of these, a call makes none.
_SAID = {
    "model", "model_name", "model_id", "deployment_name", "temperature", "api_key",
    "openai_api_key", "base_url", "openai_api_base", "api_base",
}  # fmt: skip
# What is given a class and makes nothing by it.
_ASKS_ONLY = {
    "isinstance", "issubclass", "cast", "hasattr", "getattr", "patch", "object", "type", "print",
    "Union", "Optional", "id", "repr", "str", "append_type", "Mock", "MagicMock", "create_autospec",
    "signature", "getsource", "is_instance", "getattr_static", "getmembers", "get_type_hints",
    "fields", "setattr", "delattr", "spy", "vars", "dir", "assertIsInstance", "raises",
}  # fmt: skip
# What a name is bound by if it holds something that was taken from elsewhere.
_HOLDS = {"value", "param", "item", "with"}


def held_calls(module: Module) -> Iterator[ast.Call]:
    """Yield the calls that may make a model by a class that is not written there.

    ``kind(model=name)`` after ``kind = ChatOpenAI``, ``chosen()(model=name)``,
    ``self.factory(**options)``.

    Args:
        module: The file.
    """
    for calls in [*module.calls.values(), module.nodes[ast.Call]]:
        for call in calls:
            given = call.keywords
            if (
                given
                and _of_held(call.func)
                and any(k.arg is None or k.arg in _SAID for k in given)
            ):
                yield call


def handed(module: Module, known: set[str]) -> Iterator[ast.Name]:
    """Yield the names of classes that a call is given: ``registry.register("x", ChatOpenAI)``.

    Args:
        module: The file.
        known: The names of the frameworks' classes.
    """
    for name, calls in list(module.calls.items()) if known else ():
        if name in _ASKS_ONLY:
            continue
        for call in calls:
            for given in (*call.args, *(k.value for k in call.keywords)):
                if given.__class__ is ast.Name and given.id in known:
                    yield given


def _of_held(callee: Any) -> bool:
    kind = callee.__class__
    if kind is ast.Call:
        return True
    if kind is ast.Attribute:
        return callee.value.__class__ is ast.Name and callee.value.id in ("self", "cls")
    if kind is not ast.Name:
        return False
    scope = callee.scope
    while scope is not None:
        bindings = scope.bindings.get(callee.id)
        if bindings:
            return any(b.how in _HOLDS for b in bindings)
        scope = scope.parent
    return False
