"""Whether an expression is one of OpenAI's errors, or was taken out of one, and how surely."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from .fault_answers import is_answer
from .fault_handlers import Handlers
from .fault_types import are_ours, is_any, narrowed
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .tree import ancestors, last_name, walk


class Sure(IntEnum):
    """How sure it is that an expression has to do with one of OpenAI's errors."""

    NO = 0
    MAYBE = 1
    """An error is at hand, and nothing says of what."""
    SENT = 2
    """It comes out of code that sends a chat request, or out of the answer to one."""
    OURS = 3
    """The code says that it is one of the SDK's."""


# A function that is called so gives a part of the error that it is given, or its text.
_TAKES_OUT = re.compile(
    r"(?i)body|json|payload|detail|getattr|loads|extract|dict|data|response|message|text|vars|cast|"
    r"^str$|^repr$|format_exc"
)
# What an error is called, where a function is given one by nobody in sight.
_CALLED = re.compile(r"(?i)^(?:e|ex|exc|err|error|exception)$|_(?:err|error|exc|exception)$")
# Callbacks of frameworks that are given what a model's call raised.
_CALLBACK = re.compile(r"^on_(?:llm|chat_model)_error$")
_OURS = ("openai", "litellm", "langchain")
# Steps from a read back to the error: through variables, attributes and callers.
_STEPS = 8


