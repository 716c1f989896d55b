"""What the parts of routes in JavaScript are called, and small questions about nodes."""

from __future__ import annotations

from ...facts import (
    Place,
    part_key,
)
from ..syntax import Node
from ..written import bare, first_argument

KEY = "OPENAI_API_KEY"
URL = "OPENAI_BASE_URL"
LACKS = "which Electron does not have"


def client_key(node: Node) -> str:
    """Return the key of a client's part."""
    return part_key("set-client", node.place)


def request_key(node: Node) -> str:
    """Return the key of a request's part."""
    return part_key("request", node.place)


def within(node: Node, outer: Node) -> bool:
    """Say whether an expression is a part of another."""
    return node.module is outer.module and outer.start <= node.start and node.end <= outer.end


def variable(node: Node) -> Place:
    """Return where an expression writes the name of the variable that it reads."""
    node = bare(node)
    if node.kind == "member_expression":
        name = node.get("property")
        return name.place if name is not None else node.place
    text = node
    if node.kind == "subscript_expression":
        text = node.get("index") or node
    elif node.kind == "call_expression":
        text = first_argument(node) or node
    if text.kind == "string":
        return Place(text.module.unit, text.start + 1, text.end - 1)
    return text.place


def expression(node: Node) -> Node:
    """Return the expression that reads a variable whose name is written here."""
    while node.kind in ("string_fragment", "string"):
        if node.parent is None:
            return node
        node = node.parent
    if node.kind == "arguments" and node.parent is not None:
        return node.parent
    if node.field == "property" and node.parent is not None:
        return node.parent
    return node


def is_read(node: Node) -> bool:
    """Say whether a name is a member that is taken, not an entry of a schema."""
    return node.field == "property" or node.kind == "shorthand_property_identifier_pattern"


def where_of(node: Node) -> str:
    """Return where an expression is, as a sentence says it."""
    return at(node.place)


def at(place: Place) -> str:
    """Return a place as a sentence says it."""
    return f"{place.unit.path}:{place.line}"
