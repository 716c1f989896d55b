"""Which of a tree's files are worth reading, and what is said of the others."""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .finding import Problem
from .frontend import Source
from .gitignore import Ignored
from .languages import MENTIONS, kind_of, may_be_code, mentions, sends, suffix_of_script

SKIPPED = frozenset(
    ".git .hg .svn .tox .nox .venv venv virtualenv site-packages dist-packages node_modules "
    "bower_components __pycache__ __pypackages__ .mypy_cache .pytest_cache .ruff_cache .cache "
    ".eggs .ipynb_checkpoints .next .nuxt .svelte-kit .turbo .yarn .pnpm-store vendor vendored "
    "_vendor third_party thirdparty dist build _build out coverage htmlcov .idea .terraform".split()
)
"""Directories that hold what others wrote or what a machine made."""

_WORDS = frozenset({"vendor", "build", "out", "coverage"})
_OWN = (
    "page.tsx", "page.jsx", "page.js", "route.ts", "route.js", "+page.svelte", "+server.ts",
    "+server.js", "views.py", "apps.py",
)  # fmt: skip
OTHERS = "folder of others' code or of what a machine made"
IGNORED = "path that git ignores"
_TEMPLATE = re.compile(r"^(?:\.|dot)env[.\w-]*[.-](?:example|sample|template|dist|defaults)$", re.I)
_NO_KIND = "no kind of file that the audit reads"
# A name that no list would let through by itself.
_ANY_NAME = "any name at all"
# In bytes: what is larger, and of no known kind, is data.
_LARGEST_WRITTEN = 200_000
# Bytes in which a script names its interpreter: a file without an ending is told by them.
_FIRST_LINE = 120


def walk(
    paths: Sequence[str | Path],
    claims: Sequence[Callable[[str], bool]],
    max_bytes: int,
    problems: list[Problem],
) -> Iterator[Source]:
    """Yield the sources below some paths, each file once.

    Symbolic links to directories are not followed, so a loop cannot arise. A link to a file is
    read if the file is not read under a name of its own.

    Args:
        paths: Files and directories; a file named here is read whatever ignores it.
        claims: Say by a name whether anybody reads such files.
        max_bytes: The largest file to read.
        problems: Where to note what was left out.

    Raises:
        FileNotFoundError: A path does not exist.
    """
    seen: set[str] = set()
    roots = [os.path.realpath(named) for named in paths]
    for named in paths:
        path = Path(named)
        if not named or not path.exists():
            raise FileNotFoundError(
                f"There is no {str(named)!r} to audit. Name a file or a folder."
            )
        alone = not path.is_dir()
        if alone:
            files: Iterator[str] = iter([str(path)])
            above = len(str(path.parent)) + 1 if path.is_absolute() else 0
        else:
            files = _files(str(path), claims, problems)
            above = 0 if str(path) == "." else len(str(path).rstrip(os.sep)) + 1
        for name in files:
            shown = _readable(name)
            suffix = _suffix(name)
            if alone and not path.is_file():
                problems.append(Problem(shown, "is neither a file nor a folder: not read"))
                continue
            if not any(claim(shown + suffix) for claim in claims):
                _count(name, shown, suffix, problems, alone=alone)
                continue
            real = os.path.realpath(name)
            if real in seen:
                continue
            seen.add(real)
            data = _read(name, shown, max_bytes, problems)
            if data is not None:
                yield Source(
                    shown, data, above=above, suffix=suffix, file=name,
                    beyond=os.path.islink(name) and not _within(real, roots),
                )  # fmt: skip


def _within(path: str, roots: Sequence[str]) -> bool:
    return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)


def _files(
    root: str, claims: Sequence[Callable[[str], bool]], problems: list[Problem]
) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        shown = _readable(str(error.filename))
        problems.append(Problem(shown, f"cannot be listed: {error.strerror}"))

    ignored: Ignored | None = Ignored(root)
    if _lets_nothing_through(root, claims):
        ignored = None
        reason = "lets through nothing of what is here: not heeded"
        problems.append(Problem(_readable(os.path.join(root, ".gitignore")), reason, unread=False))
    inside = os.path.realpath(root) + os.sep
    # After all else: a file is called by its own name, if it has one here.
    links = []
    for folder, names, files in os.walk(root, onerror=unreadable):
        if ignored is not None:
            ignored.enter(folder, files)
        # A virtual environment under any name.
        if "pyvenv.cfg" in files:
            shown = _readable(folder)
            problems.append(Problem(shown, "left out", unread=False, kind=OTHERS))
            names.clear()
            continue
        names[:] = [n for n in sorted(names) if _enters(folder, n, ignored, inside, problems)]
        for name in sorted(files):
            path = os.path.join(folder, name)
            # `.env*` keeps keys out of git; the template beside them is committed all the same.
            if (
                ignored is not None
                and not _TEMPLATE.match(name)
                and ignored.matches(path, is_folder=False)
            ):
                shown = _readable(path)
                problems.append(Problem(shown, "left out", unread=False, kind=IGNORED))
            elif os.path.islink(path):
                links.append(path)
            else:
                yield path
    yield from links
    if ignored is not None and ignored.blind:
        reason = f"git's index {ignored.blind}: what it follows and .gitignore names was not read"
        problems.append(Problem(_readable(root), reason))


