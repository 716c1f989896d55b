"""What holds chat calls back: semaphores and locks around a call, in a decorator, acquired."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..resolve.parameters import argument_for
from ..resolve.resolver import Resolver
from ..tree import ancestors, dotted, enclosing_function, walk
from ..values import Obj
from .limits import most, number

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CLASSES = {"Semaphore", "BoundedSemaphore", "CapacityLimiter", "AsyncLimiter", "Lock", "RLock"}
# Something unknown that is called so bounds what runs, by a number that is not known. What comes
# out of ``concurrent.futures`` is what runs.
_WORDS = re.compile(r"sem|limit|gate|throttl|lock|slot|concurren(?!t\.futures)")
# How a limiter's own parameter for the number is called.
_HOW_MANY = re.compile(r"max|limit|concurren|calls|slots|permits|size")


def gate(node: Any, resolver: Resolver) -> int | None:
    """Return the limit of the gate around a node: 0 if it is not known, None if there is none.

    That is a semaphore or a lock in whose ``with`` it stands, one that its function acquires
    first, or one of a decorator of its function.
    """
    for parent in ancestors(node):
        if parent.__class__ in (ast.With, ast.AsyncWith):
            for item in parent.items:
                found = _entered(item.context_expr, resolver)
                if found is not None:
                    return found
        if parent.__class__ in _FUNCTIONS:
            found = acquired(parent, resolver)
            return found if found is not None else _decorated(parent, resolver)
    return None


def gate_of_wrapper(call: ast.Call, resolver: Resolver) -> int | None:
    """Return the limit of a function that is handed work and does it within a gate.

    Args:
        call: A call such as ``within(gate, ask(x))``.
        resolver: The project's resolver.
    """
    for item in resolver.of(call.func):
        for function in _called(item.whole, resolver):
            found = _inner(function, call, resolver)
            if found is not None:
                return found
    return None


def _called(item: Obj, resolver: Resolver) -> list[Any]:
    """Return the functions that a call of something runs, such as an object's ``__call__``."""
    if item.kind == "inst":
        return [
            binding.node
            for klass in resolver.ancestry(item.node)
            for binding in klass.inner.bindings.get("__call__", ())
            if binding.node.__class__ in _FUNCTIONS
        ]
    return [item.node] if item.kind == "func" and item.node.__class__ in _FUNCTIONS else []


def _semaphores(node: Any, resolver: Resolver) -> list[Obj]:
    return [
        o
        for o in resolver.of(node)
        if o.kind == "made" and o.name.rpartition(".")[2] in _CLASSES and not o.path
    ]


def _entered(expression: Any, resolver: Resolver) -> int | None:
    """Return the limit of what a ``with`` enters; 0 if only its name speaks of one."""
    for found in _semaphores(expression, resolver):
        name = found.name.rpartition(".")[2]
        return 1 if "Lock" in name else number(found.node, resolver)
    if expression.__class__ is ast.Call:
        # ``async with reserved():``, a context manager of the project's own.
        for item in resolver.of(expression.func):
            if item.kind == "func" and item.node.__class__ in _FUNCTIONS:
                held = _inner(item.node, expression, resolver)
                held = held if held is not None else acquired(item.node, resolver)
                if held is not None:
                    return held
    for item in resolver.of(expression):
        # One of the project's own, made with how many: ``Limiter(max_calls=100)``.
        made = item.data if item.kind == "inst" and item.data.__class__ is ast.Call else None
        given = [k.value for k in made.keywords if _HOW_MANY.search(k.arg or "")] if made else []
        known = [n for value in given if (n := most(value, resolver))]
        if known:
            return max(known)
    subject = expression.func if expression.__class__ is ast.Call else expression
    return 0 if _WORDS.search(dotted(subject).lower()) else None


def acquired(function: Any, resolver: Resolver) -> int | None:
    """Return the limit of a semaphore that a function acquires: ``await gate.acquire()``.

    Args:
        function: The function.
        resolver: The project's resolver.
    """
    module = function.scope.module
    for call in module.calls.get("acquire", ()):
        if call.func.__class__ is ast.Attribute and enclosing_function(call) is function:
            found = _entered(call.func.value, resolver)
            if found is not None:
                return found
    return None


def _decorated(function: Any, resolver: Resolver) -> int | None:
    """Return the limit of a decorator of the project's own: ``@limited(3)``."""
    for decorator in function.decorator_list:
        called = decorator.__class__ is ast.Call
        for item in resolver.of(decorator.func if called else decorator):
            if item.kind == "func" and item.node.__class__ in _FUNCTIONS:
                found = _inner(item.node, decorator if called else None, resolver)
                if found is not None:
                    return found
    return None


def _inner(function: Any, call: ast.Call | None, resolver: Resolver) -> int | None:
    """Return the limit of a gate inside a function, by what one of its calls gives it."""
    for node in walk(function):
        if node.__class__ not in (ast.With, ast.AsyncWith):
            continue
        for item in node.items:
            for found in _semaphores(item.context_expr, resolver):
                if "Lock" in found.name:
                    return 1
                return _given(found.node, function, call, resolver)
            if _WORDS.search(dotted(item.context_expr).lower()):
                return 0
    return None


def _given(made: ast.Call, function: Any, call: ast.Call | None, resolver: Resolver) -> int:
    """Return a semaphore's number, where it is a parameter by what one call gives for it."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    first = made.args[0] if made.args else next((k.value for k in made.keywords), None)
    if call is not None and first.__class__ is ast.Name:
        for parameter in (*positional, *arguments.kwonlyargs):
            if parameter.arg == first.id:
                given = argument_for(call, parameter, positional, 0)
                if given is not None:
                    return most(given, resolver) or 0
    return number(made, resolver)
