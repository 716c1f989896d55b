"""Names of a module, a class or a function, and the ways in which they get a value."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .index import Module

ScopeNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


@dataclass(slots=True)
class Binding:
    """A way in which a name gets a value.

    Attributes:
        how: ``value``, ``item`` (an item of the value), ``import``, ``def``, ``class``,
            ``param``, ``with``, ``augment``, ``error``.
        node: The node that binds it.
        value: The expression that it comes from, if there is one.
        name: For an import, the dotted name; for an item, its index as text or empty.
        level: For an import, the number of leading dots.
        star: For a parameter, ``*`` or ``**`` if it collects.
    """

    how: str
    node: Any
    value: Any = None
    name: str = ""
    level: int = 0
    star: str = ""


class Scope:
    """The names of a module, a class or a function."""

    __slots__ = ("bindings", "globals", "module", "node", "parent")

    def __init__(self, node: ScopeNode | None, parent: Scope | None, module: Module) -> None:
        """Make an empty scope."""
        self.node = node
        self.parent = parent
        self.module = module
        self.bindings: dict[str, list[Binding]] = {}
        self.globals: set[str] = set()

    def bind(self, name: str, binding: Binding) -> None:
        """Add a way in which a name gets a value."""
        scope: Scope = self
        if name in self.globals:
            scope = self.module.scope
        scope.bindings.setdefault(name, []).append(binding)
