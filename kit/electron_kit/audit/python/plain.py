"""What says the same in other words, as the plainest of them: copies, gapless f-strings, counting.

Nodes are changed where the index comes by, before it looks at what is below them; where they are
written stays as it was. So no rule has to know of these, and none is told of them.
"""

from __future__ import annotations

import ast
from typing import Any

_MAKERS = frozenset({"list", "tuple", "set", "frozenset"})
_COPIES = frozenset({"list", "tuple", "copy", "deepcopy"})
_DISPLAYS = frozenset({ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.Dict})
# What requests are asked by, and what they take whole: nobody else has the copy that they get.
_REQUESTS = frozenset({"create", "acreate", "parse", "stream"})
_TAKEN = frozenset({"messages", "input"})


def simplified(node: Any) -> type:
    """Change a node to the plainest that says the same, and return what it is now.

    Args:
        node: A node of `KINDS` that nothing has been looked at below.
    """
    kind = node.__class__
    if kind is ast.JoinedStr:
        return _text(node)
    if kind is ast.Call:
        return _call(node)
    node.iter = copied(node.iter)
    counted = _counted(node)
    if counted is not None:
        node.counter, node.target = counted
        node.iter = copied(node.iter.args[0])
    return node.__class__


KINDS = frozenset({ast.JoinedStr, ast.Call, ast.For, ast.AsyncFor})
"""The kinds of nodes that `simplified` may change."""


def with_spread(node: Any) -> Any:
    """Return ``[*turns]`` for ``turns[:]``, of which rules know that it is a copy."""
    inner = _copied(node) if node.__class__ is ast.Subscript else None
    if inner is None:
        return node
    starred = ast.copy_location(ast.Starred(inner, ast.Load()), inner)
    return ast.copy_location(ast.List([starred], ast.Load()), node)


def copied(node: Any) -> Any:
    """Return what an expression is a copy of, or itself: ``list(x)``, ``x[:]``, ``[*x]``."""
    while (inner := _copied(node)) is not None:
        node = inner
    return node


def _copied(node: Any) -> Any:
    kind = node.__class__
    if kind is ast.Subscript:
        cut = node.slice
        whole = cut.__class__ is ast.Slice and (cut.lower, cut.upper, cut.step) == (None,) * 3
        return node.value if whole else None
    if kind is ast.List and len(node.elts) == 1 and node.elts[0].__class__ is ast.Starred:
        return node.elts[0].value
    if kind is not ast.Call or node.keywords or len(node.args) > 1:
        return None
    called = node.func
    if called.__class__ is ast.Attribute and called.attr in ("copy", "deepcopy"):
        return node.args[0] if node.args else called.value
    known = called.__class__ is ast.Name and called.id in _COPIES
    return node.args[0] if known and node.args else None


def _counted(loop: Any) -> tuple[Any, Any] | None:
    """Return a loop's counter and what it counts: ``for i, x in enumerate(xs)``."""
    pair, call = loop.target, loop.iter
    if (
        pair.__class__ is ast.Tuple
        and len(pair.elts) == 2
        and pair.elts[0].__class__ is ast.Name
        and call.__class__ is ast.Call
        and call.func.__class__ is ast.Name
        and call.func.id == "enumerate"
        and call.args
    ):
        return pair.elts[0], pair.elts[1]
    return None


def _text(node: Any) -> type:
    values = node.values
    if len(values) != 1 or values[0].__class__ is not ast.Constant:
        return ast.JoinedStr
    node.__class__, node.value, node.kind = ast.Constant, values[0].value, None
    return ast.Constant


def _call(node: Any) -> type:
    called = node.func
    if called.__class__ is ast.Attribute:
        if called.attr in _REQUESTS:
            for keyword in node.keywords:
                if keyword.arg in _TAKEN:
                    keyword.value = copied(keyword.value)
    elif called.__class__ is ast.Name and called.id == "dict":
        return _dictionary(node)
    made = called.__class__ is ast.Name and called.id in _MAKERS and not node.keywords
    display = node.args[0] if made and len(node.args) == 1 else copied(node)
    if display is not node and display.__class__ in _DISPLAYS:
        _become(node, display)
    return node.__class__


def _dictionary(node: Any) -> type:
    """Make ``dict(role="user")`` the display that it is."""
    if node.args or not node.keywords or any(each.arg is None for each in node.keywords):
        return ast.Call
    node.__class__, node.values = ast.Dict, [each.value for each in node.keywords]
    node.keys = [_key(each) for each in node.keywords]
    return ast.Dict


def _key(keyword: ast.keyword) -> ast.Constant:
    name = str(keyword.arg)
    key = ast.copy_location(ast.Constant(name), keyword)
    key.end_lineno, key.end_col_offset = key.lineno, key.col_offset + len(name.encode())
    return key


def _become(node: Any, other: Any) -> None:
    """Make a node what another is, where it stands itself."""
    node.__class__ = other.__class__
    for name in other._fields:
        setattr(node, name, getattr(other, name))
