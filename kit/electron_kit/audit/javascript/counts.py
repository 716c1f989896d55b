"""The largest number that an expression may be: of workers, of parts, of places in a queue."""

from __future__ import annotations

from .resolve import Resolver
from .syntax import Node
from .values import Obj
from .written import arguments, bare, key_of, last_name

# What libraries call the number of things that run at once, in their options.
WIDTHS = (
    "concurrency", "maxConcurrent", "maxConcurrency", "limit", "maxConcurrentRequests",
    "concurrencyLimit", "parallelism", "concurrent", "maxParallel", "poolSize", "batchSize",
)  # fmt: skip
_DEEPEST = 3


def most(node: Node | None, resolver: Resolver, depth: int = 0) -> int | None:
    """Return the largest number that an expression may be; None if nothing is known of it.

    ``Math.min(8, rows.length)`` is 8 at the most, ``Number(process.env.WIDTH ?? 8)`` is 8 until
    somebody says otherwise.

    Args:
        node: The expression.
        resolver: The project's resolver.
        depth: How many calls it stands in.
    """
    if node is None or depth > _DEEPEST:
        return None
    node = bare(node)
    callee = node.get("function") if node.kind == "call_expression" else None
    if callee is not None:
        name, given = callee.text, arguments(node)
        if name in ("Number", "parseInt", "Number.parseInt", "Math.floor", "Math.ceil") and given:
            return most(given[0], resolver, depth + 1)
        if name in ("Math.min", "Math.max"):
            found = [n for a in given if (n := most(a, resolver, depth + 1)) is not None]
            if name == "Math.min":
                return min(found, default=None)
            return max(found) if len(found) == len(given) else None
    if node.kind == "binary_expression" and node.text.count("||") + node.text.count("??"):
        sides = (node.get("left"), node.get("right"))
        found = [n for side in sides if (n := most(side, resolver, depth + 1)) is not None]
        return max(found, default=None)
    known = [n for o in resolver.of(node) if (n := integer(o)) is not None]
    if known:
        return max(known)
    value = _value(node)
    return most(value, resolver, depth + 1) if value is not None else None


def integer(item: Obj) -> int | None:
    """Return the whole number that a value is, as a number or as a text."""
    data = item.data if item.kind == "const" else None
    if isinstance(data, str) and data.isdecimal():
        return int(data)
    if isinstance(data, float) and data == float("inf"):
        return None
    return data if isinstance(data, int) and not isinstance(data, bool) else None


def width_in(options: Node, resolver: Resolver) -> tuple[bool, int | None]:
    """Return whether options say how many run at once, and how many that is if it is known."""
    for item in resolver.of(options):
        if item.kind != "object":
            continue
        for child in item.node.children:
            if key_of(child) in WIDTHS:
                return True, most(child.get("value") or child, resolver)
    return False, None


def _value(node: Node) -> Node | None:
    if node.kind != "identifier" or node.scope is None:
        return None
    bindings = node.scope.find(node.text) or []
    if len(bindings) != 1 or bindings[0].how != "value" or bindings[0].path:
        return None
    value = bindings[0].node
    return value if value is not None and last_name(value) != node.text else None
