"""Who reads a name: every use of a variable, an attribute, a function, across a project."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .index import Module
from .resolve.resolver import Resolver
from .scopes import Scope
from .tree import last_name, walk

# These read a name by its text: who reads it cannot be told from the names in the code.
_BY_TEXT = {"getattr", "setattr", "hasattr", "delattr", "patch", "object", "import_string"}
# These read every field of an object at once.
_DUMPS = ("asdict", "astuple", "vars")
_DUMPED = ("dict", "json", "model_dump", "model_dump_json", "_asdict", "to_dict")


class Readers:
    """Finds the nodes that read what is bound to a name.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Index nothing yet: most projects have nothing to move."""
        self.resolver = resolver
        self.project = resolver.project
        self._names: dict[int, dict[str, list[ast.Name]]] = {}
        self._outer: set[tuple[int, str]] | None = None
        self._attributes: dict[str, list[ast.Attribute]] | None = None
        self._texts: dict[str, list[tuple[str, ast.Constant]]] | None = None
        self._wholes: dict[int, list[Any]] = {}

    def of_name(self, name: str, scope: Scope, seen: set[Any] | None = None) -> Iterator[Any]:
        """Yield the nodes that read a name of a scope, in its module and where it is imported."""
        seen = set() if seen is None else seen
        if (name, id(scope)) in seen:
            return
        seen.add((name, id(scope)))
        module = scope.module
        for node in self._index(module).get(name, ()):
            if node.ctx.__class__ is not ast.Store and holder(name, node.scope) is scope:
                yield node
        if scope.node is None:
            yield from self._elsewhere(name, module, seen)

    def _elsewhere(self, name: str, module: Module, seen: set[Any]) -> Iterator[Any]:
        word = name.encode()
        for other in self.project.modules:
            # Most modules never write the name.
            if other is module or not any(word in unit.data for unit in other.units):
                continue
            for node in other.nodes[ast.ImportFrom]:
                for alias in node.names:
                    if alias.name == name and self._leads(node, other, module):
                        yield from self.of_name(alias.asname or name, home(node), seen)
            if any(self.project.find(b, level, other) is module for b, level in other.stars):
                for use in self._index(other).get(name, ()):
                    if holder(name, use.scope) is None:
                        yield use
        for attribute in self.attributes(name):
            if any(
                o.kind == "module" and o.data is module for o in self.resolver.of(attribute.value)
            ):
                yield attribute

    def _leads(self, node: ast.ImportFrom, importer: Module, module: Module) -> bool:
        return self.project.find(node.module or "", node.level, importer) is module

    def is_outer(self, name: str, scope: Scope) -> bool:
        """Say whether a function declares a name to be an outer function's (``nonlocal``)."""
        if self._outer is None:
            self._outer = {
                (id(node.scope), each)
                for module in self.project.every
                for node in module.nodes[ast.Nonlocal]
                for each in node.names
            }
        return (id(scope), name) in self._outer

    def by_text(self, name: str) -> Iterator[ast.Constant]:
        """Yield the strings by which a name is looked up: ``getattr(settings, "KEY")``."""
        if self._texts is None:
            self._texts = defaultdict(list)
            for module in self.project.modules:
                for node in module.nodes[ast.Constant]:
                    if isinstance(node.value, str) and _is_asked(node.parent):
                        self._texts[node.value.rpartition(".")[2]].append((node.value, node))
        for text, node in self._texts.get(name.rpartition(".")[2], ()):
            if text == name or text.endswith("." + name):
                yield node

    def of_all(self, module: Module) -> list[Any]:
        """Return what reads a module's names without naming them: ``vars(clients)``."""
        if id(module) not in self._wholes:
            found: list[Any] = []
            for name in ("globals", "vars", "locals"):
                for call in module.calls.get(name, ()):
                    # In a function, only the first of them gives the module's names.
                    here = name == "globals" or call.scope is module.scope
                    if here and not call.args and not _is_picked(call):
                        found.append(call)
            for other in self.project.modules:
                if other is not module:
                    found += self._handed(module, other)
            self._wholes[id(module)] = found
        return self._wholes[id(module)]

    def _handed(self, module: Module, other: Module) -> Iterator[Any]:
        last = module.name.rpartition(".")[2]
        if not any(last.encode() in unit.data for unit in other.units):
            return
        for alias, bindings in other.scope.bindings.items():
            if not any(b.how == "import" and b.name.split(".")[-1] == last for b in bindings):
                continue
            for node in self._index(other).get(alias, ()):
                parent = node.parent
                if node.ctx.__class__ is not ast.Load or parent.__class__ is ast.Attribute:
                    continue
                call = parent if parent.__class__ is ast.Call else None
                if call is not None and last_name(call.func) in (*_BY_TEXT, "reload"):
                    if len(call.args) < 2 or call.args[1].__class__ is ast.Constant:
                        continue
                if any(o.kind == "module" and o.data is module for o in self.resolver.of(node)):
                    yield parent

    def dumps(self, name: str, wanted: set[int]) -> Iterator[ast.Call]:
        """Yield the calls that give all of an object's fields, where one of them is wanted.

        Args:
            name: The field's name.
            wanted: The ids of the nodes that are looked for among what the field may be.
        """
        for module in self.project.modules:
            for called in (*_DUMPS, *_DUMPED):
                for call in module.calls.get(called, ()):
                    # `dict(x)` is a call by name: what it gives the fields of is its argument.
                    method = called in _DUMPED and call.func.__class__ is ast.Attribute
                    owner = call.func.value if method else next(iter(call.args), None)
                    for item in self.resolver.of(owner) if owner is not None else ():
                        if item.kind != "inst":
                            continue
                        values = self.resolver.member(item, name, call)
                        if any(id(o.whole.node) in wanted for o in values):
                            yield call
                            break

    def attributes(self, name: str) -> list[ast.Attribute]:
        """Return every attribute of a name."""
        if self._attributes is None:
            self._attributes = defaultdict(list)
            for module in self.project.modules:
                for node in module.nodes[ast.Attribute]:
                    self._attributes[node.attr].append(node)
        return self._attributes.get(name, [])

    def of_attribute(self, name: str, wanted: set[int]) -> Iterator[tuple[ast.Attribute, bool]]:
        """Yield the reads of an attribute that may give what is wanted, and whether in doubt.

        Args:
            name: The attribute's name.
            wanted: The ids of the nodes that are looked for among what the attribute may be.
        """
        for node in self.attributes(name):
            if node.ctx.__class__ is ast.Store:
                continue
            found = self.resolver.of(node)
            if any(id(o.whole.node) in wanted for o in found):
                yield node, False
            elif not found or all(o.kind in ("path", "param", "unknown") for o in found):
                yield node, True

    def _index(self, module: Module) -> dict[str, list[ast.Name]]:
        key = id(module)
        if key not in self._names:
            names: dict[str, list[ast.Name]] = defaultdict(list)
            for tree in module.trees:
                for node in walk(tree):
                    if node.__class__ is ast.Name:
                        names[node.id].append(node)
            self._names[key] = names
        return self._names[key]


