"""Which expressions are the answer to a request that is written by hand, or its JSON."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..hosts import URL, endpoint_of_url
from .kept_histories import name_of
from .repeats import function_of
from .resolve import Resolver
from .scopes import Binding
from .syntax import Node
from .written import arguments, bare, first_argument, last_name

OUR_HANDLER = re.compile(
    r"(?i)openai_?(?:api_?)?(?:err|fail)|(?:err|error|failure)_?(?:of|from)_?openai"
)
"""A function that is called so is given OpenAI's errors, or its answers."""
TURNS = frozenset({"String", "JSON.stringify", "JSON.parse", "util.inspect", "inspect", "Object"})
"""What makes a text of an error, or a record of a text."""
_PARTS = frozenset({"json", "text", "clone", "catch", "then"})
_BODIES = frozenset({"data", "body", "_data", "response"})
# Steps from an error's code back to the request: through variables, calls and callers.
_STEPS = 8


class Answers:
    """Follows expressions back to hand-written requests.

    Args:
        resolver: The project's resolver.
        ours: Says whether an expression is an error of OpenAI's: its answer lies in it.
    """

    def __init__(self, resolver: Resolver, ours: Callable[[Node], bool]) -> None:
        """Keep what is asked."""
        self.resolver = resolver
        self.ours = ours

    def of(self, node: Node, depth: int = 0) -> bool:
        """Say whether an expression is the answer to a hand-written request, or its JSON."""
        node = bare(node)
        if depth > _STEPS:
            return False
        if node.kind == "call_expression":
            callee, first = node.get("function"), first_argument(node)
            if callee is None:
                return False
            if self.is_sent(node):
                return True
            if callee.text in TURNS:
                return first is not None and self.of(first, depth + 1)
            inner = callee.get("object") if callee.kind == "member_expression" else None
            if inner is not None and last_name(callee) in _PARTS:
                return self.of(inner, depth + 1)
            return any(
                self._returns(item.node, depth)
                for item in self.resolver.of(callee)
                if item.kind == "function"
            )
        if node.kind == "member_expression":
            target = node.get("object")
            if target is None:
                return False
            if last_name(node) not in _BODIES:
                return False
            return self.ours(target) or self.of(target, depth + 1)
        if node.kind in ("binary_expression", "ternary_expression"):
            return any(self.of(child, depth + 1) for child in node.children)
        if node.kind != "identifier" or node.scope is None:
            return False
        return any(
            self._holds_answer(binding, depth) for binding in node.scope.find(node.text) or ()
        )

    def _holds_answer(self, binding: Binding, depth: int) -> bool:
        given = binding.node
        if given is None or (binding.path and binding.path[0] not in ("data", "body")):
            return False
        if binding.how == "value":
            return self.of(given, depth + 1)
        if binding.how != "param":
            return False
        if OUR_HANDLER.search(name_of(given)) and not binding.path:
            return True
        return any(
            len(found := arguments(call)) > binding.index >= 0
            and self.of(found[binding.index], depth + 1)
            for call in self.resolver.call_sites(given)[:20]
        )

    def _returns(self, function: Node, depth: int) -> bool:
        """Say whether a function gives the answer to a hand-written request."""
        body = function.get("body")
        if body is None:
            return False
        if body.kind != "statement_block":
            return self.of(body, depth + 1)
        return any(
            bool(below.children)
            and function_of(below) is function
            and self.of(below.children[0], depth + 1)
            for below in body.walk()
            if below.kind == "return_statement"
        )

    def is_sent(self, call: Node) -> bool:
        """Say whether a call is given the address of OpenAI's chats, or of its responses."""
        first = first_argument(call)
        if first is None or last_name(call.get("function") or call) in ("includes", "log"):
            return False
        return any(
            isinstance(item.data, str)
            and URL.search(item.data) is not None
            and endpoint_of_url(item.data) in ("chat", "responses")
            for item in self.resolver.of(first)
            if item.kind in ("const", "text")
        )
