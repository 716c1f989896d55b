"""What becomes of a value: followed forward from where it is written to where it ends.

Nothing is guessed: a way that is not understood ends in an ``other`` use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...trails import CALLED, TEXT, Trail, Use
from ..readers import Readers
from ..resolve import Resolver
from ..syntax import Node
from .calls import CallWalk
from .walk import Step


class Uses:
    """Follows values forward.

    Args:
        resolver: The project's resolver.
        readers: Who reads a name.
        requests: The calls that are requests, by id.
        constructors: The expressions that make clients, by id.
    """

    def __init__(
        self,
        resolver: Resolver,
        readers: Readers,
        requests: Iterable[int],
        constructors: Iterable[int],
    ) -> None:
        """Start with nothing followed."""
        self.resolver = resolver
        self.readers = readers
        self.requests = set(requests)
        self.constructors = set(constructors)

    def of(self, node: Node, *, client: bool = False, path: tuple[str, ...] = ()) -> Trail:
        """Return where the value of an expression ends.

        Args:
            node: The expression, or the name in a pattern that takes it.
            client: Whether it is a client, whose members are requests.
            path: Where in the expression's value it lies.
        """
        return ValueWalk(self, node, client).run(path)


class ValueWalk(CallWalk):
    """One value's way through every kind of node."""

    def handle(self, step: Step, parent: Node) -> None:
        """Go on from a step to the node around it."""
        _HANDLERS.get(parent.kind, ValueWalk.unknown)(self, step, parent)


_HANDLERS: dict[str, Callable[[ValueWalk, Step, Node], None]] = {
    "parenthesized_expression": ValueWalk.same,
    "await_expression": ValueWalk.same,
    "variable_declarator": ValueWalk.declared,
    "assignment_expression": ValueWalk.assigned,
    "augmented_assignment_expression": ValueWalk.assigned,
    "assignment_pattern": ValueWalk.default,
    "object_assignment_pattern": ValueWalk.default,
    "required_parameter": ValueWalk.default,
    "optional_parameter": ValueWalk.default,
    "pair": ValueWalk.pair,
    "object": ValueWalk.entry,
    "spread_element": ValueWalk.spread,
    "binary_expression": ValueWalk.either,
    "template_substitution": ValueWalk.text,
    "ternary_expression": ValueWalk.choice,
    "unary_expression": ValueWalk.unary,
    "member_expression": ValueWalk.member,
    "subscript_expression": ValueWalk.item,
    "return_statement": ValueWalk.returned,
    "arrow_function": ValueWalk.arrow,
    "export_statement": ValueWalk.exported_default,
    "public_field_definition": ValueWalk.class_field,
    "field_definition": ValueWalk.class_field,
    "enum_assignment": ValueWalk.enum,
    "jsx_expression": ValueWalk.shown,
    "call_expression": ValueWalk.called,
    "new_expression": ValueWalk.made,
    "arguments": ValueWalk.argument,
    "expression_statement": ValueWalk.nothing,
    "sequence_expression": ValueWalk.nothing,
    "import_specifier": ValueWalk.nothing,
    "export_specifier": ValueWalk.nothing,
    "import_clause": ValueWalk.nothing,
    "type_query": ValueWalk.nothing,
    "if_statement": ValueWalk.test,
    "while_statement": ValueWalk.test,
    "do_statement": ValueWalk.test,
    "for_statement": ValueWalk.test,
}
"""What to do with a value by the kind of node around it."""

__all__ = ["CALLED", "TEXT", "Trail", "Use", "Uses", "ValueWalk"]
