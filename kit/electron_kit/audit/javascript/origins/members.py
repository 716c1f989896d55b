"""Where what lies in an object comes from: members, entries, fields of classes, the environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..scopes import Binding
from ..syntax import Node, string_value
from ..values import Obj
from ..written import bare, dotted, key_of
from .origin import Origin

if TYPE_CHECKING:
    from .walk import Origins

# Checkers of an environment: what they give is read by the names that were checked.
_SCHEMAS = ("zod.", "joi.", "yup.", "valibot.", "envalid.", "@t3-oss/")


def of_member(origins: Origins, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
    """Yield where a member's value comes from."""
    read = origins.read(node)
    if read is not None:
        yield read
        return
    name, target = node.get("property"), node.get("object")
    if name is None or target is None:
        yield Origin("open", node, dotted(node))
        return
    yield from (
        origins.of(target, (name.text, *path))
        if _plain(origins, target)
        else of_items(origins, node, origins.resolver.of(target), (name.text, *path))
    )


def _plain(origins: Origins, node: Node) -> bool:
    """Say whether an object is followed by its own expression rather than by its value."""
    node = bare(node)
    if node.kind not in ("identifier", "member_expression", "subscript_expression"):
        return False
    kinds = {item.kind for item in origins.resolver.of(node)}
    return bool(kinds) and kinds <= {"object", "module"}


def of_subscript(origins: Origins, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
    """Yield where an entry's value comes from: of one key, or of all where it is not known."""
    read = origins.read(node)
    index, target = node.get("index"), node.get("object")
    if read is not None:
        if index is None or string_value(index) is not None:
            yield read
        else:
            yield from _by_name(origins, node, index)
        return
    if index is None or target is None:
        yield Origin("open", node, dotted(node))
        return
    text = string_value(index)
    if text is not None:
        yield from of_items(origins, node, origins.resolver.of(target), (text, *path))
        return
    items = origins.resolver.of(target)
    if not items or any(item.kind not in ("object", "enum") for item in items):
        yield Origin("open", node, dotted(node))
        return
    for item in items:
        holder = item.node if item.kind == "object" else item.node.get("body")
        for child in holder.children if holder is not None else ():
            value = child.get("value")
            if value is not None and child.kind in ("pair", "enum_assignment"):
                yield from origins.of(value, path)
            else:
                yield Origin("open", child, dotted(node))


def _by_name(origins: Origins, node: Node, index: Node) -> Iterator[Origin]:
    """Yield the variables of ``process.env[name]``, by where their names are written."""
    for origin in origins.of(index):
        if origin.kind == "text" and origin.name:
            yield Origin("env", origin.node, origin.name)
        else:
            yield Origin("open", node, dotted(node))


def of_items(
    origins: Origins, node: Node, items: Iterable[Obj], path: tuple[str | int, ...]
) -> Iterator[Origin]:
    """Yield what lies at a path in what an expression may be."""
    found = tuple(items)
    if not found:
        yield Origin("open", node, dotted(node))
    for item in found:
        yield from _item(origins, node, item, path)


def _item(origins: Origins, node: Node, item: Obj, path: tuple[str | int, ...]) -> Iterator[Origin]:
    name, rest = str(path[0]), path[1:]
    if item.kind == "object":
        yield from _entry(origins, item, name, rest)
    elif item.kind in ("instance", "class"):
        yield from _field(origins, node, item, name, rest)
    elif item.kind == "module":
        yield from origins.exported(item.data, name, rest, node)
    elif item.kind == "made" and item.name.startswith(_SCHEMAS) and not rest:
        yield Origin("schema", node, name)
    elif item.kind == "enum":
        body = item.node.get("body")
        for child in body.children if body is not None else ():
            label, value = child.get("name"), child.get("value")
            if label is not None and label.text == name and value is not None:
                yield from origins.of(value, rest)
    elif item.kind == "const" and item.data is None:
        yield Origin("none", node)
    else:
        yield Origin("open", node, dotted(node))


def _entry(
    origins: Origins,
    item: Obj,
    name: str,
    rest: tuple[str | int, ...],
    seen: frozenset[int] = frozenset(),
) -> Iterator[Origin]:
    # A list of settings may be spread into itself: ``args = { ...args, [name]: value }``.
    seen |= {id(item.node)}
    for child in item.node.children:
        if child.kind == "spread_element" and child.children:
            for inner in origins.resolver.of(child.children[0]):
                if inner.kind == "object":
                    if id(inner.node) not in seen:
                        yield from _entry(origins, inner, name, rest, seen)
                else:
                    yield Origin("open", child, name)
        elif key_of(child) == name:
            value = child.get("value") if child.kind == "pair" else child
            if child.kind == "method_definition":
                yield from origins.returned(child, rest)
            elif value is not None:
                yield from origins.of(value, rest)
    for left, right in origins.resolver.sets(name):
        owner = left.get("object")
        if owner is None or bare(owner).kind == "this":
            continue
        if any(o.node is item.node for o in origins.resolver.of(owner)):
            yield from origins.of(right, rest)


def _field(
    origins: Origins, node: Node, item: Obj, name: str, rest: tuple[str | int, ...]
) -> Iterator[Origin]:
    found = False
    for klass in origins.resolver.ancestry(item.node):
        body = klass.get("body")
        for child in body.children if body is not None else ():
            label = child.get("name") or child.get("property")
            value = child.get("value")
            if child.kind == "method_definition" and key_of(child) == "constructor":
                for binding in _property(child, name):
                    found = True
                    yield from origins.bound(binding, child.module, name, rest)
            elif child.kind == "method_definition" and key_of(child) == name:
                found = True
                yield from origins.returned(child, rest)
            elif label is not None and label.text == name and value is not None:
                found = True
                yield from origins.of(value, rest)
        for right in origins.resolver.set_in(klass, name):
            found = True
            yield from origins.of(right, rest)
    for value in origins.resolver.overridden(item.node, name):
        found = True
        yield from origins.of(value, rest)
    if not found:
        yield Origin("open", node, dotted(node))


def _property(constructor: Node, name: str) -> list[Binding]:
    """Return the binding of a parameter that is a property of its class too."""
    formal, body = constructor.get("parameters"), constructor.get("body")
    for child in formal.children if formal is not None else ():
        pattern = child.get("pattern")
        if pattern is not None and pattern.text == name and body is not None:
            head = child.module.unit.data[child.start : pattern.start]
            if any(w in head for w in (b"private", b"public", b"protected", b"readonly")):
                return list(body.scope.names.get(name, ()))
    return []
