"""Names of environment variables that stand in a table, and are read by what a look-up gives."""

from __future__ import annotations

import ast
import re
from typing import Any

from .project import Project
from .resolve.resolver import Resolver
from .tree import dotted, last_name

_KEPT = (ast.Dict, ast.Assign, ast.keyword)
# A parameter that is called so has a variable's name as its default: ``key_env="…"``.
_NAMED = re.compile(r"(?i)env|var")
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
        if item.kind == "const" and isinstance(item.data, str) and _is_kept(item.node)
    }


def _is_kept(node: Any) -> bool:
    """Say whether a literal stands in a table, or is what a constant, argument or parameter is."""
    parent = getattr(node, "parent", None)
    if parent.__class__ is not ast.arguments:
        return parent.__class__ in _KEPT
    named = [*parent.posonlyargs, *parent.args]
    pairs = [
        *zip(named[len(named) - len(parent.defaults) :], parent.defaults, strict=True),
        *zip(parent.kwonlyargs, parent.kw_defaults, strict=True),
    ]
    return any(default is node and _NAMED.search(arg.arg) for arg, default in pairs)


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
