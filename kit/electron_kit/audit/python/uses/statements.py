"""What statements do with a value."""

from __future__ import annotations

import ast
from typing import Any

from ...trails import CALLED
from ..readers import holder
from ..resolve.flow import visible
from ..scopes import Scope
from ..tree import last_name
from .ways import Step, argument_at, described, limited


class Statements:
    """A part of the walk: what statements do with a value."""

    def nothing(self, step: Step, parent: Any) -> None:
        """End a way that leads nowhere."""
        del step, parent

    def assign(self, step: Step, parent: Any) -> None:
        """Follow an assignment to its targets."""
        if step.node is not parent.value:
            return
        targets = parent.targets if parent.__class__ is ast.Assign else [parent.target]
        if parent.__class__ is ast.AnnAssign and limited(parent.annotation, self.resolver):
            self.end("compared", step, "its type", parent)
        for target in targets:
            self.bound(step, target)

    def walrus(self, step: Step, parent: Any) -> None:
        """Follow a named expression to its name and to where it stands."""
        self.bound(step, parent.target)
        self.go(step, parent)

    def bound(self, step: Step, target: Any) -> None:
        """Go on with who reads a target of an assignment."""
        kind = target.__class__
        if kind is ast.Name:
            if self.readers.is_outer(target.id, target.scope):
                self.end("other", step, f"the outer function's `{target.id}`", target)
                return
            outer = target.id in target.scope.globals
            scope = target.scope.module.scope if outer else target.scope
            self.named(step, target.id, scope, target=target)
        elif kind is ast.Attribute:
            if self.of.is_sdk(target.value):
                self.end("setting", step, target.attr, target)
                return
            owners = self.resolver.of(target.value)
            if not any(o.kind in ("inst", "class", "module") for o in owners):
                # An object of somebody else's class: who reads it there is not known.
                self.end("other", step, described(target), target)
                return
            self.attribute(step, target.attr, target.scope.module.path)
            for module in owners:
                if module.kind == "module":
                    self.named(step, target.attr, module.data.scope)
        elif kind is ast.Subscript:
            key = target.slice
            base = target.value
            if last_name(base) == "environ":
                self.end("other", step, "the environment", target)
            elif key.__class__ is ast.Constant and base.__class__ is ast.Name:
                found = holder(base.id, base.scope)
                if found is not None:
                    self.named(step, base.id, found, (str(key.value), *step.path))
            elif key.__class__ is ast.Constant and base.__class__ is ast.Attribute:
                path = (str(key.value), *step.path)
                self.attribute(
                    Step(step.node, path, step.doubt), base.attr, base.scope.module.path,
                    {id(o.node) for o in self.resolver.of(base)},
                )  # fmt: skip
            else:
                self.unknown(step, target)
        elif kind in (ast.Tuple, ast.List):
            self.unpacked(step, target)
        else:
            self.unknown(step, target)

    def unpacked(self, step: Step, target: Any) -> None:
        """Go on with the one of several targets that gets an item of a tuple."""
        at = step.path[0] if step.path else ""
        starred = any(e.__class__ is ast.Starred for e in target.elts)
        if not at.isdigit() or starred or int(at) >= len(target.elts):
            self.unknown(step, target)
        else:
            self.bound(Step(step.node, step.path[1:], step.doubt), target.elts[int(at)])

    def named(
        self,
        step: Step,
        name: str,
        scope: Scope,
        path: tuple[str, ...] | None = None,
        target: Any = None,
    ) -> None:
        """Go on with the readers of a name; of an assignment's target, if there is one."""
        if isinstance(scope.node, ast.ClassDef):
            self.attribute(step, name, scope.module.path)
        elif scope.node is None:
            self.trail.words.append((scope.module.path, name))
            for node in self.readers.by_text(name):
                self.end("other", step, described(node.parent), node)
            for node in self.readers.of_all(scope.module):
                self.end("other", step, described(node), node)
        for node in self.readers.of_name(name, scope):
            if node.ctx.__class__ is ast.Load and not _hidden(scope, name, target, node):
                self.go(step, node, path)

    def attribute(self, step: Step, name: str, path: str, wanted: set[int] | None = None) -> None:
        """Go on with the readers of an attribute."""
        self.trail.words.append((path, name))
        wanted = set(wanted or ())
        wanted |= {id(self.source), id(step.node)}
        wanted |= {id(o.whole.node) for o in self.resolver.of(step.node)}
        for node, doubt in self.readers.of_attribute(name, wanted):
            self.todo.append(Step(node, step.path, step.doubt or doubt))
        for call in self.readers.dumps(name, wanted):
            self.go(step, call, (name, *step.path))

    def returned(self, step: Step, parent: Any) -> None:
        """Follow what a function gives back to its callers."""
        node = parent
        while node.__class__ not in (ast.FunctionDef, ast.AsyncFunctionDef):
            node = node.parent
            if node is None:
                return
        decorators = {last_name(d.func if d.__class__ is ast.Call else d)
                      for d in node.decorator_list}  # fmt: skip
        if decorators & {"fixture", "validator", "field_validator", "model_validator"}:
            self.end("other", step, f"the fixture `{node.name}`", node)
            return
        owner = node.scope.node if isinstance(node.scope.node, ast.ClassDef) else None
        is_property = any("property" in name for name in decorators)
        path = step.path if is_property else (CALLED, *step.path)
        before = len(self.todo)
        if owner is not None:
            inner = Step(step.node, path, step.doubt)
            self.attribute(inner, node.name, node.scope.module.path, {id(node)})
        else:
            self.named(step, node.name, node.scope, path)
        if len(self.todo) == before:
            self.trail.given = node

    def from_lambda(self, step: Step, parent: Any) -> None:
        """Follow what a lambda gives to who calls it."""
        if step.node is parent.body:
            self.go(step, parent, (CALLED, *step.path))

    def default(self, step: Step, parent: Any) -> None:
        """Follow a default to its parameter."""
        function = parent.parent
        positional = [*parent.posonlyargs, *parent.args]
        for argument, value in [
            *zip(reversed(positional), reversed(parent.defaults), strict=False),
            *zip(parent.kwonlyargs, parent.kw_defaults, strict=True),
        ]:
            if value is step.node:
                self.parameter(step, function, argument)

    def parameter(self, step: Step, function: Any, argument: Any) -> None:
        """Go on with the readers of a function's parameter."""
        owner = function.scope.node if isinstance(function.scope.node, ast.ClassDef) else None
        name = owner.name if owner is not None else getattr(function, "name", "")
        if name:
            at = argument_at(function, argument, int(owner is not None))
            self.trail.words.append((function.scope.module.path, name, argument.arg, at))
        for node in self.readers.of_name(argument.arg, function.inner):
            self.go(step, node)

    def entered(self, step: Step, parent: Any) -> None:
        """Follow a context to the name that it gets."""
        if parent.optional_vars is not None:
            self.bound(step, parent.optional_vars)


def _hidden(scope: Scope, name: str, target: Any, use: Any) -> bool:
    """Say whether another assignment of a name always comes between one and a use."""
    bindings = scope.bindings.get(name, [])
    if target is None or len(bindings) < 2 or use.scope is not scope:
        return False
    own = [b for b in bindings if b.node is target.parent or b.node is target]
    return bool(own) and not any(b in own for b in visible(bindings, use))
