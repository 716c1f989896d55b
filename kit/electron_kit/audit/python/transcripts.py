"""Lists of turns that are joined into one text before they are sent."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from .resolve.flow import loops
from .resolve.lists import values_of
from .resolve.resolver import Resolver
from .tree import last_name, place_of, walk

# Names between a request and the text that its turns are joined into: ``prompt``, ``past``.
_DEPTH = 3
_TURNS = re.compile(r"(?i)histor|convers|chat|messag|dialog|turns|transcript|memory|exchange")


def joined_lists(expression: Any, resolver: Resolver) -> list[Any]:
    """Return the lists of turns whose texts are put together in what a request sends.

    Args:
        expression: The request's messages, or its prompt.
        resolver: The project's resolver.
    """
    found: list[Any] = []
    _look(expression, resolver, 0, set(), found)
    return [each for each in found if _TURNS.search(place_of(each).text)]


def grown_texts(expression: Any, call: ast.Call, resolver: Resolver) -> list[Any]:
    """Return where a text that a request sends is made longer with every turn.

    ``talk += "User: " + input()`` in the loop in which ``talk`` is sent.

    Args:
        expression: The request's messages, or its prompt.
        call: The request.
        resolver: The project's resolver.
    """
    around = {id(loop) for loop in loops(call) if loop.__class__ is ast.While}
    names = [n for n in walk(expression) if n.__class__ is ast.Name]
    for name in list(names):
        for value in values_of(name):
            names += [n for n in walk(value) if n.__class__ is ast.Name]
    changes: dict[int, Any] = {}
    for name in names if around else ():
        for change in name.scope.module.items.get(name.id, ()):
            if (
                change.__class__ is ast.AugAssign
                and change.scope is call.scope
                and change.target.__class__ is ast.Name
                and _is_spoken(change.value, resolver)
                and {id(loop) for loop in loops(change)} & around
            ):
                changes.setdefault(id(change), change)
    return sorted(changes.values(), key=lambda change: int(change.lineno))


def _is_spoken(value: Any, resolver: Resolver) -> bool:
    """Say whether a value is a text that is put together, as a turn's is."""
    if value.__class__ is ast.JoinedStr:
        return True
    return value.__class__ is ast.BinOp and any(
        item.kind in ("const", "text") and isinstance(item.data, str) for item in resolver.of(value)
    )


def _look(
    expression: Any, resolver: Resolver, depth: int, seen: set[int], found: list[Any]
) -> None:
    if depth > _DEPTH or id(expression) in seen:
        return
    seen.add(id(expression))
    for node in walk(expression):
        if node.__class__ is ast.Name and node.ctx.__class__ is ast.Load:
            found += _looped(node)
            for value in values_of(node):
                _look(value, resolver, depth + 1, seen, found)
        elif node.__class__ is ast.Call:
            found += _joined(node)
            for item in resolver.of(node.func) if depth < _DEPTH else ():
                if item.kind == "func" and item.node.__class__ is not ast.Lambda:
                    for inner in walk(item.node):
                        if inner.__class__ is ast.Return and inner.value is not None:
                            _look(inner.value, resolver, depth + 1, seen, found)


def _joined(call: ast.Call) -> Iterator[Any]:
    r"""Yield what ``"\n".join(… for turn in turns)`` runs over."""
    if last_name(call.func) != "join" or len(call.args) != 1:
        return
    given = call.args[0]
    if given.__class__ in (ast.GeneratorExp, ast.ListComp):
        yield given.generators[0].iter
    elif given.__class__ in (ast.Name, ast.Attribute):
        yield given
        for value in values_of(given) if isinstance(given, ast.Name) else ():
            if value.__class__ is ast.ListComp:
                yield value.generators[0].iter


def _looped(name: ast.Name) -> Iterator[Any]:
    """Yield what is run over to make a text longer: ``for t in turns: prompt += t``."""
    for change in name.scope.module.items.get(name.id, ()):
        if change.__class__ is ast.AugAssign and change.scope is name.scope:
            for loop in loops(change)[:1]:
                if loop.__class__ is ast.For:
                    yield loop.iter
