"""Which assignments of a name may hold where it is used."""

from __future__ import annotations

import ast
from typing import Any

from ..scopes import Binding
from ..tree import unit_of


def visible(bindings: list[Binding], use: Any) -> list[Binding]:
    """Return the bindings of a use's own scope that may hold at the use."""
    before = [b for b in bindings if position(b.node) < position(use) or b.how == "param"]
    if not before:
        return bindings
    around = loops(use)
    for number in range(len(before) - 1, -1, -1):
        binding = before[number]
        if binding.how == "augment":
            continue
        if covers(binding.node, use):
            before = before[number:]
            break
    if around:
        first = min(position(loop) for loop in around)
        before += [
            b
            for b in bindings
            if b not in before and position(b.node) > first and inside(b.node, around)
        ]
    return before


def position(node: Any) -> tuple[int, int, int]:
    """Return where a node stands: its cell, its line, its column."""
    if not hasattr(node, "lineno"):
        node = getattr(node, "context_expr", node)
    return (unit_of(node).cell or 0, node.lineno, node.col_offset)


def loops(node: Any) -> list[Any]:
    """Return the loops around a node, within its function."""
    found = []
    while node is not None:
        if node.__class__ in (ast.For, ast.While, ast.AsyncFor):
            found.append(node)
        if node.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef):
            break
        node = node.parent
    return found


def inside(node: Any, ancestors: list[Any]) -> bool:
    """Say whether a node stands in one of some others."""
    while node is not None:
        if node in ancestors:
            return True
        node = getattr(node, "parent", None)
    return False


def covers(node: Any, use: Any) -> bool:
    """Say whether a binding's statement always runs before a use."""
    block = getattr(node, "parent", None)
    if block is None or node.__class__ is ast.arg:
        return node.__class__ is ast.arg
    if node.__class__ is ast.withitem:
        block = block.parent
    if block.__class__ is ast.Module:
        return True
    child, current = use, use.parent
    while current is not None:
        if current is block:
            return same_branch(block, node, child)
        child, current = current, current.parent
    return False


def same_branch(block: Any, one: Any, other: Any) -> bool:
    """Say whether two statements stand in the same branch of a block."""
    for name in ("body", "orelse", "finalbody"):
        branch = getattr(block, name, None)
        if isinstance(branch, list) and one in branch:
            return other in branch
    return True
