"""What a route was posted: `request.get_json()`, a model that FastAPI fills, `event["body"]`."""

from __future__ import annotations

import ast
from typing import Any

from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .tree import last_name, walk

_STEPS = 5
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# By these a function answers what is posted: Flask's, FastAPI's, Django's, Quart's, aiohttp's.
_ROUTES = frozenset(
    {"post", "put", "patch", "route", "websocket", "api_route", "api_view", "action", "add_route"}
)
_REQUESTS = frozenset({"request", "req", "flask_request"})
_READS = frozenset({"get_json", "json", "receive_json", "receive_text"})
_SAME = frozenset({"model_dump", "dict", "copy", "to_dict"})
_CHECKS = frozenset({"model_validate", "parse_obj", "model_validate_json", "parse_raw", "loads"})
_BODIES = frozenset({"json", "data", "body", "form", "validated_data"})
_KEYS = frozenset({"body", "payload"})


class Bodies:
    """Says what a route was posted.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver

    def taken(self, node: Any) -> tuple[str, Any] | None:
        """Return under what key an expression takes a part of a posted body, with the body.

        ``body["turns"]``, ``body.get("turns", [])``, ``ask.turns``.

        Args:
            node: The expression.
        """
        owner: Any = None
        key: Any = None
        if node.__class__ is ast.Subscript and node.slice.__class__ is ast.Constant:
            owner, key = node.value, node.slice.value
        elif node.__class__ is ast.Attribute:
            owner, key = node.value, node.attr
        elif node.__class__ is ast.Call and last_name(node.func) == "get" and node.args:
            owner = getattr(node.func, "value", None)
            key = getattr(node.args[0], "value", None)
        if owner is None or not isinstance(key, str) or not self.is_posted(owner):
            return None
        return key, owner

    def is_posted(self, node: Any, depth: int = 0) -> bool:
        """Say whether an expression is what a route was posted, checked or not.

        Args:
            node: The expression.
            depth: How many steps lie between it and the one that was asked for.
        """
        if depth > _STEPS:
            return False
        kind = node.__class__
        if kind in (ast.Await, ast.NamedExpr):
            return self.is_posted(node.value, depth)
        if kind is ast.BoolOp:
            return self.is_posted(node.values[0], depth + 1)
        if kind is ast.IfExp:
            return self.is_posted(node.body, depth + 1)
        if kind is ast.Call:
            name, owner = last_name(node.func), getattr(node.func, "value", None)
            if name in _READS and owner is not None and _is_request(owner):
                return True
            if name in _SAME and owner is not None:
                return self.is_posted(owner, depth + 1)
            if name == "get":
                return _is_event(owner) and getattr(node.args[0], "value", "") in _KEYS
            # ``Ask(**body)``, ``json.loads(body)``
            given = [*node.args[:1], *(k.value for k in node.keywords if k.arg is None)]
            made = name in _CHECKS or name[:1].isupper()
            return made and any(self.is_posted(each, depth + 1) for each in given)
        if kind is ast.Attribute:
            return node.attr in _BODIES and _is_request(node.value)
        if kind is ast.Subscript:
            return _is_event(node.value) and getattr(node.slice, "value", "") in _KEYS
        if kind is not ast.Name:
            return False
        return any(self._binds(binding, depth) for binding in _bindings(node)[:6])

    def _binds(self, binding: Any, depth: int) -> bool:
        """Say whether a name is bound to what a route was posted."""
        if binding.how == "value" and binding.value is not None:
            return self.is_posted(binding.value, depth + 1)
        function = binding.value
        if binding.how != "param" or binding.star or function.__class__ not in _FUNCTIONS:
            return False
        if is_route(function):
            return _is_filled(binding.node, function)
        positional = [*function.args.posonlyargs, *function.args.args]
        sites = self.resolver.call_sites(function, self.resolver.owner(function))[:6]
        given = [argument_for(site, binding.node, positional, shift) for site, shift in sites]
        return any(each is not None and self.is_posted(each, depth + 1) for each in given)


def is_route(function: Any) -> bool:
    """Say whether a web framework calls a function with what is posted.

    Args:
        function: A function.
    """
    return any(
        last_name(each.func if each.__class__ is ast.Call else each) in _ROUTES
        for each in function.decorator_list
    )


def _is_filled(parameter: ast.arg, function: Any) -> bool:
    """Say whether a framework fills a parameter from the body: its type is a model, or it says so.

    ``ask: Ask``, ``payload: dict = Body(…)``; not ``db: Session = Depends(get_db)``.
    """
    arguments = [*function.args.posonlyargs, *function.args.args]
    defaults = dict(
        zip(
            [a.arg for a in arguments[len(arguments) - len(function.args.defaults) :]],
            function.args.defaults,
            strict=True,
        )
    )
    default = defaults.get(parameter.arg)
    if default is not None and default.__class__ is ast.Call:
        return last_name(default.func) == "Body"
    names = {last_name(n) for n in walk(parameter.annotation)} if parameter.annotation else set()
    if names & {"Depends", "Request", "WebSocket", "str", "int", "UUID", "Query", "Path"}:
        return False
    return parameter.annotation is not None


def _is_request(node: Any) -> bool:
    return last_name(node) in {*_REQUESTS, "websocket", "ws"}


def _is_event(node: Any) -> bool:
    """Say whether a name is what a serverless function is called with."""
    return node.__class__ is ast.Name and node.id == "event"


def _bindings(name: ast.Name) -> list[Any]:
    scope: Any = name.scope
    while scope is not None and name.id not in scope.bindings:
        scope = scope.parent
    return scope.bindings[name.id] if scope is not None else []
