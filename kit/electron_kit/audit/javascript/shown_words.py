"""Where words that were said are shown first: given on, or put where a person sees them (C01)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .scopes import FUNCTIONS
from .syntax import Node
from .written import arguments, bare, dotted, last_name

# What only keeps words, or tells the developer.
_KEEPS = frozenset({"push", "unshift", "concat", "add", "append"})
_QUIET = re.compile(r"(?i)^(?:console|log|logger|this\.log(?:ger)?)\.|^(?:debug|log|assert)$")
# Around what is called as a statement: ``void send(text)``, ``text && send(text)``.
_AROUND = frozenset(
    {
        "await_expression", "binary_expression", "parenthesized_expression", "unary_expression",
        "ternary_expression",
    }
)  # fmt: skip
_LOOPS = frozenset({"for_in_statement", "for_statement", "while_statement", "do_statement"})
Test = Callable[[Node], bool]


def shown_in(region: list[Node], is_text: Test) -> Node | None:
    """Return where words of some statements are shown first, or None.

    That is the test for whether there are any, if they are shown behind one.

    Args:
        region: The statements.
        is_text: Says which expressions are such words.
    """
    held: set[str] = set()

    def has(node: Node | None) -> bool:
        return node is not None and any(
            is_text(n) or (n.kind in _NAMED and dotted(n) in held) for n in node.walk()
        )

    for node in _in_order(region):
        if node.kind == "variable_declarator" and has(node.get("value")):
            name = node.get("name")
            if name is not None and name.kind == "identifier":
                held.add(name.text)
        elif node.kind in ("assignment_expression", "augmented_assignment_expression"):
            left = node.get("left")
            if left is not None and has(node.get("right")):
                held.add(_holder(left))
        elif node.kind == "yield_expression" and any(map(has, node.children)):
            return _told_at(node, has)
        elif node.kind == "call_expression" and any(map(has, arguments(node))):
            callee = node.get("function")
            owner = callee.get("object") if callee is not None else None
            if callee is None or _QUIET.search(dotted(callee)):
                continue
            if last_name(callee) in _KEEPS and owner is not None:
                held.add(_holder(owner))
            elif _is_statement(node):
                return _told_at(node, has)
    return None


_NAMED = frozenset({"identifier", "member_expression", "shorthand_property_identifier"})


def _in_order(region: list[Node]) -> Iterator[Node]:
    stack = region[::-1]
    while stack:
        node = stack.pop()
        if node.kind in FUNCTIONS:
            continue
        yield node
        stack += node.children[::-1]


def _holder(target: Node) -> str:
    """Return the name of what is set or added to: of ``history[i].content``, ``history``."""
    target = bare(target)
    while target.kind == "subscript_expression" or "[" in target.text:
        inner = target.get("object")
        if inner is None:
            break
        target = bare(inner)
    return dotted(target)


def _is_statement(call: Node) -> bool:
    holder = call.parent
    while holder is not None and holder.kind in _AROUND:
        holder = holder.parent
    return holder is not None and holder.kind == "expression_statement"


def _told_at(node: Node, has: Test) -> Node:
    for above in node.up():
        if above.kind == "if_statement":
            condition = above.get("condition")
            return condition if condition is not None and has(condition) else node
        if above.kind in _LOOPS or above.kind in FUNCTIONS:
            break
    return node
