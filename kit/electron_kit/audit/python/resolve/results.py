"""What a call may give: returns, instances, what is handed through."""

from __future__ import annotations

import ast
from typing import Any

from ..tree import last_name, own_nodes
from ..values import Obj, distinct
from .defaults import CHOOSERS, DEFAULT_HOLDERS, ENV_READERS, Defaults
from .members import class_of
from .parameters import argument_for, default_of

# What goes in comes out, as far as the questions asked here go.
_TRANSPARENT_CALLS = {"str", "int", "float", "list", "tuple", "bool", "cast", "Secret", "SecretStr"}
_TRANSPARENT_METHODS = {
    "strip",
    "lower",
    "upper",
    "rstrip",
    "lstrip",
    "with_options",
    "copy",
    "deepcopy",
    "get_secret_value",
    "with_retry",
    "with_config",
}


# What gives the items of its argument, in whatever order and number; of a dictionary, its keys.
_SAME_ITEMS = {
    "list", "tuple", "set", "sorted", "frozenset", "reversed", "cycle", "islice", "iter", "choices",
    "sample", "deque",
}  # fmt: skip


class Callees(Defaults):
    """A part of the resolver: what a call may give."""

    def call(self, node: ast.Call) -> list[Obj]:
        """Return what a call may give."""
        function = node.func
        if function.__class__ is ast.Attribute:
            method = function.attr
            if method in ("get", "pop", "setdefault"):
                found = self.fetched(function, node)
                if found:
                    return found
            if method in _TRANSPARENT_METHODS:
                owners = self.of(function.value)
                if method in ("copy", "deepcopy") and node.args and is_copy_module(owners):
                    return self.of(node.args[0])
                return owners
            if method == "format":
                return self.formatted(function.value)
            if method in ("getenv", "get_env", "str", "env", "config"):
                found = self.environment(node)
                if found:
                    return found
        found = []
        for target in self.of(function) or self._generic(function):
            found += self.called(target, node)
        return found

    def _generic(self, function: Any) -> list[Obj]:
        """Return the class in ``Agent[Context](…)``."""
        if function.__class__ is not ast.Subscript or not last_name(function.value)[:1].isupper():
            return []
        return [o for o in self.of(function.value) if o.kind in ("ext", "class")]

    def called(self, target: Obj, node: ast.Call) -> list[Obj]:
        """Return what calling one object gives."""
        kind = target.kind
        if kind == "ext":
            return self.made(target, node)
        if kind == "func":
            return self.returned_to(target.node, node)
        if kind == "class":
            bases = [o for b in target.node.bases for o in self.of(b) if o.kind == "ext"]
            instance = Obj("inst", target.node, target.name, data=node)
            return [instance, *self._foreign_instances(bases, node)]
        if kind == "inst":
            for klass in self.ancestry(target.node):
                if "__call__" in klass.inner.bindings:
                    return [
                        o
                        for b in klass.inner.bindings["__call__"]
                        if b.how == "def"
                        for o in self.returned(b.node)
                    ]
            return []
        if kind == "partial":
            return self.called(target.data, node)
        if kind == "made":
            name = ".".join((target.name, *target.path))
            return [Obj("made", node, name, data=target, confidence=target.confidence)]
        return []

    def _foreign_instances(self, bases: list[Obj], node: Any) -> list[Obj]:
        return [
            Obj("made", node, base.name, data="subclass")
            for base in bases
            if base.name.startswith("openai.") and "OpenAI" in base.name
        ]

    def made(self, target: Obj, node: ast.Call) -> list[Obj]:
        """Return what calling something of another package gives."""
        name, last = target.name, target.name.rpartition(".")[2]
        if (
            last in ("getenv", "get") and ("environ" in name or "getenv" in name)
        ) or last in ENV_READERS:
            found = self.environment(node)
            if found:
                return found
        if name in ("functools.partial", "functools.partialmethod") and node.args:
            return [Obj("partial", node, data=o) for o in self.of(node.args[0])]
        if name in ("importlib.import_module", "builtins.__import__") and node.args:
            asked = [o for o in self.of(node.args[0]) if isinstance(o.data, str)]
            return [Obj("ext", node, str(o.data)) for o in asked if o.kind == "const"]
        if name == "builtins.dict":
            return [Obj("dict", node)]
        if last in ("next", "anext") and node.args:
            # Names and the like only: what a queue of requests holds is changed on its way.
            items = [e for o in self.of(node.args[0]) if o.kind == "list" for e in self.elements(o)]
            found = [o for e in items[:20] for o in self.of(e) if o.kind in ("const", "env")]
            if found:
                return found
        if last in _SAME_ITEMS and node.args:
            inner = self.of(node.args[0])
            if any(o.kind == "dict" for o in inner):
                return [Obj("list", node)]
            if any(o.kind == "list" for o in inner):
                return inner
        if name in ("builtins.getattr",) and len(node.args) >= 2:
            attribute = node.args[1]
            found = []
            if attribute.__class__ is ast.Constant and isinstance(attribute.value, str):
                for base in self.of(node.args[0]):
                    found += self.attribute_of(base, attribute.value, node)
            if len(node.args) > 2:
                found += self.of(node.args[2])
            return found
        if last in _TRANSPARENT_CALLS and node.args:
            return self.of(node.args[-1] if last == "cast" else node.args[0])
        if last in DEFAULT_HOLDERS:
            return self.held_default(node, last)
        if name in ("copy.copy", "copy.deepcopy") and node.args:
            return self.of(node.args[0])
        if last in CHOOSERS:
            return self.chosen(node)
        if (
            last in ("next", "anext", "aiter", "iter", "run", "wait_for", "shield", "to_thread")
            and node.args
        ):
            inner = self.of(node.args[0])
            if inner:
                return inner
        if last == "super":
            klass = class_of(node.scope)
            bases = [o for b in (klass.bases if klass else ()) for o in self.of(b)]
            return [Obj("inst", o.node, o.name) for o in bases if o.kind == "class"]
        return [Obj("made", node, name, confidence=target.confidence)]

    def returned(self, function: Any) -> list[Obj]:
        """Return what a function gives back, or yields if it is a context manager."""
        cuts = self._cuts
        key = ("returned", id(function))
        if key in self._busy:
            self._loops += 1
            return []
        known = self._returned.get(id(function))
        if known is not None:
            return known
        self._busy.add(key)
        found: list[Obj] = []
        try:
            if function.__class__ is ast.Lambda:
                found = self.of(function.body)
            else:
                managed = any("contextmanager" in last_name(d) for d in function.decorator_list)
                kinds = (
                    (ast.Return, ast.Yield) if managed or is_fixture(function) else (ast.Return,)
                )
                for statement in own_nodes(function, kinds):
                    if statement.value is not None:
                        found += self.of(statement.value)
                if not found and function.returns is not None:
                    found = self.annotated(function.returns, function.scope)
        finally:
            self._busy.discard(key)
        found = distinct(found)
        if self._lasts(cuts):
            self._returned[id(function)] = found
        return found

    def returned_to(self, function: Any, call: ast.Call) -> list[Obj]:
        """Return what a function gives back to one of its calls.

        What it only hands through, such as ``default`` in ``number("PORT", 80)``, is what this
        call gives it, and none of what others do.
        """
        handed = self._through.get(id(function))
        if handed is None:
            handed = self._through[id(function)] = _handed_through(function)
        if not handed:
            return self.returned(function)
        owner = self.owner(function)
        shift = 1 if owner is not None and not _is_static(function) else 0
        positional = [*function.args.posonlyargs, *function.args.args]
        found: list[Obj] = []
        for part, parameter in handed:
            if parameter is None or (shift and parameter is positional[0]):
                # A method that gives itself back: ``Ask().using("gpt-4o").send()``.
                found += self.of(part)
                continue
            given = argument_for(call, parameter, positional, shift)
            given = default_of(function, parameter) if given is None else given
            found += self.of(given) if given is not None else []
        read = self._variables.get(id(function))
        if read is None:
            read = self._variables[id(function)] = _variables_read(function)
        for parameter in read:
            given = argument_for(call, parameter, positional, shift)
            if given.__class__ is ast.Constant and isinstance(given.value, str):
                found.append(Obj("env", call, given.value))
        return distinct(found)

    def entered(self, expression: Any) -> list[Obj]:
        """Return what ``with expression as name`` binds."""
        found = []
        for item in self.of(expression):
            if item.kind == "inst":
                for klass in self.ancestry(item.node):
                    for name in ("__enter__", "__aenter__"):
                        for binding in klass.inner.bindings.get(name, ()):
                            if binding.how == "def":
                                found += self.returned(binding.node)
            found.append(item)
        return found


