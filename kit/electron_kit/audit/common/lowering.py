"""How a syntax tree becomes the common form: what doors have in common in doing so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any, ClassVar

from ..facts import Scalar, Unit
from .form import Argument, File, Scope, Setting, Sort, Term, Traits

Node = Any
"""A node of tree-sitter, which has no types without the extra."""

# Steps down a tree: deeper code was written by a machine, and would end in a `RecursionError`.
_DEEPEST = 120
# By each language's habit; what a test names is made up.
_TEST = re.compile(
    r"_test\.go$|(?:^|/)(?:tests?|specs?|testdata)/|(?:Tests?|IT)\.java$|_spec\.rb$|_test\.rb$"
)


@lru_cache(maxsize=4)
def parser(language: str) -> Any:
    """Return the parser of a language.

    Raises:
        ImportError: Its grammar is not installed.
    """
    import tree_sitter

    grammar = import_module(f"tree_sitter_{language}")
    return tree_sitter.Parser(tree_sitter.Language(grammar.language()))


class Lowering:
    """Visits each node once; a door adds an ``on_…`` method for what its language has.

    Nodes without one are terms that nothing is known of, and what stands in them is visited.

    Args:
        unit: The file's text.
        language: Its language, as `parser` has it.
        inside: The path below the audited directory: what stands above it says nothing of a file.
    """

    traits: ClassVar[Traits] = Traits()

    def __init__(self, unit: Unit, language: str, inside: str) -> None:
        """Start with an empty file."""
        test = _TEST.search(inside) is not None
        self.file = File(unit, language, test=test, traits=self.traits)
        self.scope = Scope()
        self.file.scopes.append(self.scope)
        self._depth = 0
        self._handlers: dict[str, Callable[[Node], Term | None] | None] = {}

    def run(self) -> tuple[File, bool]:
        """Return the file, and whether parts of it could not be parsed."""
        root = parser(self.file.language).parse(self.file.unit.data).root_node
        self.visit(root)
        return self.file, bool(root.has_error)

    def visit(self, node: Node) -> Term:
        """Return a node as a term."""
        if self._depth > _DEEPEST:
            return self.term(Sort.UNKNOWN, node)
        kind = node.type
        if kind not in self._handlers:
            self._handlers[kind] = getattr(self, f"on_{kind}", None)
        handler = self._handlers[kind]
        self._depth += 1
        try:
            made = handler(node) if handler is not None else None
            return self.children(node) if made is None else made
        finally:
            self._depth -= 1

    def children(self, node: Node) -> Term:
        """Return a term that nothing is known of, with what stands in it."""
        inner = [self.visit(child) for child in node.named_children]
        return self.term(Sort.UNKNOWN, node, arguments=map(_plain, inner))

    def term(
        self,
        sort: Sort,
        node: Node,
        name: str = "",
        *,
        value: Scalar = None,
        on: Term | None = None,
        arguments: Iterable[Argument] = (),
        open_: bool = False,
    ) -> Term:
        """Make a term of a node."""
        made = Term(
            sort, self.file, node.start_byte, node.end_byte, name, value, on, list(arguments),
            self.scope, open=open_,
        )  # fmt: skip
        for argument in made.arguments:
            argument.term.parent = made
        if on is not None:
            on.parent = made
        self.file.terms.append(made)
        return made

    def text(self, node: Node | None) -> str:
        """Return a node's source."""
        if node is None:
            return ""
        return str(self.file.unit.data[node.start_byte : node.end_byte].decode("utf-8", "replace"))

    def get(self, node: Node, field: str) -> Term | None:
        """Return the child in a field as a term."""
        child = node.child_by_field_name(field)
        return None if child is None else self.visit(child)

    def items(self, node: Node | None) -> list[Argument]:
        """Return a node's children as arguments without names."""
        return [] if node is None else [_plain(self.visit(child)) for child in _said(node)]

    def number(self, node: Node) -> Term:
        """Return the term of a number."""
        text = self.text(node).replace("_", "").rstrip("lLfFdD")
        for read in (lambda: int(text, 0), lambda: float(text)):
            try:
                return self.term(Sort.NUMBER, node, value=read())
            except ValueError:
                continue
        return self.term(Sort.NUMBER, node)

    def inside(self, node: Node, name: str, *, function: bool) -> Scope:
        """Visit what stands in a function or class, and return its scope."""
        del node
        scope = Scope(name, self.scope, function)
        self.file.scopes.append(scope)
        return scope

    def hold(self, name: str, term: Term | None, type_: str = "") -> None:
        """Note what a name is set to, and its type."""
        if type_:
            self.scope.types[name] = type_
        if term is not None:
            self.scope.holds.setdefault(name, []).append(term)

    def set(self, owner: Term, name: str, term: Term, node: Node) -> None:
        """Note what is set on an object."""
        self.scope.settings.append(Setting(owner, name, term, node.start_byte, node.end_byte))

    def assign(self, target: Term | None, value: Term, node: Node) -> None:
        """Note an assignment to whatever stands on its left."""
        if target is None:
            return
        if target.sort is Sort.NAME:
            self.hold(target.name, value)
        elif target.sort is Sort.MEMBER and target.on is not None:
            self.set(target.on, target.name, value, node)

    def compare(self, *terms: Term | None) -> None:
        """Note what is compared."""
        self.file.compared += [term for term in terms if term is not None]


def _said(node: Node) -> list[Node]:
    return [child for child in node.named_children if "comment" not in child.type]


def _plain(term: Term) -> Argument:
    return Argument("", term, term.start, term.end)


said = _said
plain = _plain
