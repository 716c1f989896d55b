"""The modules of one project, and how their imports refer to each other."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from .index import Module
from .scopes import Binding, Scope
from .tree import last_name

_NEVER_OWN = {"openai", "anthropic", "tiktoken", "litellm"}
"""Packages that a module of the same name further down the project does not stand for."""
_SHARED = frozenset({"agents", "swarm", "guidance"})
"""Libraries after which projects call folders of their own as well."""

# What calls a function for its caller, and whether what it is given beside are lists of arguments.
_DISPATCHERS = {
    "submit": False, "to_thread": False, "run_in_executor": False, "run_sync": False,
    "add_task": False, "run_in_threadpool": False, "map": True, "imap": True,
    "imap_unordered": True, "amap": True, "thread_map": True, "tmap": True,
}  # fmt: skip
# Vendors that a small table chooses a function for.
_MOST_IN_TABLE = 5


def module_name(path: str) -> tuple[str, bool]:
    """Return the dotted name that a path spells, and whether it is a package's ``__init__``."""
    parts = path.rsplit(".", 1)[0].strip("/").split("/")
    package = parts[-1] == "__init__"
    if package and len(parts) > 1:
        parts.pop()
    return ".".join(part for part in parts if part != ".."), package


class Project:
    """Modules by name, for imports; calls by name, for call sites.

    Attributes:
        modules: Those that are gone through for facts.
        every: All of them, for what leads from one to another.

    Args:
        modules: The project's modules.
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        """Index the modules by the last part of their names."""
        self.modules = list(modules)
        self.every = self.modules
        self._by_last: dict[str, list[Module]] = defaultdict(list)
        self._found: dict[tuple[str, int, str], Module | None] = {}
        self._calls: dict[str, list[ast.Call]] = {}
        self._renamed: dict[str, list[tuple[Module, str]]] | None = None
        self._dispatched: dict[str, list[tuple[ast.Call, int, bool]]] | None = None
        self._handed: dict[str, list[tuple[ast.Call, ast.expr]]] | None = None
        self._attributes: dict[str, list[tuple[ast.Attribute, Binding, Scope]]] = {}
        self._holders: dict[str, list[ast.ClassDef]] | None = None
        for module in self.modules:
            self._by_last[module.name.rpartition(".")[2]].append(module)

    def find(self, name: str, level: int, importer: Module) -> Module | None:
        """Return the module that an import names, if it is one of the project's.

        Args:
            name: The dotted name after ``from`` or ``import``.
            level: The number of leading dots.
            importer: The module that imports.
        """
        key = (name, level, importer.path)
        if key not in self._found:
            self._found[key] = self._find(name, level, importer)
        return self._found[key]

    def _find(self, name: str, level: int, importer: Module) -> Module | None:
        base = importer.name.split(".")
        if not importer.is_package:
            base = base[:-1]
        if level:
            if level > 1:
                base = base[: 1 - level] if level - 1 <= len(base) else []
            wanted = ".".join([*base, *filter(None, name.split("."))])
            return next(
                (m for m in self._by_last[wanted.rpartition(".")[2]] if m.name == wanted), None
            )
        if name.partition(".")[0] in sys.stdlib_module_names or name in _NEVER_OWN:
            return None
        best, closeness = None, -1
        for module in self._by_last.get(name.rpartition(".")[2], ()):
            if module.name != name and not module.name.endswith("." + name):
                continue
            shared = 0
            for one, other in zip(module.name.split("."), base, strict=False):
                if one != other:
                    break
                shared += 1
            if shared > closeness:
                best, closeness = module, shared
        if best is importer and not importer.is_package:
            return None
        if best is not None and name in _SHARED and self._has_longer(name, best):
            # The project calls its own by the whole name, so the short one is the library's.
            return None
        return best

    def _has_longer(self, name: str, module: Module) -> bool:
        """Say whether a package of the project's is imported anywhere by a longer name."""
        inner = f".{name}."
        return any(
            inner in f"{each}."
            and f".{module.name}".endswith("." + each.partition(inner)[0] + inner[:-1])
            for other in self.every
            for each in other.imported
            if not each.startswith(".")
        )

    def calls(self, name: str) -> list[ast.Call]:
        """Return the calls whose callee ends in a name."""
        if name not in self._calls:
            self._calls[name] = [c for m in self.every for c in m.calls.get(name, ())]
        return self._calls[name]

    def dispatched(self, name: str) -> list[tuple[ast.Call, int, bool]]:
        """Return the calls that have a function of this name called for them.

        Each with the function's place among the arguments, and whether what follows is lists of
        arguments: ``pool.map(send, requests)``, not ``pool.submit(send, request)``.
        """
        if self._dispatched is None:
            self._dispatched = defaultdict(list)
            for dispatcher, lists in _DISPATCHERS.items():
                for call in self.calls(dispatcher):
                    for at, argument in enumerate(call.args[:2]):
                        called = last_name(argument)
                        if called and at + 1 < len(call.args) + len(call.keywords):
                            self._dispatched[called].append((call, at, lists))
        return self._dispatched.get(name, [])[:20]

    def handed(self, name: str) -> list[tuple[ast.Call, ast.expr]]:
        """Return the calls that are given something of a name among their first arguments."""
        if self._handed is None:
            self._handed = defaultdict(list)
            for module in self.every:
                for call in (c for calls in module.calls.values() for c in calls):
                    for given in call.args[:3]:
                        if given.__class__ in (ast.Name, ast.Attribute):
                            self._handed[last_name(given)].append((call, given))
        return self._handed.get(name, [])

    def renamed_calls(self, name: str) -> list[ast.Call]:
        """Return the calls by another name that a file gives a function of this one.

        ``import query as ask``, ``ask = query``, ``ask = a.query if fast else b.query``.
        """
        if self._renamed is None:
            self._renamed = defaultdict(list)
            for module in self.every:
                for old, new in _renamings(module):
                    self._renamed[old].append((module, new))
        return [c for module, new in self._renamed.get(name, ()) for c in module.calls.get(new, ())]

    def holders(self, name: str) -> list[ast.ClassDef]:
        """Return the classes in whose bodies a name is bound."""
        if self._holders is None:
            self._holders = {}
            for module in self.every:
                for klass in module.nodes[ast.ClassDef]:
                    for bound in klass.inner.bindings:
                        self._holders.setdefault(bound, []).append(klass)
        return self._holders.get(name, [])

    def attributes(self, name: str) -> list[tuple[ast.Attribute, Binding, Scope]]:
        """Return the assignments to attributes of a name."""
        if name not in self._attributes:
            self._attributes[name] = [a for m in self.every for a in m.attributes.get(name, ())]
        return self._attributes[name]


