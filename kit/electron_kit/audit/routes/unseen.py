"""What a run does not see: files that were not given, readers in files that are not followed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ..file_selection import walk
from ..finding import Problem
from ..frontend import Source
from .pieces import Piece

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
    seen = {os.path.realpath(source.path) for source in known}
    found: list[Source] = []
    problems: list[Problem] = []
    for root in dict.fromkeys(_root(Path(path)) for path in paths):
        for source in walk([root], claims, max_bytes, problems):
            real = os.path.realpath(source.path)
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


def with_unseen(
    pieces: Iterable[Piece], read: Iterable[str], sources: Sequence[Source]
) -> list[Piece]:
    """Return a group's pieces, held back where a file that it did not read may know their names.

    Args:
        pieces: The pieces.
        read: The files that were followed together.
        sources: All files of the run.
    """
    followed = set(read)
    others = [s for s in sources if s.path not in followed and s.path.endswith(_CODE)]
    named = {source.path for source in sources if source.primary}
    expected = _expectation([source for source in sources if source.path in followed])
    result = []
    found: dict[tuple[str, ...], str] = {}
    for piece in pieces:
        obstacle = piece.obstacle
        if not obstacle and piece.edits and piece.path not in named:
            obstacle = "stands in a file that was not given to this run"
        if not obstacle and expected and piece.edits:
            obstacle = f"is expected to go to OpenAI's address by a test ({expected})"
        if not obstacle and others:
            for path, *words in dict.fromkeys(piece.words):
                key = (path, *words)
                if key not in found:
                    found[key] = _reader(path, words, others)
                reader = found[key]
                if reader:
                    named_words = " and ".join(f"`{word}`" for word in words[:2])
                    obstacle = f"may also be used in {reader}, which names {named_words}"
                    break
        result.append(replace(piece, obstacle=obstacle) if obstacle else piece)
    return result


_TEST = re.compile(
    r"(?:^|/)(?:tests?|__tests__|specs?)/|(?:^|/)(?:conftest|test_[^/]*|[^/]*_test)\.py$"
    r"|\.(?:test|spec)\.[cm]?[jt]sx?$"
)
_ADDRESS = re.compile(rb"['\"/]api\.openai\.com\b")


def _expectation(followed: Sequence[Source]) -> str:
    """Return the first place where a test writes OpenAI's address: a mock of it, or an assertion.

    The requests of what moves go elsewhere, so such a test would fail after it.
    """
    for source in followed:
        if _TEST.search(source.inside):
            found = _ADDRESS.search(source.data)
            if found is not None:
                line = source.data.count(b"\n", 0, found.start()) + 1
                return f"{source.path}:{line}"
    return ""


_CODE = (".py", ".ipynb", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_SCRIPTS = _CODE[2:]


def _reader(path: str, words: Sequence[str], others: Sequence[Source]) -> str:
    """Return the first file that imports a module by its name and writes all the words."""
    if not path:
        # A file that is read by its name.
        name = words[0].encode()
        return next((source.path for source in others if name in source.data), "")
    stem = path.rpartition("/")[2].partition(".")[0]
    if stem in ("__init__", "index"):
        stem = path.split("/")[-2] if "/" in path else ""
    if not stem or path.endswith(".ipynb"):
        return ""
    script = path.endswith(_SCRIPTS)
    # A parameter: by its name, or by its place in a call of its function.
    parameter = words[1:] if len(words) > 2 else None
    words = words[:1] if parameter else words
    plain = [word.encode() for word in (stem, *words)]
    rare = sorted(plain, key=len, reverse=True)
    name = re.escape(stem.encode())
    imports = re.compile(
        rb"['\"/]" + name + rb"(?:\.\w+)?['\"]"
        if script
        else rb"(?m)(?:^|[\";:])[ \t]*(?:from[ \t][^\n]*\b|import[ \t][^\n]*\b)" + name + rb"\b"
    )
    own = re.compile(rb"\b(?:from|import)[ \t]+" + name + rb"\b(?!\.)")
    paths = {source.path for source in others}
    for source in others:
        if source.path.endswith(_SCRIPTS) is not script or source.path == path:
            continue
        data = source.data
        # The rarest word first: most files hold none of them.
        if not all(word in data for word in rare) or imports.search(data) is None:
            continue
        beside = f"{source.path.rpartition('/')[0]}/{stem}.py".lstrip("/")
        if not script and beside != path and beside in paths and own.search(data) is not None:
            # A module of the same name stands beside it, and comes first.
            continue
        if not all(re.search(rb"\b" + re.escape(word) + rb"\b", data) for word in plain[1:]):
            continue
        if parameter is None or _gives(data, words[0], *parameter):
            return source.path
    return ""


def _gives(data: bytes, function: str, name: str, at: str) -> bool:
    """Say whether a text may fill in a function's parameter."""
    for match in re.finditer(rb"\b" + re.escape(function.encode()) + rb"\s*(?=[(\W])", data):
        rest = data[match.end() : match.end() + 2000]
        if not rest.startswith(b"("):
            # Handed on rather than called: an import says nothing.
            continue
        arguments = _arguments(rest)
        given = [a for a in arguments if not re.match(rb"\s*\w+\s*=[^=]", a)]
        if any(re.match(rb"\s*(?:\*|\.\.\.|" + name.encode() + rb"\s*=)", a) for a in arguments):
            return True
        if at and len(given) > int(at):
            return True
    return False


def _arguments(text: bytes) -> list[bytes]:
    """Return a call's arguments, split at the commas between them."""
    depth, start, found = 0, 1, []
    for index in range(len(text)):
        letter = text[index : index + 1]
        if letter in b"([{":
            depth += 1
        elif letter in b")]}":
            depth -= 1
        if (letter == b"," and depth == 1) or depth == 0:
            found.append(text[start:index])
            start = index + 1
        if depth == 0:
            break
    return [a for a in found if a.strip()]
