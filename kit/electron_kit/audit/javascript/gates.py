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
            if item.kind == "function" and works and _in_turn(item.node):
                return 1
            if item.kind == "function" and id(item.node) in senders.sending:
                inner.append(item.node)
    if work.kind not in FUNCTIONS:
        inner += [i.node for i in resolver.of(work) if i.kind == "function"]
    if depth < _DEEPEST:
        for function in inner[:8]:
            found = limit_of(function, senders, depth + 1)
            if found is not None:
                return found
    return None


def _in_turn(function: Node) -> bool:
    """Say whether a function hangs its work on what was handed in before: ``last.then(work)``."""
    for call in _calls(function):
        callee = call.get("function")
        first = first_argument(call)
        if callee is None or last_name(callee) != "then" or first is None:
            continue
        owner = callee.get("object")
        if first.kind != "identifier" or owner is None or owner.kind != "identifier":
            continue
        given = first.scope.find(first.text) or () if first.scope is not None else ()
        text = f"{owner.text} = "
        if text in function.text and any(b.how == "param" and b.node is function for b in given):
            return True
    return False


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
