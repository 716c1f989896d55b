"""Which version of a package a file is written for, by the nearest ``package.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from ..frontend import Source

NAME = "package.json"
_MAJOR = re.compile(r"^[~^>=v ]*(\d+)")
_SECTIONS = ("dependencies", "devDependencies", "peerDependencies")


def is_manifest(path: str) -> bool:
    """Say by a file's name whether it lists a package's dependencies.

    Args:
        path: The file.
    """
    return path.rpartition("/")[2] == NAME


class Manifests:
    """The versions that a project's manifests ask for.

    Args:
        sources: The manifests.
    """

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        """Read nothing yet."""
        self._by_folder = {s.path.removesuffix(NAME): s.data for s in sources}
        self._read = lru_cache(maxsize=None)(self._versions)

    def major(self, package: str, path: str) -> int | None:
        """Return the major version of a package that a file gets; None if nobody says.

        Args:
            package: The package's name.
            path: The file.
        """
        for folder in self._around(path):
            asked = self._read(folder).get(package)
            if asked is not None:
                found = _MAJOR.match(asked)
                return int(found[1]) if found else None
        return None

    def package(self, path: str) -> str | None:
        """Return the folder of the package that a file belongs to; None outside of any.

        Args:
            path: The file.
        """
        return next(iter(self._around(path)), None)

    def _around(self, path: str) -> list[str]:
        folders = [f for f in self._by_folder if path.startswith(f)]
        return sorted(folders, key=len, reverse=True)

    def _versions(self, folder: str) -> dict[str, str]:
        try:
            content = json.loads(self._by_folder[folder])
        except (ValueError, RecursionError):
            return {}
        sections = [content.get(s) for s in _SECTIONS] if isinstance(content, dict) else []
        return {
            name: asked
            for section in sections
            if isinstance(section, dict)
            for name, asked in section.items()
            if isinstance(asked, str)
        }
