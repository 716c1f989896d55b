"""Whether what answers may call a tool: what a request, an agent or a graph offers it (C01)."""

from __future__ import annotations

import re
from functools import cached_property

from .index import Module
from .repeats import function_of
from .senders import Senders
from .syntax import Node
from .values import Obj
from .written import arguments, bare, key_of, last_name

_GIVEN = frozenset({"tools", "handoffs", "mcpServers", "functions", "subagents"})
_BOUND = re.compile(rb"\.bindTools\(|\bnew\s+ToolNode\b|\bcreate(?:React)?Agent\(")
_AGENT_MAKERS = ("Agent", "create", "clone")
# What a call hands on that has tools, or may have some.
_TOOLS = re.compile(r"(?i)tools?\b|functions\b|\.\.\.")
_GRAPH_MAKERS = ("createReactAgent", "createAgent")


class Offers:
    """Says which streams come from what was offered tools.

    Args:
        senders: What sends requests.
    """

    def __init__(self, senders: Senders) -> None:
        """Look at nothing yet."""
        self.resolver = senders.resolver
        self.reader = senders.reader
        self._asked = {id(node) for node in (*senders.chats, *senders.asked)}

    def of(self, node: Node) -> bool | None:
        """Say whether what an expression gives may call a tool; None where nothing tells."""
        said = [
            verdict
            for item in self.resolver.of(node)
            if item.kind == "made"
            and (verdict := self._of_made(item)) is not None
            and (not verdict or self._is_given(node, item.node))
        ]
        return any(said) if said else None

    def _is_given(self, node: Node, request: Node) -> bool:
        """Say whether a request's tools are its own, or come by the call that is looked at.

        A helper that takes what its callers give it offers what this one does.

        Args:
            node: What gives the text: the request, or a call that leads to it.
            request: The request, with tools, or what runs an agent.
        """
        outer, function = _call_of(node), function_of(request)
        if id(request) not in self._asked or outer is None or outer is request or function is None:
            return True
        fields, _ = self.reader.of_call(request)
        field = fields.get("tools") or fields.get("functions")
        if field is None or field.place.unit is not request.module.unit:
            return field is None or _TOOLS.search(outer.text) is not None
        own = function.start <= field.place.start < function.end
        return own or _TOOLS.search(outer.text) is not None

    @cached_property
    def some_agent(self) -> bool:
        """Whether an agent of the project's has tools, or others to hand over to."""
        return any(
            _has_tools(made)
            for module in self.resolver.project.modules
            for made in module.nodes.get("new_expression", ())
            if (maker := made.get("constructor")) is not None and last_name(maker) == "Agent"
        )

    def _of_made(self, item: Obj) -> bool | None:
        call = item.node
        callee = call.get("function") if call.kind == "call_expression" else None
        if callee is None:
            return None
        name, given, owner = last_name(callee), arguments(call), callee.get("object")
        if name == "run" and given:
            return self._of_maker(given[0])
        if name in ("stream", "streamEvents") and owner is not None:
            verdict = self._of_maker(owner)
            if verdict is not None:
                return verdict
        return self._of_request(call) if id(call) in self._asked else None

    def _of_request(self, call: Node) -> bool | None:
        fields, complete = self.reader.of_call(call)
        choice = fields.get("tool_choice")
        if (
            choice is not None
            and choice.values
            and all(v.constant == "none" for v in choice.values)
        ):
            return False
        tools = fields.get("tools") or fields.get("functions")
        if tools is None:
            return False if complete else None
        kinds = [
            kind.constant
            for value in tools.values
            for each in value.items
            for one in each
            if "type" in one.entries
            for kind in one.entries["type"].values
        ]
        # OpenAI runs its own tools by itself.
        return not kinds or any(k in ("function", "custom") or type(k) is not str for k in kinds)

    def _of_maker(self, node: Node) -> bool | None:
        """Say whether an agent or a graph has tools."""
        said = [
            verdict
            for item in self.resolver.of(node)
            if item.kind == "made" and (verdict := self._made(item)) is not None
        ]
        return any(said) if said else None

    @staticmethod
    def _made(item: Obj) -> bool | None:
        made = item.node
        callee = made.get("constructor") or made.get("function")
        name = last_name(callee) if callee is not None else ""
        if name in ("compile", "withConfig"):
            return is_bound(made.module)
        if name not in (*_AGENT_MAKERS, *_GRAPH_MAKERS):
            return None
        return _has_tools(made)


def _call_of(node: Node) -> Node | None:
    """Return the call that gives a value, here or where its name is declared."""
    node = bare(node)
    if node.kind == "await_expression" and node.children:
        node = bare(node.children[0])
    if node.kind == "call_expression":
        return node
    found = node.scope.find(node.text) if node.kind == "identifier" and node.scope else None
    given = [b.node for b in found or () if b.how == "value" and b.node is not None and not b.path]
    return _call_of(given[0]) if len(given) == 1 and given[0] is not node else None


def _has_tools(made: Node) -> bool:
    return any(
        key_of(entry) in _GIVEN and not _is_nothing(entry)
        for given in arguments(made)
        if given.kind == "object"
        for entry in given.children
    )


def is_bound(module: Module) -> bool:
    """Say whether a module gives tools to a model or to a graph."""
    return _BOUND.search(module.unit.data) is not None


def _is_nothing(entry: Node) -> bool:
    value = entry.get("value")
    value = bare(value) if value is not None else None
    return value is not None and value.kind == "array" and not value.children
