"""Options and methods of frameworks that bind an answer of OpenAI's model to a schema."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...facts import Confidence, Fact, Kind, SchemaOutput
from ...framework_defaults import SCHEMAS
from ...model_names import is_openai_model
from ..fields import FieldReader
from ..index import Module
from ..resolve.resolver import Resolver
from ..tree import last_name, place_of
from .langchain import from_method
from .symbols import first_symbol, is_told


@dataclass(frozen=True, slots=True)
class _Row:
    """A class or function with an option that is sent as a schema.

    Attributes:
        packages: The first parts of the modules that have it.
        symbol: Its name.
        options: The options that bind the answer.
        models: The arguments that hold the model.
        otherwise: Options that turn it off, if they are true.
        framework: Whose cure helps; empty for the rule's advice.
    """

    packages: tuple[str, ...]
    symbol: str
    options: tuple[str, ...]
    models: tuple[str, ...] = ("model",)
    otherwise: tuple[str, ...] = ()
    framework: str = ""


_LANGCHAIN = ("langchain", "langgraph", "langchain_classic", "deepagents")
_OPTIONS = (
    _Row(("autogen_agentchat",), "AssistantAgent", ("output_content_type",), ("model_client",)),
    _Row(("agno",), "Agent", ("output_schema", "response_model"), otherwise=("use_json_mode",)),
    _Row(("agno",), "Team", ("output_schema", "response_model"), otherwise=("use_json_mode",)),
    *(
        _Row(_LANGCHAIN, name, ("response_format",), ("model", "llm"), framework="langchain-agent")
        for name in ("create_agent", "create_react_agent", "create_deep_agent")
    ),
)
# Methods that send the class which they are given first, or by a keyword.
_METHODS = {
    "as_structured_llm": ("llama-index", "output_cls"),
    "structured_predict": ("llama-index", "output_cls"),
    "astructured_predict": ("llama-index", "output_cls"),
    "stream_structured_predict": ("llama-index", "output_cls"),
    "structured_output": ("strands", "output_model"),
    "structured_output_async": ("strands", "output_model"),
}
_CREATE = ("create", "create_stream")
# What wraps a schema so that no schema is sent: a tool is, or a prompt.
_BY_TOOL = ("ToolStrategy", "ToolOutput", "PromptedOutput", "TextOutput")


class Schemas:
    """Finds the options and methods that bind an answer.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
        known: The calls that make OpenAI's models and agents.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader, known: list[ast.Call]) -> None:
        """Take note of the models that are OpenAI's."""
        self.resolver = resolver
        self.reader = reader
        self.known = {id(call) for call in known}

    def of(self, module: Module) -> Iterator[Fact]:
        """Yield a file's outputs that are bound."""
        roots = {name.lstrip(".").partition(".")[0] for name in module.imported}
        for row in _OPTIONS:
            if roots.isdisjoint(row.packages):
                continue
            for call in module.calls.get(row.symbol, ()):
                if id(call) not in self.known:
                    yield from self._option(call, row)
        for call in module.calls.get("clone", ()):
            yield from self._cloned(call)
        for name, (framework, keyword) in _METHODS.items():
            for call in module.calls.get(name, ()):
                yield from self._method(call, framework, keyword)
        if "outlines" in roots:
            yield from self._outlines(module)
        for name in _CREATE if "autogen_ext" in roots or "autogen_core" in roots else ():
            for call in module.calls.get(name, ()):
                yield from self._method(call, "autogen", "json_output")

    def _cloned(self, call: ast.Call) -> Iterator[Fact]:
        """Yield an output that a copy of an agent of the Agents SDK is given."""
        field = self.reader.of_call(call)[0].get("output_type")
        if field is None or call.func.__class__ is not ast.Attribute:
            return
        agents = [o for o in self.resolver.of(call.func.value) if o.kind == "made"]
        if any(id(o.node) in self.known for o in agents) and _is_schema(call, field):
            cure = SCHEMAS["openai-agents"]
            yield SchemaOutput(place=field.place, how="output_type", instead=cure)

    def _outlines(self, module: Module) -> Iterator[Fact]:
        """Yield calls of a model of outlines that name a type: ``model(text, Car)``."""
        for calls in list(module.calls.values()):
            for call in calls:
                given = [
                    *call.args[1:2],
                    *(k.value for k in call.keywords if k.arg == "output_type"),
                ]
                if (
                    given
                    and not _constant(given[0])
                    and any(
                        o.kind == "made" and o.name == "outlines.from_openai"
                        for o in self.resolver.of(call.func)
                    )
                ):
                    yield SchemaOutput(place=place_of(given[0]), how="output_type")

    def _option(self, call: ast.Call, row: _Row) -> Iterator[Fact]:
        found = self.resolver.of(call.func)
        if not any(o.kind == "ext" and o.name.partition(".")[0] in row.packages for o in found):
            return
        fields, _ = self.reader.of_call(call)
        if any(v.constant is True for n in row.otherwise if n in fields for v in fields[n].values):
            return
        field = next((fields[name] for name in row.options if name in fields), None)
        if field is None or not _is_schema(call, field):
            return
        given = [k.value for k in call.keywords if k.arg in row.models] or call.args[:1]
        sure = self._whose(given[0] if given else None)
        if sure is not None:
            yield SchemaOutput(
                place=field.place,
                confidence=sure,
                how=field.name,
                instead=SCHEMAS.get(row.framework, ""),
            )

    def _method(self, call: ast.Call, framework: str, keyword: str) -> Iterator[Fact]:
        if call.func.__class__ is not ast.Attribute:
            return
        option = next((k for k in call.keywords if k.arg == keyword), None)
        if framework == "autogen" and (option is None or _constant(option.value)):
            return
        for owner in self.resolver.of(call.func.value):
            models = [owner]
            if owner.kind == "made" and framework == "strands":
                given = owner.node.keywords if owner.node.__class__ is ast.Call else ()
                models = [m for k in given if k.arg == "model" for m in self.resolver.of(k.value)]
            for model in models:
                symbol = first_symbol(model.name) if model.kind == "made" else None
                if symbol is not None and symbol.name == framework and id(model.node) in self.known:
                    yield SchemaOutput(place=from_method(call), how=last_name(call.func))
                    return

    def _whose(self, model: Any) -> Confidence | None:
        """Return how sure a model is OpenAI's; None if it is another vendor's, or nobody's."""
        if model is None:
            return None
        sides, unknown = self.resolver.of(model), False
        for item in sides:
            if id(item.node) in self.known:
                return Confidence.HIGH
            if is_told(item):
                continue
            if item.kind == "const" and isinstance(item.data, str):
                if is_openai_model(item.data):
                    return Confidence.HIGH
            else:
                unknown = True
        # Where a model is handed in, and the project makes OpenAI's, it is one of them.
        return Confidence.MEDIUM if self.known and (unknown or not sides) else None


def _is_schema(call: ast.Call, field: Any) -> bool:
    """Say whether an option's value is sent as a schema: no text, no JSON mode, no tool."""
    written = next((k.value for k in call.keywords if k.arg == field.name), None)
    if written.__class__ is ast.Call and last_name(written.func) in _BY_TOOL:
        return False
    if written is not None and _constant(written):
        return False
    for value in field.values:
        if value.kind is Kind.CONSTANT:
            continue
        if value.name.rpartition(".")[2] in _BY_TOOL:
            continue
        kind = value.entries.get("type")
        if kind is not None and any(v.constant in ("json_object", "text") for v in kind.values):
            continue
        return True
    return False


def _constant(node: Any) -> bool:
    return node.__class__ is ast.Constant or (node.__class__ is ast.Name and node.id == "str")
