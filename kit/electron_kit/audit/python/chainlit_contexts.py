"""What Chainlit keeps of a talk: ``cl.chat_context.to_openai()`` gives all of it (B06)."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from .history_bounds import is_cut
from .resolve.lists import values_of
from .tree import last_name

_GIVES = ("to_openai", "get")


def kept_context(sent: Iterable[Any]) -> Any:
    """Return where all of a talk joins what is sent, or None.

    Args:
        sent: The expressions that a request's messages are made of.
    """
    todo = [(each, 0) for each in sent]
    while todo:
        node, depth = todo.pop(0)
        kind = node.__class__
        if kind is ast.Call:
            owner = node.func.value if node.func.__class__ is ast.Attribute else None
            if last_name(node.func) in _GIVES and last_name(owner) == "chat_context":
                return node
        elif kind is ast.Name and depth < 3:
            todo += [(value, depth + 1) for value in values_of(node)]
        elif kind in (ast.List, ast.Tuple):
            todo += [(e.value, depth) for e in node.elts if e.__class__ is ast.Starred]
        elif kind is ast.BinOp:
            todo += [(node.left, depth), (node.right, depth)]
        elif kind is ast.Subscript and node.slice.__class__ is ast.Slice and not is_cut(node):
            todo.append((node.value, depth))
    return None
