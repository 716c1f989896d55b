"""Frameworks' clients in code: made, subclassed, kept, bound to fields."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import Any

from ....contract.names import is_electron_model
from ...common.frameworks import Framework, by_package
from ...facts import Confidence, Fact, FrameworkClient, Kind, Place, Provider, SchemaOutput, Value
from ...framework_defaults import CAPS, RESPONSES, SCHEMAS
from ...model_names import is_openai_model
from ..clients import Clients
from ..fields import FieldReader
from ..index import Module
from ..resolve.resolver import Resolver
from ..tree import last_name, place_of
from ..vendors import VENDOR_NAME
from .agents import Agents, is_agent, of_another_model, output_type, own_model
from .baml import registry_clients
from .dspy import asked_of_modules
from .endpoints import elsewhere, of_own_server, says_openai
from .haystack import generation_settings
from .held import handed, held_calls
from .langchain import LangChain, asks_responses
from .schemas import Schemas
from .symbols import symbol_of

# Made for any vendor: without a model in sight they are nobody's in particular, and not reported.
_BY_MODEL_ONLY = {
    "Agent", "Router", "RunConfig", "create_agent", "create_react_agent", "LM",
    "Embedder", "Crew", "LitellmModel", "LiteLlm",
}  # fmt: skip
# Methods that take request fields, or bind them.
_SENDERS = (
    "predict_messages", "apredict_messages", "predict", "apredict", "invoke", "ainvoke",
    "generate", "agenerate",
    "stream", "astream", "bind", "batch", "abatch", "bind_tools", "with_config",
)  # fmt: skip
# Methods that send the list of messages that they are given.
_ASKING = (
    "invoke", "ainvoke", "batch", "abatch", "stream", "astream", "chat", "achat", "complete",
    "acomplete", "stream_chat", "stream_complete", "run", "run_sync", "run_stream", "run_streamed",
)  # fmt: skip
# What pydantic-ai before 1.0 has, and what later ones have in its place.
_OLDER = re.compile(
    rb"\bresult_type *=|\bresult_retries *=|\.result_validator\b|"
    rb"\b(\w+) *= *(?:await +)?\w+\.run(?:_sync)?\([\s\S]{0,400}?\b\1\.data\b"
)
_NEWER = re.compile(rb"\boutput_type *=|\bOpenAI(?:Chat|Responses)Model\b|\.output_validator\b")
# instructor's modes that send a schema; the others send a tool or plain JSON.
_SCHEMA_MODE = re.compile(r"\.(?:JSON_SCHEMA|STRUCTURED_OUTPUTS|JSON_O1)\b")


class Frameworks:
    """Finds the frameworks' clients of a project.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
        clients: Tells the SDK's clients apart.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader, clients: Clients) -> None:
        """Find every client."""
        self.resolver = resolver
        self.reader = reader
        self.models: list[Value] = []
        self.facts: list[Fact] = []
        self.agents = Agents(resolver, reader, clients)
        self.langchain = LangChain(resolver, reader, self.facts)
        self.calls: list[ast.Call] = []
        # Calls of a model that was made before, such as ``llm.ainvoke(…)``.
        self.asked: list[ast.Call] = []
        self._seen: set[int] = set()
        modules = resolver.project.modules
        for module in modules:
            resolver.careful.part(module.path, self._module, module)
        if any(_known_in(module) for module in resolver.project.every):
            before = len(self.facts)
            for module in modules:
                resolver.careful.part(module.path, self._held_calls, module)
            called = {f.symbol for f in self.facts[before:] if isinstance(f, FrameworkClient)}
            for module in modules:
                resolver.careful.part(module.path, self._handed, module, called)
        for module in modules:
            # After every file's agents and models are known, wherever they are made.
            resolver.careful.part(module.path, self._asks, module)

    def _module(self, module: Module) -> None:
        known = _known_in(module)
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
        for node in module.nodes[ast.Subscript] if known else ():
            # ``Agent[Context](model=…)``
            parent = node.parent
            if (
                parent.__class__ is ast.Call
                and parent.func is node
                and last_name(node.value) in known
            ):
                self._call(parent, node.value)
        for name in _SENDERS if known else ():
            for call in module.calls.get(name, ()):
                self.langchain.sent(call)

    def _handed(self, module: Module, called: set[str]) -> None:
        """Note classes that are handed to something, unless a call of what holds them was found."""
        for node in handed(module, _known_in(module) - called):
            self._held(node)

    def _routed_call(self, call: ast.Call) -> None:
        """Note what a call of a router of LiteLLM's puts in the request."""
        if call.func.__class__ is not ast.Attribute:
            return
        for item in self.resolver.of(call.func.value):
            if item.kind == "made" and any(item.node is made for made in self.calls):
                if item.name.rpartition(".")[2] != "Router":
                    continue
                fields, _ = self.reader.of_call(call)
                self.facts.append(
                    FrameworkClient(
                        place=place_of(call), framework="litellm", symbol=last_name(call.func),
                        arguments=fields, endpoint="settings",
                    )
                )  # fmt: skip
                return

    def _held_calls(self, module: Module) -> None:
        for call in held_calls(module):
            if id(call) not in self._seen:
                self._call(call)

    def _asks(self, module: Module) -> None:
        for call in module.calls.get("with_structured_output", ()):
            self.langchain.structured(call, self.calls)
        schemas = Schemas(self.resolver, self.reader, self.calls)
        self.facts += schemas.of(module)
        for name in ("completion", "acompletion"):
            for call in module.calls.get(name, ()):
                self._routed_call(call)
        self.facts += generation_settings(module, self.reader, self.facts)
        self.facts += registry_clients(module, self.reader)
        self.facts += asked_of_modules(module, self.resolver, self.reader, self.facts)
        for name in _ASKING:
            for call in module.calls.get(name, ()):
                if call.func.__class__ is not ast.Attribute:
                    continue
                if (
                    self.agents.runs(call, self.calls)
                    if name.startswith("run")
                    else self.langchain.is_model(call.func.value)
                ):
                    self.asked.append(call)

    def _aliased(self, module: Module, name: str, known: set[str]) -> bool:
        return any(
            b.how == "import" and b.name.rpartition(".")[2] in known
            for b in module.scope.bindings.get(name, ())
        )

    def _call(self, call: ast.Call, callee: Any = None) -> None:
        self._seen.add(id(call))
        for item in self.resolver.of(callee or call.func):
            if item.kind != "ext":
                continue
            symbol = symbol_of(item.name)
            if symbol is None:
                continue
            last = item.name.rpartition(".")[2]
            fields = _given(call, last, self.reader)
            if symbol.name == "instructor" and not self._patched(call, last, fields):
                return
            models = self._models(call, fields, symbol)
            strings = [
                v.constant
                for v in models
                if v.kind is Kind.CONSTANT and isinstance(v.constant, str)
            ]
            # A name that is Electron's already still goes to OpenAI until the endpoint is set.
            openai = [s for s in strings if is_openai_model(s) or is_electron_model(_bare(s))]
            confidence = Confidence.HIGH
            if symbol.by_model:
                # By a model's name alone such a class is OpenAI's: other names are other vendors'.
                if strings and not openai:
                    return
                begun = "" if strings else self._begun(call)
                if begun:
                    strings = [begun]
                elif not strings:
                    gateway = symbol.name in ("litellm", "dspy", "crewai")
                    if symbol.name == "openai-agents" and is_agent(fields, last):
                        # Without a model it is OpenAI's; one that is not known may be.
                        named = self.agents.is_named(call, fields)
                        confidence = Confidence.MEDIUM if named else Confidence.LOW
                        confidence = confidence if "model" in fields else Confidence.HIGH
                    elif (
                        last == "init_chat_model" and not models and self.langchain.configured(call)
                    ):
                        confidence = Confidence.MEDIUM
                    elif (not models and not gateway) or last in _BY_MODEL_ONLY:
                        return
                    # A gateway with a model from elsewhere: OpenAI is what it falls back to.
                    elif gateway:
                        confidence = Confidence.MEDIUM
                    else:
                        confidence = Confidence.LOW
            if last.endswith("ModelSettings") and of_another_model(call):
                return
            endpoint = symbol.endpoint
            if endpoint == "schema":
                self._schema(call, last, symbol.name)
                return
            whose = elsewhere(fields) or self._by_provider(call)
            if symbol.name == "openai-agents" and self.agents.client_is_anothers:
                return
            if whose is Provider.OTHER or self.agents.of_another_client(call):
                return
            if whose is None and of_own_server(fields, call):
                return
            if last == "OpenAILike" and whose is None and not says_openai(fields):
                # It is made for others, and OpenAI's only where its URL says so.
                return
            if whose is Provider.ELECTRON or (
                symbol.name == "openai-agents" and self.agents.client_is_electrons
            ):
                # The client is Electron's: what it sends is left to be looked at.
                endpoint = "settings"
            if (
                symbol.name == "openai-agents"
                and "output_type" in fields
                and not self.agents.has_foreign_model(call)
            ):
                bound = output_type(fields["output_type"], strings, openai)
                self.facts += [bound] if bound is not None else []
            if symbol.endpoint in ("chat", "responses", "completions"):
                self.calls.append(call)
            if symbol.endpoint in ("chat", "responses"):
                self.models += models
            self.facts.append(
                FrameworkClient(
                    place=place_of(call),
                    confidence=confidence,
                    framework=symbol.name,
                    symbol=last,
                    arguments=_settings(fields),
                    endpoint=endpoint,
                    where=symbol.where,
                    responses=self._responses(symbol, call, last, fields, strings),
                    cap=self._cap(symbol, item.name, call, fields),
                )
            )
            return

    def _responses(
        self,
        symbol: Framework,
        call: ast.Call,
        last: str,
        fields: dict[str, Any],
        strings: list[str],
    ) -> str:
        """Return how a framework that uses the Responses API here is told not to, or nothing."""
        framework = symbol.name
        chosen = {
            "openai-agents": last == "Agent"
            and self.agents.default_api
            and (self.agents.is_named(call, fields) or not own_model(fields)),
            "pydantic-ai": any(
                text.startswith("openai-responses:")
                or (text.startswith("openai:") and not self._older)
                for text in strings
            ),
            "langchain-openai": last in ("ChatOpenAI", "BaseChatOpenAI")
            and asks_responses(fields, strings),
            "langchain": last == "init_chat_model" and asks_responses(fields, strings),
            "agent-framework": last in ("OpenAIChatClient", "OpenAIResponsesClient"),
        }
        if not chosen.get(framework):
            return ""
        return RESPONSES["langchain-openai" if framework == "langchain" else framework]

    def _patched(self, call: ast.Call, last: str, fields: dict[str, Any]) -> bool:
        """Note the schema that instructor's mode sends; say whether it makes the client itself.

        A client that is known is reported where it is made; one that comes from out of sight
        is OpenAI's by the name of what patches it.
        """
        if last == "from_provider":
            return True
        mode = fields.get("mode")
        named = (
            [mode.value.text if mode.value else "", *(v.name for v in mode.values)] if mode else []
        )
        if any(map(_SCHEMA_MODE.search, named)):
            self._schema(call, last, "instructor")
        given = call.args[0] if call.args else None
        given = next((k.value for k in call.keywords if k.arg == "client"), given)
        kinds = {o.kind for o in self.resolver.of(given)} if given is not None else set()
        return given is not None and not kinds & {"made", "ext", "inst", "class", "func"}

    def _cap(self, symbol: Framework, name: str, call: ast.Call, fields: dict[str, Any]) -> str:
        """Return how a framework that renames a cap is told not to; nothing if it was told."""
        cap = fields.get("max_tokens")
        if any(
            keyword.arg == "extra_body" and cap and _within(cap.place, place_of(keyword))
            for keyword in call.keywords
        ):
            return ""
        if symbol.name in ("langchain-openai", "langchain"):
            # The package of its own renames; what LangChain had before it did not.
            mine = name.startswith("langchain_openai") or name.endswith("init_chat_model")
            return CAPS["langchain-openai"] if mine and _renames(name) else ""
        if symbol.name == "pydantic-ai" and not self._profiled:
            return CAPS["pydantic-ai"]
        return ""

    def _schema(self, call: ast.Call, how: str, framework: str) -> None:
        self.facts.append(
            SchemaOutput(place=place_of(call), how=how, instead=SCHEMAS.get(framework, ""))
        )

    @cached_property
    def _older(self) -> bool:
        """Whether the project is written for a pydantic-ai whose ``openai:`` is chat."""
        texts = [u.data for m in self.resolver.project.every for u in m.units]
        return any(map(_OLDER.search, texts)) and not any(map(_NEWER.search, texts))

    @cached_property
    def _profiled(self) -> bool:
        """Whether pydantic-ai is told that ``max_completion_tokens`` is not for this endpoint."""
        mark = b"openai_chat_supports_max_completion_tokens"
        return any(mark in u.data for m in self.resolver.project.every for u in m.units)

    def _subclass(self, node: ast.ClassDef) -> None:
        """Note a class that is made of a framework's client."""
        # ``class ClaudeChat(ChatOpenAI)`` says that its endpoint is another.
        if VENDOR_NAME.search(node.name):
            return
        for base in node.bases:
            for item in self.resolver.of(base):
                symbol = symbol_of(item.name) if item.kind == "ext" else None
                if symbol is not None and item.name.endswith(".Agent"):
                    # The arguments of the class that it is made of stand at its own calls.
                    for call in self.resolver.project.calls(node.name):
                        self._call(call, base)
                    return
                if symbol is not None and (not symbol.by_model or "OpenAI" in item.name):
                    self.facts.append(
                        FrameworkClient(
                            place=place_of(base),
                            framework=symbol.name,
                            symbol=item.name.rpartition(".")[2],
                            endpoint=symbol.endpoint,
                            where=symbol.where,
                        )
                    )
                    return

    def _held(self, node: Any) -> None:
        """Note a framework's function that is kept to be called later."""
        for item in self.resolver.of(node):
            symbol = symbol_of(item.name) if item.kind == "ext" else None
            if symbol is not None:
                self.facts.append(
                    FrameworkClient(
                        place=place_of(node),
                        confidence=Confidence.MEDIUM,
                        framework=symbol.name,
                        symbol=last_name(node),
                        endpoint=symbol.endpoint,
                        where=symbol.where,
                    )
                )
                return

    def _by_provider(self, call: ast.Call) -> Provider | None:
        """Return whose a provider of pydantic's is that a model is given, if it is not OpenAI's."""
        given = next((k.value for k in call.keywords if k.arg == "provider"), None)
        found: set[Provider | None] = set()
        for item in self.resolver.of(given) if given is not None else ():
            if item.kind != "made" or not item.name.startswith("pydantic_ai."):
                return None
            kind = item.name.rpartition(".")[2]
            if kind == "OpenAIProvider" and item.node.__class__ is ast.Call:
                found.add(elsewhere(self.reader.of_call(item.node)[0]))
            else:
                found.add(None if kind == "AzureProvider" else Provider.OTHER)
        return found.pop() if len(found) == 1 else None

    def _begun(self, call: ast.Call) -> str:
        """Return a model's name that begins with the word for OpenAI: ``f"openai/{name}"``."""
        given = [k.value for k in call.keywords if k.arg in ("model", "model_id", "model_name")]
        return next(
            (
                str(item.data)
                for node in [*given, *call.args[:1]]
                for item in self.resolver.of(node)
                if item.kind == "text" and str(item.data).startswith(("openai/", "openai:"))
            ),
            "",
        )

    def _models(self, call: ast.Call, fields: dict[str, Any], symbol: Framework) -> list[Value]:
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
            "manager_llm",
            "function_calling_llm",
        ):
            # Azure's names for a deployment count only where no model is named.
            if name in fields and not (found and name in ("deployment_name", "engine")):
                found += fields[name].values
        found += _routed(fields)
        if not found and call.args and symbol.name not in ("openai-agents",):
            found += self.reader.values(call.args[0])
        return [v for v in found if v.kind in (Kind.CONSTANT, Kind.UNKNOWN)]