def _lets_nothing_through(root: str, claims: Sequence[Callable[[str], bool]]) -> bool:
    """Say whether the root's own ``.gitignore`` ignores any name, and takes back none that is here.

    Such a file lists what a larger tree lets through, of which this is a copy of a part; or a
    folder that keeps itself out of git was named to be read. Neither means that nothing is asked.
    """
    names = sorted(os.listdir(root)) if os.access(root, os.R_OK | os.X_OK) else []
    if ".gitignore" not in names:
        return False
    ignored = Ignored(root)
    ignored.enter(root, names)
    if not ignored.matches(os.path.join(root, _ANY_NAME), is_folder=False):
        return False
    return not any(_is_let_through(root, name, ignored, claims) for name in names)


def _is_let_through(
    root: str, name: str, ignored: Ignored, claims: Sequence[Callable[[str], bool]]
) -> bool:
    """Say whether a folder to enter, or a file that somebody reads, is not ignored."""
    path = os.path.join(root, name)
    is_folder = os.path.isdir(path)
    wanted = name not in SKIPPED if is_folder else any(claim(_readable(path)) for claim in claims)
    return wanted and not ignored.matches(path, is_folder=is_folder)


def _enters(
    folder: str, name: str, ignored: Ignored | None, inside: str, problems: list[Problem]
) -> bool:
    """Say whether a directory is walked; note it if it is not."""
    path = os.path.join(folder, name)
    shown = _readable(path)
    if (name in SKIPPED and not _is_ours(path, name)) or name.endswith(".egg-info"):
        if not name.startswith((".", "__")):
            problems.append(Problem(shown, "left out", unread=False, kind=OTHERS))
        return False
    if ignored is not None and ignored.matches(path, is_folder=True):
        problems.append(Problem(shown, "left out", unread=False, kind=IGNORED))
        return False
    if os.path.islink(path):
        # Within the tree its files are found where they are.
        if not os.path.realpath(path).startswith(inside):
            problems.append(Problem(shown, "a link that leads out of the tree: not followed"))
        return False
    return True


def _is_ours(path: str, name: str) -> bool:
    """Say whether a folder is part of the application, which calls something so.

    As a shop has its ``vendor``, and an insurer its ``coverage``: pages and routes stand in it.
    """
    return name in _WORDS and any(os.path.isfile(os.path.join(path, own)) for own in _OWN)


def _readable(name: str) -> str:
    """Return a path as reports show it, which can be written down although its bytes are no text.

    Two paths never become one.
    """
    shown = name.replace(os.sep, "/").removeprefix("./")
    return shown.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _suffix(name: str) -> str:
    """Return the suffix that says what a file is, where its name does not.

    That is one in capitals, and what a script's first line says.
    """
    base, suffix = os.path.splitext(name)
    if suffix:
        return suffix.lower() if suffix != suffix.lower() else ""
    if "." in os.path.basename(base):
        return ""
    try:
        with open(name, "rb") as file:
            return suffix_of_script(file.read(_FIRST_LINE)) if os.path.isfile(name) else ""
    except OSError:
        return ""


def _count(name: str, shown: str, suffix: str, problems: list[Problem], *, alone: bool) -> None:
    """Note a file that nobody reads, if it mentions OpenAI and is code, or was named alone."""
    kind = "script of another interpreter" if suffix == ".?" else kind_of(shown + suffix)
    if not os.path.isfile(name):
        return
    if not (kind or alone):
        if may_be_code(shown) and sends(_small(name)):
            problems.append(Problem(shown, f"{_NO_KIND}, and it mentions OpenAI", kind="other"))
        return
    if not _mentions(name):
        if alone:
            problems.append(Problem(shown, f"{_NO_KIND}, and it does not mention OpenAI", False))
    elif kind:
        problems.append(Problem(shown, f"{kind}: not read, and it mentions OpenAI", kind=kind))
    else:
        problems.append(Problem(shown, f"{_NO_KIND}, and it mentions OpenAI"))


def _small(name: str) -> bytes:
    """Return what a file holds that a person may have written; nothing of a larger one."""
    try:
        if os.path.getsize(name) > _LARGEST_WRITTEN:
            return b""
        with open(name, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _mentions(name: str) -> bool:
    """Say whether a file mentions OpenAI, however large it is."""
    try:
        with open(name, "rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return False
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return MENTIONS.search(data) is not None
    except (OSError, ValueError):
        # Nobody knows.
        return True


def _read(name: str, shown: str, max_bytes: int, problems: list[Problem]) -> bytes | None:
    try:
        if os.path.islink(name) and not os.path.exists(name):
            problems.append(Problem(shown, "a link that leads nowhere", unread=False))
            return None
        if not os.path.isfile(name):
            return None
        size = os.path.getsize(name)
        # A notebook's bulk is its outputs, which are skipped without being looked at.
        if size > max_bytes * (8 if name.endswith(".ipynb") else 1):
            reason = f"left out: {size / 1e6:.0f} MB, more than {max_bytes / 1e6:g} MB"
            problems.append(Problem(shown, reason, unread=_mentions(name)))
            return None
        with open(name, "rb") as file:
            data = file.read()
    except OSError as error:
        problems.append(Problem(shown, f"cannot be read: {error.strerror}"))
        return None
    if b"\0" in data[:8192]:
        reason = "left out: binary, or not in UTF-8"
        problems.append(Problem(shown, reason, unread=mentions(data)))
        return None
    return data
