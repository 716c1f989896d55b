"""What a type annotation says of a value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..known import CLIENTS
from ..syntax import Node
from ..values import Obj
from .configured import injected

if TYPE_CHECKING:
    from .resolver import Resolver


# The SDK's classes, by either way of their import.
_CLIENTS = frozenset(f"openai.{name}" for name in CLIENTS)


def said_clients(
    resolver: Resolver, found: Iterable[Obj], said: Iterable[Node | None]
) -> list[Obj]:
    """Return the clients that a value is said to be, if its own type is out of sight.

    ``container.resolve("api") as OpenAI``: another package's function gave it.

    Args:
        resolver: What asks.
        found: What the value is by itself.
        said: Types that are said of it.
    """
    if not all(map(_is_unknown, found)):
        return []
    types = [item for each in said if each is not None for item in typed(resolver, each)]
    return [item for item in types if item.name in _CLIENTS]


def _is_unknown(item: Obj) -> bool:
    if item.kind == "made":
        return item.node is not None and item.node.kind == "call_expression"
    return item.kind in ("unknown", "global")


def typed(resolver: Resolver, annotation: Node) -> list[Obj]:
    """Return what a type annotation says about a value: a client, or an instance."""
    # A value that is called like its type: const Settings: Settings = …
    guard = (id(annotation), ":")
    if guard in resolver.walked:
        return []
    resolver.walked.add(guard)
    try:
        return _types_of(resolver, annotation)
    finally:
        resolver.walked.discard(guard)


def _types_of(resolver: Resolver, annotation: Node) -> list[Obj]:
    found: list[Obj] = injected(resolver, annotation)
    stack = [annotation]
    while stack:
        node = stack.pop()
        if node.kind in ("object_type", "interface_body"):
            found.append(Obj("shape", node))
            continue
        stack += reversed(node.children)
        if node.kind != "type_identifier" or node.scope is None:
            continue
        parent = node.parent
        if parent is not None and parent.kind in ("nested_type_identifier", "type_query"):
            continue
        for item in resolver.name_of(node):
            if item.kind == "external":
                found.append(Obj("made", node, None, item.name))
            elif item.kind == "class":
                found.append(Obj("instance", item.node, None))
            elif item.kind == "shape":
                found.append(item)
    return found


def shape_member(resolver: Resolver, item: Obj, name: str) -> list[Obj]:
    """Return what an interface or a type says of a property."""
    body = item.node
    if body.kind == "type_alias_declaration":
        value = body.get("value")
        inner = typed(resolver, value) if value is not None else []
        return [o for i in inner if i.node is not body for o in resolver.member(i, name, body)]
    if body.kind == "interface_declaration":
        body = body.get("body") or body
    for child in body.children:
        label, annotation = child.get("name"), child.get("type")
        if (
            child.kind == "property_signature"
            and annotation is not None
            and label is not None
            and label.text == name
        ):
            return typed(resolver, annotation)
    return []
