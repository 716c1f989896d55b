"""Where the SDK's module-level client asks for chats and is set up nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import ClientMade, Fact, Provider
from .index import Module
from .requests import Request, Requests
from .resolve.flow import position
from .scopes import Binding, Scope
from .tree import place_of

_PACKAGE = "openai"
# ``ask = openai.chat.completions.create``: names that lead to the import.
_DEEPEST = 4


def never_set_up(requests: Requests, endpoints: frozenset[str]) -> Iterator[Fact]:
    """Yield the imports of the SDK's module where its client is used as it comes.

    Where a file imports members alone, ``from openai import chat``, nothing there names the
    module: its first request stands for it.

    Args:
        requests: The project's requests.
        endpoints: The endpoints that are called through the module.
    """
    seen: set[int] = set()
    for request in requests.found:
        if request.made or request.client is None or request.client.constructor != _PACKAGE:
            continue
        module = request.node.scope.module
        # Where it asks for something else alone, that is reported, and has to stay with OpenAI.
        if not request.fact.chats or not module.primary:
            continue
        name, binding = _import(request, module)
        once = binding.node if binding is not None else module
        if id(once) in seen or (binding is None and not _has_members(module)):
            continue
        seen.add(id(once))
        yield ClientMade(
            place=place_of(request.node if binding is None else binding.node),
            provider=Provider.OPENAI,
            constructor=name,
            module_level=True,
            endpoints=endpoints,
        )


def _import(request: Request, module: Module) -> tuple[str, Binding | None]:
    """Return the module's name and its import: by what the request begins with, or the file's."""
    root = _root(request.node)
    for _ in range(_DEEPEST):
        bound = _bound(root) if root.__class__ is ast.Name else []
        imports = [b for b in bound if b.node.__class__ is ast.Import]
        if imports:
            # Of several cells that import it, the last one before the request.
            before = [b for b in imports if position(b.node) < position(root)]
            return root.id, before[-1] if before else imports[0]
        if any(_is_member(b) for b in bound):
            return _PACKAGE, None
        values = [b.value for b in bound if b.how == "value"]
        if not values:
            break
        root = _root(values[0])
    # ``self.client = openai``, ``def ask(client=openai)``
    for name, bindings in module.scope.bindings.items():
        for binding in bindings:
            if binding.node.__class__ is ast.Import and binding.name == _PACKAGE:
                return name, binding
    return _PACKAGE, None


def _bound(name: ast.Name) -> list[Binding]:
    """Return the ways in which a name gets a value, in the nearest scope that has some."""
    scope: Scope | None = name.scope
    while scope is not None:
        if found := scope.bindings.get(name.id):
            return found
        scope = scope.parent
    return []


def _root(node: Any) -> Any:
    while node.__class__ in (ast.Attribute, ast.Call):
        node = node.func if node.__class__ is ast.Call else node.value
    return node


def _has_members(module: Module) -> bool:
    """Say whether a file imports members of the SDK's module."""
    return any(_is_member(b) for bindings in module.scope.bindings.values() for b in bindings)


def _is_member(binding: Binding) -> bool:
    node = binding.node
    return node.__class__ is ast.ImportFrom and node.module == _PACKAGE and not node.level
