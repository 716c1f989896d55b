"""What the thing is called that keeps a value: a target, a parameter, an option."""

from __future__ import annotations

import ast
from typing import Any

from .tree import last_name


def target_of(node: Any) -> str:
    """Return what an assignment's target is called, or the key that it sets.

    Args:
        node: The assignment.
    """
    target = node.targets[0] if node.__class__ is ast.Assign else node.target
    if target.__class__ is ast.Subscript:
        key = target.slice
        if key.__class__ is ast.Constant and isinstance(key.value, str):
            return key.value
        return last_name(target.value)
    if target.__class__ is ast.Tuple:
        return " ".join(last_name(item) for item in target.elts)
    return last_name(target)


def assigned_to(call: Any) -> str | None:
    """Return what a call's result is kept as: a name, or the parameter whose default it is.

    Args:
        call: The call.
    """
    parent = call.parent
    if parent.__class__ in (ast.Assign, ast.AnnAssign):
        return target_of(parent)
    if parent.__class__ is ast.arguments:
        return parameter_with(parent, call)
    return None


def option_name(call: Any) -> str | None:
    """Return the name of the option that an ``add_argument`` or ``@click.option`` declares."""
    if last_name(call.func) not in (
        "add_argument",
        "option",
        "Option",
        "add_option",
        "argument",
        "DEFINE_string",
    ):
        return None
    for argument in call.args:
        if argument.__class__ is ast.Constant and isinstance(argument.value, str):
            if argument.value.startswith("--") or not argument.value.startswith("-"):
                return argument.value.lstrip("-").replace("-", "_")
    return assigned_to(call)


def parameter_with(arguments: Any, default: Any) -> str | None:
    """Return the parameter that has a default, by the default's expression."""
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, value in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        if value is default:
            return argument.arg
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if value is default:
            return argument.arg
    return None
