"""LangChain's models of OpenAI: what they are sent, bound to, and asked for."""

from __future__ import annotations

import ast
import re
from typing import Any

from ....contract.names import Name, Use, read_name
from ...facts import Confidence, Fact, Field, FrameworkClient, Kind, Place, SchemaOutput
from ...framework_defaults import CAPS, RESPONSES, SCHEMAS
from ..fields import FieldReader
from ..resolve.resolver import Resolver
from ..tree import last_name, place_of, walk
from ..values import Obj
from .symbols import first_symbol, is_told, symbol_of_instance

# Tools that OpenAI runs itself, which only the Responses API has: bound to a model, they choose it.
_BUILT_IN = re.compile(
    r"^(?:web_search|file_search|code_interpreter|computer|image_generation|mcp|local_shell)"
)
# Fields of requests that Electron takes in another way; the rest of what is bound is LangChain's.
_SENT = {
    "functions", "function_call", "response_format", "n", "reasoning_effort", "parallel_tool_calls",
    "max_completion_tokens", "service_tier", "store", "prediction", "max_tokens",
}  # fmt: skip
# What makes an agent whose model is told its tools as `functions`.
BY_FUNCTIONS = (
    "create_openai_functions_agent",
    "OpenAIFunctionsAgent",
    "OpenAIMultiFunctionsAgent",
)


class LangChain:
    """What LangChain's models are sent, bound to, and asked for.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
        facts: What was found of the project; what is found here is added.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader, facts: list[Fact]) -> None:
        """Look at nothing yet."""
        self.resolver = resolver
        self.reader = reader
        self.facts = facts

    def sent(self, call: ast.Call) -> None:
        """Note request fields that are given to a framework's client when it is called or bound."""
        if call.func.__class__ is not ast.Attribute:
            return
        if call.func.attr == "bind_tools":
            self._tools(call)
        names = {keyword.arg for keyword in call.keywords}
        config = call.func.attr == "with_config" and bool(call.args or call.keywords)
        if not names & _SENT and not config:
            return
        for item in self.resolver.of(call.func.value):
            symbol = symbol_of_instance(self.resolver, item)
            if symbol is not None and symbol.name.startswith("langchain"):
                fields = self._configuration(call) if config else self.reader.of_call(call)[0]
                if not fields.keys() & _SENT:
                    return
                self.facts.append(
                    FrameworkClient(
                        place=place_of(call),
                        framework=symbol.name,
                        symbol=last_name(call.func),
                        arguments={name: fields[name] for name in fields if name in _SENT},
                        endpoint="settings",
                        cap=CAPS["langchain-openai"] if _bound_cap(item) else "",
                    )
                )
                return

    def by_functions(self, call: ast.Call) -> None:
        """Note an agent whose tools a model of OpenAI's is sent as `functions`.

        Args:
            call: What makes it.
        """
        place = place_of(call)
        self.facts.append(
            FrameworkClient(
                place=place,
                framework="langchain",
                symbol=last_name(call.func),
                arguments={"functions": Field("functions", place)},
                endpoint="settings",
            )
        )

    def _tools(self, call: ast.Call) -> None:
        """Note tools of the Responses API that are bound to a model of LangChain's."""
        given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "tools")]
        kinds = [
            str(kind.constant)
            for expression in given
            for tools in self.reader.values(expression)
            for tool in tools.items
            for one in tool
            if "type" in one.entries
            for kind in one.entries["type"].values
        ]
        if not any(_BUILT_IN.match(kind) for kind in kinds):
            return
        owners = self.resolver.of(call.func.value)
        symbols = [s for o in owners if (s := symbol_of_instance(self.resolver, o)) is not None]
        foreign = any(o.kind == "made" for o in owners) and not symbols
        if foreign or not (symbols or self.facts):
            return
        self.facts.append(
            FrameworkClient(
                place=from_method(call),
                confidence=Confidence.HIGH if symbols else Confidence.MEDIUM,
                framework="langchain-openai",
                symbol="bind_tools",
                endpoint="settings",
                responses=RESPONSES["langchain-openai"],
            )
        )

    def _configuration(self, call: ast.Call) -> dict[str, Any]:
        """Return what ``with_config`` sets of a model whose fields are configurable."""
        given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "configurable")]
        found: dict[str, Any] = {}
        for value in given:
            fields, _ = self.reader.of_value(value)
            inner = fields.get("configurable")
            found.update(fields)
            for one in inner.values if inner is not None else ():
                found.update(one.entries)
        return found

    def configured(self, call: ast.Call) -> bool:
        """Say whether a model is left to a configuration, and the project has one of OpenAI's."""
        units = [unit for module in self.resolver.project.every for unit in module.units]
        return any(keyword.arg == "configurable_fields" for keyword in call.keywords) and any(
            b"openai:" in unit.data for unit in units
        )

    def is_model(self, node: Any, depth: int = 0) -> bool:
        """Say whether an expression is a chat model of LangChain's, or a chain with one in it."""
        if node.__class__ is ast.BinOp:
            return self.is_model(node.left, depth) or self.is_model(node.right, depth)
        if any(
            item.kind == "made" and (symbol := first_symbol(item.name)) is not None
            and symbol.name.startswith(("langchain", "llama-index"))
            and symbol.endpoint == "chat"
            for item in self.resolver.of(node)
        ):  # fmt: skip
            return True
        if depth > 2:
            return False
        if node.__class__ is ast.Attribute:
            # ``self.chain = prompt | self.llm``, and ``self.chain.ainvoke(…)`` further down.
            module = node.scope.module
            values = [b.value for _, b, scope in self.resolver.project.attributes(node.attr)
                      if scope.module is module]  # fmt: skip
            return any(v.__class__ is ast.BinOp and self.is_model(v, depth + 1) for v in values)
        if node.__class__ is ast.Call:
            # ``self._chain().ainvoke(…)``, of a function that returns a chain.
            return any(
                step.__class__ is ast.Return and step.value.__class__ in (ast.BinOp, ast.Name)
                and self.is_model(step.value, depth + 1)
                for item in self.resolver.of(node.func) if item.kind == "func"
                for step in walk(item.node)
            )  # fmt: skip
        if node.__class__ is not ast.Name:
            return False
        scope = node.scope
        while node.id not in scope.bindings and scope.parent is not None:
            scope = scope.parent
        chains = [b.value for b in scope.bindings.get(node.id, ()) if b.how == "value"]
        return any(
            c.__class__ in (ast.BinOp, ast.Call) and self.is_model(c, depth + 1) for c in chains
        )

    def structured(self, call: ast.Call, known_calls: list[ast.Call]) -> None:
        """Note an output that is bound to a schema, unless by a method that needs none.

        Args:
            call: ``llm.with_structured_output(…)``.
            known_calls: The calls that make OpenAI's models.
        """
        method = self.reader.of_call(call)[0].get("method")
        # A parameter that nobody in sight gives has its default.
        chosen = [
            value.constant
            for value in (method.values if method is not None else ())
            if value.kind is Kind.CONSTANT or value.origin != "param"
        ]
        if chosen and all(name in ("json_mode", "function_calling") for name in chosen):
            return
        made = [item for item in self.resolver.of(call.func.value) if is_told(item)]
        # Another vendor's model among several is no proof that OpenAI's is not meant.
        known = any(
            first_symbol(item.name) is not None and _is_openais(item, known_calls) for item in made
        )
        if made and not known:
            return
        confidence = Confidence.HIGH if known else Confidence.MEDIUM
        if confidence is Confidence.MEDIUM and not self.facts:
            imported = {n for m in self.resolver.project.every for n in m.imported}
            if not any(
                n.startswith(("langchain_openai", "langchain.chat_models")) for n in imported
            ):
                return
        self.facts.append(
            SchemaOutput(
                place=from_method(call),
                confidence=confidence,
                how=last_name(call.func),
                instead=SCHEMAS["langchain-openai"],
            )
        )


