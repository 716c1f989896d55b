"""Where words that were said are shown first: given on, or put where a person sees them (C01)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from .tree import ancestors, children, dotted, last_name, walk

# What only keeps words, or tells the developer.
_QUIET = frozenset(
    {
        "append", "extend", "add", "insert", "appendleft", "setdefault", "update", "join",
        "debug", "info", "warning", "error", "exception", "log", "record",
    }
)  # fmt: skip
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
Test = Callable[[Any], bool]


def names_in(target: Any) -> set[str]:
    """Return the names that a target binds, or that an expression has."""
    return {n.id for n in walk(target) if n.__class__ is ast.Name}


def shown_in(region: list[Any], is_text: Test) -> Any:
    """Return where words of some statements are shown first, or None.

    That is the test for whether there are any, if they are shown behind one.

    Args:
        region: The statements.
        is_text: Says which expressions are such words.
    """
    held: set[str] = set()

    def has(node: Any) -> bool:
        return any(is_text(n) or (_is_read(n) and dotted(n) in held) for n in walk(node))

    for node in _in_order(region):
        kind = node.__class__
        if kind in (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.NamedExpr):
            if node.value is not None and has(node.value):
                targets = node.targets if kind is ast.Assign else [node.target]
                held |= {name for t in targets if (name := _holder(t))}
        elif kind is ast.For and has(node.iter):
            held |= names_in(node.target)
        elif kind is ast.Yield and node.value is not None and has(node.value):
            return _told_at(node, has)
        elif kind is ast.Call and any(map(has, [*node.args, *(k.value for k in node.keywords)])):
            name = last_name(node.func)
            if name in ("append", "extend", "insert") and node.func.__class__ is ast.Attribute:
                held |= {_holder(node.func.value)} - {""}
            elif _is_statement(node) and name not in _QUIET and "log" not in dotted(node.func):
                return _told_at(node, has)
    return None


def _in_order(region: list[Any]) -> Iterator[Any]:
    stack = region[::-1]
    while stack:
        node = stack.pop()
        if node.__class__ in _INNER:
            continue
        yield node
        stack += children(node)[::-1]


def _is_read(node: Any) -> bool:
    return node.__class__ in (ast.Name, ast.Attribute) and node.ctx.__class__ is ast.Load


def _holder(target: Any) -> str:
    """Return the name of what is set or added to: of ``history[-1]["content"]``, ``history``."""
    while target.__class__ is ast.Subscript:
        target = target.value
    return dotted(target)


def _is_statement(call: Any) -> bool:
    holder = call.parent
    while holder.__class__ is ast.Await:
        holder = holder.parent
    return holder.__class__ is ast.Expr


def _told_at(node: Any, has: Test) -> Any:
    for parent in ancestors(node):
        if parent.__class__ is ast.If:
            return parent.test if has(parent.test) else node
        if parent.__class__ in (ast.For, ast.AsyncFor, ast.While, ast.Try, ast.With):
            break
    return node
