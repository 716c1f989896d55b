"""Lists that hold what is written in them, or so many of another: a page's question alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .history_bounds import is_part
from .history_places.calls import OWNERS
from .repeats import LOOPS, function_of
from .scopes import Binding
from .syntax import Node
from .written import arguments, bare, first_argument, last_name

_DEPTH = 10


def is_short(value: Node, values: Callable[[Binding], Iterable[Node]], depth: int = 0) -> bool:
    """Say whether a list holds what is written in it, or so many of another.

    Args:
        value: The list.
        values: Gives what a name may be set to.
        depth: How many steps lie between it and the one that was asked for.
    """
    value = bare(value)
    if depth > _DEPTH:
        return False
    if value.kind == "array":
        spread = [c.children[0] for c in value.children if c.kind == "spread_element"]
        return all(is_short(each, values, depth + 1) for each in spread)
    if value.kind == "call_expression":
        callee = value.get("function")
        owner = callee.get("object") if callee is not None else None
        if is_part(value):
            return True
        if callee is None or owner is None or last_name(callee) not in OWNERS:
            # ``told(turns.slice(-2))``
            owner = first_argument(value)
        return owner is not None and is_short(owner, values, depth + 1)
    if value.kind not in ("identifier", "shorthand_property_identifier"):
        return False
    if any(_grows_by(push, value) for push in pushes(value)):
        return False
    bindings = (value.scope.find(value.text) if value.scope is not None else None) or ()
    given = [each for b in bindings[:6] for each in values(b)]
    return bool(given) and all(is_short(each, values, depth + 1) for each in given)


def pushes(node: Node) -> Iterator[Node]:
    """Yield where a file puts more into a list, by what it is called.

    Args:
        node: The list.
    """
    for push in node.module.calls.get("push", ()):
        callee = push.get("function")
        owner = callee.get("object") if callee is not None else None
        if owner is not None and bare(owner).text == node.text:
            yield push


def _grows_by(push: Node, name: Node) -> bool:
    """Say whether a list may get many entries by a push: by a loop, or from call to call."""
    homes = {
        id(function_of(b.target))
        for b in (name.scope.find(name.text) if name.scope is not None else None) or ()
        if b.target is not None
    }
    spread = any(given.kind == "spread_element" for given in arguments(push))
    looped = any(above.kind in (*LOOPS, "for_in_statement", "for_statement") for above in push.up())
    return spread or looped or id(function_of(push)) not in homes