def _routed(fields: dict[str, Any]) -> list[Value]:
    """Return the models of a router of LiteLLM's."""
    listed = fields["model_list"].values if "model_list" in fields else ()
    entries = [one.entries for value in listed for item in value.items for one in item]
    params = [v for e in entries if "litellm_params" in e for v in e["litellm_params"].values]
    return [v for p in params if "model" in p.entries for v in p.entries["model"].values]


def _within(inner: Place, outer: Place) -> bool:
    return inner.unit is outer.unit and outer.start <= inner.start < outer.end


def _renames(name: str) -> bool:
    return name.rpartition(".")[2] in ("ChatOpenAI", "init_chat_model")


def _given(call: ast.Call, symbol: str, reader: FieldReader) -> dict[str, Any]:
    """Return a call's fields; those of AG2's configuration stand in dictionaries."""
    fields, _ = reader.of_call(call)
    if symbol != "LLMConfig":
        return fields
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "config_list")]
    values = [value for node in given for value in reader.values(node)]
    values += [one for value in values for item in value.items for one in item]
    entries = {name: field for value in values for name, field in value.entries.items()}
    return {**entries, **fields}


def _known_in(module: Module) -> set[str]:
    """Return the symbols of the frameworks that a module imports."""
    roots = {name.lstrip(".").partition(".")[0] for name in module.imported}
    return {name for root in roots for name in by_package("python").get(root, ())}


# Dictionaries whose entries become fields of the request, whatever the framework calls them.
_NESTED = (
    "model_settings", "settings", "generation_kwargs", "model_kwargs", "additional_kwargs",
    "request_params", "create_kwargs", "params",
)  # fmt: skip
# Arguments of frameworks, as the API spells them.
_WIRE = {
    "number_of_responses": "n", "openai_reasoning_effort": "reasoning_effort",
    "openai_service_tier": "service_tier", "openai_prediction": "prediction",
    "openai_store": "store",
}  # fmt: skip


def _settings(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a client's arguments, those in its settings among them."""
    found = dict(fields)
    for name in _NESTED:
        for value in fields[name].values if name in fields else ():
            for key, inner in value.entries.items():
                found.setdefault(key, inner)
    for name, wire in _WIRE.items():
        if name in found:
            found.setdefault(wire, found[name])
    return found


def _bare(model: str) -> str:
    """Return a model's name without the word for OpenAI that a framework puts before it."""
    for prefix in ("openai/", "openai:", "openai-chat:", "openai-responses:"):
        if model.startswith(prefix):
            return model[len(prefix) :]
    return model
