"""Functions that are called for another: handed on by name, or chosen from a list or a table."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..resolve.resolver import Resolver
from ..tree import last_name

_SITES = 30
_CHOSEN = 200
# What libraries call a function by that is to be called right there.
_CALLS = re.compile(
    r"(?i)retry|attempt|backoff|partial|wrap|^with_|_with_|timed?_?(?:out|it)|^call|^run_|^safe|"
    r"wait_for|shield|to_thread|throttle|limit"
)


def handed_to(function: Any, resolver: Resolver) -> list[ast.Call]:
    """Return the calls that a function is handed to and that call it where they stand.

    They are of a function of the project's that calls its parameter, or of one that is called
    after what it does.

    Args:
        function: The function.
        resolver: The project's resolver.
    """
    name = getattr(function, "name", "")
    return [
        call
        for call, given in resolver.project.handed(name)[:_SITES]
        if any(o.kind == "func" and o.node is function for o in resolver.of(given))
        and (_CALLS.search(last_name(call.func)) or _calls_it(call, given, resolver))
    ]


class Chosen:
    """The calls of what is chosen when they run: ``for step in STEPS: step(x)``, ``TABLE[k](x)``.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Look at nothing yet."""
        self.resolver = resolver
        self._sites: dict[int, list[ast.Call]] | None = None

    def calls(self, function: Any) -> list[ast.Call]:
        """Return the calls that may be of a function which stands in a list or a table.

        Args:
            function: The function.
        """
        if self._sites is None:
            self._sites = {}
            some = (
                call
                for module in self.resolver.project.every
                for name, calls in module.calls.items()
                if name in module.bound
                for call in calls
            )
            for call in [c for c in some if _is_chosen(c.func)][:_CHOSEN]:
                for item in self.resolver.of(call.func):
                    if item.kind == "func":
                        self._sites.setdefault(id(item.node), []).append(call)
        return self._sites.get(id(function), [])[:_SITES]


def _is_chosen(callee: Any) -> bool:
    """Say whether what is called is a loop's variable, or an entry of something."""
    if callee.__class__ is ast.Subscript:
        return True
    if callee.__class__ is not ast.Name:
        return False
    scope = callee.scope
    while callee.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    return any(b.how == "item" for b in scope.bindings.get(callee.id, ()))


def _calls_it(call: ast.Call, given: Any, resolver: Resolver) -> bool:
    """Say whether what a call reaches calls the parameter that is given something."""
    at = call.args.index(given)
    for item in resolver.of(call.func):
        if item.kind != "func" or item.node.__class__ is ast.Lambda:
            continue
        parameters = [*item.node.args.posonlyargs, *item.node.args.args]
        shift = 1 if resolver.owner(item.node) is not None else 0
        if at + shift < len(parameters):
            label = parameters[at + shift].arg
            scope = item.node.inner
            calls = item.node.scope.module.calls.get(label, ())
            if any(c.scope is scope or c.scope.parent is scope for c in calls):
                return True
    return False
