"""Frameworks that bind OpenAI, and how each takes a base URL, a key and a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from ..common.frameworks import CHAT_OPENAI, MASTRA, Framework, by_package
from ..common.providers import provider_of
from ..facts import (
    Call,
    ClientMade,
    Confidence,
    Fact,
    Field,
    FrameworkClient,
    Kind,
    Provider,
    SchemaOutput,
)
from ..framework_defaults import RESPONSES, SCHEMAS
from ..hosts import provider_of_url
from . import agent_makers as agents
from .agents_sdk import (
    RUNNERS,
    RUNS,
    copied_outputs,
    has_foreign_model,
    is_agent,
    is_default_api,
    is_foreign,
    output_schema,
)
from .ai_models import REGISTRIES
from .ai_sdk import REQUEST, AiSdk
from .clients import Clients, said
from .fields import FieldReader
from .framework_symbols import AI_METHODS, AZURE, NAMES, REALTIME, SENDING
from .index import Module
from .langchain import bound_options, by_responses, is_openai_model_of, structured
from .resolve import Resolver
from .schemas import (
    GENKIT_CALLS,
    agent_object,
    built_in_tools,
    genkit_output,
    instructor_mode,
    tanstack_output,
)
from .scopes import CLASSES
from .syntax import Node
from .values import Obj
from .written import arguments, first_argument, key_of


def symbol_of(name: str) -> Framework | None:
    """Return what a name of a package is among the frameworks' symbols."""
    package, _, symbol = name.partition(".")
    return by_package("javascript").get(package, {}).get(symbol)


