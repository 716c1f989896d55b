"""Lists that a route is sent: by what the project's own pages send to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..syntax import Node
from ..written import bare, first_argument, last_name

if TYPE_CHECKING:
    from .walk import Places

BODIES = frozenset({"json", "readBody", "parse", "body"})
"""What gives a route what it was sent."""


def is_body(node: Node) -> bool:
    """Say whether a name holds what a route was sent: ``const body = await req.json()``.

    Args:
        node: The name.
    """
    for binding in node.scope.find(node.text) or ():
        value = bare(binding.node) if binding.how == "value" and binding.node is not None else None
        while value is not None and value.kind == "call_expression":
            callee = value.get("function")
            if callee is None:
                break
            if last_name(callee) in BODIES:
                return True
            given = first_argument(value)
            value = bare(given) if given is not None else None
        if value is not None and value.kind == "member_expression" and last_name(value) == "body":
            return True
    return False


def sent_here(
    places: Places, name: str, node: Node, depth: int, seen: set[int]
) -> Iterator[tuple[Any, ...]]:
    """Yield what pages of the same project send to a route under a name.

    Args:
        places: The walk.
        name: The name.
        node: Where the route reads it.
        depth: How many steps lie behind.
        seen: The expressions that were followed.
    """
    for value in places.clients.sent_to(node.module, name):
        yield from places.follow(value, depth + 1, seen)
