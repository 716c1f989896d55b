"""Frameworks' clients in code: made, subclassed, kept, bound to fields."""

from __future__ import annotations

import ast
from typing import Any

from ...contract.names import is_electron_model
from ..facts import Confidence, Fact, FrameworkClient, Kind, SchemaOutput, Value
from ..naming import is_openai_model
from .clients import Provider, provider_of_url
from .fields import FieldReader
from .index import VENDOR_NAME, Module, last_name, place_of
from .resolve import Resolver
from .symbols import SYMBOLS, Symbol, root_of, symbol_of
from .values import Obj

_BY_MODEL_ONLY = {"Agent", "Router", "RunConfig", "create_agent", "create_react_agent", "LM"}
_SENDERS = (
    "predict_messages", "apredict_messages", "predict", "apredict", "invoke", "ainvoke",
    "generate", "agenerate",
    "stream", "astream", "bind", "batch", "abatch",
)  # fmt: skip
_SENT = {
    "functions", "function_call", "response_format", "n", "reasoning_effort", "parallel_tool_calls",
    "max_completion_tokens", "service_tier", "store", "prediction",
}  # fmt: skip


class Frameworks:
    """Finds the frameworks' clients of a project.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader) -> None:
        """Find every client."""
        self.resolver = resolver
        self.reader = reader
        self.models: list[Value] = []
        self.facts: list[Fact] = []
        self.calls: list[ast.Call] = []
        for module in resolver.project.modules:
            resolver.careful.part(module.path, self._module, module)

    def _module(self, module: Module) -> None:
        roots = {name.lstrip(".").partition(".")[0] for name in module.imported}
        known = {name for root in roots for name in SYMBOLS.get(root_of(root), ())}
        if known:
            for name, calls in list(module.calls.items()):
                if name in known or self._aliased(module, name, known):
                    for call in calls:
                        self._call(call)
        for node in module.nodes[ast.Attribute] if known else ():
            if node.attr in known and node.parent.__class__ in (
                ast.Assign,
                ast.AnnAssign,
                ast.keyword,
                ast.IfExp,
                ast.Dict,
            ):
                self._held(node)
        for node in module.nodes[ast.Dict] if known else ():
            for value in node.values:
                if value.__class__ is ast.Name and value.id in known:
                    self._held(value)
        for node in module.nodes[ast.ClassDef] if known else ():
            self._subclass(node)
        for name in _SENDERS if known else ():
            for call in module.calls.get(name, ()):
                self._sent(call)
        for name in ("with_structured_output",):
            for call in module.calls.get(name, ()):
                self._structured(call)

    def _aliased(self, module: Module, name: str, known: set[str]) -> bool:
        return any(
            b.how == "import" and b.name.rpartition(".")[2] in known
            for b in module.scope.bindings.get(name, ())
        )

    def _call(self, call: ast.Call) -> None:
        for item in self.resolver.of(call.func):
            if item.kind != "ext":
                continue
            symbol = symbol_of(item.name)
            if symbol is None:
                continue
            fields, _ = self.reader.of_call(call)
            last = item.name.rpartition(".")[2]
            models = self._models(call, fields, symbol, last)
            strings = [
                v.constant
                for v in models
                if v.kind is Kind.CONSTANT and isinstance(v.constant, str)
            ]
            # A name that is Electron's already still goes to OpenAI until the endpoint is set.
            openai = [s for s in strings if is_openai_model(s) or is_electron_model(_bare(s))]
            confidence = Confidence.HIGH
            if symbol.by_model:
                if strings and not openai:
                    return
                if not strings:
                    gateway = symbol.framework in ("litellm", "dspy", "crewai")
                    if (not models and not gateway) or last in _BY_MODEL_ONLY:
                        return
                    # A gateway with a model from elsewhere: OpenAI is what it falls back to.
                    confidence = Confidence.MEDIUM if gateway else Confidence.LOW
            if self._elsewhere(fields) or (last == "ModelSettings" and _of_another_model(call)):
                return
            if symbol.endpoint in ("chat", "responses", "completions"):
                self.calls.append(call)
            if symbol.endpoint in ("chat", "responses"):
                self.models += models
            self.facts.append(
                FrameworkClient(
                    place=place_of(call),
                    confidence=confidence,
                    framework=symbol.framework,
                    symbol=last,
                    arguments=fields,
                    endpoint=symbol.endpoint,
                    where=symbol.where,
                )
            )
            return

    def _subclass(self, node: ast.ClassDef) -> None:
        """Note a class that is made of a framework's client."""
        if VENDOR_NAME.search(node.name):
            return
        for base in node.bases:
            for item in self.resolver.of(base):
                symbol = symbol_of(item.name) if item.kind == "ext" else None
                if symbol is not None and (not symbol.by_model or "OpenAI" in item.name):
                    self.facts.append(
                        FrameworkClient(
                            place=place_of(base),
                            framework=symbol.framework,
                            symbol=item.name.rpartition(".")[2],
                            endpoint=symbol.endpoint,
                            where=symbol.where,
                        )
                    )
                    return

    def _sent(self, call: ast.Call) -> None:
        """Note request fields that are given to a framework's client when it is called or bound."""
        if call.func.__class__ is not ast.Attribute:
            return
        names = {keyword.arg for keyword in call.keywords}
        if not names & _SENT:
            return
        for item in self.resolver.of(call.func.value):
            symbol = self._symbol_of_instance(item)
            if symbol is not None and symbol.framework.startswith("langchain"):
                fields, _ = self.reader.of_call(call)
                self.facts.append(
                    FrameworkClient(
                        place=place_of(call),
                        framework=symbol.framework,
                        symbol=last_name(call.func),
                        arguments={name: fields[name] for name in fields if name in _SENT},
                        endpoint="settings",
                    )
                )
                return

    def _symbol_of_instance(self, item: Obj) -> Symbol | None:
        if item.kind == "made":
            return symbol_of(item.name)
        if item.kind == "inst":
            for klass in self.resolver.ancestry(item.node):
                for base in klass.bases:
                    for outer in self.resolver.of(base):
                        if outer.kind == "ext" and (symbol := symbol_of(outer.name)):
                            return symbol
        return None

    def _held(self, node: Any) -> None:
        """Note a framework's function that is kept to be called later."""
        for item in self.resolver.of(node):
            symbol = symbol_of(item.name) if item.kind == "ext" else None
            if symbol is not None:
                self.facts.append(
                    FrameworkClient(
                        place=place_of(node),
                        confidence=Confidence.MEDIUM,
                        framework=symbol.framework,
                        symbol=last_name(node),
                        endpoint=symbol.endpoint,
                        where=symbol.where,
                    )
                )
                return

    def _models(
        self, call: ast.Call, fields: dict[str, Any], symbol: Symbol, last: str
    ) -> list[Value]:
        found: list[Value] = []
        for name in (
            "model",
            "model_name",
            "model_id",
            "ai_model_id",
            "id",
            "deployment_name",
            "engine",
            "llm",
        ):
            if name in fields and not (found and name in ("deployment_name", "engine")):
                found += fields[name].values
        if not found and call.args and symbol.framework not in ("openai-agents",):
            found += self.reader.values(call.args[0])
        del last
        return [v for v in found if v.kind in (Kind.CONSTANT, Kind.UNKNOWN)]

    def _elsewhere(self, fields: dict[str, Any]) -> bool:
        """Say whether a base URL leads to Electron or to another vendor."""
        for name in ("base_url", "openai_api_base", "api_base", "api_base_url", "azure_endpoint"):
            field = fields.get(name)
            if field and any(v.kind is Kind.UNKNOWN for v in field.values):
                continue
            providers = {
                provider_of_url(str(v.constant))
                for v in (field.constants() if field else ())
                if v.constant
            }
            if providers and providers <= {Provider.ELECTRON, Provider.OTHER}:
                return True
        return False

    def _structured(self, call: ast.Call) -> None:
        method = next((k.value for k in call.keywords if k.arg == "method"), None)
        if method.__class__ is ast.Constant and method.value in ("json_mode", "function_calling"):
            return
        confidence = Confidence.MEDIUM
        for item in self.resolver.of(call.func.value):
            if item.kind == "made":
                symbol = symbol_of(item.name)
                if symbol is None:
                    return
                confidence = Confidence.HIGH
        if confidence is Confidence.MEDIUM and not self.facts:
            imported = {n for m in self.resolver.project.every for n in m.imported}
            if not any(
                n.startswith(("langchain_openai", "langchain.chat_models")) for n in imported
            ):
                return
        self.facts.append(
            SchemaOutput(place=place_of(call), confidence=confidence, how=last_name(call.func))
        )


def _of_another_model(call: ast.Call) -> bool:
    """Say whether settings stand beside the name of a model that is not OpenAI's."""
    keyword: Any = call.parent
    agent = keyword.parent if keyword.__class__ is ast.keyword else None
    for other in getattr(agent, "keywords", ()):
        if other.arg == "model" and other.value.__class__ is ast.Constant:
            return not is_openai_model(str(other.value.value))
    return False


def _bare(model: str) -> str:
    """Return a model's name without the word for OpenAI that a framework puts before it."""
    for prefix in ("openai/", "openai:", "openai-chat:", "openai-responses:"):
        if model.startswith(prefix):
            return model[len(prefix) :]
    return model