def _handed_through(function: Any) -> list[tuple[Any, ast.arg | None]]:
    """Return what a function gives back, each with the parameter that it is, or None.

    Nothing if no parameter is handed through as it is, or if it is called with itself.
    """
    if function.__class__ not in (ast.FunctionDef, ast.AsyncFunctionDef):
        return []
    parts = [
        part
        for statement in own_nodes(function, (ast.Return,))
        if statement.value is not None
        for part in _choices(statement.value)
    ]
    found = [(part, _parameter(part, function)) for part in parts]
    return found if any(parameter is not None for _, parameter in found) else []


def _choices(node: Any) -> list[Any]:
    """Return the expressions that one may turn out to be."""
    if node.__class__ is ast.IfExp:
        return [*_choices(node.body), *_choices(node.orelse)]
    if node.__class__ is ast.BoolOp:
        return [part for value in node.values for part in _choices(value)]
    return [node]


def _parameter(node: Any, function: Any) -> ast.arg | None:
    """Return the parameter that a name is, if nothing else is ever called so in a function."""
    if node.__class__ is not ast.Name or node.scope.node is not function:
        return None
    bindings = node.scope.bindings.get(node.id, ())
    if len(bindings) != 1 or bindings[0].how != "param" or bindings[0].star:
        return None
    return bindings[0].node


def _variables_read(function: Any) -> list[ast.arg]:
    """Return the parameters that name the variables of the environment which a function reads."""
    named = [
        call.args[0]
        for call in own_nodes(function, (ast.Call,))
        if call.args
        and (
            last_name(call.func) == "getenv"
            or (
                last_name(call.func) == "get"
                and last_name(getattr(call.func, "value", None)) == "environ"
            )
        )
    ]
    named += [
        node.slice
        for node in own_nodes(function, (ast.Subscript,))
        if last_name(node.value) == "environ"
    ]
    found = [_parameter(name, function) for name in named]
    return [parameter for parameter in found if parameter is not None]


def _is_static(function: Any) -> bool:
    return any(last_name(d) == "staticmethod" for d in function.decorator_list)


def is_copy_module(owners: list[Obj]) -> bool:
    """Say whether an object is the module `copy`."""
    return any(owner.kind == "ext" and owner.name == "copy" for owner in owners)


def is_fixture(function: Any) -> bool:
    """Say whether a function is a fixture of pytest, which yields what it gives."""
    return any(
        last_name(d.func if d.__class__ is ast.Call else d) == "fixture"
        for d in function.decorator_list
    )
