"""Which items of an output a piece of code is about: its tests of an item's type."""

from __future__ import annotations

from collections.abc import Iterator

from .syntax import Node, string_value
from .written import bare

_EQUAL, _OTHER = ("===", "=="), ("!==", "!=")


def type_test(node: Node | None, name: str) -> tuple[str, bool] | None:
    """Return the type that an item is tested for, and whether it is to be it; None for others.

    Args:
        node: The test.
        name: The item's name.
    """
    node = bare(node) if node is not None else None
    if node is None or node.kind != "binary_expression":
        return None
    left, operator, right = node.get("left"), node.get("operator"), node.get("right")
    if left is None or operator is None or right is None or not reads_type(left, name):
        return None
    word = string_value(bare(right))
    if word is None or operator.text not in (*_EQUAL, *_OTHER):
        return None
    return word, operator.text in _EQUAL


def reads_type(node: Node, name: str) -> bool:
    """Say whether an expression is the type of a name's item."""
    node = bare(node)
    owner, member = node.get("object"), node.get("property")
    return (
        node.kind == "member_expression"
        and owner is not None
        and owner.kind == "identifier"
        and owner.text == name
        and member is not None
        and member.text == "type"
    )


def tested_first(node: Node | None, name: str) -> bool:
    """Say whether a test holds only for items of one type."""
    node = bare(node) if node is not None else None
    while node is not None and node.kind == "binary_expression":
        operator = node.get("operator")
        if operator is None or operator.text != "&&":
            break
        left = node.get("left")
        node = bare(left) if left is not None else None
    found = type_test(node, name)
    return found is not None and found[1]


def statements(body: Node | None) -> list[Node]:
    """Return the statements of a block, or the one statement that stands for it."""
    if body is None:
        return []
    found = body.children if body.kind == "statement_block" else [body]
    return [node for node in found if node.kind not in ("comment", "empty_statement")]


def guarded(body: Node | None, name: str) -> bool:
    """Say whether a loop's body does nothing for items whose type it does not ask for.

    Args:
        body: The loop's statement, or the function's body.
        name: The item's name.
    """
    found = statements(body)
    if not found:
        return False
    first = found[0]
    if first.kind == "if_statement" and first.get("alternative") is None:
        test = type_test(first.get("condition"), name)
        inner = statements(first.get("consequence"))
        leaves = len(inner) == 1 and inner[0].kind in ("continue_statement", "return_statement")
        if test is not None and not test[1] and leaves and not inner[0].children:
            return True
    return all(_guarded(statement, name) for statement in found)


def _guarded(statement: Node, name: str) -> bool:
    if statement.kind != "if_statement" or not tested_first(statement.get("condition"), name):
        return False
    rest = statement.get("alternative")
    if rest is None:
        return True
    inner = statements(rest.children[0] if rest.kind == "else_clause" and rest.children else rest)
    return len(inner) == 1 and _guarded(inner[0], name)


def types_asked(body: Node | None, name: str) -> Iterator[str]:
    """Yield the types that some code tests an item for."""
    for inner in body.walk() if body is not None else ():
        found = type_test(inner, name)
        if found is not None:
            yield found[0]
