"""What leads to a chat request in a list of tasks, through the names and lists that hold them."""

from __future__ import annotations

import ast
from typing import Any

from ..resolve.flow import visible
from ..tree import last_name
from .reach import Reach

_NAMES = 3
"""How many names a task is followed through, such as ``one = ask(x); tasks.append(one)``."""


def source(subject: Any, reach: Reach, depth: int = 0) -> Any:
    """Return what leads to a chat request in what is run, through names and parameters.

    Args:
        subject: What is run: a list, a comprehension, a name.
        reach: Which functions lead to a chat request.
        depth: How many names it was followed through.
    """
    found = reach.leads(subject)
    if found is not None or depth > _NAMES:
        return found
    if subject.__class__ is ast.Call and last_name(subject.func) in ("values", "list", "tuple"):
        # ``gather(*tasks.values())``
        inner = subject.args[0] if subject.args else getattr(subject.func, "value", None)
        return source(inner, reach, depth + 1) if inner is not None else None
    if subject.__class__ in (ast.ListComp, ast.GeneratorExp):
        # ``(within(gate, task) for task in tasks)``, of the tasks that a helper is given.
        given = subject.generators[0].iter
        return source(given, reach, depth + 1) if _is_parameter(given) else None
    if subject.__class__ is ast.Name:
        # ``tasks.append(ask(x))`` before ``gather(*tasks)``.
        # Within a comprehension, the list is a name of the function around it.
        scope = subject.scope
        while subject.id not in scope.bindings and scope.parent is not None:
            scope = scope.parent
        for change in scope.module.items.get(subject.id, ()):
            if change.__class__ is tuple and change[0].scope is scope:
                # ``tasks[name] = ask(x)``
                value = change[1].value
                found = found or (source(value, reach, depth + 1) if value is not None else None)
            elif change.__class__ is ast.Call and change.scope is scope:
                for argument in change.args:
                    found = found or source(argument, reach, depth + 1)
        bindings = scope.bindings.get(subject.id, [])
        for binding in visible(bindings, subject) if len(bindings) > 1 else bindings:
            if binding.value is not None and binding.how == "value":
                found = found or source(binding.value, reach, depth + 1)
            elif binding.how == "param" and binding.star == "*":
                owner = reach.resolver.owner(binding.value)
                for site, _ in reach.resolver.call_sites(binding.value, owner):
                    for argument in site.args:
                        found = found or reach.leads(argument)
            elif binding.how == "param" and not binding.star:
                # A helper that gathers what it is given.
                for item in reach.resolver.parameter(binding, subject.id):
                    if item.kind == "list":
                        found = found or reach.leads(item.node)
    return found


def _is_parameter(node: Any) -> bool:
    if node.__class__ is not ast.Name:
        return False
    scope = node.scope
    while node.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    return any(b.how == "param" for b in scope.bindings.get(node.id, ()))
