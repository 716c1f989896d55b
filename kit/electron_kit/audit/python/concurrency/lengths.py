"""How many things a fan-out goes through: written out, counted by loops, taken in chunks."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..resolve.flow import loops, visible
from ..resolve.resolver import Resolver
from ..tree import last_name, walk
from .limits import home_of, most

# Names that a list is followed through, such as ``tasks`` that run over ``topics``.
_NAMES = 4
# Called so, a function gives a few things at a time: its second argument says how many.
_CHUNKS = re.compile(r"(?i)batch|chunk|window|grouper|sliced")


def counted_out(argument: Any, resolver: Resolver) -> int | None:
    """Return how many tasks a list holds that is filled one by one or in counted loops."""
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
    total = len(held)
    for call in appended:
        rounds = times(call, resolver)
        if rounds is None:
            return None
        total += rounds
    return total


def times(node: Any, resolver: Resolver) -> int | None:
    """Return how often a node runs in the loops of its function around it; None if not known."""
    rounds = 1
    for loop in loops(node):
        length = listed(loop.iter, resolver) if loop.__class__ is not ast.While else None
        if length is None:
            return None
        rounds *= length
    return rounds


def listed(subject: Any, resolver: Resolver, depth: int = 0) -> int | None:
    """Return how many things an expression holds whose every one is written out, or None.

    ``[ask(a), ask(b)]``, or ``[ask(x) for x in topics]`` with ``topics = ["tea", "salt"]``, also
    ``range(3)`` and ``topics[:3]``.
    """
    kind = subject.__class__
    if kind in (ast.List, ast.Tuple, ast.Set):
        return None if any(e.__class__ is ast.Starred for e in subject.elts) else len(subject.elts)
    if depth > _NAMES:
        return None
    if kind in (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp):
        product = 1
        for generator in subject.generators:
            length = listed(generator.iter, resolver, depth + 1)
            if length is None:
                return None
            product *= length
        return product
    if kind is ast.Call and subject.args:
        name = last_name(subject.func)
        if name == "zip":
            lengths = [listed(a, resolver, depth + 1) for a in subject.args]
            return min((n for n in lengths if n is not None), default=None)
        if name in ("enumerate", "list", "tuple", "tqdm", "sorted"):
            return listed(subject.args[0], resolver, depth + 1)
        if name == "map" and len(subject.args) > 1:
            return listed(subject.args[1], resolver, depth + 1)
        if name == "range":
            return most(subject.args[1 if len(subject.args) > 1 else 0], resolver)
    if kind is ast.Subscript and subject.slice.__class__ is ast.Slice:
        upper = subject.slice.upper
        if subject.slice.lower is None and upper is not None:
            return most(upper, resolver)
        return None
    if kind is ast.Call and last_name(subject.func) in ("values", "items", "keys"):
        owner = getattr(subject.func, "value", None)
        return _entries(owner, resolver) if owner is not None else None
    if kind is not ast.Name:
        return None
    scope = home_of(subject)
    if any(getattr(c, "scope", scope) is scope for c in scope.module.items.get(subject.id, ())):
        # It grows: `counted_out` looks at how.
        return None
    seen = visible(scope.bindings.get(subject.id, []), subject)
    if len(seen) == 1 and seen[0].how == "import":
        return _entries(subject, resolver)
    known = len(seen) == 1 and seen[0].how == "value" and seen[0].value is not None
    return listed(seen[0].value, resolver, depth + 1) if known else None


def _entries(owner: Any, resolver: Resolver) -> int | None:
    """Return how many entries a list or dictionary has that is written out and never changed."""
    items = resolver.of(owner)
    displays = [o.node for o in items if o.kind in ("dict", "list")]
    if len(items) != 1 or not displays:
        return None
    display = displays[0]
    entries = display.keys if display.__class__ is ast.Dict else getattr(display, "elts", None)
    if entries is None or any(e is None or e.__class__ is ast.Starred for e in entries):
        return None
    changed = any(m.items.get(last_name(owner)) for m in resolver.project.every)
    return None if changed else len(entries)


def window(subject: Any, resolver: Resolver) -> int:
    """Return how many things a fan-out goes through at once, if it takes them in chunks; or 0."""
    if subject.__class__ is ast.Name:
        scope = home_of(subject)
        values = [b.value for b in scope.bindings.get(subject.id, ()) if b.how == "value"]
        return window(values[-1], resolver) if values and values[-1] is not None else 0
    if subject.__class__ in (ast.ListComp, ast.GeneratorExp, ast.SetComp):
        return _width(subject.generators[0].iter, resolver)
    if subject.__class__ is ast.Call and last_name(subject.func) == "map" and subject.args[1:]:
        return _width(subject.args[1], resolver)
    return 0


def _width(iterated: Any, resolver: Resolver) -> int:
    if iterated.__class__ is ast.Call and last_name(iterated.func) in ("enumerate", "zip"):
        return max((_width(a, resolver) for a in iterated.args), default=0)
    if iterated.__class__ is ast.Subscript and iterated.slice.__class__ is ast.Slice:
        upper = iterated.slice.upper
        if upper.__class__ is ast.BinOp and upper.op.__class__ is ast.Add:
            return most(upper.right, resolver) or 0
        return 0
    if iterated.__class__ is not ast.Name:
        return 0
    for binding in home_of(iterated).bindings.get(iterated.id, ()):
        value = binding.value
        if binding.how == "value" and value is not None and value is not iterated:
            return _width(value, resolver)
        if binding.how == "item" and value.__class__ is ast.Call:
            while last_name(value.func) in ("enumerate", "tqdm") and value.args:
                value = value.args[0]
                if value.__class__ is not ast.Call:
                    return 0
            if len(value.args) > 1 and (
                _CHUNKS.search(last_name(value.func)) or _slices(value, resolver)
            ):
                return most(value.args[1], resolver) or 0
    return 0


def _slices(call: ast.Call, resolver: Resolver) -> bool:
    """Say whether a function of the project's gives slices as long as its second argument."""
    for item in resolver.of(call.func):
        function = item.node if item.kind == "func" else None
        if function.__class__ is not ast.FunctionDef or len(function.args.args) < 2:
            continue
        size = function.args.args[1].arg
        for node in walk(function):
            if node.__class__ is ast.Slice and node.upper.__class__ is ast.BinOp:
                if size in (last_name(node.upper.right), last_name(node.upper.left)):
                    return True
    return False
