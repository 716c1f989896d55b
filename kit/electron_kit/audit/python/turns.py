"""Histories in loops: what a run gives back to be sent again, and what ends or shortens them."""

from __future__ import annotations

import ast
import re
from typing import Any

from ...contract.limits import MAX_MESSAGES
from .resolve.lists import container_of, values_of
from .resolve.resolver import Resolver
from .token_counts import may_hold_back
from .transcripts import grown_texts
from .tree import ancestors, dotted, enclosing_function, last_name, place_of, walk

# A list that is handed to something called so is kept short; what it does is not looked at.
BOUNDS = re.compile(
    r"(?i)trim|trunc|prune|compact|summar|shrink|shorten|reduce|window|clip|limit|clear|reset|forget|evict|compress|cut_|num_tokens|count_tokens"
)
_ENDLESS = re.compile(
    r"iter\(\s*(?:input|lambda)|\bstdin\b|fileinput|\bcount\(|iter_text\(|"
    r"iter_json\(|(?i:\bwebsocket\b|\bws\b|\bsocket\b|\.listen\()"
)
_CALLS = re.compile(r"\btool_calls\b|\bfunction_calls?\b|requires_action")
# By these a run gives back all that was said, to be sent again.
_RETURNED = {"to_input_list", "all_messages", "history", "all_messages_json"}
FEW_TURNS = (MAX_MESSAGES - 20) // 3
"""So many turns, each with a tool's answer, stay below the messages that Electron takes."""


def longer_text(expression: Any, call: ast.Call, resolver: Resolver) -> Any:
    """Return where a text that is sent grows with every round of an endless loop, or None.

    Args:
        expression: What the request sends.
        call: The request.
        resolver: The project's resolver.
    """
    for change in grown_texts(expression, call, resolver):
        loop = next(p for p in ancestors(change) if p.__class__ is ast.While)
        if counted(loop, resolver) or made_in(loop, change.target):
            continue
        if not bounded_name(change.target.id, call):
            return change
    return None


def given_back(expression: Any, call: ast.Call, resolver: Resolver) -> Any:
    """Return where the history that the last run gave back is made longer, or None.

    ``new = history + [question]; result = run(agent, new); history = result.to_input_list()``

    Args:
        expression: What the run is asked with.
        call: The run.
        resolver: The project's resolver.
    """
    loop = next((p for p in ancestors(call) if p.__class__ is ast.While), None)
    if loop is None:
        return _given_back_to_keep(expression, call)
    if counted(loop, resolver):
        return None
    inside = {id(node) for node in walk(loop)}
    sums = values_of(expression) if expression.__class__ is ast.Name else [expression]
    for total in sums:
        left: Any = total
        if total.__class__ is ast.BinOp:
            left = total.left
        elif total.__class__ is ast.List and total.elts and total.elts[0].__class__ is ast.Starred:
            left = total.elts[0].value
        elif total.__class__ is ast.Call and expression.__class__ is ast.Name:
            left = expression
        if total.__class__ in (ast.BinOp, ast.List) and _gives_all(left) and id(left) in inside:
            # ``result.to_input_list() + [question]``
            return total
        if left.__class__ is not ast.Name:
            continue
        for value in values_of(left):
            kept = value.func if value.__class__ is ast.Call else value
            if id(value) in inside and last_name(kept) in _RETURNED:
                if bounded_name(left.id, call):
                    return None
                return total if total.__class__ in (ast.BinOp, ast.List) else value
    return None


def _gives_all(node: Any) -> bool:
    return node.__class__ is ast.Call and last_name(node.func) in _RETURNED


def _given_back_to_keep(expression: Any, call: ast.Call) -> Any:
    """Return where a history is made longer that is kept from turn to turn, or None.

    ``items = threads.get(user, []) + [question]``, and later
    ``threads[user] = result.to_input_list()``.
    """
    module = call.scope.module
    for total in values_of(expression) if expression.__class__ is ast.Name else [expression]:
        if total.__class__ is ast.BinOp:
            left = total.left
        elif total.__class__ is ast.List and total.elts and total.elts[0].__class__ is ast.Starred:
            left = total.elts[0].value
        else:
            continue
        if left.__class__ is ast.Attribute and dotted(left).startswith("self."):
            kept = left
            puts = [binding.value for _, binding, _ in module.attributes.get(left.attr, ())]
        else:
            kept = container_of(left)
            puts = [
                change[1].value
                for change in module.items.get(last_name(kept), ())
                if change.__class__ is tuple
            ]
        returned = [v for v in puts if v.__class__ is ast.Call and last_name(v.func) in _RETURNED]
        if kept is not None and returned and not bounded_name(last_name(kept), call):
            return total
    return None


def bounded_name(name: str, call: ast.Call) -> bool:
    """Say whether what is called so is cut, or handed to what bounds, where a request is made.

    Args:
        name: The list's name.
        call: The request.
    """
    module = call.scope.module
    return any(
        node.slice.__class__ is ast.Slice and last_name(node.value) == name
        for node in module.nodes[ast.Subscript]
    ) or any(
        BOUNDS.search(called)
        and any(uses(c, name) and ("_tokens" not in called or may_hold_back(c)) for c in calls)
        for called, calls in module.calls.items()
    )


def counted(loop: ast.While, resolver: Resolver) -> bool:
    """Say whether a counter ends a loop, or a model's answer: the list grows by so many turns."""
    if _is_rounds_of_tools(loop):
        return True
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
            if all(abs(number) <= FEW_TURNS for number in numbers):
                return True
    return False


def _is_rounds_of_tools(loop: ast.While) -> bool:
    """Say whether a loop goes on while a model calls tools, and nobody is asked in it."""
    if not _CALLS.search(place_of(loop.test).text):
        return False
    return not any(
        (node.__class__ is ast.Constant and node.value == "user")
        or (node.__class__ is ast.Call and last_name(node.func) in ("input", "HumanMessage"))
        for node in walk(loop)
    )


def is_endless(loop: Any) -> bool:
    """Say whether a ``for`` ends when a person does: over a terminal's lines, or a count.

    Args:
        loop: A ``for``.
    """
    return _ENDLESS.search(place_of(loop.iter).text) is not None


def _always_runs(statement: Any, function: Any) -> bool:
    """Say whether a function comes to a statement whatever it is asked."""
    around = statement.parent
    while around.__class__ in (ast.With, ast.AsyncWith, ast.Try) and statement in around.body:
        statement, around = around, around.parent
    return around is function


def begun_anew(change: Any, base: Any) -> bool:
    """Say whether the function that makes an object's list longer first empties it.

    Args:
        change: What makes it longer.
        base: The list there: ``self.messages``.
    """
    text, function = dotted(base), enclosing_function(change)
    if not text.startswith("self.") or function is None:
        return False
    return any(
        target is not base
        and dotted(target) == text
        and binding.how == "value"
        and _always_runs(binding.node, function)
        and binding.node.lineno < change.lineno
        and not any(dotted(inner) == text for inner in walk(binding.value))
        for target, binding, _ in change.scope.module.attributes.get(base.attr, ())
    )


def made_in(loop: Any, base: Any) -> bool:
    """Say whether a list begins anew in each round of a loop."""
    if base.__class__ is not ast.Name:
        return False
    around = {id(node) for node in walk(loop)}
    values = values_of(base)
    return bool(values) and all(id(v) in around and not uses(v, base.id) for v in values)


def uses(node: Any, name: str) -> bool:
    """Say whether an expression has a name in it, alone or as an attribute."""
    return any(
        last_name(inner) == name
        for inner in walk(node)
        if inner.__class__ in (ast.Name, ast.Attribute)
    )
