"""Requests of the Responses API that chat completions can send as well: which, and how."""

from __future__ import annotations

import ast
from typing import Any

from ...contract.responses import CALL, OTHER_FIELDS, RESULT, ROLES, SHARED_FIELDS
from .readers import holder
from .resolve.resolver import Resolver
from .response_texts import Texts
from .response_tools import Tools, choice_of, lists_passed
from .tree import last_name

_KEPT = SHARED_FIELDS | {"timeout", "extra_headers", "extra_query"}
"""Arguments that both methods have, and mean the same by: the SDK's own too."""
_ITEMS = {"input_image", "input_file", "input_audio", "item_reference"}
_PARTS = (ast.List, ast.Tuple, ast.Dict, ast.ListComp)
_ELSEWHERE = "takes an input that is put together elsewhere"
_UNKNOWN = "takes an input of which it is not known whether it is a text"
TEXT, MESSAGES = "text", "messages"


class Shape:
    """What a request for a response is, as far as a request for a chat can be the same.

    Args:
        call: The request.
        resolver: The project's resolver.

    Attributes:
        stays: Why it cannot be a request for a chat, as a clause; empty if it can.
        kind: What its input is: `TEXT` or `MESSAGES`.
        roles: The roles in its input that are to be ``system``.
        tools: Its tools, if it has any.
        stream: Whether it asks for a stream.
        results: The items in its input that say what a function gave.
        calls: The items in its input that the program itself writes as calls.
        lists: The lists that its input is made of.
        joins: The expressions in its input that may be what an earlier response said.
        elements: The expressions by which its input gets what it holds, by id.
        extended: Those of them that are lists.
    """

    def __init__(self, call: ast.Call, resolver: Resolver) -> None:
        """Look at the arguments."""
        self.resolver = resolver
        self.texts = Texts(resolver)
        self.kind = ""
        self.roles: list[Any] = []
        self.tools: Tools | None = None
        self.stream = False
        self.results: list[ast.Dict] = []
        self.calls: list[ast.Dict] = []
        self.lists: list[Any] = []
        self.joins: list[Any] = []
        self.elements: set[int] = set()
        self.extended: list[Any] = []
        self._lists: set[int] = set()
        self._looked: set[int] = set()
        self.stays = self._arguments(call)

    def _arguments(self, call: ast.Call) -> str:
        if call.args or any(k.arg is None for k in call.keywords):
            return "takes its arguments from elsewhere"
        resource = call.func.value if call.func.__class__ is ast.Attribute else None
        if resource.__class__ is not ast.Attribute or resource.attr != "responses":
            return "is asked for in another way than `client.responses.create`"
        given = {str(k.arg): k.value for k in call.keywords}
        if "tools" in given:
            self.tools = Tools(given["tools"], self.resolver)
            if self.tools.built_in:
                return self.tools.stays
        for name in given:
            if name not in _KEPT | OTHER_FIELDS:
                return f"asks for `{name}`, which chat completions have in another form or not"
        if self.tools is not None and self.tools.stays:
            return self.tools.stays
        if "tool_choice" in given and choice_of(given["tool_choice"], self.resolver) is None:
            return "asks for `tool_choice` in a form that a chat has not"
        if "stream" in given:
            if given["stream"].__class__ is not ast.Constant:
                return "asks for `stream` in a way that is not written at the call"
            self.stream = given["stream"].value is True
        store = given.get("store")
        if store is not None and not (store.__class__ is ast.Constant and store.value is False):
            return "asks for `store`: Electron keeps nothing"
        if "reasoning" in given and not _only(given["reasoning"], ("effort", "summary")):
            return "asks for `reasoning` in a way that is not written at the call"
        if "text" in given and json_mode(given["text"]) is None:
            return "asks for `text.format`: Electron has no schema"
        if "instructions" in given and not self.texts.is_text(given["instructions"]):
            return "takes its instructions from what may be no text"
        if "input" not in given:
            return "has no input of its own"
        return self._input(given["input"])

    def _input(self, node: Any) -> str:
        if self.texts.is_text(node):
            self.kind = TEXT
            return ""
        self.kind = MESSAGES
        texts = node.scope.module.nodes[ast.Constant]
        if any(n.value in _ITEMS for n in texts if n.value.__class__ is str):
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
            return _ELSEWHERE
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
                return _ELSEWHERE
            entries = {k.value: v for k, v in zip(node.keys, node.values, strict=True)}
            why = self._item(node, entries) if "type" in entries else self._plain(entries)
            if why:
                return why
        return ""

    def _plain(self, entries: dict[Any, Any]) -> str:
        if set(entries) != {"role", "content"}:
            return "sends items that are no messages"
        role = entries["role"]
        if role.__class__ is not ast.Constant or role.value not in ROLES:
            return "sends a message of a role that is not written there"
        if entries["content"].__class__ in _PARTS:
            return "sends content in parts"
        if role.value == "developer":
            self.roles.append(role)
        return ""

    def _item(self, node: ast.Dict, entries: dict[Any, Any]) -> str:
        kind = getattr(entries["type"], "value", None)
        if kind == RESULT and set(entries) == {"type", "call_id", "output"}:
            if entries["output"].__class__ in _PARTS:
                return "sends a result in parts"
            self.results.append(node)
            return ""
        if kind == CALL and set(entries) == {"type", "call_id", "name", "arguments"}:
            self.calls.append(node)
            return ""
        return "sends items that are no messages"

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
            return _UNKNOWN
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
