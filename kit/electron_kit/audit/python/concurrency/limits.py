"""How many calls run at once at the most: the numbers of workers and of places."""

from __future__ import annotations

import ast
from typing import Any

from ..resolve.flow import visible
from ..resolve.resolver import Resolver
from ..tree import last_name

# So small a number beside one that is not known is a default, as in ``jobs or 1``.
_SMALL = 3
# Calls and names that a number is followed through, such as ``min(int(os.getenv(…)), 8)``.
_NAMES = 4


def number(call: Any, resolver: Resolver, keyword: str = "") -> int:
    """Return the number that a call is given first, or 0 if it is not known."""
    if call.__class__ is not ast.Call:
        return 0
    values = [
        k.value
        for k in call.keywords
        if k.arg in (keyword, "value", "max_workers", "processes", "total_tokens")
    ]
    for value in [*values, *call.args[:1]]:
        found = most(value, resolver)
        if found is not None:
            return found
    return 0


def most(node: Any, resolver: Resolver, depth: int = 0) -> int | None:
    """Return the largest number that an expression may be; None if nothing is known of it.

    ``min(16, len(rows))`` is 16 at the most, ``int(os.getenv("WORKERS", "8"))`` is 8 until
    somebody says otherwise.
    """
    kind = node.__class__
    if kind is ast.Call and depth < _NAMES and last_name(node.func) in ("min", "max"):
        found = [n for a in node.args if (n := most(a, resolver, depth + 1)) is not None]
        if last_name(node.func) == "min":
            return min(found, default=None)
        return max(found) if len(found) == len(node.args) else None
    if kind is ast.Call and last_name(node.func) == "int" and node.args and depth < _NAMES:
        return most(node.args[0], resolver, depth + 1)
    items = resolver.of(node)
    known = [n for o in items if (n := _integer(o.data if o.kind == "const" else None)) is not None]
    if known and max(known) <= _SMALL and any(o.kind in ("made", "path") for o in items):
        # ``config["parallel"] if … else 1``: the small number is only what is left.
        return None
    if known:
        return max(known)
    value = _value(node) if depth < _NAMES else None
    return most(value, resolver, depth + 1) if value is not None else None


def _integer(data: object) -> int | None:
    if isinstance(data, str) and data.isdecimal():
        return int(data)
    return data if isinstance(data, int) and not isinstance(data, bool) else None


def _value(node: Any) -> Any:
    """Return what a name was given, where it was given one thing."""
    if node.__class__ is not ast.Name:
        return None
    seen = visible(home_of(node).bindings.get(node.id, []), node)
    return seen[0].value if len(seen) == 1 and seen[0].how == "value" else None


def home_of(name: Any) -> Any:
    """Return the scope in which a name is bound: that of a comprehension has few.

    Args:
        name: The name's node.
    """
    scope = name.scope
    while name.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    return scope
