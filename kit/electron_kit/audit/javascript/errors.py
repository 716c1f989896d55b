"""How errors are read."""

from __future__ import annotations

from collections.abc import Iterator

from ..common.errors import CODES, FIELDS, is_others_code, is_told_by
from ..facts import ErrorRead, Fact
from .scopes import FUNCTIONS
from .senders import Look
from .syntax import Node, string_value
from .written import bare, first_argument, last_name


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
                    yield from self._error_text(call)

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
        yield ErrorRead(place=node.place, what=name)

    def _error_text(self, call: Node) -> Iterator[Fact]:
        callee = call.get("function")
        subject = callee.get("object") if callee is not None else None
        argument = first_argument(call)
        text = string_value(argument) if argument is not None else None
        if subject is None or text is None:
            return
        if text in CODES:
            # (await response.text()).includes("model_not_found")
            yield ErrorRead(place=call.place, what=text)
            return
        if not is_told_by(text, at_hand=True):
            return
        root = bare(subject)
        while root.kind in ("call_expression", "member_expression"):
            if root.kind == "member_expression" and last_name(root) == "message":
                break
            inner = root.get("function") or root.get("object")
            if inner is None:
                return
            root = bare(inner)
        target = root.get("object") if root.kind == "member_expression" else None
        if target is not None and self._caught(target, call):
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
        return False


def _takes(function: Node, name: str) -> bool:
    """Say whether a function's only or first parameter has a name."""
    single = function.get("parameter")
    formal = function.get("parameters")
    first = single or (formal.children[0] if formal is not None and formal.children else None)
    if first is None:
        return False
    pattern = first.get("pattern") or first
    return pattern.text == name
