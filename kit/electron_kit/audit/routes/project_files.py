"""Where a named path's project begins, and which other files of it are read beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ..file_selection import walk
from ..finding import Problem
from ..frontend import Source

# Where one of these lies, a project begins: outside of it nobody reads its variables.
# A repository's root comes first, since its projects share their environment.
_ROOTS = ("pyproject.toml", "setup.py", "setup.cfg", "package.json", "requirements.txt")
# Files beside the named ones: more than that is no project, and it is said that not all was read.
_MOST = 20_000
_ENVIRONMENT = re.compile(r"^\.env(?:\.[\w.-]+)?$")


def around(
    paths: Sequence[str | Path],
    known: Sequence[Source],
    claims: Sequence[Callable[[str], bool]],
    max_bytes: int,
) -> tuple[list[Source], bool]:
    """Return what else stands in the projects of some paths, and whether that was read whole.

    Nothing of it is reported on or edited. Files with variables of the environment are read even
    where git ignores them: what they set decides where a client leads.

    Args:
        paths: What was named.
        known: What was read of it.
        claims: Say by a name whether anybody reads such files.
        max_bytes: The largest file to read.
    """
    seen = {os.path.realpath(source.file or source.path) for source in known}
    found: list[Source] = []
    problems: list[Problem] = []
    for root in dict.fromkeys(_root(Path(path)) for path in paths):
        for source in walk([root], claims, max_bytes, problems):
            real = os.path.realpath(source.file or source.path)
            if real not in seen:
                seen.add(real)
                found.append(replace(source, primary=False))
            if len(found) > _MOST:
                return found, False
        found += _ignored(root, [*known, *found], claims, max_bytes, seen)
    return found, True


def _root(path: Path) -> str:
    """Return the directory of the project that a path belongs to, named as the path is."""
    start = path if path.is_dir() else path.parent
    best = None
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / ".git").exists():
            best = folder
            break
        if best is None and any((folder / name).is_file() for name in _ROOTS):
            best = folder
    if best is None:
        return str(start)
    return str(best) if path.is_absolute() else os.path.relpath(best)


def _ignored(
    root: str,
    sources: Sequence[Source],
    claims: Sequence[Callable[[str], bool]],
    max_bytes: int,
    seen: set[str],
) -> list[Source]:
    folders = {root, *(os.path.dirname(source.path) or "." for source in sources)}
    found = []
    for folder in sorted(folders):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            path = os.path.join(folder, name)
            if _ENVIRONMENT.match(name) and os.path.realpath(path) not in seen:
                seen.add(os.path.realpath(path))
                found += [replace(s, primary=False) for s in walk([path], claims, max_bytes, [])]
    return found
