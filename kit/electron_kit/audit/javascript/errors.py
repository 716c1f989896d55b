"""How errors are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..common.errors import CODES, FIELDS, OWN_TYPES, is_covered, is_others_code, is_told_by
from ..facts import Confidence, ErrorRead, Fact
from .error_types import type_told
from .fault_texts import beside, choices, is_spelled, spoken
from .faults import Faults
from .index import Module
from .limiters import value_of
from .repeats import function_of
from .senders import Look, Senders
from .syntax import Node, string_value
from .vendors import names_vendor
from .written import bare, first_argument, last_name


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
            if names_vendor(module.path):
                # A file of another vendor's has errors with words of their own.
                continue
            for name in FIELDS:
                for node in module.members.get(name, ()):
                    yield from self._error_field(node, name)
            yield from self._types(module)
            for spelled in (False, True):
                for call, subject, text in _looks(module):
                    yield from self._error_text(call, subject, text, spelled=spelled)
            for node in module.nodes.get("variable_declarator", ()):
                yield from self._taken_apart(node)
            yield from _handed_codes(module)

    def _error_field(self, node: Node, name: str) -> Iterator[Fact]:
        target = node.get("object")
        if target is None:
            return
        if not self._caught(target):
            # if (data.error.code === "model_not_found")
            if name == "code" and _asked(node) in CODES:
                self._tests.add(id(_condition(node)))
                yield ErrorRead(place=node.place, what=name)
            return
        if _is_cause(target) and _asked(node) not in CODES:
            return
        parent = node.parent
        while parent is not None and parent.kind == "parenthesized_expression":
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
        # Words that the same condition asks for are no second place.
        self._tests.add(id(_condition(node)))
        yield ErrorRead(place=node.place, what=name)

    def _types(self, module: Module) -> Iterator[Fact]:
        """Yield tests of an error's type for one of OpenAI's own.

        A read of a type alone says nothing: Electron's errors have theirs.
        """
        reads = [(node, node) for node in module.members.get("type", ())]
        for name, read in (*reads, *_kept_types(module)):
            told = type_told(name, self.resolver)
            target = read.get("object") if told is not None else None
            if told is None or target is None or not self._caught(target):
                continue
            test = _condition(name)
            if id(test) in self._tests or _asks_code(test):
                continue
            self._tests.add(id(test))
            yield ErrorRead(place=name.place, what=told)

    def _taken_apart(self, node: Node) -> Iterator[Fact]:
        """Yield ``const { code } = error``, once for all fields."""
        pattern, value = node.get("name"), node.get("value")
        if pattern is None or value is None or pattern.kind != "object_pattern":
            return
        for child in pattern.children:
            name = (child.get("key") or child.get("left") or child).text
            if name in FIELDS and self._caught(value) and not _is_cause(value):
                yield ErrorRead(place=child.place, what=name)
                return

    def _error_text(
        self, call: Node, subject: Node, argument: Node, *, spelled: bool
    ) -> Iterator[Fact]:
        """Yield a look for words of OpenAI's in an error's text.

        Args:
            call: The look.
            subject: What is looked into.
            argument: The words: a text or a regular expression.
            spelled: Whether to go by the words alone, in what was not followed.
        """
        found = choices(argument, self.resolver)
        text = next((t for t in found if is_told_by(t, at_hand=True)), None)
        if text is None:
            return
        own = next((t for t in found if is_told_by(t, at_hand=False)), None)
        error = spoken(subject) if own is None else None
        # (await response.text()).includes("model_not_found") is told wherever the text is from.
        if spelled:
            if not is_spelled(text, subject):
                return
        elif own is None and (error is None or not self._caught(error)):
            return
        test = _condition(call)
        if id(test) in self._tests:
            # One of several texts that a condition asks for: it is told once.
            return
        self._tests.add(id(test))
        covered = own is None and is_covered(text, [*found, *beside(call)])
        yield ErrorRead(
            place=call.place,
            what=own or text,
            still="status" if covered else "",
            confidence=Confidence.MEDIUM if spelled else Confidence.HIGH,
        )

    def _caught(self, target: Node) -> bool:
        return self.faults.ours(target)


def _asked(read: Node) -> str | None:
    """Return the text that a field is compared with; None if there is none."""
    other = read.parent.get("right") if read.parent is not None else None
    return string_value(other) if other is not None else None


def _is_cause(target: Node) -> bool:
    """Say whether an expression is what lies under an error: the system's, with its own codes.

    ``error.cause``, or a name for it.
    """
    target = bare(value_of(bare(target)))
    if target.kind == "binary_expression":
        target = bare(target.get("left") or target)
    return target.kind == "member_expression" and last_name(target) == "cause"


def _kept_types(module: Module) -> Iterator[tuple[Node, Node]]:
    """Yield names that hold something's type, where they are compared, and the read of it."""
    for test in module.nodes.get("binary_expression", ()):
        left = test.get("left")
        if left is None or left.kind != "identifier" or left.scope is None:
            continue
        if (string_value(test.get("right") or left) or "") not in OWN_TYPES:
            continue
        for binding in left.scope.find(left.text) or ():
            if binding.how == "value" and binding.node is not None and not binding.path:
                read = bare(binding.node)
                if read.kind == "member_expression" and last_name(read) == "type":
                    yield left, read


def _asks_code(test: Node) -> bool:
    """Say whether a condition reads an error's code too, which is told."""
    return any(
        below.kind == "member_expression" and last_name(below) in FIELDS for below in test.walk()
    )


def _looks(module: Module) -> Iterator[tuple[Node, Node, Node]]:
    """Yield looks into texts: the call, the text, and what is looked for."""
    for name in ("includes", "match", "indexOf", "startsWith", "test"):
        for call in module.calls.get(name, ()):
            callee, given = call.get("function"), first_argument(call)
            owner = callee.get("object") if callee is not None else None
            if owner is not None and given is not None:
                yield (call, given, owner) if name == "test" else (call, owner, given)


def _handed_codes(module: Module) -> Iterator[Fact]:
    """Yield where a function asks for a code of OpenAI's that it was handed, once for each."""
    seen: set[int] = set()
    for test in module.nodes.get("binary_expression", ()):
        left, right = test.get("left"), test.get("right")
        code = string_value(right) if right is not None else None
        if left is None or code not in CODES or left.kind != "identifier" or left.scope is None:
            continue
        for binding in left.scope.find(left.text) or ():
            if binding.how == "param" and not binding.path and id(binding.node) not in seen:
                seen.add(id(binding.node))
                yield ErrorRead(place=test.place, what="code", confidence=Confidence.MEDIUM)


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
