"""Texts with byte offsets of their own, and stretches of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

_LINE_END = re.compile(rb"\r\n?|\n")


class Unit:
    """A text with byte offsets of its own: a file, or one cell of a notebook.

    Args:
        path: The file's path as reports show it, with forward slashes.
        data: The text as UTF-8.
        language: ``"python"``, ``"javascript"``, ``"typescript"``, ``"go"``, ``"java"``,
            ``"ruby"`` or ``"config"``.
        cell: The notebook cell's 1-based index among all cells, or None.
    """

    __slots__ = ("_starts", "cell", "data", "language", "memo", "path")

    def __init__(self, path: str, data: bytes, language: str, cell: int | None = None) -> None:
        """Keep the text; the line table is made when first needed."""
        self.path = path
        self.data = data
        self.language = language
        self.cell = cell
        self._starts: list[int] | None = None
        # What a front end wants to keep as long as the text, such as a tree for rewriting.
        self.memo: dict[str, Any] = {}

    @property
    def starts(self) -> list[int]:
        """The byte offset at which each line starts."""
        if self._starts is None:
            if b"\r" in self.data:
                # A carriage return alone ends a line too, in Python as in JavaScript.
                self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.data))]
                return self._starts
            starts, at = [0], self.data.find(b"\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.data.find(b"\n", at + 1)
            self._starts = starts
        return self._starts

    def line_of(self, offset: int) -> int:
        """Return the 1-based line that holds a byte offset."""
        return bisect_right(self.starts, offset)

    def line_text(self, line: int) -> str:
        """Return a line without its end, by its 1-based number."""
        starts = self.starts
        if not 1 <= line <= len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(self.data)
        return self.data[starts[line - 1] : end].decode("utf-8", "replace").rstrip("\r\n")

    def offset(self, line: int, column: int) -> int:
        """Return the byte offset of a 1-based line and a 0-based byte column."""
        return self.starts[line - 1] + column


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a unit's text.

    Attributes:
        unit: The text it lies in.
        start: The offset of its first byte.
        end: The offset after its last byte.
    """

    unit: Unit
    start: int
    end: int

    @property
    def line(self) -> int:
        """The 1-based line on which it starts."""
        return self.unit.line_of(self.start)

    @property
    def end_line(self) -> int:
        """The 1-based line on which it ends."""
        return self.unit.line_of(max(self.start, self.end - 1))

    @property
    def column(self) -> int:
        """The 1-based column, in characters, at which it starts."""
        begin = self.unit.starts[self.line - 1]
        return len(self.unit.data[begin : self.start].decode("utf-8", "replace")) + 1

    @property
    def text(self) -> str:
        """The source between its ends."""
        return self.unit.data[self.start : self.end].decode("utf-8", "replace")
