"""The modules of one project, and how their imports refer to each other."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable

from .index import Module
from .known import is_published
from .syntax import Node

_ROOTS = frozenset({"app", "src", "root", "server", "base", "main"})
"""What aliases call the root of the sources."""
_ROOMS = ("packages", "libs", "modules", "internal", "shared", "apps")
"""Where workspaces keep their packages."""
EXTENSIONS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")


def stem(path: str) -> str:
    """Return a path without its extension and without a last ``/index``."""
    for extension in EXTENSIONS:
        if path.endswith(extension):
            path = path[: -len(extension)]
            break
    return path.removesuffix("/index") or path


class Paths:
    """Finds files by what an import names.

    Args:
        paths: The files' paths.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        """Index the paths by their stems, and by the last part of those."""
        self._by_stem: dict[str, str] = {}
        self._by_last: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            name = stem(path)
            self._by_stem.setdefault(name, path)
            self._by_last[name.rpartition("/")[2]].append(path)

    def find(self, spec: str, importer: str) -> str | None:
        """Return the file that an import leads to, if it is among the paths.

        Args:
            spec: What the import names.
            importer: The importing file's path.
        """
        if spec.startswith("."):
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(importer), spec))
            return self._by_stem.get(wanted) or self._by_stem.get(stem(wanted))
        alias = next(
            (a for a in ("@/", "~/", "#/", "$/", "~~/", "src/", "/") if spec.startswith(a)), None
        )
        if alias is None:
            if spec.startswith("#") and "/" in spec:
                # Node's subpath imports: ``#models/names.mjs``.
                spec = spec[1:]
            elif spec.startswith("$lib/"):
                spec = "lib/" + spec[5:]
            elif spec.startswith("@"):
                return self._scoped(spec, importer)
            elif spec.count("/") < 1:
                return None
        else:
            spec = spec[len(alias) :]
        return self._nearest(stem(spec), importer)

    def _scoped(self, spec: str, importer: str) -> str | None:
        """Return the file behind an alias or a workspace's package: ``@app/x``, ``@acme/ai``."""
        scope, _, rest = spec[1:].partition("/")
        if not rest or is_published(spec):
            return None
        if scope in _ROOTS and (found := self._nearest(stem(rest), importer)):
            return found
        if found := self._nearest(stem(f"{scope}/{rest}"), importer):
            return found
        package, _, inner = rest.partition("/")
        tail = f"/{stem(inner)}" if inner else ""
        for room in _ROOMS:
            for middle in ("/src", "", "/lib"):
                if found := self._nearest(f"{room}/{package}{middle}{tail}", importer):
                    return found
        return None

    def _nearest(self, wanted: str, importer: str) -> str | None:
        """Return the file whose path ends in a stem, and of several the one most nearby."""
        best, closeness = None, -1
        for path in self._by_last.get(wanted.rpartition("/")[2], ()):
            name = stem(path)
            if name != wanted and not name.endswith("/" + wanted):
                continue
            shared = len(posixpath.commonprefix([path, importer]))
            if shared > closeness:
                best, closeness = path, shared
        return best


class Project:
    """Modules by path, calls by name, and the names that imports give to exports.

    Attributes:
        modules: Those that are gone through for facts.
        every: All of them, for what leads from one to another.

    Args:
        modules: The project's modules.
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        """Index the modules."""
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
