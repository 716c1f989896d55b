"""How long an object lives that a list belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from .repeats import LOOPS, function_of
from .resolve import Resolver
from .scopes import FUNCTIONS
from .syntax import Node
from .test_files import is_test


def dies_young(klass: Node, resolver: Resolver) -> bool:
    """Say whether every object of a class is made for one use in a function.

    Args:
        klass: The class.
        resolver: The project's resolver.
    """
    label = klass.get("name")
    if label is None:
        return False
    sites = [
        call
        for call in resolver.project.calls(label.text)
        if call.kind == "new_expression" and not is_test(call.module)
    ]
    return bool(sites) and all(_passes(site) for site in sites)


def _passes(site: Node) -> bool:
    """Say whether an object is gone when the function ends that makes it."""
    function, holder = function_of(site), site.parent
    if function is None or holder is None:
        return False
    if holder.kind == "member_expression":
        return True
    name = holder.get("name") if holder.kind == "variable_declarator" else None
    if name is None or name.kind != "identifier":
        return False
    for below in function.walk():
        if below.kind != "identifier" or below.text != name.text or below is name:
            continue
        parent = below.parent
        if parent is None or parent.kind != "member_expression":
            return False
        if any(above.kind in FUNCTIONS for above in _until(below, function)):
            return False
    return not any(above.kind in LOOPS for above in site.up())


def _until(node: Node, end: Node) -> Iterator[Node]:
    for above in node.up():
        if above is end:
            return
        yield above
