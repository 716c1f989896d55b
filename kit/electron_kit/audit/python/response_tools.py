"""The tools of a request for a response, and the edits that make them a chat's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..common.response_tools import (
    ELSEWHERE,
    Style,
    ToolList,
    is_choice_by_word,
    is_choice_of_function,
)
from ..common.response_tools import nested as nest
from ..facts import Place
from .readers import holder
from .resolve.parameters import argument_for, default_of
from .resolve.resolver import Resolver
from .tree import last_name, place_of, walk
from .values import Obj

_STYLE = Style('"function"', "", "    ", ('"""', "'''"))


class Tools(ToolList[Any]):
    """The tools that a request names in Python.

    Args:
        node: The argument's expression.
        resolver: The project's resolver.
    """

    def __init__(self, node: Any, resolver: Resolver) -> None:
        """Look for the tools."""
        super().__init__()
        self.resolver = resolver
        self.stays = self._list(node)

    def _list(self, node: Any) -> str:
        found = self.resolver.of(node)
        params = [item for item in found if item.kind == "param"]
        if not found or any(item.kind not in ("list", "param") for item in found):
            return self.of_openai(node) or ELSEWHERE
        if not all(lists_passed(self.resolver, item) for item in params):
            return ELSEWHERE
        for item in found:
            if item.kind == "param":
                continue
            if any(item.node is known for known in self.lists):
                continue
            if item.node.__class__ not in (ast.List, ast.Tuple, ast.ListComp):
                return self.of_openai(item.node) or ELSEWHERE
            self.lists.append(item.node)
            if item.node.__class__ is ast.ListComp:
                why = self.tool(item.node.elt)
                if why:
                    return why
                continue
            for element in item.node.elts:
                starred = element.__class__ is ast.Starred
                why = self._list(element.value) if starred else self.tool(element)
                if why:
                    return why
        return self._added(node)

    def _added(self, node: Any) -> str:
        """Return what is added to the list elsewhere and is no function's tool."""
        name = last_name(node) if node.__class__ in (ast.Name, ast.Attribute) else ""
        for method in ("append", "insert", "extend"):
            for call in node.scope.module.calls.get(method, ()) if name else ():
                owner = call.func.value if call.func.__class__ is ast.Attribute else None
                if last_name(owner) == name and call.args:
                    given = call.args[-1]
                    why = self._list(given) if method == "extend" else self.tool(given)
                    if why:
                        return f"{why} ({_where(call)})"
        scope = holder(name, node.scope) if node.__class__ is ast.Name else None
        for binding in scope.bindings[name] if scope is not None else ():
            why = self._list(binding.value) if binding.how == "augment" else ""
            if why:
                return why
        return ""

    def displays(self, element: Any) -> list[Any] | None:
        """Return the dictionaries that an element may be; None if it may be anything else."""
        found = self.resolver.of(element)
        return [o.node for o in found] if all(o.kind == "dict" for o in found) else None

    def entries(self, display: Any) -> Mapping[str, Any] | None:
        """Return what a dictionary has for its keys; None if not all of them are written."""
        return _entries(display)

    def text(self, node: Any) -> str | None:
        """Return the text that an expression is; None if it is none, or not written there."""
        value = node.value if node.__class__ is ast.Constant else None
        return value if isinstance(value, str) else None

    def types_within(self, node: Any) -> Iterator[str]:
        """Yield the types of all dictionaries that are written in an expression."""
        for inner in walk(node):
            kind = getattr((_entries(inner) or {}).get("type"), "value", None)
            if isinstance(kind, str):
                yield kind


def lists_passed(resolver: Resolver, item: Obj) -> bool:
    """Say whether all callers in sight pass lists that are known for a parameter.

    Args:
        resolver: The project's resolver.
        item: The parameter.
    """
    function, star = item.data
    if star:
        return False
    positional = [*function.args.posonlyargs, *function.args.args]
    default = default_of(function, item.node)
    sites = resolver.call_sites(function, resolver.owner(function))
    given = [argument_for(call, item.node, positional, shift) for call, shift in sites]
    for value in given:
        if value.__class__ is ast.Name and value.id == item.node.arg:
            continue  # handed on under its own name
        if value is None and default is None:
            return False
        found = resolver.of(default if value is None else value)
        if not any(one.kind == "list" for one in found):
            return False
    return bool(given)


def _entries(node: Any) -> dict[str, Any] | None:
    """Return what a dictionary's display has for its keys, if all of them are written there."""
    if node.__class__ is not ast.Dict or not node.keys:
        return None
    if any(
        key.__class__ is not ast.Constant or key.value.__class__ is not str for key in node.keys
    ):
        return None
    entries = {key.value: value for key, value in zip(node.keys, node.values, strict=True)}
    kind = entries.get("type")
    return entries if kind is None or kind.__class__ is ast.Constant else None


def choice_of(node: Any, resolver: Resolver) -> list[tuple[Place, str]] | None:
    """Return what makes a choice of a tool a chat's; None if nothing does.

    Args:
        node: The argument's expression.
        resolver: The project's resolver.
    """
    entries = _entries(node)
    if entries is not None:
        kind = entries["type"].value if "type" in entries else None
        return nested(node) if is_choice_of_function(entries, kind) else None
    words = [o.data if o.kind == "const" else None for o in resolver.of(node)]
    return [] if is_choice_by_word(words) else None


def nested(tool: ast.Dict) -> list[tuple[Place, str]]:
    """Return the change that puts a function's fields one level deeper.

    Args:
        tool: The dictionary's display.
    """
    whole = place_of(tool)
    data = whole.unit.data
    at = next(n for n, key in enumerate(tool.keys) if getattr(key, "value", None) == "type")
    entries = [
        (place_of(key).start, _closed(data, place_of(value).end))
        for key, value in zip(tool.keys, tool.values, strict=True)
    ]
    return nest(whole.unit, whole.start, entries, at, _STYLE)


def _closed(data: bytes, end: int) -> int:
    """Return where an expression ends with the parentheses around it."""
    match = re.compile(rb"(?:\s*\))*").match(data, end)
    return match.end() if match is not None else end


def _where(node: Any) -> str:
    place = place_of(node)
    cell = f"cell {place.unit.cell}:" if place.unit.cell is not None else ""
    return f"{place.unit.path}:{cell}{place.line}"
