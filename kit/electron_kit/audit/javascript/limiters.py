"""Functions of a project's own that run what they are given, and queues that libraries make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .counts import most
from .repeats import function_of
from .resolve import Resolver
from .scopes import FUNCTIONS, Binding
from .syntax import Node
from .written import arguments, bare, first_argument, last_name

# Each of these starts all that it is given; `race` and `any` wait for one and leave the others
# running.
ALL = frozenset({"all", "allSettled", "any", "race"})
LIMITERS = ("p-limit", "p-throttle", "bottleneck", "p-queue", "async-sema", "async-mutex")
# A parameter that is called so says how many run at once.
_WIDTH = re.compile(r"(?i)limit|concurren|width|parallel|workers|batch|pool|chunk|size|max|^n$")
_GATES = re.compile(r"(?i)semaphore|limit|throttl|gate|mutex|queue|concurren|pool")
# A function that is called so gives a few things at a time; its second argument says how many.
# Which parameter of a callback is the item.
_EACH = {"reduce": 1, "forEach": 0, "map": 0, "flatMap": 0, "for": 0}
_PARTS = re.compile(r"(?i)chunk|batch|slices?$|windows?$")


@dataclass(slots=True)
class Pool:
    """A function that calls one of its parameters many times at once.

    Attributes:
        function: The function.
        work: The parameters that it calls.
        width: The parameters that say how many at once.
        fixed: How many at once, where no parameter says so; None if nothing limits them.
    """

    function: Node
    work: list[Binding] = field(default_factory=list)
    width: list[Binding] = field(default_factory=list)
    fixed: int | None = None


def promises(resolver: Resolver) -> Iterator[tuple[Node, str]]:
    """Yield the calls of ``Promise.all`` and its kin, with their names."""
    for module in resolver.project.modules:
        for name in ALL:
            for call in module.calls.get(name, ()):
                callee = call.get("function")
                if callee is not None and callee.text == f"Promise.{name}":
                    yield call, f"Promise.{name}"


def pools(resolver: Resolver) -> dict[int, Pool]:
    """Return a project's pools by the ids of their functions."""
    found: dict[int, Pool] = {}
    for call, name in promises(resolver):
        function = function_of(call)
        if function is None or name.endswith(("any", "race")) or id(function) in found:
            continue
        work = _called(function)
        if work:
            width = [b for text, b in _parameters(function) if _WIDTH.search(text)]
            found[id(function)] = Pool(function, work, width, _fixed(call, resolver))
    return found


def widths_at(pool: Pool, site: Node, resolver: Resolver) -> list[int]:
    """Return how many a call of a pool may let run at once; none where nothing limits them."""
    given = arguments(site)
    found: list[int] = []
    for binding in pool.width:
        values = []
        if 0 <= binding.index < len(given):
            values = list(resolver.of(given[binding.index]))
            for key in binding.path:
                values = [m for v in values for m in resolver.member(v, str(key), v.node)]
        if not values and binding.default is not None:
            values = list(resolver.of(binding.default))
        found += [v.data for v in values if isinstance(v.data, int)]
    return found or ([pool.fixed] if pool.fixed is not None else [])


def slice_width(subject: Node, resolver: Resolver) -> int | None:
    """Return how long a slice is: ``texts.slice(i, i + 3)``, ``texts.slice(0, 3)``."""
    subject = value_of(subject)
    callee = subject.get("function") if subject.kind == "call_expression" else None
    if callee is None or last_name(callee) not in ("slice", "splice"):
        return None
    edges = arguments(subject)
    if len(edges) != 2:
        return None
    if last_name(callee) == "splice":
        return most(edges[1], resolver)
    if edges[1].kind == "binary_expression":
        return most(edges[1].get("right"), resolver)
    first, last = most(edges[0], resolver), most(edges[1], resolver)
    return last - first if first is not None and last is not None else None


def part_of(subject: Node, resolver: Resolver) -> int | None:
    """Return how long the parts are that a loop takes a list by: ``chunk(texts, 3)``."""
    source = _source(subject)
    if source is None or source.kind != "call_expression":
        return None
    callee, given = source.get("function"), arguments(source)
    if callee is None or len(given) < 2 or not _PARTS.search(last_name(callee)):
        return None
    sizes = [v.data for v in resolver.of(given[1]) if isinstance(v.data, int)]
    return max(sizes) if sizes else None


def list_of_part(subject: Node) -> Node | None:
    """Return the list, as it is first written, of which a name is a part: ``parts[i]``."""
    value = value_of(subject)
    owner = value.get("object") if value.kind == "subscript_expression" else _each_of(subject)
    made = value_of(owner) if owner is not None else None
    return made if made is not None and made.kind == "array" and not made.children else None


def _each_of(subject: Node) -> Node | None:
    """Return what a loop goes through whose variable a name is."""
    node = bare(subject)
    if node.kind != "identifier" or node.scope is None:
        return None
    return next((b.node for b in node.scope.find(node.text) or () if b.how == "each"), None)


def gate_of(callee: Node, resolver: Resolver) -> int | None:
    """Return how many a gate of the project's own lets pass at once: ``gate.run(() => …)``.

    That is an instance whose class, or a function whose maker, speaks of a limit and is given
    a number.

    Args:
        callee: What is called with the work.
        resolver: The project's resolver.
    """
    node = bare(callee)
    owner = node.get("object") if node.kind == "member_expression" else node
    found: list[int] = []
    for item in resolver.of(owner) if owner is not None else ():
        made = item.data if item.kind == "instance" and isinstance(item.data, Node) else None
        label = item.node.get("name") if made is not None else None
        if made is not None and label is not None and _GATES.search(label.text):
            found += _numbers(made, resolver)
    value = value_of(owner) if owner is not None else node
    maker = value.get("function") if value.kind == "call_expression" else None
    if not found and maker is not None and _GATES.search(last_name(maker)):
        found += _numbers(value, resolver)
    return max(found) if found else None


