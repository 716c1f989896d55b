"""Copies that a request is asked with: nobody else has them, so they are what they are copies of.

Nodes are put in their place as a file's tree is made; no rule has to know of copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .syntax import Node

# What requests are asked by, and what they take whole.
_REQUESTS = frozenset(
    {
        b"create", b"parse", b"stream", b"streamText", b"generateText", b"streamObject",
        b"generateObject",
    }
)  # fmt: skip
_TAKEN = frozenset({b"messages", b"input"})
_CLONES = frozenset({b"Array.from", b"structuredClone", b"cloneDeep", b"_.cloneDeep"})
_METHODS = frozenset({b"slice", b"concat"})


def without_copies(given: Node) -> None:
    """Put what is copied in the place of the copies in a request's arguments.

    Args:
        given: The arguments, whose nodes are all there.
    """
    call = given.parent
    if call is None or call.kind != "call_expression" or not given.children:
        return
    callee = call.children[0]
    name = callee.children[-1] if callee.kind == "member_expression" else callee
    if _code(name) not in _REQUESTS:
        return
    for entry in given.children[0].children if given.children[0].kind == "object" else ():
        if entry.kind == "pair" and len(entry.children) == 2 and _code(entry.children[0]) in _TAKEN:
            _uncopied(entry)


def with_spread(copy: Node, node: type[Node]) -> None:
    """Make the copy that a name is given ``[...turns]``, of which rules know that it is one.

    Args:
        copy: A call: ``turns.slice()``, ``structuredClone(turns)``.
        node: How a node is made.
    """
    inner = _copied(copy)
    if inner is not None and inner.kind in ("identifier", "member_expression"):
        spread = node("spread_element", inner.start, inner.end, None, copy)
        spread.module, spread.children = copy.module, [inner]
        inner.field, inner.parent = None, spread
        copy.kind, copy.children = "array", [spread]


def _uncopied(entry: Node) -> None:
    value = entry.children[1]
    while (inner := _copied(value)) is not None:
        inner.around, inner.field, inner.parent = value.outside, value.field, entry
        entry.children[1] = value = inner


def _copied(node: Node) -> Node | None:
    if node.kind == "array":
        single = node.children[0] if len(node.children) == 1 else None
        return (
            single.children[0] if single is not None and single.kind == "spread_element" else None
        )
    if node.kind != "call_expression":
        return None
    callee, arguments = node.children[0], node.children[-1]
    if _code(callee) in _CLONES:
        return arguments.children[0] if len(arguments.children) == 1 else None
    if callee.kind != "member_expression" or arguments.children:
        return None
    return callee.children[0] if _code(callee.children[-1]) in _METHODS else None


def _code(node: Node) -> bytes:
    return node.module.unit.data[node.start : node.end]
