"""The files of a tree that are worth reading."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .finding import Problem
from .frontend import Source
from .gitignore import Ignored

SKIPPED = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        ".tox",
        ".nox",
        ".venv",
        "venv",
        "virtualenv",
        "site-packages",
        "dist-packages",
        "node_modules",
        "bower_components",
        "__pycache__",
        "__pypackages__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".cache",
        ".eggs",
        ".ipynb_checkpoints",
        ".next",
        ".nuxt",
        ".svelte-kit",
        ".turbo",
        ".yarn",
        ".pnpm-store",
        "vendor",
        "vendored",
        "_vendor",
        "third_party",
        "thirdparty",
        "dist",
        "build",
        "_build",
        "out",
        "coverage",
        "htmlcov",
        ".idea",
        ".terraform",
    ]
)
"""Directories that hold what others wrote or what a machine made."""


_TEMPLATE = re.compile(r"^\.env[.\w-]*[.-](?:example|sample|template|dist|defaults)$", re.I)


def walk(
    paths: Sequence[str | Path],
    claims: Sequence[Callable[[str], bool]],
    max_bytes: int,
    problems: list[Problem],
) -> Iterator[Source]:
    """Yield the sources below some paths, each file once.

    Symbolic links to directories are not followed, so a loop cannot arise.

    Args:
        paths: Files and directories; a file named here is read whatever ignores it.
        claims: Say by a name whether anybody reads such files.
        max_bytes: The largest file to read.
        problems: Where to note what was left out.

    Raises:
        FileNotFoundError: A path does not exist.
    """
    seen: set[str] = set()
    for path in map(Path, paths):
        if not path.exists():
            raise FileNotFoundError(f"There is no {str(path)!r} to audit.")
        if path.is_file():
            files: Iterator[str] = iter([str(path)])
            above = len(str(path.parent)) + 1 if path.is_absolute() else 0
        else:
            files = _files(str(path), problems)
            above = 0 if str(path) == "." else len(str(path).rstrip(os.sep)) + 1
        for name in files:
            shown = name.replace(os.sep, "/").removeprefix("./")
            if not any(claim(shown) for claim in claims):
                continue
            real = os.path.realpath(name)
            if real in seen:
                continue
            seen.add(real)
            source = _read(name, shown, max_bytes, problems, above)
            if source is not None:
                yield source


def _files(root: str, problems: list[Problem]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        problems.append(Problem(str(error.filename), f"cannot be listed: {error.strerror}"))

    ignored = Ignored(root)
    for folder, names, files in os.walk(root, onerror=unreadable):
        ignored.enter(folder, files)
        names[:] = sorted(
            name
            for name in names
            if name not in SKIPPED
            and not name.endswith(".egg-info")
            and not ignored.matches(os.path.join(folder, name), is_folder=True)
        )
        # A virtual environment under any name.
        if "pyvenv.cfg" in files:
            names.clear()
            continue
        for name in sorted(files):
            path = os.path.join(folder, name)
            # `.env*` keeps keys out of git; the template beside them is committed all the same.
            if _TEMPLATE.match(name) or not ignored.matches(path, is_folder=False):
                yield path


def _read(
    name: str, shown: str, max_bytes: int, problems: list[Problem], above: int
) -> Source | None:
    try:
        if not os.path.isfile(name):
            return None
        size = os.path.getsize(name)
        # A notebook's bulk is its outputs, which are skipped without being looked at.
        if size > max_bytes * (8 if name.endswith(".ipynb") else 1):
            problems.append(
                Problem(shown, f"left out: {size / 1e6:.0f} MB, more than {max_bytes / 1e6:g} MB")
            )
            return None
        with open(name, "rb") as file:
            data = file.read()
    except OSError as error:
        problems.append(Problem(shown, f"cannot be read: {error.strerror}"))
        return None
    if b"\0" in data[:8192]:
        problems.append(Problem(shown, "left out: binary, or not in UTF-8"))
        return None
    return Source(shown, data, above=above)
