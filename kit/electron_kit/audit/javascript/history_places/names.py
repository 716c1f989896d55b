"""Lists in names: what they are set to, imported, handed as parameters or filled from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..history_bounds import is_part
from ..scopes import FUNCTIONS, Binding, Scope
from ..stores import is_store
from ..syntax import Node
from ..written import arguments, bare, key_of, last_name
from .bodies import BODIES, is_body, sent_here
from .members import INSIDE, owned

if TYPE_CHECKING:
    from .walk import Places


def of_name(places: Places, node: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
    """Yield what the list in a name is known by.

    Args:
        places: The walk.
        node: The name.
        depth: How many steps lie behind.
        seen: The expressions that were followed.
    """
    scope: Scope | None = node.scope
    while scope is not None and node.text not in scope.names:
        scope = scope.parent
    if scope is None or any(_is_cut(b) for b in scope.names[node.text][:8]):
        return
    yield ("name", id(scope), node.text)
    for binding in scope.names[node.text][:8]:
        yield from _binding(places, binding, node, depth, seen)
    for _, source in filled(node, scope):
        yield from places.follow(source, depth + 1, seen)


def _binding(
    places: Places, binding: Binding, node: Node, depth: int, seen: set[int]
) -> Iterator[tuple[Any, ...]]:
    how, value, path = binding.how, binding.node, binding.path
    if how in ("value", "each") and value is not None:
        if not path:
            yield from places.follow(value, depth + 1, seen)
        elif isinstance(path[-1], str) and path[-1] != "...":
            yield from _taken(places, value, str(path[-1]), depth, seen)
    elif how == "import":
        module = places.resolver.project.find(binding.spec, node.module)
        name = binding.name if binding.name not in ("default", "*") else node.text
        if module is not None and name in module.scope.names:
            yield ("name", id(module.scope), name)
            for inner in module.scope.names[name][:3]:
                if inner.how == "value" and not inner.path:
                    yield from places.follow(inner.node, depth + 1, seen)
    elif how == "param" and value is not None and binding.index >= 0:
        yield from _parameter(places, binding, value, depth, seen)


def _taken(
    places: Places, value: Node, name: str, depth: int, seen: set[int]
) -> Iterator[tuple[Any, ...]]:
    """Yield what ``const { name } = value`` is known by."""
    whole = bare(value)
    while whole.kind == "binary_expression" and (left := whole.get("left")) is not None:
        # ``req.body || {}``
        whole = bare(left)
    yield ("field", name)
    if is_store(whole):
        yield ("selected", name)
    if name in INSIDE:
        yield from places.follow(whole, depth + 1, seen)
    if whole.kind in ("call_expression", "member_expression"):
        callee = whole.get("function") or whole
        if last_name(callee) in BODIES:
            yield from sent_here(places, name, whole, depth, seen)
        for item in places.resolver.of(whole):
            yield from owned(places, item, name, depth, seen)
    elif whole.kind in ("this", "identifier"):
        for item in places.resolver.of(whole):
            yield from owned(places, item, name, depth, seen)
        if whole.kind == "this" and whole.scope.class_ is not None:
            yield ("member", id(whole.scope.class_), name)
        if whole.kind == "identifier" and is_body(whole):
            yield from sent_here(places, name, whole, depth, seen)


def _parameter(
    places: Places, binding: Binding, function: Node, depth: int, seen: set[int]
) -> Iterator[tuple[Any, ...]]:
    holder = function.parent
    outer = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = outer.get("function") if outer is not None else None
    if callee is not None and last_name(callee) == "then":
        yield from places.follow(callee.get("object"), depth + 1, seen)
    for site in places.resolver.call_sites(function)[:10]:
        given = arguments(site)
        if binding.index >= len(given):
            continue
        value: Node | None = given[binding.index]
        for key in binding.path:
            value = _entry(places, value, str(key))
        if value is not None:
            yield from places.follow(value, depth + 1, seen)


def _entry(places: Places, value: Node | None, name: str) -> Node | None:
    for item in places.resolver.of(value) if value is not None else ():
        if item.kind == "object":
            for child in item.node.children:
                if key_of(child) == name:
                    return child.get("value") or child
    return None


def _is_cut(binding: Binding) -> bool:
    """Say whether a name holds so many of a list: ``const past = (await load()).slice(-12)``."""
    value = bare(binding.node) if binding.how == "value" and binding.node is not None else None
    return value is not None and value.kind == "call_expression" and is_part(value)


def filled(name: Node, scope: Scope) -> Iterator[tuple[Node, Node]]:
    """Yield what fills a list, and from what: ``sent.push(...talk)``, and in a loop.

    Args:
        name: The list's name.
        scope: Where the name is bound.
    """
    for push in name.module.pushes.get(name.text, ()):
        if push.scope.find(name.text) is not scope.names.get(name.text):
            continue
        for given in arguments(push):
            if given.kind == "spread_element" and given.children:
                yield push, given.children[0]
        for above in push.up():
            if above.kind == "for_in_statement":
                right = above.get("right")
                if right is not None:
                    yield push, right
                break
            if above.kind in FUNCTIONS:
                holder = above.parent
                call = holder.parent if holder is not None and holder.kind == "arguments" else None
                outer = call.get("function") if call is not None else None
                inner = outer.get("object") if outer is not None else None
                if outer is not None and inner is not None and last_name(outer) == "forEach":
                    yield push, inner
                break
