"""How errors are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..common.errors import CODES, FIELDS, is_covered, is_others_code, is_told_by
from ..facts import ErrorRead, Fact
from .fault_texts import beside, choices, spoken
from .faults import Faults
from .repeats import function_of
from .senders import Look, Senders
from .syntax import Node, string_value
from .written import first_argument


class Errors(Look):
    """Finds fields and texts of errors that Electron fills otherwise (C02).

    Args:
        senders: What sends chat requests.
    """

    def __init__(self, senders: Senders) -> None:
        """Start with no error known."""
        super().__init__(senders)
        self.faults = Faults(senders)
        self._tests: set[int] = set()

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
                if regex is not None:
                    yield from self._error_text(call, text, regex)
            for node in module.nodes.get("variable_declarator", ()):
                yield from self._taken_apart(node)

    def _error_field(self, node: Node, name: str) -> Iterator[Fact]:
        target = node.get("object")
        if target is None:
            return
        if not self._caught(target):
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
            if name in FIELDS and self._caught(value):
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
        found = choices(argument, self.resolver)
        text = next((t for t in found if is_told_by(t, at_hand=True)), None)
        if text is None:
            return
        own = next((t for t in found if is_told_by(t, at_hand=False)), None)
        error = spoken(subject) if own is None else None
        # (await response.text()).includes("model_not_found") is told wherever the text is from.
        if own is None and (error is None or not self._caught(error)):
            return
        test = _condition(call)
        if id(test) in self._tests:
            # One of several texts that a condition asks for: it is told once.
            return
        self._tests.add(id(test))
        covered = own is None and is_covered(text, [*found, *beside(call)])
        yield ErrorRead(place=call.place, what=own or text, still="status" if covered else "")

    def _caught(self, target: Node) -> bool:
        return self.faults.ours(target)


def _condition(node: Node) -> Node:
    """Return the whole condition that a test is a part of."""
    for above in node.up():
        if above.kind not in ("binary_expression", "parenthesized_expression", "unary_expression"):
            break
        node = above
    return node


def _asks_others(declared: Node) -> bool:
    """Say whether a variable with a code is compared with codes of others alone."""
    name, holder = declared.get("name"), function_of(declared)
    if name is None or holder is None:
        return False
    compared = rf"""\b{re.escape(name.text)}\s*[!=]==?\s*["']([^"'\n]*)["']"""
    codes = re.findall(compared, holder.text)
    return bool(codes) and all(is_others_code(code) for code in codes)
