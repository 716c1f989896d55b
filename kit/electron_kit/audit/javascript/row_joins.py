"""Where what a database keeps joins the list that a request sends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .history_bounds import is_part
from .history_growth import adds_user
from .history_places import Places
from .history_places.names import filled
from .repeats import LOOPS, function_of
from .scopes import Binding, Scope
from .syntax import Node
from .written import arguments, bare, last_name

_DEPTH = 8
_MAPS = frozenset({"map", "filter", "flatMap", "reverse", "toReversed", "sort", "slice", "from"})


class Joins:
    """Finds where rows join a list: ``[system, ...rows]``, ``messages.push(...rows)``.

    There they would be cut to so many, and not where a row is added.

    Args:
        places: Says what lists are known by.
        key: What the rows are known by.
    """

    def __init__(self, places: Places, key: tuple[Any, ...]) -> None:
        """Start with nothing looked at."""
        self.places = places
        self.key = key
        self._seen: set[int] = set()

    def join(self, node: Node | None, *, loaded: bool = False, depth: int = 0) -> Node | None:
        """Return where the rows join a list; None if no such line is in sight.

        Args:
            node: What the request sends.
            loaded: Whether a function gives it: then what only loads the rows is no join.
            depth: How many steps lie behind.
        """
        if node is None:
            return None
        node = bare(node)
        if depth > _DEPTH or id(node) in self._seen:
            return None
        self._seen.add(id(node))
        if node.kind == "array":
            spread = [c for c in node.children if c.kind == "spread_element" and c.children]
            return next((c for c in spread if self._holds(c.children[0])), None)
        if node.kind in ("identifier", "shorthand_property_identifier"):
            return self._of_name(node, loaded, depth)
        if node.kind == "call_expression":
            return self._of_call(node, loaded, depth)
        sides: list[Node | None] = []
        if node.kind == "ternary_expression":
            sides = [node.get("consequence"), node.get("alternative")]
        elif node.kind == "binary_expression":
            sides = [node.get("left"), node.get("right")]
        return self._first(sides, loaded, depth)

    def _holds(self, node: Node | None) -> bool:
        return self.key in set(self.places.of(node))

    def _first(self, nodes: Iterable[Node | None], loaded: bool, depth: int) -> Node | None:
        found = (self.join(n, loaded=loaded, depth=depth + 1) for n in nodes)
        return next((f for f in found if f is not None), None)

    def _of_name(self, node: Node, loaded: bool, depth: int) -> Node | None:
        scope: Scope | None = node.scope
        while scope is not None and node.text not in scope.names:
            scope = scope.parent
        if scope is None:
            return None
        for push, source in filled(node, scope):
            if not self._holds(source):
                continue
            if any(given.kind == "spread_element" for given in arguments(push)):
                return push
            # Beside a loop a reader looks where what a person says is added.
            said = said_after(node, push)
            return said if said is not None or loaded else push
        values: list[Node | None] = []
        for binding in scope.names[node.text][:8]:
            if binding.how == "value" and not binding.path:
                values.append(binding.node)
            elif binding.how == "param" and binding.node is not None and not binding.path:
                values += self._given(binding, binding.node)
        return self._first(values, loaded, depth)

    def _given(self, binding: Binding, function: Node) -> list[Node | None]:
        sites = self.places.resolver.call_sites(function)[:8]
        given = [arguments(site) for site in sites]
        return [g[binding.index] for g in given if 0 <= binding.index < len(g)]

    def _of_call(self, node: Node, loaded: bool, depth: int) -> Node | None:
        callee = node.get("function")
        owner = callee.get("object") if callee is not None else None
        if callee is None or is_part(node):
            return None
        name = last_name(callee)
        if name == "concat" and any(self._holds(side) for side in (owner, *arguments(node))):
            return node
        if name in _MAPS and owner is not None:
            inner = self.join(owner, loaded=loaded, depth=depth + 1)
            if inner is None and name == "map" and not loaded and self._holds(node):
                return node
            return inner
        returned = [
            body if body.kind != "statement_block" else below.children[0]
            for item in self.places.resolver.of(callee)
            if item.kind == "function" and (body := item.node.get("body")) is not None
            for below in (body.walk() if body.kind == "statement_block" else (body,))
            if body.kind != "statement_block"
            or (
                below.kind == "return_statement"
                and below.children
                and function_of(below) is item.node
            )
        ]
        return self._first(returned[:6], True, depth)


def said_after(name: Node, loop: Node) -> Node | None:
    """Return where what a person says is added to a list after the loop that filled it."""
    for push in name.module.calls.get("push", ()):
        callee = push.get("function")
        owner = callee.get("object") if callee is not None else None
        if (
            owner is not None
            and bare(owner).text == name.text
            and function_of(push) is function_of(name)
            and push.start > loop.start
            and not any(above.kind in LOOPS for above in push.up())
            and adds_user(push)
        ):
            return push
    return None
