"""Methods of classes that are chosen at run time: adapters of a registry, of an abstract base."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..resolve.flow import loops
from ..resolve.resolver import Resolver
from ..tree import last_name
from ..values import Obj

# Methods that everything has: lists, dictionaries, files, queues, sessions, threads.
_COMMON = {
    "get", "add", "append", "close", "connect", "open", "read", "write", "items", "keys", "values",
    "update", "pop", "put", "send", "start", "stop", "join", "run", "execute", "commit", "load",
    "save", "set", "count", "index", "copy", "format", "info", "error", "create", "delete", "list",
    "apply", "map", "filter", "search", "next", "wait", "submit", "process", "setup", "init",
}  # fmt: skip
# Methods that libraries of other models have too.
_LIBRARIES = {
    "generate", "predict", "encode", "decode", "embed", "invoke", "ainvoke", "batch", "stream",
    "fit", "transform", "forward", "step", "call", "query", "create_completion", "dispatch",
    "handle", "main", "on_message", "callback", "fetch", "request", "publish", "consume", "result",
    "text", "parse",
}  # fmt: skip
_SITES = 40
_DEEP = 2
# What such a method is asked of says the rest.
_MODELS = re.compile(
    r"(?i)llm|openai|gpt|language_?model|chat_?(?:model|client|service|provider)|"
    r"(?:^|_)(?:ai|model)_?(?:client|service|provider|gateway)$|^_?provider$|completion"
)
_SHORT = 5


def one_of_many(function: Any, owner: ast.ClassDef, resolver: Resolver) -> bool:
    """Say whether a method is one of several that the same call may reach.

    Its class is held in a registry: decorated by the project, or written as a value of a
    dictionary or an argument. Or a base of the project's has the method too, or no other class of
    the project's has one of that name.

    Args:
        function: The method.
        owner: Its class.
        resolver: The project's resolver.
    """
    if function.name in _COMMON or function.name.startswith("__"):
        return False
    if len(function.name) > _SHORT and function.name not in _LIBRARIES:
        if len(resolver.project.holders(function.name)) == 1:
            # Nothing else of the project's is called so.
            return True
    bases = resolver.ancestry(owner)[1:]
    if any(function.name in base.inner.bindings for base in bases):
        return True
    if any(
        o.kind == "func"
        for d in owner.decorator_list
        for o in resolver.of(d.func if d.__class__ is ast.Call else d)
    ):
        return True
    return any(_is_kept(klass, resolver) for klass in (owner, *bases))


def _is_kept(owner: ast.ClassDef, resolver: Resolver) -> bool:
    """Say whether a class is kept: ``{"openai": Adapter}``, ``register("openai", Adapter)``."""
    for module in resolver.project.every:
        if owner.name not in module.scope.bindings:
            continue
        for display in module.nodes[ast.Dict]:
            if any(v.__class__ is ast.Name and v.id == owner.name for v in display.values):
                return True
        for name in ("register", "add_provider", "register_provider", "setdefault"):
            for call in module.calls.get(name, ()):
                if any(a.__class__ is ast.Name and a.id == owner.name for a in call.args):
                    return True
        for changes in module.items.values():
            for change in changes:
                if change.__class__ is tuple and last_name(change[1].value) == owner.name:
                    return True
    return False


def unknown_sites(name: str, resolver: Resolver) -> list[ast.Call]:
    """Return the calls of a method of something of which nothing is known.

    Args:
        name: The method's name.
        resolver: The project's resolver.
    """
    return [
        call
        for call in resolver.project.calls(name)[:_SITES]
        if call.func.__class__ is ast.Attribute and is_unknown(resolver.of(call.func))
    ]


def is_unknown(items: list[Obj]) -> bool:
    """Say whether nothing is known of what an attribute is: it is no library's, no function."""
    # Deep inside a library's object is what the project hung there: ``request.app.state.llm``.
    return all(
        o.kind in ("path", "unknown", "param") or (o.kind == "made" and len(o.path) > _DEEP)
        for o in items
    )


def is_asked(node: ast.Attribute) -> bool:
    """Say whether a method is asked of something that is called a model or its client.

    Args:
        node: The method as it is asked for: ``self.llm.generate``.
    """
    return node.attr not in _COMMON and _MODELS.search(last_name(node.value)) is not None


def varies(node: Any) -> bool:
    """Say whether a name is another thing in each round of a loop.

    Args:
        node: What a method is called on.
    """
    if node.__class__ is not ast.Name:
        return False
    scope = node.scope
    while node.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    bindings = scope.bindings.get(node.id, ())
    return bool(bindings) and all(
        b.how == "item" or (b.how == "value" and bool(loops(b.node))) for b in bindings
    )
