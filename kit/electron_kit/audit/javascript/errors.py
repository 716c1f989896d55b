"""How errors are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..common.errors import CODES, FIELDS, is_others_code, is_told_by
from ..facts import ErrorRead, Fact
from .kept_histories import name_of
from .repeats import function_of
from .scopes import FUNCTIONS
from .senders import Look
from .syntax import Node, string_value
from .written import bare, first_argument, last_name

_OUR_TYPE = re.compile(r"\bOpenAI\.\w*Error\b|\bOpenAIError\b")
_OUR_HANDLER = re.compile(
    r"(?i)openai_?(?:api_?)?(?:err|fail)|(?:err|error|failure)_?(?:of|from)_?openai"
)
# What makes a text of an error.
_TEXTS = frozenset({"String", "JSON.stringify", "util.inspect", "inspect"})


class Errors(Look):
    """Finds fields and texts of errors that Electron fills otherwise (C02).

    Args:
        senders: What sends chat requests.
    """

    def facts(self) -> Iterator[Fact]:
        """Yield what was found."""
        for module in self.resolver.project.modules:
            for name in FIELDS:
                for node in module.members.get(name, ()):
                    yield from self._error_field(node, name)
            for name in ("includes", "match", "indexOf", "startsWith"):
                for call in module.calls.get(name, ()):
                    callee, text = call.get("function"), first_argument(call)
                    subject = callee.get("object") if callee is not None else None
                    yield from self._error_text(call, subject, text)
            for call in module.calls.get("test", ()):
                callee, text = call.get("function"), first_argument(call)
                regex = callee.get("object") if callee is not None else None
                if regex is not None and regex.kind == "regex":
                    yield from self._error_text(call, text, regex)
            for node in module.nodes.get("variable_declarator", ()):
                yield from self._taken_apart(node)

    def _error_field(self, node: Node, name: str) -> Iterator[Fact]:
        target = node.get("object")
        if target is None:
            return
        if not self._caught(target, node):
            # if (data.error.code === "model_not_found")
            other = node.parent.get("right") if node.parent is not None else None
            if name == "code" and other is not None and string_value(other) in CODES:
                yield ErrorRead(place=node.place, what=name)
            return
        parent = node.parent
        while parent is not None and parent.kind in (
            "parenthesized_expression",
            "non_null_expression",
        ):
            parent = parent.parent
        if parent is not None and parent.kind == "binary_expression":
            other = parent.get("right")
            text = string_value(other) if other is not None else None
            if text is not None and is_others_code(text):
                return
            if other is not None and other.kind == "number":
                return
        if parent is not None and parent.kind == "variable_declarator" and _asks_others(parent):
            return
        yield ErrorRead(place=node.place, what=name)

    def _taken_apart(self, node: Node) -> Iterator[Fact]:
        """Yield ``const { code } = error``, once for all fields."""
        pattern, value = node.get("name"), node.get("value")
        if pattern is None or value is None or pattern.kind != "object_pattern":
            return
        for child in pattern.children:
            name = (child.get("key") or child.get("left") or child).text
            if name in FIELDS and self._caught(value, node):
                yield ErrorRead(place=child.place, what=name)
                return

    def _error_text(
        self, call: Node, subject: Node | None, argument: Node | None
    ) -> Iterator[Fact]:
        """Yield a look for words of OpenAI's in an error's text.

        Args:
            call: The look.
            subject: What is looked into.
            argument: The words: a text or a regular expression.
        """
        if subject is None or argument is None:
            return
        text = argument.text if argument.kind == "regex" else string_value(argument)
        if text is None or not is_told_by(text, at_hand=True):
            return
        if is_told_by(text, at_hand=False):
            # (await response.text()).includes("model_not_found")
            yield ErrorRead(place=call.place, what=text)
            return
        error = _spoken(subject)
        if error is not None and self._caught(error, call):
            yield ErrorRead(place=call.place, what=text)

    @staticmethod
    def _catches(function: Node) -> Node | None:
        """Return what is tried, if a function is given to its ``.catch()``."""
        call = function.parent.parent if function.parent is not None else None
        callee = call.get("function") if call is not None else None
        if callee is None or callee.kind != "member_expression" or last_name(callee) != "catch":
            return None
        return callee.get("object")

    def _caught(self, target: Node, node: Node) -> bool:
        root = bare(target)
        while root.kind == "member_expression":
            inner = root.get("object")
            if inner is None:
                return False
            root = bare(inner)
        if root.kind != "identifier":
            return False
        for above in node.up():
            if above.kind in FUNCTIONS and above.parent is not None:
                sent = self._catches(above)
                if sent is not None and _takes(above, root.text):
                    return self.senders.sends_within(sent)
            if above.kind == "catch_clause":
                parameter = above.get("parameter")
                if parameter is None or parameter.text.partition(":")[0].strip() != root.text:
                    continue
                body = above.parent.get("body") if above.parent is not None else None
                return body is not None and self.senders.sends_within(body)
        return self._handed(root)

    def _handed(self, name: Node) -> bool:
        """Say whether a name is an error that a variable or a caller got from a ``catch``."""
        tried = (
            item.node.parent.get("body")
            for item in self.resolver.of(name)
            if item.kind == "unknown"
            and item.node.kind == "catch_clause"
            and item.node.parent is not None
        )
        caught = any(body is not None and self.senders.sends_within(body) for body in tried)
        return caught or _is_said_to_be_ours(name)


def _is_said_to_be_ours(name: Node, depth: int = 0) -> bool:
    """Say whether a name is a parameter for OpenAI's errors, by its type or its function's name."""
    for binding in (name.scope.find(name.text) if name.scope is not None else None) or ():
        given = bare(binding.node) if binding.node is not None else None
        if binding.how == "param" and binding.node is not None and not binding.path:
            if binding.type is not None and _OUR_TYPE.search(binding.type.text):
                return True
            if _OUR_HANDLER.search(name_of(binding.node)):
                return True
        elif binding.how == "value" and given is not None and not binding.path and depth < 2:
            while given.kind == "binary_expression" and (left := given.get("left")) is not None:
                given = bare(left)
            if given.kind == "identifier" and _is_said_to_be_ours(given, depth + 1):
                return True
    return False


def _spoken(subject: Node) -> Node | None:
    """Return the error whose text an expression is: ``String(error).toLowerCase()``."""
    root = bare(subject)
    while root.kind in ("call_expression", "member_expression"):
        if root.kind == "member_expression" and last_name(root) == "message":
            return root.get("object")
        callee = root.get("function") if root.kind == "call_expression" else None
        if callee is not None and callee.text in _TEXTS:
            return first_argument(root)
        inner = callee or root.get("object")
        if inner is None:
            return None
        root = bare(inner)
    return _kept_text(root) if root.kind == "identifier" else None


def _kept_text(name: Node) -> Node | None:
    """Return the error whose text a variable holds."""
    bindings = (name.scope.find(name.text) if name.scope is not None else None) or []
    for binding in bindings:
        if binding.how != "value" or binding.node is None or binding.path:
            continue
        for below in binding.node.walk():
            callee = below.get("function") if below.kind == "call_expression" else None
            if below.kind == "member_expression" and last_name(below) == "message":
                return below.get("object")
            if callee is not None and callee.text in _TEXTS:
                return first_argument(below)
    return None


def _asks_others(declared: Node) -> bool:
    """Say whether a variable with a code is compared with codes of others alone."""
    name, holder = declared.get("name"), function_of(declared)
    if name is None or holder is None:
        return False
    compared = rf"""\b{re.escape(name.text)}\s*[!=]==?\s*["']([^"'\n]*)["']"""
    codes = re.findall(compared, holder.text)
    return bool(codes) and all(is_others_code(code) for code in codes)


def _takes(function: Node, name: str) -> bool:
    """Say whether a function's only or first parameter has a name."""
    single = function.get("parameter")
    formal = function.get("parameters")
    first = single or (formal.children[0] if formal is not None and formal.children else None)
    if first is None:
        return False
    pattern = first.get("pattern") or first
    return pattern.text == name