def from_method(call: ast.Call) -> Place:
    """Return a call's place from its method's name on: in a long chain, that is another line."""
    whole, before = place_of(call), place_of(call.func.value)
    text = whole.unit.data[before.end : whole.end]
    name = call.func.attr.encode()
    return Place(whole.unit, before.end + max(text.find(name), 0), whole.end)


def _is_openais(item: Obj, known: list[ast.Call]) -> bool:
    """Say whether a model whose making is seen was found to be OpenAI's: not by its class alone."""
    while isinstance(item.data, Obj):
        item = item.data
    made = item.node
    own = made.__class__ is ast.Call and last_name(made.func) == "ChatOpenAI"
    return not own or any(made is call for call in known)


def _bound_cap(item: Obj) -> bool:
    parts = item.name.split(".")
    return "init_chat_model" in parts or (parts[0] == "langchain_openai" and "ChatOpenAI" in parts)


def asks_responses(fields: dict[str, Any], strings: list[str]) -> bool:
    """Say whether LangChain takes the Responses API for what it is asked, or by a model's name."""
    switch = fields.get("use_responses_api")
    if switch is not None:
        # Said outright: that is reported by itself, or settles it.
        return False
    version = fields.get("output_version")
    if "reasoning" in fields or (
        version is not None and any("responses" in str(v.constant) for v in version.values)
    ):
        return True
    return any(_by_responses(read_name(text)) for text in strings)


def _by_responses(name: Name) -> bool:
    of = name.generation
    return name.use is Use.RESPONSES or (
        of is not None and (of.major, of.minor, of.nickname) == (5, 6, "sol")
    )
