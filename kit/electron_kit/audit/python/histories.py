"""Message lists that grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Fact, GrowingHistory
from .index import dotted, last_name, place_of
from .replies import ancestors, enclosing_function
from .requests import Request, Requests
from .resolve import Resolver
from .tree import walk
from .values import Obj

_BOUNDS = re.compile(
    r"(?i)trim|trunc|prune|compact|summar|shrink|shorten|reduce|window|clip|limit|clear|reset|forget|evict|compress|cut_|num_tokens|count_tokens"
)

_FEW_TURNS = 60
"""So many turns with a tool's answer each stay below the messages that Electron takes."""


def histories(requests: Requests, resolver: Resolver, more: list[ast.Call]) -> Iterator[Fact]:
    """Yield the message lists that grow without a bound in sight.

    Args:
        requests: The project's requests.
        resolver: The project's resolver.
        more: Other calls that send chat requests, such as a framework's.
    """
    calls = [(r.node, r.fact.confidence) for r in requests.found if _has_messages(r)]
    calls += [(c, Confidence.MEDIUM) for c in more if any(k.arg == "messages" for k in c.keywords)]
    grown = _growth(resolver)
    seen: set[Any] = set()
    for call, confidence in calls:
        expression = next((k.value for k in call.keywords if k.arg == "messages"), None)
        if expression is None:
            expression = _expression_of(call, resolver)
        if expression is None:
            continue
        for key in _parts(expression, resolver, 0):
            # Where the user's turn is added is where a reader looks for it.
            for change in sorted(grown.get(key, ()), key=lambda c: not _adds_user(c)):
                if key in seen or not _lasting(change, call, resolver):
                    continue
                if _bounded(change, call, resolver):
                    continue
                seen.add(key)
                yield GrowingHistory(
                    place=place_of(change),
                    confidence=min(Confidence.MEDIUM, confidence),
                    name=_spelled(change),
                )
                break


def _has_messages(request: Request) -> bool:
    return request.fact.endpoint == "chat" and "messages" in request.fact.fields


def _adds_user(change: Any) -> bool:
    return any(n.__class__ is ast.Constant and n.value == "user" for n in walk(change))


def _expression_of(call: ast.Call, resolver: Resolver) -> Any:
    for keyword in call.keywords:
        if keyword.arg is None:
            for item in resolver.of(keyword.value):
                if item.kind == "dict":
                    for value in resolver.dict_values(item).get("messages", ()):
                        return value
    return None


def _parts(expression: Any, resolver: Resolver, depth: int) -> list[Any]:
    """Return the keys of the lists that an expression is made of."""
    if depth > 5:
        return []
    kind = expression.__class__
    keys: list[Any] = []
    if kind is ast.Subscript and expression.slice.__class__ is ast.Slice:
        return []
    if kind in (ast.Name, ast.Attribute):
        text = dotted(expression)
        if kind is ast.Attribute and text:
            keys.append((id(expression.scope.module), text))
    if kind is ast.Subscript and expression.slice.__class__ is ast.Constant:
        keys.append(
            (id(expression.scope.module), f"{dotted(expression.value)}[{expression.slice.value!r}]")
        )
    if kind in (ast.ListComp, ast.GeneratorExp):
        return _parts(expression.generators[0].iter, resolver, depth + 1)
    if kind is ast.BinOp:
        return _parts(expression.left, resolver, depth + 1) + _parts(
            expression.right, resolver, depth + 1
        )
    if kind is ast.List:
        for element in expression.elts:
            if element.__class__ is ast.Starred:
                keys += _parts(element.value, resolver, depth + 1)
    for item in resolver.of(expression):
        session = _session_key(item)
        if session is not None:
            keys.append(session)
        if item.kind == "list":
            keys.append(id(item.node))
            if item.node is not expression and item.node.__class__ in (
                ast.BinOp,
                ast.ListComp,
                ast.List,
            ):
                keys += _parts(item.node, resolver, depth + 1)
    return keys


def _session_key(item: Obj) -> tuple[str, str] | None:
    """Return what ``session.get("history")`` is known by: its list lives with the session."""
    if item.kind != "made" or "session" not in item.name or item.node.__class__ is not ast.Call:
        return None
    first = item.node.args[0] if item.node.args else None
    return ("session", str(first.value)) if first.__class__ is ast.Constant else None