def _numbers(call: Node, resolver: Resolver) -> list[int]:
    first = first_argument(call)
    return [v.data for v in resolver.of(first) if isinstance(v.data, int)] if first else []


def value_of(node: Node) -> Node:
    """Return what a name was given, if it was given one thing; else the expression itself."""
    node = bare(node)
    if node.kind == "identifier" and node.scope is not None:
        bindings = node.scope.find(node.text) or []
        if len(bindings) == 1 and bindings[0].how == "value" and not bindings[0].path:
            value = bindings[0].node
            return bare(value) if value is not None else node
    return node


def _source(subject: Node) -> Node | None:
    """Return what a loop goes through, of whose parts a name is one."""
    node = bare(subject)
    if node.kind != "identifier" or node.scope is None:
        return None
    for binding in node.scope.find(node.text) or ():
        if binding.how == "each" and not binding.path and binding.node is not None:
            return value_of(binding.node)
        if binding.how == "param" and binding.node is not None:
            # ``chunk(texts, 3).reduce(async (before, part) => …)``
            holder = binding.node.parent
            call = holder.parent if holder is not None and holder.kind == "arguments" else None
            callee = call.get("function") if call is not None else None
            if callee is not None and _EACH.get(last_name(callee)) == binding.index:
                owner = callee.get("object")
                return value_of(owner) if owner is not None else None
    return None


def _parameters(function: Node) -> Iterator[tuple[str, Binding]]:
    body = function.get("body")
    scope = body.scope if body is not None else None
    while scope is not None:
        for text, bindings in scope.names.items():
            for binding in bindings:
                if binding.how == "param" and binding.node is function:
                    yield text, binding
        scope = scope.parent


def _called(function: Node) -> list[Binding]:
    """Return the parameters that a function's inner functions call."""
    found: list[Binding] = []
    for below in function.walk():
        callee = below.get("function") if below.kind == "call_expression" else None
        if callee is None:
            continue
        names = [a for a in arguments(below)[:1] if last_name(callee) in _EACH]
        if callee.kind == "identifier" and function_of(below) is not function:
            # Also ``batch.map((call) => call())``, of functions that a parameter holds.
            names += [callee, *_list_of(callee, below)]
        for name in names:
            if name.kind != "identifier" or name.scope is None:
                continue
            for binding in name.scope.find(name.text) or ():
                if binding.how == "param" and binding.node is function and binding not in found:
                    found.append(binding)
    return found


def _list_of(name: Node, call: Node) -> list[Node]:
    """Return the lists whose items a callback's parameter is, where it is called."""
    callback = function_of(call)
    holder = callback.parent if callback is not None else None
    each = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = each.get("function") if each is not None else None
    bindings = call.scope.find(name.text) or ()
    if callee is None or last_name(callee) not in _EACH or callback is None:
        return []
    if not any(b.how == "param" and b.node is callback for b in bindings):
        return []
    owner = callee.get("object")
    value = value_of(owner) if owner is not None else None
    while value is not None and value.kind == "call_expression":
        inner = value.get("function")
        value = inner.get("object") if inner is not None else None
    return [value] if value is not None else []


def _fixed(call: Node, resolver: Resolver) -> int | None:
    """Return the length of ``Array.from({ length: 5 }, worker)`` that is waited for.

    Or of a slice: ``calls.slice(i, i + 5).map(…)``.
    """
    argument = first_argument(call)
    made = value_of(argument) if argument is not None else None
    if made is None or made.kind != "call_expression":
        return None
    callee = made.get("function")
    if callee is not None and last_name(callee) in ("map", "flatMap"):
        owner = callee.get("object")
        return slice_width(owner, resolver) if owner is not None else None
    if callee is None or callee.text != "Array.from":
        return None
    lengths = [
        length.data
        for options in resolver.of(first_argument(made))
        for length in resolver.member(options, "length", options.node)
        if isinstance(length.data, int)
    ]
    return max(lengths) if lengths else None


def rounds(node: Node, resolver: Resolver) -> int | None:
    """Return how often a counted loop around a node runs: ``for (let i = 0; i < 2; i++)``."""
    for above in node.up():
        if above.kind in FUNCTIONS:
            return None
        if above.kind == "for_statement":
            condition = above.get("condition")
            condition = bare(condition) if condition is not None else None
            if condition is not None and condition.kind == "expression_statement":
                condition = condition.children[0]
            if condition is not None and condition.kind == "binary_expression":
                last = most(condition.get("right"), resolver)
                return last + ("<=" in condition.text) if last is not None else None
            return None
        if above.kind in ("for_in_statement", "while_statement", "do_statement"):
            return None
    return None


def repeats(call: Node) -> bool:
    """Say whether a call stands in a loop, or in what is done for each of a list."""
    for above in call.up():
        if above.kind in ("for_in_statement", "for_statement", "while_statement", "do_statement"):
            return True
        if above.kind in FUNCTIONS:
            outer = above.parent.parent if above.parent is not None else None
            callee = outer.get("function") if outer is not None else None
            return callee is not None and last_name(callee) in ("map", "forEach", "flatMap")
    return False
