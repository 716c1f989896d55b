"""An expression as it is written: without ``await``, its name, arguments and keys."""

from __future__ import annotations

from .syntax import Node, string_value

_WRAPPED = frozenset({"parenthesized_expression", "await_expression"})


def bare(node: Node) -> Node:
    """Return an expression without ``await`` and a statement's parentheses."""
    while node.kind in _WRAPPED and node.children:
        node = node.children[0]
    return node


def last_name(node: Node) -> str:
    """Return the last part of a dotted expression's name, or an empty text."""
    node = bare(node)
    if node.kind in ("identifier", "property_identifier", "import", "super"):
        return node.text
    if node.kind == "member_expression":
        name = node.get("property")
        return name.text if name is not None else ""
    if node.kind == "subscript_expression":
        index = node.get("index")
        return (string_value(index) or "") if index is not None else ""
    if node.kind == "instantiation_expression" and node.children:
        return last_name(node.children[0])
    return ""


def dotted(node: Node) -> str:
    """Return an expression's attribute path, with ``?`` where it is not a name."""
    parts: list[str] = []
    node = bare(node)
    while node.kind == "member_expression":
        name, target = node.get("property"), node.get("object")
        parts.append(name.text if name is not None else "?")
        if target is None:
            break
        node = bare(target)
    if node.kind in ("identifier", "this", "super"):
        parts.append(node.text)
    elif node.kind == "call_expression":
        callee = node.get("function")
        parts.append((last_name(callee) if callee is not None else "") or "?")
    else:
        parts.append("?")
    return ".".join(reversed(parts))


def arguments(call: Node) -> list[Node]:
    """Return a call's arguments."""
    holder = call.get("arguments")
    if holder is None or holder.kind != "arguments":
        return []
    return [child for child in holder.children if child.kind != "ERROR"]


def first_argument(call: Node) -> Node | None:
    """Return a call's first argument."""
    found = arguments(call)
    return found[0] if found else None


def key_of(node: Node) -> str | None:
    """Return the name of an object's entry, if it is known."""
    if node.kind == "shorthand_property_identifier":
        return node.text
    key = node.get("key") or node.get("name")
    if key is None:
        return None
    if key.kind == "computed_property_name" and key.children:
        return string_value(key.children[0])
    if key.kind == "string":
        return string_value(key)
    return key.text


def member_of(node: Node, owner: Node) -> str:
    """Return the name of the member that a node takes of another, or nothing."""
    if node.kind != "member_expression" or node.get("object") is not owner:
        return ""
    name = node.get("property")
    return name.text if name is not None else ""
