"""A value in a call: called, or handed in."""

from __future__ import annotations

from ...trails import CALLED
from ..known import WRAPPERS
from ..resolve import Resolver
from ..syntax import Node
from ..written import arguments, dotted, key_of, last_name
from .expressions import SAME, ExpressionWalk
from .walk import Step, short

SHOWN = frozenset(
    {
        "log", "info", "warn", "error", "debug", "Error", "TypeError", "RangeError", "write",
        "trace", "success", "expect", "toBe", "toEqual", "send",
    }
)  # fmt: skip
"""What shows a value to a person, and takes it no further."""
# What only looks at a value.
_TESTS = frozenset({"Boolean", "isArray", "keys", "hasOwnProperty", "hasOwn", "assert", "ok"})
_COPIES = frozenset({"withOptions"})


class CallWalk(ExpressionWalk):
    """Calls and their arguments."""

    def called(self, step: Step, parent: Node) -> None:
        """What is called: a function of ours that returns the value, or a client's request."""
        if step.path and step.path[0] == CALLED:
            self.go(step, parent, step.path[1:])
        elif self.client and step.taken and not step.path:
            if id(parent) in self.of.requests:
                self.end("request", step, "", parent)
            elif step.taken[-1] in _COPIES and not arguments_lead_away(parent):
                self.todo.append(Step(parent, (), step.taken[:-1], step.doubt))
            else:
                self.end("other", step, f"`{short(parent)}`", parent)
        else:
            self.unknown(step, parent)

    def made(self, step: Step, parent: Node) -> None:
        """End in a constructor: it is not followed what it makes of itself."""
        self.unknown(step, parent)

    def argument(self, step: Step, parent: Node) -> None:
        """Go on in what is called with the value, or end there."""
        call = parent.parent
        if call is None:
            return
        index = next((i for i, a in enumerate(arguments(call)) if a is step.node), -1)
        callee = call.get("function") or call.get("constructor")
        name = last_name(callee) if callee is not None else ""
        if id(call) in self.of.constructors:
            self.end("client", step, "", call)
        elif id(call) in self.of.requests:
            self.end("request", step, str(index), call)
        elif self.into_project(step, call, callee, index):
            return
        elif name in SHOWN:
            self.end("shown", step)
        elif name in _TESTS:
            self.end("test", step)
        elif name in SAME or name in WRAPPERS or name == "assign":
            self.go(step, call)
        elif name == "bind" and self.client:
            self.end("test", step)
        else:
            self.end("other", step, f"`{dotted(callee) if callee is not None else name}`", call)

    def into_project(self, step: Step, call: Node, callee: Node | None, index: int) -> bool:
        """Go on in the project's own functions that are called."""
        items = self.resolver.of(callee)
        functions = []
        for item in items:
            if item.kind == "function":
                functions.append(item.node)
            elif item.kind == "class":
                maker = _constructor(self.resolver, item.node)
                if maker is not None:
                    functions.append(maker)
        for function in functions:
            self.parameter(step, function, index)
        return bool(functions) and len(functions) == len(items)

    def parameter(self, step: Step, function: Node, index: int) -> None:
        """Go on with the readers of a function's parameter."""
        body = function.get("body")
        if body is None:
            self.unknown(step, function)
            return
        found = False
        for text, bindings in body.scope.names.items():
            for binding in bindings:
                if binding.how != "param" or binding.node is not function:
                    continue
                if binding.index == -1 and index >= _rest(function):
                    self.end("other", step, f"the rest parameter `{text}`", binding.target)
                    found = True
                if binding.index != index:
                    continue
                found = True
                path = tuple(str(part) for part in binding.path)
                if "..." in path:
                    self.named(step, text, bindings, function.module)
                elif step.path[: len(path)] == path:
                    inner = Step(step.node, step.path[len(path) :], step.taken, step.doubt)
                    self.named(inner, text, bindings, function.module)
                    if binding.target is not None:
                        self.own_property(inner, binding.target)
        if not found and step.path:
            return


def takes_apart(function: Node, index: int) -> bool:
    """Say whether a function's parameter is a pattern, not a name."""
    body = function.get("body")
    return body is not None and any(
        binding.how == "param" and binding.node is function and binding.index == index
        and bool(binding.path)
        for bindings in body.scope.names.values()
        for binding in bindings
    )  # fmt: skip


def arguments_lead_away(call: Node) -> bool:
    """Say whether a copy of a client is given a URL or a key of its own."""
    return any(
        key_of(child) in ("baseURL", "apiKey") or child.kind == "spread_element"
        for given in arguments(call)
        for child in given.children
    ) or any(given.kind != "object" for given in arguments(call))


def _constructor(resolver: Resolver, klass: Node) -> Node | None:
    for owner in resolver.ancestry(klass):
        body = owner.get("body")
        for child in body.children if body is not None else ():
            if child.kind == "method_definition" and key_of(child) == "constructor":
                return child
    return None


def _rest(function: Node) -> int:
    formal = function.get("parameters")
    return len(formal.children) - 1 if formal is not None else 0
