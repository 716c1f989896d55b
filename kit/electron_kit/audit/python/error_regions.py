"""Where an error of OpenAI's may be at hand, and what is its text there."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .index import Module
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .tree import last_name, walk

_SDK_ERRORS = re.compile(
    r"(?:^|\.)(?:OpenAIError|APIError|APIStatusError|BadRequestError|RateLimitError|AuthenticationError|"
    r"InvalidRequestError|PermissionDeniedError|NotFoundError|UnprocessableEntityError|InternalServerError|"
    r"APIConnectionError|APITimeoutError|ConflictError|ServiceUnavailableError)$"
)


@dataclass(frozen=True, slots=True)
class Region:
    """Where an error is at hand.

    Attributes:
        code: The code.
        name: What the error is called there.
        sdk: Whether it is the SDK's own for sure.
        is_text: Whether the name holds the error's text, and not the error.
    """

    code: list[Any]
    name: str
    sdk: bool = False
    is_text: bool = False


def error_regions(
    module: Module, resolver: Resolver, leads: Callable[[Any], Any]
) -> Iterator[Region]:
    """Yield where an error is at hand."""
    for call in module.calls.get("isinstance", ()):
        if len(call.args) != 2 or call.args[0].__class__ is not ast.Name:
            continue
        if _is_sdk_error(call.args[1], resolver):
            yield Region(_where_true(call), call.args[0].id, sdk=True)
    for kind in (ast.FunctionDef, ast.AsyncFunctionDef):
        for function in module.nodes[kind]:
            for argument in (*function.args.args, *function.args.kwonlyargs):
                annotation = argument.annotation
                if annotation is not None and _SDK_ERRORS.search(last_name(annotation)):
                    if _is_sdk_error(annotation, resolver):
                        yield Region(function.body, argument.arg, sdk=True)
    for handler in module.nodes[ast.ExceptHandler]:
        if handler.name:
            sdk = _is_sdk_error(handler.type, resolver)
            if sdk or not _of_others(handler.parent.body, resolver, leads):
                yield Region(handler.body, handler.name, sdk=sdk)
            if sdk or any(leads(s) is not None for s in handler.parent.body):
                yield from _handed_on(handler, resolver, sdk=sdk)


def _handed_on(handler: ast.ExceptHandler, resolver: Resolver, *, sdk: bool) -> Iterator[Region]:
    """Yield the functions that a handler gives its error, or the error's text, to look at."""
    name = handler.name or ""
    for call in (n for part in handler.body for n in walk(part) if n.__class__ is ast.Call):
        given = [*call.args, *(k.value for k in call.keywords)]
        errors = [g for g in given if g.__class__ is ast.Name and g.id == name]
        texts = [g for g in given if g not in errors and is_text_of(g, Region([], name))]
        if not errors and not texts:
            continue
        for item in resolver.of(call.func):
            if item.kind != "func" or item.node.__class__ is ast.Lambda:
                continue
            shift = 1 if resolver.owner(item.node) is not None else 0
            positional = [*item.node.args.posonlyargs, *item.node.args.args]
            for parameter in (*positional, *item.node.args.kwonlyargs):
                argument = argument_for(call, parameter, positional, shift)
                if argument is not None and (argument in errors or argument in texts):
                    yield Region(item.node.body, parameter.arg, sdk=sdk, is_text=argument in texts)


def _of_others(body: list[Any], resolver: Resolver, leads: Callable[[Any], Any]) -> bool:
    """Say whether what is tried is known, and asks others than OpenAI."""
    if any(leads(statement) is not None for statement in body):
        return False
    calls = [n for statement in body for n in walk(statement) if n.__class__ is ast.Call]
    return bool(calls) and all(
        any(
            o.kind in ("ext", "made") and not o.name.startswith(("openai", "litellm", "langchain"))
            for o in resolver.of(call.func)
        )
        for call in calls
    )


