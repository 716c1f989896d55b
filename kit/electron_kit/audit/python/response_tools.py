"""The tools of a request for a response, and the edits that make them a chat's."""

from __future__ import annotations

import ast
import re
from typing import Any

from ...contract.responses import BUILT_IN_TOOLS, CALL_TYPE, TOOL_CHOICES, TOOL_FIELDS
from ..facts import Place
from .readers import holder
from .resolve.parameters import argument_for, default_of
from .resolve.resolver import Resolver
from .tree import last_name, place_of, walk
from .values import Obj

_ELSEWHERE = "asks for `tools` that are put together elsewhere"


class Tools:
    """The tools that a request names.

    Args:
        node: The argument's expression.
        resolver: The project's resolver.

    Attributes:
        stays: Why they cannot be a chat's, as a clause; empty if they can.
        built_in: Whether one of them is OpenAI's own.
        functions: The dictionaries that are functions' tools.
        lists: The lists that hold them.
        elements: The expressions by which lists get them, by id.
    """

    def __init__(self, node: Any, resolver: Resolver) -> None:
        """Look for the tools."""
        self.resolver = resolver
        self.built_in = False
        self.functions: list[ast.Dict] = []
        self.lists: list[Any] = []
        self.elements: set[int] = set()
        self.stays = self._list(node)

    def _list(self, node: Any) -> str:
        found = self.resolver.of(node)
        params = [item for item in found if item.kind == "param"]
        if not found or any(item.kind not in ("list", "param") for item in found):
            return self._own(node) or _ELSEWHERE
        if not all(lists_passed(self.resolver, item) for item in params):
            return _ELSEWHERE
        for item in found:
            if item.kind == "param":
                continue
            if any(item.node is known for known in self.lists):
                continue
            if item.node.__class__ not in (ast.List, ast.Tuple, ast.ListComp):
                return self._own(item.node) or _ELSEWHERE
            self.lists.append(item.node)
            if item.node.__class__ is ast.ListComp:
                why = self._tool(item.node.elt)
                if why:
                    return why
                continue
            for element in item.node.elts:
                starred = element.__class__ is ast.Starred
                why = self._list(element.value) if starred else self._tool(element)
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
                    why = self._list(given) if method == "extend" else self._tool(given)
                    if why:
                        return f"{why} ({_where(call)})"
        scope = holder(name, node.scope) if node.__class__ is ast.Name else None
        for binding in scope.bindings[name] if scope is not None else ():
            why = self._list(binding.value) if binding.how == "augment" else ""
            if why:
                return why
        return ""

    def _tool(self, element: Any) -> str:
        self.elements.add(id(element))
        found = self.resolver.of(element)
        if not found or any(item.kind != "dict" for item in found):
            return _ELSEWHERE
        for item in found:
            entries = _entries(item.node)
            if entries is None:
                return self._own(item.node) or _ELSEWHERE
            kind = entries["type"].value if "type" in entries else None
            if kind != CALL_TYPE:
                return self._own(item.node) or _ELSEWHERE
            if not entries.keys() - {"type"} <= TOOL_FIELDS or "name" not in entries:
                return "asks for a tool with more than a function's fields"
            self.functions.append(item.node)
        return ""

    def _own(self, node: Any) -> str:
        """Return which tool of OpenAI's own is written in an expression."""
        for inner in walk(node):
            entries = _entries(inner) or {}
            kind = getattr(entries.get("type"), "value", None)
            if kind.__class__ is str and kind.startswith(BUILT_IN_TOOLS):
                self.built_in = True
                return f"asks for OpenAI's own tool `{kind}`"
        return ""


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
        if set(entries) != {"type", "name"} or entries["type"].value != CALL_TYPE:
            return None
        return nested(node)
    found = resolver.of(node)
    known = bool(found) and all(o.kind == "const" and o.data in TOOL_CHOICES for o in found)
    return [] if known else None


def nested(tool: ast.Dict) -> list[tuple[Place, str]]:
    """Return the change that puts a function's fields one level deeper.

    Args:
        tool: The dictionary's display.
    """
    whole = place_of(tool)
    data, unit = whole.unit.data, whole.unit
    keys, values = tool.keys, tool.values
    at = next(n for n, key in enumerate(keys) if getattr(key, "value", None) == "type")
    starts = [place_of(key).start for key in keys]
    ends = [_closed(data, place_of(value).end) for value in values]
    last = len(keys) - 1
    if at == 0:
        start, end, head = starts[1], ends[-1], ""
        fields = data[start:end].decode()
    else:
        start, end = starts[0], ends[-1]
        head = data[starts[at] : ends[at]].decode() + ", "
        after = data[starts[at + 1] : end].decode() if at < last else ""
        before = data[start : starts[at] if at < last else ends[at - 1]].decode()
        fields = before + after
    line = data.rfind(b"\n", 0, start) + 1
    indent = data[line:start].decode()
    lines = b"\n" in data[whole.start : start] and not indent.strip()
    if not lines or '"""' in fields or "'''" in fields:
        return [(Place(unit, start, end), f'{head}"function": {{{fields}}}')]
    newline = "\r\n" if b"\r\n" in data else "\n"
    step = "\t" if indent.startswith("\t") else "    "
    deeper = re.sub(r"\n(?=[^\r\n])", f"\n{step}", fields)
    text = f'"function": {{{newline}{indent}{step}{deeper},{newline}{indent}}}'
    return [(Place(unit, start, end), head + text)]


def _closed(data: bytes, end: int) -> int:
    """Return where an expression ends with the parentheses around it."""
    match = re.compile(rb"(?:\s*\))*").match(data, end)
    return match.end() if match is not None else end


def _where(node: Any) -> str:
    place = place_of(node)
    cell = f"cell {place.unit.cell}:" if place.unit.cell is not None else ""
    return f"{place.unit.path}:{cell}{place.line}"
