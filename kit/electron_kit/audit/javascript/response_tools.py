"""The tools of a request for a response, and the edits that make them a chat's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..common.response_tools import (
    ELSEWHERE,
    Style,
    ToolList,
    is_choice_by_word,
    is_choice_of_function,
)
from ..common.response_tools import nested as nest
from ..facts import Place
from .resolve import Resolver
from .syntax import Node, string_value
from .written import arguments, bare, key_of, last_name

_STYLE = Style("function", " ", "  ", ("`",))


class Tools(ToolList[Node]):
    """The tools that a request names in JavaScript.

    Args:
        node: The field's expression.
        resolver: The project's resolver.
    """

    def __init__(self, node: Node, resolver: Resolver) -> None:
        """Look for the tools."""
        super().__init__()
        self.resolver = resolver
        self.stays = self._list(node)

    def _list(self, node: Node) -> str:
        found = self.resolver.of(node)
        if not found or any(item.kind != "array" for item in found):
            return self.of_openai(node) or ELSEWHERE
        for item in found:
            if any(item.node is known for known in self.lists):
                continue
            self.lists.append(item.node)
            for element in item.node.children:
                spread = element.kind == "spread_element"
                why = self._list(element.children[0]) if spread else self.tool(element)
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
                    why = self.tool(given)
                    if why:
                        return why
        return ""

    def displays(self, element: Node) -> list[Node] | None:
        """Return the objects that an element may be; None if it may be anything else."""
        found = self.resolver.of(element)
        return [o.node for o in found] if all(o.kind == "object" for o in found) else None

    def entries(self, display: Node) -> Mapping[str, Node] | None:
        """Return what an object has for its keys; None if not all of them are written there."""
        return entries_of(display)

    def text(self, node: Node) -> str | None:
        """Return the text that an expression is; None if it is none, or not written there."""
        return string_value(bare(node))

    def types_within(self, node: Node) -> Iterator[str]:
        """Yield the types of all objects that are written in an expression."""
        for inner in node.walk():
            value = inner.get("value") if key_of(inner) == "type" else None
            kind = string_value(bare(value)) if value is not None else None
            if kind:
                yield kind


def entries_of(node: Node) -> dict[str, Node] | None:
    """Return what an object has for its keys, if all of them are written there."""
    if node.kind != "object" or any(key_of(child) is None for child in node.children):
        return None
    return {str(key_of(child)): child.get("value") or child for child in node.children}


def choice_of(node: Node, resolver: Resolver) -> list[tuple[Place, str]] | None:
    """Return what makes a choice of a tool a chat's; None if nothing does.

    Args:
        node: The field's expression.
        resolver: The project's resolver.
    """
    node = bare(node)
    if node.kind == "object":
        entries = entries_of(node) or {}
        kind = string_value(bare(entries["type"])) if "type" in entries else None
        return nested(node) if is_choice_of_function(entries, kind) else None
    words = [o.data if o.kind == "const" else None for o in resolver.of(node)]
    return [] if is_choice_by_word(words) else None


def nested(tool: Node) -> list[tuple[Place, str]]:
    """Return the change that puts a function's fields one level deeper.

    Args:
        tool: The object.
    """
    at = next(n for n, entry in enumerate(tool.children) if key_of(entry) == "type")
    entries = [(entry.start, entry.end) for entry in tool.children]
    return nest(tool.module.unit, tool.start, entries, at, _STYLE)
