"""What is a text for sure, as the input of a response has to be to be a chat's."""

from __future__ import annotations

import ast
from typing import Any

from .readers import holder
from .resolve.parameters import argument_for, default_of
from .resolve.resolver import Resolver
from .tree import last_name, walk

# Methods and functions that give a text whatever they are asked on, and attributes that are one.
_TEXT_METHODS = {
    "strip", "lstrip", "rstrip", "format", "join", "replace", "read", "read_text", "decode",
    "lower", "upper", "title", "removeprefix", "removesuffix", "render", "dumps",
}  # fmt: skip
_TEXT_CALLS = {"str", "input", "repr", "dedent", "dumps"}
_TEXT_ENDS = {"output_text", "content"}


class Texts:
    """Says which expressions are texts for sure.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Look at nothing yet."""
        self.resolver = resolver
        # What is being looked at: a name that is made of itself is a text if the rest is.
        self._seen: set[int] = set()

    def is_text(self, node: Any) -> bool:
        """Say whether an expression is a text, whatever it is put together from."""
        kind = node.__class__
        if id(node) in self._seen:
            return True
        self._seen.add(id(node))
        try:
            if kind is ast.Constant:
                return isinstance(node.value, str)
            if kind is ast.JoinedStr:
                return True
            if kind is ast.BinOp:
                left = self.is_text(node.left)
                adds = node.op.__class__ is ast.Add
                return left or (adds and self.is_text(node.right))
            if kind is ast.IfExp:
                return self.is_text(node.body) and self.is_text(node.orelse)
            if kind is ast.BoolOp:
                return all(self.is_text(value) for value in node.values)
            if kind in (ast.Await, ast.NamedExpr):
                return self.is_text(node.value)
            if kind is ast.Call:
                return self._gives_text(node)
            if kind is ast.Name:
                return self._names_text(node)
            if kind is ast.Attribute:
                if node.attr in _TEXT_ENDS:
                    return True
                found = self.resolver.of(node)
                return bool(found) and all(
                    item.kind == "const" and isinstance(item.data, str) for item in found
                )
        finally:
            self._seen.discard(id(node))
        return False

    def _gives_text(self, call: ast.Call) -> bool:
        name = last_name(call.func)
        if call.func.__class__ is ast.Attribute and name in _TEXT_METHODS:
            return True
        if name in _TEXT_CALLS:
            return True
        functions = [item.node for item in self.resolver.of(call.func) if item.kind == "func"]
        return bool(functions) and all(self._returns_text(function) for function in functions)

    def _returns_text(self, function: Any) -> bool:
        if function.__class__ is ast.Lambda:
            return self.is_text(function.body)
        if function.returns is not None:
            return _is_str(function.returns)
        found = [n for n in walk(function) if n.__class__ is ast.Return]
        return bool(found) and all(n.value is not None and self.is_text(n.value) for n in found)

    def _names_text(self, node: ast.Name) -> bool:
        scope = holder(node.id, node.scope)
        bindings = scope.bindings[node.id] if scope is not None else []
        if not bindings:
            found = self.resolver.of(node)
            return bool(found) and all(
                item.kind == "const" and isinstance(item.data, str) for item in found
            )
        return all(self._binds_text(binding, node.id) for binding in bindings)

    def _binds_text(self, binding: Any, name: str) -> bool:
        if binding.how == "value":
            annotation = getattr(binding.node, "annotation", None)
            if binding.value is None:
                return _is_str(annotation)
            return self.is_text(binding.value)
        if binding.how == "augment":
            return True
        if binding.how == "import":
            found = self.resolver.imported(binding, binding.node.scope)
            return bool(found) and all(
                item.kind == "const" and isinstance(item.data, str) for item in found
            )
        if binding.how == "item":
            elements = [
                element
                for item in self.resolver.of(binding.value)
                if item.kind == "list"
                for element in self.resolver.elements(item)
            ]
            return bool(elements) and all(self.is_text(element) for element in elements)
        if binding.how != "param" or binding.star:
            return False
        if binding.node.annotation is not None:
            return _is_str(binding.node.annotation)
        return self._passes_text(binding)

    def _passes_text(self, binding: Any) -> bool:
        """Say whether all callers in sight pass a text for a parameter."""
        function = binding.value
        owner = self.resolver.owner(function)
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        default = default_of(function, binding.node)
        passed = []
        for call, shift in self.resolver.call_sites(function, owner):
            given = argument_for(call, binding.node, positional, shift)
            if given is not None:
                passed.append(given)
            elif default is None:
                return False
        return bool(passed) and all(
            self.is_text(value) for value in ([*passed, default] if default else passed)
        )


def _is_str(annotation: Any) -> bool:
    if annotation.__class__ is ast.Constant:
        return bool(annotation.value == "str")
    return annotation.__class__ is ast.Name and annotation.id in ("str", "LiteralString")
