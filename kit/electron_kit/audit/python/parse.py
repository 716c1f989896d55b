"""Bytes to units and syntax trees: encodings, notebook cells, magics."""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from io import BytesIO

from ...installation import how_to_add
from ..facts import Unit
from ..finding import Problem
from ..frontend import Source
from ..languages import MENTIONS
from ..notebooks import InvalidNotebookError, code_cells
from . import newer_syntax
from .casts import without_casts
from .renamed import with_first_names

_MAGIC = re.compile(r"^(\s*)([%!?].*|[^\s#'\"=(\[{]+\?{1,2}\s*)$")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[\w, .\[\]]+=\s*)([%!].*)$")
_OTHER_LANGUAGE = re.compile(
    r"^\s*%%(?!time|timeit|capture|prun|python|py|debug|memit|mprun|memray|snakeviz|ipytest|wandb)"
)


_SHELL_LINE = re.compile(rb"(?m)^[ \t]*!.*openai\.(?:com|azure)")
_KERNEL = re.compile(
    rb"\"kernelspec\"\s*:\s*\{[^{}]*\"language\"\s*:\s*\"(?P<language>[^\"]+)\"|"
    rb"\"language_info\"\s*:\s*\{(?:[^{}]|\{[^{}]*\})*\"name\"\s*:\s*\"(?P<name>[^\"]+)\""
)


def parsed(source: Source, problems: list[Problem]) -> Iterator[tuple[Unit, ast.Module]]:
    """Yield a source's units with their trees; what cannot be read is noted.

    Args:
        source: A Python file or a notebook.
        problems: Where to note what was left out.
    """
    if source.path.endswith(".ipynb"):
        yield from _notebook(source, problems)
        return
    try:
        unit = Unit(source.path, decode(source.data).encode(), "python")
    except (SyntaxError, UnicodeError, LookupError) as error:
        problems.append(Problem(source.path, f"left out: {_reason(error)}"))
        return
    tree = _tree(unit.data, source.path, problems)
    if tree is not None:
        yield unit, tree


def decode(data: bytes) -> str:
    """Return a Python file's text without a byte order mark, by its own coding line.

    Raises:
        SyntaxError: The coding line names no known encoding.
        UnicodeError: The bytes are not in that encoding.
    """
    return data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else encoding_of(data))


def encoding_of(data: bytes) -> str:
    """Return the encoding that a Python file declares.

    Raises:
        SyntaxError: The coding line names no known encoding.
    """
    if b"coding" not in data[:400]:
        return "utf-8"
    encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _notebook(source: Source, problems: list[Problem]) -> Iterator[tuple[Unit, ast.Module]]:
    try:
        cells = list(code_cells(source.data))
    except InvalidNotebookError as error:
        problems.append(Problem(source.path, f"left out: {error}"))
        return
    kernel = _KERNEL.search(source.data)
    language = (kernel["language"] or kernel["name"] or b"").decode() if kernel else "python"
    if "python" not in language.lower():
        if MENTIONS.search(source.data):
            kind = f"{language} notebook"
            problems.append(Problem(source.path, f"{kind}: not read", kind=kind))
        return
    for number, text in cells:
        data = text.encode("utf-8", "replace")
        if _OTHER_LANGUAGE.match(text):
            if MENTIONS.search(data):
                reason = f"cell {number} left out: {text.split()[0]} is another language"
                problems.append(Problem(source.path, reason))
            continue
        if _SHELL_LINE.search(data):
            reason = f"cell {number}: its shell line is not read"
            problems.append(Problem(source.path, reason))
        unit = Unit(source.path, data, "python", number)
        tree = _tree(without_magics(text).encode("utf-8", "replace"), "", [])
        if tree is None:
            if any(mark in data for mark in (b"openai", b"gpt-", b"completions")):
                problems.append(Problem(source.path, f"cell {number} left out: not Python"))
            continue
        yield unit, tree


def without_magics(text: str) -> str:
    """Return a cell's code with magics and shell lines made comments of the same length in bytes.

    A line inside a string that starts with ``%`` or ``!`` is hurt only where the cell would
    not parse as it stands.
    """
    if not any(mark in text for mark in ("%", "!", "?")):
        return text
    try:
        compile(text, "", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    else:
        return text
    lines, continued = [], False
    for line in text.split("\n"):
        assigned = _ASSIGNED_MAGIC.match(line)
        size = len(line.encode("utf-8", "replace"))
        if continued:
            continued = line.rstrip().endswith("\\")
            lines.append(_comment("", size))
        elif _MAGIC.match(line):
            continued = line.rstrip().endswith("\\")
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(_comment(indent, size))
        elif assigned:
            rest = size - len(assigned[1].encode())
            lines.append(assigned[1] + "0" + " " * (rest - 1))
        else:
            lines.append(line)
    return "\n".join(lines)


def _comment(indent: str, size: int) -> str:
    """Return a statement that does nothing, so that a block may consist of it."""
    room = size - len(indent)
    if room < 5:
        return indent + ("0" + " " * (room - 1) if room else "")
    return indent + "pass " + " " * (room - 5)


def _tree(data: bytes, path: str, problems: list[Problem]) -> ast.Module | None:
    try:
        # As text: the bytes are UTF-8 whatever the coding line says.
        text = data.decode("utf-8", "replace")
        tree = without_casts(newer_syntax.parse(text), text)
        # A notebook's cells share their names, and each has a tree of its own.
        return with_first_names(tree, text) if path else tree
    except SyntaxError as error:
        line = f" (line {error.lineno})" if error.lineno else ""
        reason = f"left out: not Python 3: {error.msg}{line}"
        if not newer_syntax.installed():
            reason += (
                f"; if it is newer than Python {sys.version_info[0]}.{sys.version_info[1]}, "
                f"run the audit with that Python, or add its second reader: {how_to_add('audit')}"
            )
        problems.append(Problem(path, reason))
    except (RecursionError, MemoryError):
        problems.append(Problem(path, "left out: nested too deeply to be parsed"))
    except ValueError as error:
        problems.append(Problem(path, f"left out: {_reason(error)}"))
    return None


def _reason(error: Exception) -> str:
    return str(error).split("\n")[0][:120] or type(error).__name__
