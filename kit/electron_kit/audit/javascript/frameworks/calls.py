"""What a call means to a framework: of a name that a package exports, or of what one made."""

from __future__ import annotations

from functools import cached_property

from ...common.frameworks import MASTRA
from ...facts import Call, ClientMade, Confidence, FrameworkClient, Provider, SchemaOutput
from ...framework_defaults import RESPONSES
from ..syntax import Node
from ..values import Obj
from ..written import first_argument
from . import agent_makers as makers
from .agents import FrameworkAgents
from .agents_sdk import (
    MODELS,
    RUNNERS,
    RUNS,
    copied_outputs,
    has_foreign_model,
    is_agent,
    made_models,
)
from .ai_models import REGISTRIES
from .ai_sdk import REQUEST
from .clients import symbol_of
from .langchain import bound_options, structured
from .schemas import (
    GENKIT_CALLS,
    agent_object,
    built_in_tools,
    genkit_output,
    instructor_mode,
    tanstack_output,
)
from .symbols import AI_METHODS, AZURE, NAMES, REALTIME, SENDING

_AI_CALLS = frozenset(
    {"generateText", "streamText", "generateObject", "streamObject", "Agent", "ToolLoopAgent",
     "Experimental_Agent"}
)  # fmt: skip


class FrameworkCalls(FrameworkAgents):
    """Reads calls, by the names of the frameworks' symbols and methods."""

    def _external(self, call: Node, symbol: str) -> bool:
        if symbol in REALTIME:
            last = symbol.rpartition(".")[2]
            self.found.append(Call(place=call.place, endpoint="realtime", path=last))
            return True
        if symbol in AZURE or symbol.startswith("@ai-sdk/azure.azure."):
            self._azure(call, symbol)
            return True
        if symbol in RUNS:
            self._run(call)
            return True
        if symbol in makers.MASTRA:
            self._gateway(call, "Agent", "mastra", MASTRA)
            return True
        if symbol in makers.SCORERS:
            self._gateway(call, "createScorer", "mastra", MASTRA)
            return True
        if symbol in makers.LANGCHAIN:
            self._agent(call, symbol.rpartition(".")[2])
            return True
        if symbol in MODELS and self._has_others_client(call):
            return True
        row = symbol_of(symbol)
        if row is not None:
            if not row.name:
                self.found += instructor_mode(call, self.resolver)
            elif row.name == "@openai/agents" and self._client_is_anothers:
                return True
            elif not has_foreign_model(call, self.resolver):
                made = made_models(call, self.resolver) if row.name == "@openai/agents" else []
                if not made or not all(map(self._has_others_client, made)):
                    endpoint = "settings" if made else row.endpoint
                    self._symbol(call, symbol, row.name, endpoint, row.where)
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
        if symbol in ("ai.embed", "ai.embedMany", "@mastra/memory.Memory"):
            self._embeddings(call, symbol.rpartition(".")[2])
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

    def _azure(self, call: Node, symbol: str) -> None:
        """Note a client or a model of Azure's, and the endpoint that it asks for."""
        last = symbol.rpartition(".")[2]
        method = symbol.partition("@ai-sdk/azure.azure.")[2]
        if not method or AI_METHODS.get(method) in ("chat", "responses"):
            made = "azure" if method else last
            self.found.append(
                ClientMade(place=call.place, provider=Provider.AZURE, constructor=made)
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
        if method or symbol == "@ai-sdk/azure.azure":
            self._azure_model(call, method)

    def _made(self, call: Node, item: Obj, name: str) -> bool:
        whole = ".".join((item.name, *item.path))
        if whole in RUNNERS:
            self._run(call)
            return True
        if item.name in makers.MASTRA and name in makers.MASTRA_RUNS:
            self._mastra(call, item.node)
            return True
        if name in SENDING and item.name.startswith(("@langchain/", "langchain/")):
            symbol = symbol_of(item.name)
            (self._chained if symbol is None else self._sent).append(call)
        if item.name == "@ai-sdk/openai.createOpenAI":
            endpoint = AI_METHODS.get(item.path[-1], "") if item.path else "chat"
            provider = self._created(item.node)
            if endpoint and provider is Provider.OTHER:
                named = first_argument(call)
                # A name from a table may be another maker's as well.
                self._named(
                    named if named is not None and named.kind == "string" else None, "other"
                )
            elif endpoint:
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
            self._azure_model(call, item.path[-1] if item.path else "")
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

    @cached_property
    def _openai_genkit(self) -> bool:
        """Whether the plugins of Genkit that a project has are OpenAI's, and nobody else's."""
        specs = {spec for module in self.resolver.project.every for spec in module.specs}
        own = any("openai" in s or "compat-oai" in s for s in specs if "genkit" in s)
        others = ("google", "vertexai", "anthropic", "ollama", "mistral", "groq", "xai")
        return own and not any("genkit" in s and any(o in s for o in others) for s in specs)
