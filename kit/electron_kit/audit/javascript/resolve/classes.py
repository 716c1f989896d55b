"""Classes: their members, what they extend, and who overrides or sets what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..scopes import Scope
from ..syntax import Node
from ..values import Obj
from ..written import bare, key_of
from .typed import said_clients

if TYPE_CHECKING:
    from .resolver import Resolver


def class_member(resolver: Resolver, item: Obj, name: str) -> list[Obj]:
    """Return what a class has under a name, its own or inherited."""
    if name == "constructor":
        return [Obj("class", item.node)]
    found: list[Obj] = []
    for klass in ancestry(resolver, item.node):
        body = klass.get("body")
        said: list[Node | None] = []
        for child in body.children if body is not None else ():
            if child.kind == "method_definition":
                if key_of(child) == name:
                    found += getter_of(resolver, child)
                elif key_of(child) == "constructor":
                    found += _parameter_property(resolver, child, name)
            elif child.kind in ("public_field_definition", "field_definition"):
                label = child.get("name") or child.get("property")
                if label is None or label.text != name:
                    continue
                value = child.get("value")
                got = [replace(i, route=i.route or f"field {name}") for i in resolver.of(value)]
                annotation = child.get("type")
                said.append(annotation)
                if not got and annotation is not None and not set_in(resolver, klass, name):
                    got = resolver.typed(annotation)
                found += got
        given = set_in(resolver, klass, name)
        found += [
            replace(i, route=i.route or f"field {name}")
            for right in given
            for i in resolver.of(right)
        ]
        if given:
            said += [right.cast for right in given]
            found += said_clients(resolver, found, said)
        if not found and klass.get("body") is not None:
            base = base_of(resolver, klass)
            if base is not None and base.kind == "external":
                found.append(Obj("made", klass, "subclass", base.name, (name,)))
        if found:
            break
    if item.kind == "instance" and item.data is None:
        for value in overridden(resolver, item.node, name):
            # A method or a client of its own is asked for by its own class.
            found += [
                replace(i, route=i.route or f"field {name}")
                for i in resolver.of(value)
                if i.kind in ("const", "env")
            ]
    return found


def overridden(resolver: Resolver, klass: Node, name: str) -> list[Node]:
    """Return what classes that inherit from one set in its stead: ``this`` may be of them."""
    found = [
        (field.scope.class_, value)
        for field in resolver.project.fields(name)
        if (value := field.get("value")) is not None
    ]
    for left, right in resolver.project.sets(name):
        owner = left.get("object")
        if owner is not None and bare(owner).kind == "this":
            found.append((left.scope.class_, right))
    return [
        value
        for heir, value in found
        if heir is not None and heir is not klass and klass in ancestry(resolver, heir)
    ]


def set_in(resolver: Resolver, klass: Node, name: str) -> list[Node]:
    """Return what a class sets one of its members to."""
    found = []
    for left, right in klass.module.member_sets.get(name, ()):
        owner = left.get("object")
        if owner is None or left.scope.class_ is not klass:
            continue
        owner = bare(owner)
        if owner.kind == "this" or (
            owner.kind == "identifier" and owner.text == _class_name(klass)
        ):
            found.append(right)
    return found


def _parameter_property(resolver: Resolver, constructor: Node, name: str) -> list[Obj]:
    formal = constructor.get("parameters")
    body_scope = None
    for child in formal.children if formal is not None else ():
        pattern = child.get("pattern")
        if pattern is None or pattern.text != name:
            continue
        if not any(
            c.kind in ("accessibility_modifier", "override_modifier") for c in child.children
        ) and (b"readonly" not in child.module.unit.data[child.start : pattern.start]):
            continue
        body_scope = pattern.scope
        bindings = body_scope.names.get(name, ()) if body_scope is not None else ()
        return [i for b in bindings for i in resolver.bound(b, constructor.module, name)]
    return []


def ancestry(resolver: Resolver, klass: Node) -> list[Node]:
    """Return a class and the project's classes that it extends."""
    found = [klass]
    while len(found) < 6:
        base = base_of(resolver, found[-1])
        if base is None or base.kind != "class" or base.node in found:
            break
        found.append(base.node)
    return found


def base_of(resolver: Resolver, klass: Node) -> Obj | None:
    """Return the class that a class extends."""
    for child in klass.children:
        if child.kind != "class_heritage":
            continue
        for part in child.children:
            expression = part.get("value") if part.kind == "extends_clause" else part
            if expression is None or part.kind == "implements_clause":
                continue
            for item in resolver.of(expression):
                if item.kind in ("class", "external"):
                    return item
    return None


def enum_member(resolver: Resolver, item: Obj, name: str) -> list[Obj]:
    """Return a member of an enumeration."""
    body = item.node.get("body")
    for child in body.children if body is not None else ():
        label = child.get("name")
        if label is not None and label.text.strip("'\"") == name:
            return [
                replace(i, route=f"enum member {name}") for i in resolver.of(child.get("value"))
            ]
    return []


def getter_of(resolver: Resolver, method: Node) -> list[Obj]:
    """Return what a getter returns."""
    name = method.get("name")
    head = method.module.unit.data[method.start : name.start] if name is not None else b""
    if b"get " in head:
        return resolver.returned(method)
    return [Obj("function", method)]


def this_of(resolver: Resolver, node: Node) -> Iterable[Obj]:
    """Return what `this` is."""
    klass = node.scope.class_ if node.scope is not None else None
    if klass is not None:
        return (Obj("instance", klass, None),)
    scope: Scope | None = node.scope
    while scope is not None:
        parent = scope.node.parent
        if (
            scope.node.kind == "method_definition"
            and parent is not None
            and parent.kind == "object"
        ):
            return (Obj("object", parent),)
        scope = scope.parent
    return ()


def _class_name(klass: Node) -> str:
    name = klass.get("name")
    return name.text if name is not None else ""
