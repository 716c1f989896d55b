"""Lists that objects hold: in members, entries, fields of classes and stores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..repeats import function_of
from ..stores import is_store
from ..syntax import Node, string_value
from ..written import bare, key_of, last_name
from .bodies import BODIES, is_body, sent_here

if TYPE_CHECKING:
    from .walk import Places

INSIDE = frozenset({"value", "current", "docs", "rows", "data"})
"""What a cell, an answer of a database or a document has its content under."""


def of_member(places: Places, node: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
    """Yield what the list in a member is known by.

    Args:
        places: The walk.
        node: The member: ``this.turns``.
        depth: How many steps lie behind.
        seen: The expressions that were followed.
    """
    name, owner = last_name(node), node.get("object")
    if owner is None or not name:
        return
    owner = bare(owner)
    if name in INSIDE and owner.kind in ("identifier", "member_expression"):
        yield from places.follow(owner, depth + 1, seen)
        if name != "data":
            return
    if owner.kind == "this" and node.scope.class_ is not None:
        klass = node.scope.class_
        for each in places.resolver.ancestry(klass) or [klass]:
            yield ("member", id(each), name)
        yield ("member", id(klass), name)
        yield from _getter(places, klass, name, depth, seen)
        yield ("field", name)
        for _, right in _set_in(places, klass, name):
            yield from places.follow(right, depth + 1, seen)
        return
    for item in places.resolver.of(owner):
        yield from owned(places, item, name, depth, seen)
    yield ("field", name)
    if is_store(owner):
        yield ("selected", name)
    if (owner.kind == "identifier" and is_body(owner)) or last_name(owner) in BODIES:
        yield from sent_here(places, name, node, depth, seen)


def _set_in(places: Places, klass: Node, name: str) -> Iterator[tuple[Node, Node]]:
    """Yield what a class sets a member of its own to."""
    for left, right in places.resolver.project.sets(name)[:20]:
        owner = left.get("object")
        if owner is not None and owner.kind == "this" and left.scope.class_ is klass:
            yield left, right


def owned(
    places: Places, item: Any, name: str, depth: int, seen: set[int]
) -> Iterator[tuple[Any, ...]]:
    """Yield what a member of a class, a module or an object is known by.

    Args:
        places: The walk.
        item: What the resolver says of the owner.
        name: The member.
        depth: How many steps lie behind.
        seen: The expressions that were followed.
    """
    if item.kind in ("instance", "class"):
        yield ("member", id(item.node), name)
        yield from _getter(places, item.node, name, depth, seen)
    elif item.kind == "module":
        yield ("name", id(item.data.scope), name)
    elif item.kind == "object":
        shared = function_of(item.node) is None
        yield ("shared" if shared else "entry", id(item.node), name)


def _getter(
    places: Places, klass: Node, name: str, depth: int, seen: set[int]
) -> Iterator[tuple[Any, ...]]:
    body = klass.get("body")
    for child in body.children if body is not None else ():
        if child.kind == "method_definition" and key_of(child) == name:
            yield from places.returns(child, depth, seen)


def of_item(places: Places, node: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
    """Yield what the list in an entry is known by.

    Args:
        places: The walk.
        node: The entry: ``talks[user]``.
        depth: How many steps lie behind.
        seen: The expressions that were followed.
    """
    owner, index = node.get("object"), node.get("index")
    if owner is None or index is None or index.kind == "number":
        return
    key = string_value(index)
    if key is not None:
        yield ("field", key)
        return
    yield from one_of(places, owner, depth, seen)


def one_of(places: Places, owner: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
    """Yield what one of many lists is known by: by what they are kept in.

    Args:
        places: The walk.
        owner: What the lists are kept in.
        depth: How many steps lie behind.
        seen: The expressions that were followed.
    """
    for whose in dict.fromkeys(places.follow(owner, depth + 1, set(seen))):
        yield ("of", *whose)
    yield ("of", id(owner.module), bare(owner).text)
