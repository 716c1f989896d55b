"""How many a gate lets pass that stands between a fan-out and its request, in any function."""

from __future__ import annotations

from collections.abc import Iterator

from .counts import integer, most, width_in
from .limiters import LIMITERS, gate_of
from .resolve import Resolver
from .scopes import FUNCTIONS
from .senders import Senders
from .syntax import Node
from .written import arguments, first_argument, last_name

# What waits for a place in a gate.
_WAITS = frozenset({"acquire", "lock", "wait", "take", "enter", "reserve", "acquireSlot"})
_DEEPEST = 3


def limit_of(work: Node, senders: Senders, depth: int = 0) -> int | None:
    """Return how many of some work a gate lets run at once; None if nothing holds it back.

    Args:
        work: What is done for each: a function, or an expression that starts it.
        senders: What sends requests; the gate may stand in a function that sends.
        depth: How many functions were gone into.
    """
    resolver = senders.resolver
    inner: list[Node] = []
    for below in _calls(work):
        callee = below.get("function")
        if callee is None:
            continue
        works = any(a.kind in FUNCTIONS for a in arguments(below))
        if works or last_name(callee) in _WAITS:
            gate = gate_of(callee, resolver)
            if gate is not None:
                return gate
        for item in resolver.of(callee):
            if item.kind == "made" and item.name.startswith(LIMITERS):
                return _number(item.node, resolver) or 1
            if item.kind == "function" and id(item.node) in senders.sending:
                inner.append(item.node)
    if work.kind not in FUNCTIONS:
        inner += [
            i.node
            for i in resolver.of(work)
            if i.kind == "function" and id(i.node) in senders.sending
        ]
    if depth < _DEEPEST:
        for function in inner[:8]:
            found = limit_of(function, senders, depth + 1)
            if found is not None:
                return found
    return None


def _calls(work: Node) -> Iterator[Node]:
    return (below for below in work.walk() if below.kind == "call_expression")


def _number(made: Node, resolver: Resolver, depth: int = 0) -> int | None:
    """Return the number that a limiter was made with, also one that wraps a function."""
    first = first_argument(made)
    if first is not None:
        numbers = [n for o in resolver.of(first) if (n := integer(o)) is not None]
        found = max(numbers) if numbers else most(first, resolver)
        said, width = width_in(first, resolver)
        if found is not None or said:
            return found if found is not None else width
    callee = made.get("function")
    owner = callee.get("object") if callee is not None else None
    for item in resolver.of(owner) if owner is not None and depth < _DEEPEST else ():
        if item.kind == "made" and item.node is not made:
            return _number(item.node, resolver, depth + 1)
    return None
