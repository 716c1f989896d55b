"""Which of OpenAI's types an error's type is compared with."""

from __future__ import annotations

from ..common.errors import OWN_TYPES
from .resolve import Resolver
from .syntax import Node, string_value
from .written import bare, last_name

_EQUAL = frozenset({"===", "!==", "==", "!="})
# Around an expression that it leaves as it is.
_AROUND = frozenset({"parenthesized_expression"})


def type_told(node: Node, resolver: Resolver) -> str | None:
    """Return the type of OpenAI's that an expression is tested for, if it is for one.

    That is ``error.type === "insufficient_quota"``, a case of a ``switch``, or an entry of
    ``["tokens", "requests"].includes(error.type)``.

    Args:
        node: What is read.
        resolver: The project's resolver.
    """
    child, above = node, node.parent
    while above is not None and above.kind in _AROUND:
        child, above = above, above.parent
    if above is None:
        return None
    if above.kind == "binary_expression":
        operator = above.get("operator")
        if operator is None or operator.text not in _EQUAL:
            return None
        sides = (above.get("left"), above.get("right"))
        return _first([side for side in sides if side is not None and side is not child])
    if above.kind == "switch_statement":
        body = above.get("body")
        cases = body.children if body is not None and body is not child else []
        return _first([value for case in cases if (value := case.get("value")) is not None])
    call = above.parent if above.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    among = callee.get("object") if callee is not None and last_name(callee) == "includes" else None
    if among is None:
        return None
    lists = [item.node for item in resolver.of(bare(among)) if item.kind == "array"]
    return _first([entry for each in lists for entry in each.children])


def _first(texts: list[Node]) -> str | None:
    """Return the first of some texts that is a type of OpenAI's."""
    return next((t for node in texts if (t := string_value(bare(node))) in OWN_TYPES), None)
