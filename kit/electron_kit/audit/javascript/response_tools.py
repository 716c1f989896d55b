"""The tools of a request for a response, and the edits that make them a chat's."""

from __future__ import annotations

import re

from ...contract.responses import BUILT_IN_TOOLS, CALL_TYPE, TOOL_CHOICES, TOOL_FIELDS
from ..facts import Place
from .resolve import Resolver
from .syntax import Node, string_value
from .written import arguments, bare, key_of, last_name

_ELSEWHERE = "asks for `tools` that are put together elsewhere"


class Tools:
    """The tools that a request names.

    Args:
        node: The field's expression.
        resolver: The project's resolver.

    Attributes:
        stays: Why they cannot be a chat's, as a clause; empty if they can.
        built_in: Whether one of them is OpenAI's own.
        functions: The objects that are functions' tools.
        lists: The arrays that hold them.
        elements: The expressions by which arrays get them, by id.
    """

    def __init__(self, node: Node, resolver: Resolver) -> None:
        """Look for the tools."""
        self.resolver = resolver
        self.built_in = False
        self.functions: list[Node] = []
        self.lists: list[Node] = []
        self.elements: set[int] = set()
        self.stays = self._list(node)

    def _list(self, node: Node) -> str:
        found = self.resolver.of(node)
        if not found or any(item.kind != "array" for item in found):
            return self._own(node) or _ELSEWHERE
        for item in found:
            if any(item.node is known for known in self.lists):
                continue
            self.lists.append(item.node)
            for element in item.node.children:
                spread = element.kind == "spread_element"
                why = self._list(element.children[0]) if spread else self._tool(element)
                if why:
                    return why
        short = node.kind == "shorthand_property_identifier"
        name = node.text if short else last_name(node)
        for method in ("push", "unshift", "splice", "concat"):
            for call in node.module.calls.get(method, ()):
                callee = call.get("function")
                owner = callee.get("object") if callee is not None else None
                if owner is None or not name or last_name(owner) != name:
                    continue
                for given in arguments(call):
                    why = self._tool(given)
                    if why:
                        return why
        return ""

    def _tool(self, element: Node) -> str:
        self.elements.add(id(element))
        found = self.resolver.of(element)
        if not found or any(item.kind != "object" for item in found):
            return _ELSEWHERE
        for item in found:
            entries = entries_of(item.node)
            if entries is None or "type" not in entries:
                return self._own(item.node) or _ELSEWHERE
            if string_value(plain(entries["type"])) != CALL_TYPE:
                return self._own(item.node) or _ELSEWHERE
            if not entries.keys() - {"type"} <= TOOL_FIELDS or "name" not in entries:
                return "asks for a tool with more than a function's fields"
            if not any(item.node is known for known in self.functions):
                self.functions.append(item.node)
        return ""

    def _own(self, node: Node) -> str:
        """Return which tool of OpenAI's own is written in an expression."""
        for inner in node.walk():
            value = inner.get("value") if key_of(inner) == "type" else None
            kind = string_value(plain(value)) if value is not None else None
            if kind and kind.startswith(BUILT_IN_TOOLS):
                self.built_in = True
                return f"asks for OpenAI's own tool `{kind}`"
        return ""


def entries_of(node: Node) -> dict[str, Node] | None:
    """Return what an object has for its keys, if all of them are written there."""
    if node.kind != "object" or any(key_of(child) is None for child in node.children):
        return None
    return {str(key_of(child)): child.get("value") or child for child in node.children}


def plain(node: Node) -> Node:
    """Return an expression without ``as const`` around it."""
    node = bare(node)
    while node.kind in ("as_expression", "satisfies_expression") and node.children:
        node = bare(node.children[0])
    return node


def choice_of(node: Node, resolver: Resolver) -> list[tuple[Place, str]] | None:
    """Return what makes a choice of a tool a chat's; None if nothing does.

    Args:
        node: The field's expression.
        resolver: The project's resolver.
    """
    node = plain(node)
    if node.kind == "object":
        entries = entries_of(node) or {}
        if set(entries) != {"type", "name"} or string_value(plain(entries["type"])) != CALL_TYPE:
            return None
        return nested(node)
    found = resolver.of(node)
    known = bool(found) and all(o.kind == "const" and o.data in TOOL_CHOICES for o in found)
    return [] if known else None


def nested(tool: Node) -> list[tuple[Place, str]]:
    """Return the change that puts a function's fields one level deeper.

    Args:
        tool: The object.
    """
    unit, entries = tool.module.unit, tool.children
    data = unit.data
    at = next(n for n, entry in enumerate(entries) if key_of(entry) == "type")
    last = len(entries) - 1
    start, end, head = entries[0].start, entries[-1].end, ""
    if at == 0:
        start = entries[1].start
        fields = data[start:end].decode()
    else:
        head = entries[at].text + ", "
        after = data[entries[at + 1].start : end].decode() if at < last else ""
        stop = entries[at].start if at < last else entries[at - 1].end
        fields = data[start:stop].decode() + after
    line = data.rfind(b"\n", 0, start) + 1
    indent = data[line:start].decode()
    lines = b"\n" in data[tool.start : start] and not indent.strip()
    if not lines or "`" in fields:
        return [(Place(unit, start, end), f"{head}function: {{ {fields} }}")]
    newline = "\r\n" if b"\r\n" in data else "\n"
    step = "\t" if indent.startswith("\t") else "  "
    deeper = re.sub(r"\n(?=[^\r\n])", f"\n{step}", fields)
    text = f"function: {{{newline}{indent}{step}{deeper},{newline}{indent}}}"
    return [(Place(unit, start, end), head + text)]
