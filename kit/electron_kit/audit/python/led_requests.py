"""Requests whose endpoint the callers of a function name, by the path that they give."""

from __future__ import annotations

import ast
from typing import Any

from ..facts import Call
from ..hosts import PATHS
from .handed_on import is_parameter
from .resolve.resolver import Resolver
from .tree import place_of
from .values import Obj


def led_requests(node: Any, resolver: Resolver) -> list[Call]:
    """Return the requests to endpoints that Electron lacks, by the paths that callers give.

    Args:
        node: The address of a function's request: ``f"{BASE}{path}"``.
        resolver: The project's resolver.
    """
    found = []
    for item in paths_told(node, resolver):
        endpoint = next((word for path, word in PATHS if path in str(item.data)), "chat")
        if endpoint != "chat":
            place = place_of(item.node)
            found.append(Call(place=place, endpoint=endpoint, path="create", framework="http"))
    return found


def paths_told(node: Any, resolver: Resolver) -> list[Obj]:
    """Return the paths that a function's callers put behind a base.

    Args:
        node: The address: ``f"{BASE}{path}"``.
        resolver: The project's resolver.
    """
    if node.__class__ is not ast.JoinedStr:
        return []
    last = node.values[-1]
    name = last.value if last.__class__ is ast.FormattedValue else None
    if name.__class__ is not ast.Name or not is_parameter(name):
        return []
    return [
        item
        for item in resolver.of(name)
        if item.kind == "const"
        and isinstance(item.data, str)
        and any(path.lstrip("/") in item.data for path, _ in PATHS)
    ]
