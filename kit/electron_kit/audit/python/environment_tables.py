"""Names of environment variables that stand in a table, and are read by what a look-up gives."""

from __future__ import annotations

import ast
from typing import Any

from .project import Project
from .resolve.resolver import Resolver
from .tree import dotted, last_name

# A table, a constant, an argument, a parameter's default: ``def __init__(self, key_env="…")``.
_KEPT = (ast.Dict, ast.Assign, ast.keyword, ast.arguments)
_READERS = ("getenv", "get", "pop", "get_secret", "environ_get", "require_env", "get_env")


def looked_up(project: Project, resolver: Resolver) -> set[int]:
    """Return the literals that are read as variables' names: ``os.getenv(NAMES[vendor])``.

    Args:
        project: The modules.
        resolver: The project's resolver.

    Returns:
        The literals' nodes by `id`, those left out that stand in the reading call itself.
    """
    return {
        id(item.node)
        for module in project.every
        for name in _reads(module)
        for item in resolver.of(name)
        if item.kind == "const"
        and isinstance(item.data, str)
        and getattr(item.node, "parent", None).__class__ in _KEPT
    }


def _reads(module: Any) -> list[Any]:
    """Return the expressions that name a variable which a module reads, literals left out."""
    named = [
        call.args[0]
        for reader in _READERS
        for call in module.calls.get(reader, ())
        if call.args and _of_environment(call.func)
    ]
    named += [
        node.slice
        for node in module.nodes[ast.Subscript]
        if last_name(node.value) == "environ" and isinstance(node.ctx, ast.Load)
    ]
    return [node for node in named if node.__class__ is not ast.Constant]


def _of_environment(function: Any) -> bool:
    return last_name(function) == "getenv" or "environ" in dotted(getattr(function, "value", None))
