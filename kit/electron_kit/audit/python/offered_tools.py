"""Whether what answers may call a tool: what a request, an agent or a graph offers it (C01)."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import Any

from ...contract.names import is_electron_model
from ..model_names import is_openai_model
from ..units import Place
from .handed_on import is_parameter
from .index import Module
from .requests import Requests
from .resolve.resolver import Resolver
from .tree import enclosing_function, last_name, place_of, walk
from .values import Obj

_GIVEN = ("tools", "handoffs", "mcp_servers", "functions", "toolsets")
# What gives the tools of OpenAI's own, which OpenAI runs by itself.
_FUNCTION = re.compile(r"^(?:function|custom)$")
_RUNS = ("run", "run_sync", "run_streamed")
_GRAPHS = ("create_agent", "create_react_agent")
_STREAMS = ("stream", "astream", "run_stream")
_BOUND = re.compile(rb"\.bind_tools\(|\bToolNode\(|\bcreate_(?:react_)?agent\(")
_NAMED = re.compile(r"(?i)(?:^|_)tools?(?:_?(?:schemas?|specs?|definitions?|list))?$")


class Offers:
    """Says which streams and replies come from what was offered tools.

    Args:
        resolver: The project's resolver.
        requests: The project's requests.
    """

    def __init__(self, resolver: Resolver, requests: Requests) -> None:
        """Look at nothing yet."""
        self.resolver = resolver
        self._facts = {id(request.node): request.fact for request in requests.found}
        self._foreign = {id(call) for call, _ in requests.foreign}
        self._open: set[int] = set()

    def of(self, node: Any) -> bool | None:
        """Say whether what an expression gives may call a tool; None where nothing tells."""
        while node.__class__ is ast.Await:
            node = node.value
        said: list[bool] = []
        for item in self.resolver.of(node):
            link: Any = item
            while link.__class__ is Obj and link.kind == "made":
                verdict = self._of_call(link.node)
                if verdict is not None:
                    said.append(verdict and self._is_given(node, link.node))
                    break
                link = link.data
        if not said:
            return self._as_written(node)
        return any(said)

    @cached_property
    def some_agent(self) -> bool:
        """Whether an agent of the project's has tools, or others to hand over to."""
        return any(
            keyword.arg in _GIVEN and not _is_nothing(keyword.value)
            for module in self.resolver.project.modules
            for call in module.calls.get("Agent", ())
            for keyword in call.keywords
        )

    def of_another(self, node: Any) -> bool:
        """Say whether what an expression gives is another vendor's."""
        return any(id(item.node) in self._foreign for item in self.resolver.of(node))

    def _of_call(self, call: Any) -> bool | None:
        if call.__class__ is not ast.Call:
            return None
        fact = self._facts.get(id(call))
        name = last_name(call.func)
        if fact is not None and fact.endpoint in ("chat", "responses"):
            return self._of_fields(call, dict(fact.fields), complete=fact.complete)
        if name in _RUNS:
            given = [k.value for k in call.keywords if k.arg in ("starting_agent", "agent")]
            return self._of_maker(next(iter(given or call.args), None))
        if name in _STREAMS and call.func.__class__ is ast.Attribute:
            return self._of_maker(call.func.value)
        return None

    def _is_given(self, node: Any, request: ast.Call) -> bool:
        """Say whether a request's tools are its own, or come by the call that is looked at.

        A helper that takes what its callers give it offers what this one does.

        Args:
            node: What gives the text: the request, or a call that leads to it.
            request: The request, with tools.
        """
        fact = self._facts.get(id(request))
        function = enclosing_function(request)
        outer = [node] if node.__class__ is ast.Call else self._bound(node)
        if fact is None or function is None or not outer or request in outer:
            return True
        written = [k.value for k in request.keywords if k.arg in ("tools", "functions")]
        field = fact.fields.get("tools") or fact.fields.get("functions")
        if field is None or any(not _is_taken(value) for value in written):
            return True
        places = [field.place, *(place for place in field.others if place is not None)]
        if not written and any(_is_inside(place, function) for place in places):
            return True
        return any(
            _hands_tools(call)
            or any(
                _is_inside(place, item.node)
                for item in self.resolver.of(call.func)
                if item.kind == "func" and item.node is not function
                for place in [*places, *(v.place for v in field.values if v.place is not None)]
            )
            for call in outer
        )

    def _of_fields(self, call: ast.Call, fields: dict[str, Any], *, complete: bool) -> bool | None:
        choice = fields.get("tool_choice")
        if choice is not None and all(v.constant == "none" for v in choice.values):
            return False
        tools = fields.get("tools") or fields.get("functions")
        if tools is None:
            return False if complete else self._as_written(call)
        values = tools.values
        if values and all(v.kind == "constant" and v.constant is None for v in values):
            return False
        written = [k.value for k in call.keywords if k.arg in ("tools", "functions")]
        return not any(self._of_openai(each) for each in written)

    def _of_openai(self, tools: Any) -> bool:
        """Say whether tools are a list that has no function: ``[{"type": "web_search"}]``."""
        lists = [item for item in self.resolver.of(tools) if item.kind == "list"]
        kinds = [
            getattr(value, "value", None)
            for item in lists
            for each in walk(item.node)
            if each.__class__ is ast.Dict
            for key, value in zip(each.keys, each.values, strict=True)
            if getattr(key, "value", None) == "type"
        ]
        return bool(kinds) and not any(
            kind.__class__ is not str or _FUNCTION.match(kind) for kind in kinds
        )

    def _of_maker(self, node: Any) -> bool | None:
        """Say whether an agent or a graph has tools."""
        if node is None or id(node) in self._open:
            return None
        self._open.add(id(node))
        try:
            said = [self._made(item) for item in self.resolver.of(node) if item.kind == "made"]
        finally:
            self._open.discard(id(node))
        known = [verdict for verdict in said if verdict is not None]
        return any(known) if known else None

    def _made(self, item: Obj) -> bool | None:
        call = item.node
        if call.__class__ is not ast.Call:
            return None
        name = last_name(call.func)
        if name == "bind_tools":
            # A model of LangChain's.
            return "OpenAI" in item.name and not _is_nothing(next(iter(call.args), None))
        if name in ("compile", "with_config"):
            return is_bound(call.scope.module)
        if name in _GRAPHS:
            given = [k.value for k in call.keywords if k.arg == "tools"] or call.args[1:2]
            return bool(given) and not _is_nothing(given[0])
        if "Agent" not in item.name.rpartition(".")[2] and "clone" not in name:
            return None
        if self._is_anothers(call):
            return False
        given = [k.value for k in call.keywords if k.arg in _GIVEN]
        return any(not _is_nothing(value) for value in given) or _is_registered(call)

    def _is_anothers(self, agent: ast.Call) -> bool:
        """Say whether an agent's model is another vendor's: all its names are."""
        given = next((k.value for k in agent.keywords if k.arg == "model"), None)
        values = self.resolver.of(given) if given else ()
        if any(o.kind == "const" and is_openai_model(str(o.data)) for o in values):
            # One of several, by which a person runs it.
            return False
        models = [o.node for o in values if o.kind == "made"]
        names = [
            o.data
            for made in models
            if made.__class__ is ast.Call
            for a in [*made.args[:1], *(k.value for k in made.keywords if k.arg == "model")]
            for o in self.resolver.of(a)
            if o.kind == "const" and isinstance(o.data, str)
        ]
        return bool(names) and not any(
            is_openai_model(name) or is_electron_model(name) for name in names
        )

    def _as_written(self, node: Any) -> bool | None:
        """Say it by how the call is written, where the function that is called is not known."""
        calls = [node] if node.__class__ is ast.Call else self._bound(node)
        for call in calls:
            given = {k.arg: k.value for k in call.keywords}
            if getattr(given.get("tool_choice"), "value", None) == "none":
                continue
            tools = given.get("tools", given.get("functions"))
            if tools is not None and not _is_nothing(tools):
                return not self._of_openai(tools)
            if any(_NAMED.search(last_name(value)) for value in call.args):
                return True
        return None

    @staticmethod
    def _bound(node: Any) -> list[ast.Call]:
        found = []
        for binding in node.scope.bindings.get(node.id, ()) if node.__class__ is ast.Name else ():
            value = binding.value if binding.how == "value" else None
            while value.__class__ is ast.Await:
                value = value.value
            if value.__class__ is ast.Call:
                found.append(value)
        return found


