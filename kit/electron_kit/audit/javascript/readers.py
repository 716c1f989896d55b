"""Who reads a name, a member or an export: the ways back that resolution has no need of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .index import Module
from .project import Project
from .scopes import Binding, Scope
from .syntax import Node

_NAMES = frozenset(
    {
        "identifier", "shorthand_property_identifier", "property_identifier",
        "shorthand_property_identifier_pattern", "private_property_identifier",
    }
)  # fmt: skip
_READ = frozenset({"identifier", "shorthand_property_identifier"})
_BOUND = frozenset({"name", "left", "alias", "pattern", "parameter"})


class Readers:
    """Finds the readers of names in a project.

    Args:
        project: The project.
    """

    def __init__(self, project: Project) -> None:
        """Start with nothing looked up."""
        self.project = project
        self._by_text: dict[str, list[Node]] = {}

    def named(self, text: str) -> list[Node]:
        """Return the leaves that are a name, whatever it stands for."""
        known = self._by_text.get(text)
        if known is None:
            known = self._by_text[text] = list(self._look(text))
        return known

    def _look(self, text: str) -> Iterator[Node]:
        word = text.encode()
        pattern = re.compile(rb"(?<![\w$])" + re.escape(word) + rb"(?![\w$])")
        for module in self.project.every:
            data = module.unit.data
            if word not in data:
                continue
            for match in pattern.finditer(data):
                node = leaf(module.root, match.start(), match.end())
                if node is not None and node.kind in _NAMES:
                    yield node

    def of_binding(self, text: str, bindings: list[Binding]) -> Iterator[Node]:
        """Yield the expressions that read a name in its scope."""
        for node in self.named(text):
            if node.kind in _READ and not _binds(node) and node.scope.find(text) is bindings:
                yield node

    def of_member(self, name: str) -> Iterator[Node]:
        """Yield the expressions that take a member of that name from anything."""
        for node in self.named(name):
            parent = node.parent
            if node.field == "property" and parent is not None:
                yield parent

    def patterns(self, name: str) -> Iterator[tuple[str, list[Binding], Node]]:
        """Yield the names that destructuring binds to a member of that name."""
        for node in self.named(name):
            target = None
            if node.kind == "shorthand_property_identifier_pattern":
                target = node
            elif node.field == "key" and node.parent is not None:
                inner = node.parent.get("value") if node.parent.kind == "pair_pattern" else None
                while inner is not None and inner.kind == "assignment_pattern":
                    inner = inner.get("left")
                target = inner if inner is not None and inner.kind == "identifier" else None
            if target is None:
                continue
            bindings = _scope_of(target).find(target.text)
            if bindings is not None:
                yield target.text, bindings, target

    def importers(self, module: Module, name: str) -> Iterator[tuple[Module, str, bool]]:
        """Yield who imports an export: the module, the local name, and if it is all of it.

        Args:
            module: What exports it.
            name: The exported name.
        """
        for other in self.project.every:
            if not other.specs:
                continue
            for local, bindings in other.scope.names.items():
                for binding in bindings:
                    if binding.how != "import" or binding.name not in (name, "*"):
                        continue
                    if self.project.find(binding.spec, other) is module:
                        yield other, local, binding.name == "*" and name != "*"

    def requires(self, module: Module) -> Iterator[Node]:
        """Yield the calls of ``require`` and ``import`` that give a module."""
        from .syntax import string_value
        from .written import first_argument

        for word in ("require", "import"):
            for call in self.project.calls(word):
                argument = first_argument(call)
                spec = string_value(argument) if argument is not None else None
                if spec and self.project.find(spec, call.module) is module:
                    yield call


def leaf(root: Node, start: int, end: int) -> Node | None:
    """Return the innermost node with exactly these ends."""
    node, found = root, None
    while True:
        inner = next((c for c in node.children if c.start <= start and end <= c.end), None)
        if inner is None:
            return found
        if (inner.start, inner.end) == (start, end):
            found = inner
        node = inner


def _binds(node: Node) -> bool:
    """Say whether an identifier is given a value here rather than read."""
    parent = node.parent
    if parent is None:
        return True
    kind = parent.kind
    if kind in ("import_specifier", "import_clause", "namespace_import", "export_specifier"):
        return True
    if kind in ("formal_parameters", "array_pattern", "rest_pattern", "type_query"):
        return True
    if kind == "pair_pattern":
        return node.field == "value"
    if kind == "assignment_expression":
        return node.field == "left"
    if node.field == "left" and kind in ("assignment_pattern", "for_in_statement"):
        return True
    return node.field in _BOUND and kind != "binary_expression"


def _scope_of(node: Node) -> Scope:
    """Return the scope in which a pattern's name is bound: a parameter's is its function's."""
    for above in node.up():
        if above.kind == "formal_parameters" and above.parent is not None:
            body = above.parent.get("body")
            return body.scope if body is not None else node.scope
        if above.kind in ("variable_declarator", "assignment_expression"):
            break
    return node.scope


__all__ = ["Readers", "leaf"]