def _is_asked(call: Any) -> bool:
    """Say whether a text stands where something is looked up by it."""
    return (call.__class__ is ast.Call and last_name(call.func) in _BY_TEXT) or _of_globals(call)


def _of_globals(node: Any) -> bool:
    """Say whether a text is looked up in ``globals()``."""
    if node.__class__ is ast.Call and node.func.__class__ is ast.Attribute:
        owner = node.func.value
    elif node.__class__ is ast.Subscript:
        owner = node.value
    else:
        return False
    return owner.__class__ is ast.Call and last_name(owner.func) in ("globals", "vars")


def _is_picked(call: ast.Call) -> bool:
    """Say whether ``globals()`` is only asked for names that are written there."""
    parent: Any = call.parent
    if parent.__class__ is ast.Subscript:
        return parent.slice.__class__ is ast.Constant
    if parent.__class__ is ast.Compare:
        return True
    asked = parent.parent if parent.__class__ is ast.Attribute else None
    return (
        asked.__class__ is ast.Call
        and parent.attr in ("get", "pop")
        and bool(asked.args)
        and asked.args[0].__class__ is ast.Constant
    )


def holder(name: str, scope: Scope) -> Scope | None:
    """Return the scope whose binding a name means where it is used."""
    start, current = scope, scope
    while current is not None:
        bound = name in current.bindings
        if bound and (current is start or not isinstance(current.node, ast.ClassDef)):
            return current
        current = current.parent  # type: ignore[assignment]
    return None


def home(node: Any) -> Scope:
    """Return the scope in which a statement's names are bound."""
    scope: Scope = node.scope
    return scope
