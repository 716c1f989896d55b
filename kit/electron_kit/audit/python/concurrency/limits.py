"""How many calls run at once at the most: semaphores, locks, workers, chunks, counted lists."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..resolve.flow import loops, visible
from ..resolve.resolver import Resolver
from ..tree import ancestors, dotted, last_name

# So small a number beside one that is not known is a default, as in ``jobs or 1``.
_SMALL = 3
# Names that a list is followed through, such as ``tasks`` that run over ``topics``.
_NAMES = 4
# Called so, a function gives a few things at a time: its second argument says how many.
_CHUNKS = re.compile(r"(?i)batch|chunk|window|grouper|sliced")


def gate(node: Any, resolver: Resolver) -> int | None:
    """Return the limit of the semaphore around a node: 0 if it is not known, None if none."""
    for parent in ancestors(node):
        if parent.__class__ in (ast.With, ast.AsyncWith):
            for item in parent.items:
                for found in resolver.of(item.context_expr):
                    name = found.name.rpartition(".")[2]
                    if found.kind == "made" and name in (
                        "Semaphore", "BoundedSemaphore", "CapacityLimiter", "AsyncLimiter",
                        "Lock", "RLock",
                    ):  # fmt: skip
                        return 1 if "Lock" in name else number(found.node, resolver)
                text = dotted(item.context_expr).lower()
                if re.search(r"sem|limiter|gate|throttl|lock|slot", text):
                    return 0
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return None
    return None


def number(call: Any, resolver: Resolver, keyword: str = "") -> int:
    """Return the number that a call is given first, or 0 if it is not known."""
    if call.__class__ is not ast.Call:
        return 0
    values = [
        k.value
        for k in call.keywords
        if k.arg in (keyword, "value", "max_workers", "processes", "total_tokens")
    ]
    for value in [*values, *call.args[:1]]:
        items = resolver.of(value)
        known = [o.data for o in items if o.kind == "const" and isinstance(o.data, int)]
        if known and max(known) <= _SMALL and any(o.kind in ("made", "path") for o in items):
            # ``config["parallel"] if … else 1``: the small number is only what is left.
            return 0
        if known:
            return known[0]
    return 0


def counted_out(argument: Any) -> int | None:
    """Return how many tasks a list holds that is filled one by one, outside of any loop."""
    subject = argument.value if argument.__class__ is ast.Starred else argument
    if subject.__class__ is not ast.Name:
        return None
    scope = subject.scope
    bindings = [b for b in scope.bindings.get(subject.id, ()) if b.how == "value"]
    if len(bindings) != 1 or bindings[0].value.__class__ is not ast.List:
        return None
    held = bindings[0].value.elts
    changes = [
        c for c in scope.module.items.get(subject.id, ()) if getattr(c, "scope", None) is scope
    ]
    appended = [c for c in changes if c.__class__ is ast.Call and c.func.attr == "append"]
    if any(e.__class__ is ast.Starred for e in held) or len(appended) < len(changes):
        return None
    return None if any(loops(c) for c in appended) else len(held) + len(appended)


def listed(subject: Any, depth: int = 0) -> int | None:
    """Return how many things an expression holds whose every one is written out, or None.

    ``[ask(a), ask(b)]``, or ``[ask(x) for x in topics]`` with ``topics = ["tea", "salt"]``.
    """
    kind = subject.__class__
    if kind in (ast.List, ast.Tuple, ast.Set):
        return None if any(e.__class__ is ast.Starred for e in subject.elts) else len(subject.elts)
    if depth > _NAMES:
        return None
    if kind in (ast.ListComp, ast.GeneratorExp) and len(subject.generators) == 1:
        return listed(subject.generators[0].iter, depth + 1)
    if kind is ast.Call and last_name(subject.func) == "enumerate" and subject.args:
        return listed(subject.args[0], depth + 1)
    if kind is not ast.Name:
        return None
    scope = subject.scope
    while subject.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    if any(getattr(c, "scope", scope) is scope for c in scope.module.items.get(subject.id, ())):
        # It grows: `counted_out` looks at how.
        return None
    seen = visible(scope.bindings.get(subject.id, []), subject)
    known = len(seen) == 1 and seen[0].how == "value" and seen[0].value is not None
    return listed(seen[0].value, depth + 1) if known else None


def window(subject: Any, resolver: Resolver) -> int:
    """Return how many things a fan-out goes through at once, if it takes them in chunks; or 0."""
    if subject.__class__ is ast.Name:
        values = [b.value for b in subject.scope.bindings.get(subject.id, ()) if b.how == "value"]
        return window(values[-1], resolver) if values and values[-1] is not None else 0
    if subject.__class__ in (ast.ListComp, ast.GeneratorExp, ast.SetComp):
        return _width(subject.generators[0].iter, resolver)
    if subject.__class__ is ast.Call and last_name(subject.func) == "map" and subject.args[1:]:
        return _width(subject.args[1], resolver)
    return 0


def _width(iterated: Any, resolver: Resolver) -> int:
    if iterated.__class__ is ast.Subscript and iterated.slice.__class__ is ast.Slice:
        upper = iterated.slice.upper
        if upper.__class__ is ast.BinOp and upper.op.__class__ is ast.Add:
            numbers = [o.data for o in resolver.of(upper.right) if isinstance(o.data, int)]
            return max(numbers, default=0)
        return 0
    if iterated.__class__ is not ast.Name:
        return 0
    for binding in iterated.scope.bindings.get(iterated.id, ()):
        value = binding.value
        if binding.how == "value" and value is not None and value is not iterated:
            return _width(value, resolver)
        if binding.how == "item" and value.__class__ is ast.Call and len(value.args) > 1:
            if _CHUNKS.search(last_name(value.func)):
                found = [o.data for o in resolver.of(value.args[1])]
                return max((n for n in found if isinstance(n, int)), default=0)
    return 0