def _renamings(module: Module) -> Iterator[tuple[str, str]]:
    """Yield the names that functions get in a file beside their own, with their own first."""
    found = set()
    for bound, bindings in module.scope.bindings.items():
        for binding in bindings:
            if binding.how == "import" and binding.name.rpartition(".")[2] != bound:
                found.add((binding.name.rpartition(".")[2], bound))
    for target, value in _assigned(module):
        if target.__class__ is not ast.Name or target.id not in module.calls:
            continue
        sides = [value.body, value.orelse] if value.__class__ is ast.IfExp else [value]
        table = value.value if value.__class__ is ast.Subscript else None
        for binding in module.scope.bindings.get(last_name(table), ()) if table is not None else ():
            # ``ask = BY_VENDOR[vendor]``; a long table's functions are too unlike one another.
            entries = getattr(binding.value, "values", ())
            sides += entries if isinstance(entries, list) and len(entries) <= _MOST_IN_TABLE else []
        found |= {
            (last_name(side), target.id)
            for side in sides
            if side.__class__ in (ast.Name, ast.Attribute) and last_name(side) != target.id
        }
    yield from sorted(found)


def _assigned(module: Module) -> Iterator[tuple[Any, Any]]:
    """Yield names and what they are given, also side by side: ``client, ask = OpenAI(), query``."""
    for node in module.nodes[ast.Assign]:
        target, value = node.targets[0], node.value
        if target.__class__ is ast.Tuple and value.__class__ is ast.Tuple:
            yield from zip(target.elts, value.elts, strict=False)
        else:
            yield target, value
