"""What stands in a message that is written out: displays within displays, and roles that vary."""

from __future__ import annotations

import ast
from typing import Any

from ..common.messages import record
from ..facts import Kind, Value
from .resolve.parameters import default_of
from .tree import last_name, place_of

# Displays within displays: a message's parts are three deep.
_DEEPEST = 4


def written_value(node: Any, depth: int = 0) -> Value:
    """Return what an expression is where it stands, as deep as a message's parts."""
    place = place_of(node)
    if node.__class__ is ast.Constant and isinstance(node.value, str):
        return Value(Kind.CONSTANT, place, node.value)
    if node.__class__ is ast.Dict and depth < _DEEPEST:
        return record(
            place,
            {
                str(key.value): written_values(value, key.value, depth + 1)
                for key, value in zip(node.keys, node.values, strict=True)
                if key.__class__ is ast.Constant
            },
        )
    if node.__class__ is ast.Call and last_name(node.func) == "dict" and depth < _DEEPEST:
        named = {k.arg: written_values(k.value, k.arg, depth + 1) for k in node.keywords if k.arg}
        return record(place, named)
    if node.__class__ is ast.ListComp and depth < _DEEPEST:
        return Value(Kind.LIST, place, items=((written_value(node.elt, depth + 1),),))
    if node.__class__ is ast.List and depth < _DEEPEST:
        items = tuple((written_value(element, depth + 1),) for element in node.elts)
        return Value(Kind.LIST, place, items=items)
    return Value(Kind.UNKNOWN, place)


def written_values(node: Any, name: object, depth: int = 0) -> list[Value]:
    """Return what an entry may be: of a role, each literal of a choice or a name."""
    if name != "role":
        return [written_value(node, depth)]
    return [written_value(literal) for literal in _literals(node)]


def _literals(node: Any, depth: int = 0) -> list[ast.Constant]:
    """Return the literals that an expression may be: a choice's sides, a name's values."""
    kind = node.__class__
    if kind is ast.Constant:
        return [node]
    if kind is ast.IfExp:
        return _literals(node.body, depth) + _literals(node.orelse, depth)
    if kind is not ast.Name or depth:
        return []
    bindings = node.scope.bindings.get(node.id) or node.scope.module.scope.bindings.get(node.id, ())
    found = []
    for binding in bindings:
        if binding.how == "value":
            found += _literals(binding.value, 1)
        elif binding.how == "param" and not binding.star:
            found += _literals(default_of(binding.value, binding.node), 1)
    return found
