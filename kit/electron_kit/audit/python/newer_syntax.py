"""Syntax newer than the interpreter: read all the same, by a second reader.

Tree-sitter's grammar finds what this interpreter's parser does not know yet: type parameters,
``type X = …``, exceptions without brackets, template strings, formatted strings with any
expression in them. Each is replaced by older syntax of the same length, so that everything
else of the file stands where it stood, and `ast` reads that.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

Edit = tuple[int, int, bytes]
_NOT_NEWLINE = re.compile(rb"[^\n\r]")


@lru_cache(maxsize=1)
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_python

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))


def installed() -> bool:
    """Say whether the second reader is installed."""
    try:
        _parser()
    except ImportError:
        return False
    return True


def parse(text: str) -> ast.Module:
    """Return a text's tree, also if some of its syntax is newer than the interpreter.

    Args:
        text: Python code.

    Raises:
        SyntaxError: It is no Python that either reader knows.
        ValueError: It holds a zero byte.
        RecursionError: It is nested too deeply; MemoryError may come as well.
    """
    try:
        return ast.parse(text)
    except SyntaxError:
        if not installed():
            raise
        data = text.encode("utf-8", "replace")
        older = as_older(data)
        if older == data:
            raise
        return ast.parse(older.decode("utf-8", "replace"))


def as_older(data: bytes) -> bytes:
    """Return code with newer syntax replaced by older syntax of the same length.

    Args:
        data: Python code as UTF-8.
    """
    out = bytearray(data)
    for start, end, text in _edits(_parser().parse(data).root_node, data):
        out[start:end] = text
    return bytes(out)


def _edits(root: Any, data: bytes) -> Iterator[Edit]:
    stack = [root]
    while stack:
        node = stack.pop()
        kind = node.type
        if kind == "type_parameter":
            # ``[T]`` after a function's, a class's or an alias's name.
            if node.parent.type in ("function_definition", "class_definition") or _aliased(node):
                yield node.start_byte, node.end_byte, _blank(data, node, outside=True)
                continue
        elif kind == "type_alias_statement":
            # ``type X = …`` binds X: ``0;   X = …``.
            yield node.start_byte, node.start_byte + 4, b"0;  "
        elif kind == "except_clause":
            yield from _exceptions(node, data)
        elif kind in ("string", "concatenated_string"):
            yield from _string(node, data)
            continue
        stack += node.children


def _aliased(node: Any) -> bool:
    above = node.parent
    while above is not None and above.type in ("generic_type", "type"):
        node, above = above, above.parent
    left = above.child_by_field_name("left") if above is not None else None
    return (
        above is not None
        and above.type == "type_alias_statement"
        and left is not None
        and left.start_byte == node.start_byte
    )


def _exceptions(node: Any, data: bytes) -> Iterator[Edit]:
    """Yield ``except A, B:`` as ``except A| B:``."""
    values = node.children_by_field_name("value")
    for one, other in pairwise(values):
        comma = data.find(b",", one.end_byte, other.start_byte)
        if comma >= 0:
            yield comma, comma + 1, b"|"


def _string(node: Any, data: bytes) -> Iterator[Edit]:
    """Yield the edits for a string, or for strings that are joined by standing side by side."""
    parts = [c for c in node.children if c.type == "string"] if _joined(node) else [node]
    if all(_plain(part, data) for part in parts):
        return
    if not _joined(node) and node.type == "string":
        text = _swapped(node, data)
        if text is not None:
            yield node.start_byte, node.end_byte, text
            return
    # The expressions alone, as a tuple; of joined strings those of all.
    tuple_ = bytearray(_blank(data, node, outside=False))
    tuple_[0:1], tuple_[-1:] = b"(", b")"
    base = node.start_byte
    for part in parts:
        for place in part.children:
            if place.type == "interpolation":
                _expression(place, data, tuple_, base)
    yield node.start_byte, node.end_byte, bytes(tuple_)


def _joined(node: Any) -> bool:
    return bool(node.type == "concatenated_string")


def _expression(place: Any, data: bytes, text: bytearray, base: int) -> None:
    """Put the expression between two braces back, with a comma after it."""
    inner = place.child_by_field_name("expression")
    if inner is None:
        return
    code = bytearray(data[inner.start_byte : inner.end_byte])
    for start, end, other in _edits(inner, data):
        code[start - inner.start_byte : end - inner.start_byte] = other
    text[inner.start_byte - base : inner.end_byte - base] = code
    text[place.end_byte - 1 - base : place.end_byte - base] = b","


def _plain(node: Any, data: bytes) -> bool:
    """Say whether a string is one that older interpreters read."""
    head = data[node.start_byte : node.children[0].end_byte].lower() if node.children else b""
    if b"t" in head:
        return False
    quote = head.lstrip(b"rbfut")
    for place in node.children:
        if place.type == "interpolation":
            inside = data[place.start_byte : place.end_byte]
            if any(mark in inside for mark in (quote, b"\\", b"#")):
                return False
            if len(quote) == 1 and (b"\n" in inside or quote in inside):
                return False
            if any(not _plain(inner, data) for inner in _strings(place)):
                return False
    return True


def _strings(node: Any) -> Iterator[Any]:
    """Yield the outermost strings below a node."""
    stack = list(node.children)
    while stack:
        inner = stack.pop()
        if inner.type == "string":
            yield inner
        else:
            stack += inner.children


def _swapped(node: Any, data: bytes) -> bytes | None:
    """Return a formatted string with the other quotes inside; None if that is not all it needs."""
    start = node.start_byte
    text = bytearray(data[start : node.end_byte])
    head = data[start : node.children[0].end_byte]
    quote = head.lower().lstrip(b"rbfut")
    if len(quote) != 1:
        return None
    other = b"'" if quote == b'"' else b'"'
    if b"t" in head.lower():
        text[: len(head)] = head.replace(b"t", b"f").replace(b"T", b"f")
    for place in node.children:
        if place.type != "interpolation":
            continue
        for inner in _strings(place):
            if any(child.type == "interpolation" for child in inner.children):
                return None
            begin, body = inner.children[0], data[inner.children[0].end_byte : inner.end_byte - 1]
            opening = data[begin.start_byte : begin.end_byte]
            if len(opening.lower().lstrip(b"rbfut")) != 1:
                return None
            body = re.sub(rb"[\"'\\{}#\n\r]", b"_", body)
            new = opening[:-1] + other + body + other
            text[inner.start_byte - start : inner.end_byte - start] = new
        left = text[place.start_byte - start : place.end_byte - start]
        if any(mark in left for mark in (b"\n", b"\r", b"\\", b"#", quote)):
            return None
    return bytes(text)


def _blank(data: bytes, node: Any, *, outside: bool) -> bytes:
    """Return spaces as long as a node, its line ends kept.

    Args:
        data: The code.
        node: The node.
        outside: Whether no bracket stands around it, so that a line end needs a backslash.
    """
    text = _NOT_NEWLINE.sub(b" ", data[node.start_byte : node.end_byte])
    return re.sub(rb" (\r?\n)", rb"\\\1", text) if outside else text
