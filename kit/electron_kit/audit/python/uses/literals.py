"""Who gets a list or a dictionary that is written for requests of one kind."""

from __future__ import annotations

import ast
from typing import Any

from ..readers import holder
from ..tree import last_name
from .walk import Uses, Walk
from .ways import SHOWN, Step, described

_LITERAL = "@literal"
_ON = (
    ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Expr, ast.Return, ast.IfExp, ast.BoolOp,
    ast.Lambda, ast.arguments, ast.Delete,
)  # fmt: skip
_TESTS = (ast.If, ast.While, ast.Assert, ast.Compare)
_METHODS = ("append", "extend", "insert", "clear")


class Literals(Walk):
    """The way of one display.

    Args:
        uses: What follows values.
        node: The display.
        calls: The requests that take it in another form, by id.
        field: Their argument that takes it.
        elements: The expressions by which such lists get what they hold, by id.

    Attributes:
        others: Who else gets it: what a sentence calls that, and where it stands.
        gets: What is added to it, and whether that is a list, by id.
    """

    def __init__(
        self, uses: Uses, node: Any, calls: set[int], field: str, elements: set[int]
    ) -> None:
        """Start at the display."""
        super().__init__(uses, node, False, (_LITERAL,))
        self.calls, self.name, self.elements = calls, field, elements
        self.others: list[tuple[str, Any]] = []
        self.gets: dict[int, tuple[Any, bool]] = {}

    def problems(self) -> list[tuple[str, Any]]:
        """Return who else gets it: what a sentence calls that, and where it stands."""
        ends = self.run().uses
        more = [node for node, _ in self.gets.values() if id(node) not in self.elements]
        return [
            *self.others,
            *((use.name or use.how, use.node) for use in ends),
            *((f"what adds {described(node)} to it", node) for node in more),
        ]

    def handle(self, step: Step, parent: Any) -> None:
        """Go on from a step to the node around it."""
        if step.path == (_LITERAL,) and step.node.__class__ is ast.Name:
            self._augmented(step.node)
        if step.path != (_LITERAL,):
            super().handle(step, parent)
        elif parent.__class__ is ast.keyword and id(parent.parent) in self.of.requests:
            if parent.arg != self.name or id(parent.parent) not in self.calls:
                self.others.append((described(parent.parent), parent.parent))
        elif id(step.node) in self.elements:
            return
        elif parent.__class__ in (ast.Call, ast.keyword):
            self._call(step, parent)
        elif parent.__class__ is ast.Attribute:
            if parent.attr == "copy" and parent.parent.__class__ is ast.Call:
                self.go(step, parent.parent)
            elif parent.attr not in _METHODS or parent.parent.__class__ is not ast.Call:
                self.others.append((described(parent), parent))
            elif parent.parent.args:
                given = parent.parent.args[-1]
                self.gets[id(given)] = (given, parent.attr == "extend")
        elif parent.__class__ is ast.Starred and parent.parent.__class__ in (ast.List, ast.Tuple):
            self.go(step, parent.parent)
        elif (
            (parent.__class__ is ast.ListComp and parent.elt is step.node)
            or (parent.__class__ is ast.Subscript and parent.slice.__class__ is ast.Slice)
            or (parent.__class__ is ast.BinOp and parent.op.__class__ is ast.Add)
        ):
            self.go(step, parent)
        elif (
            parent.__class__ is ast.AugAssign
            or (parent.__class__ in _TESTS or parent.__class__ is ast.FormattedValue)
            or (parent.__class__ is ast.UnaryOp and parent.op.__class__ is ast.Not)
        ):
            return
        elif parent.__class__ in _ON:
            super().handle(step, parent)
        else:
            self.others.append((described(parent), parent))

    def _augmented(self, name: ast.Name) -> None:
        """Note what a name's list gets by ``+=``, wherever in its scope."""
        scope = holder(name.id, name.scope)
        for binding in scope.bindings[name.id] if scope is not None else ():
            if binding.how == "augment":
                self.gets[id(binding.value)] = (binding.value, True)

    def _call(self, step: Step, parent: Any) -> None:
        call = parent if parent.__class__ is ast.Call else parent.parent
        if call.__class__ is not ast.Call:
            self.others.append((described(parent), parent))
        elif any(o.kind in ("func", "class") for o in self.resolver.of(call.func)):
            super().handle(step, parent)
        elif last_name(call.func) in ("list", "copy", "deepcopy"):
            self.go(step, call)
        elif last_name(call.func) in SHOWN or last_name(call.func) in ("len", "bool", "extend"):
            return
        else:
            self.others.append((described(call), call))
