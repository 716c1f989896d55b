"""What expressions do with a value."""

from __future__ import annotations

import ast
from typing import Any

from ...trails import CALLED, TEXT
from ..tree import last_name
from .ways import CLIENT_ENDS, LOGIC, SAME_METHODS, SESSION, Step, constant


def _goes_on(node: Any) -> bool:
    """Say whether the items of a tuple that stands here are told apart further on."""
    return node.__class__ in (ast.Return, ast.Assign, ast.Await, ast.IfExp)


class Expressions:
    """A part of the walk: what expressions do with a value."""

    def same(self, step: Step, parent: Any) -> None:
        """Go on with the expression around it."""
        self.go(step, parent)

    def choice(self, step: Step, parent: Any) -> None:
        """Follow a branch of a conditional expression."""
        if step.node is parent.test:
            self.end("test", step)
        else:
            self.go(step, parent)

    def test(self, step: Step, parent: Any) -> None:
        """End in a test."""
        del parent
        self.end("test", step)

    def branch(self, step: Step, parent: Any) -> None:
        """End in a comprehension."""
        del parent
        self.end("test", step)

    def unary(self, step: Step, parent: Any) -> None:
        """End in a negation."""
        if parent.op.__class__ is ast.Not:
            self.end("test", step)
        else:
            self.unknown(step, parent)

    def compared(self, step: Step, parent: Any) -> None:
        """End in a comparison, or in a mere test for nothing."""
        sides = [parent.left, *parent.comparators]
        plain = all(s is step.node or (s.__class__ is ast.Constant and not s.value) for s in sides)
        if plain or (step.path and step.node is parent.comparators[-1]):
            self.end("test", step)
        else:
            self.end("compared", step, "a comparison", parent)

    def text(self, step: Step, parent: Any) -> None:
        """Go on as a part of a text."""
        self.go(step, parent, (TEXT, *(p for p in step.path if p != TEXT)))

    def operation(self, step: Step, parent: Any) -> None:
        """Follow a sum or a union."""
        if parent.op.__class__ in (ast.Add, ast.Mod):
            self.text(step, parent)
        elif parent.op.__class__ is ast.BitOr:
            self.go(step, parent)
        else:
            self.unknown(step, parent)

    def member(self, step: Step, parent: Any) -> None:
        """A list or a tuple: only what is tested or shown as a whole is harmless."""
        outer = parent.parent
        if outer.__class__ is ast.BinOp and outer.op.__class__ is ast.Mod:
            self.text(step, parent)
        elif outer.__class__ is ast.Call and last_name(outer.func) in ("all", "any"):
            self.end("test", step)
        elif TEXT in step.path:
            self.go(step, parent)
        elif parent.__class__ is ast.Tuple and _goes_on(outer):
            at = next(i for i, item in enumerate(parent.elts) if item is step.node)
            self.go(step, parent, (str(at), *step.path))
        else:
            self.unknown(step, parent)

    def entry(self, step: Step, parent: Any) -> None:
        """Follow an entry into its dictionary."""
        for key, value in zip(parent.keys, parent.values, strict=True):
            if value is step.node:
                if key is None:
                    self.go(step, parent)
                elif key.__class__ is ast.Constant:
                    self.go(step, parent, (str(key.value), *step.path))
                else:
                    self.go(step, parent, ("?", *step.path))
                return
        self.unknown(step, parent)

    def item(self, step: Step, parent: Any) -> None:
        """Follow an item out of what holds it."""
        if step.node is not parent.value:
            self.end("compared", step, "a look-up", parent)
            return
        if parent.ctx.__class__ is not ast.Load:
            return
        if not step.path:
            self.end("shown", step) if not self.client else self.unknown(step, parent)
            return
        key = parent.slice.value if parent.slice.__class__ is ast.Constant else None
        if key is None or step.path[0] in (str(key), "?"):
            self.go(step, parent, step.path[1:])

    def dot(self, step: Step, parent: Any) -> None:
        """Follow an attribute or a method."""
        name, path = parent.attr, step.path
        call = parent.parent if parent.parent.__class__ is ast.Call else None
        called = call is not None and call.func is parent
        if path and path[0] not in (CALLED, TEXT) and not path[0].startswith("="):
            self.of_container(step, parent, call if called else None)
        elif self.client:
            self.of_client(step, parent)
        elif called and name in SAME_METHODS:
            self.go(step, call)
        elif called and name == "format":
            self.text(step, call)
        elif name in LOGIC:
            self.end("compared", step, f"`{name}`", parent)
        else:
            self.unknown(step, parent)

    def of_container(self, step: Step, parent: Any, call: Any) -> None:
        """A method or an attribute of a dictionary or an object that holds the value."""
        name, path = parent.attr, step.path
        if parent.ctx.__class__ is not ast.Load:
            return
        if call is None:
            if name == path[0]:
                self.go(step, parent, path[1:])
            elif name in ("values", "items", "keys"):
                self.unknown(step, parent)
            return
        if path[0] == SESSION:
            if id(call) in self.of.requests:
                self.end("request", step, "headers", call)
            elif name not in CLIENT_ENDS:
                self.unknown(step, parent)
        elif name == "encode":
            self.go(step, call)
        elif name in ("get", "pop", "setdefault"):
            key = call.args[0].value if call.args and constant(call.args[0]) else None
            if key is None or path[0] in (str(key), "?"):
                self.go(step, call, path[1:])
        elif name in ("copy", "deepcopy"):
            self.go(step, call)
        elif name not in ("update", "keys", "append"):
            self.unknown(step, parent)

    def of_client(self, step: Step, parent: Any) -> None:
        """Follow an attribute of a client."""
        name = parent.attr
        if parent.ctx.__class__ is not ast.Load:
            self.end("other", step, f"an assignment to its `{name}`", parent)
        elif name in CLIENT_ENDS:
            self.end("shown", step)
        elif name in ("base_url", "api_key", "organization", "project", "_client"):
            self.end("other", step, f"code that reads its `{name}`", parent)
        else:
            self.go(step, parent)
