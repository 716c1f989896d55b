"""The walk back from an expression: to its sides, its names and members, what a call returns."""

from __future__ import annotations

from collections.abc import Iterator

from ..config_files import entry_of
from ..index import Module
from ..resolve import Resolver
from ..resolve.results import given_back
from ..scopes import FUNCTIONS, Binding
from ..syntax import Node, string_value
from ..written import arguments, bare, dotted, last_name
from . import members, names
from .origin import Origin

_SAME = frozenset({"trim", "toString", "String", "valueOf"})
# How deep a walk goes before it says that it is open.
_MOST = 60
# How many steps it takes for one question: functions that are called with themselves make many.
_STEPS = 4_000


class Origins:
    """Follows values back.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing followed."""
        self.resolver = resolver
        self._busy: set[tuple[int, tuple[str | int, ...]]] = set()
        self._steps = 0

    def of(self, node: Node, path: tuple[str | int, ...] = ()) -> list[Origin]:
        """Return every origin of an expression's value, or of what lies in it.

        Args:
            node: The expression.
            path: The members to take from it.
        """
        node = bare(node)
        guard = (id(node), path)
        if guard in self._busy:
            return []
        self._steps = self._steps + 1 if self._busy else 0
        if len(self._busy) > _MOST or self._steps > _STEPS:
            return [Origin("open", node, dotted(node))]
        self._busy.add(guard)
        try:
            return list(self._of(node, path))
        finally:
            self._busy.discard(guard)

    def _of(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        kind = node.kind
        if kind == "binary_expression":
            yield from self._either(node, path)
        elif kind == "ternary_expression":
            for field in ("consequence", "alternative"):
                side = node.get(field)
                if side is not None:
                    yield from self.of(side, path)
        elif kind in ("assignment_expression", "augmented_assignment_expression"):
            right = node.get("right")
            if right is not None:
                yield from self.of(right, path)
        elif not path and (entry := entry_of(node, self.resolver)):
            yield Origin("file", node, entry)
        elif kind in ("identifier", "shorthand_property_identifier"):
            yield from names.of_name(self, node, path)
        elif kind == "member_expression":
            yield from members.of_member(self, node, path)
        elif kind == "subscript_expression":
            yield from members.of_subscript(self, node, path)
        elif kind == "call_expression":
            yield from self._call(node, path)
        elif path:
            yield from self.within(node, path)
        elif (text := string_value(node)) is not None:
            yield Origin("text", node, text)
        elif kind in ("null", "undefined"):
            yield Origin("none", node)
        else:
            yield Origin("open", node, dotted(node))

    def _either(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        operator, left, right = node.get("operator"), node.get("left"), node.get("right")
        symbol = operator.text if operator is not None else ""
        if symbol not in ("||", "??", "&&") or left is None or right is None:
            yield Origin("open", node, dotted(node))
            return
        if symbol != "&&":
            yield from self.of(left, path)
        yield from self.of(right, path)

    def read(self, node: Node) -> Origin | None:
        """Return the variable that an expression reads, if it does."""
        for item in self.resolver.of(node):
            if item.kind == "env" and item.node is node:
                return Origin("env", node, item.name)
        return None

    def within(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        """Yield where what lies at a path in an expression's value comes from."""
        yield from members.of_items(self, node, self.resolver.of(node), path)

    def _call(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        read = self.read(node)
        if read is not None:
            yield read
            return
        callee = node.get("function")
        name = last_name(callee) if callee is not None else ""
        given = arguments(node)
        if name in _SAME and callee is not None:
            inner = callee.get("object") if callee.kind == "member_expression" else None
            inner = inner or (given[0] if given else None)
            if inner is not None:
                yield from self.of(inner, path)
                return
        if name in ("require", "import", "freeze") and path:
            yield from self.within(node, path)
            return
        functions = [i for i in self.resolver.of(callee) if i.kind == "function"]
        if not functions:
            if path:
                yield from self.within(node, path)
            else:
                yield Origin("open", node, dotted(node))
        for item in functions:
            values = given_back(item.node, node)
            if values is None:
                yield from self.returned(item.node, path)
            for value in values or ():
                yield from self.of(value, path)

    def returned(self, function: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        """Yield where what a function gives comes from, at each of its returns."""
        body = function.get("body")
        if body is None:
            return
        if body.kind != "statement_block":
            yield from self.of(body, path)
            return
        stack = list(body.children)
        while stack:
            node = stack.pop()
            if node.kind == "return_statement":
                if node.children:
                    yield from self.of(node.children[0], path)
            elif node.kind not in FUNCTIONS:
                stack += node.children

    def bound(
        self, binding: Binding, module: Module, text: str, path: tuple[str | int, ...]
    ) -> Iterator[Origin]:
        """Yield where one binding's value comes from."""
        yield from names.of_binding(self, binding, module, text, path)

    def exported(
        self, module: Module, name: str, path: tuple[str | int, ...], asked: Node
    ) -> Iterator[Origin]:
        """Yield where what a module exports under a name comes from."""
        yield from names.of_export(self, module, name, path, asked=asked)
