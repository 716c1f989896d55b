"""What an object, a list or a package has under a name or at a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ...facts import Confidence
from ..syntax import Node
from ..values import Obj
from ..written import bare, key_of
from .bounds import DEPTH, LOOKS, MANY, SAME, export_name
from .configured import checked
from .texts import address_of

if TYPE_CHECKING:
    from .resolver import Resolver

_ENV = frozenset({"process.env", "import.meta.env", "Bun.env"})


def members_of(resolver: Resolver, node: Node) -> Iterable[Obj]:
    """Return what a member expression is."""
    name, target = node.get("property"), node.get("object")
    if name is None or target is None:
        return ()
    found: list[Obj] = []
    text = name.text
    for item in resolver.of(target):
        found += member(resolver, item, text, node)
    return found


def member(resolver: Resolver, item: Obj, name: str, node: Node) -> list[Obj]:
    """Return what an object's member may be.

    Args:
        resolver: What asks.
        item: The object.
        name: The member.
        node: The expression that takes it.
    """
    kind = item.kind
    if kind == "external":
        return [Obj("external", node, name=f"{item.name}.{export_name(item.name, name)}")]
    if kind == "made":
        if name in ("then", "catch"):
            return []
        if item.name == "global.URL" and not item.path and name in ("href", "origin"):
            return address_of(resolver, item.node, name)
        return [*checked(resolver, item, name), replace(item, path=(*item.path, name))]
    if kind == "object":
        return _entry_of(resolver, item, name)
    if kind in ("instance", "class"):
        return resolver.class_member(item, name)
    if kind == "module":
        return resolver.exported(item.data, name)
    if kind == "enum":
        return resolver.enum_member(item, name)
    if kind == "shape":
        guard = (id(item.node), name)
        if guard in resolver.walked:
            return []
        resolver.walked.add(guard)
        try:
            return resolver.shape_member(item, name)
        finally:
            resolver.walked.discard(guard)
    if kind == "kept":
        return list(item.data) if name == "current" else []
    if kind == "env":
        return []
    if kind == "global":
        return _global_member(item.name, name, node)
    if kind == "const" and name in SAME:
        return [replace(item, name="resolver")]
    if kind == "array":
        return [Obj("method", node, data=item, name=name)]
    if kind == "function" and name in ("bind", "call", "apply"):
        return [Obj("method", node, data=item, name=name)]
    return []


def _entry_of(resolver: Resolver, item: Obj, name: str) -> list[Obj]:
    # An object that is spread into itself.
    guard = (id(item.node), name)
    known = resolver.entries.get(guard)
    if known is not None:
        return list(known)
    resolver.looks += 1
    if guard in resolver.walked or len(resolver.walked) > DEPTH or resolver.looks > LOOKS:
        return []
    resolver.walked.add(guard)
    try:
        found = _entry_in(resolver, item, name)
    finally:
        resolver.walked.discard(guard)
    if found or not resolver.walked or resolver.looks > LOOKS:
        resolver.entries[guard] = found
    return list(found)


def _entry_in(resolver: Resolver, item: Obj, name: str) -> list[Obj]:
    found: list[Obj] = []
    spread: list[Obj] = []
    for child in item.node.children:
        if child.kind == "spread_element" and child.children:
            for inner in resolver.of(child.children[0]):
                spread += member(resolver, inner, name, child)
        elif child.kind == "method_definition":
            if key_of(child) == name:
                found += resolver.getter_of(child)
        elif key_of(child) == name:
            value = child.get("value") if child.kind == "pair" else child
            got = resolver.of(value)
            route = f"entry {name}"
            found += [replace(i, route=i.route or route) for i in got]
    found = found or spread
    for left, right in sets(resolver, name):
        owner = left.get("object")
        if owner is None or bare(owner).kind == "this":
            continue
        if any(o.kind == "object" and o.node is item.node for o in resolver.of(owner)):
            found += resolver.of(right)
    return found


def sets(resolver: Resolver, name: str) -> tuple[tuple[Node, Node], ...]:
    """Return where a member of that name is set, with what; of very many, the first."""
    return resolver.project.sets(name)[:MANY]


def subscript_of(resolver: Resolver, node: Node) -> Iterable[Obj]:
    """Return what stands under a subscript."""
    index, target = node.get("index"), node.get("object")
    keys = [i.data for i in resolver.of(index) if i.kind == "const"]
    found: list[Obj] = []
    for item in resolver.of(target):
        if len(keys) == 1 and isinstance(keys[0], str):
            found += member(resolver, item, keys[0], node)
        elif len(keys) == 1 and isinstance(keys[0], int) and item.kind == "array":
            found += element_of(resolver, item, keys[0])
        elif item.kind in ("object", "enum"):
            found += [
                replace(i, confidence=min(i.confidence, Confidence.MEDIUM))
                for i in entries_of(resolver, item)
            ]
        elif item.kind == "array":
            found += items_of(resolver, item)
        elif item.kind == "made":
            step = str(keys[0]) if len(keys) == 1 else "?"
            found.append(replace(item, path=(*item.path, step)))
        elif item.kind == "global" and item.name in _ENV and len(keys) == 1:
            found.append(Obj("env", node, name=str(keys[0])))
    return found


def entries_of(resolver: Resolver, item: Obj) -> list[Obj]:
    """Return what any entry of an object may be."""
    holder = item.node if item.kind == "object" else item.node.get("body")
    found: list[Obj] = []
    for child in (holder.children if holder is not None else [])[:MANY]:
        if child.kind in ("pair", "enum_assignment"):
            found += [
                replace(i, route=i.route or f"entry {key_of(child)}")
                for i in resolver.of(child.get("value"))
            ]
    return found


def element_of(resolver: Resolver, item: Obj, index: int) -> list[Obj]:
    """Return what stands at a place of a list."""
    if item.kind == "made":
        return [replace(item, path=(*item.path, str(index)))]
    if item.kind == "kept" and index == 0:
        return list(item.data)
    if item.kind != "array" or not 0 <= index < len(item.node.children):
        return []
    return list(resolver.of(item.node.children[index]))


def items_of(resolver: Resolver, item: Obj) -> list[Obj]:
    """Return what a list or an object may hold."""
    guard = (id(item.node), "[]")
    if guard in resolver.walked or len(resolver.walked) > DEPTH:
        return []
    resolver.walked.add(guard)
    try:
        return _items_in(resolver, item)
    finally:
        resolver.walked.discard(guard)


def _items_in(resolver: Resolver, item: Obj) -> list[Obj]:
    found: list[Obj] = []
    for child in item.node.children[:MANY]:
        if child.kind == "spread_element" and child.children:
            for inner in resolver.of(child.children[0]):
                if inner.kind == "array" and inner.node is not item.node:
                    found += items_of(resolver, inner)
        else:
            found += resolver.of(child)
    return found


def elements_of(resolver: Resolver, node: Node | None) -> list[Obj]:
    """Return what an array may hold."""
    found: list[Obj] = []
    for item in resolver.of(node):
        if item.kind == "array":
            found += items_of(resolver, item)
        elif item.kind == "mapped":
            # ``for (const request of jobs.map(toRequest))``
            found += item.data if isinstance(item.data, tuple) else ()
        elif item.kind == "made":
            found.append(replace(item, path=(*item.path, "each")))
    return found


def _global_member(base: str, name: str, node: Node) -> list[Obj]:
    whole = f"{base}.{name}"
    if base in _ENV:
        return [Obj("env", node, name=name)]
    if base == "env":
        return [Obj("env", node, name=name)] if name.isupper() else []
    return [Obj("global", node, name=whole)]
