"""What a parameter may be: its default, what callers pass, its annotation."""

from __future__ import annotations

import ast
from typing import Any, TypeGuard

from ..scopes import Binding, Scope
from ..tree import last_name
from ..values import Obj

_INJECTORS = {"Depends", "Security", "Provide", "Inject", "Injected", "FromDishka"}

# What calls a function with the arguments that come after it; -1: a method of the function itself.
_CALLERS = {
    "submit": 0, "to_thread": 0, "run_sync": 0, "call_soon": 0, "run_in_threadpool": 0,
    "run_in_executor": 1, "delay": -1, "remote": -1, "apply_async": -1,
}  # fmt: skip
_MOST_HANDED = 20


class Parameters:
    """A part of the resolver: what a parameter may be."""

    def parameter(self, binding: Binding, name: str) -> list[Obj]:
        """Return what a parameter may be: its default, its type, what callers pass."""
        function = binding.value
        if binding.star:
            return [Obj("param", binding.node, name, data=(function, binding.star))]
        owner = self.owner(function)
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        if owner is not None and positional and binding.node is positional[0]:
            decorators = {last_name(d) for d in function.decorator_list}
            if "classmethod" in decorators:
                return [Obj("class", owner, owner.name)]
            if "staticmethod" not in decorators:
                return [Obj("inst", owner, owner.name)]
        found: list[Obj] = []
        default = default_of(function, binding.node)
        if default is not None and is_injected(default):
            found += self.injected(default)
        elif default is not None:
            found += [
                o.by(f"default of parameter {name}") if o.kind == "const" else o
                for o in self.of(default)
            ]
        found += self.decorated_default(function, name)
        found += self.passed(function, binding.node, positional, owner)
        if binding.node.annotation is not None and not any(
            o.kind in ("made", "inst", "class") for o in found
        ):
            found += self.annotated(binding.node.annotation, function.scope)
        found.append(Obj("param", binding.node, name, data=(function, "")))
        return found

    def injected(self, node: ast.Call) -> list[Obj]:
        """Return what a web framework hands in: what the function it is named gives."""
        given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "dependency")]
        return [o for one in given for maker in self.of(one) for o in self.called(maker, node)]

    def passed(
        self, function: Any, parameter: ast.arg, positional: list[ast.arg], owner: Any
    ) -> list[Obj]:
        """Return what the project's calls of a function pass for a parameter."""
        found: list[Obj] = []
        for call, shift in self.call_sites(function, owner):
            argument = argument_for(call, parameter, positional, shift)
            if argument is not None:
                found += self.of(argument)
            # Enough to tell by: more callers pass more of the same.
            if len(found) > 60:
                break
        return found or self._dispatched(function, parameter, positional, owner)

    def _dispatched(
        self, function: Any, parameter: ast.arg, positional: list[ast.arg], owner: Any
    ) -> list[Obj]:
        """Return what a function gets from whoever calls it for the project: ``pool.map(send, …)``.

        Args:
            function: The function's node.
            parameter: Its parameter.
            positional: Those of its parameters that have a place.
            owner: The class that it is a method of, or None.
        """
        found: list[Obj] = []
        decorators = getattr(function, "decorator_list", ())
        static = any(last_name(d) == "staticmethod" for d in decorators)
        shift = 1 if owner is not None and not static else 0
        places = [number - shift for number, arg in enumerate(positional) if arg is parameter]
        for call, at, lists in self.project.dispatched(getattr(function, "name", "")):
            if not any(o.kind == "func" and o.node is function for o in self.of(call.args[at])):
                continue
            given = [k.value for k in call.keywords if k.arg == parameter.arg]
            rest = call.args[at + 1 :]
            given += [rest[n] for n in places if 0 <= n < len(rest)]
            for node in given:
                found += self.element(node, "") if lists else self.of(node)
        return found

    def call_sites(self, function: Any, owner: Any) -> list[tuple[ast.Call, int]]:
        """Return the calls of a function, with the number of parameters filled before the first.

        Args:
            function: The function's node.
            owner: The class that it is a method of, or None.
        """
        if function.__class__ is ast.Lambda:
            return []
        cuts = self._cuts
        key = ("sites", id(function))
        if key in self._busy:
            self._loops += 1
            return []
        known = self._sites.get(id(function))
        if known is not None:
            return known
        self._busy.add(key)
        try:
            name = function.name
            sites: list[tuple[ast.Call, int]] = []
            is_init = owner is not None and name in ("__init__", "__call__", "__new__")
            wanted = owner.name if is_init else name
            static = any(last_name(d) == "staticmethod" for d in function.decorator_list)
            shift = 1 if owner is not None and not static else 0
            calls = self.project.calls(wanted)[:61]
            if not is_init:
                calls = calls + self.project.renamed_calls(wanted)[:20]
            for call in calls:
                # What is known comes before what is not.
                for target in sorted(self.of(call.func), key=lambda o: o.kind == "path"):
                    if target.kind == "class" and is_init and self.inherits(target.node, owner):
                        sites.append((call, shift))
                        break
                    if target.kind == "func" and target.node is function:
                        sites.append((call, shift))
                        break
                    if target.kind == "path" and owner is not None and not is_init:
                        # A method of something unknown: only a name that nobody else has will do.
                        if len(name) > 6 and "_" in name:
                            sites.append((call, shift))
                        break
            if not is_init:
                sites += self._handed(function, shift)
            if is_init:
                for call in self.project.calls("__init__"):
                    base = call.func.value if call.func.__class__ is ast.Attribute else None
                    if (
                        base.__class__ is ast.Call
                        and last_name(base.func) == "super"
                        and self._super_reaches(call, owner)
                    ):
                        sites.append((call, shift))
        finally:
            self._busy.discard(key)
        if self._lasts(cuts):
            self._sites[id(function)] = sites
        return sites

    def _handed(self, function: Any, shift: int) -> list[tuple[ast.Call, int]]:
        """Return the calls that call a function for somebody: ``pool.submit(ask, text, model)``."""
        found: list[tuple[ast.Call, int]] = []
        for name, at in _CALLERS.items():
            for call in self.project.calls(name):
                if at < 0:
                    given = call.func.value if call.func.__class__ is ast.Attribute else None
                else:
                    given = call.args[at] if at < len(call.args) else None
                # Cheap, and first: most hand other functions on.
                if given is None or last_name(given) != function.name:
                    continue
                if any(o.kind == "func" and o.node is function for o in self.of(given)):
                    found.append((call, shift - at - 1))
        return found[:_MOST_HANDED]

    def _super_reaches(self, call: ast.Call, owner: ast.ClassDef) -> bool:
        scope: Scope | None = call.scope
        while scope is not None and not isinstance(scope.node, ast.ClassDef):
            scope = scope.parent
        if scope is None or scope.node is owner:
            return False
        return self.inherits(scope.node, owner)

    def inherits(self, node: Any, ancestor: Any) -> bool:
        """Say whether a class is another or one of its descendants."""
        return any(item is ancestor for item in self.ancestry(node))

    def ancestry(self, node: ast.ClassDef) -> list[ast.ClassDef]:
        """Return a class and its ancestors within the project, nearest first."""
        known = self._ancestry.get(id(node))
        if known is not None:
            return known
        found: list[ast.ClassDef] = []
        queue = [node]
        while queue and len(found) < 12:
            current = queue.pop(0)
            if current in found:
                continue
            found.append(current)
            for base in current.bases:
                queue += [o.node for o in self.of(base) if o.kind == "class"]
        self._ancestry[id(node)] = found
        return found

    def owner(self, function: Any) -> ast.ClassDef | None:
        """Return the class that a function is a method of."""
        scope = getattr(function, "scope", None)
        node = scope.node if scope is not None else None
        return (
            node
            if isinstance(node, ast.ClassDef) and function.__class__ is not ast.Lambda
            else None
        )

    def decorated_default(self, function: Any, name: str) -> list[Obj]:
        """Return the default that a click option gives a parameter."""
        found: list[Obj] = []
        for decorator in getattr(function, "decorator_list", ()):
            if decorator.__class__ is not ast.Call or last_name(decorator.func) not in (
                "option", "argument",
            ):  # fmt: skip
                continue
            names = [a.value for a in decorator.args if isinstance(a, ast.Constant)]
            spelled = {str(n).lstrip("-").replace("-", "_") for n in names}
            if name in spelled:
                for keyword in decorator.keywords:
                    if keyword.arg == "default":
                        found += [o.by(f"default of option {name}") for o in self.of(keyword.value)]
        return found

    def annotated(self, annotation: Any, scope: Scope) -> list[Obj]:
        """Return an object of the type that an annotation names."""
        if annotation is None:
            return []
        if annotation.__class__ is ast.Constant and isinstance(annotation.value, str):
            try:
                parsed = ast.parse(annotation.value, mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return []
            for node in ast.walk(parsed):
                node.scope, node.parent = scope, annotation
            return self.annotated(parsed, scope)
        if annotation.__class__ is ast.BinOp:
            return self.annotated(annotation.left, scope) + self.annotated(annotation.right, scope)
        if annotation.__class__ is ast.Subscript:
            if last_name(annotation.value) == "Annotated":
                inner = annotation.slice
                if inner.__class__ is ast.Tuple:
                    found = []
                    for extra in inner.elts[1:]:
                        if is_injected(extra):
                            found += self.injected(extra)
                        elif extra.__class__ is ast.Call:
                            found += self.of(extra)
                    return found + self.annotated(inner.elts[0], scope)
            if last_name(annotation.value) in ("Optional", "Union"):
                inner = annotation.slice
                parts = inner.elts if inner.__class__ is ast.Tuple else [inner]
                return [o for part in parts for o in self.annotated(part, scope)]
            return []
        if annotation.__class__ in (ast.Name, ast.Attribute):
            return self._instances(self.of(annotation), annotation)
        return []

    def _instances(self, types: list[Obj], node: Any) -> list[Obj]:
        found = []
        for item in types:
            if item.kind == "ext" and not item.name.startswith(("builtins.", "typing.")):
                found.append(Obj("made", node, item.name, data="annotation"))
            elif item.kind == "class":
                found.append(Obj("inst", item.node, item.name))
                found += self._members_of(item)
        return found

    def _members_of(self, item: Obj) -> list[Obj]:
        """Return what the members of an enumeration are; nothing of another class."""
        if not any(last_name(base).endswith("Enum") for base in item.node.bases):
            return []
        values = [s.value for s in item.node.body if s.__class__ is ast.Assign]
        return [
            o.by(f"member of {item.name}")
            for value in values
            for o in self.of(value)
            if o.kind == "const"
        ]


def is_injected(node: Any) -> TypeGuard[ast.Call]:
    """Say whether a default stands for what a web framework hands in: ``Depends(get_client)``."""
    return node.__class__ is ast.Call and last_name(node.func) in _INJECTORS


def default_of(function: Any, parameter: ast.arg) -> Any:
    """Return the expression of a parameter's default, or None."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    for arg, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        if arg is parameter:
            return default
    for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if arg is parameter:
            return default
    return None


def argument_for(call: ast.Call, parameter: ast.arg, positional: list[ast.arg], shift: int) -> Any:
    """Return the expression that a call passes for a parameter, or None."""
    for keyword in call.keywords:
        if keyword.arg == parameter.arg:
            return keyword.value
    for number, arg in enumerate(positional):
        if arg is parameter:
            at = number - shift
            if 0 <= at < len(call.args) and not any(
                a.__class__ is ast.Starred for a in call.args[: at + 1]
            ):
                return call.args[at]
    return None
