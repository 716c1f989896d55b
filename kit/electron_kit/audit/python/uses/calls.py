"""What calls do with a value."""

from __future__ import annotations

import ast
from typing import Any

from ...trails import CALLED
from ..holders import option_name
from ..readers import holder
from ..resolve.defaults import DEFAULT_HOLDERS, ENV_READERS
from ..resolve.members import field_names
from ..tree import last_name
from .ways import (
    CLIENT_SAME,
    OPTIONS,
    SAME,
    SESSION,
    SESSIONS,
    SHOWN,
    TESTS,
    Step,
    constant,
    described,
    limited,
    path_roots,
    wraps,
)


class Calls:
    """A part of the walk: what calls do with a value."""

    def keyword(self, step: Step, parent: Any) -> None:
        """Follow an argument that is given by its name."""
        call = parent.parent
        if call.__class__ is not ast.Call:
            self.unknown(step, parent)
        elif parent.arg is None:
            if step.path:
                self.argument(Step(step.node, step.path[1:], step.doubt), call, step.path[0])
            else:
                self.unknown(step, call)
        else:
            self.argument(step, call, parent.arg)

    def call(self, step: Step, parent: Any) -> None:
        """Follow an argument that is given by its place, or a call of what is followed."""
        if parent.func is step.node:
            self.called(step, parent)
        else:
            at = next((i for i, a in enumerate(parent.args) if a is step.node), None)
            self.argument(step, parent, at if at is not None else "*")

    def called(self, step: Step, call: Any) -> None:
        """Follow a call of what is followed."""
        path = step.path
        if path and path[0] == CALLED:
            self.go(step, call, path[1:])
        elif path and path[0].startswith("="):
            self.argument(Step(step.node, path[1:], step.doubt), call, path[0][1:])
        elif id(call) in self.of.requests:
            self.end("request", step, "", call)
        elif self.client and last_name(call.func) in CLIENT_SAME:
            if {k.arg for k in call.keywords} & {"api_key", "base_url", "default_headers", None}:
                self.end("other", step, "`with_options`", call)
            else:
                self.go(step, call)
        else:
            self.end("other", step, described(call), call)

    def argument(self, step: Step, call: Any, name: str | int) -> None:
        """Go on with an argument of a call."""
        last = last_name(call.func)
        if id(call) in self.of.constructors:
            self.end("client", step, str(name), call)
        elif id(call) in self.of.requests:
            self.end("request", step, str(name), call)
        elif last in SHOWN or last.endswith(("Error", "Exception", "SystemExit", "exit")):
            self.end("shown", step)
        elif last in TESTS:
            self.end("test", step)
        elif last in SAME and not (last == "cast" and name == 0):
            self.go(step, call)
        elif last == "setdefault" and name == 1 and constant(call.args[0]):
            self.set_default(step, call)
        elif last in OPTIONS and name in ("default", 0):
            self.option(step, call)
        elif not self.into_all(step, call, name):
            self.end("other", step, described(call), call)

    def set_default(self, step: Step, call: Any) -> None:
        """Go on with ``options.setdefault("model", …)``: an entry, and what the call gives."""
        base = call.func.value if call.func.__class__ is ast.Attribute else None
        scope = holder(base.id, base.scope) if base.__class__ is ast.Name else None
        if scope is None or base is None:
            self.end("other", step, described(call), call)
            return
        self.named(step, base.id, scope, (str(call.args[0].value), *step.path))
        self.go(step, call)

    def option(self, step: Step, call: Any) -> None:
        """Go on with the default of an option of the command line."""
        name = next((k.value.value for k in call.keywords if k.arg == "dest"
                     and constant(k.value)), None) or option_name(call)  # fmt: skip
        if not name:
            self.end("other", step, described(call), call)
            return
        name = name.replace("-", "_")
        function = call.parent
        if function.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            self.given(step, function, name, 0)
            return
        self.attribute(step, name, call.scope.module.path)

    def into_all(self, step: Step, call: Any, name: str | int) -> bool:
        """Follow an argument into all that may be called; say whether that was possible."""
        targets = self.resolver.of(call.func)
        return bool(targets) and sum(self.into(step, call, name, t) for t in targets) > 0

    def into(self, step: Step, call: Any, name: str | int, target: Any) -> bool:
        """Follow an argument into one thing that is called; say whether that was possible."""
        kind = target.kind
        if kind == "func" and target.node.__class__ is not ast.Lambda:
            owner = self.resolver.owner(target.node)
            bound = owner is not None and call.func.__class__ is ast.Attribute
            static = any(last_name(d) == "staticmethod" for d in target.node.decorator_list)
            return self.given(step, target.node, name, int(bound and not static))
        if kind == "class":
            for klass in self.resolver.ancestry(target.node):
                for binding in klass.inner.bindings.get("__init__", ()):
                    if binding.how == "def":
                        return self.given(step, binding.node, name, 1)
            return self.field(step, target.node, name)
        if kind == "partial":
            return self.into(step, call, name, target.whole)
        if kind == "made" and self.client and wraps(target.name):
            self.go(step, call)
            return True
        if kind != "ext":
            return False
        full, last = target.name, target.name.rpartition(".")[2]
        if full in ("functools.partial", "functools.partialmethod"):
            if name == 0:
                self.go(step, call)
            elif isinstance(name, str):
                self.go(step, call, (f"={name}", *step.path))
            return isinstance(name, str) or name == 0
        if full == "builtins.dict":
            self.go(step, call, (name, *step.path) if isinstance(name, str) else step.path)
            return True
        if last in SESSIONS and name == "headers" and path_roots(full):
            self.go(step, call, (SESSION, *step.path))
            return True
        if (last in ENV_READERS or full.endswith("environ.get")) and name != 0:
            self.go(step, call)
            return True
        if last in DEFAULT_HOLDERS and name in (0, "default", "default_factory", "value"):
            path = step.path
            if name == "default_factory":
                path = path[1:] if path[:1] == (CALLED,) else ("?",)
            self.go(step, call, path)
            return True
        if self.client and wraps(full):
            self.go(step, call)
            return True
        return False

    def field(self, step: Step, klass: Any, name: str | int) -> bool:
        """Go on with the readers of a data class's field."""
        if isinstance(name, int):
            fields = field_names(klass)
            if name >= len(fields):
                return False
            name = fields[name]
        if name not in klass.inner.bindings:
            return False
        declared = klass.inner.bindings[name][0].node
        if limited(getattr(declared, "annotation", None), self.resolver):
            self.end("compared", step, f"the type of `{name}`", declared)
        self.attribute(step, name, klass.scope.module.path)
        return True

    def given(self, step: Step, function: Any, name: str | int, shift: int) -> bool:
        """Follow an argument to the parameter of a function."""
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        if isinstance(name, int):
            if name + shift >= len(positional):
                return False
            self.parameter(step, function, positional[name + shift])
            return True
        for argument in [*positional, *arguments.kwonlyargs]:
            if argument.arg == name:
                self.parameter(step, function, argument)
                return True
        if arguments.kwarg is not None and name != "*":
            for node in self.readers.of_name(arguments.kwarg.arg, function.inner):
                self.go(step, node, (name, *step.path))
            return True
        return False
