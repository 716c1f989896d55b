"""Methods of the SDK that others are given to call: ``to_thread(client.images.generate, …)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from .index import Module
from .known import METHODS, RESOURCES
from .tree import ancestors, last_name

# These look at a function, or stand in for it, and call nothing.
_LOOKERS = frozenset(
    {
        "hasattr", "callable", "isinstance", "signature", "print", "setattr", "getattr", "patch",
        "object", "Mock", "MagicMock", "AsyncMock", "wraps", "id", "type", "repr", "str",
        "update_wrapper", "getdoc", "getsource",
    }
)  # fmt: skip

_HOLDERS = (ast.Dict, ast.List, ast.Tuple, ast.Assign)


def handed_on(module: Module) -> Iterator[tuple[ast.Attribute, ast.Call | None]]:
    """Yield the methods that are not called where they are written, by their names alone.

    Args:
        module: The module.

    Yields:
        The method, and the call whose keywords it gets; None if that is not in sight.
    """
    for node in module.nodes[ast.Attribute]:
        if (
            node.attr not in METHODS
            or last_name(node.value) not in RESOURCES
            or node.ctx.__class__ is not ast.Load
        ):
            continue
        parent = node.parent
        if parent.__class__ is ast.keyword:
            parent = parent.parent
        if parent.__class__ is ast.Call and parent.func is not node:
            yield from _in_call(node, parent, module)
        elif parent.__class__ in _HOLDERS and not _is_called(parent, module):
            yield node, None


def _in_call(
    node: ast.Attribute, call: ast.Call, module: Module
) -> Iterator[tuple[ast.Attribute, ast.Call | None]]:
    if last_name(call.func) in _LOOKERS:
        return
    holder: Any = call.parent
    if holder.__class__ is not ast.Assign:
        yield node, call
        return
    if last_name(call.func) == "partial":
        return
    if not _is_called(holder, module):
        yield node, call
        return
    # ``safely = wrap(client.embeddings.create)``, called by that name.
    for target in holder.targets:
        for one in module.calls.get(last_name(target), ()):
            yield node, one


def _is_called(holder: Any, module: Module) -> bool:
    """Say whether a method is called by the name that it is kept under."""
    return any(module.calls.get(last_name(target)) for target in getattr(holder, "targets", ()))


def is_parameter(name: Any) -> bool:
    """Say whether a name is a parameter of a function around it."""
    for above in ancestors(name):
        if above.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda):
            given = (*above.args.args, *above.args.kwonlyargs, *above.args.posonlyargs)
            if any(argument.arg == name.id for argument in given):
                return True
    return False
