"""The walk back from a list: to its sides, names and members, and what a call gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..repeats import function_of
from ..resolve import Resolver
from ..scopes import FUNCTIONS
from ..syntax import Node
from ..written import bare
from . import calls, members, names

# Steps between a request and where its list is kept: names, parameters, functions, files.
_DEPTH = 12


class Places:
    """Says what lists are known by, so that two looks at one list can be told to be one.

    Args:
        resolver: The project's resolver.
        clients: What the project's pages send under a name to its own routes, by module.
    """

    def __init__(self, resolver: Resolver, clients: Any) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver
        self.clients = clients
        # Longer lists that were gone through, by what they are known by.
        self.copies: dict[int, Node] = {}

    def of(self, node: Node | None) -> Iterator[tuple[Any, ...]]:
        """Yield what the lists that an expression is made of are known by.

        What is cut to so many is left out.

        Args:
            node: An expression.
        """
        yield from self.follow(node, 0, set())

    def follow(self, node: Node | None, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        """Yield what the lists that an expression is made of are known by, in the midst of a walk.

        Args:
            node: An expression.
            depth: How many steps lie behind.
            seen: The expressions that were followed.
        """
        if node is None:
            return
        node = bare(node)
        if depth > _DEPTH or id(node) in seen or len(seen) > 300:
            return
        seen.add(id(node))
        kind = node.kind
        below: Iterable[Node | None] = ()
        if kind in ("identifier", "shorthand_property_identifier"):
            yield from names.of_name(self, node, depth, seen)
        elif kind == "member_expression":
            yield from members.of_member(self, node, depth, seen)
        elif kind == "subscript_expression":
            yield from members.of_item(self, node, depth, seen)
        elif kind in ("call_expression", "new_expression"):
            yield from calls.of_call(self, node, depth, seen)
        elif kind == "array":
            # A longer copy may be what takes the list's place.
            yield ("copy", id(node))
            self.copies[id(node)] = node
            below = [c.children[0] for c in node.children
                     if c.kind == "spread_element" and c.children]  # fmt: skip
        elif kind == "ternary_expression":
            below = [node.get("consequence"), node.get("alternative")]
        elif kind == "binary_expression":
            below = [node.get("left"), node.get("right")]
        elif kind in ("assignment_expression", "augmented_assignment_expression"):
            below = [node.get("right")]
        elif kind in FUNCTIONS:
            body = node.get("body")
            below = [body] if body is not None and body.kind != "statement_block" else ()
        for each in below:
            yield from self.follow(each, depth + 1, seen)

    def returns(self, function: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        """Yield what the lists that a function gives are known by.

        Args:
            function: The function.
            depth: How many steps lie behind.
            seen: The expressions that were followed.
        """
        body = function.get("body")
        if body is None:
            return
        if body.kind != "statement_block":
            yield from self.follow(body, depth + 1, seen)
            return
        for below in body.walk():
            returned = below.kind == "return_statement" and below.children
            if returned and function_of(below) is function:
                yield from self.follow(below.children[0], depth + 1, seen)
