"""Who gets a list or a dictionary that is written for requests of one kind."""

from __future__ import annotations

import ast
from typing import Any

from ..index import last_name
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
    """

    def __init__(
        self, uses: Uses, node: Any, calls: set[int], field: str, elements: set[int]
    ) -> None:
        """Start at the display."""
        super().__init__(uses, node, False, (_LITERAL,))
        self.calls, self.name, self.elements = calls, field, elements
        self.others: list[tuple[str, Any]] = []

    def problems(self) -> list[tuple[str, Any]]:
        """Return who else gets it: what a sentence calls that, and where it stands."""
        ends = self.run().uses
        return [*self.others, *((use.name or use.how, use.node) for use in ends)]

    def handle(self, step: Step, parent: Any) -> None:
        """Go on from a step to the node around it."""
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
            if parent.attr not in _METHODS or parent.parent.__class__ is not ast.Call:
                self.others.append((described(parent), parent))
        elif parent.__class__ is ast.Starred and parent.parent.__class__ in (ast.List, ast.Tuple):
            self.go(step, parent.parent)
        elif parent.__class__ is ast.BinOp and parent.op.__class__ is ast.Add:
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

    def _call(self, step: Step, parent: Any) -> None:
        call = parent if parent.__class__ is ast.Call else parent.parent
        if call.__class__ is not ast.Call:
            self.others.append((described(parent), parent))
        elif any(o.kind in ("func", "class") for o in self.resolver.of(call.func)):
            super().handle(step, parent)
        elif last_name(call.func) in SHOWN or last_name(call.func) in ("len", "bool", "extend"):
            return
        else:
            self.others.append((described(call), call))