def _growth(resolver: Resolver) -> dict[Any, list[Any]]:
    """Return the statements that make lists longer, by the list."""
    grown: dict[Any, list[Any]] = {}
    for module in resolver.project.modules:
        changes: list[tuple[Any, Any]] = []
        for name in ("append", "extend", "insert"):
            calls = module.calls.get(name, ())
            changes += [(c.func.value, c) for c in calls if c.func.__class__ is ast.Attribute]
        changes += [
            (node.target, node)
            for node in module.nodes[ast.AugAssign]
            if node.op.__class__ is ast.Add and not _is_text(node.value)
        ]
        for base, change in changes:
            if not _may_be_messages(base, change):
                continue
            for key in _parts(base, resolver, 4):
                grown.setdefault(key, []).append(change)
    return grown


def _may_be_messages(base: Any, change: Any) -> bool:
    text = place_of(base).text.lower()
    if re.search(r"messag|histor|convers|chat|memory|context|dialog|prompt|log|turns|msgs", text):
        return True
    return any(n.__class__ is ast.Constant and n.value == "role" for n in walk(change))


def _is_text(node: Any) -> bool:
    return node.__class__ in (ast.JoinedStr,) or (
        node.__class__ is ast.Constant and not isinstance(node.value, list)
    )


def _lasting(change: Any, request: Any, resolver: Resolver) -> bool:
    """Say whether the growth goes on: in an endless loop, an object's or the process's life."""
    base = change.func.value if change.__class__ is ast.Call else change.target
    for parent in ancestors(change):
        if parent.__class__ is ast.While:
            if _counted(parent, resolver):
                continue
            return True
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            break
    text = dotted(base)
    if text.startswith(("self.", "cls.")) and enclosing_function(change) is not None:
        return (
            enclosing_function(change).name != "__init__"
            if hasattr(enclosing_function(change), "name")
            else True
        )
    if "session" in place_of(base).text or any(_session_key(o) for o in resolver.of(base)):
        return True
    function = enclosing_function(change)
    if function is not None and base.__class__ is ast.Name:
        scope = change.scope
        while scope is not None and base.id not in scope.bindings:
            scope = scope.parent
        if scope is not None and scope.node is None and base.id in scope.bindings:
            return True
    del request
    return False


def _counted(loop: ast.While, resolver: Resolver) -> bool:
    """Say whether a counter ends a loop: the list grows by so many turns and no more."""
    steps = {
        last_name(node.target)
        for node in walk(loop)
        if node.__class__ is ast.AugAssign and node.op.__class__ in (ast.Add, ast.Sub)
    }
    tests = [loop.test]
    tests += [
        inner.test
        for inner in walk(loop)
        if inner.__class__ is ast.If
        and any(s.__class__ in (ast.Break, ast.Return, ast.Raise) for s in inner.body)
    ]
    for test in tests:
        for compared in (n for n in walk(test) if n.__class__ is ast.Compare):
            sides = [compared.left, *compared.comparators]
            if not any(last_name(side) in steps for side in sides):
                continue
            numbers = [
                o.data
                for side in sides
                if last_name(side) not in steps
                for o in resolver.of(side)
                if o.kind == "const" and isinstance(o.data, int)
            ]
            if all(abs(number) <= _FEW_TURNS for number in numbers):
                return True
    return False


def _bounded(change: Any, request: Any, resolver: Resolver) -> bool:
    """Say whether something in sight shortens the list."""
    base = change.func.value if change.__class__ is ast.Call else change.target
    name = last_name(base) or "?"
    modules = {
        id(change.scope.module): change.scope.module,
        id(request.scope.module): request.scope.module,
    }
    for module in modules.values():
        for call in (
            module.calls.get("pop", [])
            + module.calls.get("popleft", [])
            + module.calls.get("clear", [])
        ):
            if call.func.__class__ is ast.Attribute and last_name(call.func.value) == name:
                return True
        for node in module.nodes[ast.Subscript]:
            if node.slice.__class__ is ast.Slice and last_name(node.value) == name:
                return True
        for called, calls in module.calls.items():
            if _BOUNDS.search(called) and any(_uses(c, name) for c in calls):
                return True
        for node in module.nodes[ast.Compare]:
            if "len(" in place_of(node).text and _uses(node, name) and not _trivial(node):
                return True
        for call in module.calls.get("deque", []):
            if any(k.arg == "maxlen" for k in call.keywords):
                return True
    del resolver
    return False


def _trivial(node: ast.Compare) -> bool:
    """Say whether a comparison is only about being empty or nearly so."""
    others = [node.left, *node.comparators]
    return any(
        isinstance(o, ast.Constant) and isinstance(o.value, int) and o.value < 4 for o in others
    )


def _uses(node: Any, name: str) -> bool:
    return any(
        last_name(inner) == name
        for inner in walk(node)
        if inner.__class__ in (ast.Name, ast.Attribute)
    )


def _spelled(change: Any) -> str:
    base = change.func.value if change.__class__ is ast.Call else change.target
    return place_of(base).text[:60]
