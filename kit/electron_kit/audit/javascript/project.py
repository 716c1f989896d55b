"""The modules of one project, and how their imports refer to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .import_paths import Paths
from .index import Module
from .manifests import Manifests
from .syntax import Node


class Project:
    """Modules by path, calls by name, and the names that imports give to exports.

    Attributes:
        modules: Those that are gone through for facts.
        every: All of them, for what leads from one to another.
        manifests: The versions of packages that it asks for.

    Args:
        modules: The project's modules.
        manifests: What lists its packages.
    """

    def __init__(self, modules: Iterable[Module], manifests: Manifests | None = None) -> None:
        """Index the modules."""
        self.manifests = manifests or Manifests()
        self.modules = list(modules)
        self.every = self.modules
        self._by_path = {module.path: module for module in self.modules}
        self._paths = Paths(self._by_path)
        # Asked for the same names again and again, once a module has been read for good.
        self._calls: dict[str, tuple[Node, ...]] = {}
        self._sets: dict[str, tuple[tuple[Node, Node], ...]] = {}
        self._fields: dict[str, list[Node]] | None = None
        self.aliases: dict[str, set[str]] = defaultdict(set)
        for module in self.modules:
            for text, bindings in module.scope.names.items():
                for binding in bindings:
                    if binding.how == "import" and binding.name != text:
                        self.aliases[binding.name].add(text)

    def find(self, spec: str, importer: Module) -> Module | None:
        """Return the module that an import names, if it is one of the project's."""
        path = self._paths.find(spec, importer.path)
        return self._by_path[path] if path is not None else None

    def at(self, path: str) -> Module | None:
        """Return the module of that path; None for a file of settings."""
        return self._by_path.get(path)

    def calls(self, name: str) -> tuple[Node, ...]:
        """Return the calls whose callee ends in a name."""
        if name not in self._calls:
            self._calls[name] = tuple(
                call for module in self.every for call in module.calls.get(name, ())
            )
        return self._calls[name]

    def sets(self, name: str) -> tuple[tuple[Node, Node], ...]:
        """Return where a member of that name is set, with what."""
        if name not in self._sets:
            self._sets[name] = tuple(
                pair for module in self.every for pair in module.member_sets.get(name, ())
            )
        return self._sets[name]

    def fields(self, name: str) -> list[Node]:
        """Return the fields of that name which classes define."""
        if self._fields is None:
            self._fields = defaultdict(list)
            for module in self.every:
                for kind in ("public_field_definition", "field_definition"):
                    for field in module.nodes.get(kind, ()):
                        label = field.get("name") or field.get("property")
                        if label is not None:
                            self._fields[label.text].append(field)
        return self._fields.get(name, [])