def _where_true(test: Any) -> list[Any]:
    """Return the code that runs only if a test, or one that it is a part of, holds."""
    region, parent = [test], test.parent
    while parent.__class__ is ast.BoolOp:
        region, parent = [parent], parent.parent
    if parent.__class__ is ast.If and parent.test is region[0]:
        return [parent.test, *parent.body]
    if parent.__class__ is ast.IfExp and parent.test is region[0]:
        return [parent.test, parent.body]
    return region


def _is_sdk_error(node: Any, resolver: Resolver) -> bool:
    types = node.elts if node.__class__ is ast.Tuple else [node]
    for kind in types:
        if kind is None:
            continue
        for item in resolver.of(kind):
            if (
                item.kind == "ext"
                and item.name.startswith(("openai", "litellm"))
                and _SDK_ERRORS.search(item.name)
            ):
                return True
            if item.kind == "list" and any(
                _is_sdk_error(e, resolver) for e in resolver.elements(item)
            ):
                return True
    return False


def is_text_of(node: Any, region: Region, depth: int = 0) -> bool:
    """Say whether an expression is an error's text, such as ``str(e)`` or ``e.message``."""
    name = region.name
    while node is not None:
        if node.__class__ is ast.Call:
            if (
                last_name(node.func) in ("str", "repr", "format_exc", "exception_to_string")
                and node.args
            ):
                return root_of(node.args[0]) == name
            node = node.func.value if node.func.__class__ is ast.Attribute else None
        elif node.__class__ is ast.Attribute:
            if (
                node.attr in ("message", "user_message", "_message", "args")
                and root_of(node) == name
            ):
                return True
            node = node.value
        elif node.__class__ is ast.Subscript:
            node = node.value
        elif node.__class__ is ast.JoinedStr:
            # ``f"{e}"``
            spelled = [v.value for v in node.values if v.__class__ is ast.FormattedValue]
            return any(v.__class__ is ast.Name and v.id == name for v in spelled)
        elif node.__class__ is ast.Name:
            if node.id == name or depth > 3:
                return region.is_text and node.id == name
            scope = node.scope
            while scope.parent is not None and node.id not in scope.bindings:
                scope = scope.parent
            bindings = scope.bindings.get(node.id, ())
            return any(
                b.how == "value"
                and b.value is not None
                and b.value.__class__ is not ast.Name
                and is_text_of(b.value, region, depth + 1)
                for b in bindings
            )
        else:
            return False
    return False


def leads_to(node: Any, name: str, depth: int = 0) -> bool:
    """Say whether an expression is an error, or was taken out of it: its body, a part of that.

    ``(_body(error) or {}).get("error")``, and a variable that holds it.

    Args:
        node: The expression.
        name: What the error is called.
        depth: Through how many variables it was followed.
    """
    while node.__class__ in (ast.Attribute, ast.Subscript, ast.Call, ast.BoolOp):
        if node.__class__ is ast.BoolOp:
            node = node.values[0]
        elif node.__class__ is not ast.Call:
            node = node.value
        elif node.func.__class__ is ast.Attribute and node.func.attr not in ("loads",):
            node = node.func.value
        elif node.args and _TAKES_OUT.search(last_name(node.func)):
            node = node.args[0]
        else:
            return False
    if node.__class__ is not ast.Name:
        return False
    if node.id == name or depth > _STEPS:
        return bool(node.id == name)
    return any(
        b.how == "value" and b.value is not None and leads_to(b.value, name, depth + 1)
        for b in node.scope.bindings.get(node.id, ())
    )


# A function that is called so gives a part of the error that it is given.
_TAKES_OUT = re.compile(r"(?i)body|json|payload|detail|getattr|loads|extract|dict|data|response")
# Variables between an error and its code, such as ``body`` and ``fault``.
_STEPS = 3


def root_of(node: Any) -> str:
    """Return the name that an expression begins with, or nothing."""
    while node.__class__ in (ast.Attribute, ast.Subscript, ast.Call):
        node = node.func if node.__class__ is ast.Call else node.value
    return node.id if node.__class__ is ast.Name else ""
