"""Which types of errors are OpenAI's, and what a test of a type says of a name."""

from __future__ import annotations

import ast
import re
from typing import Any

from .resolve.resolver import Resolver
from .tree import last_name

_SDK_ERRORS = re.compile(
    r"(?:^|\.)(?:OpenAIError|APIError|APIStatusError|BadRequestError|RateLimitError|AuthenticationError|"
    r"InvalidRequestError|PermissionDeniedError|NotFoundError|UnprocessableEntityError|InternalServerError|"
    r"APIConnectionError|APITimeoutError|ConflictError|ServiceUnavailableError|APIResponseValidationError)$"
)
_ANY = frozenset({"Exception", "BaseException"})
# What HTTP libraries raise for an answer, and tenacity for the last of several tries.
_OF_HTTP = frozenset(
    {"HTTPStatusError", "HTTPError", "RequestException", "ClientResponseError", "RetryError"}
)
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def are_ours(node: Any, resolver: Resolver) -> bool:
    """Say whether a type, one of several, or a part of an annotation is an error of the SDK's."""
    if node is None:
        return False
    kind = node.__class__
    if kind is ast.Tuple:
        return any(are_ours(element, resolver) for element in node.elts)
    if kind is ast.BinOp:
        return are_ours(node.left, resolver) or are_ours(node.right, resolver)
    if kind is ast.Subscript:
        return are_ours(node.slice, resolver)
    for item in resolver.of(node):
        if (
            item.kind == "ext"
            and item.name.startswith(("openai", "litellm"))
            and _SDK_ERRORS.search(item.name)
        ):
            return True
        if item.kind == "list" and any(are_ours(e, resolver) for e in resolver.elements(item)):
            return True
    return False


def is_any(node: Any, *, of_http: bool) -> bool:
    """Say whether a handler of a type takes every error.

    Args:
        node: The type, or None.
        of_http: Whether what an HTTP library raises counts.
    """
    types = node.elts if node.__class__ is ast.Tuple else [node]
    return any(
        kind is None or last_name(kind) in _ANY or (of_http and last_name(kind) in _OF_HTTP)
        for kind in types
    )


def narrowed(name: ast.Name, resolver: Resolver) -> bool | None:
    """Say what tests around a name tell of its type: the SDK's error, another; None if nothing."""
    child, parent = name, name.parent
    while parent is not None:
        kind = parent.__class__
        found = None
        if kind in (ast.If, ast.IfExp):
            body = parent.body if isinstance(parent.body, list) else [parent.body]
            if child in body:
                found = _told(parent.test, name.id, resolver)
            elif child is not parent.test:
                found = _told_by_not(parent.test, name.id, resolver)
        elif kind is ast.BoolOp:
            tell = _told if parent.op.__class__ is ast.And else _told_by_not
            before = parent.values[: parent.values.index(child)]
            found = next((t for v in before if (t := tell(v, name.id, resolver)) is not None), None)
        elif kind is ast.match_case and child in parent.body:
            found = _matched(parent, name.id, resolver)
        if found is None:
            found = _left_before(child, parent, name.id, resolver)
        if found is not None:
            return found
        if kind in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda):
            return None
        child, parent = parent, parent.parent
    return None


def _told(test: Any, name: str, resolver: Resolver) -> bool | None:
    """Say what it tells of a name that a test holds."""
    if test.__class__ is ast.BoolOp:
        told = [_told(value, name, resolver) for value in test.values]
        if test.op.__class__ is ast.And:
            return next((t for t in told if t is not None), None)
        return told[0] if None not in told and len(set(told)) == 1 else None
    if (
        test.__class__ is not ast.Call
        or last_name(test.func) != "isinstance"
        or len(test.args) != 2
        or test.args[0].__class__ is not ast.Name
        or test.args[0].id != name
    ):
        return None
    if are_ours(test.args[1], resolver):
        return True
    return None if is_any(test.args[1], of_http=True) else False


def _told_by_not(test: Any, name: str, resolver: Resolver) -> bool | None:
    """Say what it tells of a name that a test does not hold."""
    if test.__class__ is ast.UnaryOp and test.op.__class__ is ast.Not:
        return _told(test.operand, name, resolver)
    if test.__class__ is ast.BoolOp and test.op.__class__ is ast.Or:
        told = (_told_by_not(value, name, resolver) for value in test.values)
        return next((t for t in told if t is not None), None)
    return None


def _matched(case: Any, name: str, resolver: Resolver) -> bool | None:
    """Say what a case tells of the name that is matched."""
    subject = case.parent.subject
    if subject.__class__ is not ast.Name or subject.id != name:
        return None
    pattern = case.pattern
    if pattern.__class__ is not ast.MatchClass:
        return None
    return are_ours(pattern.cls, resolver)


def _left_before(child: Any, parent: Any, name: str, resolver: Resolver) -> bool | None:
    """Say what an earlier statement tells that leaves unless the name is of a type."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(parent, field, None)
        if not isinstance(block, list) or child not in block:
            continue
        for statement in block[: block.index(child)]:
            if statement.__class__ is ast.If and statement.body[-1].__class__ in _LEAVES:
                told = _told_by_not(statement.test, name, resolver)
                if told is not None:
                    return told
    return None