def _is_taken(value: Any) -> bool:
    return value.__class__ is ast.Name and is_parameter(value)


def _is_inside(place: Place, function: Any) -> bool:
    whole = place_of(function)
    return place.unit is whole.unit and whole.start <= place.start < whole.end


def _hands_tools(call: ast.Call) -> bool:
    """Say whether a call gives tools, or what may hold some."""
    return any(
        keyword.arg is None
        or (keyword.arg in ("tools", "functions") and not _is_nothing(keyword.value))
        for keyword in call.keywords
    ) or any(
        value.__class__ is ast.Starred or _NAMED.search(last_name(value)) for value in call.args
    )


def _is_registered(call: ast.Call) -> bool:
    """Say whether functions are given to an agent after it was made: ``@agent.tool``."""
    holder: Any = call.parent
    target = holder.targets[0] if holder.__class__ is ast.Assign else None
    name = last_name(target).encode()
    mark = re.compile(rb"^[ \t]*@" + name + rb"\.tool(?:_plain)?\b", re.MULTILINE)
    return bool(name) and any(mark.search(unit.data) for unit in call.scope.module.units)


def is_bound(module: Module) -> bool:
    """Say whether a module gives tools to a model or to a graph."""
    return any(_BOUND.search(unit.data) for unit in module.units)


def _is_nothing(value: Any) -> bool:
    if value.__class__ is ast.Constant:
        return value.value is None
    return value.__class__ in (ast.List, ast.Tuple) and not value.elts
