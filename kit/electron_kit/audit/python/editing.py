"""A unit's code as a tree to be edited: what stands where, indents, imports, ends of lines."""

from __future__ import annotations

import ast
from typing import Any

from ..facts import Place, Unit
from ..finding import Edit
from . import newer_syntax
from .parse import without_magics
from .tree import children, walk


class Written:
    """A unit's tree with parents, made again for rewriting.

    Args:
        unit: The text.
        tree: Its tree.
    """

    def __init__(self, unit: Unit, tree: ast.Module) -> None:
        """Give every node its parent, and find it again by where it stands."""
        self.unit = unit
        self.tree = tree
        self.by_span: dict[tuple[int, int], list[Any]] = {}
        self._imports: dict[str, list[Edit] | None] = {}
        for parent in walk(tree):
            for child in children(parent):
                child.parent = parent
                if hasattr(child, "lineno"):
                    self.by_span.setdefault(self.span(child), []).append(child)

    @classmethod
    def of(cls, unit: Unit) -> Written | None:
        """Return a unit's tree; the same one for the same unit."""
        if "tree" not in unit.memo:
            try:
                text = unit.data.decode()
                if unit.cell is not None:
                    text = without_magics(text)
                unit.memo["tree"] = cls(unit, newer_syntax.parse(text))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                unit.memo["tree"] = None
        found: Written | None = unit.memo["tree"]
        return found

    def span(self, node: Any) -> tuple[int, int]:
        """Return a node's byte offsets."""
        return (
            self.unit.offset(node.lineno, node.col_offset),
            self.unit.offset(node.end_lineno, node.end_col_offset),
        )

    def node(self, place: Place, *kinds: type) -> Any:
        """Return the node of some kinds that a place covers, or None."""
        return next(
            (n for n in self.by_span.get((place.start, place.end), ()) if isinstance(n, kinds)),
            None,
        )

    def replace(self, node: Any, text: str) -> Edit:
        """Return the edit that puts a text in a node's place."""
        start, end = self.span(node)
        return Edit(start, end, text, self.unit.cell)

    def insert(self, at: int, text: str) -> Edit:
        """Return the edit that inserts a text."""
        return Edit(at, at, text, self.unit.cell)

    def indent(self, offset: int) -> str | None:
        """Return the white space before an offset on its line; None if more stands there."""
        start = self.unit.data.rfind(b"\n", 0, offset) + 1
        before = self.unit.data[start:offset].decode()
        return before if not before.strip() else None

    def newline(self) -> str:
        """Return the line end that the unit uses."""
        return "\r\n" if b"\r\n" in self.unit.data else "\n"

    def need_import(self, name: str) -> list[Edit] | None:
        """Return the edits that import a module at the top; None if the name is taken."""
        if name not in self._imports:
            self._imports[name] = self._import(name)
        known = self._imports[name]
        return None if known is None else [*known]

    def _import(self, name: str) -> list[Edit] | None:
        taken = False
        for statement in self.tree.body:
            if isinstance(statement, ast.Import):
                if any(
                    (a.asname or a.name.partition(".")[0]) == name
                    and a.name.partition(".")[0] == name
                    for a in statement.names
                ):
                    return []
            elif isinstance(statement, ast.ImportFrom):
                taken |= any((a.asname or a.name) == name for a in statement.names)
        for node in walk(self.tree):
            taken |= (
                isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
            )
            taken |= isinstance(node, ast.arg) and node.arg == name
        if taken:
            return None
        return [self.insert(self._import_at(), f"import {name}{self.newline()}")]

    def _import_at(self) -> int:
        at, body = 0, self.tree.body
        for number, statement in enumerate(body):
            docstring = (
                number == 0
                and isinstance(statement, ast.Expr)
                and isinstance(statement.value, ast.Constant)
                and isinstance(statement.value.value, str)
            )
            future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
            if not docstring and not future:
                break
            at = self._line_after(statement)
        if at:
            return at
        first = next((s for s in body if isinstance(s, ast.Import | ast.ImportFrom)), None)
        if first is not None and self.indent(self.span(first)[0]) == "":
            return self.span(first)[0]
        return self._after_comments()

    def ends_line(self, end: int) -> bool:
        """Say whether nothing but a comment follows on an offset's line."""
        line_end = self.unit.data.find(b"\n", end)
        rest = self.unit.data[end : line_end if line_end >= 0 else len(self.unit.data)].strip()
        return not rest or rest.startswith(b"#")

    def after_imports(self, statement: Any) -> int:
        """Return where the line starts that follows the imports from a statement on."""
        last = statement
        body = self.tree.body
        for following in body[body.index(statement) + 1 :] if statement in body else []:
            if not isinstance(following, ast.Import | ast.ImportFrom):
                break
            last = following
        return self._line_after(last)

    def _line_after(self, statement: Any) -> int:
        end = self.span(statement)[1]
        newline = self.unit.data.find(b"\n", end)
        return len(self.unit.data) if newline < 0 else newline + 1

    def _after_comments(self) -> int:
        """Return where the first line starts that is no comment and no cell magic."""
        at = 0
        for line in self.unit.data.splitlines(keepends=True):
            if not line.lstrip().startswith((b"#", b"%%")):
                break
            at += len(line)
        return at
