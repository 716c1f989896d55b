"""Whose a name is: scopes, and the ways in which a name gets its value."""

from __future__ import annotations

from dataclasses import dataclass

from .syntax import Node, string_value

FUNCTIONS = frozenset(
    {
        "function_declaration", "function_expression", "arrow_function", "method_definition",
        "generator_function", "generator_function_declaration", "function",
    }
)  # fmt: skip
CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})


@dataclass(slots=True)
class Binding:
    """One way in which a name gets its value.

    Attributes:
        how: ``value``, ``param``, ``import``, ``type``, ``function``, ``class``, ``enum``,
            ``each`` or ``catch``.
        node: The value's expression, the function, the class …; None if there is none.
        path: The keys and indices that destructuring takes.
        default: The default's expression.
        type: The type annotation.
        index: A parameter's position; -1 for a rest parameter.
        spec: An import's module.
        name: An import's name there (``default``, ``*`` or the exported name).
        target: The identifier that is bound.
    """

    how: str
    node: Node | None
    path: tuple[str | int, ...] = ()
    default: Node | None = None
    type: Node | None = None
    index: int = 0
    spec: str = ""
    name: str = ""
    target: Node | None = None


class Scope:
    """Names of a block or function."""

    __slots__ = ("class_", "function", "names", "node", "parent")

    def __init__(self, node: Node, parent: Scope | None) -> None:
        """Make an empty scope within another."""
        self.node = node
        self.parent = parent
        self.names: dict[str, list[Binding]] = {}
        function = node.kind in FUNCTIONS or node.kind == "program"
        self.function: Node | None = node if function else (parent.function if parent else node)
        self.class_: Node | None = parent.class_ if parent else None

    def find(self, name: str) -> list[Binding] | None:
        """Return a name's bindings in the nearest scope that has it."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def bind(self, name: str, binding: Binding) -> None:
        """Add a binding."""
        self.names.setdefault(name, []).append(binding)


def names_in(
    node: Node, how: str, value: Node | None, path: tuple[str | int, ...] = ()
) -> list[tuple[str, Binding]]:
    """Return the names that a pattern binds."""
    kind = node.kind
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        key = (*path, node.text) if kind != "identifier" else path
        return [(node.text, Binding(how, value, key, target=node))]
    found: list[tuple[str, Binding]] = []
    if kind in ("object_assignment_pattern", "assignment_pattern"):
        left, right = node.get("left"), node.get("right")
        if left is not None:
            for text, binding in names_in(left, how, value, path):
                if left.kind in ("identifier", "shorthand_property_identifier_pattern"):
                    binding.default = right
                found.append((text, binding))
    elif kind == "object_pattern":
        for child in node.children:
            found += names_in(child, how, value, path)
    elif kind == "pair_pattern":
        label, target = node.get("key"), node.get("value")
        if label is not None and target is not None:
            name = string_value(label) if label.kind == "string" else label.text
            found += names_in(target, how, value, (*path, name or "?"))
    elif kind == "array_pattern":
        for index, child in enumerate(node.children):
            found += names_in(child, how, value, (*path, index))
    elif kind == "rest_pattern" and node.children:
        inner = node.children[0]
        if inner.kind == "identifier":
            found.append((inner.text, Binding(how, value, (*path, "..."), target=inner)))
    return found
