"""What holds a change back that a run does not see: a name's reader in a file not followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..frontend import Source
from .held_by_tests import expectation
from .pieces import Piece


def with_unseen(
    pieces: Iterable[Piece], read: Iterable[str], sources: Sequence[Source]
) -> list[Piece]:
    """Return a group's pieces, held back where a file that it did not read may know their names.

    Args:
        pieces: The pieces.
        read: The files that were followed together.
        sources: All files of the run.
    """
    pieces = list(pieces)
    if not pieces:
        return pieces
    followed = set(read)
    others = [s for s in sources if s.path not in followed and s.path.endswith(_CODE)]
    named = {source.path for source in sources if source.primary}
    beyond = {source.path for source in sources if source.beyond}
    expected = expectation([source for source in sources if source.path in followed])
    result = []
    found: dict[tuple[str, ...], str] = {}
    for piece in pieces:
        obstacle = piece.obstacle
        if not obstacle and piece.edits and piece.path not in named:
            obstacle = "stands in a file that was not given to this run"
        if not obstacle and piece.edits and piece.path in beyond:
            obstacle = "stands behind a link that leads out of what was named: name the link too"
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
