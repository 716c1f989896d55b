"""Edits made in a file's bytes: in Python files, and inside the strings of a notebook."""

from __future__ import annotations

import json
import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from json.decoder import scanstring
from typing import Any

from ..finding import Edit
from ..rewrite import splice_text
from . import newer_syntax
from .parse import decode, encoding_of, without_magics

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)


def splice_python(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Return a Python file's bytes with edits made.

    Raises:
        ValueError: Edits overlap, or the outcome is not Python.
    """
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    encoding = encoding_of(data)
    text = splice_text(decode(data).encode(), edits)
    _parses(text.decode())
    return mark + (text if encoding == "utf-8" else text.decode().encode(encoding))


def splice_notebook(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Return a notebook's bytes with edits made inside its cells' source strings.

    Everything outside of those strings stays byte for byte.

    Raises:
        ValueError: Edits overlap, or the outcome is not a notebook of Python.
    """
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    raw = data[len(mark) :].decode("utf-8")
    by_cell: dict[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.cell is None:
            raise ValueError("a change names no cell")
        by_cell[edit.cell].append(edit)
    changes: list[tuple[int, int, str]] = []
    for number, start in _sources(raw):
        if number in by_cell:
            source = _Source(raw, start)
            new = splice_text(source.text.encode(), by_cell[number]).decode()
            _parses(without_magics(new))
            changes += [source.change(edit) for edit in by_cell[number]]
    out, at = [], 0
    for begin, end, text in sorted(set(changes)):
        if begin < at:
            raise ValueError("two changes overlap")
        out += [raw[at:begin], text]
        at = end
    result = "".join([*out, raw[at:]])
    json.loads(result)
    return mark + result.encode()


def _parses(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            newer_syntax.parse(text)
        except SyntaxError as error:
            raise ValueError(f"the outcome would not parse (line {error.lineno})") from None


class _Source:
    """A cell's source as it stands in the JSON: a string, or a list of strings."""

    def __init__(self, raw: str, start: int) -> None:
        self.raw = raw
        self.spans: list[tuple[int, int, int]] = []  # characters from, raw from, raw to
        self.separator: str | None = None
        self.text = ""
        if raw[start] == '"':
            self._string(start)
            return
        at = _skip(raw, start + 1)
        while raw[at] == '"':
            begin = at
            at = self._string(at)
            gap = at
            at = _skip(raw, at)
            if raw[at] == ",":
                at = _skip(raw, at + 1)
                self.separator = raw[gap:at]
        if self.separator is None and self.spans:
            before = raw[start + 1 : begin]
            self.separator = "," + before if before.strip() == "" else ", "

    def _string(self, at: int) -> int:
        value, end = scanstring(self.raw, at + 1, False)
        self.spans.append((len(self.text), at + 1, end - 1))
        self.text += value
        return int(end)

    def change(self, edit: Edit) -> tuple[int, int, str]:
        """Return an edit of the cell's text as a change of the raw JSON."""
        data = self.text.encode()
        first = len(data[: edit.start].decode())
        last = first + len(data[edit.start : edit.end].decode())
        number = max(i for i, (begin, _, _) in enumerate(self.spans) if begin <= first)
        begin, raw_from, raw_to = self.spans[number]
        after = self.spans[number + 1][0] if number + 1 < len(self.spans) else len(self.text)
        if last > after:
            raise ValueError("a change crosses the strings of a cell")
        start = self._raw(raw_from, raw_to, first - begin)
        end = self._raw(raw_from, raw_to, last - begin)
        text = json.dumps(edit.replacement, ensure_ascii=False)[1:-1]
        if self.separator is not None:
            text = text.replace("\\n", f'\\n"{self.separator}"')
        return start, end, text

    def _raw(self, raw_from: int, raw_to: int, characters: int) -> int:
        """Return the raw offset after some of a string's characters."""
        at, passed = raw_from, 0
        while passed < characters and at < raw_to:
            match = _STRING.match(self.raw, at)
            assert match is not None  # noqa: S101 - the string was scanned before
            unit = match[0]
            at = match.end()
            # A pair of surrogates is one character.
            if re.fullmatch(r"\\u[dD][89abAB][0-9a-fA-F]{2}", unit):
                low = _STRING.match(self.raw, at)
                if low is not None and re.fullmatch(r"\\u[dD][c-fC-F][0-9a-fA-F]{2}", low[0]):
                    at = low.end()
            passed += 1
        return at


def _sources(raw: str) -> list[tuple[int, int]]:
    """Return each cell's 1-based index with the offset of its source's value."""
    found: list[tuple[int, int]] = []
    number = 0
    lists = [value for key, value in _members(raw, _skip(raw, 0)) if key == "cells"]
    if not lists:
        for key, value in _members(raw, _skip(raw, 0)):
            if key == "worksheets":
                for sheet in _items(raw, value):
                    lists += [v for k, v in _members(raw, sheet) if k == "cells"]
    for start in lists:
        for cell in _items(raw, start):
            number += 1
            members = dict(_members(raw, cell))
            source = members.get("source", members.get("input"))
            if source is not None and raw[source] in '"[':
                found.append((number, source))
    return found


def _members(raw: str, at: int) -> list[tuple[str, int]]:
    """Return an object's keys, each with the offset of its value."""
    found: list[tuple[str, int]] = []
    if raw[at] != "{":
        return found
    at = _skip(raw, at + 1)
    while raw[at] == '"':
        key, at = scanstring(raw, at + 1, False)
        at = _skip(raw, _skip(raw, at) + 1)
        found.append((key, at))
        _, at = _DECODER.raw_decode(raw, at)
        at = _skip(raw, at)
        if raw[at] == ",":
            at = _skip(raw, at + 1)
    return found


def _items(raw: str, at: int) -> list[int]:
    """Return the offsets of a list's items."""
    found: list[int] = []
    if raw[at] != "[":
        return found
    at = _skip(raw, at + 1)
    while raw[at] != "]":
        found.append(at)
        _, at = _DECODER.raw_decode(raw, at)
        at = _skip(raw, at)
        if raw[at] == ",":
            at = _skip(raw, at + 1)
    return found


def _skip(raw: str, at: int) -> int:
    match: Any = _SPACE.match(raw, at)
    return int(match.end())
