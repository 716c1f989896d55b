"""Trees of Python code: what stands below and above a node, where it is written, its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Place, Unit

_LEAVES = {"ctx", "op", "ops", "type_comment", "kind", "conversion", "lineno", "type_ignores"}
CHILDREN: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _LEAVES)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
CHILDREN[ast.Constant] = ()
CHILDREN[ast.Name] = ()
CHILDREN[ast.Attribute] = ("value",)
"""The fields in which nodes of a kind have nodes below them, contexts and operators apart."""
_LAST_FIRST = {kind: names[::-1] for kind, names in CHILDREN.items()}


def children(node: Any) -> list[Any]:
    """Return the nodes right below a node, as `ast.iter_child_nodes` does, but for contexts."""
    found: list[Any] = []
    for name in CHILDREN[node.__class__]:
        child = getattr(node, name, None)
        if child.__class__ is list:
            found += [item for item in child if item.__class__ in CHILDREN]
        elif child.__class__ in CHILDREN:
            found.append(child)
    return found


def walk(node: Any) -> Iterator[Any]:
    """Yield a node and everything below it in source order, faster than `ast.walk` does."""
    stack, fields = [node], _LAST_FIRST
    while stack:
        node = stack.pop()
        names = fields.get(node.__class__)
        if names is None:
            # What stands in a list of nodes and is none: an entry without a key, a name.
            continue
        yield node
        for name in names:
            child = getattr(node, name, None)
            if child.__class__ is list:
                stack += child[::-1]
            elif child is not None:
                stack.append(child)


def placed(node: Any) -> Any:
    """Return the nearest node at or above one that has a place."""
    while not hasattr(node, "lineno"):
        node = node.parent
    return node


def unit_of(node: Any) -> Unit:
    """Return the unit whose text a node was parsed from."""
    while True:
        parent = node.parent
        if parent is None:
            return node.unit
        node = parent


def place_of(node: Any, last: Any = None) -> Place:
    """Return where a node is written; up to the end of another node if one is given."""
    unit = unit_of(node)
    end = last if last is not None else node
    starts = unit.starts
    return Place(
        unit,
        starts[node.lineno - 1] + node.col_offset,
        starts[end.end_lineno - 1] + end.end_col_offset,
    )


def last_name(node: Any) -> str:
    """Return the last part of a dotted expression, or an empty string."""
    if node.__class__ is ast.Attribute:
        return node.attr
    if node.__class__ is ast.Name:
        return node.id
    return ""


def dotted(node: Any) -> str:
    """Return a dotted expression's text, such as ``self.client.chat``; empty for others."""
    parts = []
    while node.__class__ is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if node.__class__ is not ast.Name:
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def ancestors(node: Any) -> Iterator[Any]:
    """Yield a node's parents, nearest first."""
    node = node.parent
    while node is not None:
        yield node
        node = node.parent


def enclosing_function(node: Any) -> Any:
    """Return the function (or None: the module) in which a node stands."""
    for parent in ancestors(node):
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda):
            return parent
    return None


_INNER = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef})


def own_nodes(function: Any, kinds: tuple[type, ...]) -> list[Any]:
    """Return the nodes of some kinds in a function, not those of functions inside it."""
    body = function.body
    found, stack, fields = [], body[::-1] if body.__class__ is list else [body], _LAST_FIRST
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind in kinds:
            found.append(node)
        if kind in _INNER:
            continue
        for name in fields.get(kind, ()):
            child = getattr(node, name, None)
            if child.__class__ is list:
                stack += child[::-1]
            elif child is not None:
                stack.append(child)
    return found