class Frameworks(AiSdk):
    """Finds the frameworks' models of a project.

    Args:
        resolver: The project's resolver.
        clients: Tells clients apart.
        reader: Collects fields.
    """

    def __init__(self, resolver: Resolver, clients: Clients, reader: FieldReader) -> None:
        """Find every model."""
        super().__init__(resolver, clients, reader)
        for module in resolver.project.modules:
            resolver.careful.part(module.path, self._module, module)

    def _module(self, module: Module) -> None:
        for name, calls in list(module.calls.items()):
            for call in calls:
                self._call(call, name)

    def _call(self, call: Node, name: str) -> None:
        callee = call.get("constructor") or call.get("function")
        if callee is None:
            return
        for item in self.resolver.of(callee) if callee.kind != "super" else self._base(call):
            if item.kind == "external":
                if self._external(call, item.name):
                    return
            elif item.kind == "made" and self._made(call, item, name):
                return
        if name == "withStructuredOutput" and self._openai_langchain:
            # A model that is handed in from out of sight.
            owners = self.resolver.of(callee.get("object"))
            if not any(i.kind == "instance" or _MODEL.search(i.name or "") for i in owners):
                self.found += structured(call, self.resolver)
        if name in agents.MASTRA_RUNS and self._has_mastra:
            for agent in agents.kept_agents(call, self.resolver):
                self._mastra(call, agent)
        if (
            name in _BOUND
            and callee.text.endswith(f"Output.{name}")
            and not self._for_another_vendor(call)
        ):
            self.found.append(SchemaOutput(place=call.place, how=f"Output.{name}"))

    def _base(self, call: Node) -> list[Obj]:
        """Return the framework's class whose constructor a call of ``super`` is."""
        klass = next((node for node in call.up() if node.kind in CLASSES), None)
        base = self.resolver.base_of(klass) if klass is not None else None
        return [base] if base is not None and base.kind == "external" else []

    @property
    def sent(self) -> list[Node]:
        """The calls that send chat requests; those of chains if a model of OpenAI's is about."""
        return [*self._sent, *(self._chained if self.chats else ())]

    @property
    def chats(self) -> bool:
        """Whether LangChain sends OpenAI what is written as messages of its API."""
        return any(
            isinstance(f, FrameworkClient) and f.framework == "langchain" for f in self.found
        )

    def history(self, call: Node) -> list[Obj]:
        """Return what a call of `sent` may send as its messages."""
        given = arguments(call)
        argument = given[1] if id(call) in self._runs and len(given) > 1 else first_argument(call)
        found: list[Obj] = []
        for item in self.resolver.of(argument):
            if item.kind == "array":
                found.append(item)
            elif item.kind == "mapped":
                # ``turns.filter(…).map(…)``: one for each of the list.
                callee = item.node.get("function")
                source = callee.get("object") if callee is not None else None
                found += [i for i in self.resolver.of(source) if i.kind == "array"]
            elif item.kind == "object":
                for name in ("messages", "input", "chat_history", "history"):
                    found += self.resolver.member(item, name, item.node)
        return found

    def asked(self, call: Node) -> Node | None:
        """Return the expression of the messages that a call of `sent` is asked with."""
        given = arguments(call)
        if id(call) in self._runs:
            return given[1] if len(given) > 1 else None
        for item in self.resolver.of(given[0]) if given else ():
            for child in item.node.children if item.kind == "object" else ():
                if key_of(child) in ("messages", "input", "chat_history", "history"):
                    return child.get("value") or child
        return None

    def _external(self, call: Node, symbol: str) -> bool:
        if symbol in REALTIME:
            last = symbol.rpartition(".")[2]
            self.found.append(Call(place=call.place, endpoint="realtime", path=last))
            return True
        if symbol in AZURE:
            last = symbol.rpartition(".")[2]
            self.found.append(
                ClientMade(place=call.place, provider=Provider.AZURE, constructor=last)
            )
            if last.endswith("Embeddings"):
                self.found.append(
                    FrameworkClient(
                        place=call.place,
                        framework="langchain",
                        symbol=last,
                        endpoint="embeddings",
                        where="A second client that stays with Azure.",
                    )
                )
            if symbol == "@ai-sdk/azure.azure":
                self._named(first_argument(call), "chat")
            return True
        if symbol in RUNS:
            self._run(call)
            return True
        if symbol in agents.MASTRA:
            self._gateway(call, "Agent", "mastra", MASTRA)
            return True
        if symbol in agents.SCORERS:
            self._gateway(call, "createScorer", "mastra", MASTRA)
            return True
        if symbol in agents.LANGCHAIN:
            self._agent(call, symbol.rpartition(".")[2])
            return True
        row = symbol_of(symbol)
        if row is not None:
            if not row.name:
                self.found += instructor_mode(call, self.resolver)
            elif row.name == "@openai/agents" and self._client_is_anothers:
                return True
            elif not has_foreign_model(call, self.resolver):
                self._symbol(call, symbol, row.name, row.endpoint, row.where)
            return True
        root, _, method = symbol.partition("@ai-sdk/openai.openai")
        if not root and symbol.startswith("@ai-sdk/openai.openai"):
            endpoint = AI_METHODS.get(method.lstrip("."), "chat" if not method else "")
            if endpoint:
                self._ai_model(call, endpoint, "openai", direct=True)
            return True
        if symbol in REGISTRIES:
            self._registry(call)
            return True
        if symbol == "@tanstack/ai.chat":
            self.found += tanstack_output(call, self.resolver)
            return True
        if symbol.startswith("ai.") and symbol.rpartition(".")[2] in _AI_CALLS:
            self._gateway(call, symbol.rpartition(".")[2])
            options = self.resolver.of(first_argument(call))
            models = [m for o in options for m in self.resolver.member(o, "model", o.node)]
            if any(map(self._is_openai, models)):
                self._sent.append(call)
                self._sdk_options(call)
            elif self._may_be_openai(models):
                self._sdk_options(call, picked=True)
            if symbol.endswith("Object"):
                self._object(call, symbol.rpartition(".")[2])
            return symbol.endswith("Object")
        return False

    def _run(self, call: Node) -> None:
        """Note a run of the Agents SDK, which sends what it is given and each tool's answer."""
        for agent in self.resolver.of(first_argument(call)):
            if is_agent(agent) and is_foreign(self._options(agent.node)[0].get("model")):
                return
        self._runs.add(id(call))
        self._sent.append(call)

    def _agent(self, call: Node, symbol: str) -> None:
        """Note an agent of LangChain over a model of OpenAI's, and what binds its answer."""
        openai = False
        for model in agents.models_of(call, self.resolver):
            row = symbol_of(model.name) if model.kind == "made" else None
            openai |= row is not None and row.endpoint == "chat"
            if model.kind == "const" and agents.is_openai_name(model.data):
                openai = True
                made = FrameworkClient(
                    place=call.place, framework="langchain", symbol=symbol, where=CHAT_OPENAI
                )
                self.found.append(made)
                self.models.append(
                    (model.node.place, str(model.data), "chat", model.route, model.confidence)
                )
        bound = agents.format_of(call, self.resolver) if openai else None
        if bound is not None:
            self.found.append(
                SchemaOutput(place=bound.place, how="responseFormat", instead=SCHEMAS["langchain"])
            )

    def _mastra(self, call: Node, made: Node) -> None:
        """Note what an agent of Mastra's sends, if its model is OpenAI's."""
        models = list(agents.models_of(made, self.resolver))
        known = [model for model in models if model.kind in ("const", "made", "external")]
        if any(map(self._is_openai, models)) or (not known and self._openai_alone):
            self._sent.append(call)
            bound = agents.output_of(call, self.resolver)
            if bound is not None:
                self.found.append(SchemaOutput(place=bound.place, how=str(key_of(bound))))

    def _symbol(self, call: Node, symbol: str, framework: str, endpoint: str, where: str) -> None:
        fields, _ = self._options(call)
        if symbol.endswith(".initChatModel") and not is_openai_model_of(call, fields, self.reader):
            return
        base = fields.get("base_url")
        if framework == "@ai-sdk/openai-compatible" and not _on_openai(base):
            # It is made for others, and OpenAI's only where its URL says so.
            return
        if base is not None and base.value is not None:
            own = base.place.unit is call.place.unit and (
                call.place.start <= base.place.start < call.place.end
            )
            # Spread from elsewhere, it is not always there: without it, the model is OpenAI's.
            provider = provider_of(replace(said(_as_objects(base), ()), always=own), None)
            if provider in (Provider.OTHER, Provider.ELECTRON):
                return
            if provider is Provider.AZURE:
                self.found.append(
                    ClientMade(
                        place=call.place, provider=provider, constructor=symbol.rpartition(".")[2]
                    )
                )
                return
        if any(name.startswith("azureOpenAI") for name in fields):
            self.found.append(
                ClientMade(
                    place=call.place, provider=Provider.AZURE, constructor=symbol.rpartition(".")[2]
                )
            )
            return
        model = fields.get("model")
        if (
            endpoint == "completions"
            and model is not None
            and any(
                isinstance(v.constant, str)
                and v.constant.startswith(("gpt-3.5-turbo", "gpt-4"))
                and "instruct" not in v.constant
                for v in model.values
            )
        ):
            endpoint = "chat"
        self.found.append(
            FrameworkClient(
                place=call.place,
                framework=framework,
                symbol=symbol.rpartition(".")[2],
                arguments={
                    k: v
                    for k, v in fields.items()
                    if framework != "@ai-sdk/openai" or k in ("base_url", "api_key")
                },
                endpoint=endpoint,
                where=where,
                responses=self._responses(framework, fields),
            )
        )
        if framework == "@openai/agents":
            self.found += output_schema(fields.get("outputType"))
        if model is not None and endpoint in ("chat",):
            self._models(model, endpoint)

    def _responses(self, framework: str, fields: dict[str, Field]) -> str:
        """Return how a framework that uses the Responses API here is told not to, or nothing."""
        if framework == "@openai/agents":
            return RESPONSES[framework] if self._default_api else ""
        if framework in ("@tanstack/ai-openai", "@effect/ai-openai"):
            return RESPONSES[framework]
        return RESPONSES[framework] if framework == "langchain" and by_responses(fields) else ""

    @cached_property
    def _default_api(self) -> bool:
        return is_default_api(self.resolver.project)

    def _options(self, call: Node) -> tuple[dict[str, Field], bool]:
        fields: dict[str, Field] = {}
        complete = True
        for argument in arguments(call)[:3]:
            found, whole = self.reader.of_value(argument, NAMES)
            fields.update(found)
            complete &= whole
        for name in (
            "modelKwargs",
            "configuration",
            "additionalChatOptions",
            "additionalSessionOptions",
            "modelSettings",
            "completionParams",
        ):
            nested = fields.pop(name, None)
            for value in nested.values if nested is not None else ():
                for key, inner in value.entries.items():
                    if name not in ("configuration", "additionalSessionOptions") or key in (
                        "baseURL",
                        "basePath",
                    ):
                        wire = NAMES.get(key, "base_url" if key == "basePath" else key)
                        if wire == "base_url":
                            fields[wire] = inner
                        fields.setdefault(wire, inner)
        return fields, complete

    def _models(self, model: Field, endpoint: str) -> None:
        for value in model.values:
            if value.place is not None and isinstance(value.constant, str):
                self.models.append(
                    (value.place, value.constant, endpoint, value.name, value.confidence)
                )

    def _made(self, call: Node, item: Obj, name: str) -> bool:
        whole = ".".join((item.name, *item.path))
        if whole in RUNNERS:
            self._run(call)
            return True
        if item.name in agents.MASTRA and name in agents.MASTRA_RUNS:
            self._mastra(call, item.node)
            return True
        if name in SENDING and item.name.startswith(("@langchain/", "langchain/")):
            symbol = symbol_of(item.name)
            (self._chained if symbol is None else self._sent).append(call)
        if item.name == "@ai-sdk/openai.createOpenAI":
            endpoint = AI_METHODS.get(item.path[-1], "") if item.path else "chat"
            provider = self._created(item.node)
            if endpoint and provider not in (Provider.OTHER,):
                self._ai_model(call, endpoint, "createOpenAI", direct=False)
                default = not item.path or item.path[-1] == "languageModel"
                if default and not self._is_older(call):
                    self.found.append(
                        FrameworkClient(
                            place=call.place, framework="@ai-sdk/openai", symbol="createOpenAI",
                            endpoint="settings", responses=RESPONSES["@ai-sdk/openai"],
                        )
                    )  # fmt: skip
            return True
        if item.name == "@ai-sdk/azure.createAzure":
            endpoint = AI_METHODS.get(item.path[-1], "") if item.path else "chat"
            if endpoint in ("chat", "responses"):
                self._named(first_argument(call), "chat")
            return True
        if name == "bindTools" and symbol_of(item.name) is not None:
            self.found += built_in_tools(call, self.resolver)
        if item.name.startswith("genkit") and name in GENKIT_CALLS:
            self.found += genkit_output(call, self._openai_genkit, self.resolver)
            return True
        if item.name == "@voltagent/core.Agent" and name in ("generateObject", "streamObject"):
            if agent_object(call, item.node, self._is_openai, self.resolver):
                self.found.append(SchemaOutput(place=call.place, how=name))
            return True
        if name == "withStructuredOutput" and symbol_of(item.name) is not None:
            if not self._is_anothers(item.node):
                self.found += structured(call, self.resolver)
            return True
        if name == "clone" and is_agent(item):
            self.found += copied_outputs(call, self.resolver)
            return True
        if (
            name in ("bind", "bindTools", "withConfig", "invoke", "stream", "call")
            and (row := symbol_of(item.name)) is not None
            and row.endpoint == "chat"
        ):
            return self._bound(call, whole)
        return False

    @cached_property
    def _client_is_anothers(self) -> bool:
        """Whether the default client of the Agents SDK is another vendor's, wherever it is set."""
        made = [
            item
            for call in self.resolver.project.calls("setDefaultOpenAIClient")
            for item in self.resolver.of(first_argument(call))
            if item.kind == "made"
        ]
        whose = {self._created(item.node) for item in made}
        return whose == {Provider.OTHER}

    @cached_property
    def _openai_langchain(self) -> bool:
        """Whether the chat models of LangChain that a project imports are OpenAI's alone."""
        specs = {spec for module in self.resolver.project.every for spec in module.specs}
        return "@langchain/openai" in specs and not any(
            spec.startswith("@langchain/") and spec.split("/")[1] in _VENDORS_OF_LANGCHAIN
            for spec in specs
        )

    @cached_property
    def _has_mastra(self) -> bool:
        return bool(self.resolver.project.calls("Mastra"))

    @cached_property
    def _openai_genkit(self) -> bool:
        """Whether the plugins of Genkit that a project has are OpenAI's, and nobody else's."""
        specs = {spec for module in self.resolver.project.every for spec in module.specs}
        own = any("openai" in s or "compat-oai" in s for s in specs if "genkit" in s)
        others = ("google", "vertexai", "anthropic", "ollama", "mistral", "groq", "xai")
        return own and not any("genkit" in s and any(o in s for o in others) for s in specs)

    def _is_anothers(self, made: Node) -> bool:
        """Say whether a model of LangChain's is told another vendor's address."""
        base = self._options(made)[0].get("base_url")
        if base is None or base.value is None:
            return False
        provider = provider_of(replace(said(_as_objects(base), ()), always=True), None)
        return provider is Provider.OTHER

    def _bound(self, call: Node, path: str) -> bool:
        options = bound_options(call, path)
        if options is None:
            return False
        fields, complete = self.reader.of_value(options, NAMES)
        known = {k: v for k, v in fields.items() if k in REQUEST}
        if known:
            self.found.append(
                Call(place=call.place, endpoint="chat", path=path.rpartition(".")[2], fields=known,
                     complete=complete, framework="langchain", confidence=Confidence.MEDIUM)
            )  # fmt: skip
        return True

    def facts(self) -> Iterator[Fact]:
        """Yield what was found."""
        yield from self.found


_BOUND = frozenset({"object", "array", "choice"})
"""What of the AI SDK's ``Output`` is sent as a schema."""

# A chat model of LangChain's, whosever it is.
_MODEL = re.compile(r"\.(?:Chat[A-Z]\w*|initChatModel)(?:$|[.(])")
_VENDORS_OF_LANGCHAIN = frozenset(
    {
        "anthropic", "google-genai", "google-vertexai", "mistralai", "groq", "ollama", "cohere",
        "aws", "deepseek", "xai", "community", "cerebras",
    }
)  # fmt: skip

_AI_CALLS = frozenset(
    {"generateText", "streamText", "generateObject", "streamObject", "Agent", "ToolLoopAgent",
     "Experimental_Agent"}
)  # fmt: skip


def _on_openai(base: Field | None) -> bool:
    return base is not None and any(
        provider_of_url(str(value.constant)) is Provider.OPENAI for value in base.constants()
    )


def _as_objects(field: Field) -> list[Obj]:
    found: list[Obj] = []
    for value in field.values:
        if value.kind is Kind.CONSTANT:
            found.append(Obj("const", None, value.constant))  # type: ignore[arg-type]
        else:
            found.append(Obj("env", None, name=value.name))  # type: ignore[arg-type]
    return found
