"""Names that a module imports under another name, called as they are where they come from.

Rules know functions and classes by their names, and so do the looks at who calls one.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .tree import walk

# What `--fix` asks for by name: in a file that calls these otherwise, it must not use theirs.
_KEPT = frozenset({"os", "dotenv", "__future__"})
_BLOCKS = (ast.If, ast.Try, ast.With)


def with_first_names(tree: ast.Module, text: str) -> ast.Module:
    """Put the names of ``from x import name as other`` in the place of the others; return the tree.

    Only where a file gives the other name to nothing else, and the first one to nothing at all.

    Args:
        tree: The tree, which is changed.
        text: Its code. Where that renames nothing, nothing is looked at.
    """
    if " as " not in text:
        return tree
    found = [
        (statement, alias)
        for statement in _imports(tree.body)
        if statement.module not in _KEPT
        for alias in statement.names
        if alias.asname not in (None, alias.name)
    ]
    if found:
        bound, used = _names(tree)
        firsts = Counter(alias.name for _, alias in found)
        chosen = {
            other: (statement, alias)
            for statement, alias in found
            if (other := alias.asname or "")
            and bound[other] == 1
            and not used[alias.name]
            and firsts[alias.name] == 1
        }
        for statement, alias in chosen.values():
            # Other files go on importing it by the name that it has here.
            statement.names.append(ast.copy_location(ast.alias(alias.name, None), alias))
        for node in walk(tree) if chosen else ():
            if node.__class__ is ast.Name and node.id in chosen:
                node.id = chosen[node.id][1].name
    return tree


def _imports(statements: list[Any]) -> Iterator[ast.ImportFrom]:
    for statement in statements:
        if statement.__class__ is ast.ImportFrom:
            yield statement
        elif isinstance(statement, _BLOCKS):
            yield from _imports(statement.body)
            for handler in getattr(statement, "handlers", ()):
                yield from _imports(handler.body)
            yield from _imports(getattr(statement, "orelse", []))


def _names(tree: ast.Module) -> tuple[Counter[str], Counter[str]]:
    """Return how often each name is given to something, and how often it stands anywhere."""
    bound: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for node in walk(tree):
        if node.__class__ is ast.Name:
            used[node.id] += 1
            bound[node.id] += node.ctx.__class__ is not ast.Load
            continue
        given: list[str] = []
        if node.__class__ is ast.arg:
            given = [node.arg]
        elif isinstance(node, ast.alias):
            given = [node.asname or node.name.partition(".")[0]]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            given = [node.name]
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            given = [node.name] if node.name else []
        elif isinstance(node, ast.Global | ast.Nonlocal):
            given = node.names
        bound.update(given)
        used.update(given)
    return bound, used
