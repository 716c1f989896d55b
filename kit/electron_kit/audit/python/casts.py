"""Casts: ``cast(T, x)`` of `typing` is x, and no rule has to know of it."""

from __future__ import annotations

import ast

_MODULES = frozenset({"typing", "typing_extensions"})


def without_casts(tree: ast.Module, text: str) -> ast.Module:
    """Put what is cast in the place of each cast of a tree, which is changed; return the tree.

    Args:
        tree: The tree.
        text: Its code. Where that has no word of a cast, nothing is looked at.
    """
    if "cast(" in text and "typing" in text:
        names, modules = _names(tree)
        if names or modules:
            _Casts(names, modules).visit(tree)
    return tree


def _names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Return what a file calls the function, and the modules that have it."""
    names, modules = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in _MODULES:
            names |= {each.asname or each.name for each in node.names if each.name == "cast"}
        elif isinstance(node, ast.Import):
            modules |= {each.asname or each.name for each in node.names if each.name in _MODULES}
    return names, modules


class _Casts(ast.NodeTransformer):
    def __init__(self, names: set[str], modules: set[str]) -> None:
        self.names, self.modules = names, modules

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func
        known = (
            called.id in self.names
            if isinstance(called, ast.Name)
            else isinstance(called, ast.Attribute)
            and called.attr == "cast"
            and isinstance(called.value, ast.Name)
            and called.value.id in self.modules
        )
        plain = len(node.args) == 2 and not node.keywords
        return node.args[1] if known and plain else node
