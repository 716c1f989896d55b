"""What a route was posted: ``await req.json()``, ``req.body``, ``JSON.parse(event.body)``."""

from __future__ import annotations

import re

from .message_bodies import brought
from .scopes import Binding
from .syntax import Node
from .written import bare, first_argument, last_name

_STEPS = 5
_READS = frozenset({"json", "valid", "readBody", "readValidatedBody"})
_CHECKS = frozenset({"parse", "parseAsync", "safeParse", "safeParseAsync", "validate", "cast"})
# What the frameworks call what a route is asked with.
_ASKED = re.compile(r"(?i)^_?(?:req(?:uest)?|ctx|context|c|event|e|evt|koaCtx|h3Event)$")
_PASSED = frozenset({"data", "value", "output"})
"""What a check has the body under: ``schema.safeParse(body).data``."""


def is_posted(node: Node, depth: int = 0) -> bool:
    """Say whether an expression is the body that a route was posted, checked or not.

    Args:
        node: The expression.
        depth: How many steps lie between it and the one that was asked for.
    """
    node = bare(node)
    if depth > _STEPS:
        return False
    if node.kind == "call_expression":
        callee = node.get("function")
        first, name = first_argument(node), last_name(callee) if callee is not None else ""
        if name in _READS and callee is not None:
            owner = callee.get("object")
            return (owner is not None and _is_request(owner)) or (
                owner is None and name != "json" and first is not None
            )
        if (
            name == "toString"
            and callee is not None
            and (owner := callee.get("object")) is not None
        ):
            # What a socket brings is bytes.
            return is_posted(owner, depth + 1)
        return name in _CHECKS and first is not None and is_posted(first, depth + 1)
    if node.kind == "member_expression":
        owner, name = node.get("object"), last_name(node)
        if owner is None:
            return False
        if name == "body":
            return _is_request(owner)
        return name in _PASSED and is_posted(owner, depth + 1)
    if node.kind == "binary_expression":
        # ``req.body || {}``
        left = node.get("left")
        return left is not None and is_posted(left, depth + 1)
    if node.kind == "ternary_expression":
        # ``typeof req.body === "string" ? JSON.parse(req.body) : req.body``
        side = node.get("alternative")
        return side is not None and is_posted(side, depth + 1)
    if node.kind == "object":
        # ``{ ...body, turns: … }``
        spread = [c.children[0] for c in node.children if c.kind == "spread_element"]
        return any(is_posted(each, depth + 1) for each in spread[:1])
    if node.kind != "identifier" or node.scope is None:
        return False
    return any(_binds_body(each, depth) for each in (node.scope.find(node.text) or ())[:6])


def _binds_body(binding: Binding, depth: int) -> bool:
    """Say whether a name is bound to the body: by its value, or taken out of a request."""
    if binding.how == "param":
        # ``async ({ body }, res) => …``, ``async ({ input }) => …``, ``ask(@Body() dto)``
        posted = binding.path == ("input",) and _is_procedure(binding)
        return posted or binding.path == ("body",) or brought(binding) == ()
    if binding.how != "value" or binding.node is None:
        return False
    if binding.path in (("body",), ("data",)):
        whole = bare(binding.node)
        return _is_request(whole) if binding.path == ("body",) else is_posted(whole, depth + 1)
    return not binding.path and is_posted(binding.node, depth + 1)


def taken(binding: Binding) -> str | None:
    """Return under what key a name takes its value from what a route was posted; or None.

    ``const { turns } = await req.json()``, ``const { body: { turns } } = req``.

    Args:
        binding: How the name is bound.
    """
    if (told := brought(binding)) is not None:
        # A handler may be told the list itself: ``(_event, turns) => …``.
        name = binding.target.text if binding.target is not None else ""
        return (told or (name,))[0] if len(told) < 2 else None
    path = [str(key) for key in binding.path]
    if not path or path[-1] == "..." or binding.node is None:
        return None
    if binding.how == "param":
        inside = path[:-1] == ["body"] or (path[:-1] == ["input"] and _is_procedure(binding))
        return path[-1] if inside else None
    if binding.how != "value":
        return None
    of_request = path[:-1] == ["body"] and _is_request(binding.node)
    of_body = len(path) == 1 or path[:-1] in (["data"], ["value"])
    return path[-1] if of_request or (of_body and is_posted(binding.node)) else None


def _is_procedure(binding: Binding) -> bool:
    """Say whether a parameter is of tRPC's: ``.mutation(async ({ input }) => …)``."""
    holder = binding.node.parent if binding.node is not None else None
    call = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(callee) in ("mutation", "query", "subscription")


def _is_request(node: Node) -> bool:
    """Say whether an expression is what a route is asked with, or its ``request``, ``req``."""
    node = bare(node)
    while node.kind == "member_expression" and (
        _ASKED.match(last_name(node)) and (owner := node.get("object")) is not None
    ):
        node = bare(owner)
    if node.kind != "identifier" or not _ASKED.match(node.text) or node.scope is None:
        return False
    bindings = node.scope.find(node.text) or ()
    return any(each.how == "param" for each in bindings)
