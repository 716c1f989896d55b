"""Requests of the Responses API that chat completions can send as well: which, and how."""

from __future__ import annotations

import ast
from typing import Any

from ..common.response_shape import (
    ELSEWHERE,
    MESSAGES,
    TEXT,
    UNKNOWN_INPUT,
    UNWRITTEN,
    RequestShape,
)
from .readers import holder
from .resolve.resolver import Resolver
from .response_texts import Texts
from .response_tools import Tools, choice_of, lists_passed
from .tree import last_name

# A module that writes one of these has inputs that are no texts: too much to tell them apart.
_ITEMS = {"input_image", "input_file", "input_audio", "item_reference"}
_PARTS = (ast.List, ast.Tuple, ast.Dict, ast.ListComp)


class Shape(RequestShape[Any]):
    """What a request for a response is in Python, as far as one for a chat can be the same.

    Args:
        call: The request.
        resolver: The project's resolver.

    Attributes:
        stays: Why it cannot be a request for a chat, as a clause; empty if it can.
        extended: Those of them that are lists.
    """

    OWN = ("timeout", "extra_headers", "extra_query")
    MOVES_CALLS = True

    def __init__(self, call: ast.Call, resolver: Resolver) -> None:
        """Look at the arguments."""
        super().__init__()
        self.resolver = resolver
        self.texts = Texts(resolver)
        self.extended: list[Any] = []
        self._lists: set[int] = set()
        self._looked: set[int] = set()
        self.stays = self._arguments(call)

    def tools_of(self, node: Any) -> Tools:
        """Return the tools that an argument names."""
        return Tools(node, self.resolver)

    def chooses(self, node: Any) -> bool:
        """Say whether a chat has the choice of a tool, too."""
        return choice_of(node, self.resolver) is not None

    def constant(self, node: Any) -> object:
        """Return the value that is written there, or `UNWRITTEN`."""
        return node.value if node.__class__ is ast.Constant else UNWRITTEN

    def keys(self, node: Any) -> list[str] | None:
        """Return the keys of a dictionary's display, all of which are written there."""
        written = node.__class__ is ast.Dict and all(k.__class__ is ast.Constant for k in node.keys)
        return [str(key.value) for key in node.keys] if written else None

    def carried_form(self, node: Any) -> bool:
        """Say whether the form of the text that is asked for is one that Electron has."""
        return json_mode(node) is not None

    def is_text(self, node: Any) -> bool:
        """Say whether an expression is a text for sure."""
        return self.texts.is_text(node)

    def in_parts(self, node: Any) -> bool:
        """Say whether content is written in parts."""
        return node.__class__ in _PARTS

    def _arguments(self, call: ast.Call) -> str:
        if call.args or any(k.arg is None for k in call.keywords):
            return "takes its arguments from elsewhere"
        resource = call.func.value if call.func.__class__ is ast.Attribute else None
        if resource.__class__ is not ast.Attribute or resource.attr != "responses":
            return "is asked for in another way than `client.responses.create`"
        given = {str(k.arg): k.value for k in call.keywords}
        return self.why_fields_stay(given) or self._input(given["input"])

    def _input(self, node: Any) -> str:
        if self.texts.is_text(node):
            self.kind = TEXT
            return ""
        self.kind = MESSAGES
        if not _ITEMS.isdisjoint(node.scope.module.texts):
            return "stands beside items that are no messages"
        why = self._extended(node)
        self.elements.discard(id(node))
        return why

    def add(self, node: Any, *, several: bool) -> str:
        """Take in what its lists get elsewhere; return why that cannot move.

        Args:
            node: The expression.
            several: Whether it is a list of what they get.
        """
        return self._extended(node) if several else self._message(node)

    def _list(self, node: Any) -> str:
        if id(node) in self._lists:
            return ""
        self._lists.add(id(node))
        if node.__class__ is ast.BinOp and node.op.__class__ is ast.Add:
            return self._extended(node.left) or self._extended(node.right)
        if node.__class__ is ast.ListComp:
            self.lists.append(node)
            return self._message(node.elt)
        if node.__class__ not in (ast.List, ast.Tuple):
            return ELSEWHERE
        self.lists.append(node)
        for element in node.elts:
            inside = element.value if element.__class__ is ast.Starred else None
            why = self._message(element) if inside is None else self._extended(inside)
            if why:
                return why
        return ""

    def _message(self, element: Any) -> str:
        self.elements.add(id(element))
        found = [item.node for item in self.resolver.of(element) if item.kind == "dict"]
        if not found:
            # What an earlier response said: who follows that response knows.
            self.joins.append(element)
            return ""
        for node in found:
            if node.__class__ is not ast.Dict or not all(
                key.__class__ is ast.Constant for key in node.keys
            ):
                return ELSEWHERE
            entries = {k.value: v for k, v in zip(node.keys, node.values, strict=True)}
            why = self.why_item_stays(node, entries)
            if why:
                return why
        return ""

    def _added(self, node: Any) -> str:
        """Return what is added to the list elsewhere and is no plain message."""
        name = node.id if node.__class__ is ast.Name else last_name(node)
        module = node.scope.module
        for method in ("append", "extend", "insert"):
            for call in module.calls.get(method, ()):
                owner = call.func.value if call.func.__class__ is ast.Attribute else None
                if not name or last_name(owner) != name or not call.args:
                    continue
                given = call.args[-1]
                why = self._message(given) if method != "extend" else self._extended(given)
                if why:
                    return why
        scope = holder(name, node.scope) if node.__class__ is ast.Name else None
        for binding in scope.bindings[name] if scope is not None else ():
            if binding.how == "augment":
                why = self._extended(binding.value)
                if why:
                    return why
        return ""

    def _extended(self, node: Any) -> str:
        if id(node) in self._looked:
            return ""
        self._looked.add(id(node))
        self.elements.add(id(node))
        self.extended.append(node)
        found = self.resolver.of(node)
        if node.__class__ is ast.BinOp and node.op.__class__ is ast.Add:
            return self._list(node)
        if not found or all(item.kind in ("made", "path", "unknown") for item in found):
            self.joins.append(node)
            return ""
        params = [item for item in found if item.kind == "param"]
        if any(item.kind not in ("list", "param") for item in found) or len(params) == len(found):
            return UNKNOWN_INPUT
        if not all(lists_passed(self.resolver, item) for item in params):
            return "takes an input from callers that are not in sight"
        for item in found:
            why = self._list(item.node) if item.kind == "list" else ""
            if why:
                return why
        return self._added(node) if node.__class__ in (ast.Name, ast.Attribute) else ""


def json_mode(node: Any) -> bool | None:
    """Say whether ``text=`` asks for a JSON object; None if it asks for what is not carried over.

    Args:
        node: The argument's expression.
    """
    if not _only(node, ("format",)):
        return None
    form = node.values[0]
    if form.__class__ is not ast.Dict or len(form.keys) != 1:
        return None
    key, value = form.keys[0], form.values[0]
    if key.__class__ is not ast.Constant or key.value != "type":
        return None
    word = value.value if value.__class__ is ast.Constant else None
    return {"json_object": True, "text": False}.get(word) if isinstance(word, str) else None


def _only(node: Any, names: tuple[str, ...]) -> bool:
    return (
        node.__class__ is ast.Dict
        and bool(node.keys)
        and all(key.__class__ is ast.Constant and key.value in names for key in node.keys)
    )
