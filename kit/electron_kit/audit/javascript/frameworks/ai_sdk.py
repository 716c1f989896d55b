"""Vercel's AI SDK: its models, registries and gateways, and what its calls send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from ...common.frameworks import AI_SDK
from ...common.providers import provider_of
from ...facts import (
    Call,
    Confidence,
    Fact,
    Field,
    FrameworkClient,
    Place,
    Provider,
    SchemaOutput,
)
from ...framework_defaults import RESPONSES
from ...model_names import is_text_model
from ..clients import Clients
from ..fields import FieldReader
from ..named_clients import by_its_name
from ..resolve import Resolver
from ..syntax import Node
from ..test_files import is_test
from ..values import Obj
from ..written import arguments, first_argument, last_name
from .agent_makers import models_of
from .ai_models import any_behind, models_behind, registered
from .symbols import AI_METHODS, NAMES

REQUEST = frozenset(
    {
        "n", "stop", "tools", "functions", "function_call", "response_format", "max_tokens",
        "max_completion_tokens",
        "reasoning_effort", "parallel_tool_calls", "model", "logit_bias", "seed", "store",
        "metadata", "service_tier", "prediction",
    }
)  # fmt: skip
"""Options of frameworks that end in the request."""

Versions = tuple[tuple[str, int], ...]
# The major versions from which a provider asks for responses unless it is told otherwise.
OPENAIS_VERSIONS: Versions = (("@ai-sdk/openai", 2), ("ai", 5))
AZURES_VERSIONS: Versions = (("@ai-sdk/azure", 3), ("ai", 6))

# Packages of the AI SDK that are some vendor's: with OpenAI's alone, a model from elsewhere is
# OpenAI's.
_VENDOR_OF_AI = re.compile(
    r"^@ai-sdk/(?!react|vue|svelte|rsc|solid|angular|provider|ui-utils|gateway|mcp|devtools)|"
    r"ai-sdk-provider|ollama-ai|@openrouter"
)
# What the AI SDK before 5 has, and later ones have not; and the other way round.
_NEWER_AI = re.compile(
    rb"\bstepCountIs\b|convertToModelMessages|toUIMessageStreamResponse|createUIMessageStream|"
    rb"\bModelMessage\b|DefaultChatTransport"
)
_OLDER_AI = re.compile(
    rb"toDataStreamResponse|toAIStreamResponse|StreamingTextResponse|convertToCoreMessages|"
    rb"createDataStreamResponse|pipeDataStreamToResponse|[\"']ai/(?:react|rsc|svelte|vue)[\"']|"
    rb"experimental_StreamData|OpenAIStream|\bmaxSteps\b|"
    rb"\bcompatibility: *[\"'](?:strict|compatible)[\"']"
)
_THINKS = re.compile(r"o|gpt-5")  # `isReasoningModel` there
_OF_EMBEDDINGS = re.compile(r"openai/text-embedding-")


class AiSdk:
    """Finds models of the AI SDK, and keeps what is found of any framework.

    Args:
        resolver: The project's resolver.
        clients: Tells clients apart.
        reader: Collects fields.
    """

    def __init__(self, resolver: Resolver, clients: Clients, reader: FieldReader) -> None:
        """Start with nothing found."""
        self.resolver = resolver
        self.clients = clients
        self.reader = reader
        self.found: list[Fact] = []
        # Names that reach a framework's requests: place, name, endpoint, route, confidence.
        self.models: list[tuple[Place, str, str, str, Confidence]] = []
        # What calls of the AI SDK send to OpenAI as their messages.
        self.messages: list[Field] = []
        self._sent: list[Node] = []
        self._runs: set[int] = set()
        self._chained: list[Node] = []

    def _is_openai(self, model: Obj) -> bool:
        """Say whether what a call of the AI SDK takes as its model is OpenAI's or Azure's."""
        return any_behind(model, self.resolver, self._is_openais_own)

    def _is_openais_own(self, model: Obj) -> bool:
        if model.kind == "const":
            return _of_gateway(model.data)
        if model.kind == "external":
            return model.name.startswith(("@ai-sdk/openai.openai", "@ai-sdk/azure.azure"))
        if model.kind != "made" or not model.name.startswith(("@ai-sdk/openai.", "@ai-sdk/azure.")):
            return False
        makers = self.resolver.of(model.node.get("function"))
        made = [m for m in makers if m.kind == "made" and m.name == "@ai-sdk/openai.createOpenAI"]
        return not made or any(self._created(m.node) is not Provider.OTHER for m in made)

    def _may_be_openai(self, models: Sequence[Obj]) -> bool:
        """Say whether a model that is picked elsewhere may be one of OpenAI's."""
        behind = [m for model in models for m in models_behind(model, self.resolver)]
        foreign = any(m.kind == "made" and _VENDOR_OF_AI.search(m.name) for m in behind)
        return not foreign and self._has_openai

    @cached_property
    def _has_openai(self) -> bool:
        """Whether a project makes models of the AI SDK's for OpenAI."""
        every = self.resolver.project.every
        return any("@ai-sdk/openai" in module.specs for module in every)

    def _sdk_options(self, call: Node, *, picked: bool = False) -> None:
        """Note what a call of the AI SDK puts into the request for OpenAI.

        Args:
            call: The call.
            picked: Whether the model is picked elsewhere, so that only what is for OpenAI counts.
        """
        argument = first_argument(call)
        if argument is None:
            return
        fields, _ = self.reader.of_value(argument, NAMES)
        if "messages" in fields and not picked:
            self.messages.append(fields["messages"])
        plain = () if picked else ("max_tokens", "stop")
        known: dict[str, Field] = {k: v for k, v in fields.items() if k in plain}
        options = fields.get("providerOptions")
        for value in options.values if options is not None else ():
            openai = value.entries.get("openai")
            for inner in openai.values if openai is not None else ():
                known.update(
                    {
                        NAMES.get(k, k): f
                        for k, f in inner.entries.items()
                        if not self._in_a_test(f, call)
                    }
                )
        self._asked(call, known)

    def _in_a_test(self, field: Field, call: Node) -> bool:
        """Say whether an option is what a test makes up for a call in the application."""
        if field.place.unit is call.place.unit:
            return False
        module = self.resolver.project.at(field.place.unit.path)
        return module is not None and is_test(module)

    def _asked(self, call: Node, fields: dict[str, Field]) -> None:
        known = {name: field for name, field in fields.items() if name in REQUEST}
        if known:
            self.found.append(
                Call(
                    place=call.place,
                    endpoint="chat",
                    path=last_name(call.get("function") or call),
                    fields=known,
                    framework="ai",
                )
            )

    def _for_another_vendor(self, output: Node) -> bool:
        """Say whether the call that an output is for names another vendor's model."""
        models = self._models_of(output)
        return bool(models) and not any(
            self._is_openai(m) or m.kind in ("global", "env") for m in models
        )

    def _models_of(self, output: Node) -> Sequence[Obj]:
        """Return what the model may be of the call that an output is for."""
        for above in output.up():
            if above.kind == "object" and above.parent is not None:
                models = self.resolver.member(Obj("object", above), "model", above)
                if models:
                    return models
        return ()

    def _created(self, made: Node) -> Provider:
        settings = self.clients.settings(made)
        provider = provider_of(self.clients.said(settings, "baseURL", "baseUrl"), None)
        return by_its_name(made) if provider is Provider.UNKNOWN else provider

    def _ai_model(self, call: Node, endpoint: str, symbol: str, *, direct: bool) -> None:
        argument = first_argument(call)
        callee = call.get("function")
        # ``openai("…")`` itself, not ``openai.chat("…")``.
        default = (
            endpoint == "chat"
            and callee is not None
            and (callee.kind == "identifier" or last_name(callee) == "languageModel")
        )
        if endpoint == "chat" and len(arguments(call)) > 1:
            options = self.reader.of_value(arguments(call)[1], NAMES)[0]
            self._asked(call, options)
        if endpoint != "embeddings":
            self._named(argument, "chat" if endpoint == "responses" else endpoint)
        if endpoint == "chat" and not direct:
            return
        # The package's own ``openai`` binds OpenAI, whichever of its endpoints is asked for text.
        if endpoint in ("chat", "embeddings") or (endpoint == "responses" and direct):
            self.found.append(
                FrameworkClient(
                    place=call.place,
                    framework="@ai-sdk/openai",
                    symbol=symbol,
                    endpoint=endpoint,
                    where=AI_SDK,
                    responses=RESPONSES["@ai-sdk/openai"]
                    if default and not self._is_older(call)
                    else "",
                )
            )
        else:
            self.found.append(
                Call(
                    place=call.place,
                    endpoint=endpoint,
                    path=f"openai.{last_name(call.get('function') or call)}",
                    framework="@ai-sdk/openai",
                )
            )

    def _azure_model(self, call: Node, method: str) -> None:
        """Note a model of Azure's provider: its name, and the endpoint that it asks for.

        Args:
            call: What makes the model: ``azure("gpt-4.1")``, ``azure.imageModel("dall-e-3")``.
            method: The provider's method; empty for the provider itself.
        """
        endpoint = AI_METHODS.get(method, "") if method else "chat"
        if endpoint in ("chat", "responses"):
            self._named(first_argument(call), "chat")
        default = method in ("", "languageModel") and not self._is_older(call, AZURES_VERSIONS)
        if default:
            self.found.append(
                FrameworkClient(
                    place=call.place, framework="@ai-sdk/azure", symbol="azure",
                    endpoint="settings", responses=RESPONSES["@ai-sdk/azure"],
                )
            )  # fmt: skip
        elif endpoint not in ("", "chat"):
            self.found.append(
                Call(
                    place=call.place, endpoint=endpoint, path=f"azure.{method}",
                    framework="@ai-sdk/azure",
                )
            )  # fmt: skip

    def _named(self, argument: Node | None, endpoint: str) -> None:
        """Note the names that a model is made by."""
        for value in self.reader.values(argument) if argument is not None else ():
            if value.place is not None and isinstance(value.constant, str):
                self.models.append(
                    (value.place, value.constant, endpoint, value.name, value.confidence)
                )

    def _object(self, call: Node, name: str) -> None:
        argument = first_argument(call)
        for item in self.resolver.of(argument):
            shapes = self.resolver.member(item, "output", item.node)
            if any(shape.data == "no-schema" for shape in shapes):
                return
            models = self.resolver.member(item, "model", item.node)
            known = [
                model
                for model in models
                if model.kind in ("made", "const", "external") and not model.name.startswith("ai.")
            ]
            handed = not known and self._openai_alone
            if self._by_tool(call, models):
                return
            if handed or any(self._is_openai(model) for model in models):
                self.found.append(SchemaOutput(place=call.place, how=name))
                return

    def _by_tool(self, call: Node, models: Sequence[Obj]) -> bool:
        """Say whether the AI SDK asks for an object by a tool, and sends no schema of an answer.

        Its provider before 2.0 does, where a manifest names one, but for models that think and
        where ``structuredOutputs`` is set (``defaultObjectGenerationMode`` in @ai-sdk/openai
        1.3.24).

        Args:
            call: The call.
            models: What its model may be.
        """
        path = call.place.unit.path
        majors = [(self.resolver.project.manifests.major(p, path), n) for p, n in OPENAIS_VERSIONS]
        older = next((major < newer for major, newer in majors if major is not None), False)
        if not older or self._structured:
            return False
        named = [
            item
            for model in models
            if model.kind == "made"
            for item in self.resolver.of(first_argument(model.node))
        ]
        # A name that is not known may be one that thinks.
        known = named and all(item.kind == "const" for item in named)
        return bool(known) and not any(_THINKS.match(str(item.data)) for item in named)

    @cached_property
    def _structured(self) -> bool:
        """Whether the project sets the AI SDK's models to structured outputs."""
        modules = self.resolver.project.every
        return any(b"structuredOutputs" in module.unit.data for module in modules)

    @cached_property
    def _openai_alone(self) -> bool:
        """Whether the AI SDK's models that a project makes are OpenAI's, and nobody else's."""
        specs = {spec for module in self.resolver.project.every for spec in module.specs}
        vendors = {spec for spec in specs if _VENDOR_OF_AI.search(spec)}
        return bool(vendors) and vendors <= {"@ai-sdk/openai", "@ai-sdk/azure"}

    def _registry(self, call: Node) -> None:
        """Note OpenAI among the providers of a registry: ``createProviderRegistry({ openai })``."""
        for _, child, item in registered(call, self.resolver):
            own = item.kind == "external" and item.name == "@ai-sdk/openai.openai"
            made = item.kind == "made" and item.name == "@ai-sdk/openai.createOpenAI"
            if own or (made and self._created(item.node) is not Provider.OTHER):
                self.found.append(
                    FrameworkClient(
                        place=child.place,
                        framework="@ai-sdk/openai",
                        symbol="openai" if own else "createOpenAI",
                        endpoint="chat" if own else "settings",
                        where=AI_SDK,
                        responses="" if self._is_older(call) else RESPONSES["@ai-sdk/openai"],
                    )
                )

    def _gateway(self, call: Node, name: str, framework: str = "ai", where: str = AI_SDK) -> None:
        """Note a model that is named for a gateway or router: ``model: "openai/gpt-4o"``."""
        for model in models_of(call, self.resolver):
            if model.kind != "const" or not _of_gateway(model.data):
                continue
            self.found.append(
                FrameworkClient(
                    place=call.place,
                    framework=framework,
                    symbol=name,
                    endpoint="chat",
                    where=where,
                    responses=RESPONSES.get(framework, ""),
                )
            )
            self.models.append(
                (model.node.place, str(model.data), "chat", model.route, model.confidence)
            )
            return

    def _embeddings(self, call: Node, name: str) -> None:
        """Note an embedding model that is named for a gateway: ``"openai/text-embedding-3-…"``."""
        options = self.resolver.of(first_argument(call))
        given = [
            model
            for item in options
            for name in ("model", "embedder")
            for model in self.resolver.member(item, name, item.node)
        ]
        for model in given:
            if model.kind == "const" and _OF_EMBEDDINGS.match(str(model.data)):
                self.found.append(
                    FrameworkClient(
                        place=model.node.place,
                        framework="ai",
                        symbol=name,
                        endpoint="embeddings",
                        where=AI_SDK,
                    )
                )

    def _is_older(self, node: Node, versions: Versions = OPENAIS_VERSIONS) -> bool:
        """Say whether a file is written for an AI SDK whose default is chat completions."""
        path = node.place.unit.path
        for package, newer in versions:
            major = self.resolver.project.manifests.major(package, path)
            if major is not None:
                return major < newer
        return self._older

    @cached_property
    def _older(self) -> bool:
        """Whether the project is written for an AI SDK whose default is chat completions."""
        texts = [module.unit.data for module in self.resolver.project.every]
        # A name such as maxSteps may be anybody's; what came with the newer SDK decides.
        return any(map(_OLDER_AI.search, texts)) and not any(map(_NEWER_AI.search, texts))


def _of_gateway(model: object) -> bool:
    return isinstance(model, str) and model.startswith("openai/") and is_text_model(model)