class Faults:
    """Follows expressions back to errors.

    Args:
        resolver: The project's resolver.
        leads: Says what in a statement leads to a chat request, if anything does.
    """

    def __init__(self, resolver: Resolver, leads: Callable[[Any], Any]) -> None:
        """Start with nothing known."""
        self.resolver = resolver
        self.leads = leads
        self.handlers = Handlers(resolver, leads)
        self._known: dict[int, Sure] = {}
        self._tried: dict[int, Sure] = {}
        self._busy: set[int] = set()

    def sure(self, node: Any) -> Sure:
        """Say how sure it is that an expression is an error of OpenAI's or was taken out of it."""
        key = id(node)
        known = self._known.get(key)
        if known is not None:
            return known
        if node is None or key in self._busy or len(self._busy) > _STEPS:
            return Sure.NO
        self._busy.add(key)
        found = self._look(node)
        self._busy.discard(key)
        if not self._busy:
            self._known[key] = found
        return found

    def _look(self, node: Any) -> Sure:
        kind = node.__class__
        if kind is ast.Name:
            return self._name(node)
        if kind is ast.Attribute:
            return max(self.sure(node.value), self._kept(node))
        if kind is ast.Subscript:
            entry = node.slice.value if node.slice.__class__ is ast.Constant else None
            return self._entry(node.value) if entry == "error" else self.sure(node.value)
        if kind is ast.Call:
            return self._call(node)
        if kind is ast.BoolOp:
            return max(self.sure(value) for value in node.values)
        if kind is ast.IfExp:
            return max(self.sure(node.body), self.sure(node.orelse))
        if kind in (ast.Await, ast.NamedExpr, ast.FormattedValue):
            return self.sure(node.value)
        if kind is ast.JoinedStr:
            spelled = [v for v in node.values if v.__class__ is ast.FormattedValue]
            return max((self.sure(v) for v in spelled), default=Sure.NO)
        return Sure.NO

    def _call(self, node: ast.Call) -> Sure:
        name = last_name(node.func)
        first = node.args[0] if node.args else None
        if name == "format_exc" and not node.args:
            return self._around(node)
        if node.func.__class__ is ast.Attribute and name != "loads":
            if name == "get" and getattr(first, "value", None) == "error":
                return self._entry(node.func.value)
            found = self.sure(node.func.value)
            if not found and name == "exception" and not node.args:
                # Of a future, or of an attempt.
                return Sure.MAYBE
            if found or not _TAKES_OUT.search(name):
                return found
        return self.sure(first) if first is not None and _TAKES_OUT.search(name) else Sure.NO

    def _entry(self, body: Any) -> Sure:
        """Say how sure it is of what a body has under ``error``."""
        return Sure.SENT if is_answer(body, self.leads) else max(self.sure(body), Sure.MAYBE)

    def _around(self, node: Any) -> Sure:
        """Say how sure it is of the error that is handled where a node stands."""
        for above in ancestors(node):
            if above.__class__ is ast.ExceptHandler:
                return self._handled(above)
        return Sure.NO

    def _name(self, node: ast.Name) -> Sure:
        told = narrowed(node, self.resolver)
        if told is not None:
            return Sure.OURS if told else Sure.NO
        for above in ancestors(node):
            if above.__class__ is ast.ExceptHandler and above.name == node.id:
                return self._handled(above)
        scope = node.scope
        while scope.parent is not None and node.id not in scope.bindings:
            scope = scope.parent
        found = Sure.NO
        for binding in scope.bindings.get(node.id, ()):
            if binding.how == "param":
                found = max(found, self._parameter(binding, node.id))
            elif binding.how == "value" and binding.value is not None:
                found = max(found, self.sure(binding.value))
            elif binding.how == "item":
                # Of a pair that a function gives, or of a group of exceptions.
                part = self._part(binding.value, binding.name) if binding.name else Sure.NO
                found = max(found, part or self.sure(binding.value))
        return found

    def _part(self, value: Any, index: str) -> Sure:
        """Say how sure it is of a part of what a function gives: ``answer, error = ask(text)``."""
        return max(
            (
                self.sure(item.node.elts[int(index)])
                for item in self.resolver.of(value)
                if item.kind == "list"
                and item.node.__class__ is ast.Tuple
                and index.isdecimal()
                and int(index) < len(item.node.elts)
            ),
            default=Sure.NO,
        )

    def are_others(self, node: Any) -> bool:
        """Say whether an expression comes out of an error whose type is another library's."""
        for name in walk(node):
            if name.__class__ is not ast.Name:
                continue
            for above in ancestors(name):
                if above.__class__ is ast.ExceptHandler and above.name == name.id:
                    return self._handled(above) is Sure.NO and not is_any(above.type, of_http=True)
        return False

    def _handled(self, handler: ast.ExceptHandler) -> Sure:
        known = self._tried.get(id(handler))
        if known is None:
            known = self._tried[id(handler)] = self._tells(handler)
        return known

    def _tells(self, handler: ast.ExceptHandler) -> Sure:
        if are_ours(handler.type, self.resolver):
            return Sure.OURS
        body = handler.parent.body
        leads = any(self.leads(s) is not None or self.handlers.wraps(s) for s in body)
        if not is_any(handler.type, of_http=leads):
            return Sure.NO
        if leads:
            return Sure.SENT
        return Sure.NO if self._of_others(body) else Sure.MAYBE

    def _of_others(self, body: list[Any]) -> bool:
        """Say whether what is tried is known, and asks others than OpenAI."""
        calls = [n for statement in body for n in walk(statement) if n.__class__ is ast.Call]
        return bool(calls) and all(
            any(
                o.kind in ("ext", "made") and not o.name.startswith(_OURS)
                for o in self.resolver.of(call.func)
            )
            for call in calls
        )

    def _parameter(self, binding: Any, name: str) -> Sure:
        function, argument = binding.value, binding.node
        if binding.star:
            return Sure.NO
        if argument.annotation is not None and are_ours(argument.annotation, self.resolver):
            return Sure.OURS
        found = Sure(self.handlers.given(function))
        if _CALLBACK.search(getattr(function, "name", "")) and _CALLED.search(name):
            found = max(found, Sure.SENT)
        if function.__class__ is ast.Lambda:
            return found
        owner = self.resolver.owner(function)
        positional = [*function.args.posonlyargs, *function.args.args]
        sites = self.resolver.call_sites(function, owner)
        for call, shift in sites[:20]:
            given = argument_for(call, argument, positional, shift)
            if given is not None:
                found = max(found, self.sure(given))
        if not sites and not found and _CALLED.search(name):
            return Sure.MAYBE
        return found

    def _kept(self, node: ast.Attribute) -> Sure:
        """Say how sure it is of what an object keeps under a name."""
        if last_name(node.value) not in ("self", "cls") and not _CALLED.search(node.attr):
            return Sure.NO
        return max(
            (
                self.sure(binding.value)
                for target, binding, _ in self.resolver.project.attributes(node.attr)[:20]
                if binding.value is not None
                and (last_name(target.value) != "self" or _class_of(target) is _class_of(node))
            ),
            default=Sure.NO,
        )


def _class_of(node: Any) -> Any:
    return next((above for above in ancestors(node) if above.__class__ is ast.ClassDef), None)
