"""The errors of the SDK before 1.0: where a program names them, and what 1.0 calls each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Fact, LegacyUse, Place, Repair
from .credentials import is_sdk
from .index import Module
from .known import canonical
from .requests import Requests
from .resolve.resolver import Resolver
from .tree import place_of, walk

ERRORS = {
    "OpenAIError": "OpenAIError",
    # What 1.0 calls APIError is the base of all its errors.
    "APIError": "InternalServerError",
    "APIConnectionError": "APIConnectionError",
    "AuthenticationError": "AuthenticationError",
    "InvalidRequestError": "BadRequestError",
    "PermissionError": "PermissionDeniedError",
    "RateLimitError": "RateLimitError",
    "ServiceUnavailableError": "InternalServerError",
    "Timeout": "APITimeoutError",
}
"""The errors of `openai.error`, and what 1.0 raises in their stead (OpenAI's migration guide)."""
_MODULE = "openai.error"


def legacy_errors(requests: Requests, resolver: Resolver) -> Iterator[Fact]:
    """Yield the uses of `openai.error` in a project that calls the old SDK, one a line.

    Beside calls of the present SDK such a name is an error that nobody has met, and no old code.

    Args:
        requests: The project's requests, which tell old from new.
        resolver: The project's resolver.
    """
    for module in resolver.project.modules if requests.legacy else ():
        seen: set[tuple[Any, int]] = set()
        for node in error_uses(module, resolver):
            used = node.parent if node.__class__ is ast.Attribute else node
            used = used if used.__class__ in (ast.Attribute, ast.Import, ast.ImportFrom) else node
            place = place_of(used)
            if (place.unit, place.line) in seen:
                continue
            seen.add((place.unit, place.line))
            change = renamed(node)
            name = used.attr if used.__class__ is ast.Attribute and used is not node else ""
            yield LegacyUse(
                place=place,
                confidence=Confidence.HIGH,
                symbol=f"{_MODULE}.{name}" if name else _MODULE,
                instead=f"openai.{ERRORS[name]}" if name in ERRORS else "the errors of `openai`",
                # The key of the route's part that makes this change together with the calls.
                repair=Repair("set-text", change[0], text=change[1]) if change else None,
            )


def of_error(symbol: str) -> bool:
    """Say whether what a `LegacyUse` names is the old SDK's module of errors, or of it."""
    return symbol == _MODULE or symbol.startswith(f"{_MODULE}.")


def error_uses(module: Module, resolver: Resolver) -> Iterator[Any]:
    """Yield the imports of `openai.error`, and the expressions that are that module.

    Args:
        module: Where to look.
        resolver: The project's resolver.
    """
    if any(canonical(name).startswith(_MODULE) for name in module.imported):
        for node in (n for tree in module.trees for n in walk(tree)):
            names = [getattr(node, "module", "") or ""]
            names += [a.name for a in getattr(node, "names", ()) if hasattr(a, "name")]
            if node.__class__ in (ast.Import, ast.ImportFrom) and any(
                name.startswith(_MODULE) for name in names
            ):
                yield node
    for node in module.nodes[ast.Attribute]:
        if node.attr == "error" and is_sdk(node.value, resolver):
            yield node


def renamed(node: Any) -> tuple[Place, str] | None:
    """Return what to write for a use of `openai.error` in 1.0; None if it has it in no form.

    Args:
        node: What `error_uses` yields.

    Returns:
        The place to write over, and the text.
    """
    place = place_of(node)
    if node.__class__ is ast.Import:
        alone = len(node.names) == 1 and node.names[0].asname is None
        return (place, "import openai") if alone else None
    if node.__class__ is ast.ImportFrom:
        if node.module != "openai.error" or any(a.name not in ERRORS for a in node.names):
            return None
        names = []
        for alias in node.names:
            new, known = ERRORS[alias.name], alias.asname or alias.name
            names.append(new if new == known else f"{new} as {known}")
        return place, f"from openai import {', '.join(names)}"
    name = node.parent.attr if node.parent.__class__ is ast.Attribute else ""
    if name not in ERRORS:
        return None
    start = place_of(node.value).end
    return Place(place.unit, start, place_of(node.parent).end), f".{ERRORS[name]}"
