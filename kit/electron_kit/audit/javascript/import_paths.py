"""Which file an import leads to: aliases, workspaces' packages, extensions."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable

from .known import is_published

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
        # The same import is followed again for every value that is looked for behind it.
        self._found: dict[tuple[str, str], str | None] = {}
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
        asked = (spec, importer)
        if asked not in self._found:
            self._found[asked] = self._find(spec, importer)
        return self._found[asked]

    def _find(self, spec: str, importer: str) -> str | None:
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
            elif spec.count("/") < 1 and not spec[:1].isupper():
                # A package; below TypeScript's ``baseUrl`` a component's file: ``SettingsView``.
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
