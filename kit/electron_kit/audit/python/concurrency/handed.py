"""Functions that are handed to another by name, which calls them: ``measure(ask, text)``."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..resolve.resolver import Resolver
from ..tree import last_name

_SITES = 30
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
